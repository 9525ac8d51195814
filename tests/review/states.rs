//! What every mutation of the review answers in every state of a request.

use serde_json::{Value, json};
use tests::{Client, TestApp, world};

use super::desk::{self, MUTATIONS};

const STATES: [&str; 8] = [
    "PENDING_REVIEW",
    "AWAITING_PHOTO",
    "DISPATCH_PLANNED",
    "DISPATCHED",
    "NEEDS_ATTENTION",
    "BOOKED",
    "RESOLVED",
    "VOIDED",
];

/// What the mutations answer, a row a mutation, a column a state: the state afterwards, or the refusal.
#[rustfmt::skip]
const ANSWERS: [(&str, [&str; 8]); 12] = [
    ("claimAssistanceRequest", ["=", "=", "=", "=", "=", "ALREADY_RESOLVED", "ALREADY_RESOLVED", "ALREADY_RESOLVED"]),
    ("releaseAssistanceRequest", ["="; 8]),
    ("registerContact", ["="; 8]),
    ("resolveAssistanceRequest",
        ["RESOLVED", "RESOLVED", "RESOLVED", "RESOLVED", "RESOLVED",
         "ALREADY_RESOLVED", "ALREADY_RESOLVED", "ALREADY_RESOLVED"]),
    ("voidAssistanceRequest",
        ["VOIDED", "VOIDED", "VOIDED", "VOIDED", "VOIDED", "CONFLICT", "VOIDED", "ALREADY_RESOLVED"]),
    ("reopenAssistanceRequest",
        ["CONFLICT", "PENDING_REVIEW", "CONFLICT", "PENDING_REVIEW", "PENDING_REVIEW",
         "CONFLICT", "PENDING_REVIEW", "PENDING_REVIEW"]),
    ("requestNewPhoto",
        ["AWAITING_PHOTO", "CONFLICT", "CONFLICT", "ALREADY_DISPATCHED", "AWAITING_PHOTO",
         "ALREADY_RESOLVED", "ALREADY_RESOLVED", "ALREADY_RESOLVED"]),
    ("confirmDispatch",
        ["DISPATCH_PLANNED", "CONFLICT", "CONFLICT", "ALREADY_DISPATCHED", "DISPATCH_PLANNED",
         "ALREADY_RESOLVED", "ALREADY_RESOLVED", "ALREADY_RESOLVED"]),
    ("amendDispatch",
        ["CONFLICT", "CONFLICT", "DISPATCH_PLANNED", "ALREADY_DISPATCHED", "CONFLICT",
         "ALREADY_RESOLVED", "ALREADY_RESOLVED", "ALREADY_RESOLVED"]),
    ("cancelDispatch",
        ["CONFLICT", "CONFLICT", "PENDING_REVIEW", "ALREADY_DISPATCHED", "CONFLICT",
         "ALREADY_RESOLVED", "ALREADY_RESOLVED", "ALREADY_RESOLVED"]),
    ("assignAppointment",
        ["BOOKED", "BOOKED", "BOOKED", "BOOKED", "BOOKED",
         "ALREADY_RESOLVED", "ALREADY_RESOLVED", "ALREADY_RESOLVED"]),
    ("linkExternalAppointment",
        ["BOOKED", "BOOKED", "BOOKED", "BOOKED", "BOOKED",
         "ALREADY_RESOLVED", "ALREADY_RESOLVED", "ALREADY_RESOLVED"]),
];

/// A request that came into a state as requests do.
async fn request_in(app: &TestApp, operator: &Client, state: &str) -> Value {
    let fresh = desk::request(app).await;
    let request = match state {
        "PENDING_REVIEW" => desk::done(operator, "releaseAssistanceRequest", &fresh, json!({})).await,
        "AWAITING_PHOTO" => desk::done(operator, "requestNewPhoto", &fresh, json!({})).await,
        "DISPATCH_PLANNED" => desk::done(operator, "confirmDispatch", &fresh, json!({})).await,
        "DISPATCHED" | "NEEDS_ATTENTION" => {
            // For one there are free slots, for the other there never are.
            let service = if state == "DISPATCHED" { world::ABDOMINAL } else { world::SLOTLESS };
            let services = json!({ "serviceIds": desk::services(&[service]) });
            desk::done(operator, "confirmDispatch", &fresh, services).await;
            app.run_due().await;
            operator.request_now(&fresh).await
        }
        "BOOKED" => desk::done(operator, "linkExternalAppointment", &fresh, json!({})).await,
        "RESOLVED" => desk::done(operator, "resolveAssistanceRequest", &fresh, json!({})).await,
        _ => desk::done(operator, "voidAssistanceRequest", &fresh, json!({})).await,
    };
    assert_eq!(request["state"], state);
    request
}

