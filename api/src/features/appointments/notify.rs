//! What a patient is told about an appointment, by e-mail.

use chrono::Duration;
use entity::enums::{NotificationChannel, NotificationKind};
use entity::{appointment, clinic};

use crate::features::events::UnitOfWork;
use crate::features::notifications::{self, NewNotification};
use crate::platform::error::Result;

/// Plans the message about what just happened to an appointment. A patient without an address is owed it too: it
/// is found when it should leave, and a person is told. It is not said any more once the visit began
/// or it is too old; what it says is read from the appointment when it leaves, but for `payload`.
pub(super) async fn plan_email(
    work: &mut UnitOfWork<'_>,
    clinic: &clinic::Model,
    appointment: &appointment::Model,
    kind: NotificationKind,
    payload: serde_json::Value,
) -> Result<()> {
    let (id, version) = (appointment.id, appointment.version);
    let dedupe_key = match kind {
        NotificationKind::AppointmentMoved => format!("moved:{id}:{version}"),
        NotificationKind::AppointmentCancelled => format!("cancelled:{id}:{version}"),
        _ => format!("booked:{id}"),
    };
    let now = work.now();
    let worth_it = now + Duration::hours(clinic.settings.message_expiry_hours.into());
    let message = NewNotification {
        patient_id: appointment.patient_id,
        user_id: None,
        request_id: appointment.assistance_request_id,
        care_plan_id: appointment.care_plan_id,
        appointment_id: Some(id),
        form_id: None,
        dispatch_id: None,
        kind,
        channel: NotificationChannel::Email,
        dedupe_key,
        payload,
        due_at: now,
        expires_at: worth_it.min(appointment.starts_at.max(now)),
    };
    notifications::plan(work, message).await?;
    Ok(())
}
