//! Liveness, readiness.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::StatusCode;
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use tokio::sync::Mutex;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::app::App;

/// How often a node looks whether its database is up to date by now.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// What is written to see whether there is room, in bytes: about as much as our largest changes. A single row may fit
/// into what is left of SQLite's log, or of a page, long after everything else has failed.
const ROOM: usize = 64 * 1024;

/// How long it is believed that there is room, or that there is none: whoever asks often does not wear out the disk.
const BELIEVED: Duration = Duration::from_secs(1);

/// When it was last tried to write, and whether it could be done. Whoever asks meanwhile waits for the same answer.
type Tried = Mutex<Option<(Instant, bool)>>;

/// The addresses that a supervisor and a load balancer ask.
pub(super) fn router() -> Router<Arc<App>> {
    let tried = Arc::new(Tried::default());
    let ready = move |State(app): State<Arc<App>>| async move { ready(&app, &tried).await };
    Router::new().route("/healthz", get(|| async { "ok" })).route("/readyz", get(ready))
}

/// The database answers, is up to date and can be written to, and the storage takes files.
async fn ready(app: &App, tried: &Tried) -> Response {
    let trouble = if app.db.ping().await.is_err() {
        Some("database")
    } else if !is_up_to_date(&app.db).await {
        Some("migrations")
    } else if !is_writable(app, tried).await {
        Some("database cannot be written to")
    } else {
        app.storage.probe().await.err().map(|_| "storage")
    };
    match trouble {
        None => "ready".into_response(),
        Some(what) => (StatusCode::SERVICE_UNAVAILABLE, format!("not ready: {what}")).into_response(),
    }
}

/// Waits until somebody has brought the database up to date, and says so once. False: it was stopped before.
pub async fn until_migrated(db: &DatabaseConnection, stop: &CancellationToken) -> bool {
    if !is_up_to_date(db).await {
        tracing::warn!("the database is not up to date: waiting for `asistencia migrate`");
        while !is_up_to_date(db).await {
            tokio::select! {
                () = stop.cancelled() => return false,
                () = tokio::time::sleep(LOOK_AGAIN) => {}
            }
        }
    }
    true
}

/// Whether every change was applied. The migrator's own question would create its table first, at each probe.
async fn is_up_to_date(db: &DatabaseConnection) -> bool {
    let applied = Statement::from_string(db.get_database_backend(), "SELECT version FROM seaql_migrations");
    let Ok(rows) = db.query_all_raw(applied).await else { return false };
    let applied: HashSet<String> = rows.iter().filter_map(|row| row.try_get("", "version").ok()).collect();
    Migrator::migrations().iter().all(|change| applied.contains(change.name()))
}

/// Whether there is room to write, and nobody holds the database for longer than a writer waits: one that is full
/// still answers every question.
async fn is_writable(app: &App, tried: &Tried) -> bool {
    let mut tried = tried.lock().await;
    if let Some((at, could)) = *tried
        && at.elapsed() < BELIEVED
    {
        return could;
    }
    // Nothing that is there already, and nothing that can be made smaller.
    let content = app.random.bytes::<ROOM>().to_vec();
    let one = "UPDATE write_probe SET content = $1";
    let one = Statement::from_sql_and_values(app.db.get_database_backend(), one, [content.into()]);
    let written = app.writer.execute_raw(one).await;
    if let Err(error) = &written {
        tracing::error!(%error, "the database cannot be written to");
    }
    let could = written.is_ok();
    *tried = Some((Instant::now(), could));
    could
}
