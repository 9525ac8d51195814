//! What a status webhook changes. Facts only ever grow: sent, delivered, read. A failure counts only for the
//! attempt that is newest, and only until somebody has the message.

use chrono::{DateTime, Utc};
use entity::enums::{AttemptOutcome, NotificationChannel, NotificationState};
use entity::ids::NotificationId;
use entity::notification::{self, Column};
use entity::{notification_attempt, patient};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel,
    QueryFilter, QuerySelect,
};
use uuid::Uuid;

use super::carry_out::{carry_out, reached};
use super::complete::{finish_attempt, judge_in};
use super::composer::Composer;
use super::keep_reply::canonical;
use super::row::{announce, hold, newest_attempt};
use super::verdict::{Verdict, reason, result_of_status};
use super::webhook_outcome::WebhookOutcome::{self, Applied, Later, Stale, Unknown};
use crate::features::events::UnitOfWork;
use crate::gateways::SendResult;
use crate::gateways::botmaker_webhook::{BotmakerStatus, DeliveryStatus};
use crate::platform::clock::to_micros;
use crate::platform::error::Result;

type Change = (WebhookOutcome, Option<notification::Model>);

/// A message and its attempt, as our `webhookPayload` names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub id: NotificationId,
    pub attempt: i32,
}

impl Named {
    /// Reads a payload; none where it is not one of ours.
    pub(super) fn parse(payload: &str) -> Option<Self> {
        let (id, attempt) = payload.split_once('.')?;
        Some(Self { id: Uuid::try_parse(id).ok()?.into(), attempt: attempt.parse().ok()? })
    }
}

/// Applies one status. Answers the row where it is to be counted after the commit.
pub(super) async fn apply_status(
    work: &mut UnitOfWork<'_>,
    composer: &dyn Composer,
    status: &BotmakerStatus,
) -> Result<Change> {
    // First this, then the message: whatever is completed in between is found by its provider id.
    let one_is_leaving = is_one_leaving(work).await?;
    let payload = status.webhook_payload.as_deref().and_then(Named::parse);
    let Some(named) = name_of(work, status, payload).await? else {
        // The answer that tells us the provider's id may still be on its way.
        let may_be_ours = one_is_leaving && !status.provider_id.is_empty();
        return Ok((if may_be_ours { Later } else { Unknown }, None));
    };
    let Some(seen) = find(work, named.id).await? else { return Ok((Unknown, None)) };
    let Some(row) = hold(work, &seen).await? else {
        return Ok((Unknown, None));
    };
    if named.attempt < 1 || named.attempt > row.attempts {
        return Ok((Unknown, None));
    }
    let newest = named.attempt == row.attempts;
    let row = remember_name(work, row, named, &status.provider_id).await?;
    let at = instant(work, &row, status.at);
    match &status.status {
        DeliveryStatus::Failed { code, detail } if newest => {
            failed(work, composer, row, result_of_status(*code, detail)).await
        }
        DeliveryStatus::Sent if newest => sent(work, composer, row, at).await,
        DeliveryStatus::Failed { .. } | DeliveryStatus::Sent => Ok((Stale, None)),
        DeliveryStatus::Delivered => arrived(work, composer, row, newest, at, false).await,
        DeliveryStatus::Read => arrived(work, composer, row, newest, at, true).await,
    }
}

async fn is_one_leaving(work: &UnitOfWork<'_>) -> Result<bool> {
    let leaving = notification::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Expr::cust("state = 'sending'"))
        .filter(Column::ClinicId.eq(work.clinic_id()))
        .filter(Column::Channel.eq(NotificationChannel::Whatsapp))
        .limit(1)
        .into_tuple::<Uuid>()
        .one(work.db())
        .await?;
    Ok(leaving.is_some())
}

/// The attempt that a status is about: by our own name for it, by the provider's, or, where its answer was lost and
/// with it that name, as the only one to this person of which nobody knows how it is called.
async fn name_of(
    work: &UnitOfWork<'_>,
    status: &BotmakerStatus,
    payload: Option<Named>,
) -> Result<Option<Named>> {
    if payload.is_some() || status.provider_id.is_empty() || status.provider_id.contains('\0') {
        return Ok(payload);
    }
    let known = notification_attempt::Entity::find()
        .filter(notification_attempt::Column::ProviderId.eq(status.provider_id.as_str()))
        .filter(notification_attempt::Column::ClinicId.eq(work.clinic_id()))
        .one(work.db())
        .await?;
    match known {
        Some(attempt) => Ok(Some(Named { id: attempt.notification_id, attempt: attempt.number })),
        None => only_nameless(work, &status.contact_id).await,
    }
}

