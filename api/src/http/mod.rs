//! HTTP: GraphQL, uploads, files, webhooks, the patient's pages, health.

mod authenticator;
mod calendar;
mod connections;
mod cors;
pub(crate) mod dev_outbox;
mod files;
pub mod graphql;
mod health;
mod metrics;
mod open_sessions;
mod patience;
mod problem;
#[cfg(test)]
mod tests;
mod uploads;
mod web;
pub(crate) mod webhooks;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::middleware;
use axum::routing::get;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tower_http::set_header::SetResponseHeaderLayer;

use self::authenticator::{SessionAuthenticator, identify};
use self::graphql::{DoorOptions, Limits};
use crate::app::App;
use crate::features::audit::keep_trail;
use crate::features::orders::UploadGate;
use crate::schema;

pub use connections::{Patience, serve_connections};
pub use health::until_migrated;
pub use metrics::{Metrics, install_metrics};

/// For every page of ours; browsers ask for it by themselves.
const FAVICON: &str = include_str!("../../assets/favicon.svg");

/// How long open requests may take to end when the server stops.
const DRAIN: Duration = Duration::from_secs(10);

/// Everything that this server answers.
pub fn router(app: Arc<App>, metrics: Metrics, door: DoorOptions) -> Router {
    let authenticator = SessionAuthenticator::new(app.clone());
    let limits = Limits { introspection: app.config.introspection, ..door.limits.clone() };
    let streams_per_address = app.config.streams_per_address;
    let graphql = graphql::router(
        schema::build(app.clone()),
        authenticator.clone(),
        DoorOptions { limits, streams_per_address, ..door },
    );
    let cors = cors::layer(&app.config.allowed_origins);
    let identified =
        uploads::router(UploadGate::new()).layer(middleware::from_fn_with_state(authenticator, identify));
    let plain = Router::new()
        .route(
            "/schema.graphql",
            get(|| async { ([(CONTENT_TYPE, "text/plain; charset=utf-8")], schema::sdl()) }),
        )
        .route("/favicon.ico", get(|| async { ([(CONTENT_TYPE, "image/svg+xml")], FAVICON) }));
    Router::new()
        .merge(identified)
        .merge(files::router())
        .merge(webhooks::routes())
        .merge(dev_outbox::routes(&app))
        .merge(calendar::router())
        .merge(web::router(web::embedded))
        .merge(health::router())
        .merge(plain)
        .with_state(app.clone())
        .route("/metrics", get(metrics::page).with_state((app, metrics)))
        .merge(graphql)
        .layer(middleware::from_fn(metrics::count))
        .layer(tower::util::option_layer(cors))
        // Addresses carry tokens (`/j/…`) and signatures: they never travel on as a referrer.
        .layer(header("referrer-policy", "no-referrer"))
        .layer(header("x-content-type-options", "nosniff"))
        .layer(header("x-frame-options", "DENY"))
}

fn header(name: &'static str, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(HeaderName::from_static(name), HeaderValue::from_static(value))
}

/// Serves until told to stop, then lets open requests end, tells open streams to come back elsewhere, and writes
/// what was shown to the audit trail.
///
/// # Errors
/// Where the listener fails.
pub async fn serve(
    app: Arc<App>,
    metrics: Metrics,
    listener: TcpListener,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    // It outlives the last answer.
    let answered = CancellationToken::new();
    let trail = tokio::spawn(keep_trail(app.clone(), answered.clone()));
    let door = DoorOptions { shutdown: stop.clone(), ..DoorOptions::default() };
    let sockets = door.sockets.clone();
    let router = router(app.clone(), metrics, door);
    let server = serve_connections(listener, router, Patience::default(), stop.clone());
    let deadline = async {
        stop.cancelled().await;
        tokio::time::sleep(DRAIN).await;
    };
    tokio::select! {
        () = server => {}
        () = deadline => tracing::warn!("some requests did not end in time"),
    }
    sockets.close();
    if tokio::time::timeout(DRAIN, sockets.wait()).await.is_err() {
        tracing::warn!("some sockets did not close in time");
    }
    answered.cancel();
    if tokio::time::timeout(DRAIN, trail).await.is_err() {
        tracing::error!(
            lost = app.trail.backlog(),
            "not all that was shown could be written to the audit trail"
        );
    }
    Ok(())
}
