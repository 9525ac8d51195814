//! Confirming, correcting and taking back, and when the message leaves.

use asistencia::platform::global_id::GlobalId;
use chrono::Duration;
use entity::ids::ServiceId;
use entity::service;
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use serde_json::{Value, json};
use tests::botmaker::{Behaviour, BotmakerServer};
use tests::{TestApp, world};
use uuid::Uuid;

use super::desk;

fn given(ids: &[ServiceId]) -> Value {
    json!({ "serviceIds": desk::services(ids) })
}

#[tokio::test]
async fn only_services_that_go_together_are_confirmed() {
    let app = TestApp::start().await;
    let operator = app.operator().await;
    let request = desk::request(&app).await;
    let gone = ServiceId(Uuid::from_u128(0x0194_2f00_0000_7000_8000_0000_0000_dead));
    let hundred: Vec<_> = (0..100).map(|n| ServiceId(Uuid::from_u128(gone.0.as_u128() + n))).collect();
    let both_mri = [world::KNEE_MRI, world::SLOTLESS];
    for (what, services, code) in [
        ("none", given(&[]), "INVALID"),
        ("twice the same", given(&[world::RENAL, world::RENAL]), "INVALID"),
        ("a hundred", given(&hundred), "INVALID"),
        ("unknown", given(&[gone]), "NOT_FOUND"),
        ("another clinic's", given(&[world::OTHER_SERVICE]), "NOT_FOUND"),
        ("one of them unknown", given(&[world::RENAL, gone]), "NOT_FOUND"),
        ("no id at all", json!({ "serviceIds": ["127"] }), "NOT_FOUND"),
        ("the id of a patient", json!({ "serviceIds": [world::PATIENT.to_global()] }), "NOT_FOUND"),
        ("two of a circuit for one", given(&both_mri), "SERVICES_NOT_COMBINABLE"),
        ("of two circuits", given(&[world::RENAL, world::KNEE_MRI]), "SERVICES_NOT_COMBINABLE"),
    ] {
        let payload = desk::payload(&operator, "confirmDispatch", &request, services).await;
        assert_eq!(payload["userErrors"][0]["code"], code, "{what}");
        assert_eq!(payload["userErrors"][0]["field"], json!(["input", "serviceIds"]), "{what}");
    }
    assert_eq!(operator.request_now(&request).await["state"], "PENDING_REVIEW");

    // Two of a circuit that allows it, in the order given; one that is no longer offered is unknown.
    let services = [world::RENAL, world::ABDOMINAL];
    let confirmed = desk::done(&operator, "confirmDispatch", &request, given(&services)).await;
    let ids: Vec<_> = services.iter().map(|id| json!({ "id": id.to_global() })).collect();
    assert_eq!(confirmed["services"], json!(ids));
    service::ActiveModel {
        id: Set(world::RENAL),
        disabled_at: Set(Some(world::start())),
        ..Default::default()
    }
    .update(app.db())
    .await
    .expect("no longer offered");
    let amended = desk::refused(&operator, "amendDispatch", &confirmed, given(&[world::RENAL])).await;
    assert_eq!(amended, "NOT_FOUND");
    assert_eq!(desk::messages(&operator, &confirmed, "BOOKING_LINK", "PLANNED").await, 1);
}

#[tokio::test]
async fn nothing_is_confirmed_for_who_has_no_mobile_phone() {
    let app = TestApp::start().await;
    let operator = app.operator().await;
    let request = desk::request_of(&app, world::PATIENT_WITHOUT_PHONE).await;
    for mutation in ["confirmDispatch", "requestNewPhoto"] {
        let code = desk::refused(&operator, mutation, &request, json!({})).await;
        assert_eq!(code, "MOBILE_PHONE_REQUIRED", "{mutation}");
    }
    // It speaks to staff of the patient, and not to them as if they were one.
    let input = json!({ "id": request["id"], "version": request["version"], "reason": "Salió movida" });
    let refused = operator.mutate("requestNewPhoto", "RequestNewPhotoInput", input, "").await;
    let words = refused["userErrors"][0]["message"].as_str().expect("words");
    assert!(words.starts_with("El paciente no tiene un celular"), "{words}");
    // Booking for them needs none.
    let booked = desk::done(&operator, "assignAppointment", &request, json!({})).await;
    assert_eq!(booked["state"], "BOOKED");
}

