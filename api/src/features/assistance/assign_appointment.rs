//! The operator books for the patient (asignar turno), in our own agenda.

use entity::ids::{AppointmentId, AssistanceRequestId};

use super::confirm_dispatch::replace_services;
use super::review::{Review, Target};
use crate::app::App;
use crate::features::appointments::{
    Attempt, BookingOrder, ChosenSlot, Purpose, book_in, read_slot_id, unknown_slot,
};
use crate::features::catalog::find_services_to_combine;
use crate::platform::actor::Actor;
use crate::platform::error::Outcome;
use crate::platform::idempotency::Claim;

/// What the operator books.
pub struct AssignAppointment {
    /// Which request, as it was seen.
    pub target: Target,
    /// Opaque id of the slot.
    pub slot_id: String,
    /// Whether the patient pays where the payer does not.
    pub self_pay: bool,
    /// The client's key.
    pub idempotency_key: String,
}

/// Books a slot for the patient of a request. The request is for the slot's services from then on; a message
/// that has not left stays unsaid, and a link that the patient has leads on to the visit. Where the slot was
/// gone, fresh ones come with the refusal.
///
/// # Errors
/// In the outcome: `NOT_FOUND`, `ALREADY_RESOLVED`, `STALE_VERSION`, `CLAIMED_BY_OTHER`, `SLOT_TAKEN`,
/// `NOT_COVERED`, `SERVICES_NOT_COMBINABLE`, `CONFLICT`.
pub async fn assign_appointment(
    app: &App,
    actor: &Actor,
    input: AssignAppointment,
) -> Attempt<AssistanceRequestId> {
    let wanted = read_slot_id(&input.slot_id);
    let outcome =
        Review::run(app, actor, input.target.id, |review| assign(review, &input, wanted.as_ref())).await;
    Attempt::new(app, actor, outcome, wanted.as_ref()).await
}

async fn assign(
    mut review: Review<'_>,
    input: &AssignAppointment,
    wanted: Option<&ChosenSlot>,
) -> Outcome<AssistanceRequestId> {
    let id: AppointmentId = review.work.app().new_id();
    let (clinic_id, request_id) = (review.work.clinic_id(), review.request.id);
    let (key, content) = (input.idempotency_key.as_str(), (request_id, &input.slot_id, input.self_pay));
    let claimed = review.work.claim(review.actor, "assignAppointment", key, &content, id).await?;
    if let Claim::Replay(_) = claimed {
        return Ok(request_id);
    }
    review.must_be_reviewable(input.target.version)?;
    let slot = wanted.ok_or_else(unknown_slot)?.clone();
    let services =
        find_services_to_combine(review.work.db(), clinic_id, &slot.services(), "input.slotId").await?;
    review.supersede_planned("booked_by_staff").await?;
    replace_services(&review, &services).await?;
    let Review { mut work, request, actor, .. } = review;
    let order = BookingOrder {
        id,
        patient_id: request.patient_id,
        purpose: Purpose::Request(Box::new(request)),
        slot,
        self_pay: input.self_pay,
    };
    book_in(&mut work, actor, order).await?;
    work.commit().await?;
    Ok(request_id)
}
