//! What is somebody else's: practitioners, patients, other clinics.

use asistencia::features::appointments::Treatment;
use asistencia::platform::global_id::GlobalId;
use entity::ids::CarePlanId;
use serde_json::{Value, json};
use tests::{Client, therapy, world};

use super::{TOMORROW, book, cancel, code, dora, end, knee, plan, refusal, say, slot, start, visit};

const LOOK: &str = "query($plan: ID!, $visit: ID!, $patient: ID!) { carePlan(id: $plan) { id } \
    appointment(id: $visit) { id } node(id: $plan) { id } visit: node(id: $visit) { id } patient(id: $patient) { id } \
    carePlans { nodes { id } } appointments { nodes { id } } }";

async fn look(client: &Client, plan: &Value, visit: &Value) -> Value {
    let ids = json!({ "plan": plan["id"], "visit": visit["id"], "patient": world::PATIENT.to_global() });
    client.ok(LOOK, ids).await
}

#[tokio::test]
async fn what_is_written_about_a_plan_is_of_its_clinic() {
    let app = start().await;
    let id = plan(&app).await["id"].as_str().expect("an id").to_owned();
    let id = CarePlanId::from_global(&id.into()).expect("a plan's id");
    let load = async |clinic| Treatment::load(app.db(), clinic, id).await.map(|found| found.plan.id).ok();
    assert_eq!(load(world::CLINIC).await, Some(id));
    assert_eq!(load(world::OTHER_CLINIC).await, None);
}

#[tokio::test]
async fn practitioners_see_and_treat_their_own_patients_only() {
    let app = start().await;
    let plan = plan(&app).await;
    let (dora, tomas) = (dora(&app).await, app.staff("terapeuta@demo.example").await);
    let visit = visit(&dora, &plan, TOMORROW).await;
    let own = look(&dora, &plan, &visit).await;
    assert!(
        ["carePlan", "appointment", "node", "visit", "patient"].iter().all(|one| own[*one].is_object()),
        "{own}"
    );
    assert_eq!(own["carePlans"]["nodes"], json!([{ "id": plan["id"] }]));
    assert_eq!(own["appointments"]["nodes"], json!([{ "id": visit["id"] }]));

    let not_his = look(&tomas, &plan, &visit).await;
    let nothing = json!({
        "carePlan": null, "appointment": null, "node": null, "visit": null, "patient": null,
        "carePlans": { "nodes": [] }, "appointments": { "nodes": [] },
    });
    assert_eq!(not_his, nothing);
    // Nor by asking for hers.
    let filter = json!({ "id": world::PRACTITIONER.to_global() });
    let query = "query($id: ID!) { carePlans(filter: { practitionerId: $id }) { nodes { id } } \
        appointments(filter: { practitionerId: $id }) { nodes { id } } }";
    let seen = tomas.ok(query, filter.clone()).await;
    assert_eq!((&seen["carePlans"]["nodes"], &seen["appointments"]["nodes"]), (&json!([]), &json!([])));
    let seen = app.operator().await.ok(query, filter).await;
    assert_eq!(seen["carePlans"]["nodes"].as_array().map(Vec::len), Some(1), "an operator does");

    let free = slot(&dora, "2026-03-04").await;
    assert_eq!(refusal(&book(&tomas, &plan, &free).await), ("NOT_FOUND", "carePlanId"));
    for mutation in ["completeCarePlan", "cancelCarePlan"] {
        assert_eq!(refusal(&end(&tomas, mutation, &plan).await), ("NOT_FOUND", "id"), "{mutation}");
    }
    for step in ["startVisit", "markNoShow", "reopenVisit"] {
        assert_eq!(refusal(&say(&tomas, step, &visit).await), ("NOT_FOUND", "id"), "{step}");
    }
    assert_eq!(code(&super::complete(&tomas, &visit, json!({})).await), "NOT_FOUND");
    assert_eq!(code(&cancel(&tomas, &visit).await), "NOT_FOUND");

    // Nobody gets to see a patient by making a plan.
    let make = async |client: &Client, practitioner: Value| {
        let mut input = knee();
        input["practitionerId"] = practitioner;
        client.mutate("createCarePlan", "CreateCarePlanInput", input, "carePlan { id }").await
    };
    let (her_id, his_id) = (json!(world::PRACTITIONER.to_global()), json!(therapy::THERAPIST.to_global()));
    assert_eq!(refusal(&make(&tomas, his_id.clone()).await), ("NOT_FOUND", "patientId"));
    assert_eq!(refusal(&make(&tomas, her_id.clone()).await), ("FORBIDDEN", "practitionerId"));
    assert_eq!(code(&make(&dora, her_id).await), "OK", "a second plan for a patient of hers");
    // Once an operator has sent her to him, he treats her too, and sees his own plan only.
    assert_eq!(code(&make(&app.operator().await, his_id).await), "OK");
    let query = "query($id: ID!) { patient(id: $id) { carePlans { nodes { practitioner { name } } } \
        appointments { nodes { id } } } }";
    let seen = tomas.ok(query, json!({ "id": world::PATIENT.to_global() })).await["patient"].clone();
    assert_eq!(seen["carePlans"]["nodes"], json!([{ "practitioner": { "name": "Tomás Terapeuta" } }]));
    assert_eq!(seen["appointments"]["nodes"], json!([]));
}

