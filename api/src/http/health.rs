//! Liveness, readiness.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::platform::db::is_unable_to_write;

/// How often a node looks whether its database is up to date by now.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// The process runs.
pub(super) async fn live() -> &'static str {
    "ok"
}

/// The database answers, is up to date and can be written to, and the storage takes files.
pub(super) async fn ready(State(app): State<Arc<App>>) -> Response {
    let trouble = if app.db.ping().await.is_err() {
        Some("database")
    } else if !is_up_to_date(&app.db).await {
        Some("migrations")
    } else if !is_writable(&app.db).await {
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

/// Whether a row can be written: a full disk still answers every question. It is a row that every database has, and it
/// stays as it is.
async fn is_writable(db: &DatabaseConnection) -> bool {
    let one = "UPDATE seaql_migrations SET applied_at = applied_at \
               WHERE version = (SELECT min(version) FROM seaql_migrations)";
    match db.execute_unprepared(one).await {
        Err(error) if is_unable_to_write(&error) => {
            tracing::error!(%error, "the database cannot be written to");
            false
        }
        // Somebody who holds the database for long, or the row, does write.
        _ => true,
    }
}
