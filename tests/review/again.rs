//! A call whose answer was lost is sent again under its key, and does nothing twice.

use serde_json::{Value, json};
use tests::{Client, TestApp, fresh_key};

use super::desk;

/// The same call twice under one key, and another one under it: the two answers, which must be alike but for secrets.
async fn again(client: &Client, field: &str, input: &Value, other: (&str, Value), shown: &str) -> [Value; 2] {
    let input_type = format!("{}{}Input", field[..1].to_uppercase(), &field[1..]);
    let mut input = input.clone();
    input["idempotencyKey"] = json!(fresh_key());
    let first = client.done(field, &input_type, input.clone(), shown).await;
    let second = client.done(field, &input_type, input.clone(), shown).await;
    input[other.0] = other.1;
    assert_eq!(client.refused(field, &input_type, input).await, "CONFLICT", "{field}");
    [first, second]
}

#[tokio::test]
async fn what_an_operator_registers_and_asks_for_is_kept_once() {
    let app = TestApp::start().await;
    let operator = app.operator().await;
    let request = desk::request(&app).await;
    let shown = "assistanceRequest { version state contactAttempts { message } }";
    let contact = json!({ "id": request["id"], "message": "Llamé.", "version": request["version"] });
    let [first, second] =
        again(&operator, "registerContact", &contact, ("message", json!("Otra cosa.")), shown).await;
    assert_eq!(first, second);
    assert_eq!(second["assistanceRequest"]["contactAttempts"].as_array().map(Vec::len), Some(1));

    let photo = json!({ "id": request["id"], "reason": "No se lee." });
    let [first, second] =
        again(&operator, "requestNewPhoto", &photo, ("reason", json!("Está oscura.")), shown).await;
    assert_eq!(first, second);
    app.run_due().await;
    assert_eq!(app.sent().len(), 1);

    let other = desk::request(&app).await;
    let external = json!({ "id": other["id"], "externalId": "T-9", "startsAt": "2026-03-10T12:00:00Z" });
    let changed = ("startsAt", json!("2026-03-10T13:00:00Z"));
    let [first, second] = again(&operator, "linkExternalAppointment", &external, changed, shown).await;
    assert_eq!(first, second);
}

#[tokio::test]
async fn a_secret_is_shown_once_though_the_call_is_repeated() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let user = json!({ "email": "nora@demo.example", "name": "Nora", "role": "OPERATOR" });
    let shown = "user { id email } oneTimePassword { password }";
    let [first, second] = again(&admin, "createUser", &user, ("name", json!("Otra")), shown).await;
    assert_eq!(first["user"], second["user"]);
    assert!(first["oneTimePassword"]["password"].is_string());
    assert_eq!(second["oneTimePassword"], json!(null));

    let key = json!({ "name": "Portal", "scopes": ["REQUESTS_READ"] });
    let [first, second] =
        again(&admin, "createApiKey", &key, ("name", json!("Otro")), "integration { id } key").await;
    assert_eq!(first["integration"], second["integration"]);
    assert!(first["key"].is_string());
    assert_eq!(second["key"], json!(null));
}
