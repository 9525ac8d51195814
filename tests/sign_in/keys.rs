//! API keys: an administrator gives them, with what they may do.

use serde_json::{Value, json};
use tests::{Client, TestApp};

use super::code;

#[tokio::test]
async fn a_key_does_what_it_was_given_and_no_more() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let scopes = ["REQUESTS_WRITE", "REQUESTS_READ", "REQUESTS_WRITE"];
    let input = json!({ "name": " Agenda propia\u{202e} ", "scopes": scopes });
    let selection = "key integration { id name scopes }";
    let made = admin.done("createApiKey", "CreateApiKeyInput", input, selection).await;
    assert_eq!(made["integration"]["name"], "Agenda propia");
    let key = Client::new(&app.url, made["key"].as_str().map(str::to_owned));
    let seen = key.ok("{ viewer { ... on Integration { id scopes } } clinic { slug } }", json!({})).await;
    assert_eq!(
        seen,
        json!({
            "viewer": { "id": made["integration"]["id"], "scopes": ["REQUESTS_READ", "REQUESTS_WRITE"] },
            "clinic": { "slug": "demo" },
        })
    );
    // It registers the appointment that the clinic's own agenda made, and signs nobody out.
    let request = app.patient().await.submit_order(1).await;
    let link = json!({ "id": request["id"], "externalId": "T-77", "startsAt": "2026-03-05T12:00:00Z" });
    let selection = "assistanceRequest { state appointment { externalId } }";
    let linked = key.done("linkExternalAppointment", "LinkExternalAppointmentInput", link, selection).await;
    assert_eq!(linked["assistanceRequest"]["appointment"]["externalId"], "T-77");
    assert_eq!(key.error("{ circuits { id } }", json!({})).await, "FORBIDDEN");
    assert_eq!(key.error("{ appointments { nodes { id } } }", json!({})).await, "FORBIDDEN");
    let refused = key.upload(vec![1, 2, 3], "orden.jpg").await;
    assert_eq!(refused.status(), 403);
    key.ok("mutation { signOut { userErrors { code } } }", json!({})).await;
    key.ok("{ worklist { totalCount } }", json!({})).await;
}

#[tokio::test]
async fn a_key_has_a_name_and_a_scope() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (name, scopes, field) in [
        ("", json!(["CATALOG_READ"]), "name"),
        ("  ", json!(["CATALOG_READ"]), "name"),
        ("a\u{1}b", json!(["CATALOG_READ"]), "name"),
        ("Agenda", json!([]), "scopes"),
    ] {
        let input = json!({ "name": name, "scopes": scopes });
        let payload = admin.mutate("createApiKey", "CreateApiKeyInput", input, "key").await;
        assert_eq!(payload["key"], Value::Null);
        assert_eq!(code(&payload), Some("INVALID"));
        assert_eq!(payload["userErrors"][0]["field"], json!(["input", field]));
    }
}
