//! The soft claim: colleagues see who is on a request, it lapses by itself, and it can be taken over.

use chrono::Duration;
use entity::enums::EventKind;
use entity::ids::AssistanceRequestId;
use sea_orm::{ActiveValue::Set, IntoActiveModel};

use super::review::{Review, Target, claimed_by_other};
use crate::app::App;
use crate::features::clinics::clinic_by_id;
use crate::platform::actor::Actor;
use crate::platform::error::Outcome;

/// Claims a request for the caller, or prolongs their claim. It is no change that a reviewer must have seen:
/// the version stays.
///
/// # Errors
/// `NOT_FOUND`, `ALREADY_RESOLVED`, `STALE_VERSION`; `CLAIMED_BY_OTHER` where a colleague's claim is live
/// and `take_over` was not asked for.
pub async fn claim_request(
    app: &App,
    actor: &Actor,
    target: Target,
    take_over: bool,
) -> Outcome<AssistanceRequestId> {
    Review::run(app, actor, target.id, |review| claim(review, target, take_over)).await
}

async fn claim(review: Review<'_>, target: Target, take_over: bool) -> Outcome<AssistanceRequestId> {
    review.must_be_open()?;
    review.must_be_current(target.version)?;
    if !take_over {
        review.must_not_be_claimed_by_another()?;
    }
    let minutes = clinic_by_id(review.work.db(), review.work.clinic_id()).await?.settings.claim_minutes;
    let mut row = review.request.clone().into_active_model();
    row.claimed_by_id = Set(review.user_id);
    row.claim_expires_at = Set(Some(review.work.now() + Duration::minutes(i64::from(minutes))));
    review.finish_plain(row, EventKind::Claimed, "assistance_request.claimed").await
}

/// Gives a claim up; without one of one's own there is nothing to do.
///
/// # Errors
/// `NOT_FOUND`, `CLAIMED_BY_OTHER`, `STALE_VERSION`.
pub async fn release_request(app: &App, actor: &Actor, target: Target) -> Outcome<AssistanceRequestId> {
    Review::run(app, actor, target.id, |review| release(review, target)).await
}

async fn release(review: Review<'_>, target: Target) -> Outcome<AssistanceRequestId> {
    let live = review.request.claim_expires_at.is_some_and(|until| until > review.work.now());
    if !live {
        return Ok(review.request.id);
    }
    if review.request.claimed_by_id != review.user_id {
        return Err(claimed_by_other());
    }
    review.must_be_current(target.version)?;
    let mut row = review.request.clone().into_active_model();
    row.claimed_by_id = Set(None);
    row.claim_expires_at = Set(None);
    review.finish_plain(row, EventKind::Released, "assistance_request.released").await
}
