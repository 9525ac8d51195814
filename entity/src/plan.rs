//! A payer's plan.

use sea_orm::entity::prelude::*;

use crate::ids::{ClinicId, PayerId, PlanId};

/// A payer's plan.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "plan")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PlanId,
    /// The clinic that the row belongs to.
    pub clinic_id: ClinicId,
    /// Payer.
    pub payer_id: PayerId,
    /// Name that people read.
    pub name: String,
    /// Disabled: when it happened.
    pub disabled_at: Option<DateTimeUtc>,
    /// Counts its changes.
    pub version: i32,
}

/// Joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
