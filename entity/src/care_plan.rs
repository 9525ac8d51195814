//! A care plan (tratamiento): a patient, a practitioner (terapeuta) and numbered visits.

use sea_orm::entity::prelude::*;

use crate::enums::CarePlanState;
use crate::ids::{CarePlanId, ClinicId, PatientId, ServiceId, UserId};

/// A care plan (tratamiento): a patient, a practitioner (terapeuta) and numbered visits.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "care_plan")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CarePlanId,
    /// The clinic that the row belongs to.
    pub clinic_id: ClinicId,
    /// The patient.
    pub patient_id: PatientId,
    /// The member of staff who treats.
    pub practitioner_id: UserId,
    /// What every visit is, as an entry of the catalogue.
    pub service_id: ServiceId,
    /// What people call it.
    pub title: String,
    /// How many visits it is meant to have, where that is known.
    pub planned_visits: Option<i32>,
    /// State.
    pub state: CarePlanState,
    /// Counts the changes.
    pub version: i32,
    /// Who made it.
    pub created_by_id: Option<Uuid>,
    /// When the row was made.
    pub created_at: DateTimeUtc,
    /// When the treatment was completed.
    pub completed_at: Option<DateTimeUtc>,
    /// When it was broken off.
    pub cancelled_at: Option<DateTimeUtc>,
    /// Why it was broken off, in words.
    pub cancel_reason: Option<String>,
}

/// Joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
