//! A temporary reservation of a slot while the patient decides.

use sea_orm::entity::prelude::*;

use crate::ids::{AssistanceRequestId, ClinicId, PatientId, SlotHoldId};

/// A temporary reservation of a slot while the patient decides.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "slot_hold")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SlotHoldId,
    /// The clinic that the row belongs to.
    pub clinic_id: ClinicId,
    /// Patient.
    pub patient_id: PatientId,
    /// Assistance request.
    pub assistance_request_id: Option<AssistanceRequestId>,
    /// The id of the slot: what is done where and when.
    pub slot_id: String,
    /// Starts: when it happened.
    pub starts_at: DateTimeUtc,
    /// Ends: when it happened.
    pub ends_at: DateTimeUtc,
    /// Expires: when it happened.
    pub expires_at: DateTimeUtc,
    /// When it was booked, given up or swept.
    pub released_at: Option<DateTimeUtc>,
    /// When the row was made.
    pub created_at: DateTimeUtc,
}

/// Joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
