//! Patients sign up: a record of their own, with a password.

use std::collections::BTreeSet;

use entity::enums::{DocumentType, SessionKind};
use entity::ids::{ClinicId, PatientId};
use entity::{patient, patient_search_term};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::passwords_given::check_password;
use super::session::{LIFETIME, NewSession, SignedIn, open_session};
use super::throttle::{Throttle, count_sign_up};
use crate::app::App;
use crate::features::clinics;
use crate::features::patients::PersonalDetails;
use crate::platform::actor::Actor;
use crate::platform::db::is_unique_violation;
use crate::platform::error::{Failure, Outcome, Refusal, Result, UserErrorCode};
use crate::platform::national_id::{canonical_document, canonical_email};
use crate::platform::phone::parse_mobile;
use crate::platform::text::fold;

/// What a patient gives to sign up.
pub struct SignUpPatient {
    /// Slug of the clinic; may be left out where the server has one clinic.
    pub clinic: Option<String>,
    /// Kind of document.
    pub document_type: DocumentType,
    /// Number of the document, as written.
    pub national_id: String,
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Mobile phone, as written.
    pub mobile_phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// When they were born, and who pays.
    pub details: PersonalDetails,
    /// The password.
    pub password: String,
    /// Network address of the caller.
    pub address: String,
}

/// Makes a patient and signs them in. A record that the clinic made and that has no password is not handed
/// over to whoever knows its document number: it answers like a document that is taken.
///
/// # Errors
/// `INVALID` with the field, `NOT_FOUND` for an unknown payer or plan, `CONFLICT` where the document has a record,
/// `TOO_MANY_ATTEMPTS`.
pub async fn sign_up_patient(app: &App, input: SignUpPatient) -> Outcome<SignedIn> {
    let clinic = clinics::find_by_slug(app, input.clinic.as_deref()).await?;
    let mut refusals = Vec::new();
    let number = canonical_document(input.document_type, &input.national_id)
        .map_err(|error| refusals.push(error.refusal(input.document_type, "input.nationalId")));
    let given_name = clean_name(&input.given_name);
    let family_name = clean_name(&input.family_name);
    for (name, field) in [(&given_name, "input.givenName"), (&family_name, "input.familyName")] {
        if name.is_empty() || name.chars().count() > 100 || name.contains(char::is_control) {
            refusals.push(invalid(
                field,
                "Escribí entre 1 y 100 letras.",
                "Write between 1 and 100 letters.",
            ));
        }
    }
    refusals.extend(check_password(&input.password, "input.password"));
    let phone = written(input.mobile_phone.as_deref())
        .map(|text| parse_mobile(text, phonenumber::country::Id::AR))
        .transpose()
        .map_err(|error| refusals.push(error.refusal("input.mobilePhone")));
    let email = written(input.email.as_deref())
        .map(canonical_email)
        .transpose()
        .map_err(|error| refusals.push(error.refusal("input.email")));
    let details = input.details;
    refusals.extend(details.obstacles(&app.db, &clinic, app.now(), &PersonalDetails::default()).await?);
    let (Ok(number), Ok(phone), Ok(email), true) = (number, phone, email, refusals.is_empty()) else {
        return Err(Failure::Refused(refusals));
    };
    let account = format!("patient {} {} {number}", clinic.id, input.document_type.as_str());
    let attempt = Throttle::count(app, &input.address, &account).await?;
    // Signing up is right every time: what is counted is how many accounts one address makes.
    count_sign_up(app, &input.address).await?;
    let password_hash = app.passwords.hash(input.password, app.random.bytes()).await?;

    let work = app.begin(clinic.id).await?;
    let patient_id: PatientId = app.new_id();
    let model = patient::ActiveModel {
        id: Set(patient_id),
        clinic_id: Set(clinic.id),
        sort_name: Set(sort_name(&family_name, &given_name)),
        given_name: Set(given_name.clone()),
        family_name: Set(family_name.clone()),
        document_type: Set(input.document_type),
        national_id: Set(number.clone()),
        birth_date: Set(details.birth_date),
        mobile_phone: Set(phone.map(|phone| phone.as_str().to_owned())),
        verified_phone: Set(None),
        verified_phone_at: Set(None),
        email_opt_out_at: Set(None),
        whatsapp_opt_out_at: Set(None),
        email: Set(email),
        contact_confirmed_at: Set(None),
        payer_id: Set(details.payer_id),
        plan_id: Set(details.plan_id),
        member_number: Set(None),
        password_hash: Set(Some(password_hash)),
        one_time_until: Set(None),
        version: Set(1),
        created_at: Set(work.now()),
    };
    match model.insert(work.db()).await {
        Ok(_) => {}
        Err(error) if is_unique_violation(&error) => return Err(taken()),
        Err(error) => return Err(error.into()),
    }
    index_patient(work.db(), clinic.id, patient_id, &[&given_name, &family_name, &number]).await?;
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

/// The folded 'family, given' by which patients are sorted.
pub fn sort_name(family_name: &str, given_name: &str) -> String {
    format!("{}, {}", fold(family_name), fold(given_name))
}

/// The folded words of these texts: what [`index_patient`] writes.
pub fn search_terms(texts: &[&str]) -> BTreeSet<String> {
    texts
        .iter()
        .flat_map(|text| fold(text).split_whitespace().map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

/// Writes the words by which a patient is found, in place of the old ones.
///
/// # Errors
/// Where the database does not answer.
pub async fn index_patient(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    patient_id: PatientId,
    texts: &[&str],
) -> Result<()> {
    patient_search_term::Entity::delete_many()
        .filter(patient_search_term::Column::PatientId.eq(patient_id))
        .exec(db)
        .await?;
    let rows = search_terms(texts).into_iter().map(|term| patient_search_term::ActiveModel {
        clinic_id: Set(clinic_id),
        term: Set(term),
        patient_id: Set(patient_id),
    });
    patient_search_term::Entity::insert_many(rows).exec_without_returning(db).await?;
    Ok(())
}

fn written(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.trim().is_empty())
}

fn clean_name(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn invalid(field: &str, es: &str, en: &str) -> Refusal {
    Refusal::new(UserErrorCode::Invalid, field, es, en)
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
