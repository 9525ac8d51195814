//! Care plans and their visits: by staff, by the practitioner, by the patient and by the holder of a link.

mod course;
mod handing_over;
mod links;
mod others;
mod plans;
mod races;

use asistencia::platform::global_id::GlobalId;
use serde_json::{Value, json};
use tests::{Client, TestApp, fresh_key, therapy, world};

/// The day after the stories' first.
pub const TOMORROW: &str = "2026-03-03";

const PLAN: &str = "carePlan { id version state title plannedVisits completedVisits canBookVisit canComplete \
    canCancel canReassign cancelReason patient { id } practitioner { id name } service { id } nextVisit { id } \
    visits { nodes { id visitNumber state } } }";

const VISIT: &str = "appointment { id visitNumber state version startsAt endsAt startedAt endedAt expectedEnd \
    canCancel canReschedule canStart canComplete canMarkNoShow canReopen assistanceRequest { id } \
    carePlan { id completedVisits } segments { resource { id practitioner { name } } } } offers { id startsAt }";

/// A server with what a treatment needs.
pub async fn start() -> TestApp {
    let app = TestApp::start().await;
    therapy::add(app.db()).await;
    app
}

async fn dora(app: &TestApp) -> Client {
    app.staff("doctora@demo.example").await
}

/// What makes Elena's plan with Dora.
fn knee() -> Value {
    json!({
        "patientId": world::PATIENT.to_global(), "practitionerId": world::PRACTITIONER.to_global(),
        "serviceId": therapy::PHYSIO.to_global(), "title": "Rehabilitación de rodilla", "plannedVisits": 10,
        "idempotencyKey": fresh_key(),
    })
}

/// Elena's plan with Dora, made by an operator.
pub async fn plan(app: &TestApp) -> Value {
    let made = app.operator().await.done("createCarePlan", "CreateCarePlanInput", knee(), PLAN).await;
    made["carePlan"].clone()
}

/// The plan as it is now.
async fn plan_now(client: &Client, plan: &Value) -> Value {
    let query = format!("query($id: ID!) {{ carePlan(id: $id) {{ {} }} }}", &PLAN[11..PLAN.len() - 2]);
    client.ok(&query, json!({ "id": plan["id"] })).await["carePlan"].clone()
}

/// Slots for a visit with a practitioner, from a day on.
async fn slots(client: &Client, practitioner: Value, from: &str, first: usize) -> Vec<Value> {
    let search = json!({
        "serviceIds": [therapy::PHYSIO.to_global()], "from": from, "practitionerId": practitioner,
    });
    let query = "query($i: SlotSearchInput!, $n: Int) { slots(input: $i, first: $n) { nodes { id startsAt \
        resources { id } } } }";
    let found = client.ok(query, json!({ "i": search, "n": first })).await;
    found["slots"]["nodes"].as_array().expect("slots").clone()
}

/// Dora's first free slot, from a day on.
async fn slot(client: &Client, from: &str) -> Value {
    slots(client, json!(world::PRACTITIONER.to_global()), from, 1).await[0].clone()
}

/// Tries to book a visit, with a fresh key.
async fn book(client: &Client, plan: &Value, slot: &Value) -> Value {
    let input = json!({ "carePlanId": plan["id"], "slotId": slot["id"], "idempotencyKey": fresh_key() });
    client.mutate("bookVisit", "BookVisitInput", input, VISIT).await
}

/// Dora's first free slot from a day on, booked.
pub async fn visit(client: &Client, plan: &Value, from: &str) -> Value {
    let booked = book(client, plan, &slot(client, from).await).await;
    assert_eq!(code(&booked), "OK", "{booked}");
    booked["appointment"].clone()
}

/// Says how a visit goes.
async fn say(client: &Client, step: &str, visit: &Value) -> Value {
    client.mutate(step, "VisitInput", json!({ "id": visit["id"] }), VISIT).await
}

async fn complete(client: &Client, visit: &Value, times: Value) -> Value {
    let mut input = times;
    input["id"] = visit["id"].clone();
    client.mutate("completeVisit", "CompleteVisitInput", input, VISIT).await
}

async fn cancel(client: &Client, visit: &Value) -> Value {
    client.mutate("cancelAppointment", "CancelAppointmentInput", json!({ "id": visit["id"] }), VISIT).await
}

async fn reschedule(client: &Client, visit: &Value, slot: &Value) -> Value {
    let input = json!({ "id": visit["id"], "slotId": slot["id"], "idempotencyKey": fresh_key() });
    client.mutate("rescheduleAppointment", "RescheduleAppointmentInput", input, VISIT).await
}

async fn end(client: &Client, mutation: &str, plan: &Value) -> Value {
    let input_type =
        if mutation == "cancelCarePlan" { "CancelCarePlanInput" } else { "CompleteCarePlanInput" };
    let mut input = json!({ "id": plan["id"], "version": plan["version"] });
    if mutation == "cancelCarePlan" {
        input["reason"] = json!("Se muda de ciudad.");
    }
    client.mutate(mutation, input_type, input, PLAN).await
}

/// The code of a refusal; `OK` where there is none.
fn code(payload: &Value) -> &str {
    payload["userErrors"][0]["code"].as_str().unwrap_or("OK")
}

/// The code of a refusal and the last part of its field.
fn refusal(payload: &Value) -> (&str, &str) {
    let field = payload["userErrors"][0]["field"].as_array().and_then(|path| path.last()?.as_str());
    (code(payload), field.unwrap_or_default())
}
