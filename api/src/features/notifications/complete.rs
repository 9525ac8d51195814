//! Writes down what became of an attempt, and what follows for its message.

use entity::enums::AttemptOutcome;
use entity::{notification, notification_attempt};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter,
};

use super::carry_out::carry_out;
use super::composer::Composer;
use super::pause_channel::{probe_again, resume_channel};
use super::prepare::Delivery;
use super::row::{after_commit, hold_leased, newest_attempt};
use super::verdict::{HELD_BACK_CODE, Verdict, judge, result_of_status};
use crate::app::App;
use crate::features::events::UnitOfWork;
use crate::gateways::SendResult;
use crate::platform::error::{Error, Result};

/// Completes an attempt. None: the worker came back too late, its lease was lost, and nothing was changed.
///
/// # Errors
/// Where the database does not answer; the message is rescued once its lease has run out.
pub(super) async fn complete(
    app: &App,
    composer: &dyn Composer,
    delivery: &Delivery,
    result: &SendResult,
) -> Result<Option<notification::Model>> {
    let mut work = app.begin(delivery.notification.clinic_id).await?;
    let Some(row) = hold_leased(&work, &delivery.notification).await? else { return Ok(None) };
    let attempt = newest_attempt(&work, row.id)
        .await?
        .filter(|attempt| Some(attempt.lease_token) == row.lease_token)
        .ok_or_else(|| Error::internal("a message was sent without an attempt"))?;
    let row = conclude(&mut work, composer, row, attempt, result).await?;
    work.commit().await?;
    after_commit(app, &row).await;
    Ok(Some(row))
}

/// Concludes an attempt that is under way, with what its provider said and what webhooks said before that.
/// The caller holds the row.
pub(super) async fn conclude(
    work: &mut UnitOfWork<'_>,
    composer: &dyn Composer,
    mut row: notification::Model,
    attempt: notification_attempt::Model,
    result: &SendResult,
) -> Result<notification::Model> {
    let provider_id = match result {
        SendResult::Accepted { provider_id } => Some(provider_id.clone()),
        _ => None,
    };
    let attempt = match &provider_id {
        Some(name) => {
            resume_channel(work, row.channel).await?;
            notification_attempt::ActiveModel {
                provider_id: Set(Some(name.clone())),
                ..attempt.into_active_model()
            }
            .update(work.db())
            .await?
        }
        None => attempt,
    };
    let told = told_by_status(&attempt);
    if told.is_none() {
        finish_attempt(work, attempt, result).await?;
    }
    // The person has it, whatever anybody says.
    if row.delivered_at.is_some() {
        return carry_out(work, composer, row, Verdict::Accepted { provider_id }).await;
    }
    let verdict = match told {
        Some(Told::Accepted) => Verdict::Accepted { provider_id },
        Some(Told::Failed(failed)) => {
            // Later webhooks may know it by this name only.
            if provider_id.is_some() {
                row = notification::ActiveModel { provider_id: Set(provider_id), ..row.into_active_model() }
                    .update(work.db())
                    .await?;
            }
            judge_in(work, &row, &failed).await?
        }
        None => match probe_again(work, &row, result).await? {
            Some(at) => Verdict::Again { at, expires_at: None },
            None => judge_in(work, &row, result).await?,
        },
    };
    carry_out(work, composer, row, verdict).await
}

/// Judges an attempt of a message with what its earlier attempts say.
pub(super) async fn judge_in(
    work: &UnitOfWork<'_>,
    row: &notification::Model,
    result: &SendResult,
) -> Result<Verdict> {
    let held_back_before = match result {
        SendResult::Retry { code, .. } if code == HELD_BACK_CODE => {
            notification_attempt::Entity::find()
                .filter(notification_attempt::Column::NotificationId.eq(row.id))
                .filter(notification_attempt::Column::Number.lt(row.attempts))
                .filter(notification_attempt::Column::Code.eq(HELD_BACK_CODE))
                .count(work.db())
                .await?
                > 0
        }
        _ => false,
    };
    Ok(judge(row, result, held_back_before, work.now(), &work.app().random))
}

/// Writes an attempt's end.
pub(super) async fn finish_attempt(
    work: &UnitOfWork<'_>,
    attempt: notification_attempt::Model,
    result: &SendResult,
) -> Result<()> {
    let (outcome, code, detail) = match result {
        SendResult::Accepted { .. } => (AttemptOutcome::Accepted, None, None),
        SendResult::Uncertain { detail } => (AttemptOutcome::Uncertain, None, Some(detail.clone())),
        SendResult::Retry { code, detail, .. } => {
            (AttemptOutcome::Retry, Some(code.clone()), Some(detail.clone()))
        }
        SendResult::Refused { code, detail, .. } => {
            (AttemptOutcome::Refused, Some(code.clone()), Some(detail.clone()))
        }
    };
    let finished_at = attempt.finished_at.unwrap_or(work.now());
    let mut change = attempt.into_active_model();
    change.finished_at = Set(Some(finished_at));
    change.outcome = Set(outcome);
    change.code = Set(code);
    change.detail = Set(detail);
    change.update(work.db()).await?;
    Ok(())
}

/// What a webhook said of an attempt before its provider's answer was in.
enum Told {
    Accepted,
    Failed(SendResult),
}

fn told_by_status(attempt: &notification_attempt::Model) -> Option<Told> {
    match attempt.outcome {
        AttemptOutcome::Started | AttemptOutcome::Uncertain => None,
        AttemptOutcome::Accepted => Some(Told::Accepted),
        AttemptOutcome::Retry | AttemptOutcome::Refused => {
            let code = attempt.code.as_deref().and_then(|code| code.parse().ok());
            Some(Told::Failed(result_of_status(code, attempt.detail.as_deref().unwrap_or_default())))
        }
    }
}
