//! Patients sign up: a record of their own, with a password.
//!
//! Nobody has proved who they are before their first visit, so signing up has to say that a document has an account:
//! what is tried is counted as signing in is. Whoever gives the account's own password is signed in, so that a sign-up
//! whose answer was lost may be sent again.

use entity::enums::{DocumentType, SessionKind};
use entity::ids::PatientId;
use entity::patient;
use sea_orm::{ActiveModelTrait, ActiveValue::Set};

use super::passwords_given::check_password;
use super::session::{LIFETIME, NewSession, SignedIn, open_session};
use super::sign_in_patient::{Document, enter};
use super::throttle::{Throttle, count_sign_up};
use crate::app::App;
use crate::features::clinics;
use crate::features::patients::{PatientData, PersonalDetails, index_patient, sort_name};
use crate::platform::actor::Actor;
use crate::platform::checks::Checks;
use crate::platform::db::is_unique_violation;
use crate::platform::error::{Failure, Outcome, Refusal, UserErrorCode};
use crate::platform::national_id::canonical_document;

/// What a patient gives to sign up.
pub struct SignUpPatient {
    /// Slug of the clinic; may be left out where the server has one clinic.
    pub clinic: Option<String>,
    /// Kind of document.
    pub document_type: DocumentType,
    /// Number of the document, as written.
    pub national_id: String,
    /// Names, how they are reached, when they were born, and who pays.
    pub data: PatientData,
    /// The password.
    pub password: String,
    /// Network address of the caller.
    pub address: String,
}

/// Makes a patient and signs them in; where the document has an account with this very password, signs in to it and
/// changes nothing. A record that the clinic made and that has no password is not handed over to whoever knows its
/// document number: it answers like a document that is taken.
///
/// # Errors
/// `INVALID` with the field, `NOT_FOUND` for an unknown payer or plan, `CONFLICT` where the document has a record and
/// this is not its password, or a one-time password, `TOO_MANY_ATTEMPTS`.
pub async fn sign_up_patient(app: &App, input: SignUpPatient) -> Outcome<SignedIn> {
    let clinic = clinics::find_by_slug(app, input.clinic.as_deref()).await?;
    let mut checks = Checks::default();
    let number = canonical_document(input.document_type, &input.national_id)
        .map_err(|error| error.refusal(input.document_type, "input.nationalId"));
    let number = checks.new_value(number);
    let nothing = PersonalDetails::default();
    let data = input.data.kept(&app.db, &clinic, app.now(), &nothing, &mut checks).await?;
    if let Some(refusal) = check_password(&input.password, "input.password") {
        checks.refuse(refusal);
    }
    checks.done()?;
    let document = Document { clinic_id: clinic.id, kind: input.document_type, number };
    let attempt = document.attempt(app, &input.address).await?;
    if let Some(known) = document.patient(app).await? {
        return sign_in_again(app, attempt, Some(known), input.password).await;
    }
    // A new account is right every time: what is counted is how many one address makes.
    count_sign_up(app, &input.address).await?;
    let password_hash = app.passwords.hash(input.password.clone(), app.random.bytes()).await?;

    let work = app.begin(clinic.id).await?;
    let patient_id: PatientId = app.new_id();
    let model = patient::ActiveModel {
        id: Set(patient_id),
        clinic_id: Set(clinic.id),
        sort_name: Set(sort_name(&data.family_name, &data.given_name)),
        given_name: Set(data.given_name.clone()),
        family_name: Set(data.family_name.clone()),
        document_type: Set(input.document_type),
        national_id: Set(document.number.clone()),
        birth_date: Set(data.details.birth_date),
        mobile_phone: Set(data.mobile_phone),
        mobile_phone_since: Set(None),
        verified_phone: Set(None),
        verified_phone_at: Set(None),
        email_opt_out_at: Set(None),
        whatsapp_opt_out_at: Set(None),
        email: Set(data.email),
        email_since: Set(None),
        contact_confirmed_at: Set(None),
        payer_id: Set(data.details.payer_id),
        plan_id: Set(data.details.plan_id),
        member_number: Set(None),
        password_hash: Set(Some(password_hash)),
        one_time_until: Set(None),
        version: Set(1),
        created_at: Set(work.now()),
    };
    match model.insert(work.db()).await {
        Ok(_) => {}
        Err(error) if is_unique_violation(&error) => {
            // Somebody was faster, such as the same person's first try.
            drop(work);
            let known = document.patient(app).await?;
            return sign_in_again(app, attempt, known, input.password).await;
        }
        Err(error) => return Err(error.into()),
    }
    let terms = [&data.given_name, &data.family_name, &document.number];
    index_patient(work.db(), clinic.id, patient_id, &terms.map(String::as_str)).await?;
    let expires_at = work.now() + LIFETIME;
    let (session_id, token) = open_session(
        app,
        work.db(),
        NewSession {
            clinic_id: clinic.id,
            kind: SessionKind::Patient,
            user_id: None,
            patient_id: Some(patient_id),
            journey_link_id: None,
            expires_at,
        },
    )
    .await?;
    work.commit().await?;
    attempt.forgive(app).await?;
    Ok(SignedIn { token, expires_at, actor: Actor::Patient { clinic_id: clinic.id, patient_id, session_id } })
}

/// For a document that has a record: its own password opens a session, everything else is a wrong try. A one-time
/// password is exchanged where one signs in.
async fn sign_in_again(
    app: &App,
    attempt: Throttle,
    known: Option<patient::Model>,
    password: String,
) -> Outcome<SignedIn> {
    let known = known.filter(|patient| patient.one_time_until.is_none());
    enter(app, attempt, known, password, None).await?.ok_or_else(taken)
}

fn taken() -> Failure {
    Refusal::new(
        UserErrorCode::Conflict,
        "input.nationalId",
        "Ya hay una cuenta con ese documento. Ingresá con tu contraseña o pedí ayuda en la clínica.",
        "There is an account with this document. Sign in, or ask the clinic for help.",
    )
    .into()
}
