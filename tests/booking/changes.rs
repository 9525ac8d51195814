//! Moving and cancelling, by patients until the clinic's notice and by staff until the start.

use asistencia::features::appointments::{read_slot_id, write_slot_id};
use asistencia::platform::global_id::GlobalId;
use chrono::{DateTime, Duration};
use entity::ids::ServiceId;
use serde_json::{Value, json};
use tests::{Client, TestApp, fresh_key, world};

use super::{TOMORROW, book, cancel, code, confirmed, hold, journey_of, reschedule, slot, slots};

async fn seen(client: &Client, appointment: &Value) -> Value {
    let query = "query($id: ID!) { appointment(id: $id) { id state startsAt canCancel canReschedule } }";
    client.ok(query, json!({ "id": appointment["id"] })).await["appointment"].clone()
}

/// What the fields promise about changing an appointment.
async fn promised(client: &Client, appointment: &Value) -> (bool, bool) {
    let seen = seen(client, appointment).await;
    let promise = |field: &str| seen[field].as_bool().expect("a boolean");
    (promise("canCancel"), promise("canReschedule"))
}

#[tokio::test]
async fn a_patient_moves_their_appointment() {
    let app = TestApp::start().await;
    let (elena, mario) = (app.patient().await, app.patient_with("28333444").await);
    confirmed(&app, &elena, &[world::ABDOMINAL]).await;
    confirmed(&app, &mario, &[world::ABDOMINAL]).await;
    let free = slots(&elena, &[world::ABDOMINAL], TOMORROW, 3).await;
    let mine = book(&elena, json!({ "slotId": free[0]["id"] })).await["appointment"].clone();
    let his = book(&mario, json!({ "slotId": free[1]["id"] })).await["appointment"].clone();
    assert_eq!(code(&reschedule(&elena, &mine, &free[1]).await), "SLOT_TAKEN");
    assert_eq!(seen(&elena, &mine).await["startsAt"], free[0]["startsAt"], "she still has hers");
    let moved = reschedule(&elena, &mine, &free[2]).await;
    assert_eq!((code(&moved), &moved["appointment"]["startsAt"]), ("OK", &free[2]["startsAt"]));
    assert_eq!(moved["appointment"]["assistanceRequest"]["state"], "BOOKED");
    // What she left is free, and what she has is not.
    assert_eq!(slot(&mario, &[world::ABDOMINAL]).await["id"], free[0]["id"]);
    assert_eq!(code(&reschedule(&mario, &his, &free[2]).await), "SLOT_TAKEN");

    // Somebody else's appointment, other studies, and what is no appointment.
    assert_eq!(code(&reschedule(&mario, &mine, &free[0]).await), "NOT_FOUND");
    let renal = slot(&elena, &[world::RENAL]).await;
    assert_eq!(code(&reschedule(&elena, &mine, &renal).await), "INVALID");
    assert_eq!(code(&reschedule(&elena, &json!({ "id": "made up" }), &free[0]).await), "NOT_FOUND");
    assert_eq!(code(&cancel(&mario, &mine).await), "NOT_FOUND");
    let stranger = app.staff("operadora@otra.example").await;
    assert_eq!(code(&cancel(&stranger, &mine).await), "NOT_FOUND");
    assert_eq!(seen(&stranger, &mine).await, Value::Null);
}

#[tokio::test]
async fn where_a_visit_is_now_is_not_offered_to_who_moves_it() {
    let app = TestApp::start().await;
    let elena = app.patient().await;
    confirmed(&app, &elena, &[world::ABDOMINAL]).await;
    let free = slots(&elena, &[world::ABDOMINAL], TOMORROW, 3).await;
    let mine = book(&elena, json!({ "slotId": free[1]["id"] })).await["appointment"].clone();
    let offered = async |client: &Client| {
        let query = "query($i: SlotSearchInput!) { slots(input: $i, first: 2) { nodes { startsAt } } }";
        let input =
            json!({ "serviceIds": [world::ABDOMINAL.to_global()], "from": TOMORROW, "movingId": mine["id"] });
        let nodes = client.ok(query, json!({ "i": input })).await["slots"]["nodes"].clone();
        [nodes[0]["startsAt"].clone(), nodes[1]["startsAt"].clone()]
    };
    let others = [free[0]["startsAt"].clone(), free[2]["startsAt"].clone()];
    assert_eq!(offered(&elena).await, others);
    assert_eq!(offered(&app.operator().await).await, others);
}

