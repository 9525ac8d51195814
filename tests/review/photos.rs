//! The order cannot be read: a better photo is asked for, and comes back to the same request.

use chrono::Duration;
use serde_json::json;
use tests::{TestApp, fresh_key};

use super::desk;

#[tokio::test]
async fn a_better_photo_comes_by_the_link_to_the_same_request() {
    let app = TestApp::start().await;
    let (operator, patient) = (app.operator().await, app.patient().await);
    let request = patient.submit_order(1).await;
    for reason in ["", "  ", &"x".repeat(301)] {
        let code = desk::refused(&operator, "requestNewPhoto", &request, json!({ "reason": reason })).await;
        assert_eq!(code, "INVALID");
    }
    let reason = json!({ "reason": " Está\nmovida,  no se lee. " });
    let asked = desk::done(&operator, "requestNewPhoto", &request, reason).await;
    assert_eq!(asked["state"], "AWAITING_PHOTO");

    // It goes out at once: there is nothing to correct.
    app.run_due().await;
    let sent = app.sent();
    assert_eq!((sent.len(), sent[0].subject_or_intent.as_str()), (1, "asistencia_nueva_foto"));
    assert!(
        sent[0].variables.values().any(|text| text == "Está movida, no se lee"),
        "{:?}",
        sent[0].variables
    );
    assert!(sent[0].variables["link"].starts_with(&format!("{}/j/", app.url)));

    // The holder of the link adds pages to this request and to no other.
    let journey = app.journey("1222").await;
    let other = desk::request(&app).await;
    let upload = journey.upload_picture().await;
    let key = fresh_key();
    let add = |request: &serde_json::Value| json!({ "uploadIds": [upload], "idempotencyKey": key, "assistanceRequestId": request["id"] });
    assert_eq!(journey.refused("submitOrder", "SubmitOrderInput", add(&other)).await, "NOT_FOUND");
    let selection = "assistanceRequest { id state order { attachments { id } } }";
    let added = journey.done("submitOrder", "SubmitOrderInput", add(&request), selection).await;
    let added = &added["assistanceRequest"];
    assert_eq!((&added["id"], &added["state"]), (&request["id"], &json!("PENDING_REVIEW")));
    assert_eq!(added["order"]["attachments"].as_array().map(Vec::len), Some(2), "what was there stays");
    // The same key again adds nothing.
    let again = journey.done("submitOrder", "SubmitOrderInput", add(&request), selection).await;
    assert_eq!(&again["assistanceRequest"], added);

    // Whoever saw the request before the photos came is told.
    assert_eq!(desk::refused(&operator, "confirmDispatch", &asked, json!({})).await, "STALE_VERSION");
    let now = operator.request_now(&request).await;
    desk::done(&operator, "confirmDispatch", &now, json!({})).await;
    app.clock.advance(Duration::minutes(15));
    app.run_due().await;
    assert_eq!(app.sent().len(), 2);
}

#[tokio::test]
async fn a_photo_that_is_asked_for_once_more_is_asked_for_by_one_message() {
    let app = TestApp::start().await;
    let operator = app.operator().await;
    let request = desk::request(&app).await;
    let asked = desk::done(&operator, "requestNewPhoto", &request, json!({ "reason": "Movida." })).await;
    let back = desk::done(&operator, "reopenAssistanceRequest", &asked, json!({})).await;
    desk::done(&operator, "requestNewPhoto", &back, json!({ "reason": "Falta la firma." })).await;
    app.run_due().await;
    let sent = app.sent();
    assert_eq!(sent.len(), 1);
    assert!(sent[0].variables.values().any(|text| text == "Falta la firma"));
    assert_eq!(desk::messages(&operator, &request, "NEW_PHOTO_REQUESTED", "SUPERSEDED").await, 1);
}

#[tokio::test]
async fn a_confirmation_that_failed_is_in_force_no_longer_once_a_photo_is_asked_for() {
    let app = TestApp::start().await;
    let operator = app.operator().await;
    let request = desk::request(&app).await;
    let services = json!({ "serviceIds": desk::services(&[tests::world::SLOTLESS]) });
    desk::done(&operator, "confirmDispatch", &request, services).await;
    app.clock.advance(Duration::minutes(15));
    app.run_due().await;
    let failed = operator.request_now(&request).await;
    assert_eq!(failed["state"], "NEEDS_ATTENTION");
    let asked = desk::done(&operator, "requestNewPhoto", &failed, json!({})).await;
    assert_eq!((&asked["dispatch"], &asked["attentionReason"]), (&json!(null), &json!(null)));
}
