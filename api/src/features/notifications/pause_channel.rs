//! The provider will take nothing more by a channel of a clinic: credentials, credit, policy. It rests until one
//! message, tried now and then, gets through; the others stay planned meanwhile, until their own time passes.

use chrono::{DateTime, Duration, Utc};
use entity::channel_stop::{ActiveModel, Column, Entity};
use entity::enums::NotificationChannel;
use entity::ids::ClinicId;
use entity::notification;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use crate::app::App;
use crate::features::events::UnitOfWork;
use crate::gateways::{RefusalScope, SendResult};
use crate::platform::error::Result;

/// How long a channel rests before the next message tries it.
pub(super) const PAUSE: Duration = Duration::minutes(5);

/// Stops a channel, so that one failure does not take all the others with it, and alerts whoever watches.
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
    let stop =
        ActiveModel { clinic_id: Set(clinic_id), channel: Set(channel), probe_at: Set(app.now() + PAUSE) };
    let known =
        OnConflict::columns([Column::ClinicId, Column::Channel]).update_column(Column::ProbeAt).to_owned();
    Entity::insert(stop).on_conflict(known).exec_without_returning(&app.writer).await?;
    Ok(())
}

/// A message got through: the others may leave.
pub(super) async fn resume_channel(work: &UnitOfWork<'_>, channel: NotificationChannel) -> Result<()> {
    Entity::delete_many()
        .filter(Column::ClinicId.eq(work.clinic_id()))
        .filter(Column::Channel.eq(channel))
        .exec(work.db())
        .await?;
    Ok(())
}

/// When a message that the provider refused with its whole channel is tried again: where the channel was known to be
/// stopped, a person looks at it already, and the message waits with the others, for as long as it is worth sending.
pub(super) async fn probe_again(
    work: &UnitOfWork<'_>,
    row: &notification::Model,
    result: &SendResult,
) -> Result<Option<DateTime<Utc>>> {
    if !matches!(result, SendResult::Refused { scope: RefusalScope::Channel, .. }) {
        return Ok(None);
    }
    let stop = Entity::find_by_id((work.clinic_id(), row.channel)).one(work.db()).await?;
    Ok(stop.map(|stop| stop.probe_at.max(work.now())).filter(|at| *at < row.expires_at))
}
