//! A worker takes messages that are due.

use chrono::Duration;
use entity::notification;
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement, Value};

use crate::app::App;
use crate::platform::db::begin_write;
use crate::platform::error::Result;

/// How long a worker may hold a message before others take it for lost.
pub(super) const LEASE: Duration = Duration::minutes(2);

/// Takes up to `limit` due messages, those that waited longest first, and marks them `sending` under a lease of
/// their own. On PostgreSQL rows that somebody holds are passed over; on SQLite there is one writer at a time.
/// The states stand in the text, and the first condition is the index's own: a partial index is only used
/// where the database can prove that it applies.
///
/// # Errors
/// Where the database does not answer.
pub(super) async fn claim(app: &App, limit: u32) -> Result<Vec<notification::Model>> {
    let tx = begin_write(&app.db).await?;
    let backend = tx.get_database_backend();
    let passing_over = if backend == DbBackend::Postgres { "FOR UPDATE SKIP LOCKED" } else { "" };
    let sql = format!(
        "WITH due AS (
            SELECT id FROM notification
            WHERE state IN ('planned', 'uncertain') AND state = 'planned'
              AND next_attempt_at <= $1 AND expires_at > $1
            ORDER BY next_attempt_at, id LIMIT $2 {passing_over}
        )
        UPDATE notification SET state = 'sending', lease_token = $3, lease_until = $4
        WHERE id IN (SELECT id FROM due)
        RETURNING *"
    );
    // After the wait for the lock, so that the lease is as long as it says.
    let now = app.now();
    let values: [Value; 4] =
        [now.into(), i64::from(limit).into(), app.random.uuid(now).into(), (now + LEASE).into()];
    let rows = tx.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    tx.commit().await?;
    let claimed: Result<Vec<_>, _> =
        rows.iter().map(|row| notification::Model::from_query_result(row, "")).collect();
    let mut claimed = claimed?;
    claimed.sort_by_key(|row| (row.next_attempt_at, row.id));
    Ok(claimed)
}
