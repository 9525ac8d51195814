//! A channel of a clinic by which its provider takes nothing: credentials, credit, policy.

use sea_orm::entity::prelude::*;

use crate::enums::NotificationChannel;
use crate::ids::ClinicId;

/// A channel of a clinic by which its provider takes nothing. The row goes once a message gets through.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "channel_stop")]
pub struct Model {
    /// The clinic that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub clinic_id: ClinicId,
    /// Channel.
    #[sea_orm(primary_key, auto_increment = false)]
    pub channel: NotificationChannel,
    /// When one message may try it.
    pub probe_at: DateTimeUtc,
}

/// Joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
