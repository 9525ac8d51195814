//! Staff opens a request again: to correct what has left already, or what was closed too early.

use entity::enums::{AssistanceRequestState, EventKind};
use entity::ids::AssistanceRequestId;
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use serde_json::json;

use super::review::{Review, Target, conflict};
use crate::app::App;
use crate::features::auth::revoke_booking_links;
use crate::platform::actor::Actor;
use crate::platform::error::Outcome;

/// Puts a request back under review. A link that the patient has stops working: the correction brings a new
/// one.
///
/// # Errors
/// `NOT_FOUND`, `STALE_VERSION`, `CLAIMED_BY_OTHER`; `CONFLICT` where it is under review already, has a message
/// that can still be amended or cancelled, or has an appointment.
pub async fn reopen_request(app: &App, actor: &Actor, target: Target) -> Outcome<AssistanceRequestId> {
    Review::run(app, actor, target.id, |review| reopen(review, target)).await
}

async fn reopen(mut review: Review<'_>, target: Target) -> Outcome<AssistanceRequestId> {
    review.must_be_current(target.version)?;
    review.must_not_be_claimed_by_another()?;
    match review.request.state {
        AssistanceRequestState::PendingReview => {
            return Err(conflict(
                "La solicitud ya está en revisión.",
                "The request is under review already.",
            ));
        }
        AssistanceRequestState::DispatchPlanned if review.can_take_back().await? => {
            return Err(conflict(
                "El envío está programado: corregilo o cancelalo.",
                "The message is planned: amend or cancel it.",
            ));
        }
        AssistanceRequestState::Booked => {
            return Err(conflict(
                "La solicitud tiene un turno: cancelalo primero.",
                "The request has an appointment: cancel it first.",
            ));
        }
        // A message that nobody can take back any more, perhaps with the patient: its link stops working.
        AssistanceRequestState::DispatchPlanned
        | AssistanceRequestState::AwaitingPhoto
        | AssistanceRequestState::Dispatched
        | AssistanceRequestState::NeedsAttention
        | AssistanceRequestState::Resolved
        | AssistanceRequestState::Voided => {}
    }
    let id = review.request.id;
    revoke_booking_links(&mut review.work, id, "reopened").await?;
    let from = review.request.state.as_str();
    let mut row = review.request.clone().into_active_model();
    row.state = Set(AssistanceRequestState::PendingReview);
    row.resolved_at = Set(None);
    row.resolved_by_id = Set(None);
    row.outcome = Set(None);
    row.resolution_note = Set(None);
    row.voided_at = Set(None);
    row.void_reason = Set(None);
    row.attention_reason = Set(None);
    row.dispatch_id = Set(None);
    row.version = Set(review.request.version + 1);
    review.finish(row, EventKind::Reopened, "assistance_request.reopened", json!({ "from": from })).await
}
