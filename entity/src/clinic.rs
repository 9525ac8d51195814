//! A clinic: tenant, sharding key, and the unit in which events are ordered.

use sea_orm::entity::prelude::*;

use crate::ids::ClinicId;
use crate::settings::ClinicSettings;

/// A clinic: tenant, sharding key, and the unit in which events are ordered.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "clinic")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ClinicId,
    /// Short name in addresses and configuration, unique.
    pub slug: String,
    /// Name that patients read.
    pub name: String,
    /// IANA time zone: the clinic's 'today' and every text use it.
    pub time_zone: String,
    /// BCP 47 tag of the language in which patients are addressed.
    pub locale: String,
    /// The telephone that patients call, as the clinic writes it.
    pub phone: Option<String>,
    /// The address to which patients write, canonical.
    pub email: Option<String>,
    /// Settings of this clinic; what is unset takes the platform's default.
    #[sea_orm(column_type = "JsonBinary")]
    pub settings: ClinicSettings,
    /// When the row was made.
    pub created_at: DateTimeUtc,
}

/// Joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
