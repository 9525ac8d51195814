//! What could not be said in time, for a person to look at.

use entity::alert;
use entity::enums::EventKind;
use entity::ids::{AlertId, NotificationId, PatientId};
use sea_orm::{ActiveValue::Set, EntityTrait};

use crate::features::events::{NewEvent, UnitOfWork};
use crate::platform::error::Result;

/// Tells a person of a message that ended without having been said; once each.
///
/// # Errors
/// Where the database does not answer.
pub async fn raise_alert(
    work: &mut UnitOfWork<'_>,
    patient_id: PatientId,
    notification_id: NotificationId,
    reason: &str,
) -> Result<()> {
    let id: AlertId = work.app().new_id();
    let raised = alert::Entity::insert(alert::ActiveModel {
        id: Set(id),
        clinic_id: Set(work.clinic_id()),
        patient_id: Set(patient_id),
        notification_id: Set(notification_id),
        reason: Set(reason.to_owned()),
        raised_at: Set(work.now()),
        resolved_at: Set(None),
        resolved_by_id: Set(None),
        resolution: Set(None),
    })
    .on_conflict_do_nothing_on([alert::Column::NotificationId])
    .exec_without_returning(work.db())
    .await?;
    if matches!(raised, sea_orm::TryInsertResult::Inserted(rows) if rows > 0) {
        work.emit(NewEvent {
            kind: EventKind::AlertRaised,
            request_id: None,
            patient_id: Some(patient_id),
            appointment_id: None,
        });
    }
    Ok(())
}
