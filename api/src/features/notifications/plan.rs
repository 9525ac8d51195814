//! Plans a message in the transaction of what it tells about.

use chrono::{DateTime, Utc};
use entity::enums::{NotificationChannel, NotificationKind, NotificationState};
use entity::ids::{AppointmentId, AssistanceRequestId, DispatchId, NotificationId, PatientId};
use entity::notification;
use sea_orm::{ActiveModelTrait, ActiveValue::Set};

use crate::features::events::UnitOfWork;
use crate::platform::error::Result;

/// A message that is owed to a patient.
#[derive(Clone, Debug)]
pub struct NewNotification {
    /// To whom.
    pub patient_id: PatientId,
    /// The request that it is about.
    pub request_id: Option<AssistanceRequestId>,
    /// The appointment that it is about.
    pub appointment_id: Option<AppointmentId>,
    /// The confirmation that it came of.
    pub dispatch_id: Option<DispatchId>,
    /// What it says.
    pub kind: NotificationKind,
    /// By what it travels.
    pub channel: NotificationChannel,
    /// One obligation, one message: unique in the clinic.
    pub dedupe_key: String,
    /// What cannot be derived later.
    pub payload: serde_json::Value,
    /// Not before.
    pub due_at: DateTime<Utc>,
    /// Not after.
    pub expires_at: DateTime<Utc>,
}

/// Plans a message, and wakes the workers after the commit.
///
/// # Errors
/// Where the database refuses.
pub async fn plan(work: &mut UnitOfWork<'_>, new: NewNotification) -> Result<NotificationId> {
    let id: NotificationId = work.app().new_id();
    notification::ActiveModel {
        id: Set(id),
        clinic_id: Set(work.clinic_id()),
        patient_id: Set(new.patient_id),
        assistance_request_id: Set(new.request_id),
        appointment_id: Set(new.appointment_id),
        dispatch_id: Set(new.dispatch_id),
        kind: Set(new.kind),
        channel: Set(new.channel),
        state: Set(NotificationState::Planned),
        dedupe_key: Set(new.dedupe_key),
        payload: Set(new.payload),
        due_at: Set(new.due_at),
        expires_at: Set(new.expires_at),
        next_attempt_at: Set(new.due_at),
        attempts: Set(0),
        lease_token: Set(None),
        lease_until: Set(None),
        provider_id: Set(None),
        sent_at: Set(None),
        delivered_at: Set(None),
        read_at: Set(None),
        reason: Set(None),
        reason_detail: Set(None),
        created_at: Set(work.now()),
    }
    .insert(work.db())
    .await?;
    work.wake_workers();
    Ok(id)
}
