//! Who pays: obra social, prepaga, PAMI, self-pay (particular).

use sea_orm::entity::prelude::*;

use crate::ids::{ClinicId, PayerId};

/// Who pays: obra social, prepaga, PAMI, self-pay (particular).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "payer")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PayerId,
    /// The clinic that the row belongs to.
    pub clinic_id: ClinicId,
    /// Name that people read.
    pub name: String,
    /// Whether this is the patient paying.
    pub is_self_pay: bool,
    /// Disabled: when it happened.
    pub disabled_at: Option<DateTimeUtc>,
    /// Counts its changes.
    pub version: i32,
}

/// Joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
