//! A plan from its first visit to its end.

use asistencia::platform::global_id::GlobalId;
use chrono::Duration;
use entity::enums::EventKind;
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};
use tests::{fresh_key, therapy, world};

use super::{
    TOMORROW, book, cancel, code, complete, dora, end, knee, plan, plan_now, refusal, say, slot, slots,
    start, visit,
};

#[tokio::test]
async fn a_plan_of_ten_visits() {
    let app = start().await;
    let operator = app.operator().await;
    let plan = plan(&app).await;
    assert_eq!((&plan["state"], &plan["version"]), (&json!("ACTIVE"), &json!(1)));
    assert_eq!(plan["practitioner"]["name"], "Dora Doctora");
    let days = ["03", "04", "05", "06", "09", "10", "11", "12", "13", "16"];
    let mut visits = Vec::new();
    for day in days {
        visits.push(visit(&operator, &plan, &format!("2026-03-{day}")).await);
    }
    let numbers: Vec<_> =
        visits.iter().map(|visit| visit["visitNumber"].as_i64().expect("a number")).collect();
    assert_eq!(numbers, (1..=10).collect::<Vec<_>>());
    assert_eq!(visits[0]["assistanceRequest"], Value::Null);
    assert_eq!(visits[0]["segments"][0]["resource"]["practitioner"]["name"], "Dora Doctora");

    // Each is told by mail, with a link to the plan.
    app.run_due().await;
    let sent = app.sent();
    assert_eq!(sent.len(), 10);
    let subject = "Tu visita 1 en Clínica Demo: martes 3 de marzo, 08:00\u{a0}h (hora de Buenos Aires)";
    let first = sent.iter().find(|mail| mail.subject_or_intent == subject).expect("the mail about the first");
    let body = first.body.as_deref().expect("words");
    for said in ["visita 1", "Dora Doctora", "Vení con ropa cómoda.", "Centro", "/j/"] {
        assert!(body.contains(said), "{said} in {body}");
    }
    assert!(!body.contains("odilla") && !body.contains("inesiolog"), "what it is for stays out: {body}");
    assert!(
        first.html.as_deref().is_some_and(|html| html.contains("href=") && html.contains("Dora Doctora"))
    );
    let calendar = first.calendar.as_deref().expect("an entry");
    assert!(calendar.contains("METHOD:REQUEST") && calendar.contains("Visita en"), "{calendar}");

    // The tenth is called off: its number is free again. One in the middle is not: numbers stay.
    assert_eq!(code(&cancel(&operator, &visits[9]).await), "OK");
    assert_eq!(visit(&operator, &plan, "2026-03-17").await["visitNumber"], 10);
    assert_eq!(code(&cancel(&operator, &visits[4]).await), "OK");
    assert_eq!(visit(&operator, &plan, "2026-03-18").await["visitNumber"], 11);

    // The days go by: four visits take place, and one the patient misses.
    for (nth, visit) in visits[..5].iter().enumerate().filter(|(nth, _)| *nth != 4) {
        let at = |visit: &Value| visit["startsAt"].as_str().and_then(|at| at.parse().ok()).expect("a start");
        let start: chrono::DateTime<chrono::Utc> = at(visit);
        app.clock.advance(start - app.app.now());
        let dora = dora(&app).await;
        if nth == 1 {
            assert_eq!(code(&say(&dora, "markNoShow", visit).await), "OK");
            continue;
        }
        let started = say(&dora, "startVisit", visit).await;
        assert_eq!((code(&started), &started["appointment"]["state"]), ("OK", &json!("IN_PROGRESS")));
        app.clock.advance(Duration::minutes(55));
        let done = complete(&dora, visit, json!({})).await;
        assert_eq!((code(&done), &done["appointment"]["state"]), ("OK", &json!("COMPLETED")));
    }
    let dora = dora(&app).await;
    let now = plan_now(&dora, &plan).await;
    assert_eq!((&now["completedVisits"], &now["nextVisit"]["id"]), (&json!(3), &visits[5]["id"]));
    assert_eq!((&now["canComplete"], &now["canCancel"]), (&json!(false), &json!(true)));

    // While visits are booked the treatment is not over. Whoever ends it calls them off.
    let refused = end(&dora, "completeCarePlan", &now).await;
    assert_eq!(refusal(&refused), ("CONFLICT", "id"));
    let booked = now["visits"]["nodes"].as_array().expect("visits").iter();
    let mut left = Value::Null;
    for visit in booked.filter(|visit| visit["state"] == "BOOKED") {
        left = end(&dora, "completeCarePlan", &now).await["userErrors"][0]["message"].clone();
        assert_eq!(code(&cancel(&dora, visit).await), "OK");
    }
    assert_eq!(left, "Queda 1 visita reservada o en curso. Completala o cancelala primero.");
    let now = plan_now(&dora, &plan).await;
    assert_eq!((&now["canComplete"], &now["nextVisit"]), (&json!(true), &Value::Null));
    let done = end(&dora, "completeCarePlan", &now).await;
    assert_eq!((code(&done), &done["carePlan"]["state"]), ("OK", &json!("COMPLETED")));
    assert_eq!(done["carePlan"]["canBookVisit"], false);
    let refused = book(&dora, &plan, &slot(&dora, "2026-03-20").await).await;
    assert_eq!(refusal(&refused), ("CONFLICT", "carePlanId"));
    // A visit of a completed treatment is history.
    assert_eq!(code(&say(&dora, "reopenVisit", &visits[3]).await), "CONFLICT");

    // Everything was told to the feed, with the patient.
    let events = entity::event::Entity::find().order_by_asc(entity::event::Column::Seq);
    let events = events.all(app.db()).await.expect("events");
    assert!(events.iter().all(|event| event.patient_id == Some(world::PATIENT)));
    let count = |kind| events.iter().filter(|event| event.kind == kind).count();
    assert_eq!(count(EventKind::CarePlanChanged), 2);
    assert_eq!(count(EventKind::AppointmentBooked), 12);
    assert_eq!((count(EventKind::VisitStarted), count(EventKind::VisitCompleted)), (3, 3));
    assert_eq!(count(EventKind::VisitMissed), 1);
}

