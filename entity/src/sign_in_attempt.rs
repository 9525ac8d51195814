//! A counter of failed attempts in one window of time; its key is a hash, so no account or address can be read from it.

use sea_orm::entity::prelude::*;

/// A counter of failed attempts in one window of time; its key is a hash, so no account or address can be read from it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_in_attempt")]
pub struct Model {
    /// SHA-256 of what is limited: an account, an address, or everything.
    #[sea_orm(primary_key, auto_increment = false)]
    pub bucket: Vec<u8>,
    /// Window start.
    #[sea_orm(primary_key, auto_increment = false)]
    pub window_start: DateTimeUtc,
    /// Attempts.
    pub attempts: i32,
}

/// Joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
