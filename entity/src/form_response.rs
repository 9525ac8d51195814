//! The answers to a form, as far as they were saved.

use sea_orm::entity::prelude::*;

use crate::ids::{ClinicId, FormId};

/// The answers to a form, as far as they were saved.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "form_response")]
pub struct Model {
    /// Whose answers.
    #[sea_orm(primary_key, auto_increment = false)]
    pub form_id: FormId,
    /// The clinic that the row belongs to.
    pub clinic_id: ClinicId,
    /// From field to answer.
    #[sea_orm(column_type = "JsonBinary")]
    pub answers: Json,
    /// When the newest was saved.
    pub saved_at: DateTimeUtc,
}

/// Joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
