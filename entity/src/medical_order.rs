//! A doctor's order (orden médica) as the patient sent it.

use sea_orm::entity::prelude::*;

use crate::ids::{ClinicId, MedicalOrderId, PatientId};

/// A doctor's order (orden médica) as the patient sent it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "medical_order")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MedicalOrderId,
    /// The clinic that the row belongs to.
    pub clinic_id: ClinicId,
    /// Patient.
    pub patient_id: PatientId,
    /// What the patient wrote beside it.
    pub note: Option<String>,
    /// Uploaded: when it happened.
    pub uploaded_at: DateTimeUtc,
}

/// Joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
