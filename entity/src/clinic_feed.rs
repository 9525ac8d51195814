//! The head of a clinic's feed: the row that puts a clinic's commits in order.

use sea_orm::entity::prelude::*;

use crate::ids::ClinicId;

/// The head of a clinic's feed: the row that puts a clinic's commits in order.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "clinic_feed")]
pub struct Model {
    /// The clinic that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub clinic_id: ClinicId,
    /// Raised when the log was replaced (a restored backup): older cursors are void.
    pub epoch: i32,
    /// Sequence number of the newest event.
    pub head: i64,
    /// Everything up to this number has been swept.
    pub tail: i64,
    /// Sequence number of the newest audit entry.
    pub audit_head: i64,
    /// Hash of the newest audit entry.
    pub audit_hash: Vec<u8>,
}

/// Joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
