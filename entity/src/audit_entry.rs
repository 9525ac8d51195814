//! Who read or changed what: append-only, hash-chained per clinic.

use sea_orm::entity::prelude::*;

use crate::enums::ActorKind;
use crate::ids::ClinicId;

/// Who read or changed what: append-only, hash-chained per clinic.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_entry")]
pub struct Model {
    /// The clinic that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub clinic_id: ClinicId,
    /// From 1, without gaps.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    /// At.
    pub at: DateTimeUtc,
    /// Actor kind.
    pub actor_kind: ActorKind,
    /// Actor.
    pub actor_id: Option<Uuid>,
    /// A stable word such as `assistance_request.read`.
    pub action: String,
    /// Subject type.
    pub subject_type: String,
    /// Subject.
    pub subject_id: Uuid,
    /// Changed facts, without personal data.
    #[sea_orm(column_type = "JsonBinary")]
    pub detail: Json,
    /// Prev hash.
    pub prev_hash: Vec<u8>,
    /// SHA-256 over the previous hash and this row.
    pub hash: Vec<u8>,
}

/// Joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
