//! One attempt to hand a notification to its provider.

use sea_orm::entity::prelude::*;

use crate::enums::AttemptOutcome;
use crate::ids::{ClinicId, NotificationAttemptId, NotificationId};

/// One attempt to hand a notification to its provider.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notification_attempt")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: NotificationAttemptId,
    /// The clinic that the row belongs to.
    pub clinic_id: ClinicId,
    /// Notification.
    pub notification_id: NotificationId,
    /// From 1.
    pub number: i32,
    /// Lease token.
    pub lease_token: Uuid,
    /// Started: when it happened.
    pub started_at: DateTimeUtc,
    /// Finished: when it happened.
    pub finished_at: Option<DateTimeUtc>,
    /// The provider's name for what this attempt sent.
    pub provider_id: Option<String>,
    /// Outcome.
    pub outcome: AttemptOutcome,
    /// What was said, with the secret part of the link left out.
    #[sea_orm(column_type = "JsonBinary")]
    pub rendered: Json,
    /// The provider's code.
    pub code: Option<String>,
    /// Detail.
    pub detail: Option<String>,
}

/// Joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
