//! Staff books for the patient, the clinic's own agenda books, and where links lead.

use asistencia::platform::global_id::GlobalId;
use chrono::Duration;
use entity::service;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use tests::{Client, TestApp, fresh_key, world};

use super::desk;

#[tokio::test]
async fn an_assigned_appointment_books_the_slot_for_the_request_and_silences_the_message() {
    let app = TestApp::start().await;
    let operator = app.operator().await;
    let request = desk::request(&app).await;
    let confirmed = desk::done(&operator, "confirmDispatch", &request, json!({})).await;
    let slot = desk::free_slot(&operator).await;
    let choice = json!({ "slotId": slot, "idempotencyKey": fresh_key() });
    let booked = desk::done(&operator, "assignAppointment", &confirmed, choice.clone()).await;
    assert_eq!((&booked["state"], &booked["outcome"]), (&json!("BOOKED"), &json!("BOOKED")));
    assert_eq!(booked["services"], json!([{ "id": world::ABDOMINAL.to_global() }]));
    let query = "query($id: ID!) { appointment(id: $id) { order { attachments { id } } patient { familyName } \
        assistanceRequest { id } } }";
    let appointment =
        operator.ok(query, json!({ "id": booked["appointment"]["id"] })).await["appointment"].clone();
    assert_eq!(appointment["order"]["attachments"].as_array().map(Vec::len), Some(2));
    assert_eq!(appointment["assistanceRequest"]["id"], request["id"]);
    // The same key books nothing more, and the message with the link stays unsaid.
    assert_eq!(desk::done(&operator, "assignAppointment", &confirmed, choice).await, booked);
    app.clock.advance(Duration::hours(1));
    app.run_due().await;
    assert!(app.sent().iter().all(|message| !message.variables.contains_key("link")));

    // Who comes for the same slot is refused, with fresh offers.
    let late = desk::request(&app).await;
    let query = "mutation($input: AssignAppointmentInput!) { assignAppointment(input: $input) { \
        offers { id } userErrors { code } } }";
    let input = json!({ "id": late["id"], "version": 1, "slotId": slot, "idempotencyKey": fresh_key() });
    let refused = operator.ok(query, json!({ "input": input })).await["assignAppointment"].clone();
    assert_eq!(refused["userErrors"][0]["code"], "SLOT_TAKEN");
    let offers = refused["offers"].as_array().expect("offers");
    assert!(!offers.is_empty() && offers.iter().all(|offer| offer["id"] != slot));
    let nonsense = json!({ "slotId": "nonsense" });
    assert_eq!(desk::refused(&operator, "assignAppointment", &late, nonsense).await, "NOT_FOUND");
    let taken = json!({ "slotId": offers[0]["id"] });
    assert_eq!(desk::done(&operator, "assignAppointment", &late, taken).await["state"], "BOOKED");
}

#[tokio::test]
async fn staff_read_of_the_patients_coverage_and_patients_of_their_own() {
    let app = TestApp::start().await;
    let (operator, mario) = (app.operator().await, app.patient_with("28333444").await);
    let request = desk::request_of(&app, world::PATIENT_2).await;
    let knee = json!({ "serviceIds": desk::services(&[world::KNEE_MRI]) });
    let request = desk::done(&operator, "confirmDispatch", &request, knee).await;
    let query = "query($i: SlotSearchInput!) { slots(input: $i, first: 1) { nodes { id } } }";
    let search = json!({ "serviceIds": desk::services(&[world::KNEE_MRI]), "from": "2026-03-03" });
    let slot = operator.ok(query, json!({ "i": search })).await["slots"]["nodes"][0]["id"].clone();
    let by_staff = desk::payload(&operator, "assignAppointment", &request, json!({ "slotId": slot })).await;
    let input = json!({ "slotId": slot, "idempotencyKey": fresh_key() });
    let by_himself = mario.mutate("bookAppointment", "BookAppointmentInput", input, "").await;
    for (payload, whose) in [(by_staff, "La obra social del paciente"), (by_himself, "Tu obra social")] {
        let error = &payload["userErrors"][0];
        assert_eq!(error["code"], "NOT_COVERED");
        assert!(error["message"].as_str().is_some_and(|text| text.starts_with(whose)), "{error}");
    }
}

/// A key of the clinic's own systems with these scopes.
async fn integration(app: &TestApp, scopes: &[&str]) -> Client {
    let admin = app.admin().await;
    let input = json!({ "name": "Agenda propia", "scopes": scopes });
    let made = admin.done("createApiKey", "CreateApiKeyInput", input, "key").await;
    Client::new(&app.url, made["key"].as_str().map(str::to_owned))
}

