//! Holding, booking, moving and cancelling, by the patient, by the holder of a link and by an operator.

mod calendar;
mod cells;
mod changes;
mod links;
mod moving;
mod refusals;
mod sites;

use asistencia::platform::global_id::GlobalId;
use chrono::Duration;
use entity::ids::ServiceId;
use serde_json::{Value, json};
use tests::{Client, TestApp, fresh_key, world};

/// The day after the stories' first: far enough from now for every notice.
const TOMORROW: &str = "2026-03-03";

const BOOKED: &str = "appointment { id startsAt state canCancel canReschedule order { id } \
    assistanceRequest { id state } } offers { id startsAt }";

/// An order of this patient that an operator confirmed for these services; its message has not left yet.
async fn confirmed(app: &TestApp, patient: &Client, services: &[ServiceId]) -> Value {
    let request = patient.submit_order(1).await;
    let ids: Vec<_> = services.iter().map(|id| json!(id.to_global())).collect();
    app.operator().await.confirm(&request, &ids).await
}

/// The same, with the message on its way and the link in it opened.
async fn journey_of(app: &TestApp, national_id: &str, services: &[ServiceId]) -> (Value, Client) {
    let request = confirmed(app, &app.patient_with(national_id).await, services).await;
    app.clock.advance(Duration::minutes(15));
    app.run_due().await;
    (request, app.journey(&national_id[national_id.len() - 4..]).await)
}

/// Slots for services, from a day on.
async fn slots(client: &Client, services: &[ServiceId], from: &str, first: usize) -> Vec<Value> {
    let ids: Vec<_> = services.iter().map(|id| json!(id.to_global())).collect();
    let found = client
        .ok(
            "query($i: SlotSearchInput!, $n: Int) { slots(input: $i, first: $n) { nodes { id startsAt endsAt \
             segments { service { id } startsAt endsAt } resources { name } } } }",
            json!({ "i": { "serviceIds": ids, "from": from }, "n": first }),
        )
        .await;
    found["slots"]["nodes"].as_array().expect("slots").clone()
}

async fn slot(client: &Client, services: &[ServiceId]) -> Value {
    slots(client, services, TOMORROW, 1).await[0].clone()
}

/// Tries to book, with a fresh key.
async fn book(client: &Client, what: Value) -> Value {
    let mut input = what;
    input["idempotencyKey"] = json!(fresh_key());
    client.mutate("bookAppointment", "BookAppointmentInput", input, BOOKED).await
}

async fn hold(client: &Client, slot: &Value) -> Value {
    let input = json!({ "slotId": slot["id"] });
    let selection = "hold { id expiresAt slot { id } } offers { id }";
    client.mutate("holdSlot", "HoldSlotInput", input, selection).await
}

async fn cancel(client: &Client, appointment: &Value) -> Value {
    let input = json!({ "id": appointment["id"], "reason": "No puedo ir" });
    client.mutate("cancelAppointment", "CancelAppointmentInput", input, BOOKED).await
}

async fn reschedule(client: &Client, appointment: &Value, slot: &Value) -> Value {
    let input = json!({ "id": appointment["id"], "slotId": slot["id"], "idempotencyKey": fresh_key() });
    client.mutate("rescheduleAppointment", "RescheduleAppointmentInput", input, BOOKED).await
}

/// The code of a refusal; `OK` where there is none.
fn code(payload: &Value) -> &str {
    payload["userErrors"][0]["code"].as_str().unwrap_or("OK")
}

/// The refusal is about this input, and says this.
fn says(payload: &Value, input: &str, words: &str) {
    let error = &payload["userErrors"][0];
    assert_eq!(error["field"], json!(["input", input]), "{error}");
    assert!(error["message"].as_str().is_some_and(|message| message.contains(words)), "{error}");
}

fn ids(slots: &[Value]) -> Vec<&str> {
    slots.iter().map(|slot| slot["id"].as_str().expect("an id")).collect()
}

