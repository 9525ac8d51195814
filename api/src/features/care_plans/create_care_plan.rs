//! A treatment begins.

use chrono_tz::Tz;
use entity::enums::CarePlanState;
use entity::ids::{CarePlanId, ClinicId, PatientId, ServiceId, UserId};
use entity::{care_plan, user};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, QueryFilter};
use serde_json::json;

use super::direction::tell_changed;
use crate::app::App;
use crate::features::appointments::{AppointmentFilter, search_appointments};
use crate::features::catalog::{find_services_to_combine, unknown_service};
use crate::features::events::UnitOfWork;
use crate::features::patients::{find_patient, treats_patient};
use crate::platform::actor::{Actor, Permission};
use crate::platform::checks::line;
use crate::platform::connection::Page;
use crate::platform::error::{Outcome, Refusal, Result, UserErrorCode};
use crate::platform::idempotency::Claim;

/// Longest title, in characters.
const MAX_TITLE: usize = 120;
/// Most visits that a plan is meant to have.
const MAX_VISITS: i32 = 200;

/// What begins. An id that is not one is none.
#[derive(Clone, Debug)]
pub struct CreateCarePlan {
    /// For whom.
    pub patient_id: Option<PatientId>,
    /// With whom.
    pub practitioner_id: Option<UserId>,
    /// What every visit is.
    pub service_id: Option<ServiceId>,
    /// What people call it.
    pub title: String,
    /// How many visits it is meant to have, where that is known.
    pub planned_visits: Option<i32>,
    /// The same key answers with the first result.
    pub idempotency_key: String,
}

/// Makes a care plan. A practitioner makes their own only, for a patient whom they know.
///
/// # Errors
/// `NOT_FOUND` for a patient, practitioner or service that is none, `FORBIDDEN` for another's plan, `INVALID` for a
/// title or a number of visits that does not fit.
pub async fn create_care_plan(app: &App, actor: &Actor, input: CreateCarePlan) -> Outcome<CarePlanId> {
    let (clinic_id, user_id) = actor.require_user(Permission::Treat)?;
    let title = line(&input.title, "input.title", MAX_TITLE)?;
    check_visits(input.planned_visits)?;
    let patient_id = input.patient_id.ok_or_else(unknown_patient)?;
    let practitioner_id = input.practitioner_id.ok_or_else(unknown_practitioner)?;
    let service_id = input.service_id.ok_or_else(|| unknown_service("input.serviceId"))?;
    if actor.practitioner_id().is_some_and(|own| own != practitioner_id) {
        return Err(not_own().into());
    }
    let mut work = app.begin(clinic_id).await?;
    let id: CarePlanId = app.new_id();
    let content = (patient_id, practitioner_id, service_id, &title, input.planned_visits);
    let key = input.idempotency_key.as_str();
    if let Claim::Replay(first) = work.claim(actor, "createCarePlan", key, &content, id).await? {
        return Ok(first.into());
    }
    let known = find_patient(work.db(), clinic_id, patient_id).await?.is_some();
    if !known || !may_treat(&work, actor, patient_id).await? {
        return Err(unknown_patient().into());
    }
    if !is_practitioner(&work, clinic_id, practitioner_id).await? {
        return Err(unknown_practitioner().into());
    }
    find_services_to_combine(work.db(), clinic_id, &[service_id], "input.serviceId").await?;
    care_plan::ActiveModel {
        id: Set(id),
        clinic_id: Set(clinic_id),
        patient_id: Set(patient_id),
        practitioner_id: Set(practitioner_id),
        service_id: Set(service_id),
        title: Set(title),
        planned_visits: Set(input.planned_visits),
        state: Set(CarePlanState::Active),
        version: Set(1),
        created_by_id: Set(Some(user_id.0)),
        created_at: Set(work.now()),
        completed_at: Set(None),
        cancelled_at: Set(None),
        cancel_reason: Set(None),
    }
    .insert(work.db())
    .await?;
    tell_changed(&mut work, patient_id);
    let detail = json!({ "patient": patient_id, "practitioner": practitioner_id, "service": service_id });
    work.audit(actor, "care_plan.created", "CarePlan", id, detail);
    work.commit().await?;
    Ok(id)
}

/// Whether a practitioner knows the patient, from a plan or from their agenda. Nobody gets to see a patient by
/// making a plan. The rest of the staff knows every patient.
async fn may_treat(work: &UnitOfWork<'_>, actor: &Actor, patient_id: PatientId) -> Result<bool> {
    let Some(own) = actor.practitioner_id() else { return Ok(true) };
    if treats_patient(work.db(), work.clinic_id(), own, patient_id).await? {
        return Ok(true);
    }
    let filter = AppointmentFilter {
        patient_id: Some(patient_id),
        practitioner_id: Some(own),
        ..AppointmentFilter::default()
    };
    let page = Page { limit: 1, backward: false, after: None, before: None };
    let found = search_appointments(work.db(), work.clinic_id(), Tz::UTC, &filter, &page).await?;
    Ok(!found.items.is_empty())
}

/// Whether a member of staff treats here.
pub(super) async fn is_practitioner(work: &UnitOfWork<'_>, clinic_id: ClinicId, id: UserId) -> Result<bool> {
    let known = user::practitioners(clinic_id).filter(user::Column::Id.eq(id));
    Ok(known.one(work.db()).await?.is_some())
}

fn check_visits(planned_visits: Option<i32>) -> Result<(), Refusal> {
    if planned_visits.is_some_and(|visits| !(1..=MAX_VISITS).contains(&visits)) {
        return Err(Refusal::new(
            UserErrorCode::Invalid,
            "input.plannedVisits",
            format!("Un tratamiento tiene entre 1 y {MAX_VISITS} visitas."),
            format!("A care plan has 1 to {MAX_VISITS} visits."),
        ));
    }
    Ok(())
}

fn unknown_patient() -> Refusal {
    Refusal::new(
        UserErrorCode::NotFound,
        "input.patientId",
        "No encontramos ese paciente.",
        "We cannot find this patient.",
    )
}

/// The refusal of who treats nobody here.
pub(super) fn unknown_practitioner() -> Refusal {
    Refusal::new(
        UserErrorCode::NotFound,
        "input.practitionerId",
        "No encontramos ese profesional.",
        "We cannot find this practitioner.",
    )
}

fn not_own() -> Refusal {
    Refusal::new(
        UserErrorCode::Forbidden,
        "input.practitionerId",
        "Sólo podés armar tratamientos tuyos.",
        "You can make care plans of your own only.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_visits_have_their_bounds() {
        let field = |visits| check_visits(visits).err().map(|refusal| refusal.field.join("."));
        assert_eq!((field(Some(1)), field(Some(MAX_VISITS)), field(None)), (None, None, None));
        for visits in [0, -1, MAX_VISITS + 1] {
            assert_eq!(field(Some(visits)).as_deref(), Some("input.plannedVisits"));
        }
    }
}
