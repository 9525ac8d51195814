//! Circuits and services: what is changed is found, offered and refused at once.

use asistencia::features::audit::first_broken_link;
use asistencia::platform::global_id::GlobalId;
use entity::audit_entry;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use tests::{TestApp, fresh_key, world};

use super::{SERVICE, error, errors, found, new_service, refusal, starts, update_service};
use crate::review::desk;

const CREATE: (&str, &str) = ("createService", "CreateServiceInput");

#[tokio::test]
async fn a_new_service_is_found_and_offered_at_once() {
    let app = TestApp::start().await;
    let (admin, operator) = (app.admin().await, app.operator().await);
    assert!(found(&operator, "tiroides").await.is_empty());
    let mut input = new_service("  140 ", "Ecografía   tiroidea");
    input["synonyms"] = json!(["eco tiroides", "cuello", "eco tiroides"]);
    input["preparation"] = json!("Sin cadenas.\nCon orden.");
    let made = admin.done(CREATE.0, CREATE.1, input.clone(), SERVICE).await;
    let service = &made["service"];
    assert_eq!(
        *service,
        json!({
            "id": service["id"], "code": "140", "name": "Ecografía tiroidea", "durationMinutes": 20,
            "synonyms": ["eco tiroides", "cuello"], "preparation": "Sin cadenas.\nCon orden.",
            "disabledAt": null, "version": 1, "circuit": { "name": "Ecografía" },
            "resources": [{ "name": "Ecógrafo 1" }],
        })
    );
    assert_eq!(found(&operator, "tiroides").await, ["140"]);
    assert_eq!(starts(&operator, service["id"].clone(), "2026-03-03").await.len(), 12);

    // A lost reply is asked for again; the same key with something else is a mistake.
    let again = admin.done(CREATE.0, CREATE.1, input.clone(), SERVICE).await;
    assert_eq!(again["service"]["id"], service["id"]);
    input["name"] = json!("Otra");
    let other = admin.mutate(CREATE.0, CREATE.1, input, "").await;
    assert_eq!(error(&other), refusal("input.idempotencyKey", "CONFLICT"));

    let change = json!({ "id": service["id"], "name": "Eco de glándula tiroides", "synonyms": [],
        "preparation": "", "durationMinutes": 60 });
    let changed = update_service(&admin, change).await["service"].clone();
    assert_eq!((&changed["version"], &changed["preparation"]), (&json!(2), &Value::Null));
    assert_eq!(changed["synonyms"], json!([]));
    assert!(found(&operator, "cuello").await.is_empty());
    assert_eq!(found(&operator, "glandula").await, ["140"]);
    assert_eq!(starts(&operator, service["id"].clone(), "2026-03-03").await.len(), 4);

    let none = json!({ "id": service["id"], "version": 2, "resourceIds": [] });
    assert_eq!(update_service(&admin, none).await["service"]["resources"], json!([]));
    assert!(starts(&operator, service["id"].clone(), "2026-03-03").await.is_empty());

    let entries = audit_entry::Entity::find()
        .filter(audit_entry::Column::ClinicId.eq(world::CLINIC))
        .order_by_asc(audit_entry::Column::Seq)
        .all(app.db())
        .await
        .expect("entries");
    let of_service: Vec<_> = entries.iter().filter(|entry| entry.subject_type == "Service").collect();
    let actions: Vec<_> = of_service.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["service.created", "service.updated", "service.updated"]);
    assert_eq!(of_service[2].detail, json!({ "resourceIds": [] }));
    assert_eq!(first_broken_link(&entries), None);
}

#[tokio::test]
async fn open_requests_are_counted_for_who_asks_how_many_there_are() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let counted = async |version: i32, selection: &str| {
        let input = json!({ "id": world::RENAL.to_global(), "version": version, "durationMinutes": 15 + 5 * version });
        app.statements.take();
        admin.done("updateService", "UpdateServiceInput", input, selection).await;
        let statements = app.statements.take();
        statements.iter().filter(|sql| sql.contains("assistance_request_service")).count()
    };
    assert_eq!(counted(1, "service { id }").await, 0);
    assert_eq!(counted(2, "service { id } openRequests").await, 1);
}

