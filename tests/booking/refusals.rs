//! Slots that are none: whatever comes back from a client is checked by the rules that made the offer.

use asistencia::features::appointments::{Segment, read_slot_id, write_slot_id};
use asistencia::platform::global_id::GlobalId;
use serde_json::{Value, json};
use tests::{TestApp, fresh_key, world};

use super::{TOMORROW, book, code, confirmed, hold, slot, slots};

/// Cells of a day.
const DAY: i64 = 24 * 12;

#[tokio::test]
async fn slots_that_somebody_made_up() {
    let app = TestApp::start().await;
    let (patient, operator) = (app.patient().await, app.operator().await);
    let request = confirmed(&app, &patient, &[world::ABDOMINAL]).await;
    let good = slot(&patient, &[world::ABDOMINAL]).await["id"].as_str().expect("an id").to_owned();
    let segment = read_slot_id(&good).expect("a slot").segments[0];
    let moved =
        |cells: i64| write_slot_id(world::SITE, &[Segment { start: segment.start + cells, ..segment }]);
    let made = |change: &dyn Fn(&mut Segment)| {
        let mut other = segment;
        change(&mut other);
        write_slot_id(world::SITE, &[other])
    };
    let mut overlong = good.clone();
    overlong.push_str(&"A".repeat(500_000));
    for (what, id, patients, operators) in [
        ("no id", "made up".to_owned(), "NOT_FOUND", "NOT_FOUND"),
        ("nothing", String::new(), "NOT_FOUND", "NOT_FOUND"),
        ("too long", overlong, "NOT_FOUND", "NOT_FOUND"),
        ("the id of something else", world::ABDOMINAL.to_global().to_string(), "NOT_FOUND", "NOT_FOUND"),
        ("half of one", good[..good.len() / 2].to_owned(), "NOT_FOUND", "NOT_FOUND"),
        ("yesterday", moved(-DAY * 2), "SLOT_TAKEN", "SLOT_TAKEN"),
        ("an hour ago", moved(-DAY), "SLOT_TAKEN", "SLOT_TAKEN"),
        ("1970", made(&|segment| segment.start = 0), "SLOT_TAKEN", "SLOT_TAKEN"),
        ("the end of time", made(&|segment| segment.start = u32::MAX.into()), "SLOT_TAKEN", "SLOT_TAKEN"),
        ("before opening", moved(-1), "SLOT_TAKEN", "SLOT_TAKEN"),
        ("past closing", moved(4 * 12 - 3), "SLOT_TAKEN", "SLOT_TAKEN"),
        ("at night", moved(12 * 12), "SLOT_TAKEN", "SLOT_TAKEN"),
        ("on Saturday", moved(DAY * 4), "SLOT_TAKEN", "SLOT_TAKEN"),
        ("beyond the horizon", moved(DAY * 7 * 20), "SLOT_TAKEN", "OK"),
        ("by another device", made(&|segment| segment.resource = world::MAGNET), "NOT_FOUND", "NOT_FOUND"),
        (
            "by nothing",
            made(&|segment| segment.resource = entity::ids::ResourceId(world::SITE.0)),
            "NOT_FOUND",
            "NOT_FOUND",
        ),
        (
            "at a site that there is not",
            write_slot_id(entity::ids::SiteId(world::SCANNER.0), &[segment]),
            "SLOT_TAKEN",
            "SLOT_TAKEN",
        ),
        (
            "of another clinic",
            made(&|segment| segment.service = world::OTHER_SERVICE),
            "INVALID",
            "NOT_FOUND",
        ),
        ("of another study", made(&|segment| segment.service = world::RENAL), "INVALID", "OK"),
        (
            "twice the same",
            write_slot_id(world::SITE, &[segment, Segment { start: segment.start + 4, ..segment }]),
            "INVALID",
            "INVALID",
        ),
    ] {
        // An operator has no slot of their own to hold or to book as a patient, and may not guess either.
        let held = hold(&patient, &json!({ "id": id })).await;
        let booked = book(&patient, json!({ "slotId": id })).await;
        assert_eq!((code(&held), code(&booked)), (patients, patients), "{what}");
        if patients == "SLOT_TAKEN" && !["the end of time", "beyond the horizon"].contains(&what) {
            assert!(!booked["offers"].as_array().expect("offers").is_empty(), "{what}");
        }
        if operators != "OK" {
            let input = json!({ "id": request["id"], "version": request["version"], "slotId": id, "idempotencyKey": fresh_key() });
            let assigned = operator.mutate("assignAppointment", "AssignAppointmentInput", input, "").await;
            assert_eq!(code(&assigned), operators, "{what}");
        }
    }
    // Nothing of all this took a slot.
    assert_eq!(slot(&patient, &[world::ABDOMINAL]).await["id"], good.as_str());
    assert_eq!(code(&book(&patient, json!({ "slotId": good })).await), "OK");
}

