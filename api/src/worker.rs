//! The one list of background work. Every job may run on any number of nodes at once.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use entity::enums::NotificationKind;
use entity::notification;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::features::events::UnitOfWork;
use crate::features::notifications::{Composed, Composer, run_outbox};
use crate::features::{appointments, assistance, auth, events, notifications, orders, reminders};
use crate::platform::error::Result;
use crate::platform::idempotency;

/// How often things that are past their time are swept.
const HOUSEKEEPING: Duration = Duration::from_secs(60);

/// How long ended sessions and idempotency keys are remembered.
const REMEMBERED: chrono::Duration = chrono::Duration::days(7);

/// Hands each message to the feature whose obligation it is.
#[derive(Debug)]
pub struct Messages;

#[async_trait]
impl Composer for Messages {
    async fn compose(&self, work: &mut UnitOfWork<'_>, message: &notification::Model) -> Result<Composed> {
        match message.kind {
            NotificationKind::BookingLink | NotificationKind::NewPhotoRequested => {
                assistance::compose(work, message).await
            }
            NotificationKind::AppointmentBooked
            | NotificationKind::AppointmentMoved
            | NotificationKind::AppointmentCancelled => appointments::compose(work, message).await,
            _ => reminders::compose(work, message).await,
        }
    }

    async fn settled(&self, work: &mut UnitOfWork<'_>, message: &notification::Model) -> Result<()> {
        match message.kind {
            NotificationKind::BookingLink | NotificationKind::NewPhotoRequested => {
                assistance::settled(work, message).await
            }
            NotificationKind::AppointmentBooked
            | NotificationKind::AppointmentMoved
            | NotificationKind::AppointmentCancelled => {
                if appointments::tell_by_next_channel(work, message).await? {
                    return Ok(());
                }
                appointments::settled(work, message).await?;
                reminders::alert_if_unsaid(work, message).await
            }
            // The planner reads their fate from the ledger.
            _ => Ok(()),
        }
    }
}

/// Does the background work until told to stop.
pub async fn run(app: Arc<App>, stop: CancellationToken) {
    let mut jobs = JoinSet::new();
    jobs.spawn(run_outbox(app.clone(), Arc::new(Messages), stop.clone()));
    jobs.spawn(reminders::run_reminders(app.clone(), stop.clone()));
    jobs.spawn(keep_house(app, stop));
    while jobs.join_next().await.is_some() {}
}

/// Does what is due now, and what follows from it, until nothing is. What `run` does in its own time.
///
/// # Errors
/// Where the database does not answer.
pub async fn work_off(app: &App) -> Result<()> {
    loop {
        reminders::reconcile_due(app).await?;
        notifications::run_due(app, &Messages).await?;
        if reminders::reconcile_due(app).await? == 0 {
            return Ok(());
        }
    }
}

async fn keep_house(app: Arc<App>, stop: CancellationToken) {
    loop {
        sweep(&app).await;
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(HOUSEKEEPING) => {}
        }
    }
}

/// One round of housekeeping. What fails is logged and tried again in the next round; the rest goes on.
pub async fn sweep(app: &App) {
    let horizon = app.now() - REMEMBERED;
    for (what, outcome) in [
        ("holds", appointments::sweep_holds(app).await),
        ("uploads", orders::sweep_uploads(app).await),
        ("webhooks", notifications::sweep_webhooks(app).await),
        ("attempts", auth::sweep_attempts(app).await),
        ("events", events::sweep_events(app).await),
        ("sessions", auth::sweep_sessions(app, horizon).await),
        ("idempotency keys", idempotency::sweep(&app.writer, horizon).await),
    ] {
        match outcome {
            Ok(0) => {}
            Ok(swept) => tracing::debug!(what, swept, "swept"),
            Err(error) => tracing::warn!(what, ?error, "housekeeping failed; trying again"),
        }
    }
}
