//! A patient confirms how they are reached: nothing goes further without a mobile phone.

use entity::patient;
use sea_orm::sea_query::LockType;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, QuerySelect};

use super::patient_data::reach_at;
use super::tell_open_requests::tell_open_requests;
use crate::app::App;
use crate::platform::actor::{Actor, Permission};
use crate::platform::error::{Error, Failure, Outcome, Refusal, UserErrorCode};
use crate::platform::national_id::canonical_email;
use crate::platform::phone::parse_mobile;

/// What a patient confirms.
pub struct ConfirmContact {
    /// Mobile phone, as written.
    pub mobile_phone: String,
    /// E-mail address; none leaves the one on record, an empty text takes it away.
    pub email: Option<String>,
}

/// Stores the confirmed contact data, canonical.
///
/// # Errors
/// `MOBILE_PHONE_REQUIRED` without a number, `INVALID` for a landline or a text that is no address.
pub async fn confirm_contact(
    app: &App,
    actor: &Actor,
    input: ConfirmContact,
) -> Outcome<entity::ids::PatientId> {
    let principal = actor.require(Permission::SubmitOrder)?;
    let patient_id = actor.patient_id().ok_or(Error::Forbidden)?;
    let mut refusals = Vec::new();
    if input.mobile_phone.trim().is_empty() {
        return Err(mobile_phone_required(actor, "input.mobilePhone"));
    }
    let phone = parse_mobile(&input.mobile_phone, phonenumber::country::Id::AR)
        .map_err(|error| refusals.push(error.refusal("input.mobilePhone")));
    let email = match input.email.as_deref().map(str::trim) {
        None => Ok(None),
        Some("") => Ok(Some(None)),
        Some(text) => canonical_email(text)
            .map(|email| Some(Some(email)))
            .map_err(|error| refusals.push(error.refusal("input.email"))),
    };
    let (Ok(phone), Ok(email)) = (phone, email) else { return Err(Failure::Refused(refusals)) };

    let mut work = app.begin(principal.clinic_id).await?;
    let mut patient = patient::Entity::find_by_id(patient_id)
        .lock(LockType::NoKeyUpdate)
        .one(work.db())
        .await?
        .ok_or(Error::Forbidden)?;
    let email = email.unwrap_or_else(|| patient.email.clone());
    reach_at(&mut patient, Some(phone.as_str().to_owned()), email, work.now());
    patient.contact_confirmed_at = Some(work.now());
    patient.version += 1;
    patient.into_active_model().reset_all().update(work.db()).await?;
    tell_open_requests(&mut work, patient_id).await?;
    work.look_again_at(patient_id);
    work.audit_plain(actor, "patient.contact_confirmed", "Patient", patient_id);
    work.commit().await?;
    Ok(patient_id)
}

/// The refusal of whatever needs a mobile phone, in words for who reads it: the patient, or staff.
pub fn mobile_phone_required(actor: &Actor, field: &str) -> Failure {
    let (es, en) = match actor.patient_id() {
        Some(_) => (
            "Necesitamos tu celular para avisarte por WhatsApp.",
            "We need your mobile phone to tell you by WhatsApp.",
        ),
        None => (
            "El paciente no tiene un celular cargado: no le podemos escribir por WhatsApp. Contactalo para que lo \
             agregue en Mis datos.",
            "The patient has no mobile phone on record: we cannot write to them by WhatsApp. Contact them, so that \
             they add it to their details.",
        ),
    };
    Refusal::new(UserErrorCode::MobilePhoneRequired, field, es, en).into()
}
