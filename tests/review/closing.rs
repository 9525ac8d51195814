//! Contacts, and the end of a request: resolved, taken out, opened again, and what becomes of its link.

use chrono::Duration;
use serde_json::{Value, json};
use tests::{TestApp, world};

use super::desk;

/// Whether the link in the newest message opens.
async fn link_opens(app: &TestApp) -> bool {
    let opening = json!({ "token": app.newest_link(), "documentDigits": "1222" });
    let payload =
        app.anonymous().mutate("openJourney", "OpenJourneyInput", opening, "session { token }").await;
    match payload["userErrors"][0]["code"].as_str() {
        None => true,
        Some(code) => {
            assert_eq!(code, "EXPIRED");
            false
        }
    }
}

/// A request whose message is with the patient.
async fn dispatched(app: &TestApp) -> Value {
    let operator = app.operator().await;
    let request = desk::request(app).await;
    desk::done(&operator, "confirmDispatch", &request, json!({})).await;
    app.clock.advance(Duration::minutes(15));
    app.run_due().await;
    operator.request_now(&request).await
}

#[tokio::test]
async fn contacts_need_a_comment_and_the_newest_stands_in_the_row() {
    let app = TestApp::start().await;
    let (olga, omar) = (app.operator().await, app.operator_2().await);
    let request = desk::request(&app).await;
    for message in ["", "   \n\t ", &"x".repeat(2_001)] {
        let comment = json!({ "message": message });
        let payload = desk::payload(&olga, "registerContact", &request, comment).await;
        assert_eq!(payload["userErrors"][0]["code"], "INVALID");
        assert_eq!(payload["userErrors"][0]["field"], json!(["input", "message"]));
        assert!(payload["userErrors"][0]["message"].as_str().is_some_and(|text| !text.is_empty()));
    }
    let first = json!({ "message": "  No atiende. " });
    let request = desk::done(&olga, "registerContact", &request, first).await;
    app.clock.advance(Duration::minutes(1));
    let second = json!({ "message": "ñ".repeat(2_000) });
    let request = desk::done(&omar, "registerContact", &request, second).await;
    let newest = json!({ "message": "ñ".repeat(2_000), "by": { "name": "Omar Operador" } });
    let oldest = json!({ "message": "No atiende.", "by": { "name": "Olga Operadora" } });
    assert_eq!(request["lastContact"], newest);
    assert_eq!(request["contactAttempts"], json!([newest, oldest]));
    // Without a version nothing is checked: a call is a fact.
    let last = json!({ "message": "Llamó.", "version": null });
    let request = desk::done(&olga, "registerContact", &request, last).await;
    assert_eq!(request["contactAttempts"].as_array().map(Vec::len), Some(3));
    assert_eq!(request["lastContact"]["message"], "Llamó.");
    assert_eq!(request["state"], "PENDING_REVIEW");
}

#[tokio::test]
async fn a_resolved_request_says_nothing_any_more_and_its_link_is_dead() {
    let app = TestApp::start().await;
    let operator = app.operator().await;
    let sent = dispatched(&app).await;
    let journey = app.journey("1222").await;
    let how = json!({ "outcome": "UNREACHABLE", "note": " Tres llamados. " });
    let resolved = desk::done(&operator, "resolveAssistanceRequest", &sent, how).await;
    assert_eq!(
        [&resolved["resolvedAt"], &resolved["outcome"], &resolved["resolutionNote"]],
        [&json!("2026-03-02T12:15:00+00:00"), &json!("UNREACHABLE"), &json!("Tres llamados.")]
    );
    assert!(!link_opens(&app).await);
    // The session that the link had opened ends with it.
    let slots = "query($i: SlotSearchInput!) { slots(input: $i) { nodes { id } } }";
    let search = json!({ "serviceIds": desk::services(&[world::ABDOMINAL]), "from": "2026-03-03" });
    assert_eq!(journey.error(slots, json!({ "i": search })).await, "UNAUTHENTICATED");

    // One that waits is never sent.
    let waiting = desk::request(&app).await;
    let waiting = desk::done(&operator, "confirmDispatch", &waiting, json!({})).await;
    desk::done(&operator, "resolveAssistanceRequest", &waiting, json!({})).await;
    app.clock.advance(Duration::hours(1));
    app.run_due().await;
    assert_eq!(app.sent().len(), 1);
    for outcome in ["BOOKED", "BOOKED_EXTERNALLY"] {
        let unbooked = desk::request(&app).await;
        let how = json!({ "outcome": outcome });
        assert_eq!(desk::refused(&operator, "resolveAssistanceRequest", &unbooked, how).await, "INVALID");
    }
    let long = json!({ "note": "x".repeat(2_001) });
    let other = desk::request(&app).await;
    assert_eq!(desk::refused(&operator, "resolveAssistanceRequest", &other, long).await, "INVALID");
}

