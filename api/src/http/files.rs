//! `GET /files/{attachment}/{variant}`: files of orders, under signed addresses.
//!
//! What a stranger uploaded is served from our own origin, so the browser is told to make nothing of it but
//! what it is: no sniffing, no scripts, no name.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};

use super::authenticator::spoken;
use super::problem::Problem;
use crate::app::App;
use crate::features::orders::{AddressError, FileAddress, OpenedFile, open_file};
use crate::platform::error::Language;
use crate::platform::media::MediaKind;

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// The route. The address itself says who reads; problems are told in the language of `Accept-Language`.
pub fn router() -> Router<Arc<App>> {
    Router::new().route("/files/{file}/{variant}", get(file))
}

async fn file(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    method: Method,
    Path((file, variant)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    let language = spoken(&headers).unwrap_or_default();
    let address = match FileAddress::open(&app, &file, &variant, &query.unwrap_or_default()) {
        Ok(address) => address,
        Err(error) => return refused(error, language).into_response(),
    };
    match open_file(&app, &address, method == Method::HEAD).await {
        Ok(Some(opened)) => {
            let seconds = (address.expires_at - app.now()).num_seconds().max(0);
            serve(opened, seconds, !app.config.allowed_origins.is_empty())
        }
        Ok(None) => unknown(language).into_response(),
        Err(error) => {
            let status = Problem::status_of(&error);
            let (es, en) = (
                "No pudimos abrir el archivo. Probá de nuevo en un rato.",
                "We could not open the file. Try again in a while.",
            );
            Problem::new(status, error.code(), language, es, en).into_response()
        }
    }
}

fn serve(opened: OpenedFile, seconds: i64, elsewhere: bool) -> Response {
    let OpenedFile { content_type, content } = opened;
    let known = MediaKind::from_content_type(&content_type);
    let (kind, disposition) = match known {
        Some(kind) => (kind.content_type(), "inline"),
        None => ("application/octet-stream", "attachment"),
    };
    let size = content.size;
    let mut response = Body::from_stream(content.stream).into_response();
    let headers = response.headers_mut();
    for (name, value) in [
        (CONTENT_TYPE, kind),
        (CONTENT_DISPOSITION, disposition),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"),
        // A frontend on another origin shows the pictures too.
        (RESOURCE_POLICY, if elsewhere { "cross-origin" } else { "same-site" }),
        (REFERRER_POLICY, "no-referrer"),
        (ACCEPT_RANGES, "none"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(CONTENT_LENGTH, size.into());
    if let Ok(value) = format!("private, max-age={seconds}, immutable").parse() {
        headers.insert(CACHE_CONTROL, value);
    }
    response
}

fn refused(error: AddressError, language: Language) -> Problem {
    match error {
        AddressError::Forged => Problem::new(
            StatusCode::FORBIDDEN,
            "ADDRESS_INVALID",
            language,
            "Esta dirección no sirve. Volvé a abrir el pedido.",
            "This address is not valid. Open the request again.",
        ),
        AddressError::Expired => Problem::new(
            StatusCode::GONE,
            "ADDRESS_EXPIRED",
            language,
            "Esta dirección ya venció. Volvé a abrir el pedido.",
            "This address has expired. Open the request again.",
        ),
    }
}

fn unknown(language: Language) -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "FILE_UNKNOWN",
        language,
        "No encontramos ese archivo.",
        "There is no such file.",
    )
}