#[tokio::test]
async fn an_appointment_of_the_clinics_own_agenda_settles_the_request() {
    let app = TestApp::start().await;
    let operator = app.operator().await;
    let request = desk::request(&app).await;
    let planned = desk::done(&operator, "confirmDispatch", &request, json!({})).await;
    let external = json!({ "externalId": " T-4711 ", "startsAt": "2026-03-10T12:00:00Z" });
    let booked = desk::done(&operator, "linkExternalAppointment", &planned, external).await;
    assert_eq!((&booked["state"], &booked["outcome"]), (&json!("BOOKED"), &json!("BOOKED_EXTERNALLY")));
    assert_eq!(booked["appointment"]["externalId"], "T-4711");
    assert_eq!(booked["appointment"]["startsAt"], "2026-03-10T12:00:00+00:00");
    app.clock.advance(Duration::hours(1));
    app.run_due().await;
    assert!(app.sent().is_empty(), "the message that waited stays unsaid");

    // One appointment there is one request here.
    let other = desk::request(&app).await;
    let same = json!({ "externalId": "T-4711" });
    assert_eq!(desk::refused(&operator, "linkExternalAppointment", &other, same).await, "CONFLICT");
    for id in ["", "   ", &"9".repeat(201)] {
        let wrong = json!({ "externalId": id });
        assert_eq!(desk::refused(&operator, "linkExternalAppointment", &other, wrong).await, "INVALID");
    }
    let past = json!({ "startsAt": "2020-03-10T12:00:00Z" });
    assert_eq!(desk::refused(&operator, "linkExternalAppointment", &other, past).await, "INVALID");
    assert_eq!(operator.request_now(&other).await["state"], "PENDING_REVIEW");
}

#[tokio::test]
async fn the_clinics_own_agenda_tells_the_same_again_and_moves_what_it_told() {
    let app = TestApp::start().await;
    let agenda = integration(&app, &["REQUESTS_READ", "REQUESTS_WRITE"]).await;
    let request = desk::request(&app).await;
    let told = async |starts_at: &str| {
        let input = json!({ "id": request["id"], "externalId": "T-1", "startsAt": starts_at });
        let shown = "assistanceRequest { state version appointment { id startsAt version } }";
        agenda.mutate("linkExternalAppointment", "LinkExternalAppointmentInput", input, shown).await
    };
    let first = told("2026-03-10T12:00:00Z").await;
    assert_eq!(first["userErrors"], json!([]));
    assert_eq!(told("2026-03-10T12:00:00Z").await, first, "the same, whatever was lost on the way");

    let moved = told("2026-03-11T15:30:00Z").await;
    let (before, after) =
        (&first["assistanceRequest"]["appointment"], &moved["assistanceRequest"]["appointment"]);
    assert_eq!(after["id"], before["id"]);
    assert_eq!((&after["startsAt"], &after["version"]), (&json!("2026-03-11T15:30:00+00:00"), &json!(2)));
    let past = told("2020-03-11T15:30:00Z").await;
    assert_eq!(past["userErrors"][0]["code"], "INVALID");
    assert_eq!(past["userErrors"][0]["field"], json!(["input", "startsAt"]));
    app.clock.advance(Duration::days(10));
    assert_eq!(told("2026-03-11T15:30:00Z").await, moved, "what is over by now was told before");
}

#[tokio::test]
async fn an_integration_links_appointments_with_the_scope_for_it_and_does_nothing_else() {
    let app = TestApp::start().await;
    let operator = app.operator().await;
    let writer = integration(&app, &["REQUESTS_WRITE", "REQUESTS_READ"]).await;
    let reader = integration(&app, &["REQUESTS_READ"]).await;
    let request = desk::request(&app).await;
    // A colleague's claim does not keep out what has happened in the clinic's own agenda.
    desk::done(&operator, "claimAssistanceRequest", &request, json!({})).await;
    let query = "mutation($input: LinkExternalAppointmentInput!) { linkExternalAppointment(input: $input) { \
        assistanceRequest { state outcome appointment { externalId } } userErrors { code } } }";
    let input = json!({ "id": request["id"], "externalId": "T-1", "startsAt": "2026-03-10T12:00:00Z" });
    assert_eq!(reader.error(query, json!({ "input": input })).await, "FORBIDDEN");
    let linked = writer.ok(query, json!({ "input": input })).await["linkExternalAppointment"].clone();
    assert_eq!(
        linked,
        json!({
            "assistanceRequest": {
                "state": "BOOKED", "outcome": "BOOKED_EXTERNALLY", "appointment": { "externalId": "T-1" },
            },
            "userErrors": [],
        })
    );
    let foreign = desk::request_of(&app, world::OTHER_PATIENT).await;
    let input = json!({ "id": foreign["id"], "externalId": "T-2", "startsAt": "2026-03-10T12:00:00Z" });
    assert_eq!(
        writer.ok(query, json!({ "input": input })).await["linkExternalAppointment"]["userErrors"][0]["code"],
        "NOT_FOUND"
    );
    let resolve = "mutation($input: ResolveAssistanceRequestInput!) { resolveAssistanceRequest(input: $input) { \
        userErrors { code } } }";
    assert_eq!(writer.error(resolve, json!({ "input": { "id": request["id"] } })).await, "FORBIDDEN");
}