#[tokio::test]
async fn a_plan_is_broken_off_with_its_visits() {
    let app = start().await;
    let operator = app.operator().await;
    let plan = plan(&app).await;
    let first = visit(&operator, &plan, "2026-03-02").await;
    for day in ["2026-03-03", "2026-03-04"] {
        visit(&operator, &plan, day).await;
    }
    app.run_due().await;
    app.outbox.clear();
    // The first goes on: not now.
    app.clock.advance(Duration::hours(1));
    assert_eq!(code(&say(&operator, "startVisit", &first).await), "OK");
    assert_eq!(plan_now(&operator, &plan).await["canCancel"], false);
    assert_eq!(refusal(&end(&operator, "cancelCarePlan", &plan).await), ("CONFLICT", "id"));
    assert_eq!(code(&complete(&operator, &first, json!({})).await), "OK");

    let mut seen_before = plan.clone();
    seen_before["version"] = json!(7);
    assert_eq!(refusal(&end(&operator, "cancelCarePlan", &seen_before).await), ("STALE_VERSION", "version"));
    assert_eq!(refusal(&end(&operator, "completeCarePlan", &seen_before).await).0, "STALE_VERSION");
    let done = end(&operator, "cancelCarePlan", &plan).await;
    assert_eq!(code(&done), "OK");
    let plan = &done["carePlan"];
    assert_eq!((&plan["state"], &plan["version"]), (&json!("CANCELLED"), &json!(2)));
    assert_eq!(plan["cancelReason"], "Se muda de ciudad.");
    let seen = plan_now(&app.patient().await, plan).await;
    assert_eq!((&seen["state"], &seen["cancelReason"]), (&json!("CANCELLED"), &Value::Null), "staff's words");
    let states: Vec<_> = plan["visits"]["nodes"].as_array().expect("visits").iter().collect();
    let states: Vec<_> = states.iter().map(|visit| visit["state"].as_str().expect("a state")).collect();
    assert_eq!(states, ["COMPLETED", "CANCELLED", "CANCELLED"]);
    assert_eq!(end(&operator, "cancelCarePlan", plan).await["userErrors"][0]["code"], "CONFLICT");

    // Both are told by mail, without a link to what is over; their time is free again.
    app.run_due().await;
    let sent = app.sent();
    assert_eq!(sent.len(), 2);
    for mail in &sent {
        let body = mail.body.as_deref().expect("words");
        assert!(body.contains("cancelada") && !body.contains("/j/"), "{body}");
        assert!(mail.calendar.as_deref().is_some_and(|calendar| calendar.contains("METHOD:CANCEL")));
    }
    assert_eq!(slot(&operator, TOMORROW).await["startsAt"], "2026-03-03T11:00:00+00:00");
}

