//! Finding services by what an operator types with the order in the other hand.

use asistencia::platform::global_id::GlobalId;
use asistencia::platform::text::FoldedText;
use entity::ids::{CircuitId, ServiceId};
use entity::service;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};
use serde_json::{Value, json};
use tests::{Client, TestApp, world};
use uuid::Uuid;

const SEARCH: &str = "query($s: String, $c: ID, $first: Int, $after: String) { \
    services(search: $s, circuitId: $c, first: $first, after: $after) { totalCount \
    edges { cursor } nodes { id code name } pageInfo { hasNextPage hasPreviousPage endCursor } } }";

/// More services, in one circuit or the other.
async fn add_services(app: &TestApp, services: &[(&str, &str, &str, CircuitId)]) {
    let rows = services.iter().zip(1..).map(|((code, name, synonyms, circuit_id), n)| service::ActiveModel {
        id: Set(ServiceId(Uuid::from_u128(0x0195_6000_0000_7000_8000_0000_0000_0000 | n))),
        clinic_id: Set(world::CLINIC),
        circuit_id: Set(*circuit_id),
        code: Set((*code).into()),
        name: Set((*name).into()),
        synonyms: Set((*synonyms).into()),
        search_text: Set(FoldedText::new(code, name, synonyms).search_text()),
        duration_minutes: Set(15),
        preparation: Set(None),
        disabled_at: Set(None),
        version: Set(1),
    });
    service::Entity::insert_many(rows).exec_without_returning(app.db()).await.expect("services");
}

async fn found(client: &Client, search: &str) -> Vec<String> {
    let page = client.ok(SEARCH, json!({ "s": search })).await["services"].clone();
    let names = page["nodes"].as_array().expect("services");
    assert_eq!(page["totalCount"], names.len());
    names.iter().map(|row| row["name"].as_str().expect("a name").to_owned()).collect()
}

#[tokio::test]
async fn accents_case_order_and_typing_errors_are_forgiven() {
    let app = TestApp::start().await;
    add_services(
        &app,
        &[
            ("201", "Radiografía de tórax", "placa torax", world::MRI),
            ("202", "Tomografía de tórax", "", world::MRI),
            ("203", "Resonancia magnética de columna lumbar", "", world::MRI),
        ],
    )
    .await;
    let operator = app.operator().await;
    for signs in ["%", "_", " . ", "💊"] {
        assert!(found(&operator, signs).await.is_empty(), "{signs}: nobody asked for everything");
    }
    for (search, first) in [
        ("Ecografía abdominal", "Ecografía abdominal"),
        ("ecografia abdominal", "Ecografía abdominal"),
        ("ABDOMINAL ECOGRAFIA", "Ecografía abdominal"),
        ("eco abd", "Ecografía abdominal"),
        ("abdominla", "Ecografía abdominal"),
        ("ecografai abdomnal", "Ecografía abdominal"),
        ("  ecogrfia   renal ", "Ecografía renal"),
        ("eco rinon", "Ecografía renal"),
        ("RMN rodilla", "Resonancia magnética de rodilla"),
        ("rodila resonansia", "Resonancia magnética de rodilla"),
        ("rx torax", "Radiografía de tórax"),
        ("placa de tórax", "Radiografía de tórax"),
        ("tac tórax", "Tomografía de tórax"),
        ("lumbar rnm", "Resonancia magnética de columna lumbar"),
        ("dmo", "Densitometría ósea"),
        ("127", "Resonancia magnética de rodilla"),
        ("101", "Ecografía abdominal"),
    ] {
        assert_eq!(found(&operator, search).await.first().map(String::as_str), Some(first), "{search:?}");
    }
    assert_eq!(found(&operator, "torax").await, ["Radiografía de tórax", "Tomografía de tórax"]);
    for nothing in ["colonoscopia", "999", "ecografia de rodilla xyz"] {
        assert_eq!(found(&operator, nothing).await, Vec::<String>::new(), "{nothing}");
    }
    // What is searched is never too much, or not text enough.
    for odd in ["%", "'; drop table service; --", &"ecografía ".repeat(1_000), "🩻"] {
        found(&operator, odd).await;
    }
}

