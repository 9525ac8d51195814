//! A patient submits an order: staged photos become a medical order and a request for assistance.

use entity::enums::{AssistanceRequestState, EventKind};
use entity::ids::{AssistanceRequestId, MedicalOrderId, UploadId};
use entity::{assistance_request, medical_order, patient};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::submission::{Begun, Sent, Submission};
use crate::app::App;
use crate::features::patients::mobile_phone_required;
use crate::platform::actor::{Actor, Permission};
use crate::platform::error::{Error, Outcome};

/// What a patient submits.
#[derive(Clone, Debug)]
pub struct SubmitOrder {
    /// The staged pages in their order; none for an id that is not one of an upload.
    pub upload_ids: Vec<Option<UploadId>>,
    /// What the patient writes beside it.
    pub note: Option<String>,
    /// Chosen by the client: the same key answers with the first result.
    pub idempotency_key: String,
}

/// Makes the order, its attachments and its request, and tells the feed, in one transaction.
///
/// # Errors
/// `MOBILE_PHONE_REQUIRED`; `INVALID` for the number of pages, a page that comes twice, a long note;
/// `UPLOAD_UNKNOWN`; `CONFLICT` where the key was used with another input.
pub async fn submit_order(app: &App, actor: &Actor, input: SubmitOrder) -> Outcome<AssistanceRequestId> {
    let sent = Sent {
        upload_ids: &input.upload_ids,
        note: input.note.as_deref(),
        idempotency_key: &input.idempotency_key,
        added_to: None,
    };
    let mut submission = match Submission::begin(app, actor, Permission::SubmitOrder, sent).await? {
        Begun::Before(request_id) => return Ok(request_id),
        Begun::New(submission) => submission,
    };
    let (clinic_id, patient_id, now) =
        (submission.work.clinic_id(), submission.patient_id, submission.work.now());
    let patient = patient::Entity::find_by_id(patient_id)
        .filter(patient::Column::ClinicId.eq(clinic_id))
        .one(submission.work.db())
        .await?
        .ok_or(Error::Forbidden)?;
    if patient.mobile_phone.is_none() {
        return Err(mobile_phone_required(actor, ""));
    }

    let order_id: MedicalOrderId = app.new_id();
    medical_order::ActiveModel {
        id: Set(order_id),
        clinic_id: Set(clinic_id),
        patient_id: Set(patient_id),
        note: Set(submission.note.take()),
        uploaded_at: Set(now),
    }
    .insert(submission.work.db())
    .await?;
    submission.take_pages(order_id).await?;
    assistance_request::ActiveModel {
        id: Set(submission.request_id),
        clinic_id: Set(clinic_id),
        patient_id: Set(patient_id),
        medical_order_id: Set(order_id),
        state: Set(AssistanceRequestState::PendingReview),
        version: Set(1),
        uploaded_at: Set(now),
        ..Default::default()
    }
    .insert(submission.work.db())
    .await?;
    submission.finish(order_id, EventKind::OrderUploaded, "medical_order.submitted").await
}
