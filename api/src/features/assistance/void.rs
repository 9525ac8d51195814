//! Staff takes a request out of the worklist (fechabaja): entered in error, a duplicate, not an order.

use entity::enums::{AssistanceRequestState, EventKind};
use entity::ids::AssistanceRequestId;
use sea_orm::{ActiveValue::Set, IntoActiveModel};

use super::review::{Review, Target, conflict, optional_text};
use crate::app::App;
use crate::features::auth::revoke_journey_links;
use crate::platform::actor::Actor;
use crate::platform::error::Outcome;

/// What is taken out, and why.
pub struct VoidRequest {
    /// Which request.
    pub target: Target,
    /// Why.
    pub reason: Option<String>,
}

/// Takes a request out. Nothing is deleted: what the patient uploaded stays.
///
/// # Errors
/// `NOT_FOUND`, `STALE_VERSION`, `CLAIMED_BY_OTHER`, `INVALID` for an endless reason, `ALREADY_RESOLVED` where
/// it is out already, `CONFLICT` where it has an appointment.
pub async fn void_request(app: &App, actor: &Actor, input: VoidRequest) -> Outcome<AssistanceRequestId> {
    let reason = optional_text(input.reason.as_deref(), "input.reason", 2_000)?;
    Review::run(app, actor, input.target.id, |review| void(review, &input, reason.as_deref())).await
}

async fn void(
    mut review: Review<'_>,
    input: &VoidRequest,
    reason: Option<&str>,
) -> Outcome<AssistanceRequestId> {
    if review.request.state == AssistanceRequestState::Booked {
        return Err(conflict(
            "La solicitud tiene un turno: cancelalo primero.",
            "The request has an appointment: cancel it first.",
        ));
    }
    if review.request.state != AssistanceRequestState::Resolved {
        review.must_be_open()?;
    }
    review.must_be_current(input.target.version)?;
    review.must_not_be_claimed_by_another()?;
    review.supersede_planned("voided").await?;
    let (id, now) = (review.request.id, review.work.now());
    revoke_journey_links(&mut review.work, id, "voided").await?;
    let mut row = review.request.clone().into_active_model();
    row.state = Set(AssistanceRequestState::Voided);
    row.voided_at = Set(Some(now));
    row.void_reason = Set(reason.map(str::to_owned));
    row.attention_reason = Set(None);
    row.claimed_by_id = Set(None);
    row.claim_expires_at = Set(None);
    row.version = Set(review.request.version + 1);
    review.finish_plain(row, EventKind::Voided, "assistance_request.voided").await
}