#[tokio::test]
async fn services_are_paged_and_narrowed_by_circuit_and_those_off_offer_are_gone() {
    let app = TestApp::start().await;
    let names: Vec<_> =
        (0..30).map(|n| (format!("3{n:02}"), format!("Ecografía doppler {}", n % 4))).collect();
    let services: Vec<_> =
        names.iter().map(|(code, name)| (code.as_str(), name.as_str(), "", world::ULTRASOUND)).collect();
    add_services(&app, &services).await;
    let patient = app.patient().await;

    for search in [Value::Null, json!("ecografia"), json!("eco dopler")] {
        let whole = patient.ok(SEARCH, json!({ "s": search, "first": 100 })).await["services"].clone();
        let (mut walked, mut after) = (Vec::new(), Value::Null);
        loop {
            let page = patient.ok(SEARCH, json!({ "s": search, "first": 7, "after": after })).await;
            let page = &page["services"];
            assert_eq!(page["totalCount"], whole["totalCount"]);
            walked.extend(page["nodes"].as_array().expect("services").iter().cloned());
            after = page["pageInfo"]["endCursor"].clone();
            if page["pageInfo"]["hasNextPage"] == json!(false) {
                break;
            }
        }
        assert_eq!(json!(walked), whole["nodes"], "{search}");
        assert!(walked.len() >= 30);
    }
    for wrong in
        [json!({ "first": 101 }), json!({ "first": -1 }), json!({ "after": "x" }), json!({ "c": "x" })]
    {
        assert_eq!(patient.error(SEARCH, wrong.clone()).await, "BAD_USER_INPUT", "{wrong}");
    }

    // One circuit only, and by name where nothing is searched.
    let mri = patient.ok(SEARCH, json!({ "c": world::MRI.to_global() })).await["services"].clone();
    let names = |page: &Value| -> Vec<Value> {
        page["nodes"].as_array().expect("services").iter().map(|row| row["name"].clone()).collect()
    };
    assert_eq!(names(&mri), ["Densitometría ósea", "Resonancia magnética de rodilla"]);
    service::ActiveModel {
        id: Set(world::SLOTLESS),
        disabled_at: Set(Some(world::start())),
        ..Default::default()
    }
    .update(app.db())
    .await
    .expect("no longer offered");
    let mri = patient.ok(SEARCH, json!({ "c": world::MRI.to_global() })).await["services"].clone();
    assert_eq!(names(&mri), ["Resonancia magnética de rodilla"]);
    let one = "query($id: ID!) { service(id: $id) { name preparation durationMinutes circuit { name } } }";
    let known = |id: ServiceId| json!({ "id": id.to_global() });
    assert_eq!(patient.ok(one, known(world::SLOTLESS)).await["service"], Value::Null);
    assert_eq!(patient.ok(one, known(world::OTHER_SERVICE)).await["service"], Value::Null);
    assert_eq!(
        patient.ok(one, known(world::ABDOMINAL)).await["service"],
        json!({
            "name": "Ecografía abdominal", "preparation": "Ayuno de 6 horas.", "durationMinutes": 20,
            "circuit": { "name": "Ecografía" },
        })
    );
}

#[tokio::test]
async fn circuits_say_whether_several_services_go_together() {
    let app = TestApp::start().await;
    let query = "{ circuits { name allowsMultiple } }";
    assert_eq!(
        app.operator().await.ok(query, json!({})).await["circuits"],
        json!([
            { "name": "Ecografía", "allowsMultiple": true },
            { "name": "Resonancia magnética", "allowsMultiple": false },
        ])
    );
    assert_eq!(app.anonymous().error(query, json!({})).await, "UNAUTHENTICATED");
    assert_eq!(app.anonymous().error(SEARCH, json!({})).await, "UNAUTHENTICATED");
    // Another clinic's catalogue is its own.
    let elsewhere = app.staff("operadora@otra.example").await;
    let theirs = elsewhere.ok(SEARCH, json!({ "s": "eco" })).await["services"].clone();
    assert_eq!(
        theirs["nodes"],
        json!([{ "id": world::OTHER_SERVICE.to_global(), "code": "101", "name": "Ecografía abdominal" }])
    );
}
