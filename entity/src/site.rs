//! A place of the clinic (sede).

use sea_orm::entity::prelude::*;

use crate::ids::{ClinicId, SiteId};

/// A place of the clinic (sede).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "site")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SiteId,
    /// The clinic that the row belongs to.
    pub clinic_id: ClinicId,
    /// Name that people read.
    pub name: String,
    /// Address.
    pub address: String,
    /// Counts its changes.
    pub version: i32,
}

/// Joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
