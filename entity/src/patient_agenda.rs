//! When to look at a patient again: what is owed to them may have changed, or a time has come.

use sea_orm::entity::prelude::*;

use crate::ids::{ClinicId, PatientId};

/// When to look at a patient again: what is owed to them may have changed, or a time has come.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "patient_agenda")]
pub struct Model {
    /// Whom to look at.
    #[sea_orm(primary_key, auto_increment = false)]
    pub patient_id: PatientId,
    /// The clinic that the row belongs to.
    pub clinic_id: ClinicId,
    /// When; none while nothing is to come.
    pub wake_at: Option<DateTimeUtc>,
    /// Counts the changes of the patient's facts: who read before the newest has to read again.
    pub generation: i64,
}

/// Joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
