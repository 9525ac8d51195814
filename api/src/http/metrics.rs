//! Figures for Prometheus. Labels are few and fixed: routes, states, codes; nothing of anybody.

use std::sync::{Arc, OnceLock};

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use chrono::{DateTime, Utc};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use crate::app::App;
use crate::features::notifications::queue;

/// The process's metrics, in Prometheus' text format.
#[derive(Clone)]
pub struct Metrics(Option<PrometheusHandle>);

/// Installs the recorder of this process. There can be one: several servers in one process (tests) share it.
pub fn install_metrics() -> Metrics {
    static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
    Metrics(RECORDER.get_or_init(|| PrometheusBuilder::new().install_recorder().ok()).clone())
}

/// Prometheus' page. What stands in the database is counted when it is asked for; where that does not answer, the
/// page has the other figures.
pub(super) async fn page(State((app, metrics)): State<(Arc<App>, Metrics)>) -> String {
    metrics::gauge!("asistencia_audit_backlog").set(app.trail.backlog() as f64);
    match app.feed.lag().await {
        Ok(lag) => metrics::gauge!("asistencia_feed_lag_events").set(lag as f64),
        Err(error) => tracing::warn!(?error, "the lag of the feed could not be read"),
    }
    match queue(&app.db).await {
        Ok(states) => {
            for state in states {
                let age = state.oldest_due_at.map_or(0.0, |due_at| seconds(app.now(), due_at));
                metrics::gauge!("asistencia_outbox_messages", "state" => state.name)
                    .set(state.messages as f64);
                metrics::gauge!("asistencia_outbox_oldest_due_seconds", "state" => state.name).set(age);
            }
        }
        Err(error) => tracing::warn!(?error, "the outbox could not be counted"),
    }
    metrics.0.map(|handle| handle.render()).unwrap_or_default()
}

/// Since when something is due; 0 where it is not yet.
fn seconds(now: DateTime<Utc>, due_at: DateTime<Utc>) -> f64 {
    (now - due_at).num_milliseconds().max(0) as f64 / 1000.0
}

/// Counts a request by the route that it matched, never by its address, and by the class of its status.
pub(super) async fn count(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let response = next.run(request).await;
    let class = match response.status().as_u16() / 100 {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    };
    metrics::counter!("asistencia_http_requests_total", "route" => route, "status" => class).increment(1);
    response
}
