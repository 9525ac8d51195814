//! A service of an appointment: where and when it is done.

use sea_orm::entity::prelude::*;

use crate::ids::{AppointmentId, ClinicId, ResourceId, ServiceId};

/// A service of an appointment: where and when it is done.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "appointment_service")]
pub struct Model {
    /// Appointment.
    #[sea_orm(primary_key, auto_increment = false)]
    pub appointment_id: AppointmentId,
    /// From 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    /// The clinic that the row belongs to.
    pub clinic_id: ClinicId,
    /// Service.
    pub service_id: ServiceId,
    /// None where the clinic's own agenda holds it.
    pub resource_id: Option<ResourceId>,
    /// Starts: when it happened.
    pub starts_at: DateTimeUtc,
    /// Ends: when it happened.
    pub ends_at: DateTimeUtc,
}

/// Joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
