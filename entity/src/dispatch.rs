//! One confirmation of a review (confirmar envío): which services, by whom, and the message that came of it.

use sea_orm::entity::prelude::*;

use crate::ids::{AssistanceRequestId, ClinicId, DispatchId, NotificationId, UserId};

/// One confirmation of a review (confirmar envío): which services, by whom, and the message that came of it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dispatch")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DispatchId,
    /// The clinic that the row belongs to.
    pub clinic_id: ClinicId,
    /// Assistance request.
    pub assistance_request_id: AssistanceRequestId,
    /// The confirmed services, in order.
    #[sea_orm(column_type = "JsonBinary")]
    pub service_ids: Json,
    /// Confirmed by.
    pub confirmed_by_id: UserId,
    /// Confirmed: when it happened.
    pub confirmed_at: DateTimeUtc,
    /// Notification.
    pub notification_id: NotificationId,
    /// When it was amended, cancelled or reopened.
    pub superseded_at: Option<DateTimeUtc>,
}

/// Joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
