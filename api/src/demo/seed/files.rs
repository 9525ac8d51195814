//! The orders' pictures, put into the storage like uploads: without metadata, with previews.

use anyhow::Context as _;
use entity::ids::{ClinicId, MedicalOrderId, OrderAttachmentId};
use entity::order_attachment;
use futures_util::future::try_join_all;
use sea_orm::prelude::DateTimeUtc;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::chance::named;
use crate::app::App;
use crate::demo::pictures::{DemoOrder, DemoPicture};
use crate::platform::media::{self, MediaKind};

/// A picture in the storage.
#[derive(Clone, Debug)]
pub(super) struct StoredPage {
    file_name: &'static str,
    byte_size: i64,
    sha256: Vec<u8>,
    storage_key: String,
    preview_key: String,
}

/// An order whose pages are in the storage.
#[derive(Clone, Debug)]
pub(super) struct StoredOrder {
    /// What the order says.
    pub(super) order: DemoOrder,
    pages: Vec<StoredPage>,
}

impl StoredOrder {
    /// The pages as attachments of a medical order; `ids` gives each its id.
    pub(super) fn attachments(
        &self,
        clinic_id: ClinicId,
        medical_order_id: MedicalOrderId,
        created_at: DateTimeUtc,
        ids: impl Fn(usize) -> OrderAttachmentId,
    ) -> impl Iterator<Item = order_attachment::Model> {
        self.pages.iter().enumerate().map(move |(position, page)| order_attachment::Model {
            id: ids(position),
            clinic_id,
            medical_order_id,
            upload_id: None,
            position: position as i32,
            file_name: page.file_name.to_owned(),
            content_type: MediaKind::Jpeg.content_type().to_owned(),
            byte_size: page.byte_size,
            sha256: page.sha256.clone(),
            storage_key: page.storage_key.clone(),
            preview_key: Some(page.preview_key.clone()),
            created_at,
        })
    }
}

/// Puts what is missing into the storage.
pub(super) async fn store(
    app: &App,
    clinic_id: ClinicId,
    orders: Vec<DemoOrder>,
) -> anyhow::Result<Vec<StoredOrder>> {
    let stored = orders.into_iter().map(async |order| {
        let pages = order.pages.iter().map(|page| store_page(app, clinic_id, page.clone()));
        Ok(StoredOrder { pages: try_join_all(pages).await?, order })
    });
    try_join_all(stored).await
}

async fn store_page(app: &App, clinic_id: ClinicId, picture: DemoPicture) -> anyhow::Result<StoredPage> {
    let original = media::strip_location(&picture.jpeg, MediaKind::Jpeg)?;
    let sha256 = Sha256::digest(&original).to_vec();
    // By content: a picture that a later release draws anew does not overwrite the one that rows name.
    let key = |variant: &str| {
        let id: Uuid = named(variant, &hex::encode(&sha256));
        format!("{}/{}", clinic_id.0.simple(), id.simple())
    };
    let page = StoredPage {
        file_name: picture.file,
        byte_size: original.len() as i64,
        storage_key: key("original"),
        preview_key: key("preview"),
        sha256,
    };
    if !app.storage.exists(&page.storage_key).await? {
        app.storage.put(&page.storage_key, original.into()).await?;
    }
    if !app.storage.exists(&page.preview_key).await? {
        let preview = tokio::task::spawn_blocking(move || media::preview(&picture.jpeg)).await??;
        app.storage.put(&page.preview_key, preview.context("no preview")?.into()).await?;
    }
    Ok(page)
}
