//! Liveness, readiness, metrics.

use std::sync::{Arc, OnceLock};

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use migration::{Migrator, MigratorTrait};

use crate::app::App;

/// The process's metrics, in Prometheus' text format.
#[derive(Clone)]
pub struct Metrics(Option<PrometheusHandle>);

/// Installs the recorder of this process. There can be one: several servers in one process (tests) share it.
pub fn install_metrics() -> Metrics {
    static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
    Metrics(RECORDER.get_or_init(|| PrometheusBuilder::new().install_recorder().ok()).clone())
}

/// The process runs.
pub(super) async fn live() -> &'static str {
    "ok"
}

/// The database answers and is up to date, and the storage takes files.
pub(super) async fn ready(State(app): State<Arc<App>>) -> Response {
    let pending = Migrator::get_pending_migrations(&app.db).await.map(|pending| pending.len());
    let trouble = match pending {
        Err(_) => Some("database"),
        Ok(1..) => Some("migrations"),
        Ok(0) => app.storage.probe().await.err().map(|_| "storage"),
    };
    match trouble {
        None => "ready".into_response(),
        Some(what) => (StatusCode::SERVICE_UNAVAILABLE, format!("not ready: {what}")).into_response(),
    }
}

/// Prometheus' page.
pub(super) async fn metrics(State(metrics): State<Metrics>) -> String {
    metrics.0.map(|handle| handle.render()).unwrap_or_default()
}
