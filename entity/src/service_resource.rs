//! Which resources can do a service.

use sea_orm::entity::prelude::*;

use crate::ids::{ClinicId, ResourceId, ServiceId};

/// Which resources can do a service.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "service_resource")]
pub struct Model {
    /// Service.
    #[sea_orm(primary_key, auto_increment = false)]
    pub service_id: ServiceId,
    /// Resource.
    #[sea_orm(primary_key, auto_increment = false)]
    pub resource_id: ResourceId,
    /// The clinic that the row belongs to.
    pub clinic_id: ClinicId,
}

/// Joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
