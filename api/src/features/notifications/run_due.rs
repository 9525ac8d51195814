//! One round of the outbox, and the loop around it.

use std::sync::Arc;
use std::time::Duration;

use entity::enums::NotificationState;
use entity::notification;
use futures_util::{FutureExt, StreamExt};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::claim::claim;
use super::complete::complete;
use super::composer::Composer;
use super::deliver::deliver;
use super::expire::{expire, give_up_on_uncertain};
use super::prepare::{Delivery, Prepared, prepare};
use super::process_webhooks::process_webhooks;
use super::rescue::rescue;
use crate::app::App;
use crate::gateways::SendResult;
use crate::platform::error::Result;

/// Messages that one worker sends at the same time.
const CONCURRENCY: usize = 8;
/// Messages that are claimed at once: as many as are sent at once, so that none waits out its lease.
const BATCH: u32 = CONCURRENCY as u32;
/// Rows that housekeeping takes in one round.
const SWEEP: u64 = 200;
/// Without wake-ups, a message is this late at most.
const POLL: Duration = Duration::from_secs(1);
/// How often a completion is tried before the message is left to be rescued.
const COMPLETIONS: u32 = 3;

/// What one round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RunReport {
    /// Webhooks that were processed.
    pub webhooks: u64,
    /// Messages that were taken over from lost workers.
    pub rescued: u64,
    /// Messages whose time had passed.
    pub expired: u64,
    /// Uncertain messages that were handed to a person.
    pub given_up: u64,
    /// Messages that were claimed.
    pub claimed: u64,
    /// Messages that the provider took.
    pub accepted: u64,
}

/// One round: reads what providers told, takes over from lost workers, ends what ran out of time, and sends
/// what is due until nothing is. A message that fails on our side is logged and left to be rescued.
///
/// # Errors
/// Where the database does not answer.
pub async fn run_due(app: &App, composer: &dyn Composer) -> Result<RunReport> {
    round(app, composer, &CancellationToken::new()).await
}

async fn round(app: &App, composer: &dyn Composer, stop: &CancellationToken) -> Result<RunReport> {
    let mut report = RunReport {
        webhooks: process_webhooks(app, composer).await?.processed,
        rescued: rescue(app, composer, SWEEP).await?,
        expired: expire(app, composer, SWEEP).await?,
        given_up: give_up_on_uncertain(app, composer, SWEEP).await?,
        ..RunReport::default()
    };
    while !stop.is_cancelled() {
        let batch = claim(app, BATCH).await?;
        if batch.is_empty() {
            break;
        }
        report.claimed += batch.len() as u64;
        report.accepted += futures_util::stream::iter(batch)
            .map(|claimed| send(app, composer, claimed).boxed())
            .buffer_unordered(CONCURRENCY)
            .fold(0, |sum, accepted| std::future::ready(sum + u64::from(accepted)))
            .await;
    }
    Ok(report)
}

/// Sends what is due and processes what webhooks bring, until told to stop; messages that were claimed are
/// finished. Webhooks have a loop of their own: a slow provider must not keep its own news waiting.
pub async fn run_outbox(app: Arc<App>, composer: Arc<dyn Composer>, stop: CancellationToken) {
    let sending = async {
        let mut wakes = app.work.subscribe();
        while !stop.is_cancelled() {
            wakes.mark_unchanged();
            report_failure(round(&app, composer.as_ref(), &stop).await.map(|_| ()));
            until_woken(&mut wakes, &stop).await;
        }
    };
    let hearing = async {
        let mut wakes = app.work.subscribe();
        while !stop.is_cancelled() {
            wakes.mark_unchanged();
            report_failure(process_webhooks(&app, composer.as_ref()).await.map(|_| ()));
            until_woken(&mut wakes, &stop).await;
        }
    };
    tokio::join!(sending, hearing);
}

/// What this node commits wakes it; the poll makes it correct without that.
async fn until_woken(wakes: &mut watch::Receiver<()>, stop: &CancellationToken) {
    tokio::select! {
        () = stop.cancelled() => {}
        _ = wakes.changed() => {}
        () = tokio::time::sleep(POLL) => {}
    }
}

fn report_failure(result: Result<()>) {
    if let Err(error) = result {
        tracing::warn!(error = ?error, "a round of the outbox failed; trying again");
    }
}

/// Takes one claimed message through. True: the provider took it.
async fn send(app: &App, composer: &dyn Composer, claimed: notification::Model) -> bool {
    match prepare(app, composer, &claimed).await {
        Ok(Prepared::Ready(delivery)) => {
            let result = deliver(app, &delivery).await;
            let completed = complete_for_certain(app, composer, &delivery, &result).await;
            completed.is_some_and(|row| row.state == NotificationState::Accepted)
        }
        Ok(Prepared::Ended | Prepared::Lost) => false,
        Err(error) => {
            tracing::error!(notification = %claimed.id, error = ?error, "a message could not be prepared");
            false
        }
    }
}

async fn complete_for_certain(
    app: &App,
    composer: &dyn Composer,
    delivery: &Delivery,
    result: &SendResult,
) -> Option<notification::Model> {
    let id = delivery.notification.id;
    for tried in 1..=COMPLETIONS {
        match complete(app, composer, delivery, result).await {
            Ok(Some(row)) => return Some(row),
            Ok(None) => {
                tracing::warn!(notification = %id, "the lease was lost before the message was completed");
                return None;
            }
            Err(error) => {
                tracing::error!(notification = %id, error = ?error, "a message could not be completed");
                tokio::time::sleep(Duration::from_millis(100) * tried).await;
            }
        }
    }
    None
}
