//! The explorer: GraphiQL, bundled by `scripts/explorer.sh` into `api/assets/explorer`, which is committed so
//! that building the server needs no Node. It asks no other host for anything, and is not allowed to.

use axum::Router;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::{HeaderValue, StatusCode, header};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "assets/explorer"]
struct Assets;

/// Everything from here. The editor sets styles by attribute, which `style-src` cannot tell from inline ones.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Serves `/explorer`.
pub(super) fn router() -> Router {
    Router::new()
        .route("/explorer", get(|| async { serve("index.html") }))
        .route("/explorer/", get(|| async { serve("index.html") }))
        .route("/explorer/{file}", get(|Path(file): Path<String>| async move { serve(&file) }))
}

fn serve(file: &str) -> Response {
    let Some(asset) = Assets::get(file) else { return StatusCode::NOT_FOUND.into_response() };
    let mut content_type = asset.metadata.mimetype().to_owned();
    if content_type.starts_with("text/") {
        content_type.push_str("; charset=utf-8");
    }
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_str(&content_type).ok()),
        (header::CACHE_CONTROL, Some(HeaderValue::from_static("no-cache"))),
        (header::CONTENT_SECURITY_POLICY, Some(HeaderValue::from_static(POLICY))),
        (header::REFERRER_POLICY, Some(HeaderValue::from_static("no-referrer"))),
        (header::X_CONTENT_TYPE_OPTIONS, Some(HeaderValue::from_static("nosniff"))),
    ];
    let mut response = asset.data.into_owned().into_response();
    for (name, value) in headers {
        if let Some(value) = value {
            response.headers_mut().insert(name, value);
        }
    }
    response
}
