//! Where an appointment is to go, and whether it may go there.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use entity::ids::UserId;
use entity::{appointment, appointment_service, care_plan};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::book_appointment::Attempt;
use super::book_in::ground_of;
use super::change_rules::{Change, obstacle_to};
use super::ground::Ground;
use super::offers::Offer;
use super::slot_id::Segment;
use super::visits::refuse_unfit;
use crate::app::App;
use crate::features::clinics::clinic_by_id;
use crate::features::events::UnitOfWork;
use crate::platform::actor::Actor;
use crate::platform::error::{Outcome, Refusal, UserErrorCode};

/// What an attempt aims at, as it is found out on the way: where the slot is gone, others are offered by it.
#[derive(Default)]
pub(super) struct Goal {
    segments: OnceLock<Vec<Segment>>,
    /// With whom the visits of a care plan are.
    practitioner: OnceLock<UserId>,
}

impl Goal {
    /// This is the slot that is wanted.
    pub(super) fn aim(&self, segments: &[Segment]) -> &[Segment] {
        self.segments.get_or_init(|| segments.to_vec())
    }

    /// Ends an attempt, with offers where they are due.
    pub(super) async fn attempt<T>(self, app: &App, actor: &Actor, outcome: Outcome<T>) -> Attempt<T> {
        let segments = self.segments.get().map_or(&[][..], Vec::as_slice);
        Attempt::with(app, actor, outcome, segments, self.practitioner.get().copied()).await
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
        segments: &[Segment],
    ) -> Outcome<(Ground, Offer)> {
        let clinic_id = work.clinic_id();
        let wanted = self.aim(segments);
        let clinic = clinic_by_id(work.db(), clinic_id).await?;
        if let Some(obstacle) = obstacle_to(Change::Move, appointment, actor, &clinic.settings, work.now()) {
            return Err(obstacle.refusal().into());
        }
        let services: BTreeSet<_> = wanted.iter().map(|segment| segment.service).collect();
        let known = appointment_service::Entity::find()
            .filter(appointment_service::Column::ClinicId.eq(clinic_id))
            .filter(appointment_service::Column::AppointmentId.eq(appointment.id))
            .all(work.db())
            .await?;
        if known.iter().map(|row| row.service_id).collect::<BTreeSet<_>>() != services {
            return Err(other_services().into());
        }
        let plan = match appointment.care_plan_id {
            Some(id) => care_plan::Entity::find_by_id(id).one(work.db()).await?,
            None => None,
        };
        if let Some(plan) = &plan {
            self.practitioner.get_or_init(|| plan.practitioner_id);
        }
        let (ground, offer) = ground_of(work, actor, wanted).await?;
        if let Some(plan) = &plan {
            refuse_unfit(&ground, plan, wanted)?;
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
