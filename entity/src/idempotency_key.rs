//! The first result under a key that a client chose.

use sea_orm::entity::prelude::*;

use crate::ids::ClinicId;

/// The first result under a key that a client chose.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_key")]
pub struct Model {
    /// The clinic that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub clinic_id: ClinicId,
    /// Who used the key: kind and id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub actor: String,
    /// Name of the mutation.
    #[sea_orm(primary_key, auto_increment = false)]
    pub operation: String,
    /// The client's key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// SHA-256 of the input: the same key with another input is refused.
    pub fingerprint: Vec<u8>,
    /// Id of the row that the first call made.
    pub result_id: Uuid,
    /// When the row was made.
    pub created_at: DateTimeUtc,
}

/// Joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
