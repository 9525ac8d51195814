//! `POST /webhooks/botmaker/{clinic}`: what Botmaker tells us, answered at once and processed after.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use tokio::time::timeout;

use crate::app::App;
use crate::features::notifications::{MAX_WEBHOOK_BYTES, ReceivedWebhook, is_botmaker, receive_webhook};

/// How long a body may take to arrive.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// The routes of webhooks.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/webhooks/botmaker/{clinic}", post(botmaker))
}

/// Too many failures, and Botmaker stops for ten minutes: a body that we cannot use is a success to it.
async fn botmaker(
    State(app): State<Arc<App>>,
    Path(clinic): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> StatusCode {
    if !is_botmaker(&app, headers.get("auth-bm-token").and_then(|token| token.to_str().ok())) {
        return StatusCode::UNAUTHORIZED;
    }
    let body = match timeout(BODY_TIMEOUT, to_bytes(body, MAX_WEBHOOK_BYTES)).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => return StatusCode::PAYLOAD_TOO_LARGE,
        Err(_) => return StatusCode::REQUEST_TIMEOUT,
    };
    match receive_webhook(&app, &clinic, &body).await {
        Ok(ReceivedWebhook::Kept | ReceivedWebhook::Repeated) => StatusCode::OK,
        Ok(ReceivedWebhook::UnknownClinic) => StatusCode::NOT_FOUND,
        Err(error) => {
            tracing::error!(error = ?error, "a webhook could not be kept");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}
