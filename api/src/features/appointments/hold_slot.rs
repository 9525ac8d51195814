//! Keeps a slot for some minutes while the patient decides.

use chrono::{DateTime, Duration, Utc};
use entity::ids::{AppointmentId, SlotHoldId};
use entity::slot_hold;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::agenda::{Span, cell_from, start_of};
use super::attempt::Attempt;
use super::book_appointment::lock_patient;
use super::book_in::ground_of;
use super::cells::{
    Cells, Holder, cells_of_appointment, release_holds, slot_taken, take_cells, unknown_slot,
};
use super::change_rules::lock_own;
use super::goal::Goal;
use super::ground::{Asked, Ground, SlotFor, SlotRow};
use super::offers::Offer;
use super::requests::{Standing, matching_request, refuse_unless_bookable, standing};
use super::slot_id::{ChosenSlot, read_slot_id};
use crate::app::App;
use crate::features::clinics::clinic_by_id;
use crate::features::events::UnitOfWork;
use crate::platform::actor::{Actor, Permission};
use crate::platform::db::retrying;
use crate::platform::error::{Error, Failure, Outcome};
use crate::platform::idempotency::Claim;

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

/// What is to be held.
#[derive(Clone, Debug)]
pub struct HoldSlot {
    /// Opaque id of the slot.
    pub slot_id: String,
    /// The appointment that is to be moved there; the inner none is an id that is not one.
    pub moving_id: Option<Option<AppointmentId>>,
    /// The same key answers with the first hold.
    pub idempotency_key: Option<String>,
}

/// Holds a slot for the patient, who gives up what they held before. The services must be those of a request of
/// theirs that can be booked, or that is booked and may be moved; or those of the appointment that is to be moved,
/// whose own time is then kept already. A repeated call answers with the first hold, which runs out when it does.
///
/// # Errors
/// In the outcome: `SLOT_TAKEN` with fresh offers, `NOT_FOUND` for what is no slot, and as booking or moving would be
/// refused.
pub async fn hold_slot(app: &App, actor: &Actor, input: HoldSlot) -> Attempt<Held> {
    let goal = Goal::default();
    let outcome = retrying(|| try_hold(app, actor, &input, &goal)).await;
    goal.attempt(app, actor, outcome).await
}

async fn try_hold(app: &App, actor: &Actor, input: &HoldSlot, goal: &Goal) -> Outcome<Held> {
    let clinic_id = actor.require(Permission::BookAsPatient)?.clinic_id;
    let patient_id = actor.patient_id().ok_or(Error::Forbidden)?;
    let wanted = read_slot_id(&input.slot_id).ok_or_else(unknown_slot)?;
    let work = app.begin(clinic_id).await?;
    let now = work.now();
    lock_patient(&work, patient_id).await?;
    let id: SlotHoldId = app.new_id();
    let (key, content) = (input.idempotency_key.as_deref(), (&input.slot_id, input.moving_id));
    if let Claim::Replay(first) = work.claim(actor, "holdSlot", key, &content, id).await? {
        return held_before(&work, actor, &wanted, first.into()).await;
    }
    let about_moving = |failure: Failure| failure.about("input.id", "input.movingId");
    let (request_id, (ground, offer), kept) = match input.moving_id {
        Some(id) => {
            let appointment = lock_own(&work, actor, id).await.map_err(about_moving)?;
            let found = goal.ground_to_move(&work, actor, &appointment, &wanted);
            let found = found.await.map_err(about_moving)?;
            let kept = cells_of_appointment(work.db(), clinic_id, appointment.id).await?;
            (appointment.assistance_request_id, found, kept)
        }
        None => {
            let request = matching_request(work.db(), actor, &goal.aim(&wanted).services()).await?;
            let slot_for = match standing(&request) {
                Standing::Booked => SlotFor::Moving,
                standing => {
                    refuse_unless_bookable(standing)?;
                    SlotFor::Booking
                }
            };
            (Some(request.id), ground_of(&work, actor, &wanted, slot_for).await?, Cells::new())
        }
    };
    let slot = ground.row(offer).ok_or_else(|| Error::internal("a slot without its site"))?;
    release_holds(work.db(), clinic_id, patient_id, now).await?;
    let expires_at = now + Duration::minutes(ground.clinic.settings.hold_minutes.into());
    slot_hold::ActiveModel {
        id: Set(id),
        clinic_id: Set(clinic_id),
        patient_id: Set(patient_id),
        assistance_request_id: Set(request_id),
        slot_id: Set(slot.id.clone()),
        starts_at: Set(start_of(slot.offer.span.start)),
        ends_at: Set(start_of(slot.offer.span.end)),
        expires_at: Set(expires_at),
        released_at: Set(None),
        created_at: Set(now),
    }
    .insert(work.db())
    .await?;
    let cells: Cells = ground.question.cells(&slot.offer).difference(&kept).copied().collect();
    take_cells(work.db(), clinic_id, Holder::Hold(id), &cells, now).await?;
    work.commit().await?;
    Ok(Held { id, slot, expires_at })
}

/// What was held with the same key, until when it was held then.
async fn held_before(
    work: &UnitOfWork<'_>,
    actor: &Actor,
    wanted: &ChosenSlot,
    id: SlotHoldId,
) -> Outcome<Held> {
    let clinic_id = work.clinic_id();
    let hold = slot_hold::Entity::find_by_id(id)
        .filter(slot_hold::Column::ClinicId.eq(clinic_id))
        .one(work.db())
        .await?
        .ok_or_else(|| Error::internal("a key of a hold that is not there"))?;
    let services = wanted.services();
    let asked = Asked {
        actor,
        clinic: clinic_by_id(work.db(), clinic_id).await?.into(),
        now: work.now(),
        services: &services,
        slot_for: SlotFor::Moving,
        field: "input.slotId",
    };
    let ground = Ground::load(work.db(), asked).await?;
    let span = Span { start: cell_from(hold.starts_at), end: cell_from(hold.ends_at) };
    let offer = Offer { site: wanted.site, span, segments: wanted.segments.clone() };
    // What it was held on may be gone since.
    let slot = ground.row(offer).ok_or_else(slot_taken)?;
    Ok(Held { id, slot, expires_at: hold.expires_at })
}
