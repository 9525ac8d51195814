//! `POST /uploads`: one file in a form, streamed and counted.
//!
//! What can be refused before the body is refused then; the rest of a refused body is read and thrown away for
//! a short while, because a client that is still sending would otherwise lose the answer to a closed
//! connection.

pub(super) mod tap;

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::extract::{DefaultBodyLimit, FromRequest, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Extension, Json, Router};
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};
use serde_json::json;

use self::tap::Tap;
use super::problem::Problem;
use crate::app::App;
use crate::features::auth::Caller;
use crate::features::orders::{Incoming, StagedUpload, UploadGate, UploadProblem, may_stage, stage_upload};
use crate::platform::error::{Error, Language};
use crate::platform::global_id::GlobalId;
use crate::platform::media::MediaError;

/// What a form may have around its file, in bytes.
pub(super) const FORM_MAX: u64 = 64 * 1024;

/// How long the next bytes may take.
const STALL: Duration = Duration::from_secs(30);

/// How long a whole upload may take: twenty megabytes by a bad telephone network.
pub(super) const TOTAL: Duration = Duration::from_secs(10 * 60);

pub(super) type Received<T> = Result<T, UploadProblem>;

/// The route. It wants a [`Caller`] in the request's extensions and no body limit of the stock kind around it.
pub fn router(gate: Arc<UploadGate>) -> Router<Arc<App>> {
    Router::new().route("/uploads", post(upload)).layer(DefaultBodyLimit::disable()).layer(Extension(gate))
}

async fn upload(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Extension(gate): Extension<Arc<UploadGate>>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let tap = Tap::new(body, app.config.max_upload_bytes + FORM_MAX);
    let request = Request::from_parts(parts, Body::from_stream(tap.clone()));
    match receive(&app, &caller, &gate, request, &tap).await {
        Ok(staged) => acknowledge(&staged),
        Err(problem) => {
            tap.drain();
            answer(problem, caller.language).into_response()
        }
    }
}

/// Reads a body that nobody wants to its end, within bounds, so that its sender comes to read the answer.
pub(super) fn discard(body: Body) {
    Tap::new(body, u64::MAX).drain();
}

fn acknowledge(staged: &StagedUpload) -> Response {
    let body = json!({
        "id": *staged.id.to_global(),
        "contentType": staged.content_type,
        "byteSize": staged.byte_size,
        "sha256": hex::encode(&staged.sha256),
    });
    (StatusCode::CREATED, Json(body)).into_response()
}

async fn receive(
    app: &Arc<App>,
    caller: &Caller,
    gate: &Arc<UploadGate>,
    request: Request,
    tap: &Tap,
) -> Received<StagedUpload> {
    let limit = app.config.max_upload_bytes;
    let patient = may_stage(app, &caller.actor).await?;
    check_head(request.headers(), limit)?;
    let incoming = gate.enter(patient, limit)?;
    let form = Multipart::from_request(request, &()).await.map_err(|_| UploadProblem::NotMultipart)?;
    let reading = read_form(form, incoming, tap);
    let (incoming, name) =
        tokio::time::timeout(TOTAL, reading).await.map_err(|_| UploadProblem::Stalled)??;
    stage_upload(app, &caller.actor, name.as_deref(), incoming).await
}

fn check_head(headers: &HeaderMap, limit: u64) -> Received<()> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let declared: Option<u64> = text(CONTENT_LENGTH).parse().ok();
    if declared.is_some_and(|length| length > limit + FORM_MAX) {
        return Err(UploadProblem::TooLarge(limit));
    }
    let kind = text(CONTENT_TYPE).split(';').next().unwrap_or_default().trim();
    if kind.eq_ignore_ascii_case("multipart/form-data") { Ok(()) } else { Err(UploadProblem::NotMultipart) }
}

/// Reads the form to its end: only then it is known that there is one field in it.
async fn read_form(
    mut form: Multipart,
    incoming: Incoming,
    tap: &Tap,
) -> Received<(Incoming, Option<String>)> {
    let (mut incoming, mut found, mut others) = (Some(incoming), None, false);
    while let Some(field) = in_time(form.next_field(), tap).await? {
        if field.name() != Some("file") {
            others = true;
            continue;
        }
        let place = incoming.take().ok_or(UploadProblem::SeveralFields)?;
        found = Some(read_file(field, place, tap).await?);
    }
    match found {
        Some(_) if others => Err(UploadProblem::SeveralFields),
        found => found.ok_or(UploadProblem::MissingFile),
    }
}

