//! One version of a form's questions; it never changes.

use sea_orm::entity::prelude::*;

use crate::ids::{ClinicId, FormDefinitionId};

/// One version of a form's questions; it never changes.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "form_definition_version")]
pub struct Model {
    /// Whose version it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub form_definition_id: FormDefinitionId,
    /// From 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    /// The clinic that the row belongs to.
    pub clinic_id: ClinicId,
    /// Title, sections and fields.
    #[sea_orm(column_type = "JsonBinary")]
    pub structure: Json,
    /// When it was published.
    pub published_at: DateTimeUtc,
    /// Who published it.
    pub published_by_id: Option<Uuid>,
}

/// Joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
