//! What could not be said in time, for a person to look at.

use entity::enums::{EventKind, NotificationKind, NotificationState};
use entity::ids::{AlertId, NotificationId, PatientId};
use entity::{alert, notification};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};

use crate::app::App;
use crate::features::events::{NewEvent, UnitOfWork};
use crate::platform::actor::{Actor, Permission};
use crate::platform::error::{Outcome, Refusal, Result, UserErrorCode};

/// The word under which the ledger keeps that there was no address for the news about an appointment.
const NO_EMAIL: &str = "no_email";

/// Most characters of what a person says that they did.
const NOTE_MAX: usize = 1_000;

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

/// News about a visit that failed or came too late: there is no request in the worklist to show that, so it is an alert.
/// So is a visit that moved or was called off where there is no address to tell it to. That it was booked the patient
/// agreed to, and is reminded of by whatever channel there is.
///
/// # Errors
/// Where the database does not answer.
pub async fn alert_if_unsaid(work: &mut UnitOfWork<'_>, message: &notification::Model) -> Result<()> {
    let unsaid = match message.state {
        NotificationState::Failed | NotificationState::Expired => true,
        NotificationState::Suppressed => {
            message.kind != NotificationKind::AppointmentBooked && message.reason.as_deref() == Some(NO_EMAIL)
        }
        _ => false,
    };
    if !unsaid || message.care_plan_id.is_none() {
        return Ok(());
    }
    raise_alert(work, message.patient_id, message.id, message.reason.as_deref().unwrap_or_default()).await
}

/// A person looked at an alert, and says what they did.
///
/// # Errors
/// `NOT_FOUND` for an alert that the clinic does not have, `INVALID` without words, `ALREADY_RESOLVED`.
pub async fn resolve_alert(app: &App, actor: &Actor, id: Option<AlertId>, note: &str) -> Outcome<AlertId> {
    let (clinic_id, user_id) = actor.require_user(Permission::Review)?;
    let note = note.trim();
    if note.is_empty() || note.chars().count() > NOTE_MAX {
        return Err(Refusal::new(
            UserErrorCode::Invalid,
            "input.note",
            format!("Contá qué hiciste, en {NOTE_MAX} caracteres como mucho."),
            format!("Say what you did, in {NOTE_MAX} characters at most."),
        )
        .into());
    }
    let unknown = || {
        Refusal::new(
            UserErrorCode::NotFound,
            "input.id",
            "No encontramos esta alerta.",
            "We cannot find this alert.",
        )
    };
    let id = id.ok_or_else(unknown)?;
    let mut work = app.begin(clinic_id).await?;
    let found = alert::Entity::find_by_id(id)
        .filter(alert::Column::ClinicId.eq(clinic_id))
        .lock_exclusive()
        .one(work.db())
        .await?
        .ok_or_else(unknown)?;
    if found.resolved_at.is_some() {
        return Err(Refusal::new(
            UserErrorCode::AlreadyResolved,
            "input.id",
            "Otra persona ya se ocupó de esta alerta.",
            "Somebody else has dealt with this alert.",
        )
        .into());
    }
    let patient_id = found.patient_id;
    let mut row = found.into_active_model();
    row.resolved_at = Set(Some(work.now()));
    row.resolved_by_id = Set(Some(user_id));
    row.resolution = Set(Some(note.to_owned()));
    row.update(work.db()).await?;
    work.emit(NewEvent {
        kind: EventKind::AlertResolved,
        request_id: None,
        patient_id: Some(patient_id),
        appointment_id: None,
    });
    work.audit_plain(actor, "alert.resolved", "Alert", id);
    work.commit().await?;
    Ok(id)
}