#[tokio::test]
async fn what_is_disabled_is_neither_found_nor_offered_until_it_is_enabled_again() {
    let app = TestApp::start().await;
    let (admin, operator) = (app.admin().await, app.operator().await);
    let request = desk::request_of(&app, world::PATIENT).await;
    operator.confirm(&request, &[json!(world::RENAL.to_global())]).await;
    let renal = json!(world::RENAL.to_global());
    let disabled = update_service(&admin, json!({ "id": renal, "disabled": true })).await;
    assert_eq!(disabled["openRequests"], 1);
    assert!(disabled["service"]["disabledAt"].is_string());
    assert!(found(&operator, "renal").await.is_empty());
    let one = "query($id: ID!) { service(id: $id) { version } node(id: $id) { id } }";
    let nothing = json!({ "service": null, "node": null });
    assert_eq!(operator.ok(one, json!({ "id": renal })).await, nothing);
    let seen = admin.ok(one, json!({ "id": renal })).await;
    assert_eq!(seen, json!({ "service": { "version": 2 }, "node": { "id": renal } }));
    let all = "{ services(search: \"renal\", includeDisabled: true) { totalCount nodes { code } } }";
    let expected = json!({ "services": { "totalCount": 1, "nodes": [{ "code": "102" }] } });
    assert_eq!(admin.ok(all, json!({})).await, expected);
    assert_eq!(operator.error(all, json!({})).await, "FORBIDDEN");
    // What names it still does.
    let asked = "query($id: ID!) { assistanceRequest(id: $id) { services { code } } }";
    let asked = operator.ok(asked, json!({ "id": request["id"] })).await;
    assert_eq!(asked["assistanceRequest"]["services"], json!([{ "code": "102" }]));

    let enabled = json!({ "id": renal, "version": 2, "disabled": false });
    assert_eq!(update_service(&admin, enabled).await["service"]["disabledAt"], Value::Null);
    assert_eq!(found(&operator, "renal").await, ["102"]);
}

#[tokio::test]
async fn what_does_not_fit_is_refused_with_its_place() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let mut input = new_service(" ", &"x".repeat(121));
    input["durationMinutes"] = json!(-20);
    input["synonyms"] = json!(["eco", "a,b"]);
    input["preparation"] = json!("x".repeat(2_001));
    let payload = admin.mutate(CREATE.0, CREATE.1, input, "").await;
    let all: Vec<_> = errors(&payload).into_iter().map(|(path, _)| path).collect();
    assert_eq!(
        all,
        ["input.code", "input.name", "input.synonyms.1", "input.durationMinutes", "input.preparation"]
    );
    let english = admin.request(reqwest::Method::POST, "/graphql").header("Accept-Language", "en");
    let query = "mutation($i: CreateServiceInput!) { createService(input: $i) { userErrors { message } } }";
    let body = json!({ "query": query, "variables": { "i": new_service("", "Eco") } });
    let answer: Value = english.json(&body).send().await.expect("an answer").json().await.expect("JSON");
    let message = &answer["data"]["createService"]["userErrors"][0]["message"];
    assert_eq!(*message, "Write between 1 and 40 letters.");
    for minutes in [0, 22, 485] {
        let mut input = new_service("141", "Eco");
        input["durationMinutes"] = json!(minutes);
        let refused = admin.mutate(CREATE.0, CREATE.1, input, "").await;
        assert_eq!(error(&refused), refusal("input.durationMinutes", "INVALID"), "{minutes}");
    }
    for (field, value) in [
        ("circuitId", json!(world::RENAL.to_global())),
        ("circuitId", json!("x")),
        ("resourceIds", json!([world::SCANNER.to_global(), "x"])),
    ] {
        let mut input = new_service("141", "Eco");
        input[field] = value;
        let refused = admin.mutate(CREATE.0, CREATE.1, input, "").await;
        assert_eq!(error(&refused), refusal(&format!("input.{field}"), "NOT_FOUND"));
    }
    // Codes are unique, the disabled ones included.
    let refused = admin.mutate(CREATE.0, CREATE.1, new_service("101", "Otra"), "").await;
    assert_eq!(error(&refused), refusal("input.code", "CONFLICT"));
    let change = json!({ "id": world::RENAL.to_global(), "code": "101" });
    assert_eq!(error(&update_service(&admin, change).await), refusal("input.code", "CONFLICT"));
    let circuit = json!({ "name": "Ecografía", "allowsMultiple": true, "idempotencyKey": fresh_key() });
    let refused = admin.mutate("createCircuit", "CreateCircuitInput", circuit, "").await;
    assert_eq!(error(&refused), refusal("input.name", "CONFLICT"));
}

