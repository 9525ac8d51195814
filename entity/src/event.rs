//! The append-only log of a clinic, dense in `seq`.

use sea_orm::entity::prelude::*;

use crate::enums::EventKind;
use crate::ids::{AppointmentId, AssistanceRequestId, ClinicId, PatientId};

/// The append-only log of a clinic, dense in `seq`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event")]
pub struct Model {
    /// The clinic that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub clinic_id: ClinicId,
    /// From 1, without gaps.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    /// Kind.
    pub kind: EventKind,
    /// Assistance request.
    pub assistance_request_id: Option<AssistanceRequestId>,
    /// Patient.
    pub patient_id: Option<PatientId>,
    /// Appointment.
    pub appointment_id: Option<AppointmentId>,
    /// At.
    pub at: DateTimeUtc,
}

/// Joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
