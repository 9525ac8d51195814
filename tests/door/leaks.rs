//! When the database fails underneath, nobody outside reads how it is made.

use reqwest::Method;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use tests::{Client, TestApp, fresh_key, pictures};

/// Words of databases, drivers, sources and machines.
const INTERNALS: [&str; 14] = [
    "SELECT", "INSERT", "UPDATE ", "FROM", "sqlite", "postgres", "sqlx", "relation", "no such", "_request",
    "hidden_", ".rs", "/tmp", "panicked",
];

fn assert_nothing_shows(text: &str) {
    for word in INTERNALS {
        assert!(!text.contains(word), "{word:?} shows in {text}");
    }
}

/// Takes a table away, as a migration that went wrong would.
async fn hide(app: &TestApp, table: &str) {
    app.db()
        .execute_unprepared(&format!("ALTER TABLE \"{table}\" RENAME TO \"hidden_{table}\""))
        .await
        .expect("renamed");
}

async fn ask(client: &Client, query: &str, variables: Value) -> (u16, Value) {
    let request = client
        .request(Method::POST, "/graphql")
        .header("accept", "application/graphql-response+json")
        .json(&json!({ "query": query, "variables": variables }));
    let response = request.send().await.expect("an answer");
    let status = response.status().as_u16();
    let text = response.text().await.expect("a text");
    assert_nothing_shows(&text);
    (status, serde_json::from_str(&text).expect("JSON"))
}

#[tokio::test]
async fn a_query_that_fails_says_only_that_it_failed() {
    let app = TestApp::start().await;
    let (operator, patient) = (app.operator().await, app.patient().await);
    let request = patient.submit_order(1).await;
    let upload = patient.upload_picture().await;
    hide(&app, "assistance_request").await;
    hide(&app, "site").await;
    let submit = json!({ "i": { "uploadIds": [upload], "idempotencyKey": fresh_key() } });
    let slots = json!({ "i": { "serviceIds": ["x"], "from": "2026-03-02" } });
    for (client, query, variables) in [
        (&operator, "{ worklist { totalCount } }", json!({})),
        (&operator, "{ worklist(filter: { search: \"30111222\" }) { nodes { id } } }", json!({})),
        (&operator, "query($id: ID!) { assistanceRequest(id: $id) { id } }", json!({ "id": request["id"] })),
        (&operator, "query($id: ID!) { node(id: $id) { id } }", json!({ "id": request["id"] })),
        (
            &patient,
            "mutation($i: SubmitOrderInput!) { submitOrder(input: $i) { userErrors { code } } }",
            submit,
        ),
    ] {
        let (status, body) = ask(client, query, variables).await;
        // Execution began, so it is 200 and there is a `data` entry.
        assert_eq!((status, body.get("data").is_some()), (200, true), "{query}: {body}");
        assert_eq!(body["errors"][0]["extensions"]["code"], "INTERNAL", "{query}: {body}");
        assert_eq!(body["errors"][0]["message"], "Algo falló de nuestro lado.");
    }
    // What does not need the table goes on.
    assert_eq!(
        ask(&operator, "{ viewer { __typename } }", json!({})).await.1["data"]["viewer"]["__typename"],
        "User"
    );
    assert_eq!(
        ask(&patient, "query($i: SlotSearchInput!) { slots(input: $i) { nodes { id } } }", slots).await.0,
        200
    );
}

#[tokio::test]
async fn nobody_can_be_recognised_without_the_table_of_sessions() {
    let app = TestApp::start().await;
    let operator = app.operator().await;
    hide(&app, "session").await;
    let (status, body) = ask(&operator, "{ viewer { __typename } }", json!({})).await;
    assert_eq!((status, &body["errors"][0]["extensions"]["code"]), (503, &json!("UNAVAILABLE")));
    let response = operator.upload(pictures::jpeg(8, 8), "orden.jpg").await;
    assert_eq!(response.status(), 503);
    assert_nothing_shows(&response.text().await.expect("a text"));
}

#[tokio::test]
async fn uploads_and_pages_show_no_internals_either() {
    let app = TestApp::start().await;
    let patient = app.patient().await;
    hide(&app, "upload").await;
    let response = patient.upload(pictures::jpeg(8, 8), "orden.jpg").await;
    assert_eq!(response.status(), 500);
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    assert_nothing_shows(&response.text().await.expect("a text"));
    hide(&app, "journey_link").await;
    hide(&app, "order_attachment").await;
    for path in ["/j/abc", "/files/original/x?e=1&s=y", "/nothing", "/uploads", "/webhooks/botmaker/demo"] {
        let response = app.anonymous().request(Method::GET, path).send().await.expect("an answer");
        assert_nothing_shows(&response.text().await.expect("a text"));
    }
}
