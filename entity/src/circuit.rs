//! A group of services with common rules of combination and booking (circuito).

use sea_orm::entity::prelude::*;

use crate::ids::{CircuitId, ClinicId};

/// A group of services with common rules of combination and booking (circuito).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "circuit")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CircuitId,
    /// The clinic that the row belongs to.
    pub clinic_id: ClinicId,
    /// Name that people read.
    pub name: String,
    /// Whether one request may combine several of its services.
    pub allows_multiple: bool,
    /// Counts its changes.
    pub version: i32,
}

/// Joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