#[tokio::test]
async fn a_voided_request_leaves_the_grid_but_nothing_is_lost() {
    let app = TestApp::start().await;
    let (operator, patient) = (app.operator().await, app.patient().await);
    let uploaded = patient.submit_order(1).await;
    let sent = dispatched(&app).await;
    let voided =
        desk::done(&operator, "voidAssistanceRequest", &sent, json!({ "reason": "Duplicada." })).await;
    assert_eq!(
        (&voided["state"], &voided["voidedAt"]),
        (&json!("VOIDED"), &json!("2026-03-02T12:15:00+00:00"))
    );
    assert!(!link_opens(&app).await);
    let query = "query($f: WorklistFilter) { worklist(filter: $f) { nodes { id order { attachments { sha256 } } } } }";
    let ids = |page: &Value| -> Vec<Value> {
        let rows = page["worklist"]["nodes"].as_array().expect("rows");
        rows.iter().map(|row| row["id"].clone()).collect()
    };
    assert_eq!(ids(&operator.ok(query, json!({})).await), vec![uploaded["id"].clone()]);
    let out = operator.ok(query, json!({ "f": { "states": ["VOIDED"] } })).await;
    assert_eq!(ids(&out), vec![sent["id"].clone()]);
    assert_eq!(out["worklist"]["nodes"][0]["order"]["attachments"].as_array().map(Vec::len), Some(2));
    // Opened again, it is back.
    let back = desk::done(&operator, "reopenAssistanceRequest", &voided, json!({})).await;
    assert_eq!((&back["state"], &back["voidedAt"]), (&json!("PENDING_REVIEW"), &json!(null)));
    assert_eq!(ids(&operator.ok(query, json!({})).await).len(), 2);
}

#[tokio::test]
async fn opened_again_a_request_forgets_how_it_ended_and_only_the_new_link_works() {
    let app = TestApp::start().await;
    let operator = app.operator().await;
    let sent = dispatched(&app).await;
    assert!(link_opens(&app).await);
    let reopened = desk::done(&operator, "reopenAssistanceRequest", &sent, json!({})).await;
    assert_eq!((&reopened["state"], &reopened["dispatch"]), (&json!("PENDING_REVIEW"), &json!(null)));
    assert!(!link_opens(&app).await);
    let corrected = json!({ "serviceIds": desk::services(&[world::KNEE_MRI]) });
    desk::done(&operator, "confirmDispatch", &reopened, corrected).await;
    app.clock.advance(Duration::minutes(15));
    app.run_due().await;
    assert_eq!(app.sent().len(), 2);
    assert!(link_opens(&app).await);

    let request = operator.request_now(&sent).await;
    let how = json!({ "outcome": "OTHER", "note": "Nos equivocamos." });
    let resolved = desk::done(&operator, "resolveAssistanceRequest", &request, how).await;
    let back = desk::done(&operator, "reopenAssistanceRequest", &resolved, json!({})).await;
    assert_eq!(
        [&back["resolvedAt"], &back["outcome"], &back["resolutionNote"]],
        [&json!(null), &json!(null), &json!(null)]
    );
}
