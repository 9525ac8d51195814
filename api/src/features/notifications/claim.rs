//! A worker takes messages that are due.

use chrono::Duration;
use entity::enums::NotificationChannel;
use entity::ids::ClinicId;
use entity::notification;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, FromQueryResult, Statement, Value};

use super::pause_channel::PAUSE;
use crate::app::App;
use crate::platform::db::begin_write;
use crate::platform::error::Result;

/// How long a worker may hold a message before others take it for lost.
pub(super) const LEASE: Duration = Duration::minutes(2);

/// Due, of the channel. The states stand in the text, and the first condition is the index's own: a partial index is
/// only used where the database can prove that it applies.
const DUE: &str = "state IN ('planned', 'uncertain') AND state = 'planned' AND channel = $1
    AND next_attempt_at <= $2 AND expires_at > $2";

/// Takes up to `limit` due messages of a channel, those that waited longest first, and marks them `sending` under a
/// lease of their own. Of a clinic whose channel is stopped it takes one, and that only once its pause is over. On
/// PostgreSQL rows that somebody holds are passed over; on SQLite there is one writer at a time.
///
/// # Errors
/// Where the database does not answer.
pub(super) async fn claim(
    app: &App,
    channel: NotificationChannel,
    limit: u32,
) -> Result<Vec<notification::Model>> {
    let tx = begin_write(&app.writer).await?;
    let taking = Taking { app, tx: &tx, channel };
    let mut claimed = Vec::new();
    for clinic_id in taking.to_probe(limit).await? {
        claimed.extend(taking.take("clinic_id = $6", 1, Some(clinic_id)).await?);
    }
    let left = limit.saturating_sub(u32::try_from(claimed.len()).unwrap_or(limit));
    let flowing = "NOT EXISTS (SELECT 1 FROM channel_stop
        WHERE channel_stop.clinic_id = notification.clinic_id AND channel_stop.channel = $1)";
    claimed.extend(taking.take(flowing, left, None).await?);
    tx.commit().await?;
    claimed.sort_by_key(|row| (row.next_attempt_at, row.id));
    Ok(claimed)
}

struct Taking<'a> {
    app: &'a App,
    tx: &'a DatabaseTransaction,
    channel: NotificationChannel,
}

impl Taking<'_> {
    /// The clinics in which one message may try the stopped channel now. The next may only after another pause,
    /// whatever becomes of this one.
    async fn to_probe(&self, limit: u32) -> Result<Vec<ClinicId>> {
        let sql = format!(
            "UPDATE channel_stop SET probe_at = $3
            WHERE channel = $1 AND probe_at <= $2 AND clinic_id IN (
                SELECT clinic_id FROM channel_stop WHERE channel = $1 AND probe_at <= $2 AND EXISTS (
                    SELECT 1 FROM notification WHERE {DUE} AND notification.clinic_id = channel_stop.clinic_id
                ) ORDER BY probe_at LIMIT $4
            ) RETURNING clinic_id"
        );
        let now = self.app.now();
        let values: [Value; 4] =
            [self.channel.into(), now.into(), (now + PAUSE).into(), i64::from(limit).into()];
        let statement = Statement::from_sql_and_values(self.tx.get_database_backend(), sql, values);
        let rows = self.tx.query_all_raw(statement).await?;
        Ok(rows.iter().map(|row| row.try_get("", "clinic_id")).collect::<Result<_, _>>()?)
    }

    async fn take(
        &self,
        which: &str,
        limit: u32,
        clinic_id: Option<ClinicId>,
    ) -> Result<Vec<notification::Model>> {
        let backend = self.tx.get_database_backend();
        let passing_over = if backend == DbBackend::Postgres { "FOR UPDATE SKIP LOCKED" } else { "" };
        let sql = format!(
            "WITH due AS (
                SELECT id FROM notification WHERE {DUE} AND {which}
                ORDER BY next_attempt_at, id LIMIT $3 {passing_over}
            )
            UPDATE notification SET state = 'sending', lease_token = $4, lease_until = $5
            WHERE id IN (SELECT id FROM due)
            RETURNING *"
        );
        // After the wait for the lock, so that the lease is as long as it says.
        let now = self.app.now();
        let mut values: Vec<Value> = vec![
            self.channel.into(),
            now.into(),
            i64::from(limit).into(),
            self.app.random.uuid(now).into(),
            (now + LEASE).into(),
        ];
        values.extend(clinic_id.map(Value::from));
        let rows = self.tx.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
        Ok(rows
            .iter()
            .map(|row| notification::Model::from_query_result(row, ""))
            .collect::<Result<_, _>>()?)
    }
}