#[tokio::test]
async fn an_amendment_starts_the_time_to_correct_again_and_only_it_is_sent() {
    let app = TestApp::start().await;
    let operator = app.operator().await;
    let request = desk::request(&app).await;
    let confirmed = desk::done(&operator, "confirmDispatch", &request, json!({})).await;
    assert_eq!(confirmed["dispatch"]["dueAt"], "2026-03-02T12:15:00+00:00");
    app.clock.advance(Duration::minutes(14));
    let amended = desk::done(&operator, "amendDispatch", &confirmed, given(&[world::KNEE_MRI])).await;
    assert_eq!(
        amended["dispatch"],
        json!({ "dueAt": "2026-03-02T12:29:00+00:00", "state": "PLANNED", "canAmend": true })
    );
    assert_eq!(amended["services"], json!([{ "id": world::KNEE_MRI.to_global() }]));
    app.clock.advance(Duration::seconds(15 * 60 - 1));
    app.run_due().await;
    assert!(app.sent().is_empty(), "nothing before its time");
    app.clock.advance(Duration::seconds(1));
    app.run_due().await;
    app.run_due().await;
    assert_eq!(app.sent().len(), 1);

    // It has left: it can be neither corrected nor taken back, only opened again.
    let sent = operator.request_now(&request).await;
    assert_eq!(sent["state"], "DISPATCHED");
    for mutation in ["amendDispatch", "cancelDispatch", "confirmDispatch", "requestNewPhoto"] {
        assert_eq!(desk::refused(&operator, mutation, &sent, json!({})).await, "ALREADY_DISPATCHED");
    }
}

#[tokio::test]
async fn staff_see_who_confirmed_or_corrected_it_last() {
    let app = TestApp::start().await;
    let (operator, colleague) = (app.operator().await, app.operator_2().await);
    let confirmer = async |request: &Value| {
        let query = "query($id: ID!) { assistanceRequest(id: $id) { dispatch { confirmedBy { name } } } }";
        let seen = operator.graphql(query, json!({ "id": request["id"] })).await;
        seen["data"]["assistanceRequest"]["dispatch"]["confirmedBy"]["name"].clone()
    };
    let request = desk::request(&app).await;
    assert_eq!(confirmer(&request).await, json!(null));
    let confirmed = desk::done(&operator, "confirmDispatch", &request, json!({})).await;
    let first = confirmer(&request).await;
    assert_eq!(first, "Olga Operadora");
    desk::done(&colleague, "amendDispatch", &confirmed, json!({})).await;
    assert_ne!(confirmer(&request).await, first);
}

#[tokio::test]
async fn a_cancelled_confirmation_is_never_sent_and_keeps_its_services() {
    let app = TestApp::start().await;
    let operator = app.operator().await;
    let request = desk::request(&app).await;
    let confirmed = desk::done(&operator, "confirmDispatch", &request, given(&[world::KNEE_MRI])).await;
    let cancelled = desk::done(&operator, "cancelDispatch", &confirmed, json!({})).await;
    assert_eq!((&cancelled["state"], &cancelled["dispatch"]), (&json!("PENDING_REVIEW"), &json!(null)));
    assert_eq!(cancelled["services"], json!([{ "id": world::KNEE_MRI.to_global() }]));
    assert_eq!(
        cancelled["notifications"],
        json!([{ "kind": "BOOKING_LINK", "state": "SUPERSEDED", "reason": "cancelled" }])
    );
    app.clock.advance(Duration::hours(1));
    app.run_due().await;
    assert!(app.sent().is_empty());
    // Confirmed once more, it goes out once.
    desk::done(&operator, "confirmDispatch", &cancelled, json!({})).await;
    app.clock.advance(Duration::minutes(15));
    app.run_due().await;
    assert_eq!(app.sent().len(), 1);
}

#[tokio::test]
async fn the_clinic_says_how_long_there_is_to_correct() {
    let app = TestApp::start().await;
    let operator = app.operator().await;
    for (seconds, due_at) in [(0, "2026-03-02T12:00:00+00:00"), (3_600, "2026-03-02T13:00:00+00:00")] {
        desk::set(&app, json!({ "dispatchDelaySeconds": seconds })).await;
        let request = desk::request(&app).await;
        let confirmed = desk::done(&operator, "confirmDispatch", &request, json!({})).await;
        assert_eq!(confirmed["dispatch"]["dueAt"], due_at);
        app.run_due().await;
        assert_eq!(app.sent().len(), 1, "the first leaves at once, the second waits");
    }
    // Without a setting of the clinic's, the installation's counts.
    let slow = TestApp::setup()
        .configure(|config| config.dispatch_delay = std::time::Duration::from_secs(60))
        .start()
        .await;
    let request = desk::request(&slow).await;
    let confirmed = desk::done(&slow.operator().await, "confirmDispatch", &request, json!({})).await;
    assert_eq!(confirmed["dispatch"]["dueAt"], "2026-03-02T12:01:00+00:00");
}