/// The one attempt to this number that has left, or is leaving, without our knowing the provider's name for it.
async fn only_nameless(work: &UnitOfWork<'_>, contact_id: &str) -> Result<Option<Named>> {
    let Some(phone) = canonical(contact_id) else { return Ok(None) };
    let mut patients = Query::select();
    patients
        .column(patient::Column::Id)
        .from(patient::Entity)
        .and_where(patient::Column::ClinicId.eq(work.clinic_id()))
        .and_where(patient::Column::MobilePhone.eq(phone));
    let message = |column| Expr::col((notification::Entity, column));
    let attempt = |column| Expr::col((notification_attempt::Entity, column));
    let newest = attempt(notification_attempt::Column::NotificationId)
        .eq(message(Column::Id))
        .and(attempt(notification_attempt::Column::Number).eq(message(Column::Attempts)));
    let mut nameless = Query::select();
    nameless
        .columns([Column::State, Column::Id, Column::Attempts].map(|column| (notification::Entity, column)))
        .from(notification::Entity)
        .inner_join(notification_attempt::Entity, newest)
        .and_where(Column::ClinicId.eq(work.clinic_id()))
        .and_where(Column::Channel.eq(NotificationChannel::Whatsapp))
        .and_where(message(Column::PatientId).in_subquery(patients))
        .and_where(notification_attempt::Column::ProviderId.is_null())
        .cond_where(may_have_left())
        .limit(2);
    match work.db().query_all(&nameless).await?.as_slice() {
        // What is on its way will be named by its own answer.
        [row] if row.try_get::<NotificationState>("", "state")? != NotificationState::Sending => {
            Ok(Some(Named { id: row.try_get("", "id")?, attempt: row.try_get("", "attempts")? }))
        }
        _ => Ok(None),
    }
}

fn may_have_left() -> Condition {
    use NotificationState::{Accepted, Delivered, Failed, Sending, Uncertain};
    let lost = Column::State.eq(Failed).and(Column::Reason.eq(reason::UNCERTAIN));
    Condition::any().add(Column::State.is_in([Sending, Uncertain, Accepted, Delivered])).add(lost)
}

/// Later webhooks may know the attempt by this name only.
async fn remember_name(
    work: &UnitOfWork<'_>,
    row: notification::Model,
    named: Named,
    provider_id: &str,
) -> Result<notification::Model> {
    if provider_id.is_empty() || provider_id.contains('\0') {
        return Ok(row);
    }
    let learnt = notification_attempt::Entity::update_many()
        .col_expr(notification_attempt::Column::ProviderId, Expr::value(provider_id))
        .filter(notification_attempt::Column::NotificationId.eq(row.id))
        .filter(notification_attempt::Column::Number.eq(named.attempt))
        .filter(notification_attempt::Column::ProviderId.is_null())
        .exec(work.db())
        .await?;
    if learnt.rows_affected == 0 || named.attempt != row.attempts {
        return Ok(row);
    }
    let mut change = row.into_active_model();
    change.provider_id = Set(Some(provider_id.to_owned()));
    Ok(change.update(work.db()).await?)
}

/// The message of this clinic.
async fn find(work: &UnitOfWork<'_>, id: NotificationId) -> Result<Option<notification::Model>> {
    let found = notification::Entity::find_by_id(id)
        .filter(Column::ClinicId.eq(work.clinic_id()))
        .filter(Column::Channel.eq(NotificationChannel::Whatsapp))
        .one(work.db())
        .await?;
    Ok(found)
}

/// The provider's clock, as far as it can be true.
fn instant(work: &UnitOfWork<'_>, row: &notification::Model, at: Option<DateTime<Utc>>) -> DateTime<Utc> {
    let now = work.now();
    at.map_or(now, |at| to_micros(at).clamp(Ord::min(row.due_at, now), now))
}

