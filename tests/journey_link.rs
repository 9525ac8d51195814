//! The link of a message: harmless to whoever only looks at it.

use asistencia::platform::global_id::GlobalId;
use chrono::Duration;
use reqwest::{Method, StatusCode};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;
use tests::{TestApp, world};

/// An order of Elena's, confirmed, and its link sent.
async fn sent_link(app: &TestApp) {
    let request = app.patient().await.submit_order(1).await;
    app.operator().await.confirm(&request, &[json!(world::ABDOMINAL.to_global())]).await;
    app.clock.advance(Duration::minutes(15));
    app.run_due().await;
}

async fn rows(app: &TestApp) -> Vec<i64> {
    let mut counts = Vec::new();
    for query in [
        "SELECT COUNT(*) AS n FROM session",
        "SELECT COUNT(*) AS n FROM event",
        "SELECT COUNT(*) AS n FROM audit_entry",
        "SELECT COUNT(*) AS n FROM journey_link WHERE opened_at IS NOT NULL OR failed_attempts > 0",
    ] {
        let statement = Statement::from_string(app.db().get_database_backend(), query);
        let row = app.db().query_one_raw(statement).await.expect(query).expect("a row");
        counts.push(row.try_get("", "n").expect("a number"));
    }
    counts
}

#[tokio::test]
async fn looking_at_a_link_changes_nothing_and_shows_nothing() {
    let app = TestApp::start().await;
    sent_link(&app).await;
    let before = rows(&app).await;
    let look = async |method: Method, token: &str| {
        app.anonymous().request(method, &format!("/j/{token}")).send().await.expect("an answer")
    };
    let token = app.newest_link();
    let known = look(Method::GET, &token).await;
    let head = look(Method::HEAD, &token).await;
    for page in [&known, &head] {
        assert_eq!(page.status(), StatusCode::OK);
        assert_eq!(page.headers()["cache-control"], "no-store");
        assert_eq!(page.headers()["referrer-policy"], "no-referrer");
        assert!(page.headers().get("set-cookie").is_none());
    }
    let unknown = look(Method::GET, "nobody-ever-minted-this").await.text().await.expect("a page");
    let known = known.text().await.expect("a page");
    assert_eq!(known, unknown, "the page does not say whether the link is known");
    for word in ["Elena", "Sosa", "Ecograf", "Clínica Demo", "30111222", &token] {
        assert!(!known.contains(word), "{word}");
    }
    // It is opened by the API alone.
    assert_eq!(look(Method::POST, &token).await.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(rows(&app).await, before);
}
