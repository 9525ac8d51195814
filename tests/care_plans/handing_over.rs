//! A treatment goes on with another practitioner.

use asistencia::platform::global_id::GlobalId;
use entity::audit_entry;
use entity::enums::EventKind;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use tests::{Client, therapy, world};

use super::{
    PLAN, TOMORROW, book, code, dora, end, plan, plan_now, refusal, reschedule, slot, slots, start, visit,
};

/// Hands a plan over, as the caller saw it.
async fn hand_over(client: &Client, plan: &Value, to: Value) -> Value {
    let input = json!({ "id": plan["id"], "version": plan["version"], "practitionerId": to });
    client.mutate("reassignCarePlan", "ReassignCarePlanInput", input, PLAN).await
}

fn tomas() -> Value {
    json!(therapy::THERAPIST.to_global())
}

/// What somebody sees of Elena and her treatment: the plan, herself, and the appointments of their agenda.
async fn seen(client: &Client, plan: &Value) -> (bool, bool, Vec<Value>) {
    let query = "query($plan: ID!, $patient: ID!) { carePlan(id: $plan) { id } patient(id: $patient) { id } \
        appointments { nodes { id } } }";
    let ids = json!({ "plan": plan["id"], "patient": world::PATIENT.to_global() });
    let seen = client.ok(query, ids).await;
    let agenda = seen["appointments"]["nodes"].as_array().expect("an agenda").iter();
    let agenda = agenda.map(|visit| visit["id"].clone()).collect();
    (seen["carePlan"].is_object(), seen["patient"].is_object(), agenda)
}

/// With whom a visit is.
async fn with_whom(client: &Client, visit: &Value) -> Value {
    let query = "query($id: ID!) { appointment(id: $id) { practitioner { name } } }";
    let found = client.ok(query, json!({ "id": visit["id"] })).await;
    found["appointment"]["practitioner"]["name"].clone()
}

#[tokio::test]
async fn the_new_practitioner_sees_it_and_the_one_before_no_more() {
    let app = start().await;
    let (olga, old, new) =
        (app.operator().await, dora(&app).await, app.staff("terapeuta@demo.example").await);
    let plan = plan(&app).await;
    let visit = visit(&olga, &plan, TOMORROW).await;
    assert_eq!(seen(&old, &plan).await, (true, true, vec![visit["id"].clone()]));
    assert_eq!(seen(&new, &plan).await, (false, false, vec![]));
    assert_eq!(plan["canReassign"], true);

    let done = hand_over(&olga, &plan, tomas()).await;
    assert_eq!(code(&done), "OK");
    let handed = &done["carePlan"];
    assert_eq!((&handed["practitioner"]["name"], &handed["version"]), (&json!("Tomás Terapeuta"), &json!(2)));
    // Her visit is in her room still: both have it in their agenda.
    assert_eq!(handed["nextVisit"]["id"], visit["id"]);
    assert_eq!(seen(&new, &plan).await, (true, true, vec![visit["id"].clone()]));
    assert_eq!(seen(&old, &plan).await, (false, false, vec![visit["id"].clone()]));
    assert_eq!(refusal(&end(&old, "cancelCarePlan", handed).await), ("NOT_FOUND", "id"));

    assert_eq!(with_whom(&olga, &visit).await, "Dora Doctora");

    // Where it moves, it goes to his room.
    let hers = slot(&olga, "2026-03-04").await;
    assert_eq!(refusal(&reschedule(&olga, &visit, &hers).await), ("INVALID", "slotId"));
    assert_eq!(refusal(&book(&olga, &plan, &hers).await), ("INVALID", "slotId"));
    let his = slots(&olga, tomas(), "2026-03-04", 2).await;
    let moved = reschedule(&olga, &visit, &his[0]).await;
    assert_eq!(moved["appointment"]["segments"][0]["resource"]["id"], json!(therapy::ROOM_2.to_global()));
    assert_eq!(with_whom(&olga, &visit).await, "Tomás Terapeuta");
    assert_eq!(seen(&old, &plan).await, (false, false, vec![]));
    assert_eq!(code(&book(&new, &plan, &his[1]).await), "OK");

    // Sent again after a lost answer it is what it was.
    let again = hand_over(&olga, &plan, tomas()).await;
    assert_eq!((code(&again), &again["carePlan"]["version"]), ("OK", &json!(2)));
    let told =
        entity::event::Entity::find().filter(entity::event::Column::Kind.eq(EventKind::CarePlanChanged));
    assert_eq!(told.all(app.db()).await.expect("events").len(), 2, "it was made, and handed over");
    let audited = audit_entry::Entity::find().filter(audit_entry::Column::Action.eq("care_plan.reassigned"));
    let audited = audited.all(app.db()).await.expect("the trail");
    let detail: Vec<_> = audited.iter().map(|entry| entry.detail.clone()).collect();
    assert_eq!(detail, [json!({ "from": world::PRACTITIONER, "to": therapy::THERAPIST })]);
}

