//! Something that could not be said in time, for a person to look at.

use sea_orm::entity::prelude::*;

use crate::ids::{AlertId, ClinicId, NotificationId, PatientId, UserId};

/// Something that could not be said in time, for a person to look at.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "alert")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AlertId,
    /// The clinic that the row belongs to.
    pub clinic_id: ClinicId,
    /// The patient whom it concerns.
    pub patient_id: PatientId,
    /// The message that did not arrive: one alert each.
    pub notification_id: NotificationId,
    /// A stable word.
    pub reason: String,
    /// When it was raised.
    pub raised_at: DateTimeUtc,
    /// When a person dealt with it, or it was settled without one.
    pub resolved_at: Option<DateTimeUtc>,
    /// Who did; none where nobody had to.
    pub resolved_by_id: Option<UserId>,
    /// What they did, in their words; where nobody had to, why: a stable word.
    pub resolution: Option<String>,
}

/// Joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
