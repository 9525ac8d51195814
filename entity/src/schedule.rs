//! A weekly working rule of a resource (agenda), in the clinic's local time.

use sea_orm::entity::prelude::*;

use crate::ids::{ClinicId, ResourceId, ScheduleId};

/// A weekly working rule of a resource (agenda), in the clinic's local time.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "schedule")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ScheduleId,
    /// The clinic that the row belongs to.
    pub clinic_id: ClinicId,
    /// Resource.
    pub resource_id: ResourceId,
    /// ISO: 1 Monday … 7 Sunday.
    pub weekday: i32,
    /// Minutes after midnight, a multiple of five.
    pub start_minute: i32,
    /// Minutes after midnight, a multiple of five, after the start.
    pub end_minute: i32,
    /// First day on which it holds.
    pub valid_from: Date,
    /// Last day on which it holds.
    pub valid_to: Option<Date>,
}

/// Joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