#[tokio::test]
async fn a_visit_may_move_by_less_than_its_length() {
    let app = TestApp::start().await;
    let elena = app.patient().await;
    confirmed(&app, &elena, &[world::ABDOMINAL]).await;
    let free = slot(&elena, &[world::ABDOMINAL]).await;
    let mine = book(&elena, json!({ "slotId": free["id"] })).await["appointment"].clone();
    let mut chosen = read_slot_id(free["id"].as_str().expect("an id")).expect("a slot");
    chosen.segments[0].start += 1;
    let later = json!({ "id": write_slot_id(chosen.site, &chosen.segments) });
    let moved = reschedule(&elena, &mine, &later).await;
    assert_eq!(
        (code(&moved), moved["appointment"]["startsAt"].as_str()),
        ("OK", Some("2026-03-03T11:05:00+00:00"))
    );
    // The same key again, after it was moved on and back.
    let input = json!({ "id": mine["id"], "slotId": free["id"], "idempotencyKey": "back" });
    for _ in 0..2 {
        elena.done("rescheduleAppointment", "RescheduleAppointmentInput", input.clone(), "").await;
    }
    assert_eq!(seen(&elena, &mine).await["startsAt"], free["startsAt"]);
}

#[tokio::test]
async fn an_appointment_moves_though_its_service_is_no_longer_offered() {
    let app = TestApp::start().await;
    let (admin, operator) = (app.admin().await, app.operator().await);
    let (elena, mario) = (app.patient().await, app.patient_with("28333444").await);
    let both = [world::ABDOMINAL, world::RENAL];
    confirmed(&app, &elena, &both).await;
    confirmed(&app, &mario, &both).await;
    let free = slots(&elena, &both, TOMORROW, 12).await;
    let mine = book(&elena, json!({ "slotId": free[0]["id"] })).await["appointment"].clone();
    let input = json!({ "id": world::RENAL.to_global(), "version": 1, "disabled": true });
    admin.done("updateService", "UpdateServiceInput", input, "").await;

    // Nothing new is booked.
    let query = "query($i: SlotSearchInput!) { slots(input: $i, first: 1) { nodes { id startsAt } } }";
    let search = |moving: &Value, services: &[ServiceId]| {
        let services: Vec<_> = services.iter().map(|id| json!(id.to_global())).collect();
        json!({ "i": { "serviceIds": services, "from": TOMORROW, "movingId": moving } })
    };
    assert_eq!(code(&book(&mario, json!({ "slotId": free[1]["id"] })).await), "NOT_FOUND");
    assert_eq!(code(&hold(&mario, &free[1]).await), "NOT_FOUND");
    for (client, moving, services) in [
        (&mario, &Value::Null, &both[..]),
        (&mario, &mine["id"], &both[..]),
        (&elena, &mine["id"], &both[1..]),
        (&elena, &mine["id"], &[world::RENAL, world::RENAL][..]),
    ] {
        assert_eq!(client.error(query, search(moving, services)).await, "BAD_USER_INPUT");
    }

    // What is booked is moved, by the patient and by the clinic, and finds others where the slot is gone.
    let offered = elena.ok(query, search(&mine["id"], &both)).await["slots"]["nodes"][0].clone();
    assert_eq!(code(&hold(&elena, &free[11]).await), "OK");
    assert_eq!(code(&reschedule(&elena, &mine, &offered).await), "OK");
    assert_eq!(code(&reschedule(&operator, &mine, &free[2]).await), "OK");
    assert_eq!(seen(&elena, &mine).await["startsAt"], free[2]["startsAt"]);
    let mut gone = read_slot_id(free[0]["id"].as_str().expect("an id")).expect("a slot");
    gone.segments.iter_mut().for_each(|segment| segment.start -= 12);
    let early = json!({ "id": write_slot_id(gone.site, &gone.segments) });
    let refused = reschedule(&elena, &mine, &early).await;
    assert_eq!(code(&refused), "SLOT_TAKEN", "before the doors open");
    assert_eq!(refused["offers"][0]["startsAt"], free[0]["startsAt"]);
}

#[tokio::test]
async fn the_notice_binds_patients_and_not_operators() {
    let app = TestApp::start().await;
    let (_, journey) = journey_of(&app, "30111222", &[world::ABDOMINAL]).await;
    let free = slots(&journey, &[world::ABDOMINAL], TOMORROW, 2).await;
    let mine = book(&journey, json!({ "slotId": free[0]["id"] })).await["appointment"].clone();
    assert_eq!((&mine["canCancel"], &mine["canReschedule"]), (&json!(true), &json!(true)));
    let start = DateTime::parse_from_rfc3339(mine["startsAt"].as_str().expect("a start"))
        .expect("an instant")
        .to_utc();
    let until = |left: Duration| start - left - app.app.now();

    // Two hours and a bit: everybody may. What the fields say is what happens.
    app.clock.advance(until(Duration::minutes(121)));
    let patient_before = app.patient().await;
    for client in [&patient_before, &journey, &app.operator().await] {
        assert_eq!(promised(client, &mine).await, (true, true));
    }
    app.clock.advance(until(Duration::minutes(119)));
    for client in [&patient_before, &journey] {
        assert_eq!(promised(client, &mine).await, (false, false));
        assert_eq!(code(&cancel(client, &mine).await), "CONFLICT");
        assert_eq!(code(&reschedule(client, &mine, &free[1]).await), "CONFLICT");
    }
    let operator_now = app.operator().await;
    assert_eq!(promised(&operator_now, &mine).await, (true, true));
    assert_eq!(code(&reschedule(&operator_now, &mine, &free[1]).await), "OK");

    // It has begun: nobody may.
    app.clock.advance(until(Duration::minutes(-30)));
    for client in [&patient_before, &journey, &operator_now] {
        assert_eq!(promised(client, &mine).await, (false, false));
        assert_eq!(code(&cancel(client, &mine).await), "CONFLICT");
    }
}