#[tokio::test]
async fn slots_for_one_service_and_for_several() {
    let app = TestApp::start().await;
    let patient = app.patient().await;
    // It is Monday 09:00; the scanner works from 8 to 12 and what is over is not offered.
    let today = slots(&patient, &[world::ABDOMINAL], "2026-03-02", 3).await;
    let starts: Vec<_> = today.iter().map(|slot| slot["startsAt"].as_str().expect("a start")).collect();
    assert_eq!(
        starts,
        ["2026-03-02T12:00:00+00:00", "2026-03-02T12:20:00+00:00", "2026-03-02T12:40:00+00:00"]
    );

    let both = &slots(&patient, &[world::ABDOMINAL, world::RENAL], TOMORROW, 1).await[0];
    assert_eq!(
        (both["startsAt"].as_str(), both["endsAt"].as_str()),
        (Some("2026-03-03T11:00:00+00:00"), Some("2026-03-03T11:35:00+00:00"))
    );
    let segments = both["segments"].as_array().expect("segments");
    assert_eq!(segments.len(), 2);
    assert_eq!(segments[0]["endsAt"], segments[1]["startsAt"], "no wait between them");
    assert_eq!(both["resources"].as_array().map(Vec::len), Some(1), "the same device");

    // Nothing on the weekend, nothing for what no device does.
    assert_eq!(
        slots(&patient, &[world::ABDOMINAL], "2026-03-07", 1).await[0]["startsAt"],
        "2026-03-09T11:00:00+00:00"
    );
    assert_eq!(slots(&patient, &[world::SLOTLESS], TOMORROW, 5).await, Vec::<Value>::new());
    // Studies that do not go together, and those of another clinic, are refused.
    let together = |services: Vec<Value>| json!({ "i": { "serviceIds": services, "from": TOMORROW } });
    let query = "query($i: SlotSearchInput!) { slots(input: $i) { nodes { id } } }";
    for services in [
        vec![json!(world::KNEE_MRI.to_global()), json!(world::ABDOMINAL.to_global())],
        vec![json!(world::OTHER_SERVICE.to_global())],
        vec![json!("made up")],
        vec![],
    ] {
        assert_eq!(patient.error(query, together(services)).await, "BAD_USER_INPUT");
    }
}

#[tokio::test]
async fn a_patient_holds_a_slot_and_books_it() {
    let app = TestApp::start().await;
    let (elena, mario) = (app.patient().await, app.patient_with("28333444").await);
    let request = confirmed(&app, &elena, &[world::ABDOMINAL, world::RENAL]).await;
    let services = [world::RENAL, world::ABDOMINAL];
    let first = slot(&elena, &services).await;
    let held = hold(&elena, &first).await;
    assert_eq!(held["hold"]["expiresAt"], "2026-03-02T12:10:00+00:00");

    // To others it is gone, to her it is still there.
    assert_ne!(slot(&mario, &services).await["id"], first["id"]);
    assert_eq!(slot(&elena, &services).await["id"], first["id"]);
    confirmed(&app, &mario, &services).await;
    let refused = book(&mario, json!({ "slotId": first["id"] })).await;
    assert_eq!(code(&refused), "SLOT_TAKEN");
    assert!(!refused["offers"].as_array().expect("offers").is_empty());
    assert_eq!(code(&book(&mario, json!({ "holdId": held["hold"]["id"] })).await), "NOT_FOUND");

    let booked = book(&elena, json!({ "holdId": held["hold"]["id"] })).await;
    assert_eq!((code(&booked), &booked["appointment"]["startsAt"]), ("OK", &first["startsAt"]));
    assert_eq!(booked["appointment"]["assistanceRequest"], json!({ "id": request["id"], "state": "BOOKED" }));
    assert!(booked["appointment"]["order"]["id"].is_string(), "the order is attached");
}

#[tokio::test]
async fn a_new_hold_gives_up_the_older_one() {
    let app = TestApp::start().await;
    let (elena, mario) = (app.patient().await, app.patient_with("28333444").await);
    confirmed(&app, &elena, &[world::ABDOMINAL]).await;
    let free = slots(&elena, &[world::ABDOMINAL], TOMORROW, 2).await;
    let older = hold(&elena, &free[0]).await;
    assert_eq!(code(&hold(&elena, &free[1]).await), "OK");
    let seen = slots(&mario, &[world::ABDOMINAL], TOMORROW, 2).await;
    assert_eq!(seen[0]["id"], free[0]["id"]);
    assert_ne!(seen[1]["id"], free[1]["id"]);
    let refused = book(&elena, json!({ "holdId": older["hold"]["id"] })).await;
    assert_eq!(code(&refused), "HOLD_EXPIRED");
    says(&refused, "holdId", "Elegiste otro horario después de este");
    // Later it is still what happened to it, though its time is over by then.
    app.clock.advance(Duration::minutes(30));
    says(&book(&elena, json!({ "holdId": older["hold"]["id"] })).await, "holdId", "Elegiste otro horario");
}

#[tokio::test]
async fn a_hold_that_is_asked_for_again_is_the_same_and_runs_out_as_it_would() {
    let app = TestApp::start().await;
    let elena = app.patient().await;
    confirmed(&app, &elena, &[world::ABDOMINAL]).await;
    let free = slots(&elena, &[world::ABDOMINAL], TOMORROW, 2).await;
    let key = tests::fresh_key();
    let again = async |slot: &Value| {
        let input = json!({ "slotId": slot["id"], "idempotencyKey": key });
        elena.mutate("holdSlot", "HoldSlotInput", input, "hold { id expiresAt slot { id startsAt } }").await
    };
    let first = again(&free[0]).await;
    assert_eq!(code(&first), "OK");
    app.clock.advance(Duration::minutes(4));
    assert_eq!(again(&free[0]).await, first);
    let other = again(&free[1]).await;
    assert_eq!(code(&other), "CONFLICT");
    says(&other, "idempotencyKey", "otro pedido");
    // Without the key it is another hold, and the first one stays what it was.
    let newer = hold(&elena, &free[0]).await;
    assert_ne!(newer["hold"]["expiresAt"], first["hold"]["expiresAt"]);
    assert_eq!(again(&free[0]).await, first);
    assert_eq!(code(&book(&elena, json!({ "holdId": newer["hold"]["id"] })).await), "OK");
}

