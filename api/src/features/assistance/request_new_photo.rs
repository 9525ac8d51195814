//! The operator cannot read the order and asks for a better photo, by a message that leads back to the same
//! request.

use chrono::Duration;
use entity::enums::{AssistanceRequestState, EventKind, NotificationChannel, NotificationKind};
use entity::ids::AssistanceRequestId;
use entity::patient;
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};
use serde_json::json;

use super::review::{Review, Target, already_dispatched, conflict, required_text};
use crate::app::App;
use crate::features::clinics::clinic_by_id;
use crate::features::notifications::{self, NewNotification};
use crate::features::patients::mobile_phone_required;
use crate::platform::actor::Actor;
use crate::platform::error::{Error, Outcome};

/// What is asked for.
pub struct RequestNewPhoto {
    /// Which request.
    pub target: Target,
    /// What is wrong with the photo; the patient reads it.
    pub reason: String,
    /// The same key answers with the first result.
    pub idempotency_key: Option<String>,
}

/// Sends the patient the request for a better photo, now.
///
/// # Errors
/// `NOT_FOUND`, `ALREADY_RESOLVED`, `ALREADY_DISPATCHED`, `STALE_VERSION`, `CLAIMED_BY_OTHER`,
/// `MOBILE_PHONE_REQUIRED`, `INVALID` for an empty or endless reason, `CONFLICT` where a confirmation is in
/// force, a photo is awaited already, or the key was used for another reason.
pub async fn request_new_photo(
    app: &App,
    actor: &Actor,
    input: RequestNewPhoto,
) -> Outcome<AssistanceRequestId> {
    // A template's variable: WhatsApp takes no line breaks in it.
    let reason =
        required_text(&input.reason, "input.reason", 300)?.split_whitespace().collect::<Vec<_>>().join(" ");
    Review::run(app, actor, input.target.id, |review| ask(review, &input, &reason)).await
}

async fn ask(mut review: Review<'_>, input: &RequestNewPhoto, reason: &str) -> Outcome<AssistanceRequestId> {
    if review.is_replay("requestNewPhoto", input.idempotency_key.as_deref(), &reason).await? {
        return Ok(review.request.id);
    }
    review.must_be_open()?;
    if review.request.state == AssistanceRequestState::Dispatched {
        return Err(already_dispatched());
    }
    review.must_be_current(input.target.version)?;
    review.must_not_be_claimed_by_another()?;
    match review.request.state {
        AssistanceRequestState::DispatchPlanned => {
            return Err(conflict(
                "El envío está programado: cancelalo primero.",
                "The message is planned: cancel it first.",
            ));
        }
        AssistanceRequestState::AwaitingPhoto => {
            return Err(conflict("La foto ya está pedida.", "The photo has been asked for already."));
        }
        _ => {}
    }
    let patient = patient::Entity::find_by_id(review.request.patient_id)
        .one(review.work.db())
        .await?
        .ok_or_else(|| Error::internal("a request without a patient"))?;
    if patient.mobile_phone.is_none() {
        return Err(mobile_phone_required(review.actor, "input.id"));
    }
    let hours = clinic_by_id(review.work.db(), review.work.clinic_id()).await?.settings.message_expiry_hours;
    let (now, version) = (review.work.now(), review.request.version + 1);
    // Asked for once more, after it was opened again: what still waits would be said as well.
    let id = review.request.id;
    notifications::supersede_kind(&mut review.work, id, NotificationKind::NewPhotoRequested, "asked_again")
        .await?;
    notifications::plan(
        &mut review.work,
        NewNotification {
            patient_id: review.request.patient_id,
            user_id: None,
            request_id: Some(review.request.id),
            care_plan_id: None,
            appointment_id: None,
            form_id: None,
            dispatch_id: None,
            kind: NotificationKind::NewPhotoRequested,
            channel: NotificationChannel::Whatsapp,
            dedupe_key: format!("photo:{}:{version}", review.request.id),
            payload: json!({ "reason": reason, "version": version }),
            due_at: now,
            expires_at: now + Duration::hours(i64::from(hours)),
        },
    )
    .await?;
    let mut row = review.request.clone().into_active_model();
    row.state = Set(AssistanceRequestState::AwaitingPhoto);
    row.attention_reason = Set(None);
    // What was confirmed before is no longer in force: whatever becomes of its message concerns nobody.
    row.dispatch_id = Set(None);
    row.claimed_by_id = Set(None);
    row.claim_expires_at = Set(None);
    row.version = Set(version);
    review.finish_plain(row, EventKind::NewPhotoRequested, "assistance_request.new_photo_requested").await
}
