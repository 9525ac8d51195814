//! Moving an appointment by way of a hold: what is looked at again stays free for who looks at it.

use asistencia::features::appointments::{Cell, read_slot_id, write_slot_id};
use chrono::Duration;
use serde_json::{Value, json};
use tests::{Client, TestApp, fresh_key, world};

use super::{BOOKED, TOMORROW, book, cancel, code, confirmed, hold, journey_of, reschedule, says, slots};

/// Holds a slot to which an appointment is to be moved.
pub async fn hold_to_move(client: &Client, appointment: &Value, slot: &Value) -> Value {
    let input = json!({ "slotId": slot["id"], "movingId": appointment["id"] });
    client.mutate("holdSlot", "HoldSlotInput", input, "hold { id expiresAt slot { id } } offers { id }").await
}

/// Moves an appointment to what is held.
pub async fn move_to_held(client: &Client, appointment: &Value, held: &Value) -> Value {
    let input =
        json!({ "id": appointment["id"], "holdId": held["hold"]["id"], "idempotencyKey": fresh_key() });
    client.mutate("rescheduleAppointment", "RescheduleAppointmentInput", input, BOOKED).await
}

/// Somebody with an appointment that they came to by their link.
async fn booked(app: &TestApp, national_id: &str, nth: usize) -> (Client, Value) {
    let (_, holder) = journey_of(app, national_id, &[world::ABDOMINAL]).await;
    let free = slots(&holder, &[world::ABDOMINAL], TOMORROW, 4).await;
    let mine = book(&holder, json!({ "slotId": free[nth]["id"] })).await["appointment"].clone();
    (holder, mine)
}

/// The same slot, a bit later.
fn later(slot: &Value, cells: Cell) -> Value {
    let mut slot = read_slot_id(slot["id"].as_str().expect("an id")).expect("a slot");
    for segment in &mut slot.segments {
        segment.start += cells;
    }
    json!({ "id": write_slot_id(slot.site, &slot.segments) })
}

