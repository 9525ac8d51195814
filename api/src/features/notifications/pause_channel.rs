//! The provider will take nothing more by a channel: credentials, credit, policy.

use chrono::Duration;
use entity::enums::NotificationChannel;
use entity::ids::ClinicId;
use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};

use crate::app::App;
use crate::platform::error::Result;

/// How long a channel rests before the next message tries it.
pub(super) const PAUSE: Duration = Duration::minutes(5);

/// Puts off what the clinic has due by this channel, so that one failure does not take all the others with it,
/// and alerts whoever watches. Messages that would expire meanwhile are left to try their luck. Rows that
/// somebody holds are passed over: two workers that stop the same channel must not wait for each other.
///
/// # Errors
/// Where the database does not answer.
pub(super) async fn pause_channel(
    app: &App,
    clinic_id: ClinicId,
    channel: NotificationChannel,
) -> Result<()> {
    tracing::error!(
        clinic = %clinic_id,
        channel = channel.as_str(),
        "the provider refuses this channel: its messages wait; look at credentials, credit and templates"
    );
    metrics::counter!("asistencia_channel_stopped_total", "channel" => channel.as_str()).increment(1);
    let backend = app.db.get_database_backend();
    let passing_over = if backend == DbBackend::Postgres { "FOR UPDATE SKIP LOCKED" } else { "" };
    let sql = format!(
        "UPDATE notification SET next_attempt_at = $1 WHERE state = 'planned' AND id IN (
            SELECT id FROM notification
            WHERE state IN ('planned', 'uncertain') AND state = 'planned' AND clinic_id = $2 AND channel = $3
              AND next_attempt_at < $1 AND expires_at > $1 {passing_over}
        )"
    );
    let until: Value = (app.now() + PAUSE).into();
    let values: [Value; 3] = [until, clinic_id.into(), channel.into()];
    app.db.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    Ok(())
}
