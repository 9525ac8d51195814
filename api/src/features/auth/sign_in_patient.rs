//! Patients sign in with document and password.

use entity::enums::{DocumentType, SessionKind};
use entity::ids::ClinicId;
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
use crate::platform::error::{Outcome, Result};
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
    let document = Document { clinic_id: clinic.id, kind: input.document_type, number };
    let attempt = document.attempt(app, &input.address).await?;
    let patient = document.patient(app).await?;
    let entered = enter(app, attempt, patient, input.password, input.new_password).await?;
    entered.ok_or_else(rejected)
}

/// A document in a clinic: what an account of a patient goes by.
pub(super) struct Document {
    pub clinic_id: ClinicId,
    pub kind: DocumentType,
    /// As it is stored.
    pub number: String,
}

impl Document {
    /// Counts somebody who tries the account, whichever way.
    ///
    /// # Errors
    /// `TOO_MANY_ATTEMPTS`.
    pub(super) async fn attempt(&self, app: &App, address: &str) -> Outcome<Throttle> {
        let account = format!("patient {} {} {}", self.clinic_id, self.kind.as_str(), self.number);
        Throttle::count(app, address, &account).await
    }

    /// Whose it is; none where the clinic has no such record.
    pub(super) async fn patient(&self, app: &App) -> Result<Option<patient::Model>> {
        let found = patient::Entity::find()
            .filter(patient::Column::ClinicId.eq(self.clinic_id))
            .filter(patient::Column::DocumentType.eq(self.kind))
            .filter(patient::Column::NationalId.eq(&self.number));
        Ok(found.one(&app.db).await?)
    }
}

/// Opens a session where the password is the patient's; else none, and the attempt stays counted.
///
/// # Errors
/// As [`exchange`], for a one-time password.
pub(super) async fn enter(
    app: &App,
    attempt: Throttle,
    patient: Option<patient::Model>,
    password: String,
    new_password: Option<String>,
) -> Outcome<Option<SignedIn>> {
    let stored = patient.as_ref().and_then(|patient| patient.password_hash.clone());
    let right = app.passwords.verify(password.clone(), stored.clone()).await?;
    let Some(patient) = patient.filter(|_| right) else { return Ok(None) };
    attempt.forgive(app).await?;
    let own = exchange(app, patient.one_time_until, &password, new_password).await?;
    let expires_at = app.now() + LIFETIME;
    let (session_id, token) = open_session_with(
        app,
        NewSession {
            clinic_id: patient.clinic_id,
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
    let actor = Actor::Patient { clinic_id: patient.clinic_id, patient_id: patient.id, session_id };
    Ok(Some(SignedIn { token, expires_at, actor }))
}
