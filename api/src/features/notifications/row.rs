//! Holding a message's row, and telling of its changes.

use entity::enums::{EventKind, NotificationState};
use entity::ids::NotificationId;
use entity::{assistance_request, notification, notification_attempt};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, TryInsertResult};
use uuid::Uuid;

use super::pause_channel::pause_channel;
use super::verdict::reason;
use crate::app::App;
use crate::features::events::{NewEvent, UnitOfWork};
use crate::platform::error::Result;

/// Locks the patient, the case that a message belongs to, and then the message, in the order of everybody else:
/// whoever works on a patient's facts or on a request holds them before they touch their messages, so what is
/// composed under these locks is true when it is composed.
pub(super) async fn hold(
    work: &UnitOfWork<'_>,
    seen: &notification::Model,
) -> Result<Option<notification::Model>> {
    work.lock_patient(seen.patient_id).await?;
    if let Some(request_id) = seen.assistance_request_id {
        assistance_request::Entity::find_by_id(request_id)
            .select_only()
            .column(assistance_request::Column::Id)
            .filter(assistance_request::Column::ClinicId.eq(work.clinic_id()))
            .lock_exclusive()
            .into_tuple::<Uuid>()
            .one(work.db())
            .await?;
    }
    let row = notification::Entity::find_by_id(seen.id)
        .filter(notification::Column::ClinicId.eq(work.clinic_id()))
        .lock_exclusive()
        .one(work.db())
        .await?;
    Ok(row)
}

/// The same, for a worker: nothing where it no longer holds the message.
pub(super) async fn hold_leased(
    work: &UnitOfWork<'_>,
    claimed: &notification::Model,
) -> Result<Option<notification::Model>> {
    let row = hold(work, claimed).await?;
    Ok(row.filter(|row| {
        row.state == NotificationState::Sending
            && row.lease_token.is_some()
            && row.lease_token == claimed.lease_token
    }))
}

/// The newest attempt of a message.
pub(super) async fn newest_attempt(
    work: &UnitOfWork<'_>,
    id: NotificationId,
) -> Result<Option<notification_attempt::Model>> {
    let newest = notification_attempt::Entity::find()
        .filter(notification_attempt::Column::NotificationId.eq(id))
        .order_by_desc(notification_attempt::Column::Number)
        .limit(1)
        .one(work.db())
        .await?;
    Ok(newest)
}

/// Tells the feed that a message changed its state. What became of a message about a visit is a fact that what is
/// owed next depends on.
pub(super) fn announce(work: &mut UnitOfWork<'_>, row: &notification::Model) {
    let about_a_visit = row.appointment_id.is_some() || row.care_plan_id.is_some() || row.form_id.is_some();
    if about_a_visit && row.state != NotificationState::Sending {
        work.look_again_at(row.patient_id);
    }
    work.emit(NewEvent {
        kind: EventKind::NotificationChanged,
        request_id: row.assistance_request_id,
        patient_id: Some(row.patient_id),
        appointment_id: row.appointment_id,
    });
}

/// After the commit: counts the change, and stops the channel where the provider said so.
pub(super) async fn after_commit(app: &App, row: &notification::Model) {
    metrics::counter!(
        "asistencia_notifications_total",
        "channel" => row.channel.as_str(),
        "state" => row.state.as_str()
    )
    .increment(1);
    let stopped =
        row.state == NotificationState::Failed && row.reason.as_deref() == Some(reason::CHANNEL_STOPPED);
    if stopped && let Err(error) = pause_channel(app, row.clinic_id, row.channel).await {
        tracing::warn!(error = ?error, "the other messages of a stopped channel could not be put off");
    }
}

/// Whether an insertion that yields to a unique constraint put a row in.
pub(super) fn was_inserted(result: &TryInsertResult<u64>) -> bool {
    matches!(result, TryInsertResult::Inserted(rows) if *rows > 0)
}
