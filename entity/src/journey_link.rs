//! A personal link to one request, or to one care plan. Only the SHA-256 of its token is stored.

use sea_orm::entity::prelude::*;

use crate::ids::{AssistanceRequestId, CarePlanId, ClinicId, JourneyLinkId, NotificationId};

/// A personal link to one request, or to one care plan: one of the two, the database sees to it. Only the SHA-256 of its token is stored.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "journey_link")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: JourneyLinkId,
    /// The clinic that the row belongs to.
    pub clinic_id: ClinicId,
    /// The request that it leads to.
    pub assistance_request_id: Option<AssistanceRequestId>,
    /// The care plan that it leads to.
    pub care_plan_id: Option<CarePlanId>,
    /// Notification.
    pub notification_id: NotificationId,
    /// SHA-256 of the 32 random bytes.
    pub token_hash: Vec<u8>,
    /// Minted: when it happened.
    pub minted_at: DateTimeUtc,
    /// Expires: when it happened.
    pub expires_at: DateTimeUtc,
    /// First time that the right digits were given.
    pub opened_at: Option<DateTimeUtc>,
    /// Wrong digits so far.
    pub failed_attempts: i32,
    /// Revoked: when it happened.
    pub revoked_at: Option<DateTimeUtc>,
    /// A stable word.
    pub revoke_reason: Option<String>,
}

/// Joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
