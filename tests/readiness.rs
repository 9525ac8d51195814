//! A load balancer asks a node whether it may have traffic.

use reqwest::Method;
use sea_orm::ConnectionTrait;
use tests::TestApp;

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
