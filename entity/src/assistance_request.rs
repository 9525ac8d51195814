//! A request for assistance with one medical order (solicitud de asistencia).

use sea_orm::entity::prelude::*;

use crate::enums::{AssistanceRequestOutcome, AssistanceRequestState};
use crate::ids::{
    AppointmentId, AssistanceRequestId, ClinicId, DispatchId, MedicalOrderId, PatientId, UserId,
};

/// A request for assistance with one medical order (solicitud de asistencia).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "assistance_request")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AssistanceRequestId,
    /// The clinic that the row belongs to.
    pub clinic_id: ClinicId,
    /// Patient.
    pub patient_id: PatientId,
    /// Medical order.
    pub medical_order_id: MedicalOrderId,
    /// State.
    pub state: AssistanceRequestState,
    /// Counts the changes that a reviewer must have seen.
    pub version: i32,
    /// When the patient sent the order.
    pub uploaded_at: DateTimeUtc,
    /// Resolved: when it happened.
    pub resolved_at: Option<DateTimeUtc>,
    /// None where the patient booked by the link.
    pub resolved_by_id: Option<UserId>,
    /// Outcome.
    pub outcome: Option<AssistanceRequestOutcome>,
    /// Resolution note.
    pub resolution_note: Option<String>,
    /// Fechabaja.
    pub voided_at: Option<DateTimeUtc>,
    /// Void reason.
    pub void_reason: Option<String>,
    /// Why it came back to a person.
    pub attention_reason: Option<String>,
    /// Claimed by.
    pub claimed_by_id: Option<UserId>,
    /// Claim expires: when it happened.
    pub claim_expires_at: Option<DateTimeUtc>,
    /// Last contact: when it happened.
    pub last_contact_at: Option<DateTimeUtc>,
    /// Last contact by.
    pub last_contact_by_id: Option<UserId>,
    /// Last contact message.
    pub last_contact_message: Option<String>,
    /// The confirmation in force.
    pub dispatch_id: Option<DispatchId>,
    /// IDdeturnodestino.
    pub appointment_id: Option<AppointmentId>,
}

/// Joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
