//! Staff marks a request as resolved (resuelto).

use entity::enums::{AssistanceRequestOutcome, AssistanceRequestState, EventKind};
use entity::ids::AssistanceRequestId;
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use serde_json::json;

use super::review::{Review, Target, optional_text};
use crate::app::App;
use crate::features::auth::revoke_booking_links;
use crate::platform::actor::Actor;
use crate::platform::error::{Outcome, Refusal, UserErrorCode};

/// How a request ended.
pub struct ResolveRequest {
    /// Which request.
    pub target: Target,
    /// How it ended, where the operator says so.
    pub outcome: Option<AssistanceRequestOutcome>,
    /// What else there is to say.
    pub note: Option<String>,
}

/// Closes a request without an appointment of ours. A message that has not left stays unsaid, and the link
/// of one that has left stops working.
///
/// # Errors
/// `NOT_FOUND`, `ALREADY_RESOLVED`, `STALE_VERSION`, `CLAIMED_BY_OTHER`, `INVALID` for an endless note, and
/// for an outcome that comes of an appointment.
pub async fn resolve_request(
    app: &App,
    actor: &Actor,
    input: ResolveRequest,
) -> Outcome<AssistanceRequestId> {
    if let Some(AssistanceRequestOutcome::Booked | AssistanceRequestOutcome::BookedExternally) = input.outcome
    {
        return Err(Refusal::new(
            UserErrorCode::Invalid,
            "input.outcome",
            "Para cerrarla con turno, asignalo o asociá el de la agenda de la clínica.",
            "To close it with an appointment, assign one or link that of the clinic's own agenda.",
        )
        .into());
    }
    let note = optional_text(input.note.as_deref(), "input.note", 2_000)?;
    Review::run(app, actor, input.target.id, |review| resolve(review, &input, note.as_deref())).await
}

async fn resolve(
    mut review: Review<'_>,
    input: &ResolveRequest,
    note: Option<&str>,
) -> Outcome<AssistanceRequestId> {
    review.must_be_reviewable(input.target.version)?;
    review.supersede_planned("resolved").await?;
    let (id, now) = (review.request.id, review.work.now());
    revoke_booking_links(&mut review.work, id, "resolved").await?;
    let mut row = review.request.clone().into_active_model();
    row.state = Set(AssistanceRequestState::Resolved);
    row.resolved_at = Set(Some(now));
    row.resolved_by_id = Set(review.user_id);
    row.outcome = Set(input.outcome);
    row.resolution_note = Set(note.map(str::to_owned));
    row.attention_reason = Set(None);
    row.claimed_by_id = Set(None);
    row.claim_expires_at = Set(None);
    row.version = Set(review.request.version + 1);
    let detail = json!({ "outcome": input.outcome.map(AssistanceRequestOutcome::as_str) });
    review.finish(row, EventKind::Resolved, "assistance_request.resolved", detail).await
}
