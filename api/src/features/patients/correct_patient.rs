//! Staff put right what is wrong in a patient's data. The document, with which the patient signs in, stays.

use entity::ids::PatientId;
use entity::patient;
use sea_orm::{ActiveModelTrait, IntoActiveModel};
use serde_json::json;

use super::patient_data::{PatientData, reach_at};
use super::personal_details::PersonalDetails;
use super::search_terms::{index_patient, sort_name};
use super::tell_open_requests::tell_open_requests;
use crate::app::App;
use crate::features::clinics::clinic_by_id;
use crate::platform::actor::{Actor, Permission};
use crate::platform::checks::{Checks, line, lock_row, unchanged_since};
use crate::platform::error::{Outcome, Refusal, UserErrorCode};

/// Most characters of a member number.
const MEMBER_NUMBER_MAX: usize = 40;

/// A patient's data as it is to be.
pub struct CorrectPatient {
    /// Whose; none for an id that is not one.
    pub id: Option<PatientId>,
    /// The version that was seen.
    pub version: i32,
    /// All of the data: what is none is not known.
    pub data: PatientData,
    /// Number on the payer's card.
    pub member_number: Option<String>,
}

/// Puts what staff write in the place of what was on record.
///
/// # Errors
/// `NOT_FOUND` for a patient that the clinic does not have, and as [`PatientData::kept`] finds; `STALE_VERSION`.
pub async fn correct_patient(app: &App, actor: &Actor, input: CorrectPatient) -> Outcome<PatientId> {
    use patient::Column;
    let clinic_id = actor.require(Permission::Review)?.clinic_id;
    let id = input.id.ok_or_else(unknown_patient)?;
    let mut work = app.begin(clinic_id).await?;
    let found = lock_row::<patient::Entity>(work.db(), (Column::ClinicId, clinic_id), (Column::Id, id));
    let before = found.await?.ok_or_else(unknown_patient)?;
    unchanged_since(input.version, before.version)?;
    let clinic = clinic_by_id(work.db(), clinic_id).await?;
    let (details, mut checks) = (PersonalDetails::of(&before), Checks::default());
    let data = input.data.kept(work.db(), &clinic, work.now(), &details, &mut checks).await?;
    // A number belongs to a payer's card.
    let member_number = input
        .member_number
        .filter(|number| data.details.payer_id.is_some() && !number.trim().is_empty())
        .map(|number| line(&number, "input.memberNumber", MEMBER_NUMBER_MAX))
        .transpose();
    let member_number = checks.new_value(member_number);
    checks.done()?;

    let mut row = before.clone();
    row.sort_name = sort_name(&data.family_name, &data.given_name);
    row.given_name = data.given_name;
    row.family_name = data.family_name;
    reach_at(&mut row, data.mobile_phone, data.email, work.now());
    row.birth_date = data.details.birth_date;
    row.payer_id = data.details.payer_id;
    row.plan_id = data.details.plan_id;
    row.member_number = member_number;
    let corrected = differences(&before, &row);
    if corrected.is_empty() {
        return Ok(id);
    }
    row.version += 1;
    let texts = [&row.given_name, &row.family_name, &row.national_id].map(String::as_str);
    index_patient(work.db(), clinic_id, id, &texts).await?;
    row.into_active_model().reset_all().update(work.db()).await?;
    tell_open_requests(&mut work, id).await?;
    work.look_again_at(id);
    work.audit(actor, "patient.corrected", "Patient", id, json!({ "fields": corrected }));
    work.commit().await?;
    Ok(id)
}

/// What is not the same any more, by its names in the API: the trail says what was corrected, and not what it says.
fn differences(before: &patient::Model, after: &patient::Model) -> Vec<&'static str> {
    let fields = [
        ("givenName", before.given_name != after.given_name),
        ("familyName", before.family_name != after.family_name),
        ("mobilePhone", before.mobile_phone != after.mobile_phone),
        ("email", before.email != after.email),
        ("birthDate", before.birth_date != after.birth_date),
        ("payerId", before.payer_id != after.payer_id),
        ("planId", before.plan_id != after.plan_id),
        ("memberNumber", before.member_number != after.member_number),
    ];
    fields.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field).collect()
}

fn unknown_patient() -> Refusal {
    Refusal::new(
        UserErrorCode::NotFound,
        "input.id",
        "No encontramos a este paciente.",
        "We cannot find this patient.",
    )
}
