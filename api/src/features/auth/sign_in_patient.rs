//! Patients sign in with document and password.

use entity::enums::{DocumentType, SessionKind};
use entity::patient;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::change_password::open_session_with;
use super::passwords_given::exchange;
use super::session::{LIFETIME, NewSession, SignedIn, rejected};
use super::sessions_of::Whose;
use super::throttle::Throttle;
use crate::app::App;
use crate::features::clinics;
use crate::platform::actor::Actor;
use crate::platform::error::Outcome;
use crate::platform::national_id::canonical_document;

/// What a patient gives.
pub struct SignInPatient {
    /// Slug of the clinic; may be left out where the server has one clinic.
    pub clinic: Option<String>,
    /// Kind of document.
    pub document_type: DocumentType,
    /// Number of the document, as written.
    pub national_id: String,
    /// The password.
    pub password: String,
    /// A password of their own, where the one above is a one-time password.
    pub new_password: Option<String>,
    /// Network address of the caller.
    pub address: String,
}

/// Opens a session for a patient.
///
/// # Errors
/// `CREDENTIALS_REJECTED`, `TOO_MANY_ATTEMPTS`; `PASSWORD_CHANGE_REQUIRED` or `EXPIRED` for a one-time password,
/// `INVALID` for the new one, `NOT_FOUND` for the clinic.
pub async fn sign_in_patient(app: &App, input: SignInPatient) -> Outcome<SignedIn> {
    let clinic = clinics::find_by_slug(app, input.clinic.as_deref()).await?;
    let number = canonical_document(input.document_type, &input.national_id).unwrap_or_default();
    let account = format!("patient {} {} {number}", clinic.id, input.document_type.as_str());
    let attempt = Throttle::count(app, &input.address, &account).await?;
    let patient = patient::Entity::find()
        .filter(patient::Column::ClinicId.eq(clinic.id))
        .filter(patient::Column::DocumentType.eq(input.document_type))
        .filter(patient::Column::NationalId.eq(number))
        .one(&app.db)
        .await?;
    let stored = patient.as_ref().and_then(|patient| patient.password_hash.clone());
    let right = app.passwords.verify(input.password.clone(), stored.clone()).await?;
    let Some(patient) = patient.filter(|_| right) else { return Err(rejected()) };
    attempt.forgive(app).await?;
    let own = exchange(app, patient.one_time_until, &input.password, input.new_password).await?;
    let expires_at = app.now() + LIFETIME;
    let (session_id, token) = open_session_with(
        app,
        NewSession {
            clinic_id: clinic.id,
            kind: SessionKind::Patient,
            user_id: None,
            patient_id: Some(patient.id),
            journey_link_id: None,
            expires_at,
        },
        Whose::Patient(patient.id),
        stored,
        own,
    )
    .await?;
    Ok(SignedIn {
        token,
        expires_at,
        actor: Actor::Patient { clinic_id: clinic.id, patient_id: patient.id, session_id },
    })
}
