//! When patients were born and who pays for them, as they tell it themselves.

use chrono::NaiveDate;
use entity::ids::{PayerId, PlanId};
use entity::{payer, plan};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use serde_json::{Value, json};
use tests::live::Subscriber;
use tests::{Client, TestApp, world};
use uuid::Uuid;

use asistencia::platform::global_id::GlobalId;

const SHOWN: &str = "patient { birthDate coverage { payer { name isSelfPay } plan { name } memberNumber } }";
const SELF_PAY: PayerId = PayerId(Uuid::from_u128(0x5E1F));
const OLD: PayerId = PayerId(Uuid::from_u128(0x01D));
const OLD_PLAN: PlanId = PlanId(Uuid::from_u128(0x01E));

/// The clinic takes those who pay alone too, and no longer works with one of its payers.
async fn with_more_payers() -> TestApp {
    let app = TestApp::start().await;
    for (id, name, is_self_pay, disabled_at) in
        [(SELF_PAY, "Particular", true, None), (OLD, "Antigua", false, Some(world::start()))]
    {
        payer::ActiveModel {
            id: Set(id),
            clinic_id: Set(world::CLINIC),
            name: Set(name.into()),
            is_self_pay: Set(is_self_pay),
            disabled_at: Set(disabled_at),
            version: Set(1),
        }
        .insert(app.db())
        .await
        .expect("a payer");
    }
    plan::ActiveModel {
        id: Set(OLD_PLAN),
        clinic_id: Set(world::CLINIC),
        payer_id: Set(OLD),
        name: Set("Único".into()),
        disabled_at: Set(None),
        version: Set(1),
    }
    .insert(app.db())
    .await
    .expect("a plan");
    app
}

async fn tell(client: &Client, details: Value) -> Value {
    client.mutate("setPersonalDetails", "SetPersonalDetailsInput", details, SHOWN).await
}

fn person(more: Value) -> Value {
    let mut person = json!({ "clinic": "demo", "nationalId": "41222333", "givenName": "Nora", "familyName": "Paz", "password": "contraseña" });
    let more = more.as_object().expect("fields").clone();
    person.as_object_mut().expect("fields").extend(more);
    person
}

/// Code and field of each refusal.
fn refusals(payload: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let errors = payload["userErrors"].as_array().expect("refusals");
    errors.iter().map(|error| (text(&error["code"]), text(&error["field"][1]))).collect()
}

#[tokio::test]
async fn a_visitor_chooses_from_the_payers_in_use_and_signs_up_with_one() {
    let app = with_more_payers().await;
    let visitor = app.anonymous();
    let query = "{ clinic(slug: \"demo\") { payers { name isSelfPay plans { name } } } }";
    let offered = visitor.ok(query, json!({})).await["clinic"]["payers"].clone();
    assert_eq!(
        offered,
        json!([
            { "name": "OSDE", "isSelfPay": false, "plans": [{ "name": "210" }, { "name": "310" }] },
            { "name": "Particular", "isSelfPay": true, "plans": [] },
        ])
    );
    // What is no longer in use is the clinic's own business.
    let query = "{ clinic(slug: \"demo\") { payers { plans(includeDisabled: true) { id } } } }";
    assert_eq!(visitor.error(query, json!({})).await, "UNAUTHENTICATED");
    assert_eq!(app.patient().await.error(query, json!({})).await, "FORBIDDEN");
    app.operator().await.ok(query, json!({})).await;

    let details = json!({
        "birthDate": "1956-02-29",
        "payerId": world::PAYER.to_global(),
        "planId": world::PLAN.to_global(),
    });
    let selection = "viewer { ... on Patient { birthDate coverage { payer { name } plan { name } } } }";
    let signed_up = visitor.done("signUpPatient", "SignUpPatientInput", person(details), selection).await;
    assert_eq!(
        signed_up["viewer"],
        json!({ "birthDate": "1956-02-29", "coverage": { "payer": { "name": "OSDE" }, "plan": { "name": "310" } } })
    );
}

#[tokio::test]
async fn what_cannot_be_is_refused_beside_its_field() {
    let app = with_more_payers().await;
    let visitor = app.anonymous();
    let (osde, plan) = (world::PAYER.to_global(), world::PLAN.to_global());
    let (old, old_plan) = (OLD.to_global(), OLD_PLAN.to_global());
    for (details, code, field) in [
        // It is 2 March in the clinic.
        (json!({ "birthDate": "2026-03-03" }), "INVALID", "birthDate"),
        (json!({ "birthDate": "1899-12-31" }), "INVALID", "birthDate"),
        (json!({ "payerId": "made up" }), "NOT_FOUND", "payerId"),
        (json!({ "payerId": old, "planId": old_plan }), "NOT_FOUND", "payerId"),
        (json!({ "planId": plan }), "NOT_FOUND", "planId"),
        (json!({ "payerId": osde, "planId": old_plan }), "NOT_FOUND", "planId"),
        (json!({ "payerId": SELF_PAY.to_global(), "planId": plan }), "NOT_FOUND", "planId"),
        (json!({ "payerId": osde, "planId": osde }), "NOT_FOUND", "planId"),
    ] {
        let expected = vec![(code.to_owned(), field.to_owned())];
        let refused =
            visitor.mutate("signUpPatient", "SignUpPatientInput", person(details.clone()), "").await;
        assert_eq!(refusals(&refused), expected, "signing up with {details}");
        let refused = tell(&app.patient().await, details.clone()).await;
        assert_eq!(refusals(&refused), expected, "telling {details}");
    }
    // All that is wrong is told at once, with what was written into the other fields.
    let all = person(json!({ "birthDate": "2030-01-01", "payerId": old, "mobilePhone": "12" }));
    let refused = visitor.mutate("signUpPatient", "SignUpPatientInput", all, "").await;
    let fields: Vec<_> = refusals(&refused).into_iter().map(|(_, field)| field).collect();
    assert_eq!(fields, ["mobilePhone", "birthDate", "payerId"]);
    // Whoever is born today, and the oldest, may come.
    for day in ["2026-03-02", "1900-01-01"] {
        assert_eq!(refusals(&tell(&app.patient().await, json!({ "birthDate": day })).await), []);
    }
    let not_a_day = json!({ "input": { "birthDate": "29/02/1956" } });
    let query =
        "mutation($input: SetPersonalDetailsInput!) { setPersonalDetails(input: $input) { patient { id } } }";
    assert_eq!(app.patient().await.error(query, not_a_day).await, "BAD_USER_INPUT");
}

