//! What a patient tells of themselves, when signing up or later: when they were born and who pays for them.

use chrono::{DateTime, NaiveDate, Utc};
use entity::ids::{PatientId, PayerId, PlanId};
use entity::{clinic, patient};
use sea_orm::sea_query::LockType;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ConnectionTrait, EntityTrait, IntoActiveModel, QuerySelect,
};

use super::tell_open_requests::tell_open_requests;
use crate::app::App;
use crate::features::catalog::{CoverageChoice, obstacle_to_choice};
use crate::features::clinics::{clinic_by_id, time_zone};
use crate::platform::actor::{Actor, Permission};
use crate::platform::clinic_time::day_of;
use crate::platform::error::{Error, Failure, Outcome, Refusal, Result, UserErrorCode};

/// Nobody who is alive was born before.
const EARLIEST: Option<NaiveDate> = NaiveDate::from_ymd_opt(1900, 1, 1);

/// What a patient tells; none where they do not know, or do not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PersonalDetails {
    /// The day of birth.
    pub birth_date: Option<NaiveDate>,
    /// Who pays.
    pub payer_id: Option<PayerId>,
    /// With which of the payer's plans.
    pub plan_id: Option<PlanId>,
}

impl PersonalDetails {
    pub(super) fn of(row: &patient::Model) -> Self {
        Self { birth_date: row.birth_date, payer_id: row.payer_id, plan_id: row.plan_id }
    }

    fn coverage(&self) -> CoverageChoice {
        CoverageChoice { payer_id: self.payer_id, plan_id: self.plan_id }
    }

    /// All that stands against these details, in the place of those `before`.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn obstacles(
        &self,
        db: &impl ConnectionTrait,
        clinic: &clinic::Model,
        now: DateTime<Utc>,
        before: &Self,
    ) -> Result<Vec<Refusal>> {
        let possible = EARLIEST..=Some(day_of(now, time_zone(clinic)));
        let birth_date =
            self.birth_date.filter(|day| !possible.contains(&Some(*day))).map(|_| impossible_day());
        let coverage = obstacle_to_choice(db, clinic.id, self.coverage(), before.coverage()).await?;
        Ok(birth_date.into_iter().chain(coverage).collect())
    }
}

/// Puts what a patient tells of themselves in the place of what was on record. With another payer the number on the
/// old one's card is forgotten.
///
/// # Errors
/// `INVALID` for a day of birth that cannot be, `NOT_FOUND` for a payer that the clinic does not work with, or a plan
/// that is not the payer's.
pub async fn set_personal_details(app: &App, actor: &Actor, told: &PersonalDetails) -> Outcome<PatientId> {
    let clinic_id = actor.require(Permission::SubmitOrder)?.clinic_id;
    let patient_id = actor.patient_id().ok_or(Error::Forbidden)?;
    let mut work = app.begin(clinic_id).await?;
    let patient = patient::Entity::find_by_id(patient_id)
        .lock(LockType::NoKeyUpdate)
        .one(work.db())
        .await?
        .ok_or(Error::Forbidden)?;
    let before = PersonalDetails::of(&patient);
    if *told == before {
        return Ok(patient_id);
    }
    let clinic = clinic_by_id(work.db(), clinic_id).await?;
    let refusals = told.obstacles(work.db(), &clinic, work.now(), &before).await?;
    if !refusals.is_empty() {
        return Err(Failure::Refused(refusals));
    }
    let version = patient.version + 1;
    let mut row = patient.into_active_model();
    row.birth_date = Set(told.birth_date);
    row.payer_id = Set(told.payer_id);
    row.plan_id = Set(told.plan_id);
    if told.payer_id != before.payer_id {
        row.member_number = Set(None);
    }
    row.version = Set(version);
    row.update(work.db()).await?;
    tell_open_requests(&mut work, patient_id).await?;
    work.audit_plain(actor, "patient.details_set", "Patient", patient_id);
    work.commit().await?;
    Ok(patient_id)
}

fn impossible_day() -> Refusal {
    Refusal::new(
        UserErrorCode::Invalid,
        "input.birthDate",
        "Revisá la fecha de nacimiento: tiene que ser desde 1900 y no puede ser futura.",
        "Check the date of birth: it must be from 1900 on, and not in the future.",
    )
}
