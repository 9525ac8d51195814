//! What could not be said in time, for a person to look at.

use std::collections::HashMap;

use entity::enums::{EventKind, NotificationKind, NotificationState};
use entity::ids::{AlertId, NotificationId, PatientId};
use entity::{alert, notification};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
    TryInsertResult,
};

use crate::app::App;
use crate::features::events::{NewEvent, UnitOfWork};
use crate::features::notifications::reason;
use crate::platform::actor::{Actor, Permission};
use crate::platform::checks;
use crate::platform::error::{Outcome, Refusal, Result, UserErrorCode};

/// Words under which the ledger keeps that there was nothing by which to tell the news about an appointment.
const UNREACHABLE: [&str; 3] = [reason::NO_EMAIL, reason::NO_MOBILE_PHONE, reason::UNREACHABLE_BY_WHATSAPP];

/// Most characters of what a person says that they did.
const NOTE_MAX: usize = 1_000;

/// A message that ended without having been said.
#[derive(Clone, Debug)]
pub struct NewAlert {
    /// Whom it concerns.
    pub patient_id: PatientId,
    /// Which message.
    pub notification_id: NotificationId,
    /// A stable word.
    pub reason: String,
}

/// Tells a person of messages that ended without having been said; once each. One statement, however many.
///
/// # Errors
/// Where the database does not answer.
pub async fn raise_alerts(work: &mut UnitOfWork<'_>, alerts: Vec<NewAlert>) -> Result<()> {
    if alerts.is_empty() {
        return Ok(());
    }
    let new: HashMap<AlertId, NewAlert> =
        alerts.into_iter().map(|alert| (work.app().new_id(), alert)).collect();
    let rows = new.iter().map(|(id, new)| alert::ActiveModel {
        id: Set(*id),
        clinic_id: Set(work.clinic_id()),
        patient_id: Set(new.patient_id),
        notification_id: Set(new.notification_id),
        reason: Set(new.reason.clone()),
        raised_at: Set(work.now()),
        resolved_at: Set(None),
        resolved_by_id: Set(None),
        resolution: Set(None),
    });
    let raised = alert::Entity::insert_many(rows)
        .on_conflict_do_nothing_on([alert::Column::NotificationId])
        .exec_with_returning_keys(work.db())
        .await?;
    let TryInsertResult::Inserted(mut raised) = raised else { return Ok(()) };
    raised.sort_unstable();
    for raised in raised.iter().filter_map(|id| new.get(id)) {
        work.emit(NewEvent {
            kind: EventKind::AlertRaised,
            request_id: None,
            patient_id: Some(raised.patient_id),
            appointment_id: None,
        });
    }
    Ok(())
}

/// News about a visit that failed or came too late on every channel: there is no request in the worklist to show that,
/// so it is an alert. So is a visit that moved or was called off where there is nothing by which to tell it. That it was
/// booked the patient agreed to, and is reminded of by whatever channel there is.
///
/// # Errors
/// Where the database does not answer.
pub async fn alert_if_unsaid(work: &mut UnitOfWork<'_>, message: &notification::Model) -> Result<()> {
    let alarms = is_alarming(message.kind, message.state, message.reason.as_deref());
    if !alarms || message.care_plan_id.is_none() {
        return Ok(());
    }
    let reason = message.reason.clone().unwrap_or_default();
    let alert = NewAlert { patient_id: message.patient_id, notification_id: message.id, reason };
    raise_alerts(work, vec![alert]).await
}

/// Whether news about a visit that ended like this is for a person to look at.
pub(super) fn is_alarming(kind: NotificationKind, state: NotificationState, reason: Option<&str>) -> bool {
    match state {
        NotificationState::Failed | NotificationState::Expired => true,
        NotificationState::Suppressed => {
            let unreachable = reason.is_some_and(|reason| UNREACHABLE.contains(&reason));
            kind != NotificationKind::AppointmentBooked && unreachable
        }
        _ => false,
    }
}

/// A person looked at an alert, and says what they did. Said again in the same words, after a lost answer, it is what it
/// was.
///
/// # Errors
/// `NOT_FOUND` for an alert that the clinic does not have, `INVALID` without words, `ALREADY_RESOLVED` where it closed by
/// itself, or somebody dealt with it.
pub async fn resolve_alert(app: &App, actor: &Actor, id: Option<AlertId>, note: &str) -> Outcome<AlertId> {
    let (clinic_id, user_id) = actor.require_user(Permission::Review)?;
    let note = checks::note(note, "input.note", NOTE_MAX)?.ok_or_else(|| {
        Refusal::new(
            UserErrorCode::Invalid,
            "input.note",
            format!("Contá qué hiciste, en {NOTE_MAX} caracteres como mucho."),
            format!("Say what you did, in {NOTE_MAX} characters at most."),
        )
    })?;
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
        let (es, en) = match found.resolved_by_id {
            Some(by) if by == user_id && found.resolution.as_deref() == Some(note.as_str()) => return Ok(id),
            Some(by) if by == user_id => {
                ("Ya te habías ocupado de esta alerta.", "You have dealt with this alert already.")
            }
            Some(_) => {
                ("Otra persona ya se ocupó de esta alerta.", "Somebody else has dealt with this alert.")
            }
            None => (
                "Esta alerta se cerró sola: lo que avisaba ya se dijo, o ya no hace falta.",
                "This alert closed by itself: what it was about was said since, or is needed no more.",
            ),
        };
        return Err(Refusal::new(UserErrorCode::AlreadyResolved, "input.id", es, en).into());
    }
    let patient_id = found.patient_id;
    let mut row = found.into_active_model();
    row.resolved_at = Set(Some(work.now()));
    row.resolved_by_id = Set(Some(user_id));
    row.resolution = Set(Some(note));
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
