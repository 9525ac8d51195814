//! One round of the outbox, and the loop around it.

use std::sync::Arc;
use std::time::Duration;

use entity::enums::NotificationChannel;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::composer::Composer;
use super::expire::{expire, give_up_on_uncertain};
use super::lane::Lane;
use super::process_webhooks::process_webhooks;
use super::rescue::rescue;
use crate::app::App;
use crate::platform::error::Result;

/// Rows that housekeeping takes in one round.
const SWEEP: u64 = 200;
/// Without wake-ups, a message is this late at most.
const POLL: Duration = Duration::from_secs(1);

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
    let webhooks = process_webhooks(app, composer).await?.processed;
    let report = settle(app, composer).await?;
    let (whatsapp, email) = tokio::join!(
        send_due(app, composer, NotificationChannel::Whatsapp),
        send_due(app, composer, NotificationChannel::Email),
    );
    let (whatsapp, email) = (whatsapp?, email?);
    Ok(RunReport {
        webhooks,
        claimed: whatsapp.claimed + email.claimed,
        accepted: whatsapp.accepted + email.accepted,
        ..report
    })
}

/// Takes over from lost workers and ends what ran out of time.
async fn settle(app: &App, composer: &dyn Composer) -> Result<RunReport> {
    Ok(RunReport {
        rescued: rescue(app, composer, SWEEP).await?,
        expired: expire(app, composer, SWEEP).await?,
        given_up: give_up_on_uncertain(app, composer, SWEEP).await?,
        ..RunReport::default()
    })
}

/// Sends what is due by one channel until nothing is.
async fn send_due(app: &App, composer: &dyn Composer, channel: NotificationChannel) -> Result<RunReport> {
    let mut lane = Lane::new(app, composer, channel);
    let mut report = RunReport::default();
    loop {
        let filled = lane.fill().await;
        report.claimed += *filled.as_ref().unwrap_or(&0);
        match lane.next().await {
            Some(accepted) => report.accepted += u64::from(accepted),
            None => return filled.map(|_| report),
        }
    }
}

/// Sends what is due and processes what webhooks bring, until told to stop; messages that were claimed are
/// finished. Each channel has a loop of its own, and so have webhooks: a slow provider keeps neither the other one's
/// messages nor its own news waiting.
pub async fn run_outbox(app: Arc<App>, composer: Arc<dyn Composer>, stop: CancellationToken) {
    let (app, composer, stop) = (app.as_ref(), composer.as_ref(), &stop);
    tokio::join!(
        keep_sending(app, composer, NotificationChannel::Whatsapp, stop),
        keep_sending(app, composer, NotificationChannel::Email, stop),
        keep_settling(app, composer, stop),
        keep_hearing(app, composer, stop),
    );
}

async fn keep_sending(
    app: &App,
    composer: &dyn Composer,
    channel: NotificationChannel,
    stop: &CancellationToken,
) {
    let mut lane = Lane::new(app, composer, channel);
    let mut wakes = app.work.subscribe();
    while !stop.is_cancelled() {
        wakes.mark_unchanged();
        report_failure(lane.fill().await.map(|_| ()));
        if lane.is_empty() {
            until_woken(&mut wakes, stop).await;
        } else {
            tokio::select! {
                _ = lane.next() => {}
                () = until_woken(&mut wakes, stop) => {}
            }
        }
    }
    while lane.next().await.is_some() {}
}

async fn keep_settling(app: &App, composer: &dyn Composer, stop: &CancellationToken) {
    let mut wakes = app.work.subscribe();
    while !stop.is_cancelled() {
        wakes.mark_unchanged();
        report_failure(settle(app, composer).await.map(|_| ()));
        until_woken(&mut wakes, stop).await;
    }
}

async fn keep_hearing(app: &App, composer: &dyn Composer, stop: &CancellationToken) {
    let mut wakes = app.work.subscribe();
    while !stop.is_cancelled() {
        wakes.mark_unchanged();
        report_failure(process_webhooks(app, composer).await.map(|_| ()));
        until_woken(&mut wakes, stop).await;
    }
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
