//! A day on which a resource works other hours, or not at all.

use sea_orm::entity::prelude::*;

use crate::ids::{ClinicId, ResourceId, ScheduleExceptionId};

/// A day on which a resource works other hours, or not at all.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "schedule_exception")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ScheduleExceptionId,
    /// The clinic that the row belongs to.
    pub clinic_id: ClinicId,
    /// Resource.
    pub resource_id: ResourceId,
    /// Day.
    pub day: Date,
    /// None: closed all day.
    pub start_minute: Option<i32>,
    /// End minute.
    pub end_minute: Option<i32>,
    /// Reason.
    pub reason: Option<String>,
}

/// Joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