#[tokio::test]
async fn what_is_booked_on_a_practitioners_own_room_is_in_their_agenda() {
    let app = start().await;
    // An operator books Mario, who is in nobody's treatment, with Tomás: by an order and not by a plan.
    let mario = app.patient_with("28333444").await;
    let (olga, tomas) = (app.operator().await, app.staff("terapeuta@demo.example").await);
    let request = mario.submit_order(1).await;
    let free = super::slots(&olga, json!(therapy::THERAPIST.to_global()), "2026-03-02", 1).await;
    let input = json!({
        "id": request["id"], "version": request["version"], "slotId": free[0]["id"],
        "idempotencyKey": tests::fresh_key(),
    });
    olga.done("assignAppointment", "AssignAppointmentInput", input, "").await;
    let query = "{ appointments { nodes { id visitNumber carePlan { id } canStart } } }";
    let seen = tomas.ok(query, json!({})).await["appointments"]["nodes"].clone();
    assert_eq!(seen.as_array().map(Vec::len), Some(1));
    assert_eq!(seen[0]["carePlan"], Value::Null);
    assert_eq!(dora(&app).await.ok(query, json!({})).await["appointments"]["nodes"], json!([]));
    // It goes like any visit, and it is told to those who follow the request.
    assert_eq!(code(&say(&tomas, "startVisit", &seen[0]).await), "OK");
    assert_eq!(code(&super::complete(&tomas, &seen[0], json!({})).await), "OK");
    // He knows Mario now, and may treat him.
    let mut input = knee();
    input["patientId"] = json!(world::PATIENT_2.to_global());
    input["practitionerId"] = json!(therapy::THERAPIST.to_global());
    tomas.done("createCarePlan", "CreateCarePlanInput", input, "").await;
}

#[tokio::test]
async fn patients_and_other_clinics_see_nothing_of_it() {
    let app = start().await;
    let plan = plan(&app).await;
    let visit = visit(&app.operator().await, &plan, TOMORROW).await;
    let elena = app.patient().await;
    let query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    let ids = json!({ "ids": [plan["id"], visit["id"]] });
    assert_eq!(
        elena.ok(query, ids.clone()).await["nodes"],
        json!([{ "id": plan["id"] }, { "id": visit["id"] }])
    );
    let theirs = app.staff("operadora@otra.example").await;
    for stranger in [&app.patient_with("28333444").await, &theirs, &app.anonymous()] {
        assert_eq!(stranger.ok(query, ids.clone()).await["nodes"], json!([null, null]));
    }
    assert_eq!(
        refusal(&book(&theirs, &plan, &slot(&elena, "2026-03-04").await).await),
        ("NOT_FOUND", "carePlanId")
    );
    for mutation in ["completeCarePlan", "cancelCarePlan"] {
        assert_eq!(refusal(&end(&theirs, mutation, &plan).await), ("NOT_FOUND", "id"));
    }
    for step in ["startVisit", "markNoShow", "reopenVisit"] {
        assert_eq!(refusal(&say(&theirs, step, &visit).await), ("NOT_FOUND", "id"));
        let query = format!("mutation($i: VisitInput!) {{ {step}(input: $i) {{ userErrors {{ code }} }} }}");
        let input = json!({ "i": { "id": visit["id"] } });
        assert_eq!(elena.error(&query, input).await, "FORBIDDEN", "a patient does not say how it went");
    }
    let mut input = knee();
    input["practitionerId"] = json!(world::PRACTITIONER.to_global());
    let foreign = theirs.mutate("createCarePlan", "CreateCarePlanInput", input, "").await;
    assert_eq!(refusal(&foreign), ("NOT_FOUND", "patientId"));
    // She moves and cancels her own, as a patient too.
    let moved = super::reschedule(&elena, &visit, &slot(&elena, "2026-03-04").await).await;
    assert_eq!((code(&moved), &moved["appointment"]["visitNumber"]), ("OK", &json!(1)));
    assert_eq!(code(&cancel(&elena, &visit).await), "OK");
}