/// The provider has it: this matters only where its answer was lost, or is still awaited.
async fn sent(
    work: &mut UnitOfWork<'_>,
    composer: &dyn Composer,
    row: notification::Model,
    at: DateTime<Utc>,
) -> Result<Change> {
    if row.state == NotificationState::Sending {
        // The worker that holds it completes it, and finds this then.
        let marked = mark_attempt_accepted(work, &row).await?;
        return Ok((if marked { Applied } else { Stale }, None));
    }
    let lost = row.state == NotificationState::Uncertain
        || row.state == NotificationState::Failed && row.reason.as_deref() == Some(reason::UNCERTAIN);
    if !lost {
        return Ok((Stale, None));
    }
    mark_attempt_accepted(work, &row).await?;
    let row = notification::Model { sent_at: Some(at), ..row };
    let row = carry_out(work, composer, row, Verdict::Accepted { provider_id: None }).await?;
    Ok((Applied, Some(row)))
}

/// It is with the person. That is true whatever we believed before, and nothing takes it back.
async fn arrived(
    work: &mut UnitOfWork<'_>,
    composer: &dyn Composer,
    row: notification::Model,
    newest: bool,
    at: DateTime<Utc>,
    read: bool,
) -> Result<Change> {
    if row.delivered_at.is_some() && (!read || row.read_at.is_some()) {
        return Ok((Stale, None));
    }
    if newest {
        mark_attempt_accepted(work, &row).await?;
    }
    let state = row.state;
    let mut facts = row.into_active_model();
    facts.delivered_at = Set(facts.delivered_at.take().flatten().or(Some(at)));
    facts.sent_at = Set(facts.sent_at.take().flatten().or(Some(at)));
    if read {
        facts.read_at = Set(Some(at));
    }
    let row = facts.update(work.db()).await?;
    match state {
        // Whoever holds it finds the facts when they complete it.
        NotificationState::Sending
        // What took its place stands; that the person has both is for the ledger.
        | NotificationState::Superseded
        | NotificationState::Suppressed => {
            announce(work, &row);
            Ok((Applied, None))
        }
        _ if state == reached(&row) => {
            announce(work, &row);
            Ok((Applied, None))
        }
        _ => {
            let row = carry_out(work, composer, row, Verdict::Accepted { provider_id: None }).await?;
            Ok((Applied, Some(row)))
        }
    }
}

/// The provider gave up on it.
async fn failed(
    work: &mut UnitOfWork<'_>,
    composer: &dyn Composer,
    row: notification::Model,
    result: SendResult,
) -> Result<Change> {
    if row.delivered_at.is_some() {
        return Ok((Stale, None));
    }
    let attempt = newest_attempt(work, row.id).await?;
    match row.state {
        NotificationState::Sending => {
            let started = attempt.filter(|attempt| {
                attempt.outcome == AttemptOutcome::Started && Some(attempt.lease_token) == row.lease_token
            });
            let Some(attempt) = started else { return Ok((Stale, None)) };
            finish_attempt(work, attempt, &result).await?;
            Ok((Applied, None))
        }
        NotificationState::Uncertain | NotificationState::Accepted => {
            if let Some(attempt) = attempt {
                finish_attempt(work, attempt, &result).await?;
            }
            let verdict = judge_in(work, &row, &result).await?;
            let row = carry_out(work, composer, row, verdict).await?;
            Ok((Applied, Some(row)))
        }
        _ => Ok((Stale, None)),
    }
}

/// What was begun, or lost, is now known to have left. False: there is nothing such.
async fn mark_attempt_accepted(work: &UnitOfWork<'_>, row: &notification::Model) -> Result<bool> {
    let open = newest_attempt(work, row.id).await?.filter(|attempt| {
        attempt.number == row.attempts
            && match attempt.outcome {
                // Begun under another lease, it is not the one that is on its way.
                AttemptOutcome::Started => Some(attempt.lease_token) == row.lease_token,
                AttemptOutcome::Uncertain => true,
                _ => false,
            }
    });
    let Some(attempt) = open else { return Ok(false) };
    let finished_at = attempt.finished_at.unwrap_or(work.now());
    let mut change = attempt.into_active_model();
    change.outcome = Set(AttemptOutcome::Accepted);
    change.finished_at = Set(Some(finished_at));
    change.update(work.db()).await?;
    Ok(true)
}
