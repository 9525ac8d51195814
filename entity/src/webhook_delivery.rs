//! A body received from a provider, kept raw; processed after the answer.

use sea_orm::entity::prelude::*;

use crate::ids::{ClinicId, WebhookDeliveryId};

/// A body received from a provider, kept raw; processed after the answer.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_delivery")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: WebhookDeliveryId,
    /// The clinic that the row belongs to.
    pub clinic_id: ClinicId,
    /// Received: when it happened.
    pub received_at: DateTimeUtc,
    /// Body.
    pub body: String,
    /// SHA-256; a repeated body is kept once.
    pub body_hash: Vec<u8>,
    /// Processed: when it happened.
    pub processed_at: Option<DateTimeUtc>,
    /// Attempts.
    pub attempts: i32,
    /// What came of it: a stable word.
    pub outcome: Option<String>,
}

/// Joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