#[tokio::test]
async fn a_hold_runs_out() {
    let app = TestApp::start().await;
    let (elena, mario) = (app.patient().await, app.patient_with("28333444").await);
    confirmed(&app, &elena, &[world::ABDOMINAL]).await;
    confirmed(&app, &mario, &[world::ABDOMINAL]).await;
    let wanted = slot(&elena, &[world::ABDOMINAL]).await;
    let held = hold(&elena, &wanted).await;
    app.clock.advance(Duration::minutes(10));
    let late = book(&elena, json!({ "holdId": held["hold"]["id"] })).await;
    assert_eq!(code(&late), "HOLD_EXPIRED");
    says(&late, "holdId", "Pasó el tiempo");
    assert_eq!(late["offers"][0]["id"], wanted["id"], "it may still be free");
    // Nothing has swept it, and yet it goes to whoever wants it.
    assert_eq!(code(&book(&mario, json!({ "slotId": wanted["id"] })).await), "OK");
    assert_eq!(code(&book(&elena, json!({ "slotId": wanted["id"] })).await), "SLOT_TAKEN");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_who_want_a_slot_one_gets_it() {
    let app = TestApp::start().await;
    let (_, elena) = journey_of(&app, "30111222", &[world::ABDOMINAL]).await;
    let (_, mario) = journey_of(&app, "28333444", &[world::ABDOMINAL]).await;
    for round in 0..12 {
        let wanted = slot(&elena, &[world::ABDOMINAL]).await;
        let both = [elena.clone(), mario.clone()].map(|client| {
            let what = json!({ "slotId": wanted["id"] });
            tokio::spawn(async move { (book(&client, what).await, client) })
        });
        let mut winners = Vec::new();
        for one in both {
            let (payload, client) = one.await.expect("an answer");
            match code(&payload) {
                "OK" => winners.push((payload["appointment"].clone(), client)),
                "SLOT_TAKEN" => {
                    let offers = payload["offers"].as_array().expect("offers");
                    assert!(
                        !offers.is_empty() && !ids(offers).contains(&wanted["id"].as_str().expect("an id"))
                    );
                    assert!(payload["appointment"].is_null());
                }
                other => panic!("round {round}: {other}"),
            }
        }
        let [(appointment, winner)] = &winners[..] else { panic!("round {round}: {} won", winners.len()) };
        assert_eq!(code(&cancel(winner, appointment).await), "OK");
    }
}

#[tokio::test]
async fn a_key_answers_with_the_first_result() {
    let app = TestApp::start().await;
    let patient = app.patient().await;
    confirmed(&app, &patient, &[world::ABDOMINAL]).await;
    let free = slots(&patient, &[world::ABDOMINAL], TOMORROW, 2).await;
    let input = |slot: &Value, key: &str| json!({ "slotId": slot["id"], "idempotencyKey": key });
    let again = async |slot: &Value, key: &str| {
        patient.mutate("bookAppointment", "BookAppointmentInput", input(slot, key), BOOKED).await
    };
    let first = again(&free[0], "one").await;
    assert_eq!(code(&first), "OK");
    assert_eq!(again(&free[0], "one").await["appointment"]["id"], first["appointment"]["id"]);
    assert_eq!(code(&again(&free[1], "one").await), "CONFLICT", "the key was for another slot");
    assert_eq!(code(&again(&free[1], "two").await), "CONFLICT", "the request has its appointment");
    let all = patient.ok("{ viewer { ... on Patient { appointments { nodes { id } } } } }", json!({})).await;
    assert_eq!(all["viewer"]["appointments"]["nodes"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn what_the_payer_does_not_cover_the_patient_may_pay() {
    let app = TestApp::start().await;
    let mario = app.patient_with("28333444").await;
    confirmed(&app, &mario, &[world::KNEE_MRI]).await;
    let wanted = slot(&mario, &[world::KNEE_MRI]).await;
    let refused = book(&mario, json!({ "slotId": wanted["id"] })).await;
    assert_eq!(code(&refused), "NOT_COVERED");
    assert!(refused["userErrors"][0]["message"].as_str().is_some_and(|words| !words.is_empty()));
    assert_eq!(code(&book(&mario, json!({ "slotId": wanted["id"], "selfPay": true })).await), "OK");
}
