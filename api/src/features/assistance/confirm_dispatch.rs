//! The operator confirms a review (confirmar envío): these services, and the message with the link, after
//! the time to correct.

use chrono::Duration;
use entity::enums::{AssistanceRequestState, EventKind, NotificationChannel, NotificationKind};
use entity::ids::{AssistanceRequestId, DispatchId, ServiceId};
use entity::{assistance_request, assistance_request_service, dispatch, patient, service};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::json;

use super::review::{Review, Target, already_dispatched, conflict};
use crate::app::App;
use crate::features::auth::revoke_booking_links;
use crate::features::catalog::{find_services_to_combine, keep_still, unknown_service};
use crate::features::clinics::clinic_by_id;
use crate::features::notifications::{self, NewNotification};
use crate::features::patients::mobile_phone_required;
use crate::platform::actor::Actor;
use crate::platform::error::{Error, Outcome, Result};
use crate::platform::idempotency::Claim;

/// What the operator confirms.
pub struct ConfirmDispatch {
    /// Which request, as it was seen.
    pub target: Target,
    /// The services, in order; none where an id was not one of ours.
    pub service_ids: Vec<Option<ServiceId>>,
    /// The client's key: the same one answers with the first result.
    pub idempotency_key: String,
}

/// Plans the message with the link.
///
/// # Errors
/// `NOT_FOUND`, `ALREADY_RESOLVED`, `ALREADY_DISPATCHED`, `STALE_VERSION`, `CLAIMED_BY_OTHER`,
/// `SERVICES_NOT_COMBINABLE`, `MOBILE_PHONE_REQUIRED`, `INVALID`, and `CONFLICT` where a confirmation is in
/// force (amend it) or a photo is awaited.
pub async fn confirm_dispatch(
    app: &App,
    actor: &Actor,
    input: ConfirmDispatch,
) -> Outcome<AssistanceRequestId> {
    Review::run(app, actor, input.target.id, |review| confirm(review, &input)).await
}

async fn confirm(review: Review<'_>, input: &ConfirmDispatch) -> Outcome<AssistanceRequestId> {
    let dispatch_id: DispatchId = review.work.app().new_id();
    if let Claim::Replay(_) = claim_key(&review, "confirmDispatch", input, dispatch_id).await? {
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
                "El envío ya está confirmado: podés corregirlo.",
                "It is confirmed already: you can amend it.",
            ));
        }
        AssistanceRequestState::AwaitingPhoto => {
            return Err(conflict(
                "Se está esperando una nueva foto: reabrí la solicitud.",
                "A new photo is awaited: reopen the request.",
            ));
        }
        _ => {}
    }
    plan_dispatch(
        review,
        &input.service_ids,
        dispatch_id,
        EventKind::DispatchPlanned,
        "assistance_request.dispatch_confirmed",
    )
    .await
}

/// The idempotency of a confirmation: the same key with the same content.
pub(super) async fn claim_key(
    review: &Review<'_>,
    operation: &'static str,
    input: &ConfirmDispatch,
    dispatch_id: DispatchId,
) -> Outcome<Claim> {
    let content = (review.request.id, input.target.version, &input.service_ids);
    review.work.claim(review.actor, operation, input.idempotency_key.as_str(), &content, dispatch_id).await
}

/// Writes the confirmation and its message; the checks have been made.
pub(super) async fn plan_dispatch(
    mut review: Review<'_>,
    service_ids: &[Option<ServiceId>],
    dispatch_id: DispatchId,
    kind: EventKind,
    action: &'static str,
) -> Outcome<AssistanceRequestId> {
    let (clinic_id, request_id, now) = (review.work.clinic_id(), review.request.id, review.work.now());
    let known: Option<Vec<_>> = service_ids.iter().copied().collect();
    let known = known.ok_or_else(|| unknown_service("input.serviceIds"))?;
    keep_still(review.work.db(), clinic_id, &known, &[]).await?;
    let services = find_services_to_combine(review.work.db(), clinic_id, &known, "input.serviceIds").await?;
    let patient = patient::Entity::find_by_id(review.request.patient_id)
        .one(review.work.db())
        .await?
        .ok_or_else(|| Error::internal("a request without a patient"))?;
    if patient.mobile_phone.is_none() {
        return Err(mobile_phone_required(review.actor, "input.id"));
    }
    revoke_booking_links(&mut review.work, request_id, "corrected").await?;

    let clinic = clinic_by_id(review.work.db(), clinic_id).await?;
    let default_delay = review.work.app().config.dispatch_delay.as_secs();
    let delay = clinic.settings.dispatch_delay_seconds.map_or(default_delay, u64::from);
    let due_at = now + Duration::seconds(i64::try_from(delay).unwrap_or(i64::MAX / 1_000_000));
    let notification_id = notifications::plan(
        &mut review.work,
        NewNotification {
            patient_id: review.request.patient_id,
            user_id: None,
            request_id: Some(request_id),
            care_plan_id: None,
            appointment_id: None,
            form_id: None,
            dispatch_id: Some(dispatch_id),
            kind: NotificationKind::BookingLink,
            channel: NotificationChannel::Whatsapp,
            dedupe_key: format!("dispatch:{dispatch_id}"),
            payload: json!({}),
            due_at,
            expires_at: due_at + Duration::hours(i64::from(clinic.settings.message_expiry_hours)),
        },
    )
    .await?;
    let chosen: Vec<_> = services.iter().map(|service| service.id).collect();
    dispatch::ActiveModel {
        id: Set(dispatch_id),
        clinic_id: Set(clinic_id),
        assistance_request_id: Set(request_id),
        service_ids: Set(json!(chosen)),
        confirmed_by_id: Set(review.user_id.ok_or(Error::Forbidden)?),
        confirmed_at: Set(now),
        notification_id: Set(notification_id),
        superseded_at: Set(None),
    }
    .insert(review.work.db())
    .await?;
    replace_services(&review, &services).await?;
    let mut row = review.request.clone().into_active_model();
    row.state = Set(AssistanceRequestState::DispatchPlanned);
    row.dispatch_id = Set(Some(dispatch_id));
    row.attention_reason = Set(None);
    row.claimed_by_id = Set(None);
    row.claim_expires_at = Set(None);
    row.version = Set(review.request.version + 1);
    review.finish(row, kind, action, json!({ "services": chosen })).await
}

/// Writes which services a request is for, in place of the old ones.
pub(super) async fn replace_services(review: &Review<'_>, services: &[service::Model]) -> Result<()> {
    let id = review.request.id;
    use assistance_request_service::Column::AssistanceRequestId as Request;
    assistance_request_service::Entity::delete_many().filter(Request.eq(id)).exec(review.work.db()).await?;
    let rows = (0..).zip(services).map(|(position, service)| assistance_request_service::ActiveModel {
        assistance_request_id: Set(id),
        service_id: Set(service.id),
        clinic_id: Set(review.work.clinic_id()),
        position: Set(position),
    });
    assistance_request_service::Entity::insert_many(rows).exec_without_returning(review.work.db()).await?;
    Ok(())
}

/// Whether a confirmation of this request waits out its delay.
pub(super) fn is_planned(request: &assistance_request::Model) -> bool {
    request.state == AssistanceRequestState::DispatchPlanned
}
