//! A bookable device, room or professional (equipo, consultorio, profesional).

use sea_orm::entity::prelude::*;

use crate::ids::{ClinicId, ResourceId, SiteId, UserId};

/// A bookable device, room or professional (equipo, consultorio, profesional).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "resource")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ResourceId,
    /// The clinic that the row belongs to.
    pub clinic_id: ClinicId,
    /// Site.
    pub site_id: SiteId,
    /// Name that people read.
    pub name: String,
    /// The member of staff whose agenda it is; none for a device or a room.
    pub practitioner_id: Option<UserId>,
    /// Disabled: when it happened.
    pub disabled_at: Option<DateTimeUtc>,
    /// Counts its changes, those of its hours too.
    pub version: i32,
}

/// Joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
