//! What a patient is told about an appointment: by e-mail, and by WhatsApp where that does not reach them.

use chrono::{DateTime, Duration, Utc};
use entity::enums::{NotificationChannel, NotificationKind, NotificationState};
use entity::{appointment, clinic, notification, patient};
use sea_orm::EntityTrait;
use serde_json::json;

use crate::features::clinics::{clinic_by_id, patience, quiet_until, time_zone};
use crate::features::events::UnitOfWork;
use crate::features::notifications::{self, NewNotification, reason};
use crate::platform::actor::Actor;
use crate::platform::error::{Error, Result};

/// How long somebody who did something themselves waits for its answer, awake.
const JUST_NOW: Duration = Duration::minutes(15);

/// Plans the message about what just happened to an appointment, by e-mail. A patient without an address is owed it too:
/// it is found when it should leave, and goes by WhatsApp. It is not said any more once the visit began or it is too old;
/// what it says is read from the appointment when it leaves, but for where a moved one was before.
pub(super) async fn plan_news(
    work: &mut UnitOfWork<'_>,
    actor: &Actor,
    clinic: &clinic::Model,
    appointment: &appointment::Model,
    kind: NotificationKind,
    previous_starts_at: Option<DateTime<Utc>>,
) -> Result<()> {
    let (id, version, now) = (appointment.id, appointment.version, work.now());
    let dedupe_key = match kind {
        NotificationKind::AppointmentMoved => format!("moved:{id}:{version}"),
        NotificationKind::AppointmentCancelled => format!("cancelled:{id}:{version}"),
        _ => format!("booked:{id}"),
    };
    let mut expires_at = worth_until(clinic, appointment, now);
    if patient_of(work, appointment).await?.mobile_phone.is_some() {
        expires_at = now + patience(&clinic.settings.reminders, expires_at - now);
    }
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
        payload: json!({
            "version": version,
            "previousStartsAt": previous_starts_at,
            "byPatient": actor.patient_id().is_some(),
        }),
        due_at: now,
        expires_at,
    };
    notifications::plan(work, message).await?;
    Ok(())
}

/// What ended by e-mail without having been said is owed by WhatsApp, where there is a number and it is worth saying yet.
/// False: nothing is left to try.
///
/// # Errors
/// Where the database does not answer.
pub async fn tell_by_next_channel(work: &mut UnitOfWork<'_>, message: &notification::Model) -> Result<bool> {
    let unsaid = match message.state {
        NotificationState::Failed | NotificationState::Expired => true,
        NotificationState::Suppressed => message.reason.as_deref() == Some(reason::NO_EMAIL),
        _ => false,
    };
    if !unsaid || message.channel != NotificationChannel::Email {
        return Ok(false);
    }
    let (appointment, now) = (appointment_of(work, message).await?, work.now());
    let clinic = clinic_by_id(work.db(), work.clinic_id()).await?;
    let is_old = worth_until(&clinic, &appointment, message.due_at) <= now;
    if is_old || patient_of(work, &appointment).await?.mobile_phone.is_none() {
        return Ok(false);
    }
    let leaves = quiet_for_whatsapp(&clinic, &appointment, message, now).unwrap_or(now);
    let next = NewNotification {
        patient_id: message.patient_id,
        user_id: None,
        request_id: message.assistance_request_id,
        care_plan_id: message.care_plan_id,
        appointment_id: message.appointment_id,
        form_id: None,
        dispatch_id: None,
        kind: message.kind,
        channel: NotificationChannel::Whatsapp,
        dedupe_key: format!("{}:whatsapp", message.dedupe_key),
        payload: message.payload.clone(),
        due_at: now,
        expires_at: worth_until(&clinic, &appointment, leaves),
    };
    notifications::plan(work, next).await?;
    Ok(true)
}

/// Until when a WhatsApp message waits because the clinic leaves its patients alone; none where it may leave. It does at
/// any hour where the patient did it themselves just now, or the visit begins before the quiet hours end.
pub(super) fn quiet_for_whatsapp(
    clinic: &clinic::Model,
    appointment: &appointment::Model,
    message: &notification::Model,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let happened_at = match message.kind {
        NotificationKind::AppointmentMoved => appointment.moved_at,
        NotificationKind::AppointmentCancelled => appointment.cancelled_at,
        _ => Some(appointment.booked_at),
    };
    let by_patient = message.payload.get("byPatient").and_then(serde_json::Value::as_bool) == Some(true);
    if by_patient && happened_at.is_some_and(|at| now < at + JUST_NOW) {
        return None;
    }
    let until = quiet_until(&clinic.settings.reminders, time_zone(clinic), now);
    until.filter(|until| *until < appointment.starts_at)
}

/// The appointment that a message is about.
pub(super) async fn appointment_of(
    work: &UnitOfWork<'_>,
    message: &notification::Model,
) -> Result<appointment::Model> {
    let id = message.appointment_id.ok_or_else(|| Error::internal("a message without its appointment"))?;
    let found = appointment::Entity::find_by_id(id).one(work.db()).await?;
    found.ok_or_else(|| Error::internal("a message of an appointment that is gone"))
}

/// Whose appointment it is.
pub(super) async fn patient_of(
    work: &UnitOfWork<'_>,
    appointment: &appointment::Model,
) -> Result<patient::Model> {
    let found = patient::Entity::find_by_id(appointment.patient_id).one(work.db()).await?;
    found.ok_or_else(|| Error::internal("an appointment without a patient"))
}

/// Until when it is worth saying what leaves from then on at the earliest.
fn worth_until(
    clinic: &clinic::Model,
    appointment: &appointment::Model,
    leaves: DateTime<Utc>,
) -> DateTime<Utc> {
    let old = leaves + Duration::hours(clinic.settings.message_expiry_hours.into());
    old.min(appointment.starts_at.max(leaves))
}
