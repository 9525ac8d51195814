//! The operator takes a confirmation back while its message waits.

use entity::enums::{AssistanceRequestState, EventKind};
use entity::ids::AssistanceRequestId;
use sea_orm::{ActiveValue::Set, IntoActiveModel};

use super::confirm_dispatch::is_planned;
use super::review::{Review, Target, already_dispatched, conflict};
use crate::app::App;
use crate::features::auth::revoke_booking_links;
use crate::platform::actor::Actor;
use crate::platform::error::Outcome;

/// Takes the planned message back; the request is under review again, with the services that were picked.
///
/// # Errors
/// `ALREADY_DISPATCHED` where a worker has the message or it has left; `CONFLICT` where nothing is confirmed;
/// `NOT_FOUND`, `ALREADY_RESOLVED`, `STALE_VERSION`, `CLAIMED_BY_OTHER`.
pub async fn cancel_dispatch(app: &App, actor: &Actor, target: Target) -> Outcome<AssistanceRequestId> {
    Review::run(app, actor, target.id, |review| cancel(review, target)).await
}

async fn cancel(mut review: Review<'_>, target: Target) -> Outcome<AssistanceRequestId> {
    review.must_be_open()?;
    if review.request.state == AssistanceRequestState::Dispatched {
        return Err(already_dispatched());
    }
    if is_planned(&review.request) && !review.supersede_planned("cancelled").await? {
        return Err(already_dispatched());
    }
    review.must_be_current(target.version)?;
    review.must_not_be_claimed_by_another()?;
    if !is_planned(&review.request) {
        return Err(conflict(
            "No hay un envío confirmado para cancelar.",
            "There is no confirmation to cancel.",
        ));
    }
    let id = review.request.id;
    revoke_booking_links(&mut review.work, id, "cancelled").await?;
    let mut row = review.request.clone().into_active_model();
    row.state = Set(AssistanceRequestState::PendingReview);
    row.dispatch_id = Set(None);
    row.version = Set(review.request.version + 1);
    review.finish_plain(row, EventKind::DispatchCancelled, "assistance_request.dispatch_cancelled").await
}
