//! The loop that keeps the ledger in line with what is owed.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::reconcile::reconcile_due;
use crate::app::App;

/// Without wake-ups, a change is looked at this late at most.
const POLL: Duration = Duration::from_secs(1);

/// Looks at whoever is due, until told to stop. What this node commits wakes it; the poll makes it correct without.
pub async fn run_reminders(app: Arc<App>, stop: CancellationToken) {
    let mut wakes = app.work.subscribe();
    while !stop.is_cancelled() {
        wakes.mark_unchanged();
        let began = Instant::now();
        match reconcile_due(&app).await {
            Ok(patients) => {
                let due = if patients == 0 { "none" } else { "some" };
                metrics::histogram!("asistencia_reminder_sweep_seconds", "due" => due)
                    .record(began.elapsed().as_secs_f64());
            }
            Err(error) => tracing::warn!(?error, "a round of reminders failed; trying again"),
        }
        tokio::select! {
            () = stop.cancelled() => {}
            _ = wakes.changed() => {}
            () = tokio::time::sleep(POLL) => {}
        }
    }
}