#[tokio::test]
async fn a_plan_whose_practitioner_left_goes_on_with_another_one() {
    let app = start().await;
    let (olga, admin) = (app.operator().await, app.admin().await);
    let plan = plan(&app).await;
    let visit = visit(&olga, &plan, TOMORROW).await;
    let leaves = json!({ "id": world::PRACTITIONER.to_global(), "version": 1, "disabled": true });
    admin.done("updateUser", "UpdateUserInput", leaves, "").await;
    let slot = slot(&olga, TOMORROW).await;
    assert_eq!(refusal(&reschedule(&olga, &visit, &slot).await), ("CONFLICT", "slotId"));
    assert_eq!(refusal(&book(&olga, &plan, &slot).await), ("CONFLICT", "carePlanId"));
    let offered = "query($id: ID!) { carePlan(id: $id) { canBookVisit canReassign } }";
    let offered = olga.ok(offered, json!({ "id": plan["id"] })).await;
    assert_eq!(offered["carePlan"], json!({ "canBookVisit": false, "canReassign": true }));
    let hers = json!(world::PRACTITIONER.to_global());
    assert_eq!(refusal(&hand_over(&olga, &plan, hers).await), ("NOT_FOUND", "practitionerId"));
    assert_eq!(code(&hand_over(&olga, &plan, tomas()).await), "OK");
    let his = slots(&olga, tomas(), TOMORROW, 1).await;
    assert_eq!(code(&book(&olga, &plan, &his[0]).await), "OK");
}

#[tokio::test]
async fn practitioners_hand_over_their_own() {
    let app = start().await;
    let plan = plan(&app).await;
    let (old, new) = (dora(&app).await, app.staff("terapeuta@demo.example").await);
    assert_eq!(refusal(&hand_over(&new, &plan, tomas()).await), ("NOT_FOUND", "id"));
    let done = hand_over(&old, &plan, tomas()).await;
    // She sees it no more, in the answer neither.
    assert_eq!((code(&done), &done["carePlan"]), ("OK", &Value::Null));
    assert_eq!(plan_now(&new, &plan).await["canReassign"], true);
}

#[tokio::test]
async fn what_cannot_be_handed_over_says_why() {
    let app = start().await;
    let olga = app.operator().await;
    let plan = plan(&app).await;
    for nobody in [json!("x"), json!(world::OPERATOR.to_global()), json!(world::PATIENT.to_global())] {
        assert_eq!(refusal(&hand_over(&olga, &plan, nobody).await), ("NOT_FOUND", "practitionerId"));
    }
    let mut old = plan.clone();
    old["version"] = json!(7);
    assert_eq!(refusal(&hand_over(&olga, &old, tomas()).await), ("STALE_VERSION", "version"));
    let theirs = app.staff("operadora@otra.example").await;
    assert_eq!(refusal(&hand_over(&theirs, &plan, tomas()).await), ("NOT_FOUND", "id"));
    let query =
        "mutation($i: ReassignCarePlanInput!) { reassignCarePlan(input: $i) { userErrors { code } } }";
    let input = json!({ "i": { "id": plan["id"], "version": 1, "practitionerId": tomas() } });
    assert_eq!(app.patient().await.error(query, input).await, "FORBIDDEN");

    assert_eq!(code(&end(&olga, "completeCarePlan", &plan).await), "OK");
    assert_eq!(refusal(&hand_over(&olga, &plan, tomas()).await), ("CONFLICT", "id"));
    let other = super::plan(&app).await;
    assert_eq!(code(&end(&olga, "cancelCarePlan", &other).await), "OK");
    assert_eq!(refusal(&hand_over(&olga, &other, tomas()).await), ("CONFLICT", "id"));
    assert_eq!(plan_now(&olga, &other).await["canReassign"], false);
}
