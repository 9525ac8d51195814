//! The personal link: what it opens, for how long, and what it does not.

use chrono::Duration;
use serde_json::{Value, json};
use tests::{Client, TestApp, world};

use super::{book, code, journey_of, slot};

async fn open(app: &TestApp, token: &str, digits: &str) -> Value {
    let input = json!({ "token": token, "documentDigits": digits });
    let selection = "session { token expiresAt } viewer { __typename }";
    app.anonymous().mutate("openJourney", "OpenJourneyInput", input, selection).await
}

/// How a session that is over is answered.
async fn is_over(journey: &Client) -> bool {
    let answer = journey.graphql("{ journey { id } }", json!({})).await;
    answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
}

#[tokio::test]
async fn guesses_open_nothing_and_lock_the_link() {
    let app = TestApp::start().await;
    journey_of(&app, "30111222", &[world::ABDOMINAL]).await;
    let token = app.newest_link();
    assert_eq!(token.len(), 43, "32 bytes, base64url");
    let mut altered = token.clone();
    altered.replace_range(..1, if token.starts_with('A') { "B" } else { "A" });
    for guess in ["", "x", &altered, &token[..42], &"A".repeat(43), &"é".repeat(10_000)] {
        assert_eq!(code(&open(&app, guess, "1222").await), "CREDENTIALS_REJECTED");
    }
    // Without digits it is no guess.
    for digits in ["", "0000", "30111222", "222", "1"] {
        assert_eq!(code(&open(&app, &token, digits).await), "CREDENTIALS_REJECTED", "{digits}");
    }
    assert_eq!(code(&open(&app, &token, "1223").await), "TOO_MANY_ATTEMPTS");
    let locked = open(&app, &token, "1222").await;
    assert_eq!((code(&locked), &locked["session"]), ("TOO_MANY_ATTEMPTS", &Value::Null));
}

#[tokio::test]
async fn a_link_lives_until_it_expires() {
    let app = TestApp::start().await;
    let (_, journey) = journey_of(&app, "30111222", &[world::ABDOMINAL]).await;
    let token = app.newest_link();
    app.clock.advance(Duration::days(14) - Duration::seconds(1));
    assert_eq!(code(&open(&app, &token, "1222").await), "OK");
    assert!(!is_over(&journey).await);
    app.clock.advance(Duration::seconds(1));
    assert_eq!(code(&open(&app, &token, "1222").await), "EXPIRED");
    assert!(is_over(&journey).await, "and its sessions with it");
}

#[tokio::test]
async fn a_correction_revokes_the_link_and_its_sessions() {
    let app = TestApp::start().await;
    let (request, journey) = journey_of(&app, "30111222", &[world::ABDOMINAL]).await;
    let (token, operator) = (app.newest_link(), app.operator().await);
    let free = slot(&journey, &[world::ABDOMINAL]).await;
    let now = operator.request_now(&request).await;
    let input = json!({ "id": request["id"], "version": now["version"] });
    operator.done("reopenAssistanceRequest", "AssistanceRequestInput", input, "").await;
    assert_eq!(code(&open(&app, &token, "1222").await), "EXPIRED");
    assert!(is_over(&journey).await);
    let query = "mutation($s: ID!) { bookAppointment(input: { slotId: $s, idempotencyKey: \"k\" }) { userErrors { code } } }";
    assert_eq!(journey.error(query, json!({ "s": free["id"] })).await, "UNAUTHENTICATED");
}

#[tokio::test]
async fn a_link_that_was_used_leads_on_to_the_appointment() {
    let app = TestApp::start().await;
    let (request, journey) = journey_of(&app, "30111222", &[world::ABDOMINAL]).await;
    let token = app.newest_link();
    let free = slot(&journey, &[world::ABDOMINAL]).await;
    assert_eq!(code(&book(&journey, json!({ "slotId": free["id"] })).await), "OK");
    let again = open(&app, &token, "1222").await;
    assert_eq!((code(&again), &again["viewer"]["__typename"]), ("OK", &json!("Journey")));
    let second = Client::new(&app.url, again["session"]["token"].as_str().map(str::to_owned));
    let seen = second
        .ok("{ journey { assistanceRequest { id state } appointment { startsAt canCancel } } }", json!({}))
        .await;
    assert_eq!(seen["journey"]["assistanceRequest"], json!({ "id": request["id"], "state": "BOOKED" }));
    assert_eq!(seen["journey"]["appointment"], json!({ "startsAt": free["startsAt"], "canCancel": true }));
    let twice = book(&second, json!({ "slotId": slot(&second, &[world::ABDOMINAL]).await["id"] })).await;
    assert_eq!(code(&twice), "CONFLICT");
}

#[tokio::test]
async fn a_link_shows_one_request_and_nobody_elses() {
    let app = TestApp::start().await;
    let (first, elena) = journey_of(&app, "30111222", &[world::ABDOMINAL]).await;
    let (second, mario) = journey_of(&app, "28333444", &[world::ABDOMINAL]).await;
    let (other, _) = journey_of(&app, "30111222", &[world::RENAL]).await;
    let query = "query($id: ID!) { node(id: $id) { id } }";
    for (journey, request, seen) in
        [(&elena, &first, true), (&elena, &second, false), (&elena, &other, false), (&mario, &first, false)]
    {
        let found = journey.ok(query, json!({ "id": request["id"] })).await;
        assert_eq!(found["node"].is_object(), seen);
    }
    for query in ["{ worklist { totalCount } }", "{ patients { nodes { id } } }"] {
        assert_eq!(elena.error(query, json!({})).await, "FORBIDDEN", "{query}");
    }
    // The link is for its own studies, even where the patient has another confirmed order.
    let renal = slot(&elena, &[world::RENAL]).await;
    assert_eq!(code(&book(&elena, json!({ "slotId": renal["id"] })).await), "INVALID");
}
