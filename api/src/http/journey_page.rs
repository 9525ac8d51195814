//! The page behind a journey link: harmless on GET and HEAD. It changes nothing and shows no personal data,
//! so link previews and virus scanners that fetch it do no harm; it does not even say whether the link is
//! known. What the link is worth is exchanged by `openJourney`, with the last digits of the document.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};

use crate::app::App;

/// No script, no outside request.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The page, the same for every token.
pub(super) async fn page(State(app): State<Arc<App>>, Path(_token): Path<String>) -> Response {
    let headers = [(CACHE_CONTROL, "no-store"), (CONTENT_SECURITY_POLICY, POLICY)];
    let _ = app;
    (headers, Html(PAGE)).into_response()
}

const PAGE: &str = include_str!("../../assets/pages/journey.html");