#[tokio::test]
async fn of_two_phones_that_look_at_one_slot_the_first_has_it() {
    let app = TestApp::start().await;
    let (elena, hers) = booked(&app, "30111222", 0).await;
    let (mario, his) = booked(&app, "28333444", 1).await;
    let wanted = slots(&elena, &[world::ABDOMINAL], TOMORROW, 3).await[0].clone();
    let held = hold_to_move(&elena, &hers, &wanted).await;
    assert_eq!((code(&held), &held["hold"]["slot"]["id"]), ("OK", &wanted["id"]));
    // The other phone hears of it as soon as it wants to look, and is shown what is left.
    let late = hold_to_move(&mario, &his, &wanted).await;
    assert_eq!((code(&late), &late["hold"]), ("SLOT_TAKEN", &Value::Null));
    assert!(late["offers"].as_array().is_some_and(|offers| !offers.is_empty() && offers[0] != wanted));
    assert_eq!(code(&reschedule(&mario, &his, &wanted).await), "SLOT_TAKEN");
    let moved = move_to_held(&elena, &hers, &held).await;
    assert_eq!((code(&moved), &moved["appointment"]["startsAt"]), ("OK", &wanted["startsAt"]));
    // What she left is free for him.
    let left = json!({ "id": slots(&mario, &[world::ABDOMINAL], TOMORROW, 1).await[0]["id"] });
    let held = hold_to_move(&mario, &his, &left).await;
    let moved = move_to_held(&mario, &his, &held).await;
    assert_eq!(moved["appointment"]["startsAt"], hers["startsAt"]);
    // A hold moves once; the same key again is the same move.
    assert_eq!(code(&move_to_held(&mario, &his, &held).await), "HOLD_EXPIRED");
    assert_eq!(code(&move_to_held(&elena, &hers, &held).await), "NOT_FOUND", "it was his");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn however_close_they_come_one_gets_it() {
    let app = TestApp::start().await;
    let (elena, hers) = booked(&app, "30111222", 0).await;
    let (mario, his) = booked(&app, "28333444", 1).await;
    for round in 0..8 {
        let wanted = slots(&elena, &[world::ABDOMINAL], TOMORROW, 4).await[round % 4].clone();
        let both = [(elena.clone(), hers.clone()), (mario.clone(), his.clone())].map(|(client, own)| {
            let wanted = wanted.clone();
            tokio::spawn(async move {
                let held = hold_to_move(&client, &own, &wanted).await;
                if code(&held) == "OK" { move_to_held(&client, &own, &held).await } else { held }
            })
        });
        let mut codes = Vec::new();
        for one in both {
            codes.push(code(&one.await.expect("an answer")).to_owned());
        }
        codes.sort();
        assert_eq!(codes, ["OK", "SLOT_TAKEN"], "round {round}");
    }
}

#[tokio::test]
async fn a_hold_for_moving_runs_out_and_the_appointment_stays() {
    let app = TestApp::start().await;
    let (elena, hers) = booked(&app, "30111222", 0).await;
    let wanted = slots(&elena, &[world::ABDOMINAL], TOMORROW, 3).await[2].clone();
    let held = hold_to_move(&elena, &hers, &wanted).await;
    app.clock.advance(Duration::minutes(10));
    let late = move_to_held(&elena, &hers, &held).await;
    assert_eq!(code(&late), "HOLD_EXPIRED");
    assert!(late["offers"].as_array().is_some_and(|offers| !offers.is_empty()), "others are offered");
    let seen = elena.ok("{ journey { appointment { startsAt } } }", json!({})).await;
    assert_eq!(seen["journey"]["appointment"]["startsAt"], hers["startsAt"]);
    // It is held once more and counts.
    let held = hold_to_move(&elena, &hers, &wanted).await;
    assert_eq!(code(&move_to_held(&elena, &hers, &held).await), "OK");
}

#[tokio::test]
async fn moving_by_less_than_its_length_needs_only_what_it_has_not() {
    let app = TestApp::start().await;
    let (elena, hers) = booked(&app, "30111222", 0).await;
    let own = slots(&app.patient_with("28333444").await, &[world::ABDOMINAL], TOMORROW, 1).await[0].clone();
    // The slot after hers, drawn back by two cells: it begins within her own time.
    let wanted = later(&own, -2);
    let held = hold_to_move(&elena, &hers, &wanted).await;
    assert_eq!(code(&held), "OK", "{held}");
    // Without saying what is moved, her own appointment stands in the way.
    assert_eq!(code(&hold(&elena, &wanted).await), "SLOT_TAKEN");
    let held = hold_to_move(&elena, &hers, &wanted).await;
    assert_eq!(code(&move_to_held(&elena, &hers, &held).await), "OK");
    // Where staff call it off meanwhile, the hold ends with it.
    let held = hold_to_move(&elena, &hers, &own).await;
    app.clock.advance(Duration::seconds(1));
    assert_eq!(code(&cancel(&app.operator().await, &hers).await), "OK");
    assert_eq!(code(&move_to_held(&elena, &hers, &held).await), "CONFLICT");
    let refused = book(&elena, json!({ "holdId": held["hold"]["id"] })).await;
    assert_eq!(code(&refused), "HOLD_EXPIRED");
    says(&refused, "holdId", "tu turno cambió después");
}

#[tokio::test]
async fn an_appointment_that_goes_where_it_is_has_not_moved() {
    let app = TestApp::start().await;
    let (elena, hers) = booked(&app, "30111222", 1).await;
    let own = slots(&elena, &[world::ABDOMINAL], TOMORROW, 2).await[0].clone();
    app.run_due().await;
    let told = app.sent().len();
    let away = reschedule(&elena, &hers, &own).await["appointment"].clone();
    assert_ne!(away["startsAt"], hers["startsAt"]);
    app.run_due().await;
    assert_eq!(app.sent().len(), told + 1, "the move is told once");
    // The same slot at once, and by way of a hold: nobody is told of a move, and the hold is over.
    assert_eq!(reschedule(&elena, &away, &own).await["appointment"], away);
    let held = hold_to_move(&elena, &away, &own).await;
    assert_eq!(code(&held), "OK", "{held}");
    assert_eq!(move_to_held(&elena, &away, &held).await["appointment"], away);
    assert_eq!(code(&move_to_held(&elena, &away, &held).await), "HOLD_EXPIRED");
    app.run_due().await;
    assert_eq!(app.sent().len(), told + 1);
}

#[tokio::test]
async fn only_ones_own_appointment_and_only_where_it_may_be_moved() {
    let app = TestApp::start().await;
    let (elena, hers) = booked(&app, "30111222", 0).await;
    let (mario, his) = booked(&app, "28333444", 1).await;
    let free = slots(&mario, &[world::ABDOMINAL], TOMORROW, 2).await[0].clone();
    let refused = hold_to_move(&mario, &hers, &free).await;
    assert_eq!(
        (code(&refused), &refused["userErrors"][0]["field"]),
        ("NOT_FOUND", &json!(["input", "movingId"]))
    );
    assert_eq!(code(&hold_to_move(&mario, &json!({ "id": "made up" }), &free).await), "NOT_FOUND");
    let other = slots(&mario, &[world::RENAL], TOMORROW, 1).await[0].clone();
    assert_eq!(code(&hold_to_move(&mario, &his, &other).await), "INVALID");
    // Staff move at once, and neither hold nor know a patient's hold.
    let operator = app.operator().await;
    let held = hold_to_move(&mario, &his, &free).await;
    assert_eq!(code(&move_to_held(&operator, &his, &held).await), "NOT_FOUND");
    for input in [
        json!({ "id": his["id"], "idempotencyKey": fresh_key() }),
        json!({ "id": his["id"], "slotId": free["id"], "holdId": held["hold"]["id"], "idempotencyKey": fresh_key() }),
    ] {
        let refused =
            mario.mutate("rescheduleAppointment", "RescheduleAppointmentInput", input, BOOKED).await;
        assert_eq!(code(&refused), "INVALID");
    }
    // Too late to move is too late to hold for it.
    confirmed(&app, &app.patient_with("28333444").await, &[world::RENAL]).await;
    app.clock.advance(Duration::hours(21) + Duration::minutes(30));
    assert_eq!(code(&hold_to_move(&elena, &hers, &free).await), "CONFLICT");
}
