//! Better photos for an order whose request waits for them: by the patient, or by the holder of the link that
//! asked for them.

use entity::enums::{AssistanceRequestState, EventKind};
use entity::ids::{AssistanceRequestId, UploadId};
use entity::{assistance_request, medical_order};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};

use super::submission::{Begun, Sent, Submission};
use crate::app::App;
use crate::platform::actor::{Actor, Permission};
use crate::platform::error::{Error, Failure, Outcome, Refusal, UserErrorCode};

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
    actor.require(Permission::AddPhotos)?;
    let request_id = input.request_id.ok_or_else(not_found)?;
    let sent = Sent {
        upload_ids: &input.upload_ids,
        note: input.note.as_deref(),
        idempotency_key: &input.idempotency_key,
        added_to: Some(request_id),
    };
    let mut submission = match Submission::begin(app, actor, Permission::AddPhotos, sent).await? {
        Begun::Before(request_id) => return Ok(request_id),
        Begun::New(submission) => submission,
    };
    let patient_id = submission.patient_id;
    let request = assistance_request::Entity::find_by_id(request_id)
        .filter(assistance_request::Column::ClinicId.eq(submission.work.clinic_id()))
        .filter(assistance_request::Column::PatientId.eq(patient_id))
        .lock_exclusive()
        .one(submission.work.db())
        .await?
        .filter(|request| actor.may_see_request(request.clinic_id, request.patient_id, request.id))
        .ok_or_else(not_found)?;
    if request.state != AssistanceRequestState::AwaitingPhoto {
        return Err(not_awaited());
    }
    let order_id = request.medical_order_id;
    submission.take_pages(order_id).await?;
    if let Some(note) = submission.note.take() {
        let order = medical_order::Entity::find_by_id(order_id)
            .one(submission.work.db())
            .await?
            .ok_or_else(|| Error::internal("a request without an order"))?;
        let whole = order.note.iter().chain([&note]).cloned().collect::<Vec<_>>().join("\n\n");
        let mut row = order.into_active_model();
        row.note = Set(Some(whole));
        row.update(submission.work.db()).await?;
    }
    let version = request.version + 1;
    let mut row = request.into_active_model();
    row.state = Set(AssistanceRequestState::PendingReview);
    row.version = Set(version);
    row.update(submission.work.db()).await?;
    submission.finish(order_id, EventKind::PhotosAdded, "medical_order.photos_added").await
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
