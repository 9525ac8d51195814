//! Frontends on other origins: what a browser is told before it lets their pages ask.

use std::time::Duration;

use http::header::{ACCEPT, ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE, HeaderName, RETRY_AFTER};
use http::{HeaderValue, Method};
use tower_http::cors::CorsLayer;

use super::authenticator::VIEWER;

/// How long a browser may remember an answer.
const REMEMBERED: Duration = Duration::from_secs(60 * 60);

/// Lets the pages of these origins ask, with a token or with the cookie; none where there are no such origins.
pub(super) fn layer(origins: &[String]) -> Option<CorsLayer> {
    let origins: Vec<HeaderValue> = origins.iter().filter_map(|origin| origin.parse().ok()).collect();
    (!origins.is_empty()).then(|| {
        CorsLayer::new()
            .allow_origin(origins)
            .allow_credentials(true)
            .allow_methods([Method::GET, Method::POST])
            .allow_headers([
                ACCEPT,
                ACCEPT_LANGUAGE,
                AUTHORIZATION,
                CONTENT_TYPE,
                HeaderName::from_static("last-event-id"),
                HeaderName::from_static(VIEWER),
            ])
            .expose_headers([RETRY_AFTER])
            .max_age(REMEMBERED)
    })
}
