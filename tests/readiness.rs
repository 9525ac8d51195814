//! A load balancer asks a node whether it may have traffic.

use asistencia::platform::db::begin_write;
use futures_util::future::join_all;
use reqwest::Method;
use sea_orm::{ConnectionTrait, TransactionTrait};
use serde_json::json;
use tests::TestApp;
use tests::database::on_postgres;

async fn readiness(app: &TestApp) -> (u16, String) {
    let answer = app.anonymous().request(Method::GET, "/readyz").send().await.expect("an answer");
    (answer.status().as_u16(), answer.text().await.expect("a text"))
}

#[tokio::test]
async fn a_node_is_ready_once_its_database_is_up_to_date() {
    let app = TestApp::start().await;
    assert_eq!(readiness(&app).await, (200, "ready".into()));

    // As after an upgrade of the program, before `asistencia migrate`.
    let newest = "DELETE FROM seaql_migrations WHERE version = (SELECT max(version) FROM seaql_migrations)";
    app.db().execute_unprepared(newest).await.expect("a deletion");
    assert_eq!(readiness(&app).await, (503, "not ready: migrations".into()));

    app.db().execute_unprepared("DROP TABLE seaql_migrations").await.expect("a removal");
    assert_eq!(readiness(&app).await, (503, "not ready: migrations".into()));
}

/// Changes a setting on each connection: on one by itself, and so on all of a pool at once.
async fn set(app: &TestApp, setting: &str) {
    for (pool, connections) in [(app.db(), tests::CONNECTIONS), (&app.app.writer, 1)] {
        let held = join_all((0..connections).map(|_| pool.begin())).await;
        for transaction in held {
            let transaction = transaction.expect("a connection");
            transaction.execute_unprepared(setting).await.expect("a setting");
            transaction.commit().await.expect("nothing to write");
        }
    }
}

/// The database answers, and takes nothing.
async fn let_nothing_be_written(app: &TestApp) {
    let change = match on_postgres() {
        true => "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
        false => "PRAGMA query_only = ON",
    };
    set(app, change).await;
}

#[tokio::test]
async fn a_node_that_cannot_write_is_not_ready_and_says_so() {
    let app = TestApp::start().await;
    let operator = app.operator().await;
    let request = app.patient().await.submit_order(1).await;
    let_nothing_be_written(&app).await;

    assert_eq!(readiness(&app).await, (503, "not ready: database cannot be written to".into()));
    let claim =
        "mutation($i: AssistanceRequestInput!) { claimAssistanceRequest(input: $i) { userErrors { code } } }";
    let variables = json!({ "i": { "id": request["id"] } });
    assert_eq!(operator.error(claim, variables).await, "UNAVAILABLE");
    // What is there can be read.
    assert_eq!(operator.ok("{ worklist { totalCount } }", json!({})).await["worklist"]["totalCount"], 1);
}

#[tokio::test]
async fn a_node_whose_database_is_full_is_not_ready_though_a_row_would_fit() {
    // PostgreSQL cannot be told how large it may grow.
    if on_postgres() {
        return;
    }
    let app = TestApp::start().await;
    set(&app, "PRAGMA max_page_count = 1").await;
    let row = "UPDATE seaql_migrations SET applied_at = applied_at";
    app.db().execute_unprepared(row).await.expect("it fits");
    assert_eq!(readiness(&app).await, (503, "not ready: database cannot be written to".into()));
}

#[tokio::test]
async fn a_node_whose_database_somebody_holds_for_too_long_is_not_ready() {
    // On PostgreSQL whoever writes holds rows, not the database.
    if on_postgres() {
        return;
    }
    let app = TestApp::start().await;
    set(&app, "PRAGMA busy_timeout = 1").await;
    let held = begin_write(app.db()).await.expect("a transaction");
    assert_eq!(readiness(&app).await, (503, "not ready: database cannot be written to".into()));
    held.rollback().await.expect("let go");
}
