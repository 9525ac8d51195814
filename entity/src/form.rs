//! A form asked of a patient.

use sea_orm::entity::prelude::*;

use crate::enums::{ActorKind, FormPurpose, FormState};
use crate::ids::{
    AppointmentId, AssistanceRequestId, CarePlanId, ClinicId, FormDefinitionId, FormId, FormRuleId,
    PatientId, UserId,
};

/// A form asked of a patient.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "form")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: FormId,
    /// The clinic that the row belongs to.
    pub clinic_id: ClinicId,
    /// Of whom.
    pub patient_id: PatientId,
    /// The plan that it belongs to; else a request.
    pub care_plan_id: Option<CarePlanId>,
    /// The request that it belongs to; else a plan.
    pub assistance_request_id: Option<AssistanceRequestId>,
    /// The booking or the visit that brought it about.
    pub appointment_id: Option<AppointmentId>,
    /// What is asked.
    pub form_definition_id: FormDefinitionId,
    /// In which version; it stays with it.
    pub definition_version: i32,
    /// The rule that asked; none where staff did.
    pub form_rule_id: Option<FormRuleId>,
    /// What for.
    pub purpose: FormPurpose,
    /// Names the occasion: one form for each, unique in the clinic.
    pub occasion: String,
    /// State.
    pub state: FormState,
    /// Counts the changes, of the answers too.
    pub version: i32,
    /// The member of staff who asked.
    pub asked_by_id: Option<UserId>,
    /// When it was asked for.
    pub created_at: DateTimeUtc,
    /// When it was submitted.
    pub submitted_at: Option<DateTimeUtc>,
    /// What kind of actor submitted it.
    pub submitted_by_kind: Option<ActorKind>,
    /// Who submitted it.
    pub submitted_by_id: Option<Uuid>,
    /// When it was taken back.
    pub withdrawn_at: Option<DateTimeUtc>,
    /// Why, in the words of staff or a stable word.
    pub withdraw_reason: Option<String>,
}

/// Joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
