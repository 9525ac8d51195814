//! An appointment (turno): one visit, one or several services, at one site.

use sea_orm::entity::prelude::*;

use crate::enums::{ActorKind, AppointmentState};
use crate::ids::{
    AppointmentId, AssistanceRequestId, CarePlanId, ClinicId, MedicalOrderId, PatientId, SiteId,
};

/// An appointment (turno): one visit, one or several services, at one site.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "appointment")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AppointmentId,
    /// The clinic that the row belongs to.
    pub clinic_id: ClinicId,
    /// Patient.
    pub patient_id: PatientId,
    /// Assistance request.
    pub assistance_request_id: Option<AssistanceRequestId>,
    /// Attached in the transaction that booked.
    pub medical_order_id: Option<MedicalOrderId>,
    /// The plan of which it is a visit.
    pub care_plan_id: Option<CarePlanId>,
    /// Its number within the plan, from 1, among the visits that were not cancelled.
    pub visit_number: Option<i32>,
    /// None where the clinic's own agenda holds it.
    pub site_id: Option<SiteId>,
    /// Its id in the clinic's own agenda.
    pub external_id: Option<String>,
    /// Starts: when it happened.
    pub starts_at: DateTimeUtc,
    /// Ends: when it happened.
    pub ends_at: DateTimeUtc,
    /// State.
    pub state: AppointmentState,
    /// Counts the moves; also the SEQUENCE of its calendar entry.
    pub version: i32,
    /// Whether the patient accepted to pay.
    pub self_pay: bool,
    /// Booked by kind.
    pub booked_by_kind: ActorKind,
    /// Booked by.
    pub booked_by_id: Option<Uuid>,
    /// Booked: when it happened.
    pub booked_at: DateTimeUtc,
    /// When it was moved last.
    pub moved_at: Option<DateTimeUtc>,
    /// When the visit began in fact, early or late.
    pub started_at: Option<DateTimeUtc>,
    /// When the visit ended in fact.
    pub ended_at: Option<DateTimeUtc>,
    /// Cancelled: when it happened.
    pub cancelled_at: Option<DateTimeUtc>,
    /// Cancel reason.
    pub cancel_reason: Option<String>,
}

/// Joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
