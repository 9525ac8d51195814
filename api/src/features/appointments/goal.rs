//! Where an appointment is to go, and whether it may go there.

use std::sync::OnceLock;

use entity::ids::AppointmentId;
use entity::{appointment, care_plan};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::attempt::Attempt;
use super::book_in::ground_of;
use super::change_rules::{Change, obstacle_to};
use super::find_slots::SlotSearch;
use super::ground::{Ground, SlotFor};
use super::offers::Offer;
use super::queries::is_for;
use super::slot_id::ChosenSlot;
use super::visits::{refuse_unattended, refuse_unfit};
use crate::app::App;
use crate::features::clinics::clinic_by_id;
use crate::features::events::UnitOfWork;
use crate::platform::actor::Actor;
use crate::platform::error::{Outcome, Refusal, UserErrorCode};

/// What an attempt aims at, as it is found out on the way: where the slot is gone, others are offered by it.
#[derive(Default)]
pub(super) struct Goal {
    slot: OnceLock<ChosenSlot>,
    /// The appointment that is to be moved.
    moving: OnceLock<AppointmentId>,
}

impl Goal {
    /// This is the slot that is wanted.
    pub(super) fn aim(&self, slot: &ChosenSlot) -> &ChosenSlot {
        self.slot.get_or_init(|| slot.clone())
    }

    /// Ends an attempt, with offers where they are due.
    pub(super) async fn attempt<T>(self, app: &App, actor: &Actor, outcome: Outcome<T>) -> Attempt<T> {
        let moving = self.moving.get().copied();
        let for_it = |search| SlotSearch { moving, ..search };
        Attempt::with(app, actor, outcome, self.slot.get(), for_it).await
    }

    /// Lets through an appointment that may go to this slot, and loads what the slot stands on.
    ///
    /// # Errors
    /// `CONFLICT` where the appointment can no longer be moved, `INVALID` for a slot of other services, or of a visit
    /// with another practitioner, `SLOT_TAKEN`, `NOT_FOUND` for what is no slot.
    pub(super) async fn ground_to_move(
        &self,
        work: &UnitOfWork<'_>,
        actor: &Actor,
        appointment: &appointment::Model,
        slot: &ChosenSlot,
    ) -> Outcome<(Ground, Offer)> {
        let clinic_id = work.clinic_id();
        let wanted = self.aim(slot);
        self.moving.get_or_init(|| appointment.id);
        let clinic = clinic_by_id(work.db(), clinic_id).await?;
        if let Some(obstacle) = obstacle_to(Change::Move, appointment, actor, &clinic.settings, work.now()) {
            return Err(obstacle.refusal().into());
        }
        if !is_for(work.db(), appointment, &wanted.services()).await? {
            return Err(other_services().into());
        }
        let plan = match appointment.care_plan_id {
            Some(id) => {
                let of_clinic = care_plan::Column::ClinicId.eq(clinic_id);
                care_plan::Entity::find_by_id(id).filter(of_clinic).one(work.db()).await?
            }
            None => None,
        };
        if let Some(plan) = &plan {
            refuse_unattended(work.db(), plan, "input.slotId").await?;
        }
        let (ground, offer) = ground_of(work, actor, wanted, SlotFor::Moving).await?;
        if let Some(plan) = &plan {
            refuse_unfit(&ground, plan, &wanted.segments)?;
        }
        Ok((ground, offer))
    }
}

fn other_services() -> Refusal {
    Refusal::new(
        UserErrorCode::Invalid,
        "input.slotId",
        "Este horario no es para los mismos estudios. Volvé a buscar.",
        "This slot is not for the same studies. Search again.",
    )
}
