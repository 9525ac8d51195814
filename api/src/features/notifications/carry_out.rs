//! Writes what is to become of a message, tells the feed, and tells whoever owns the case. The caller holds
//! the row.

use chrono::Duration;
use entity::enums::NotificationState;
use entity::{clinic, notification};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};

use super::composer::Composer;
use super::row::announce;
use super::verdict::Verdict;
use crate::features::events::UnitOfWork;
use crate::platform::error::{Error, Result};

/// Carries a verdict out. The lease ends in every case.
pub(super) async fn carry_out(
    work: &mut UnitOfWork<'_>,
    composer: &dyn Composer,
    row: notification::Model,
    verdict: Verdict,
) -> Result<notification::Model> {
    let before = row.state;
    let mut change = released(row.clone());
    match verdict {
        Verdict::Accepted { provider_id } => {
            // Facts that came in by webhook before the provider's answer are kept.
            change.state = Set(reached(&row));
            change.sent_at = Set(row.sent_at.or(Some(work.now())));
            change.reason = Set(None);
            change.reason_detail = Set(None);
            if provider_id.is_some() {
                change.provider_id = Set(provider_id);
            }
        }
        Verdict::AwaitStatus => {
            change.state = Set(NotificationState::Uncertain);
            change.next_attempt_at = Set(work.now() + patience(work).await?);
        }
        Verdict::Again { at, expires_at } => {
            change.state = Set(NotificationState::Planned);
            change.next_attempt_at = Set(at);
            change.sent_at = Set(None);
            if let Some(expires_at) = expires_at {
                change.expires_at = Set(expires_at);
            }
        }
        Verdict::Failed { reason, detail } => {
            return end(work, composer, row, NotificationState::Failed, reason, Some(detail)).await;
        }
    }
    let row = change.update(work.db()).await?;
    announce(work, &row);
    let took_back = row.state == NotificationState::Planned && before == NotificationState::Accepted;
    if took_back || reached_somebody(row.state) {
        composer.settled(work, &row).await?;
    }
    Ok(row)
}

/// Ends a message without its having been said.
pub(super) async fn end(
    work: &mut UnitOfWork<'_>,
    composer: &dyn Composer,
    row: notification::Model,
    state: NotificationState,
    reason: &'static str,
    detail: Option<String>,
) -> Result<notification::Model> {
    let mut change = released(row);
    change.state = Set(state);
    change.reason = Set(Some(reason.to_owned()));
    change.reason_detail = Set(detail);
    let row = change.update(work.db()).await?;
    announce(work, &row);
    composer.settled(work, &row).await?;
    Ok(row)
}

/// How far the facts say that a message got, given that the provider took it.
pub(super) fn reached(row: &notification::Model) -> NotificationState {
    match (row.read_at, row.delivered_at) {
        (Some(_), _) => NotificationState::Read,
        (None, Some(_)) => NotificationState::Delivered,
        (None, None) => NotificationState::Accepted,
    }
}

pub(super) fn reached_somebody(state: NotificationState) -> bool {
    matches!(state, NotificationState::Accepted | NotificationState::Delivered | NotificationState::Read)
}

/// The row to be changed, with nobody holding it.
pub(super) fn released(row: notification::Model) -> notification::ActiveModel {
    let mut change = row.into_active_model();
    change.lease_token = Set(None);
    change.lease_until = Set(None);
    change
}

/// How long the clinic waits for a status before a person is told.
async fn patience(work: &UnitOfWork<'_>) -> Result<Duration> {
    let clinic = clinic::Entity::find_by_id(work.clinic_id())
        .one(work.db())
        .await?
        .ok_or_else(|| Error::internal("a message without a clinic"))?;
    Ok(Duration::minutes(i64::from(clinic.settings.uncertain_minutes)))
}
