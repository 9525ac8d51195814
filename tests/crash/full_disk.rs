//! The real program on a disk that is full for a while.

use asistencia::platform::db;
use entity::contact_attempt;
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::json;
use tests::botmaker::BotmakerServer;
use tests::database::on_postgres;
use tests::process::{Server, until};
use tests::{Client, fresh_key};

/// As many refusals as must meet each of the server's connections several times.
const REFUSALS: usize = 12;

/// Registers a contact with the patient; none where it was taken, or the error.
async fn contact(operator: &Client, request: &serde_json::Value, message: &str) -> Option<String> {
    let query = "mutation($i: RegisterContactInput!) { registerContact(input: $i) { userErrors { code } } }";
    let input = json!({ "id": request["id"], "message": message, "idempotencyKey": fresh_key() });
    let answer = operator.graphql(query, json!({ "i": input })).await;
    if answer["errors"].is_null() {
        assert_eq!(answer["data"]["registerContact"]["userErrors"], json!([]));
    }
    answer["errors"][0]["extensions"]["code"].as_str().map(str::to_owned)
}

async fn readiness(server: &Server) -> (u16, String) {
    let answer = server.anonymous().request(reqwest::Method::GET, "/readyz").send().await.expect("an answer");
    (answer.status().as_u16(), answer.text().await.expect("a text"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_is_refused_on_and_what_is_acknowledged_after_it_is_kept() {
    // The disk of a PostgreSQL is its own affair.
    if on_postgres() {
        return;
    }
    let botmaker = BotmakerServer::start().await;
    let mut server = Server::start(&botmaker, &[("ASISTENCIA_DATABASE_CONNECTIONS", "2")]).await;
    let (operator, patient) = (server.operator().await, server.patient().await);
    let request = patient.submit_order(1).await;
    // Somebody else has the database open: its log, which may not grow, is not begun anew meanwhile.
    let db = db::connect(&server.database.url, 1).await.expect("the database opens");

    server.let_no_file_grow();
    for number in 0..REFUSALS {
        let refused = contact(&operator, &request, &format!("refused {number}")).await;
        assert_eq!(refused.as_deref(), Some("UNAVAILABLE"), "{number}");
    }
    until("it says that it cannot write", || async {
        (readiness(&server).await == (503, "not ready: database cannot be written to".into())).then_some(())
    })
    .await;
    // What is there can be read.
    assert_eq!(operator.ok("{ worklist { totalCount } }", json!({})).await["worklist"]["totalCount"], 1);

    server.let_files_grow();
    // What is refused for other reasons leaves nothing open either.
    for _ in 0..REFUSALS {
        let stale = json!({ "id": request["id"], "message": "refused", "version": 99 });
        assert_eq!(operator.refused("registerContact", "RegisterContactInput", stale).await, "STALE_VERSION");
    }
    let kept: Vec<String> = (0..REFUSALS).map(|number| format!("kept {number}")).collect();
    for message in &kept {
        assert_eq!(contact(&operator, &request, message).await, None, "{message}");
    }
    until("it is ready again", || async { (readiness(&server).await.0 == 200).then_some(()) }).await;
    server.kill();
    let attempts = contact_attempt::Entity::find().order_by_asc(contact_attempt::Column::At);
    let attempts = attempts.all(&db).await.expect("rows");
    db.close().await.expect("closed");
    assert_eq!(attempts.into_iter().map(|attempt| attempt.message).collect::<Vec<_>>(), kept);
    server.start_again().await;
    assert_eq!(contact(&operator, &request, "afterwards").await, None);
}
