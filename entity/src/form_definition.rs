//! What a form asks; its versions hold the questions.

use sea_orm::entity::prelude::*;

use crate::ids::{ClinicId, FormDefinitionId};

/// What a form asks; its versions hold the questions.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "form_definition")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: FormDefinitionId,
    /// The clinic that the row belongs to.
    pub clinic_id: ClinicId,
    /// Short name, unique in the clinic.
    pub code: String,
    /// The version that is asked from now on.
    pub current_version: i32,
    /// When the row was made.
    pub created_at: DateTimeUtc,
    /// Since when it is no longer asked.
    pub disabled_at: Option<DateTimeUtc>,
}

/// Joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
