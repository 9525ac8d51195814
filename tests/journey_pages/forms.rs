//! Filling in forms on the pages: a section at a time, with its mistakes said beside them.

use asistencia::platform::global_id::GlobalId;
use asistencia::platform::token::{Token, hash};
use chrono::Duration;
use entity::enums::{ActorKind, AppointmentState};
use entity::ids::{AppointmentId, JourneyLinkId};
use entity::{appointment, form_response, journey_link, notification};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};
use serde_json::{Value, json};
use tests::{TestApp, fresh_key, world};

use super::browser::Browser;
use super::{opened, rows, sent_link};
use crate::forms::{plan, publish, structure};

/// Asks for the tests' form; its address.
async fn asked(app: &TestApp, of: Value) -> String {
    let definition = publish(&app.admin().await, "intake", structure()).await;
    let mut input = of;
    input["definitionId"] = definition;
    input["idempotencyKey"] = json!(fresh_key());
    let asked = app.operator().await.done("askForm", "AskFormInput", input, "form { id }").await;
    format!("/formularios/{}", asked["form"]["id"].as_str().expect("an id"))
}

#[tokio::test]
async fn a_form_is_filled_in_section_by_section_and_sent_once() {
    let app = TestApp::start().await;
    let request = sent_link(&app, &app.patient().await, &[world::ABDOMINAL]).await;
    let form = asked(&app, json!({ "assistanceRequestId": request["id"] })).await;
    let mut browser = opened(&app, "1222").await;
    browser.get("/reservar").await.says(200, &["Antes de tu visita", &format!("href=\"{form}\"")]);
    let first = browser.get(&form).await;
    first.says(200, &["parte 1 de 3", "name=\"f_reason\"", "Peso (opcional) (kg)", "max=\"2026-03-02\""]);
    assert_eq!(first.value("campos"), "reason,weight,since");

    // A word in place of a number: it stays in its place, and nothing is saved.
    let (one, two, three) = (format!("{form}?parte=1"), format!("{form}?parte=2"), format!("{form}?parte=3"));
    let shown = ("campos", "reason,weight,since");
    let version = ("version", "1");
    let typed = [version, shown, ("f_reason", "La+rodilla"), ("f_weight", "setenta"), ("f_since", "")];
    let wrong = browser.post(&one, &typed).await;
    wrong.says(422, &["href=\"#f_weight\"", "Escribí un número.", "value=\"setenta\"", "La rodilla"]);
    let wrong = browser.post(&one, &[version, shown, ("f_weight", "900"), ("f_since", "2026-03-03")]).await;
    wrong.says(
        422,
        &["Tiene que ser 300 o menos.", "Tiene que ser 02&#x2f;03&#x2f;2026 o antes.", "value=\"900\""],
    );
    let wrong = browser.post(&one, &[version, shown, ("f_weight", "71,5")]).await;
    wrong.says(422, &["href=\"#f_reason\"", "Falta esta respuesta.", "value=\"71,5\""]);
    let kept = form_response::Entity::find().all(app.db()).await.expect("rows");
    assert_eq!(kept[0].answers, json!({ "weight": { "number": 71.5 } }), "what fits is saved as it comes");
    let typed = [version, shown, ("f_reason", "La+rodilla"), ("f_weight", "71,5")];
    let next = browser.done(&one, &typed).await;
    next.says(200, &["parte 2 de 3", "name=\"f_hurts\"", "Volver a la parte anterior"]);
    assert!(!next.body.contains("name=\"f_pain\""));

    // It hurts: the same section asks on. The step, the places and what was tried come in one go.
    let shown = next.value("campos");
    let sent = browser.post(&two, &[version, ("campos", &shown), ("f_hurts", "yes")]).await;
    assert_eq!((sent.status, sent.headers["location"].to_str().ok()), (303, Some(&*format!("{two}#f_pain"))));
    let more = browser.get(&two).await;
    more.says(200, &["name=\"f_pain\" value=\"10\"", "name=\"f_hurts\" value=\"yes\" checked"]);
    let shown = more.value("campos");
    let pain = [
        version,
        ("campos", &*shown),
        ("f_hurts", "yes"),
        ("f_pain", "7"),
        ("f_treatments", "ice"),
        ("f_treatments", "heat"),
    ];
    let again = browser.done(&two, &pain).await;
    again.says(200, &["name=\"f_places\" value=\"back_lower\"", "De espalda", "value=\"heat\" checked"]);
    let shown = again.value("campos");
    let all = [
        version,
        ("campos", &*shown),
        ("f_hurts", "yes"),
        ("f_pain", "7"),
        ("f_places", "back_lower"),
        ("f_places", "front_knee_left"),
    ];
    browser
        .done(&two, &all)
        .await
        .says(200, &["parte 3 de 3", "Acepto el tratamiento.", "Tu nombre y apellido"]);

    // Too early to send; a first name is no signature.
    let early = browser.get(&format!("{form}/revisar")).await;
    early.says(200, &["Para enviarlo falta:", &format!("{three}#f_consent")]);
    assert!(!early.body.contains("/enviar\""));
    let shown = ("campos", "consent");
    let wrong =
        browser.post(&three, &[version, shown, ("f_consent", "1"), ("f_consent_nombre", "Elena")]).await;
    wrong.says(422, &["Escribí tu nombre y apellido.", "value=\"Elena\"", "checked"]);
    let signed = [version, shown, ("f_consent", "1"), ("f_consent_nombre", "Elena+Sosa")];
    let review = browser.done(&three, &signed).await;
    review.says(200, &["Revisá tus respuestas", "71,5 kg", "Cintura", "Acepto. Elena Sosa", "La rodilla"]);
    let key = review.value("clave");
    for _ in 0..2 {
        let thanks = browser.done(&format!("{form}/enviar"), &[version, ("clave", &key)]).await;
        thanks.says(200, &["Recibimos tus respuestas", "No te queda ningún formulario", "Ver tu turno"]);
    }
    browser
        .post(&format!("{form}/enviar"), &[version, ("clave", "otra")])
        .await
        .says(409, &["ya fue enviado"]);
    for path in [form.as_str(), one.as_str(), &format!("{form}/revisar")] {
        browser.get(path).await.says(200, &["Ya recibimos este formulario."]);
    }
    browser
        .post(&one, &[version, ("campos", "reason"), ("f_reason", "x")])
        .await
        .says(200, &["Ya recibimos"]);
    assert!(!browser.get("/reservar").await.body.contains("/formularios"));
}