#[tokio::test]
async fn every_mutation_answers_in_every_state_as_documented() {
    let app = TestApp::start().await;
    let operator = app.operator().await;
    desk::set(&app, json!({ "dispatchDelaySeconds": 0 })).await;
    assert_eq!(ANSWERS.map(|(mutation, _)| mutation), MUTATIONS);
    let mut surprises = Vec::new();
    for (mutation, answers) in ANSWERS {
        for (state, expected) in STATES.into_iter().zip(answers) {
            let request = request_in(&app, &operator, state).await;
            let answer = desk::attempt(&operator, mutation, &request, json!({})).await;
            let expected = if expected == "=" { state } else { expected };
            let found = match &answer {
                Ok(request) => request["state"].as_str().expect("a state"),
                Err(code) => code,
            };
            if found != expected {
                surprises.push(format!("{mutation} in {state}: {found}, not {expected}"));
            }
            if answer.is_err() {
                // A refusal leaves everything as it was.
                let now = operator.request_now(&request).await;
                assert_eq!((&now["state"], &now["version"]), (&json!(state), &request["version"]));
            }
        }
    }
    assert_eq!(surprises, Vec::<String>::new());
}

#[tokio::test]
async fn every_mutation_refuses_what_changed_since_it_was_read() {
    let app = TestApp::start().await;
    let (operator, colleague) = (app.operator().await, app.operator_2().await);
    desk::set(&app, json!({ "dispatchDelaySeconds": 0 })).await;
    for mutation in MUTATIONS {
        let state = match mutation {
            "amendDispatch" | "cancelDispatch" => "DISPATCH_PLANNED",
            "reopenAssistanceRequest" => "DISPATCHED",
            _ => "PENDING_REVIEW",
        };
        let request = request_in(&app, &operator, state).await;
        if mutation == "releaseAssistanceRequest" {
            desk::done(&operator, "claimAssistanceRequest", &request, json!({})).await;
        }
        desk::done(&colleague, "registerContact", &request, json!({})).await;
        assert_eq!(
            desk::refused(&operator, mutation, &request, json!({})).await,
            "STALE_VERSION",
            "{mutation}"
        );
        let current = operator.request_now(&request).await;
        assert_eq!(current["state"], state, "{mutation}");
        desk::done(&operator, mutation, &current, json!({})).await;
    }
}

#[tokio::test]
async fn requests_of_others_do_not_exist_and_only_staff_reviews() {
    let app = TestApp::start().await;
    let (operator, patient) = (app.operator().await, app.patient().await);
    let request = desk::request(&app).await;
    let foreign = desk::request_of(&app, world::OTHER_PATIENT).await;
    let nonsense = json!({ "id": "nonsense", "version": 1 });
    let slot = json!({ "slotId": desk::free_slot(&operator).await });
    for mutation in MUTATIONS {
        let more = if mutation == "assignAppointment" { slot.clone() } else { json!({}) };
        for unknown in [&foreign, &nonsense] {
            assert_eq!(
                desk::refused(&operator, mutation, unknown, more.clone()).await,
                "NOT_FOUND",
                "{mutation}"
            );
        }
        let query = mutation_text(mutation);
        for (client, code) in [(&patient, "FORBIDDEN"), (&app.anonymous(), "UNAUTHENTICATED")] {
            let input = json!({ "input": input_of(mutation, &request) });
            assert_eq!(client.error(&query, input).await, code, "{mutation}");
        }
    }
    let now = operator.request_now(&request).await;
    assert_eq!((&now["state"], &now["version"]), (&json!("PENDING_REVIEW"), &json!(1)));
}

fn mutation_text(mutation: &str) -> String {
    let kind = match mutation {
        "confirmDispatch" | "amendDispatch" => "ConfirmDispatchInput".to_owned(),
        "claimAssistanceRequest"
        | "releaseAssistanceRequest"
        | "reopenAssistanceRequest"
        | "cancelDispatch" => "AssistanceRequestInput".to_owned(),
        other => format!("{}{}Input", other[..1].to_uppercase(), &other[1..]),
    };
    format!("mutation($input: {kind}!) {{ {mutation}(input: $input) {{ userErrors {{ code }} }} }}")
}

fn input_of(mutation: &str, request: &Value) -> Value {
    let mut input = json!({ "id": request["id"], "version": 1 });
    let more = match mutation {
        "registerContact" => json!({ "message": "x" }),
        "requestNewPhoto" => json!({ "reason": "x" }),
        "confirmDispatch" | "amendDispatch" => json!({ "serviceIds": [], "idempotencyKey": "x" }),
        "assignAppointment" => json!({ "slotId": "x", "idempotencyKey": "x" }),
        "linkExternalAppointment" => json!({ "externalId": "x", "startsAt": "2026-03-10T12:00:00Z" }),
        _ => json!({}),
    };
    for (key, value) in more.as_object().into_iter().flatten() {
        input[key] = value.clone();
    }
    input
}