#[tokio::test]
async fn what_makes_no_plan_is_refused_with_its_field() {
    let app = start().await;
    let operator = app.operator().await;
    let make = async |changes: Value| {
        let mut input = knee();
        for (name, value) in changes.as_object().expect("changes") {
            input[name] = value.clone();
        }
        operator.mutate("createCarePlan", "CreateCarePlanInput", input, "carePlan { id }").await
    };
    for (changes, expected) in [
        (json!({ "title": " " }), ("INVALID", "title")),
        (json!({ "title": "x".repeat(121) }), ("INVALID", "title")),
        (json!({ "plannedVisits": 0 }), ("INVALID", "plannedVisits")),
        (json!({ "plannedVisits": 201 }), ("INVALID", "plannedVisits")),
        (json!({ "patientId": world::OTHER_PATIENT.to_global() }), ("NOT_FOUND", "patientId")),
        (json!({ "patientId": "x" }), ("NOT_FOUND", "patientId")),
        (json!({ "practitionerId": world::OPERATOR.to_global() }), ("NOT_FOUND", "practitionerId")),
        (json!({ "practitionerId": world::OTHER_OPERATOR.to_global() }), ("NOT_FOUND", "practitionerId")),
        (json!({ "serviceId": world::OTHER_SERVICE.to_global() }), ("NOT_FOUND", "serviceId")),
        (json!({ "idempotencyKey": "" }), ("INVALID", "idempotencyKey")),
    ] {
        assert_eq!(refusal(&make(changes.clone()).await), expected, "{changes}");
    }
    let key = json!({ "idempotencyKey": fresh_key(), "plannedVisits": null });
    let first = make(key.clone()).await;
    assert_eq!(first["carePlan"], make(key.clone()).await["carePlan"], "the same key, the same plan");
    let other = json!({ "idempotencyKey": key["idempotencyKey"], "title": "Otro" });
    assert_eq!(refusal(&make(other).await), ("CONFLICT", "idempotencyKey"));
}

#[tokio::test]
async fn a_visit_is_of_the_plans_service_and_with_its_practitioner() {
    let app = start().await;
    let operator = app.operator().await;
    let plan = plan(&app).await;
    // Dora's room only, though both do it.
    let with_dora = slots(&operator, json!(world::PRACTITIONER.to_global()), TOMORROW, 50).await;
    let room = json!([{ "id": therapy::ROOM.to_global() }]);
    assert!(!with_dora.is_empty() && with_dora.iter().all(|slot| slot["resources"] == room));
    let with_tomas = slots(&operator, json!(therapy::THERAPIST.to_global()), TOMORROW, 1).await;
    assert_eq!(refusal(&book(&operator, &plan, &with_tomas[0]).await), ("INVALID", "slotId"));
    let search = json!({ "i": {
        "serviceIds": [therapy::PHYSIO.to_global()], "from": TOMORROW, "resourceId": therapy::ROOM_2.to_global(),
    } });
    let query = "query($i: SlotSearchInput!) { slots(input: $i, first: 1) { nodes { id } } }";
    assert_eq!(operator.ok(query, search).await["slots"]["nodes"][0]["id"], with_tomas[0]["id"]);
    let search = json!({ "i": { "serviceIds": [world::ABDOMINAL.to_global()], "from": TOMORROW } });
    let other = operator.ok(query, search).await["slots"]["nodes"][0].clone();
    assert_eq!(refusal(&book(&operator, &plan, &other).await), ("INVALID", "slotId"));
    assert_eq!(refusal(&book(&operator, &plan, &json!({ "id": "x" })).await), ("NOT_FOUND", "slotId"));

    // Moved, it stays with her, keeps its number, and nobody else's slot will do.
    let visit = visit(&operator, &plan, TOMORROW).await;
    let refused = super::reschedule(&operator, &visit, &with_tomas[0]).await;
    assert_eq!(refusal(&refused), ("INVALID", "slotId"));
    let moved = super::reschedule(&operator, &visit, &with_dora[3]).await;
    assert_eq!((code(&moved), &moved["appointment"]["visitNumber"]), ("OK", &json!(1)));
    assert_eq!(moved["appointment"]["startsAt"], with_dora[3]["startsAt"]);
}
