//! A file that a patient staged with POST /uploads and did not reference yet.

use sea_orm::entity::prelude::*;

use crate::ids::{ClinicId, PatientId, UploadId};

/// A file that a patient staged with POST /uploads and did not reference yet.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "upload")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: UploadId,
    /// The clinic that the row belongs to.
    pub clinic_id: ClinicId,
    /// Patient.
    pub patient_id: PatientId,
    /// File name.
    pub file_name: String,
    /// By content, never by name.
    pub content_type: String,
    /// Of the stored file.
    pub byte_size: i64,
    /// Of the stored file.
    pub sha256: Vec<u8>,
    /// Storage key.
    pub storage_key: String,
    /// Preview key.
    pub preview_key: Option<String>,
    /// When the row was made.
    pub created_at: DateTimeUtc,
    /// When the file was whole and durable; none while it is being stored or removed.
    pub stored_at: Option<DateTimeUtc>,
    /// When an order took it.
    pub used_at: Option<DateTimeUtc>,
    /// When housekeeping removed the file.
    pub discarded_at: Option<DateTimeUtc>,
}

/// Joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
