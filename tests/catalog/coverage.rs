//! Who pays for which service, and who may ask.

use asistencia::platform::global_id::GlobalId;
use entity::enums::CoverageDecision;
use entity::ids::{CoverageRuleId, PatientId, PayerId, ServiceId};
use entity::{coverage_rule, patient, payer};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use serde_json::{Value, json};
use tests::{TestApp, world};
use uuid::Uuid;

use crate::review::desk;

const CHECK: &str = "query($s: [ID!]!, $p: ID) { coverageCheck(serviceIds: $s, patientId: $p) { \
    service { name } decision note selfPay } }";

fn asked(services: &[ServiceId], patient: Option<PatientId>) -> Value {
    json!({ "s": desk::services(services), "p": patient.map(GlobalId::to_global) })
}

async fn rule(app: &TestApp, n: u128, service: ServiceId, decision: CoverageDecision, note: Option<&str>) {
    coverage_rule::ActiveModel {
        id: Set(CoverageRuleId(Uuid::from_u128(0x0195_8000_0000_7000_8000_0000_0000_0000 | n))),
        clinic_id: Set(world::CLINIC),
        service_id: Set(service),
        payer_id: Set(world::PAYER),
        plan_id: Set(None),
        decision: Set(decision),
        note: Set(note.map(Into::into)),
        version: Set(1),
    }
    .insert(app.db())
    .await
    .expect("a rule");
}

#[tokio::test]
async fn each_decision_is_told_in_the_order_asked_for() {
    let app = TestApp::start().await;
    rule(&app, 1, world::ABDOMINAL, CoverageDecision::Covered, None).await;
    let note = "Traé la autorización.";
    rule(&app, 2, world::RENAL, CoverageDecision::RequiresAuthorization, Some(note)).await;
    let services = [world::RENAL, world::KNEE_MRI, world::ABDOMINAL, world::SLOTLESS];
    let mario = app.patient_with("28333444").await;
    let told = mario.ok(CHECK, asked(&services, None)).await["coverageCheck"].clone();
    let check = |name: &str, decision: Value, note: Value| json!({ "service": { "name": name }, "decision": decision, "note": note, "selfPay": false });
    let expected = json!([
        check("Ecografía renal", json!("REQUIRES_AUTHORIZATION"), json!(note)),
        check(
            "Resonancia magnética de rodilla",
            json!("NOT_COVERED"),
            json!("Tu plan no cubre este estudio.")
        ),
        check("Ecografía abdominal", json!("COVERED"), Value::Null),
        check("Densitometría ósea", Value::Null, Value::Null),
    ]);
    assert_eq!(told, expected);
    // Staff is told the same about him, and of Elena's other plan that no rule speaks of the knee.
    let operator = app.operator().await;
    assert_eq!(operator.ok(CHECK, asked(&services, Some(world::PATIENT_2))).await["coverageCheck"], expected);
    let elena = operator.ok(CHECK, asked(&services, Some(world::PATIENT))).await["coverageCheck"].clone();
    assert_eq!((&elena[1]["decision"], &elena[2]["decision"]), (&Value::Null, &json!("COVERED")));
    // Nobody on record: nothing is claimed. Who pays alone is told that.
    let rosa = asked(&services[..1], Some(world::PATIENT_WITHOUT_PHONE));
    assert_eq!(
        operator.ok(CHECK, rosa.clone()).await["coverageCheck"],
        json!([check("Ecografía renal", Value::Null, Value::Null)])
    );
    let alone = PayerId(Uuid::from_u128(0x0195_8000_0000_7000_8000_0000_0000_0099));
    payer::ActiveModel {
        id: Set(alone),
        clinic_id: Set(world::CLINIC),
        name: Set("Particular".into()),
        is_self_pay: Set(true),
        disabled_at: Set(None),
        version: Set(1),
    }
    .insert(app.db())
    .await
    .expect("a payer");
    patient::ActiveModel {
        id: Set(world::PATIENT_WITHOUT_PHONE),
        payer_id: Set(Some(alone)),
        ..Default::default()
    }
    .update(app.db())
    .await
    .expect("a patient who pays");
    let told = operator.ok(CHECK, rosa).await["coverageCheck"][0].clone();
    assert_eq!((&told["decision"], &told["selfPay"]), (&Value::Null, &json!(true)));
}

#[tokio::test]
async fn patients_and_links_ask_about_themselves_and_staff_about_anybody_of_the_clinic() {
    let app = TestApp::start().await;
    let (operator, elena) = (app.operator().await, app.patient().await);
    let knee = [world::KNEE_MRI];
    elena.ok(CHECK, asked(&knee, Some(world::PATIENT))).await;
    assert_eq!(elena.error(CHECK, asked(&knee, Some(world::PATIENT_2))).await, "FORBIDDEN");
    assert_eq!(app.anonymous().error(CHECK, asked(&knee, None)).await, "UNAUTHENTICATED");

    let request = desk::request_of(&app, world::PATIENT_2).await;
    desk::set(&app, json!({ "dispatchDelaySeconds": 0 })).await;
    desk::done(&operator, "confirmDispatch", &request, json!({})).await;
    app.run_due().await;
    let journey = app.journey("3444").await;
    let told = journey.ok(CHECK, asked(&knee, None)).await["coverageCheck"][0].clone();
    assert_eq!(told["decision"], "NOT_COVERED", "the link is Mario's, and so is the plan");
    assert_eq!(journey.error(CHECK, asked(&knee, Some(world::PATIENT))).await, "FORBIDDEN");

    let many: Vec<_> = std::iter::repeat_n(world::KNEE_MRI, 51).collect();
    for (what, input) in [
        ("nobody", asked(&knee, None)),
        ("another clinic's patient", asked(&knee, Some(world::OTHER_PATIENT))),
        ("another clinic's service", asked(&[world::OTHER_SERVICE], Some(world::PATIENT))),
        ("too many", asked(&many, Some(world::PATIENT))),
        ("no service at all", json!({ "s": ["127"], "p": world::PATIENT.to_global() })),
        ("no patient at all", json!({ "s": [], "p": "30111222" })),
    ] {
        assert_eq!(operator.error(CHECK, input).await, "BAD_USER_INPUT", "{what}");
    }
}
