//! What a payer, or one plan of it, says about a service. The rule with a plan wins over the one without.

use sea_orm::entity::prelude::*;

use crate::enums::CoverageDecision;
use crate::ids::{ClinicId, CoverageRuleId, PayerId, PlanId, ServiceId};

/// What a payer, or one plan of it, says about a service. The rule with a plan wins over the one without.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "coverage_rule")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CoverageRuleId,
    /// The clinic that the row belongs to.
    pub clinic_id: ClinicId,
    /// Service.
    pub service_id: ServiceId,
    /// Payer.
    pub payer_id: PayerId,
    /// Plan.
    pub plan_id: Option<PlanId>,
    /// Decision.
    pub decision: CoverageDecision,
    /// What the patient should be told.
    pub note: Option<String>,
    /// Counts its changes.
    pub version: i32,
}

/// Joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
