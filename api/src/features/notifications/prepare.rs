//! The last look before a message leaves: is it still ours, should it still be said, and in what words. The
//! attempt's row commits here, before anything leaves.

use chrono::{DateTime, Utc};
use entity::enums::{AttemptOutcome, NotificationChannel, NotificationState};
use entity::{notification, notification_attempt};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use serde_json::Value;

use super::carry_out::{carry_out, end, released};
use super::claim::LEASE;
use super::composer::{Composed, Composer};
use super::row::{after_commit, announce, hold_leased, newest_attempt};
use super::verdict::{Verdict, reason};
use crate::app::App;
use crate::features::events::UnitOfWork;
use crate::gateways::email::EmailMessage;
use crate::gateways::whatsapp::WhatsappMessage;
use crate::platform::clock::to_micros;
use crate::platform::db::is_of_the_database;
use crate::platform::error::{Error, Result};

/// What came of the last look.
#[derive(Debug)]
pub(super) enum Prepared {
    /// It may leave now.
    Ready(Box<Delivery>),
    /// It will not be said; the row says why.
    Ended,
    /// The worker no longer holds it: somebody else took over.
    Lost,
}

/// One message on its way out.
#[derive(Debug)]
pub(super) struct Delivery {
    /// The row, with the lease under which it leaves.
    pub notification: notification::Model,
    /// What leaves.
    pub message: Message,
}

/// What leaves.
#[derive(Clone, Debug)]
pub(super) enum Message {
    /// By WhatsApp.
    Whatsapp(WhatsappMessage),
    /// By e-mail.
    Email(EmailMessage),
}

/// Prepares a claimed message. The lease is renewed: it has its full length from here.
///
/// # Errors
/// Where the database does not answer; the message is tried again once its lease has run out.
pub(super) async fn prepare(
    app: &App,
    composer: &dyn Composer,
    claimed: &notification::Model,
) -> Result<Prepared> {
    let mut work = app.begin(claimed.clinic_id).await?;
    let Some(row) = hold_leased(&work, claimed).await? else { return Ok(Prepared::Lost) };
    // One lease is one attempt.
    if newest_attempt(&work, row.id).await?.is_some_and(|begun| Some(begun.lease_token) == row.lease_token) {
        return Ok(Prepared::Lost);
    }
    let ended = if row.delivered_at.is_some() {
        // An earlier attempt did reach the person, as a late webhook told while the message was claimed.
        carry_out(&mut work, composer, row, Verdict::Accepted { provider_id: None }).await?
    } else if row.expires_at <= work.now() {
        end(&mut work, composer, row, NotificationState::Expired, reason::EXPIRED, None).await?
    } else {
        let composed = match composer.compose(&mut work, &row).await {
            Ok(composed) => composed,
            Err(error) if is_of_the_database(&error) => return Err(error),
            Err(error) => return give_up(work, composer, claimed, &error).await,
        };
        match composed {
            Composed::Suppress { reason, detail } => {
                end(&mut work, composer, row, NotificationState::Suppressed, reason, detail).await?
            }
            Composed::Supersede { reason } => {
                end(&mut work, composer, row, NotificationState::Superseded, reason, None).await?
            }
            Composed::Fail { reason, detail } => {
                end(&mut work, composer, row, NotificationState::Failed, reason, Some(detail)).await?
            }
            Composed::Postpone { until } => put_off(&mut work, row, until).await?,
            Composed::Whatsapp { message, shown, carried }
                if row.channel == NotificationChannel::Whatsapp =>
            {
                return begin_attempt(work, row, Message::Whatsapp(message), shown, carried).await;
            }
            Composed::Email { message, shown, carried } if row.channel == NotificationChannel::Email => {
                return begin_attempt(work, row, Message::Email(message), shown, carried).await;
            }
            Composed::Whatsapp { .. } | Composed::Email { .. } => {
                return Err(Error::internal("a message was composed for another channel than its own"));
            }
        }
    };
    work.commit().await?;
    after_commit(app, &ended).await;
    Ok(Prepared::Ended)
}

/// What cannot be put into words would fail again: it ends visibly, and what was written for it goes with its
/// transaction.
async fn give_up(
    work: UnitOfWork<'_>,
    composer: &dyn Composer,
    claimed: &notification::Model,
    error: &Error,
) -> Result<Prepared> {
    tracing::error!(notification = %claimed.id, ?error, "a message could not be put into words");
    let app = work.app();
    drop(work);
    let mut work = app.begin(claimed.clinic_id).await?;
    let Some(row) = hold_leased(&work, claimed).await? else { return Ok(Prepared::Lost) };
    let (state, detail) = (NotificationState::Failed, "its template could not be filled in".to_owned());
    let ended = end(&mut work, composer, row, state, reason::TEMPLATE_FAILED, Some(detail)).await?;
    work.commit().await?;
    after_commit(app, &ended).await;
    Ok(Prepared::Ended)
}

/// Back to those that wait; no attempt was made.
async fn put_off(
    work: &mut UnitOfWork<'_>,
    row: notification::Model,
    until: DateTime<Utc>,
) -> Result<notification::Model> {
    let mut change = released(row);
    change.state = Set(NotificationState::Planned);
    change.next_attempt_at = Set(to_micros(until));
    let row = change.update(work.db()).await?;
    announce(work, &row);
    Ok(row)
}

async fn begin_attempt(
    mut work: UnitOfWork<'_>,
    row: notification::Model,
    mut message: Message,
    shown: Value,
    carried: Value,
) -> Result<Prepared> {
    let app = work.app();
    let number = row.attempts + 1;
    let lease = row.lease_token.ok_or_else(|| Error::internal("a message is sent without a lease"))?;
    notification_attempt::ActiveModel {
        id: Set(app.new_id()),
        clinic_id: Set(row.clinic_id),
        notification_id: Set(row.id),
        number: Set(number),
        lease_token: Set(lease),
        started_at: Set(work.now()),
        finished_at: Set(None),
        provider_id: Set(None),
        outcome: Set(AttemptOutcome::Started),
        rendered: Set(shown),
        code: Set(None),
        detail: Set(None),
    }
    .insert(work.db())
    .await?;
    let mut change = row.into_active_model();
    change.attempts = Set(number);
    change.carried = Set(Some(carried).filter(|carried| !carried.is_null()));
    change.lease_until = Set(Some(work.now() + LEASE));
    let row = change.update(work.db()).await?;
    match &mut message {
        Message::Whatsapp(message) => message.webhook_payload = webhook_payload(&row),
        Message::Email(message) => message.message_id = message_id(&row, app.config.public_base()),
    }
    announce(&mut work, &row);
    work.commit().await?;
    after_commit(app, &row).await;
    Ok(Prepared::Ready(Box::new(Delivery { notification: row, message })))
}

/// Names the message and the attempt to the provider, and comes back in its webhooks. It tells nobody anything.
fn webhook_payload(row: &notification::Model) -> String {
    format!("{}.{}", row.id, row.attempts)
}

/// The same for every attempt of a message, so that a mail that left twice shows once.
fn message_id(row: &notification::Model, public_base: &str) -> String {
    let host = url::Url::parse(public_base).ok().and_then(|url| url.host_str().map(str::to_owned));
    format!("<{}@{}>", row.id, host.as_deref().unwrap_or("localhost"))
}