#[tokio::test]
async fn of_two_administrators_the_later_one_reads_again() {
    let app = TestApp::start().await;
    let (one, other) = (app.admin().await, app.admin().await);
    let change = |name: &str| json!({ "id": world::RENAL.to_global(), "name": name });
    let (a, b) = tokio::join!(update_service(&one, change("A")), update_service(&other, change("B")));
    let refused: Vec<_> = [&a, &b].into_iter().filter(|payload| payload["service"].is_null()).collect();
    assert_eq!(refused.len(), 1, "{a} {b}");
    assert_eq!(error(refused[0]), refusal("input.version", "STALE_VERSION"));
    // The same again changes nothing, and counts nothing.
    let seen = if a["service"].is_null() { &b["service"] } else { &a["service"] };
    let same = json!({ "id": seen["id"], "version": 2, "name": seen["name"] });
    assert_eq!(update_service(&one, same).await["service"]["version"], 2);
    // Two of one code at once: one of them is there.
    let create = |client: &tests::Client| {
        let client = client.clone();
        async move { client.mutate(CREATE.0, CREATE.1, new_service("150", "Eco"), SERVICE).await }
    };
    let (a, b) = tokio::join!(create(&one), create(&other));
    let refused: Vec<_> = [&a, &b].into_iter().filter(|payload| payload["service"].is_null()).collect();
    assert_eq!(refused.len(), 1, "{a} {b}");
    assert_eq!(error(refused[0]), refusal("input.code", "CONFLICT"));
}

#[tokio::test]
async fn a_circuit_stays_as_long_as_somebody_relies_on_it() {
    let app = TestApp::start().await;
    let (admin, operator) = (app.admin().await, app.operator().await);
    let request = desk::request_of(&app, world::PATIENT).await;
    let both = [json!(world::ABDOMINAL.to_global()), json!(world::RENAL.to_global())];
    let confirmed = operator.confirm(&request, &both).await;
    let single = json!({ "id": world::ULTRASOUND.to_global(), "version": 1, "allowsMultiple": false });
    let update = ("updateCircuit", "UpdateCircuitInput");
    let refused = admin.mutate(update.0, update.1, single.clone(), "").await;
    assert_eq!(error(&refused), refusal("input.allowsMultiple", "CONFLICT"));
    let message = refused["userErrors"][0]["message"].as_str().expect("words");
    assert!(message.contains("1 solicitudes abiertas y 0 turnos"), "{message}");
    let elsewhere = json!({ "id": world::RENAL.to_global(), "circuitId": world::MRI.to_global() });
    assert_eq!(
        error(&update_service(&admin, elsewhere.clone()).await),
        refusal("input.circuitId", "CONFLICT")
    );

    // Booked, it counts until the visit is over.
    let query = "query($i: SlotSearchInput!) { slots(input: $i, first: 1) { nodes { id } } }";
    let slots = operator.ok(query, json!({ "i": { "serviceIds": both, "from": "2026-03-03" } })).await;
    let assignment = json!({ "id": request["id"], "slotId": slots["slots"]["nodes"][0]["id"],
        "version": confirmed["version"], "idempotencyKey": fresh_key() });
    operator.done("assignAppointment", "AssignAppointmentInput", assignment, "").await;
    let refused = admin.mutate(update.0, update.1, single.clone(), "").await;
    let message = refused["userErrors"][0]["message"].as_str().expect("words");
    assert!(message.contains("0 solicitudes abiertas y 1 turnos"), "{message}");
    app.clock.advance(chrono::Duration::days(2));
    let changed = app.admin().await;
    let selection = "circuit { allowsMultiple version }";
    let done = changed.done(update.0, update.1, single, selection).await;
    assert_eq!(done["circuit"], json!({ "allowsMultiple": false, "version": 2 }));
    let moved = update_service(&changed, elsewhere).await;
    assert_eq!(moved["service"]["circuit"]["name"], "Resonancia magnética");
    let made = json!({ "name": "Laboratorio", "allowsMultiple": true, "idempotencyKey": fresh_key() });
    changed.done("createCircuit", "CreateCircuitInput", made, "circuit { id }").await;
    let names = changed.ok("{ circuits { name } }", json!({})).await;
    assert_eq!(names["circuits"][1], json!({ "name": "Laboratorio" }));
    app.run_due().await;
}