#[tokio::test]
async fn a_message_that_may_have_left_is_corrected_by_opening_the_request_again() {
    let botmaker = BotmakerServer::start().await;
    let app = TestApp::setup().botmaker(&botmaker).start().await;
    let operator = app.operator().await;
    desk::set(&app, json!({ "dispatchDelaySeconds": 0 })).await;
    let request = desk::request(&app).await;
    desk::done(&operator, "confirmDispatch", &request, json!({})).await;
    botmaker.behave(Behaviour::HangUpAfterAccepting);
    app.run_due().await;
    let link = botmaker.taken()[0].variables["link"].as_str().expect("a link").to_owned();

    // The reply was lost: it can neither be taken back nor stay as it is.
    let uncertain = operator.request_now(&request).await;
    assert_eq!(uncertain["state"], "DISPATCH_PLANNED");
    for mutation in ["amendDispatch", "cancelDispatch"] {
        assert_eq!(desk::refused(&operator, mutation, &uncertain, json!({})).await, "ALREADY_DISPATCHED");
    }
    let reopened = desk::done(&operator, "reopenAssistanceRequest", &uncertain, json!({})).await;
    assert_eq!((&reopened["state"], &reopened["dispatch"]), (&json!("PENDING_REVIEW"), &json!(null)));
    let token = link.rsplit('/').next().expect("a token");
    let opening = json!({ "token": token, "documentDigits": "1222" });
    assert_eq!(app.anonymous().refused("openJourney", "OpenJourneyInput", opening).await, "EXPIRED");

    // The correction goes out, and giving up on the old message no longer concerns the request.
    desk::done(&operator, "confirmDispatch", &reopened, given(&[world::RENAL])).await;
    app.run_due().await;
    assert_eq!(botmaker.taken().len(), 2);
    app.clock.advance(Duration::hours(2));
    app.run_due().await;
    assert_eq!(operator.request_now(&request).await["state"], "DISPATCHED");
    assert_eq!(botmaker.taken().len(), 2);
}

#[tokio::test]
async fn what_cannot_be_said_comes_back_to_a_person_with_the_reason() {
    let app = TestApp::start().await;
    let operator = app.operator().await;
    let request = desk::request(&app).await;
    desk::done(&operator, "confirmDispatch", &request, given(&[world::SLOTLESS])).await;
    app.clock.advance(Duration::minutes(15));
    app.run_due().await;
    assert!(app.sent().is_empty());
    let returned = operator.request_now(&request).await;
    assert_eq!(returned["state"], "NEEDS_ATTENTION");
    let seen = desk::done(&operator, "claimAssistanceRequest", &returned, json!({})).await;
    assert_eq!(seen["attentionReason"], "no_free_slots");
    // Confirmed for a service that has slots, it goes out and nothing is left to look at.
    let corrected = desk::done(&operator, "confirmDispatch", &returned, json!({})).await;
    assert_eq!(corrected["attentionReason"], json!(null));
    app.clock.advance(Duration::minutes(15));
    app.run_due().await;
    assert_eq!(
        (app.sent().len(), operator.request_now(&request).await["state"].as_str()),
        (1, Some("DISPATCHED"))
    );
}

#[tokio::test]
async fn only_what_is_in_force_shows_as_the_dispatch() {
    let app = TestApp::start().await;
    let (operator, elena) = (app.operator().await, app.patient().await);
    for (mutation, sent) in [
        ("resolveAssistanceRequest", false),
        ("voidAssistanceRequest", false),
        ("resolveAssistanceRequest", true),
        ("voidAssistanceRequest", true),
    ] {
        let request = desk::request(&app).await;
        let mut planned = desk::done(&operator, "confirmDispatch", &request, json!({})).await;
        if sent {
            app.clock.advance(Duration::minutes(15));
            app.run_due().await;
            planned = operator.request_now(&request).await;
        }
        let closed = desk::done(&operator, mutation, &planned, json!({})).await;
        assert_eq!(closed["dispatch"], json!(null), "{mutation}, {sent}");
        assert_eq!(closed["notifications"].as_array().map(Vec::len), Some(1), "the history stays");
    }

    let request = desk::request(&app).await;
    let confirmed = desk::done(&operator, "confirmDispatch", &request, json!({})).await;
    assert_eq!(confirmed["dispatch"]["canAmend"], true);
    let own = "query($id: ID!) { assistanceRequest(id: $id) { dispatch { canAmend } } }";
    let seen = elena.ok(own, json!({ "id": request["id"] })).await;
    assert_eq!(seen["assistanceRequest"]["dispatch"]["canAmend"], false, "a patient reviews nothing");
    // Booked before the message left: there is nothing to amend, and soon nothing to say.
    let slot = desk::free_slot(&elena).await;
    let input = json!({ "slotId": slot, "idempotencyKey": tests::fresh_key() });
    elena.done("bookAppointment", "BookAppointmentInput", input, "").await;
    let look = "query($id: ID!) { assistanceRequest(id: $id) { state dispatch { state canAmend } } }";
    let seen = async || operator.ok(look, json!({ "id": request["id"] })).await["assistanceRequest"].clone();
    let booked = seen().await;
    assert_eq!((&booked["state"], &booked["dispatch"]["canAmend"]), (&json!("BOOKED"), &json!(false)));
    app.clock.advance(Duration::minutes(15));
    app.run_due().await;
    assert_eq!(seen().await["dispatch"], json!(null));
}
