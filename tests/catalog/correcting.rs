//! Staff put right what is wrong in a patient's data.

use asistencia::platform::global_id::GlobalId;
use entity::audit_entry;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use tests::live::Subscriber;
use tests::{Client, TestApp, world};

const SHOWN: &str = "patient { version givenName familyName nationalId birthDate mobilePhone email \
    coverage { payer { name } plan { name } memberNumber } }";

/// Elena's data as they are when a story begins, with this in their place.
fn elena(more: Value) -> Value {
    let mut data = json!({
        "id": world::PATIENT.to_global(),
        "version": 1,
        "givenName": "Elena",
        "familyName": "Sosa",
        "birthDate": "1983-05-17",
        "mobilePhone": "+5491155551234",
        "email": "elena@paciente.example",
        "payerId": world::PAYER.to_global(),
        "planId": world::PLAN.to_global(),
        "memberNumber": "61 234567 8 01",
    });
    let more = more.as_object().expect("fields").clone();
    data.as_object_mut().expect("fields").extend(more);
    data
}

async fn correct(client: &Client, data: Value) -> Value {
    client.mutate("correctPatient", "CorrectPatientInput", data, SHOWN).await
}

async fn found(operator: &Client, search: &str) -> usize {
    let query = "query($search: String) { patients(search: $search) { nodes { id } } }";
    let found = operator.ok(query, json!({ "search": search })).await;
    found["patients"]["nodes"].as_array().expect("patients").len()
}

/// What the trail says of corrections, oldest first.
async fn trail(app: &TestApp) -> Vec<Value> {
    let corrected = audit_entry::Entity::find().filter(audit_entry::Column::Action.eq("patient.corrected"));
    let entries = corrected.all(app.db()).await.expect("a trail");
    entries.into_iter().map(|entry| serde_json::to_value(entry.detail).expect("JSON")).collect()
}

#[tokio::test]
async fn an_operator_puts_right_what_is_wrong_and_the_grid_shows_it_live() {
    let app = TestApp::start().await;
    let (operator, patient) = (app.operator().await, app.patient().await);
    patient.submit_order(1).await;
    let changes = "subscription { worklistChanged { __typename ... on AssistanceRequestChanged { kind \
        assistanceRequest { patient { givenName familyName mobilePhone } } } } }";
    let (mut grid, _) = Subscriber::start(&app.url, &operator, changes, json!({})).await;
    // Nothing new is nothing to tell, and no new version.
    assert_eq!(correct(&operator, elena(json!({}))).await["patient"]["version"], 1);
    let right = json!({
        "givenName": " María  Elena ",
        "familyName": "Ponce",
        "birthDate": "1938-05-17",
        "mobilePhone": "0351 15 555 1234",
        "email": null,
        "planId": world::PLAN_2.to_global(),
        "memberNumber": "61 999 01",
    });
    let corrected = correct(&operator, elena(right)).await;
    assert_eq!(
        corrected["patient"],
        json!({
            "version": 2,
            "givenName": "María Elena",
            "familyName": "Ponce",
            "nationalId": "30111222",
            "birthDate": "1938-05-17",
            "mobilePhone": "+5493515551234",
            "email": null,
            "coverage": { "payer": { "name": "OSDE" }, "plan": { "name": "210" }, "memberNumber": "61 999 01" },
        })
    );
    let change = grid.next_event().await;
    assert_eq!(change["kind"], "PATIENT_CHANGED");
    assert_eq!(
        change["assistanceRequest"]["patient"],
        json!({ "givenName": "María Elena", "familyName": "Ponce", "mobilePhone": "+5493515551234" })
    );
    // They are found by what they are called now, and by the document as ever.
    assert_eq!(found(&operator, "maria ponce").await, 1);
    assert_eq!(found(&operator, "30111222").await, 1);
    assert_eq!(found(&operator, "sosa").await, 0);
    // The trail says what was put right, and no name or number.
    let fields =
        json!(["givenName", "familyName", "mobilePhone", "email", "birthDate", "planId", "memberNumber"]);
    assert_eq!(trail(&app).await, [json!({ "fields": fields })]);
    // The patient signs in as ever.
    app.patient().await;
}

#[tokio::test]
async fn what_is_wrong_is_refused_beside_its_field_all_at_once() {
    let app = TestApp::start().await;
    let operator = app.operator().await;
    let wrong = json!({
        "givenName": " ",
        "familyName": "x".repeat(101),
        "birthDate": "2030-01-01",
        "mobilePhone": "12",
        "email": "elena",
        "payerId": null,
        "memberNumber": "x",
    });
    let refused = correct(&operator, elena(wrong)).await;
    let errors = refused["userErrors"].as_array().expect("refusals");
    let said: Vec<_> =
        errors.iter().map(|error| (error["code"].as_str(), error["field"][1].as_str())).collect();
    assert_eq!(
        said,
        [
            (Some("INVALID"), Some("givenName")),
            (Some("INVALID"), Some("familyName")),
            (Some("INVALID"), Some("mobilePhone")),
            (Some("INVALID"), Some("email")),
            (Some("INVALID"), Some("birthDate")),
            (Some("NOT_FOUND"), Some("planId")),
        ]
    );
    let refused = correct(&operator, elena(json!({ "memberNumber": "1".repeat(41) }))).await;
    assert_eq!(refused["userErrors"][0]["field"], json!(["input", "memberNumber"]));
    assert!(trail(&app).await.is_empty(), "nothing of it was kept");
    // Without a payer there is no card.
    let alone = json!({ "payerId": null, "planId": null });
    assert_eq!(correct(&operator, elena(alone)).await["patient"]["coverage"], Value::Null);
    let seen = elena(json!({ "version": 2, "memberNumber": null }));
    assert_eq!(correct(&operator, seen).await["patient"]["coverage"]["memberNumber"], Value::Null);
}

#[tokio::test]
async fn of_two_who_correct_the_same_patient_the_second_reads_again() {
    let app = TestApp::start().await;
    let (operator, other) = (app.operator().await, app.admin().await);
    assert_eq!(
        correct(&operator, elena(json!({ "familyName": "Ponce" }))).await["patient"]["familyName"],
        "Ponce"
    );
    let refused = correct(&other, elena(json!({ "email": null }))).await;
    assert_eq!(refused["userErrors"][0]["code"], "STALE_VERSION");
    // What the patient says of themselves counts too.
    let contact = json!({ "mobilePhone": "11 4444 5678" });
    app.patient().await.done("confirmContact", "ConfirmContactInput", contact, "patient { id }").await;
    let refused = correct(&other, elena(json!({ "version": 2 }))).await;
    assert_eq!(refused["userErrors"][0]["code"], "STALE_VERSION");
    assert_eq!(correct(&other, elena(json!({ "version": 3 }))).await["patient"]["version"], 4);
    assert_eq!(found(&operator, "sosa").await, 1, "what was seen last is what was wanted");
}
