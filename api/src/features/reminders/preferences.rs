//! Who is reminded, and by what.

use entity::enums::EventKind;
use entity::ids::{ClinicId, PatientId};
use entity::patient;
use sea_orm::sea_query::LockType;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};

use super::reconcile::reconcile;
use crate::app::App;
use crate::features::events::NewEvent;
use crate::platform::actor::{Actor, Permission};
use crate::platform::error::{Outcome, Refusal, UserErrorCode};

/// By what a patient wants to be reminded; what is none stays.
#[derive(Clone, Copy, Debug)]
pub struct ReminderPreferences {
    /// Whose; none: the caller's own. The inner none is an id that is not one.
    pub patient_id: Option<Option<PatientId>>,
    /// Whether by e-mail.
    pub by_email: Option<bool>,
    /// Whether by WhatsApp.
    pub by_whatsapp: Option<bool>,
}

/// Changes by what a patient is reminded. Patients and holders of a link change their own, staff anybody's. News
/// about an appointment itself (booked, moved, cancelled) come in any case.
///
/// # Errors
/// `NOT_FOUND` for a patient that the clinic does not have, `INVALID` where staff names none.
pub async fn set_reminder_preferences(
    app: &App,
    actor: &Actor,
    input: ReminderPreferences,
) -> Outcome<PatientId> {
    let own = actor.patient_id();
    let permission = if own.is_some() { Permission::BookAsPatient } else { Permission::Review };
    let clinic_id = actor.require(permission)?.clinic_id;
    let wanted = match (own, input.patient_id) {
        (Some(own), None) => Some(own),
        (Some(own), Some(named)) => named.filter(|named| *named == own),
        (None, named) => named.ok_or_else(no_patient)?,
    };
    let wanted = wanted.ok_or_else(unknown_patient)?;
    let opts_in = input.by_email == Some(true) || input.by_whatsapp == Some(true);
    if opts_in {
        look_at(app, clinic_id, wanted).await;
    }
    let mut work = app.begin(clinic_id).await?;
    let patient = patient::Entity::find_by_id(wanted)
        .filter(patient::Column::ClinicId.eq(clinic_id))
        .lock(LockType::NoKeyUpdate)
        .one(work.db())
        .await?
        .ok_or_else(unknown_patient)?;
    let now = work.now();
    let since = |before: Option<_>, wanted: Option<bool>| match wanted {
        None => before,
        Some(true) => None,
        Some(false) => before.or(Some(now)),
    };
    let (email, whatsapp) = (patient.email_opt_out_at, patient.whatsapp_opt_out_at);
    let version = patient.version + 1;
    let mut row = patient.into_active_model();
    row.email_opt_out_at = Set(since(email, input.by_email));
    row.whatsapp_opt_out_at = Set(since(whatsapp, input.by_whatsapp));
    row.version = Set(version);
    row.update(work.db()).await?;
    work.emit(NewEvent {
        kind: EventKind::PatientChanged,
        request_id: None,
        patient_id: Some(wanted),
        appointment_id: None,
    });
    work.audit_plain(actor, "patient.reminder_preferences_changed", "Patient", wanted);
    work.commit().await?;
    if opts_in {
        look_at(app, clinic_id, wanted).await;
    }
    Ok(wanted)
}

/// Who takes messages again is looked at before and after, also where no worker comes by: what was not said because they
/// took none is written down while that is so, and what is due now is planned, so that somebody hears of it should it
/// not leave in time.
async fn look_at(app: &App, clinic_id: ClinicId, patient_id: PatientId) {
    if let Err(error) = reconcile(app, clinic_id, &[patient_id]).await {
        tracing::warn!(?error, patient = %patient_id, "a patient who opts in could not be looked at");
    }
}

fn unknown_patient() -> Refusal {
    Refusal::new(
        UserErrorCode::NotFound,
        "input.patientId",
        "No encontramos a este paciente.",
        "We cannot find this patient.",
    )
}

fn no_patient() -> Refusal {
    Refusal::new(
        UserErrorCode::Invalid,
        "input.patientId",
        "Indicá de qué paciente.",
        "Say of which patient.",
    )
}
