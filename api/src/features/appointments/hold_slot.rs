//! Keeps a slot for some minutes while the patient decides.

use chrono::{DateTime, Duration, Utc};
use entity::ids::SlotHoldId;
use entity::slot_hold;
use sea_orm::{ActiveModelTrait, ActiveValue::Set};

use super::agenda::start_of;
use super::book_appointment::{Attempt, lock_patient};
use super::book_in::ground_of;
use super::cells::{Holder, release_holds, take_cells, unknown_slot};
use super::ground::{SlotFor, SlotRow};
use super::requests::{Standing, matching_request, refuse_unless_bookable, standing};
use super::slot_id::{ChosenSlot, read_slot_id};
use crate::app::App;
use crate::platform::actor::{Actor, Permission};
use crate::platform::db::retrying;
use crate::platform::error::{Error, Outcome};

/// A slot that is held.
#[derive(Clone, Debug)]
pub struct Held {
    /// The hold.
    pub id: SlotHoldId,
    /// What it keeps.
    pub slot: SlotRow,
    /// Until when.
    pub expires_at: DateTime<Utc>,
}

/// Holds a slot for the patient, who gives up what they held before. The services must be those of a request of
/// theirs that can be booked, or that is booked and may be moved.
///
/// # Errors
/// In the outcome: `SLOT_TAKEN` with fresh offers, `NOT_FOUND` for what is no slot, and as booking would be
/// refused.
pub async fn hold_slot(app: &App, actor: &Actor, slot_id: &str) -> Attempt<Held> {
    let wanted = read_slot_id(slot_id);
    let outcome = retrying(|| try_hold(app, actor, wanted.as_ref())).await;
    Attempt::new(app, actor, outcome, wanted.as_ref()).await
}

async fn try_hold(app: &App, actor: &Actor, wanted: Option<&ChosenSlot>) -> Outcome<Held> {
    let clinic_id = actor.require(Permission::BookAsPatient)?.clinic_id;
    let patient_id = actor.patient_id().ok_or(Error::Forbidden)?;
    let wanted = wanted.ok_or_else(unknown_slot)?;
    let work = app.begin(clinic_id).await?;
    let now = work.now();
    lock_patient(&work, patient_id).await?;
    let request = matching_request(work.db(), actor, &wanted.services()).await?;
    let slot_for = match standing(&request) {
        Standing::Booked => SlotFor::Moving,
        standing => {
            refuse_unless_bookable(standing)?;
            SlotFor::Booking
        }
    };
    let (ground, offer) = ground_of(&work, actor, wanted, slot_for).await?;
    let slot = ground.row(offer).ok_or_else(|| Error::internal("a slot without its site"))?;
    release_holds(work.db(), clinic_id, patient_id, now).await?;
    let id: SlotHoldId = app.new_id();
    let expires_at = now + Duration::minutes(ground.clinic.settings.hold_minutes.into());
    slot_hold::ActiveModel {
        id: Set(id),
        clinic_id: Set(clinic_id),
        patient_id: Set(patient_id),
        assistance_request_id: Set(Some(request.id)),
        slot_id: Set(slot.id.clone()),
        starts_at: Set(start_of(slot.offer.span.start)),
        ends_at: Set(start_of(slot.offer.span.end)),
        expires_at: Set(expires_at),
        released_at: Set(None),
        created_at: Set(now),
    }
    .insert(work.db())
    .await?;
    take_cells(work.db(), clinic_id, Holder::Hold(id), &ground.question.cells(&slot.offer), now).await?;
    work.commit().await?;
    Ok(Held { id, slot, expires_at })
}