#[tokio::test]
async fn what_a_patient_tells_is_on_the_grid_at_once() {
    let app = with_more_payers().await;
    let (operator, elena) = (app.operator().await, app.patient().await);
    elena.submit_order(1).await;
    let changes = "subscription { worklistChanged { __typename ... on AssistanceRequestChanged { kind \
        assistanceRequest { patient { birthDate coverage { payer { name } plan { name } memberNumber } } } } } }";
    let (mut grid, _) = Subscriber::start(&app.url, &operator, changes, json!({})).await;
    let kept = json!({ "birthDate": "1983-05-17", "payerId": world::PAYER.to_global(), "planId": world::PLAN.to_global() });
    // Nothing new is nothing to tell.
    tell(&elena, kept).await;
    let other_plan = json!({ "birthDate": "1983-05-17", "payerId": world::PAYER.to_global(), "planId": world::PLAN_2.to_global() });
    assert_eq!(tell(&elena, other_plan).await["patient"]["coverage"]["plan"]["name"], "210");
    let change = grid.next_event().await;
    assert_eq!(change["kind"], "PATIENT_CHANGED");
    let coverage = change["assistanceRequest"]["patient"]["coverage"].clone();
    assert_eq!((&coverage["plan"]["name"], coverage["memberNumber"].is_string()), (&json!("210"), true));

    // The number on the card is the payer's.
    let alone = json!({ "payerId": SELF_PAY.to_global() });
    let told = tell(&elena, alone).await["patient"].clone();
    let coverage =
        json!({ "payer": { "name": "Particular", "isSelfPay": true }, "plan": null, "memberNumber": null });
    assert_eq!(told, json!({ "birthDate": null, "coverage": coverage }));
    let change = grid.next_event().await;
    assert_eq!(change["assistanceRequest"]["patient"]["birthDate"], Value::Null);
    assert_eq!(tell(&elena, json!({})).await["patient"]["coverage"], Value::Null, "I do not know");
    // Each writes of themselves only.
    let query = "mutation { setPersonalDetails(input: {}) { patient { id } } }";
    assert_eq!(operator.error(query, json!({})).await, "FORBIDDEN");
}

#[tokio::test]
async fn a_payer_that_is_no_longer_in_use_stays_with_who_has_it() {
    let app = with_more_payers().await;
    let elena = app.patient().await;
    let row = entity::patient::ActiveModel {
        id: Set(world::PATIENT),
        payer_id: Set(Some(OLD)),
        plan_id: Set(Some(OLD_PLAN)),
        ..Default::default()
    };
    row.update(app.db()).await.expect("a patient");
    let same =
        json!({ "birthDate": "1983-05-18", "payerId": OLD.to_global(), "planId": OLD_PLAN.to_global() });
    let told = tell(&elena, same.clone()).await;
    assert_eq!((refusals(&told), &told["patient"]["birthDate"]), (vec![], &json!("1983-05-18")));
    tell(&elena, json!({ "birthDate": "1983-05-18", "payerId": world::PAYER.to_global() })).await;
    assert_eq!(refusals(&tell(&elena, same).await), [("NOT_FOUND".to_owned(), "payerId".to_owned())]);
}

/// The holder of a link sees no day of birth: it would tell more of the patient than the ends of their numbers.
#[tokio::test]
async fn the_day_of_birth_is_not_for_the_holder_of_a_link() {
    let app = TestApp::start().await;
    let elena = app.patient().await;
    let request = elena.submit_order(1).await;
    app.operator().await.confirm(&request, &[json!(world::ABDOMINAL.to_global())]).await;
    app.clock.advance(chrono::Duration::minutes(15));
    app.run_due().await;
    let holder = app.journey("1222").await;
    let query = "{ journey { assistanceRequest { patient { birthDate } } } }";
    assert_eq!(
        holder.ok(query, json!({})).await["journey"]["assistanceRequest"]["patient"],
        json!({ "birthDate": null })
    );
    let born = NaiveDate::from_ymd_opt(1983, 5, 17);
    let own = elena.ok("{ viewer { ... on Patient { birthDate } } }", json!({})).await;
    assert_eq!(own["viewer"]["birthDate"], json!(born));
}