#[tokio::test]
async fn cancelling_opens_the_request_again() {
    let app = TestApp::start().await;
    let (request, journey) = journey_of(&app, "30111222", &[world::ABDOMINAL]).await;
    let operator = app.operator().await;
    let free = slot(&journey, &[world::ABDOMINAL]).await;
    let first = book(&journey, json!({ "slotId": free["id"] })).await["appointment"].clone();
    let cancelled = cancel(&journey, &first).await;
    assert_eq!((code(&cancelled), &cancelled["appointment"]["state"]), ("OK", &json!("CANCELLED")));
    assert_eq!(operator.request_now(&request).await["state"], "DISPATCHED");
    assert_eq!(promised(&journey, &first).await, (false, false));
    assert_eq!(code(&cancel(&journey, &first).await), "CONFLICT");
    assert_eq!(code(&reschedule(&journey, &first, &free).await), "CONFLICT");

    // The link leads on: the same slot is free again. When staff cancel, a person has to look.
    let second = book(&journey, json!({ "slotId": free["id"] })).await["appointment"].clone();
    assert_eq!(code(&cancel(&operator, &second).await), "OK");
    assert_eq!(operator.request_now(&request).await["state"], "NEEDS_ATTENTION");
    assert_eq!(
        code(&book(&journey, json!({ "slotId": free["id"] })).await),
        "OK",
        "and the patient need not wait for it"
    );

    let words = json!({ "id": first["id"], "reason": "x".repeat(501) });
    assert_eq!(operator.refused("cancelAppointment", "CancelAppointmentInput", words).await, "INVALID");
}

#[tokio::test]
async fn an_operator_books_while_the_patient_holds() {
    let app = TestApp::start().await;
    let (request, journey) = journey_of(&app, "30111222", &[world::ABDOMINAL]).await;
    let (_, other) = journey_of(&app, "28333444", &[world::ABDOMINAL]).await;
    let operator = app.operator().await;
    let free = slots(&journey, &[world::ABDOMINAL], TOMORROW, 3).await;
    let held = hold(&journey, &free[0]).await;
    let theirs = hold(&other, &free[1]).await;
    let assign = async |slot: &Value| {
        let version = operator.request_now(&request).await["version"].clone();
        let input = json!({ "id": request["id"], "version": version, "slotId": slot["id"], "idempotencyKey": fresh_key() });
        operator
            .mutate(
                "assignAppointment",
                "AssignAppointmentInput",
                input,
                "assistanceRequest { state appointment { startsAt } } offers { id }",
            )
            .await
    };
    // What somebody else holds is taken for staff too; what this patient holds is theirs.
    let refused = assign(&free[1]).await;
    assert_eq!(code(&refused), "SLOT_TAKEN");
    assert!(!refused["offers"].as_array().expect("offers").is_empty());
    let assigned = assign(&free[0]).await;
    assert_eq!((code(&assigned), &assigned["assistanceRequest"]["state"]), ("OK", &json!("BOOKED")));
    assert_eq!(assigned["assistanceRequest"]["appointment"]["startsAt"], free[0]["startsAt"]);
    // The patient, a moment later: the link leads on to the appointment, and there is nothing left to book.
    let seen = journey.ok("{ journey { appointment { startsAt } } }", json!({})).await;
    assert_eq!(seen["journey"]["appointment"]["startsAt"], free[0]["startsAt"]);
    assert_eq!(code(&book(&journey, json!({ "holdId": held["hold"]["id"] })).await), "CONFLICT");
    let patient = app.patient().await;
    assert_eq!(code(&book(&patient, json!({ "holdId": held["hold"]["id"] })).await), "CONFLICT");
    assert_eq!(code(&book(&other, json!({ "holdId": theirs["hold"]["id"] })).await), "OK");
}

#[tokio::test]
async fn a_link_that_waits_is_still_owed_after_a_booking_that_was_called_off() {
    let app = TestApp::start().await;
    let (operator, patient) = (app.operator().await, app.patient().await);
    let request = confirmed(&app, &patient, &[world::ABDOMINAL]).await;
    // The patient does not wait for the message: they are signed in, book, and think better of it.
    let free = slot(&patient, &[world::ABDOMINAL]).await;
    let booked = book(&patient, json!({ "slotId": free["id"] })).await["appointment"].clone();
    assert_eq!(code(&cancel(&patient, &booked).await), "OK");
    assert_eq!(operator.request_now(&request).await["state"], "DISPATCH_PLANNED");
    app.clock.advance(Duration::minutes(15));
    app.run_due().await;
    assert_eq!(operator.request_now(&request).await["state"], "DISPATCHED");
    assert!(!app.newest_link().is_empty());
}