/// A browser that holds a link to a care plan of Elena's.
async fn plan_link(app: &TestApp) -> (Browser, entity::ids::CarePlanId) {
    let plan = plan(app, world::PATIENT, world::PRACTITIONER, app.app.now()).await;
    let message = notification::Entity::find().one(app.db()).await.expect("a message").expect("a message");
    let token = Token::mint(&app.app.random, "").reveal().to_owned();
    journey_link::ActiveModel {
        id: Set(app.app.new_id::<JourneyLinkId>()),
        clinic_id: Set(world::CLINIC),
        assistance_request_id: Set(None),
        care_plan_id: Set(Some(plan)),
        notification_id: Set(message.id),
        token_hash: Set(hash(&token)),
        minted_at: Set(app.app.now()),
        expires_at: Set(app.app.now() + Duration::days(14)),
        opened_at: Set(None),
        failed_attempts: Set(0),
        revoked_at: Set(None),
        revoke_reason: Set(None),
    }
    .insert(app.db())
    .await
    .expect("a link");
    let mut browser = Browser::new(app);
    assert_eq!(browser.post(&format!("/j/{token}"), &[("digitos", "1222")]).await.status, 303);
    (browser, plan)
}

#[tokio::test]
async fn a_link_to_a_care_plan_leads_to_its_forms_and_its_next_visit() {
    let app = TestApp::start().await;
    let request = sent_link(&app, &app.patient().await, &[world::ABDOMINAL]).await;
    let (mut browser, plan) = plan_link(&app).await;
    let of_request = asked(&app, json!({ "assistanceRequestId": request["id"] })).await;
    let sent = browser.get("/reservar").await;
    assert_eq!((sent.status, sent.headers["location"].to_str().ok()), (303, Some("/tratamiento")));
    let empty = browser.get("/formularios").await;
    empty.says(200, &["No te queda ningún formulario"]);
    assert!(!empty.body.contains("Ver tu turno") && empty.body.contains("Ver tu tratamiento"));
    browser.get("/tratamiento").await.says(200, &["no tenés ninguna visita agendada"]);
    browser.get(&of_request).await.says(404, &["No encontramos ese formulario"]);
    browser.get("/formularios/nonsense").await.says(404, &["No encontramos ese formulario"]);

    appointment::ActiveModel {
        id: Set(app.app.new_id::<AppointmentId>()),
        clinic_id: Set(world::CLINIC),
        patient_id: Set(world::PATIENT),
        assistance_request_id: Set(None),
        medical_order_id: Set(None),
        care_plan_id: Set(Some(plan)),
        visit_number: Set(Some(1)),
        site_id: Set(Some(world::SITE)),
        external_id: Set(None),
        starts_at: Set(app.app.now() + Duration::days(1)),
        ends_at: Set(app.app.now() + Duration::days(1) + Duration::minutes(50)),
        state: Set(AppointmentState::Booked),
        version: Set(1),
        self_pay: Set(false),
        booked_by_kind: Set(ActorKind::User),
        booked_by_id: Set(None),
        booked_at: Set(app.app.now()),
        moved_at: Set(None),
        started_at: Set(None),
        ended_at: Set(None),
        cancelled_at: Set(None),
        cancel_reason: Set(None),
    }
    .insert(app.db())
    .await
    .expect("a visit");
    let definitions = app.operator().await.ok("{ formDefinitions { id } }", json!({})).await;
    let definition = &definitions["formDefinitions"][0]["id"];
    let input =
        json!({ "definitionId": definition, "carePlanId": plan.to_global(), "idempotencyKey": fresh_key() });
    let form = app.operator().await.done("askForm", "AskFormInput", input, "form { id }").await;
    let form = format!("/formularios/{}", form["form"]["id"].as_str().expect("an id"));
    browser.get("/formularios").await.says(200, &[&form]);
    let home = browser.get("/tratamiento").await;
    home.says(200, &["Tu próxima visita", "martes 3 de marzo", "Centro", &form]);

    // Looking changes nothing, and what comes from elsewhere does not count.
    let before = (rows(&app).await, form_response::Entity::find().all(app.db()).await.expect("rows"));
    for path in [&form, &format!("{form}?parte=99"), &format!("{form}?parte=0"), &format!("{form}/revisar")] {
        let seen = browser.get(path).await;
        assert!(seen.status < 400, "{path}: {}", seen.body);
        assert!(!seen.body.contains("<script") && !seen.body.contains("style=\""));
    }
    for path in [format!("{form}?parte=1"), format!("{form}/enviar")] {
        let request =
            browser.http.post(format!("{}{path}", app.url)).header("origin", "https://evil.example");
        let form = "application/x-www-form-urlencoded";
        let seen = browser.send(request.header("content-type", form).body("version=1&campos=reason")).await;
        seen.says(403, &["Llegó desde otra página"]);
    }
    let after = (rows(&app).await, form_response::Entity::find().all(app.db()).await.expect("rows"));
    assert_eq!(before, after);

    // In English, where the browser asks for it; and the clinic takes it back while it is open.
    browser.language = "en";
    browser.get(&form).await.says(200, &["Why do you come?", "part 1 of 3", "Continue"]);
    let id = form.rsplit('/').next().expect("an id");
    let withdraw = json!({ "id": id, "reason": "Ya no" });
    app.operator().await.done("withdrawForm", "WithdrawFormInput", withdraw, "form { state }").await;
    browser.get(&form).await.says(200, &["The clinic no longer asks for this form."]);
}
