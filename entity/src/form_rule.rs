//! When the clinic asks its patients for a form.

use sea_orm::entity::prelude::*;

use crate::enums::FormTrigger;
use crate::ids::{ClinicId, FormDefinitionId, FormRuleId, ServiceId};

/// When the clinic asks its patients for a form.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "form_rule")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: FormRuleId,
    /// The clinic that the row belongs to.
    pub clinic_id: ClinicId,
    /// What is asked.
    pub form_definition_id: FormDefinitionId,
    /// When.
    pub trigger_kind: FormTrigger,
    /// For `completed_visits`: after every so many.
    pub every_visits: Option<i32>,
    /// Only where this service is booked; all where none.
    pub service_id: Option<ServiceId>,
    /// When the row was made.
    pub created_at: DateTimeUtc,
    /// Since when it holds as it is: what happened before asks for nothing.
    pub holds_from: DateTimeUtc,
    /// Since when it no longer holds.
    pub disabled_at: Option<DateTimeUtc>,
    /// Counts its changes.
    pub version: i32,
}

/// Joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
