//! A service that the reviewer picked for a request.

use sea_orm::entity::prelude::*;

use crate::ids::{AssistanceRequestId, ClinicId, ServiceId};

/// A service that the reviewer picked for a request.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "assistance_request_service")]
pub struct Model {
    /// Assistance request.
    #[sea_orm(primary_key, auto_increment = false)]
    pub assistance_request_id: AssistanceRequestId,
    /// Service.
    #[sea_orm(primary_key, auto_increment = false)]
    pub service_id: ServiceId,
    /// The clinic that the row belongs to.
    pub clinic_id: ClinicId,
    /// Order in which they were picked, from 0.
    pub position: i32,
}

/// Joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