#[tokio::test]
async fn the_clinics_portal_opens_with_the_patient_loaded() {
    let app = TestApp::start().await;
    let (operator, patient) = (app.operator().await, app.patient().await);
    let request = desk::request(&app).await;
    let query = "query($id: ID!) { assistanceRequest(id: $id) { bookingPortalUrl patient { id } } }";
    let shown = |client: Client| {
        let id = request["id"].clone();
        async move { client.ok(query, json!({ "id": id })).await["assistanceRequest"].clone() }
    };
    assert_eq!(shown(operator.clone()).await["bookingPortalUrl"], Value::Null);
    let template = "https://lite.example/turnos?solicitud={request}&paciente={patient}";
    desk::set(&app, json!({ "bookingPortalTemplate": template })).await;
    let row = shown(operator).await;
    let url = row["bookingPortalUrl"].as_str().expect("an address");
    let (request_id, patient_id) =
        (request["id"].as_str().unwrap_or("-"), row["patient"]["id"].as_str().unwrap_or("-"));
    assert_eq!(url, format!("https://lite.example/turnos?solicitud={request_id}&paciente={patient_id}"));
    assert!(!url.contains("30111222"), "no document number in an address");
    assert_eq!(patient.error(query, json!({ "id": request["id"] })).await, "FORBIDDEN");
}

#[tokio::test]
async fn the_link_follows_the_clinics_template() {
    let app = TestApp::start().await;
    let operator = app.operator().await;
    let template = "https://wsportal.example/api/v1/estudios/verificarOS/{service}/false/false/{token}";
    desk::set(&app, json!({ "linkTemplate": template, "dispatchDelaySeconds": 0 })).await;
    let confirm = async |services: Value| {
        let request = desk::request(&app).await;
        desk::done(&operator, "confirmDispatch", &request, json!({ "serviceIds": services })).await;
        app.run_due().await;
        app.sent()[0].variables["link"].clone()
    };
    let base = "https://wsportal.example/api/v1/estudios/verificarOS";
    for (services, codes) in [
        (&[world::KNEE_MRI][..], "127"),
        (&[world::ABDOMINAL, world::RENAL][..], "101,102"),
        // The agenda is the clinic's own: that we know no slot says nothing.
        (&[world::SLOTLESS][..], "130"),
    ] {
        let link = confirm(desk::services(services)).await;
        let token = link.strip_prefix(&format!("{base}/{codes}/false/false/")).expect("the clinic's address");
        assert_eq!(token.len(), 43, "32 random bytes in base64url");
        let opening = json!({ "token": token, "documentDigits": "1222" });
        app.anonymous().done("openJourney", "OpenJourneyInput", opening, "session { token }").await;
        assert!(!link.contains("30111222"));
    }
    // A code stands for itself, whatever is in it.
    service::Entity::update_many()
        .col_expr(service::Column::Code, Expr::value("10/2 ?"))
        .filter(service::Column::Id.eq(world::RENAL))
        .exec(app.db())
        .await
        .expect("another code");
    let link = confirm(desk::services(&[world::ABDOMINAL, world::RENAL])).await;
    assert!(link.starts_with(&format!("{base}/101,10%2F2%20%3F/false/false/")), "{link}");
    // A photo is always sent to our own page; without a template everything is.
    let request = desk::request(&app).await;
    desk::done(&operator, "requestNewPhoto", &request, json!({})).await;
    app.run_due().await;
    assert!(app.sent()[0].variables["link"].starts_with(&format!("{}/j/", app.url)));
    desk::set(&app, json!({ "linkTemplate": "" })).await;
    assert!(confirm(desk::services(&[world::RENAL])).await.starts_with(&format!("{}/j/", app.url)));
}

