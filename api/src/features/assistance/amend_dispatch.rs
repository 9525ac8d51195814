//! The operator corrects a confirmation while its message waits.

use entity::enums::{AssistanceRequestState, EventKind};
use entity::ids::{AssistanceRequestId, DispatchId};

use super::confirm_dispatch::{ConfirmDispatch, claim_key, is_planned, plan_dispatch};
use super::review::{Review, already_dispatched, conflict};
use crate::app::App;
use crate::platform::actor::Actor;
use crate::platform::error::Outcome;
use crate::platform::idempotency::Claim;

/// Takes the planned message back and plans a new one; the time to correct starts again.
///
/// # Errors
/// `ALREADY_DISPATCHED` where a worker has the message or it has left; `CONFLICT` where nothing is
/// confirmed; else as [`super::confirm_dispatch()`].
pub async fn amend_dispatch(
    app: &App,
    actor: &Actor,
    input: ConfirmDispatch,
) -> Outcome<AssistanceRequestId> {
    Review::run(app, actor, input.target.id, |review| amend(review, &input)).await
}

async fn amend(mut review: Review<'_>, input: &ConfirmDispatch) -> Outcome<AssistanceRequestId> {
    let dispatch_id: DispatchId = review.work.app().new_id();
    if let Claim::Replay(_) = claim_key(&review, "amendDispatch", input, dispatch_id).await? {
        return Ok(review.request.id);
    }
    review.must_be_open()?;
    if review.request.state == AssistanceRequestState::Dispatched {
        return Err(already_dispatched());
    }
    if is_planned(&review.request) && !review.supersede_planned("amended").await? {
        return Err(already_dispatched());
    }
    review.must_be_current(input.target.version)?;
    review.must_not_be_claimed_by_another()?;
    if !is_planned(&review.request) {
        return Err(conflict(
            "No hay un envío confirmado para corregir.",
            "There is no confirmation to amend.",
        ));
    }
    plan_dispatch(
        review,
        &input.service_ids,
        dispatch_id,
        EventKind::DispatchAmended,
        "assistance_request.dispatch_amended",
    )
    .await
}