#[tokio::test]
async fn the_slot_or_the_hold_and_nothing_else() {
    let app = TestApp::start().await;
    let patient = app.patient().await;
    confirmed(&app, &patient, &[world::ABDOMINAL]).await;
    let free = slot(&patient, &[world::ABDOMINAL]).await;
    let held = hold(&patient, &free).await;
    for (input, expected) in [
        (json!({}), "INVALID"),
        (json!({ "slotId": free["id"], "holdId": held["hold"]["id"] }), "INVALID"),
        (json!({ "slotId": null, "holdId": null }), "INVALID"),
        (json!({ "holdId": "made up" }), "NOT_FOUND"),
        (json!({ "holdId": free["id"] }), "NOT_FOUND"),
        (json!({ "slotId": held["hold"]["id"] }), "NOT_FOUND"),
        (json!({ "holdId": world::PATIENT.to_global() }), "NOT_FOUND"),
    ] {
        assert_eq!(code(&book(&patient, input.clone()).await), expected, "{input}");
    }
    for key in ["", &"x".repeat(201)] {
        let input = json!({ "slotId": free["id"], "idempotencyKey": key });
        assert_eq!(patient.refused("bookAppointment", "BookAppointmentInput", input).await, "INVALID");
    }
}

#[tokio::test]
async fn nobody_books_what_no_one_reviewed() {
    let app = TestApp::start().await;
    let (patient, operator) = (app.patient().await, app.operator().await);
    let free = slot(&patient, &[world::ABDOMINAL]).await;
    let attempt = async || code(&book(&patient, json!({ "slotId": free["id"] })).await).to_owned();
    assert_eq!(attempt().await, "INVALID", "there is no request at all");
    let request = patient.submit_order(1).await;
    assert_eq!(attempt().await, "INVALID", "it is not reviewed yet");
    let request = operator.confirm(&request, &[json!(world::ABDOMINAL.to_global())]).await;
    let input = json!({ "id": request["id"], "version": request["version"] });
    operator.done("cancelDispatch", "AssistanceRequestInput", input, "").await;
    assert!(["CONFLICT", "INVALID"].contains(&attempt().await.as_str()), "the confirmation was taken back");
    let now = operator.request_now(&request).await;
    let request = operator.confirm(&now, &[json!(world::ABDOMINAL.to_global())]).await;
    let input = json!({ "id": request["id"], "version": request["version"] });
    operator.done("resolveAssistanceRequest", "ResolveAssistanceRequestInput", input, "").await;
    assert_eq!(attempt().await, "ALREADY_RESOLVED");
    // Staff do not book as patients, nobody holds without a session, and another clinic sees none of it.
    let book = "mutation($s: ID!) { bookAppointment(input: { slotId: $s, idempotencyKey: \"k\" }) { userErrors { code } } }";
    let hold = "mutation($s: ID!) { holdSlot(input: { slotId: $s }) { userErrors { code } } }";
    let slot: &Value = &free["id"];
    for query in [book, hold] {
        assert_eq!(operator.error(query, json!({ "s": slot })).await, "FORBIDDEN");
        assert_eq!(app.anonymous().error(query, json!({ "s": slot })).await, "UNAUTHENTICATED");
    }
    let stranger = app.staff("operadora@otra.example").await;
    let query = "query($i: SlotSearchInput!) { slots(input: $i) { nodes { id } } }";
    let search = json!({ "i": { "serviceIds": [world::ABDOMINAL.to_global()], "from": TOMORROW } });
    assert_eq!(stranger.error(query, search).await, "BAD_USER_INPUT");
}

#[tokio::test]
async fn searches_have_bounds() {
    let app = TestApp::start().await;
    let patient = app.patient().await;
    let query = "query($i: SlotSearchInput!, $n: Int, $a: String) { slots(input: $i, first: $n, after: $a) { nodes { id } pageInfo { hasNextPage endCursor } } }";
    let search = |from: &str, to: Value| json!({ "serviceIds": [world::ABDOMINAL.to_global()], "from": from, "to": to });
    for (variables, expected) in [
        (json!({ "i": search("2026-03-03", json!("2026-03-02")) }), "BAD_USER_INPUT"),
        (json!({ "i": search("2026-03-03", json!("2027-03-03")) }), "BAD_USER_INPUT"),
        (json!({ "i": search("2026-03-03", Value::Null), "n": 101 }), "BAD_USER_INPUT"),
        (json!({ "i": search("2026-03-03", Value::Null), "a": "made up" }), "BAD_USER_INPUT"),
        (json!({ "i": search("2026-13-03", Value::Null) }), "BAD_USER_INPUT"),
    ] {
        assert_eq!(patient.error(query, variables.clone()).await, expected, "{variables}");
    }
    for from in ["0001-01-01", "9999-12-01", "2025-01-01"] {
        let found = patient.ok(query, json!({ "i": search(from, Value::Null) })).await;
        assert_eq!(found["slots"]["nodes"], json!([]), "{from}");
    }
    // Pages follow each other without a gap and without a repetition.
    let whole = slots(&patient, &[world::ABDOMINAL], TOMORROW, 30).await;
    let (mut paged, mut after) = (Vec::new(), Value::Null);
    while paged.len() < 30 {
        let variables = json!({ "i": search(TOMORROW, Value::Null), "n": 7, "a": after });
        let page = patient.ok(query, variables).await["slots"].clone();
        paged.extend(page["nodes"].as_array().expect("slots").clone());
        assert_eq!(page["pageInfo"]["hasNextPage"], true);
        after = page["pageInfo"]["endCursor"].clone();
    }
    assert_eq!(super::ids(&paged)[..30], super::ids(&whole));
}
