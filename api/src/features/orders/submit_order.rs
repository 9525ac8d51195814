//! A patient submits an order: staged photos become a medical order and a request for assistance.

use entity::enums::{AssistanceRequestState, EventKind};
use entity::ids::{AssistanceRequestId, MedicalOrderId, UploadId};
use entity::{assistance_request, medical_order, patient};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::take_uploads::{check_ids, clean_note, take_uploads};
use crate::app::App;
use crate::features::clinics::clinic_by_id;
use crate::features::events::NewEvent;
use crate::features::patients::mobile_phone_required;
use crate::platform::actor::{Actor, Permission};
use crate::platform::error::{Error, Outcome};
use crate::platform::idempotency::{Claim, claim};

/// The mutation under whose name keys are claimed, here and where photos are added.
pub(super) const OPERATION: &str = "submitOrder";

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
    let principal = actor.require(Permission::SubmitOrder)?;
    let patient_id = actor.patient_id().ok_or(Error::Forbidden)?;
    let note = clean_note(input.note.as_deref())?;
    let fingerprint = fingerprint(&input.upload_ids, note.as_deref(), None);
    let request_id: AssistanceRequestId = app.new_id();

    let mut work = app.begin(principal.clinic_id).await?;
    // First: whoever repeats a call that succeeded gets its result, though the uploads are used by now.
    let claimed = claim(
        work.db(),
        principal.clinic_id,
        actor,
        OPERATION,
        &input.idempotency_key,
        &fingerprint,
        request_id.0,
        work.now(),
    )
    .await?;
    if let Claim::Replay(first) = claimed {
        return Ok(AssistanceRequestId(first));
    }
    let patient = patient::Entity::find_by_id(patient_id)
        .filter(patient::Column::ClinicId.eq(principal.clinic_id))
        .one(work.db())
        .await?
        .ok_or(Error::Forbidden)?;
    if patient.mobile_phone.is_none() {
        return Err(mobile_phone_required(""));
    }
    let clinic = clinic_by_id(work.db(), principal.clinic_id).await?;
    check_ids(&input.upload_ids, clinic.settings.max_pages)?;

    let order_id: MedicalOrderId = app.new_id();
    medical_order::ActiveModel {
        id: Set(order_id),
        clinic_id: Set(principal.clinic_id),
        patient_id: Set(patient_id),
        note: Set(note),
        uploaded_at: Set(work.now()),
    }
    .insert(work.db())
    .await?;
    take_uploads(&work, patient_id, order_id, &input.upload_ids).await?;
    assistance_request::ActiveModel {
        id: Set(request_id),
        clinic_id: Set(principal.clinic_id),
        patient_id: Set(patient_id),
        medical_order_id: Set(order_id),
        state: Set(AssistanceRequestState::PendingReview),
        version: Set(1),
        uploaded_at: Set(work.now()),
        ..Default::default()
    }
    .insert(work.db())
    .await?;
    work.emit(NewEvent {
        kind: EventKind::OrderUploaded,
        request_id: Some(request_id),
        patient_id: Some(patient_id),
        appointment_id: None,
    });
    let detail = serde_json::json!({ "pages": input.upload_ids.len(), "assistanceRequest": request_id });
    work.audit(actor, "medical_order.submitted", "MedicalOrder", order_id, detail);
    work.commit().await?;
    Ok(request_id)
}

/// The input in one unambiguous text.
pub(super) fn fingerprint(
    ids: &[Option<UploadId>],
    note: Option<&str>,
    request: Option<AssistanceRequestId>,
) -> Vec<u8> {
    serde_json::json!([ids, note, request]).to_string().into_bytes()
}
