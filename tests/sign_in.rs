//! How people and systems come in, stay in, and are put out.

mod accounts;
mod browsers;
mod keys;
mod limits;
mod passwords;
mod secrets;
mod sessions;

use serde_json::{Value, json};
use tests::{Client, TestApp, world};

const PAYLOAD: &str = "session { token expiresAt } viewer { __typename }";

/// What signing in as staff answers.
async fn staff(client: &Client, email: &str, password: &str) -> Value {
    let input = json!({ "email": email, "password": password });
    client.mutate("signIn", "SignInInput", input, PAYLOAD).await
}

/// What signing in as a patient answers.
async fn patient(client: &Client, clinic: &str, national_id: &str, password: &str) -> Value {
    let input = json!({ "clinic": clinic, "nationalId": national_id, "password": password });
    client.mutate("signInPatient", "SignInPatientInput", input, PAYLOAD).await
}

/// The code of the first refusal; none where there is a session.
fn code(payload: &Value) -> Option<&str> {
    let code = payload["userErrors"][0]["code"].as_str();
    assert_eq!(code.is_none(), payload["session"]["token"].is_string(), "{payload}");
    code
}

/// The client of a session that was just opened.
fn client(app: &TestApp, payload: &Value) -> Client {
    Client::new(&app.url, Some(payload["session"]["token"].as_str().expect("a session").to_owned()))
}

/// The HTTP status that a client's question gets.
async fn status(client: &Client) -> u16 {
    let body = json!({ "query": "{ viewer { __typename } }" });
    let request = client.request(reqwest::Method::POST, "/graphql").json(&body);
    request.send().await.expect("an answer").status().as_u16()
}

/// A sign-up that passes, with something different.
fn sign_up(different: Value) -> Value {
    let mut input = json!({
        "clinic": "demo", "nationalId": "33.444.555", "givenName": " Ana  María ", "familyName": "Gómez",
        "mobilePhone": "011 15-4444-3333", "email": "Ana@Paciente.example", "password": "una clave larga",
    });
    for (name, value) in different.as_object().expect("an object") {
        input[name] = value.clone();
    }
    input
}

#[tokio::test]
async fn the_worlds_people_sign_in() {
    let app = TestApp::start().await;
    let anonymous = app.anonymous();
    let payload = staff(&anonymous, " Operadora@Demo.Example ", world::PASSWORD).await;
    assert_eq!((code(&payload), payload["viewer"]["__typename"].as_str()), (None, Some("User")));
    let seen = client(&app, &payload).ok("{ viewer { ... on User { name role } } }", json!({})).await;
    assert_eq!(seen["viewer"], json!({ "name": "Olga Operadora", "role": "OPERATOR" }));
    let payload = patient(&anonymous, "demo", "30.111.222", world::PASSWORD).await;
    assert_eq!((code(&payload), payload["viewer"]["__typename"].as_str()), (None, Some("Patient")));
    assert_eq!(anonymous.ok("{ viewer { __typename } }", json!({})).await["viewer"], Value::Null);
}
