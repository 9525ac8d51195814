//! An integration's key. Only its SHA-256 is stored.

use sea_orm::entity::prelude::*;

use crate::ids::{ApiKeyId, ClinicId};

/// An integration's key. Only its SHA-256 is stored.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_key")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ApiKeyId,
    /// The clinic that the row belongs to.
    pub clinic_id: ClinicId,
    /// Name that people read.
    pub name: String,
    /// SHA-256 of the key.
    pub key_hash: Vec<u8>,
    /// Array of scope names.
    #[sea_orm(column_type = "JsonBinary")]
    pub scopes: Json,
    /// When the row was made.
    pub created_at: DateTimeUtc,
    /// Revoked: when it happened.
    pub revoked_at: Option<DateTimeUtc>,
}

/// Joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