#[tokio::test]
async fn settings_that_make_no_sense_are_refused_by_field_and_change_nothing() {
    let app = TestApp::start().await;
    let (admin, operator) = (app.admin().await, app.operator().await);
    for (input, field) in [
        (json!({ "dispatchDelaySeconds": -1 }), "dispatchDelaySeconds"),
        (json!({ "dispatchDelaySeconds": 86_401 }), "dispatchDelaySeconds"),
        (json!({ "linkDays": 0 }), "linkDays"),
        (json!({ "linkDays": 91 }), "linkDays"),
        (json!({ "holdMinutes": 0 }), "holdMinutes"),
        (json!({ "claimMinutes": 121 }), "claimMinutes"),
        (json!({ "maxPages": 0 }), "maxPages"),
        (json!({ "changeNoticeHours": 169 }), "changeNoticeHours"),
        (json!({ "messageExpiryHours": 0 }), "messageExpiryHours"),
        (json!({ "uncertainMinutes": 1_441 }), "uncertainMinutes"),
        (json!({ "maxGapMinutes": -1 }), "maxGapMinutes"),
        (json!({ "horizonDays": 366 }), "horizonDays"),
        (json!({ "botmakerChannel": "dos\nlíneas" }), "botmakerChannel"),
        (json!({ "bookingLinkIntent": "x".repeat(101) }), "bookingLinkIntent"),
        (json!({ "newPhotoIntent": "x".repeat(101) }), "newPhotoIntent"),
        (json!({ "linkTemplate": "https://portal.example/{service}" }), "linkTemplate"),
        (json!({ "linkTemplate": "portal.example/{token}" }), "linkTemplate"),
        (json!({ "linkTemplate": "javascript:alert('{token}')" }), "linkTemplate"),
        (json!({ "bookingPortalTemplate": "ftp://portal.example/{patient}" }), "bookingPortalTemplate"),
    ] {
        let mut input = input;
        if input["linkDays"].is_null() {
            input["linkDays"] = json!(30);
        }
        let payload = admin
            .mutate("updateClinicSettings", "UpdateClinicSettingsInput", input.clone(), "clinic { id }")
            .await;
        let errors = &payload["userErrors"];
        assert_eq!((&payload["clinic"], errors.as_array().map(Vec::len)), (&json!(null), Some(1)), "{input}");
        assert_eq!(errors[0]["code"], "INVALID");
        assert_eq!(errors[0]["field"], json!(["input", field]));
    }
    let settings = "{ clinic { settings { dispatchDelaySeconds linkTemplate linkDays claimMinutes } } }";
    assert_eq!(
        admin.ok(settings, json!({})).await["clinic"]["settings"],
        json!({ "dispatchDelaySeconds": 900, "linkTemplate": null, "linkDays": 14, "claimMinutes": 10 })
    );
    let change = "mutation { updateClinicSettings(input: { linkDays: 3 }) { userErrors { code } } }";
    assert_eq!(operator.error(change, json!({})).await, "FORBIDDEN");
}

#[tokio::test]
async fn every_setting_can_be_changed_and_read_by_staff() {
    let app = TestApp::start().await;
    let changed = json!({
        "dispatchDelaySeconds": 60, "linkDays": 7, "holdMinutes": 5, "claimMinutes": 20, "messageExpiryHours": 12,
        "uncertainMinutes": 30, "maxPages": 4, "maxGapMinutes": 0, "changeNoticeHours": 24, "horizonDays": 90,
        "linkTemplate": "https://portal.example/{token}", "bookingPortalTemplate": "https://lite.example/{patient}",
        "botmakerChannel": "canal", "bookingLinkIntent": "turno", "newPhotoIntent": "foto",
        "appointmentBookedIntent": "reservado", "appointmentMovedIntent": "movido",
        "appointmentCancelledIntent": "cancelado", "visitCancelledIntent": "visita_cancelada",
    });
    desk::set(&app, changed.clone()).await;
    let fields: Vec<_> = changed.as_object().expect("an object").keys().map(String::as_str).collect();
    let query = format!("{{ clinic {{ settings {{ {} }} }} }}", fields.join(" "));
    let seen = app.operator().await.ok(&query, json!({})).await;
    assert_eq!(seen["clinic"]["settings"], changed);
    // A setting that the entity has and this does not know would be one that nobody can change.
    let stored = serde_json::to_value(entity::settings::ClinicSettings::default()).expect("JSON");
    // The rules of reminders have a mutation of their own.
    let settable = stored.as_object().expect("an object").keys().filter(|key| *key != "reminders").count();
    assert_eq!(settable, fields.len());
}
