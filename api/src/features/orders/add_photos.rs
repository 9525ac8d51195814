//! Better photos for an order whose request waits for them: by the patient, or by the holder of the link that
//! asked for them.

use entity::enums::{AssistanceRequestState, EventKind};
use entity::ids::{AssistanceRequestId, UploadId};
use entity::{assistance_request, medical_order};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};

use super::submit_order::{OPERATION, fingerprint};
use super::take_uploads::{check_ids, clean_note, take_uploads};
use crate::app::App;
use crate::features::clinics::clinic_by_id;
use crate::features::events::NewEvent;
use crate::platform::actor::{Actor, Permission};
use crate::platform::error::{Error, Failure, Outcome, Refusal, UserErrorCode};
use crate::platform::idempotency::{Claim, claim};

/// What is added.
#[derive(Clone, Debug)]
pub struct AddPhotos {
    /// The request that waits; none for an id that is not one of a request.
    pub request_id: Option<AssistanceRequestId>,
    /// The staged pages in their order; none for an id that is not one of an upload.
    pub upload_ids: Vec<Option<UploadId>>,
    /// What the patient writes beside it; it follows what was written before.
    pub note: Option<String>,
    /// Chosen by the client: the same key answers with the first result.
    pub idempotency_key: String,
}

/// Appends pages to the order and puts its request back before a reviewer. What is there stays as it is.
///
/// # Errors
/// `NOT_FOUND` for a request that is not the actor's, `CONFLICT` where it waits for no photo, and those of
/// [`super::submit_order()`], but for the telephone: whoever was asked for a photo has one.
pub async fn add_photos(app: &App, actor: &Actor, input: AddPhotos) -> Outcome<AssistanceRequestId> {
    let principal = actor.require(Permission::AddPhotos)?;
    let patient_id = actor.patient_id().ok_or(Error::Forbidden)?;
    let note = clean_note(input.note.as_deref())?;
    let request_id = input.request_id.ok_or_else(not_found)?;
    let fingerprint = fingerprint(&input.upload_ids, note.as_deref(), Some(request_id));

    let mut work = app.begin(principal.clinic_id).await?;
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
    let request = assistance_request::Entity::find_by_id(request_id)
        .filter(assistance_request::Column::ClinicId.eq(principal.clinic_id))
        .filter(assistance_request::Column::PatientId.eq(patient_id))
        .lock_exclusive()
        .one(work.db())
        .await?
        .filter(|request| actor.may_see_request(request.clinic_id, request.patient_id, request.id))
        .ok_or_else(not_found)?;
    if request.state != AssistanceRequestState::AwaitingPhoto {
        return Err(not_awaited());
    }
    let clinic = clinic_by_id(work.db(), principal.clinic_id).await?;
    check_ids(&input.upload_ids, clinic.settings.max_pages)?;

    let order_id = request.medical_order_id;
    take_uploads(&work, patient_id, order_id, &input.upload_ids).await?;
    if let Some(note) = note {
        let order = medical_order::Entity::find_by_id(order_id)
            .one(work.db())
            .await?
            .ok_or_else(|| Error::internal("a request without an order"))?;
        let whole = order.note.iter().chain([&note]).cloned().collect::<Vec<_>>().join("\n\n");
        let mut row = order.into_active_model();
        row.note = Set(Some(whole));
        row.update(work.db()).await?;
    }
    let version = request.version + 1;
    let mut row = request.into_active_model();
    row.state = Set(AssistanceRequestState::PendingReview);
    row.version = Set(version);
    row.update(work.db()).await?;
    work.emit(NewEvent {
        kind: EventKind::PhotosAdded,
        request_id: Some(request_id),
        patient_id: Some(patient_id),
        appointment_id: None,
    });
    let detail = serde_json::json!({ "pages": input.upload_ids.len(), "assistanceRequest": request_id });
    work.audit(actor, "medical_order.photos_added", "MedicalOrder", order_id, detail);
    work.commit().await?;
    Ok(request_id)
}

fn not_found() -> Failure {
    Refusal::new(
        UserErrorCode::NotFound,
        "input.assistanceRequestId",
        "No encontramos ese pedido.",
        "There is no such request.",
    )
    .into()
}

fn not_awaited() -> Failure {
    Refusal::new(
        UserErrorCode::Conflict,
        "input.assistanceRequestId",
        "Ya no hace falta otra foto para este pedido.",
        "No other photo is needed for this request any more.",
    )
    .into()
}
