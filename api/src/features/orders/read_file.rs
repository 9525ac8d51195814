//! A file is read under a signed address.

use entity::order_attachment;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{FileAddress, Variant};
use crate::app::App;
use crate::features::audit::record_read_by;
use crate::gateways::storage::StoredFile;
use crate::gateways::storage_error::StorageError;
use crate::platform::error::{Error, Result};

/// A file that is open.
pub struct OpenedFile {
    /// As HTTP writes it.
    pub content_type: String,
    /// Size and content.
    pub content: StoredFile,
}

/// Opens the file of an address and records who read it, before its first byte leaves; `None` where there is no
/// such file. With `peek` nobody reads: only type and size are wanted, and nothing is recorded.
///
/// # Errors
/// Where the storage does not answer, or the reading cannot be recorded.
pub async fn open_file(app: &App, address: &FileAddress, peek: bool) -> Result<Option<OpenedFile>> {
    let found = order_attachment::Entity::find_by_id(address.attachment_id)
        .filter(order_attachment::Column::ClinicId.eq(address.clinic_id))
        .one(&app.db)
        .await?;
    let Some(row) = found else { return Ok(None) };
    let (key, content_type) = match address.variant {
        Variant::Original => (row.storage_key, row.content_type),
        Variant::Preview => match row.preview_key {
            Some(key) => (key, "image/jpeg".to_owned()),
            None => return Ok(None),
        },
    };
    let content = app.storage.get(&key).await.map_err(|error| match error {
        // Acknowledged files are never removed: somebody must look.
        StorageError::NotFound => Error::internal(format!("the file of attachment {} is gone", row.id)),
        other => Error::Unavailable(other.into()),
    })?;
    if !peek {
        let (viewer, clinic) = (address.viewer, address.clinic_id);
        record_read_by(app, viewer, clinic, "order_attachment.read", "OrderAttachment", row.id).await?;
    }
    Ok(Some(OpenedFile { content_type, content }))
}
