//! A bookable service (prestación).

use sea_orm::entity::prelude::*;

use crate::ids::{CircuitId, ClinicId, ServiceId};

/// A bookable service (prestación).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "service")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ServiceId,
    /// The clinic that the row belongs to.
    pub clinic_id: ClinicId,
    /// Circuit.
    pub circuit_id: CircuitId,
    /// The clinic's own code, unique in the clinic.
    pub code: String,
    /// Name that people read.
    pub name: String,
    /// Other words for it, separated by commas.
    pub synonyms: String,
    /// Folded name, code and synonyms.
    pub search_text: String,
    /// A multiple of five.
    pub duration_minutes: i32,
    /// What the patient must do before.
    pub preparation: Option<String>,
    /// Disabled: when it happened.
    pub disabled_at: Option<DateTimeUtc>,
    /// Counts its changes.
    pub version: i32,
}

/// Joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
