//! Problems as RFC 9457 writes them, for everything over HTTP that is not GraphQL.

use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};

use crate::platform::error::{Error, Language};

/// What went wrong, for a program (`code`) and for a person (`detail`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The status of the response.
    pub status: StatusCode,
    /// A stable word that a client branches on.
    pub code: &'static str,
    /// What to show, in the caller's language.
    pub detail: String,
    /// Seconds after which another try is worth it.
    pub retry_after: Option<u32>,
}

impl Problem {
    /// A problem with its words in both languages.
    pub fn new(status: StatusCode, code: &'static str, language: Language, es: &str, en: &str) -> Self {
        let detail = match language {
            Language::Es => es.to_owned(),
            Language::En => en.to_owned(),
        };
        Self { status, code, detail, retry_after: None }
    }

    /// The status of an error; a fault of ours is logged, never shown.
    pub fn status_of(error: &Error) -> StatusCode {
        if let Error::Internal(source) | Error::Unavailable(source) = error {
            tracing::error!(code = error.code(), error = format!("{source:#}"), "request failed");
        }
        match error {
            Error::Unauthenticated => StatusCode::UNAUTHORIZED,
            Error::Forbidden => StatusCode::FORBIDDEN,
            Error::BadInput(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Error::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = serde_json::json!({
            // No page describes it: the status says what kind it is (RFC 9457, section 4.2.1).
            "type": "about:blank",
            "title": self.status.canonical_reason().unwrap_or("Problem"),
            "status": self.status.as_u16(),
            "detail": self.detail,
            "code": self.code,
        });
        let mut response = (self.status, body.to_string()).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, seconds.into());
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
