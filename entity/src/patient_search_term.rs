//! A word by which a patient is found: a folded name or the document number. Looked up by prefix, as it is written or
//! as it is heard.

use sea_orm::entity::prelude::*;

use crate::ids::{ClinicId, PatientId};

/// A word by which a patient is found: a folded name or the document number. Looked up by prefix, as it is written or
/// as it is heard.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "patient_search_term")]
pub struct Model {
    /// The clinic that the row belongs to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub clinic_id: ClinicId,
    /// Folded word; compared byte by byte on both databases.
    #[sea_orm(primary_key, auto_increment = false)]
    pub term: String,
    /// The word as it is heard; compared byte by byte, too.
    pub sound: String,
    /// Whom it finds.
    #[sea_orm(primary_key, auto_increment = false)]
    pub patient_id: PatientId,
}

/// Joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