pub(super) async fn read_file(
    mut field: Field<'_>,
    mut incoming: Incoming,
    tap: &Tap,
) -> Received<(Incoming, Option<String>)> {
    let name = field.file_name().map(str::to_owned);
    while let Some(chunk) = in_time(field.chunk(), tap).await? {
        incoming.push(&chunk).await?;
        tap.passed_on(chunk.len());
    }
    Ok((incoming, name))
}

pub(super) async fn in_time<T>(
    reading: impl Future<Output = Result<T, MultipartError>>,
    tap: &Tap,
) -> Received<T> {
    let read = tokio::time::timeout(STALL, reading).await.map_err(|_| UploadProblem::Stalled)?;
    read.map_err(|_| match tap.over_limit() {
        Some(limit) => UploadProblem::TooLarge(limit - FORM_MAX),
        None if tap.is_empty() => UploadProblem::MissingFile,
        None => UploadProblem::BrokenForm,
    })
}

pub(super) fn answer(problem: UploadProblem, language: Language) -> Problem {
    use UploadProblem as P;
    let status = match &problem {
        P::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
        P::NotMultipart | P::Media(MediaError::Unsupported) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        P::BrokenForm | P::MissingFile | P::SeveralFields | P::Media(_) => StatusCode::UNPROCESSABLE_ENTITY,
        P::MobilePhoneRequired => StatusCode::CONFLICT,
        P::Stalled => StatusCode::REQUEST_TIMEOUT,
        P::TooManyStaged | P::TooManyAtOnce | P::Busy => StatusCode::TOO_MANY_REQUESTS,
        P::StorageFull => StatusCode::INSUFFICIENT_STORAGE,
        P::Error(error) => Problem::status_of(error),
    };
    metrics::counter!("asistencia_uploads_total", "outcome" => problem.code()).increment(1);
    if matches!(problem, P::StorageFull) {
        tracing::error!(code = problem.code(), "an upload found no room");
    }
    let retry_after = match &problem {
        P::TooManyStaged => Some(60 * 60),
        P::TooManyAtOnce | P::Busy | P::Error(Error::Unavailable(_)) => Some(60),
        _ => None,
    };
    Problem { status, code: problem.code(), detail: problem.detail(language), retry_after }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateways::storage_error::StorageError;

    #[test]
    fn each_problem_has_its_status() {
        let cases: [(UploadProblem, u16, &str); 9] = [
            (UploadProblem::MobilePhoneRequired, 409, "MOBILE_PHONE_REQUIRED"),
            (Error::Unauthenticated.into(), 401, "UNAUTHENTICATED"),
            (Error::Forbidden.into(), 403, "FORBIDDEN"),
            (UploadProblem::TooLarge(1), 413, "FILE_TOO_LARGE"),
            (MediaError::Unsupported.into(), 415, "FILE_UNSUPPORTED"),
            (MediaError::TooLarge { width: 9, height: 9 }.into(), 422, "TOO_MANY_PIXELS"),
            (UploadProblem::TooManyStaged, 429, "TOO_MANY_STAGED"),
            (StorageError::Full.into(), 507, "STORAGE_FULL"),
            (StorageError::Unavailable("down".into()).into(), 503, "UNAVAILABLE"),
        ];
        for (problem, status, code) in cases {
            let answered = answer(problem, Language::Es);
            assert_eq!((answered.status.as_u16(), answered.code), (status, code));
            assert!(!answered.detail.is_empty());
        }
    }

    #[test]
    fn the_head_alone_says_no_to_what_is_too_large_or_no_form() {
        let head = |length: &str, kind: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_LENGTH, length.parse().unwrap());
            headers.insert(CONTENT_TYPE, kind.parse().unwrap());
            check_head(&headers, 1_000)
        };
        assert!(head("1000", "Multipart/Form-Data; boundary=x").is_ok());
        assert!(matches!(head("66537", "multipart/form-data"), Err(UploadProblem::TooLarge(1_000))));
        assert!(matches!(head("10", "image/jpeg"), Err(UploadProblem::NotMultipart)));
    }
}
