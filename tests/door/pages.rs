//! The pages beside `/graphql`.

use migration::{Migrator, MigratorTrait};
use reqwest::Method;
use sea_orm::ConnectionTrait;
use serde_json::json;
use tests::TestApp;

async fn page(app: &TestApp, path: &str) -> (u16, String, String) {
    let response = app.anonymous().request(Method::GET, path).send().await.expect("an answer");
    let kind =
        response.headers().get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    (response.status().as_u16(), kind.to_owned(), response.text().await.expect("a text"))
}

#[tokio::test]
async fn the_schema_can_be_downloaded() {
    let app = TestApp::start().await;
    let (status, kind, text) = page(&app, "/schema.graphql").await;
    assert_eq!((status, kind.as_str()), (200, "text/plain; charset=utf-8"));
    assert_eq!(text.trim_end(), include_str!("../../schema.graphql").trim_end());
}

#[tokio::test]
async fn the_explorer_asks_nobody_else() {
    let app = TestApp::start().await;
    let (status, kind, html) = page(&app, "/explorer").await;
    assert_eq!((status, kind.as_str()), (200, "text/html; charset=utf-8"));
    let mut files = 0;
    for address in html.split('"').filter(|part| part.starts_with("/explorer/")) {
        let (status, _, text) = page(&app, address).await;
        assert_eq!(status, 200, "{address}");
        for load in
            ["@import", "url(http", "url(//", "url(\"http", "url('http", "importScripts(\"http", "from\"http"]
        {
            assert!(!text.contains(load), "{address} loads from elsewhere: {load}");
        }
        files += 1;
    }
    assert!(files >= 2, "a script and a style");
    for load in ["src=\"http", "href=\"http", "src=\"//", "href=\"//"] {
        assert!(!html.contains(load), "the page loads from elsewhere: {load}");
    }
    // Whatever a library in it may try, the browser will not let it.
    let response = app.anonymous().request(Method::GET, "/explorer").send().await.expect("an answer");
    let policy = response.headers()["content-security-policy"].to_str().expect("text");
    assert!(policy.contains("default-src 'none'") && policy.contains("connect-src 'self'"), "{policy}");
}

#[tokio::test]
async fn health_readiness_and_metrics() {
    let app = TestApp::start().await;
    assert_eq!(page(&app, "/healthz").await.0, 200);
    assert_eq!(page(&app, "/readyz").await.0, 200);

    // A migration is missing: the process lives, and gets no work.
    let newest = Migrator::migrations().last().expect("a migration").name().to_owned();
    let forget = format!("DELETE FROM seaql_migrations WHERE version = '{newest}'");
    app.db().execute_unprepared(&forget).await.expect("forgotten");
    let (status, _, text) = page(&app, "/readyz").await;
    assert_eq!((status, text.as_str()), (503, "not ready: migrations"));
    assert_eq!(page(&app, "/healthz").await.0, 200);

    // What is counted shows, whichever server of the process is asked.
    app.patient().await.submit_order(1).await;
    let operator = app.operator().await;
    let waiting = operator.ok("{ worklist { nodes { id version } } }", json!({})).await;
    let request = &waiting["worklist"]["nodes"][0];
    let input = json!({ "id": request["id"], "reason": "No se lee", "version": request["version"] });
    operator.done("requestNewPhoto", "RequestNewPhotoInput", input, "").await;
    app.run_due().await;
    let (status, kind, text) = page(&app, "/metrics").await;
    assert_eq!((status, kind.starts_with("text/plain")), (200, true));
    assert!(text.contains("asistencia_"), "{text}");
    for figure in [
        "asistencia_http_requests_total{route=\"/uploads\",status=\"2xx\"}",
        "asistencia_graphql_operations_total{kind=\"mutation\",outcome=\"ok\"}",
        "asistencia_uploads_total{outcome=\"accepted\"}",
        "asistencia_outbox_messages{state=\"planned\"}",
        "asistencia_outbox_oldest_due_seconds{state=\"uncertain\"}",
        "asistencia_feed_lag_events",
        "asistencia_audit_backlog",
    ] {
        assert!(text.contains(figure), "no {figure} in {text}");
    }
    // By its route, not by its address, whether there is something or not.
    page(&app, "/files/nothing/original?s=secret").await;
    page(&app, "/nowhere/30111222").await;
    let (_, _, text) = page(&app, "/metrics").await;
    assert!(text.contains("route=\"none\",status=\"4xx\""), "{text}");
    assert!(!text.contains("secret") && !text.contains("/files/nothing"), "{text}");
    for personal in ["Sosa", "30111222", "5491155551234"] {
        assert!(!text.contains(personal));
    }
}

#[tokio::test]
async fn a_database_that_is_gone_is_not_ready() {
    let app = TestApp::start().await;
    app.db().clone().close().await.expect("closed");
    let (status, _, text) = page(&app, "/readyz").await;
    assert_eq!((status, text.as_str()), (503, "not ready: database"));
    assert_eq!(page(&app, "/healthz").await.0, 200);
}
