//! Five minutes of a resource, taken by a hold or an appointment: the primary key is what keeps bookings apart.

use sea_orm::entity::prelude::*;

use crate::ids::{AppointmentId, ClinicId, ResourceId, SlotHoldId};

/// Five minutes of a resource, taken by a hold or an appointment: the primary key is what keeps bookings apart.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "booking_cell")]
pub struct Model {
    /// Resource.
    #[sea_orm(primary_key, auto_increment = false)]
    pub resource_id: ResourceId,
    /// Cell start.
    #[sea_orm(primary_key, auto_increment = false)]
    pub cell_start: DateTimeUtc,
    /// The clinic that the row belongs to.
    pub clinic_id: ClinicId,
    /// Slot hold.
    pub slot_hold_id: Option<SlotHoldId>,
    /// Appointment.
    pub appointment_id: Option<AppointmentId>,
}

/// Joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
