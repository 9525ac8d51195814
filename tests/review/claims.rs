//! The soft claim: who is on a request, until when, and who takes it over.

use chrono::Duration;
use serde_json::json;
use tests::TestApp;

use super::desk;

#[tokio::test]
async fn a_claim_keeps_colleagues_off_until_it_lapses_is_released_or_taken_over() {
    let app = TestApp::start().await;
    let (olga, omar) = (app.operator().await, app.operator_2().await);
    let request = desk::request(&app).await;
    let claimed = desk::done(&olga, "claimAssistanceRequest", &request, json!({})).await;
    assert_eq!(
        claimed["claim"],
        json!({ "by": { "name": "Olga Operadora" }, "expiresAt": "2026-03-02T12:10:00+00:00" })
    );
    assert_eq!(claimed["version"], request["version"], "a claim is nothing that a reviewer must have seen");

    // What belongs to the review waits for Olga; a contact may be registered, since people call back.
    for mutation in [
        "claimAssistanceRequest",
        "releaseAssistanceRequest",
        "confirmDispatch",
        "resolveAssistanceRequest",
        "voidAssistanceRequest",
        "requestNewPhoto",
        "assignAppointment",
        "linkExternalAppointment",
    ] {
        assert_eq!(
            desk::refused(&omar, mutation, &request, json!({})).await,
            "CLAIMED_BY_OTHER",
            "{mutation}"
        );
    }
    let request = desk::done(&omar, "registerContact", &request, json!({})).await;

    // She prolongs it, and it lapses by itself.
    app.clock.advance(Duration::minutes(9));
    let prolonged = desk::done(&olga, "claimAssistanceRequest", &request, json!({})).await;
    assert_eq!(prolonged["claim"]["expiresAt"], "2026-03-02T12:19:00+00:00");
    app.clock.advance(Duration::minutes(9));
    assert_eq!(desk::refused(&omar, "claimAssistanceRequest", &request, json!({})).await, "CLAIMED_BY_OTHER");
    app.clock.advance(Duration::minutes(1));
    let seen = olga
        .ok(
            "query($id: ID!) { assistanceRequest(id: $id) { claim { expiresAt } } }",
            json!({ "id": request["id"] }),
        )
        .await;
    assert_eq!(seen["assistanceRequest"]["claim"], json!(null));
    let taken = desk::done(&omar, "claimAssistanceRequest", &request, json!({})).await;
    assert_eq!(taken["claim"]["by"]["name"], "Omar Operador");

    // Taken over, and given up: only one's own.
    let over = desk::done(&olga, "claimAssistanceRequest", &request, json!({ "takeOver": true })).await;
    assert_eq!(over["claim"]["by"]["name"], "Olga Operadora");
    assert_eq!(
        desk::refused(&omar, "releaseAssistanceRequest", &request, json!({})).await,
        "CLAIMED_BY_OTHER"
    );
    let free = desk::done(&olga, "releaseAssistanceRequest", &request, json!({})).await;
    assert_eq!(free["claim"], json!(null));
    // Giving up what one does not have is nothing, and the next one may go on.
    desk::done(&omar, "releaseAssistanceRequest", &request, json!({})).await;
    desk::done(&omar, "confirmDispatch", &request, json!({})).await;
}

#[tokio::test]
async fn a_confirmation_ends_the_claim_and_a_colleague_may_not_correct_what_is_claimed() {
    let app = TestApp::start().await;
    let (olga, omar) = (app.operator().await, app.operator_2().await);
    let request = desk::request(&app).await;
    desk::done(&olga, "claimAssistanceRequest", &request, json!({})).await;
    let confirmed = desk::done(&olga, "confirmDispatch", &request, json!({})).await;
    assert_eq!(confirmed["claim"], json!(null));

    desk::done(&olga, "claimAssistanceRequest", &confirmed, json!({})).await;
    for mutation in ["amendDispatch", "cancelDispatch"] {
        assert_eq!(
            desk::refused(&omar, mutation, &confirmed, json!({})).await,
            "CLAIMED_BY_OTHER",
            "{mutation}"
        );
    }
    // The refusals took nothing back: the message is still the one of the confirmation.
    assert_eq!(desk::messages(&olga, &confirmed, "BOOKING_LINK", "PLANNED").await, 1);
    assert_eq!(desk::messages(&olga, &confirmed, "BOOKING_LINK", "SUPERSEDED").await, 0);
    app.clock.advance(Duration::minutes(15));
    app.run_due().await;
    assert_eq!(app.sent().len(), 1);
}

#[tokio::test]
async fn the_clinic_says_how_long_a_claim_lasts() {
    let app = TestApp::start().await;
    desk::set(&app, json!({ "claimMinutes": 2 })).await;
    let (olga, omar) = (app.operator().await, app.operator_2().await);
    let request = desk::request(&app).await;
    desk::done(&olga, "claimAssistanceRequest", &request, json!({})).await;
    app.clock.advance(Duration::seconds(119));
    assert_eq!(desk::refused(&omar, "confirmDispatch", &request, json!({})).await, "CLAIMED_BY_OTHER");
    app.clock.advance(Duration::seconds(1));
    desk::done(&omar, "confirmDispatch", &request, json!({})).await;
}
