//! `POST /webhooks/botmaker/{clinic}`: what Botmaker tells us, answered at once and processed after.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;

use crate::app::App;
use crate::features::notifications::{MAX_WEBHOOK_BYTES, ReceivedWebhook, receive_webhook};

/// The routes of webhooks.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/webhooks/botmaker/{clinic}", post(botmaker))
        .layer(DefaultBodyLimit::max(MAX_WEBHOOK_BYTES))
}

/// Too many failures, and Botmaker stops for ten minutes: a body that we cannot use is a success to it.
async fn botmaker(
    State(app): State<Arc<App>>,
    Path(clinic): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let token = headers.get("auth-bm-token").and_then(|token| token.to_str().ok());
    match receive_webhook(&app, &clinic, token, &body).await {
        Ok(ReceivedWebhook::Kept | ReceivedWebhook::Repeated) => StatusCode::OK,
        Ok(ReceivedWebhook::Forged) => StatusCode::UNAUTHORIZED,
        Ok(ReceivedWebhook::UnknownClinic) => StatusCode::NOT_FOUND,
        Err(error) => {
            tracing::error!(error = ?error, "a webhook could not be kept");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}
