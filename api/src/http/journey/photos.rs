//! `/reservar/fotos`: better photos from the telephone, where an operator asked for them.

use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::{FromRequest, FromRequestParts, Multipart, Request, State};
use axum::response::Response;
use entity::enums::NotificationKind;
use entity::ids::UploadId;
use http::StatusCode;
use minijinja::context;

use super::super::uploads::tap::Tap;
use super::super::uploads::{FORM_MAX, Received, TOTAL, answer, in_time, read_file};
use super::booking::stands;
use super::visitor::Journey;
use crate::app::App;
use crate::features::notifications::notifications_of_request;
use crate::features::orders::{AddPhotos, UploadGate, UploadProblem, add_photos, may_stage, stage_upload};
use crate::platform::error::{Failure, Outcome};

/// The page that asks for the photos, with what the operator said about the last ones.
pub(super) async fn form(
    journey: &Journey,
    status: StatusCode,
    problem: Option<String>,
) -> Outcome<Response> {
    let said = match journey.scope.request() {
        Some(id) => notifications_of_request(&journey.app().db, journey.clinic.id, id).await?,
        None => Vec::new(),
    };
    let asked = said.iter().find(|row| row.notification.kind == NotificationKind::NewPhotoRequested);
    let reason = asked.and_then(|row| row.notification.payload.get("reason")).and_then(|text| text.as_str());
    let pages = journey.clinic.settings.max_pages;
    Ok(journey.page(status, "photos.html", context! { problem, reason, pages }))
}

pub(super) async fn add(
    State(app): State<Arc<App>>,
    Extension(gate): Extension<Arc<UploadGate>>,
    request: Request,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let mut journey = match Journey::from_request_parts(&mut parts, &app).await {
        Ok(journey) => journey,
        Err(page) => return page,
    };
    let most = u64::from(journey.clinic.settings.max_pages);
    let tap = Tap::new(body, app.config.max_upload_bytes.saturating_mul(most) + FORM_MAX);
    let request = Request::from_parts(parts, Body::from_stream(tap.clone()));
    let staged = match tokio::time::timeout(TOTAL, stage_all(&journey, &gate, request, &tap)).await {
        Ok(staged) => staged,
        Err(_) => Err(UploadProblem::Stalled),
    };
    let answered = match staged {
        Ok(upload_ids) => try_add(&mut journey, upload_ids).await,
        Err(problem) => {
            tap.drain();
            let problem = answer(problem, journey.language());
            stands(&journey, None, None, Some((problem.status, problem.detail))).await
        }
    };
    journey.settle(answered)
}

/// Stages each file as `POST /uploads` does. A browser sends a field without a name where nothing was chosen.
async fn stage_all(
    journey: &Journey,
    gate: &Arc<UploadGate>,
    request: Request,
    tap: &Tap,
) -> Received<Vec<UploadId>> {
    let (app, actor) = (journey.app(), &journey.actor);
    let patient = may_stage(app, actor).await?;
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| UploadProblem::NotMultipart)?;
    let mut staged = Vec::new();
    while let Some(field) = in_time(form.next_field(), tap).await? {
        if field.name() != Some("fotos") || field.file_name().is_none_or(str::is_empty) {
            continue;
        }
        let incoming = gate.enter(patient, app.config.max_upload_bytes)?;
        let (incoming, name) = read_file(field, incoming, tap).await?;
        staged.push(stage_upload(app, actor, name.as_deref(), incoming).await?.id);
    }
    if staged.is_empty() { Err(UploadProblem::MissingFile) } else { Ok(staged) }
}

async fn try_add(journey: &mut Journey, upload_ids: Vec<UploadId>) -> Outcome<Response> {
    let photos = AddPhotos {
        request_id: journey.scope.request(),
        upload_ids: upload_ids.into_iter().map(Some).collect(),
        note: None,
        // What is sent again was staged again; the request takes photos once, then it waits for none.
        idempotency_key: journey.app().new_id::<sea_orm::prelude::Uuid>().to_string(),
    };
    match add_photos(journey.app(), &journey.actor, photos).await {
        Ok(_) => Ok(journey.done("fotos")),
        Err(Failure::Refused(refusals)) => {
            journey.again().await?;
            let problem = Some((StatusCode::CONFLICT, journey.words(&refusals)));
            stands(journey, None, None, problem).await
        }
        Err(failure) => Err(failure),
    }
}
