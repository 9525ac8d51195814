//! One file of a medical order. Never changed, never removed.

use sea_orm::entity::prelude::*;

use crate::ids::{ClinicId, MedicalOrderId, OrderAttachmentId, UploadId};

/// One file of a medical order. Never changed, never removed.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "order_attachment")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OrderAttachmentId,
    /// The clinic that the row belongs to.
    pub clinic_id: ClinicId,
    /// Medical order.
    pub medical_order_id: MedicalOrderId,
    /// Upload.
    pub upload_id: Option<UploadId>,
    /// Order of the pages, from 0.
    pub position: i32,
    /// File name.
    pub file_name: String,
    /// Content type.
    pub content_type: String,
    /// Byte size.
    pub byte_size: i64,
    /// Sha256.
    pub sha256: Vec<u8>,
    /// Storage key.
    pub storage_key: String,
    /// Preview key.
    pub preview_key: Option<String>,
    /// When the row was made.
    pub created_at: DateTimeUtc,
}

/// Joins are written where they are read.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
