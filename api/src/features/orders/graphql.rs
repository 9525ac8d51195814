//! Orders in GraphQL.

use std::sync::Arc;

use async_graphql::{Context, Description, ID, Object};
use chrono::{DateTime, Utc};
use entity::{medical_order, order_attachment};

use super::{FileAddress, Variant, attachments_of_orders};
use crate::features::patients::PatientRow;
use crate::features::patients::graphql::{Patient, PatientOf};
use crate::graphql::{app, caller, load};
use crate::platform::error::{Error, Result};
use crate::platform::global_id::GlobalId;

/// A doctor's order as the patient sent it (orden médica).
#[derive(Clone, Description)]
pub struct MedicalOrder {
    /// The row.
    pub order: medical_order::Model,
    /// The patient, where they were loaded with it.
    pub patient: Option<Arc<PatientRow>>,
    /// The pages, where they were loaded with it.
    pub attachments: Option<Vec<order_attachment::Model>>,
}

impl MedicalOrder {
    /// An order whose patient and pages are loaded where they are asked for.
    pub fn new(order: medical_order::Model) -> Self {
        Self { order, patient: None, attachments: None }
    }
}

#[Object(use_type_description)]
impl MedicalOrder {
    /// Opaque id.
    pub(crate) async fn id(&self) -> ID {
        self.order.id.to_global()
    }

    /// When the patient submitted it.
    async fn uploaded_at(&self) -> DateTime<Utc> {
        self.order.uploaded_at
    }

    /// What the patient wrote beside it; null where they wrote nothing.
    async fn note(&self) -> Option<&str> {
        self.order.note.as_deref()
    }

    /// Whose order it is.
    async fn patient(&self, ctx: &Context<'_>) -> Result<Patient> {
        if let Some(row) = &self.patient {
            return Ok(Patient(Arc::clone(row)));
        }
        let row = load(ctx, PatientOf(self.order.clinic_id, self.order.patient_id)).await?;
        row.map(Patient).ok_or_else(|| Error::internal("an order without a patient"))
    }

    /// Its pages, in the order in which the patient sent them.
    async fn attachments(&self, ctx: &Context<'_>) -> Result<Vec<OrderAttachment>> {
        let rows = match &self.attachments {
            Some(rows) => rows.clone(),
            None => {
                let id = self.order.id;
                let mut found = attachments_of_orders(&app(ctx).db, self.order.clinic_id, &[id]).await?;
                found.remove(&id).unwrap_or_default()
            }
        };
        Ok(rows.into_iter().map(OrderAttachment).collect())
    }
}

/// One file of a medical order (archivo, imagen).
#[derive(Clone, Description)]
pub struct OrderAttachment(pub order_attachment::Model);

impl OrderAttachment {
    fn address(&self, ctx: &Context<'_>, variant: Variant) -> Result<String> {
        let (app, actor) = (app(ctx), &caller(ctx).actor);
        FileAddress::new(app, actor, self.0.clinic_id, self.0.id, variant).to_url(app)
    }
}

#[Object(use_type_description)]
impl OrderAttachment {
    /// Opaque id.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_global()
    }

    /// Name that the file had with the patient; made up where it had none.
    async fn file_name(&self) -> &str {
        &self.0.file_name
    }

    /// `image/jpeg`, `image/png`, `image/webp` or `application/pdf`: by its content, not by its name.
    async fn content_type(&self) -> &str {
        &self.0.content_type
    }

    /// Size in bytes of the file that is kept, without what a camera writes beside the picture.
    async fn byte_size(&self) -> i64 {
        self.0.byte_size
    }

    /// SHA-256 of the file that is kept, in hexadecimal digits: not of the one that was sent.
    async fn sha256(&self) -> String {
        hex::encode(&self.0.sha256)
    }

    /// Address of the file, signed for the caller and good for ten minutes.
    async fn url(&self, ctx: &Context<'_>) -> Result<String> {
        self.address(ctx, Variant::Original)
    }

    /// Address of a smaller JPEG, upright, signed for the caller and good for ten minutes; null for a PDF.
    async fn preview_url(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        self.0.preview_key.as_ref().map(|_| self.address(ctx, Variant::Preview)).transpose()
    }
}
