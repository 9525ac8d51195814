//! A load balancer asks a node whether it may have traffic.

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

/// As when its disk is full: it answers, and takes nothing.
async fn let_nothing_be_written(app: &TestApp) {
    let change = match on_postgres() {
        true => "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
        false => "PRAGMA query_only = ON",
    };
    // Each connection of the pool by itself, and so all of them at once.
    let held = join_all((0..tests::CONNECTIONS).map(|_| app.db().begin())).await;
    for transaction in held {
        let transaction = transaction.expect("a connection");
        transaction.execute_unprepared(change).await.expect("a setting");
        transaction.commit().await.expect("nothing to write");
    }
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
