//! The patient's pages: from the link of the message to the appointment, in a browser that keeps cookies and runs
//! no scripts.

mod browser;
mod forms;
mod treatment;

use asistencia::platform::global_id::GlobalId;
use chrono::Duration;
use entity::coverage_rule;
use entity::enums::CoverageDecision;
use entity::ids::{CoverageRuleId, ServiceId};
use reqwest::header::{LOCATION, SET_COOKIE};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait, Statement};
use serde_json::{Value, json};
use tests::{Client, TestApp, fresh_key, pictures, world};

use self::browser::Browser;

/// An order of the patient, confirmed and sent; gives the request.
async fn sent_link(app: &TestApp, patient: &Client, services: &[ServiceId]) -> Value {
    let request = patient.submit_order(1).await;
    let ids: Vec<_> = services.iter().map(|id| json!(id.to_global())).collect();
    app.operator().await.confirm(&request, &ids).await;
    app.clock.advance(Duration::minutes(15));
    app.run_due().await;
    request
}

/// A browser that has opened the link in the newest message.
async fn opened(app: &TestApp, digits: &str) -> Browser {
    let mut browser = Browser::new(app);
    let link = format!("/j/{}", app.newest_link());
    let sent = browser.post(&link, &[("digitos", digits)]).await;
    assert_eq!((sent.status, sent.headers[LOCATION].to_str().ok()), (303, Some("/reservar")));
    browser
}

/// How many rows each table holds, and how often links were tried.
async fn rows(app: &TestApp) -> Vec<i64> {
    let mut counts = Vec::new();
    for query in [
        "SELECT COUNT(*) AS n FROM session",
        "SELECT COUNT(*) AS n FROM event",
        "SELECT COUNT(*) AS n FROM audit_entry",
        "SELECT COUNT(*) AS n FROM appointment",
        "SELECT COUNT(*) AS n FROM booking_cell",
        "SELECT COUNT(*) AS n FROM slot_hold",
        "SELECT COUNT(*) AS n FROM notification",
        "SELECT COUNT(*) AS n FROM upload",
        "SELECT COUNT(*) AS n FROM idempotency_key",
        "SELECT COUNT(*) AS n FROM journey_link WHERE opened_at IS NOT NULL OR failed_attempts > 0",
    ] {
        let statement = Statement::from_string(app.db().get_database_backend(), query);
        let row = app.db().query_one_raw(statement).await.expect(query).expect("a row");
        counts.push(row.try_get("", "n").expect("a number"));
    }
    counts
}

#[tokio::test]
async fn from_the_link_to_the_appointment_and_what_comes_after() {
    let app = TestApp::start().await;
    let patient = app.patient().await;
    let request = sent_link(&app, &patient, &[world::ABDOMINAL, world::RENAL]).await;
    let mut browser = Browser::new(&app);
    let link = format!("/j/{}", app.newest_link());
    browser
        .get(&link)
        .await
        .says(200, &["inputmode=\"numeric\"", "autocomplete=\"off\"", "últimos 4 números"]);

    // A slip of the finger is said beside the field, which keeps asking.
    let wrong = browser.post(&link, &[("digitos", "0000")]).await;
    wrong.says(422, &["Esos números no coinciden", "name=\"digitos\""]);
    assert!(browser.cookie.is_none());
    let right = browser.post(&link, &[("digitos", "1222")]).await;
    let cookie = right.headers[SET_COOKIE].to_str().expect("a cookie");
    for flag in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age="] {
        assert!(cookie.contains(flag), "{flag} is not in {cookie}");
    }
    let offers = browser.follow(&right).await;
    offers.says(
        200,
        &[
            "Ecografía abdominal",
            "Ecografía renal",
            "Ayuno de 6 horas.",
            "lunes 2 de marzo",
            "Mañana",
            "Centro",
        ],
    );
    assert!(!offers.body.contains("<legend>Tarde"), "the scanner works in the mornings only");

    // Tuesday instead; a first look, then it counts.
    let tuesday = browser.get("/reservar?dia=2026-03-03").await;
    tuesday.says(200, &["martes 3 de marzo", "Volver a los primeros días", "dia=2026-03-04"]);
    let slot = tuesday.value("turno");
    let review = browser.get(&format!("/reservar/revisar?turno={slot}")).await;
    review.says(200, &["martes 3 de marzo", "08:00 h", "Av. Corrientes 1234", "Confirmar turno"]);
    let key = review.value("clave");
    let booked = browser.done("/reservar", &[("turno", &slot), ("clave", &key)]).await;
    booked.says(200, &["Tu turno está reservado", "martes 3 de marzo", "08:00 h", "Ayuno de 6 horas."]);
    assert_eq!(app.operator().await.request_now(&request).await["state"], "BOOKED");

    // Sent twice, it is one appointment; and what is booked is offered no more.
    browser.done("/reservar", &[("turno", &slot), ("clave", &key)]).await.says(200, &["08:00 h"]);
    assert_eq!(browser.get(&format!("/reservar/revisar?turno={slot}")).await.status, 303);

    let calendar = browser.get("/reservar/turno.ics").await;
    calendar.says(200, &["BEGIN:VEVENT", "DTSTART:20260303T110000Z", "METHOD:PUBLISH", "SEQUENCE:1"]);
    assert!(calendar.headers["content-type"].to_str().expect("a type").starts_with("text/calendar"));
    assert!(!calendar.body.contains("Sosa") && !calendar.body.contains("Ecograf"), "{}", calendar.body);

    // Moved by less than its length: its own time counts as free.
    let moving = browser.get("/reservar/cambiar?dia=2026-03-03").await;
    moving.says(200, &["Cambiá tu turno", "Tu turno de ahora", "08:00 h"]);
    assert!(!moving.values("turno").contains(&slot), "where it is now is no choice");
    let other = moving.value("turno");
    let review = browser.get(&format!("/reservar/cambiar/revisar?turno={other}")).await;
    review.says(200, &["En lugar de", "Confirmar el cambio"]);
    let key = review.value("clave");
    let moved = browser.done("/reservar/cambiar", &[("turno", &other), ("clave", &key)]).await;
    moved.says(200, &["Cambiamos tu turno", "martes 3 de marzo"]);
    browser.get("/reservar/turno.ics").await.says(200, &["SEQUENCE:2"]);

    // Called off after a second question; the same link then offers slots again.
    let question = browser.get("/reservar/cancelar").await;
    question.says(200, &["¿Cancelás este turno?", "No, dejarlo como está"]);
    let key = question.value("clave");
    let after = browser.done("/reservar/cancelar", &[("clave", &key)]).await;
    after.says(200, &["Cancelamos tu turno", "name=\"turno\""]);
    assert_eq!(app.operator().await.request_now(&request).await["state"], "DISPATCHED");
    browser.done("/reservar/cancelar", &[("clave", &key)]).await.says(200, &["name=\"turno\""]);
}

#[tokio::test]
async fn looking_changes_nothing_and_shows_nothing() {
    let app = TestApp::start().await;
    sent_link(&app, &app.patient().await, &[world::ABDOMINAL]).await;
    let link = format!("/j/{}", app.newest_link());
    let mut scanner = Browser::new(&app);
    let before = rows(&app).await;
    let page = scanner.get(&link).await;
    let unknown = scanner.get("/j/nobody-ever-minted-this").await;
    assert_eq!(page.body, unknown.body, "the page does not say whether the link is known");
    for word in ["Elena", "Sosa", "Ecograf", "Clínica Demo", "30111222", &app.newest_link()] {
        assert!(!page.body.contains(word), "{word}");
    }
    let head = scanner.send(scanner.http.head(format!("{}{link}", app.url))).await;
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    for page in [&page, &head] {
        assert_eq!(page.headers["cache-control"], "no-store");
        let policy = page.headers["content-security-policy"].to_str().expect("a policy");
        for rule in
            ["default-src 'none'", "form-action 'self'", "frame-ancestors 'none'", "style-src 'sha256-"]
        {
            assert!(policy.contains(rule), "{rule} is not in {policy}");
        }
        assert!(!policy.contains("script") && !policy.contains("unsafe"), "{policy}");
    }
    assert!(!page.body.contains("<script") && !page.body.contains("style=\""));
    scanner.get("/reservar").await.says(401, &["Abrí tu enlace de nuevo"]);
    assert_eq!(rows(&app).await, before);

    // With a session, too: every page may be fetched ahead, reloaded and gone back to.
    let mut browser = opened(&app, "1222").await;
    let before = rows(&app).await;
    let slot = browser.get("/reservar").await.value("turno");
    for path in [
        "/reservar?dia=2026-03-04",
        "/reservar?dia=nonsense",
        "/reservar?dia=9999-12-31",
        &format!("/reservar/revisar?turno={slot}"),
        "/reservar/revisar",
        "/reservar/revisar?turno=nonsense",
        "/reservar/cambiar",
        "/reservar/cancelar",
        "/reservar/turno.ics",
    ] {
        let seen = browser.get(path).await;
        assert!(seen.status < 500, "{path}: {}", seen.body);
        let head = browser.send(browser.http.head(format!("{}{path}", app.url))).await;
        assert_eq!(head.status, seen.status, "{path}");
    }
    assert_eq!(rows(&app).await, before);
}

#[tokio::test]
async fn forms_count_from_our_own_pages_only() {
    let app = TestApp::start().await;
    sent_link(&app, &app.patient().await, &[world::ABDOMINAL]).await;
    let mut browser = opened(&app, "1222").await;
    let offers = browser.get("/reservar").await;
    let slot = offers.value("turno");
    let before = rows(&app).await;
    let link = format!("/j/{}", app.newest_link());
    let photos = "/reservar/fotos";
    for path in [link.as_str(), "/reservar", "/reservar/cambiar", "/reservar/cancelar", photos] {
        for (name, value) in [
            ("origin", "https://evil.example"),
            ("origin", "null"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("x-nothing", "said"),
        ] {
            let body = format!("turno={slot}&clave=k&digitos=1222");
            let request = browser.http.post(format!("{}{path}", app.url)).header(name, value);
            let form = "application/x-www-form-urlencoded";
            let seen = browser.send(request.header("content-type", form).body(body)).await;
            seen.says(403, &["Llegó desde otra página"]);
        }
    }
    assert_eq!(rows(&app).await, before);
    // A browser that sends no `Origin` says it this way.
    let request = browser.http.post(format!("{}/reservar", app.url)).header("sec-fetch-site", "same-origin");
    let form = "application/x-www-form-urlencoded";
    let body = format!("turno={slot}&clave=k");
    let seen = browser.send(request.header("content-type", form).body(body)).await;
    assert_eq!(seen.status, 303, "{}", seen.body);
}

#[tokio::test]
async fn a_link_that_no_longer_opens_says_why() {
    let app = TestApp::start().await;
    let (patient, operator) = (app.patient().await, app.operator().await);

    // Locked: after five wrong guesses not even the right digits open it.
    sent_link(&app, &patient, &[world::KNEE_MRI]).await;
    let mut browser = Browser::new(&app);
    let link = format!("/j/{}", app.newest_link());
    for _ in 0..4 {
        browser.post(&link, &[("digitos", "9999")]).await.says(422, &["no coinciden"]);
    }
    browser.post(&link, &[("digitos", "9999")]).await.says(403, &["Este enlace está bloqueado"]);
    browser.post(&link, &[("digitos", "1222")]).await.says(403, &["demasiados intentos con este enlace"]);
    app.clock.advance(Duration::minutes(30));

    // Taken back: what staff close takes the link with it, and the session.
    let second = sent_link(&app, &app.patient_with("28333444").await, &[world::ABDOMINAL]).await;
    let mut browser = opened(&app, "3444").await;
    let link = format!("/j/{}", app.newest_link());
    let now = operator.request_now(&second).await;
    let void = json!({ "id": second["id"], "version": now["version"], "reason": "duplicada" });
    operator
        .done("voidAssistanceRequest", "VoidAssistanceRequestInput", void, "assistanceRequest { id }")
        .await;
    browser.get("/reservar").await.says(401, &["Abrí tu enlace de nuevo"]);
    browser
        .post(&link, &[("digitos", "3444")])
        .await
        .says(410, &["Este enlace ya no sirve", "el pedido está cerrado"]);

    // Expired: after its days.
    sent_link(&app, &app.patient().await, &[world::ABDOMINAL]).await;
    let mut browser = opened(&app, "1222").await;
    let link = format!("/j/{}", app.newest_link());
    app.clock.advance(Duration::days(15));
    browser.get("/reservar").await.says(401, &["Abrí tu enlace de nuevo"]);
    browser.post(&link, &[("digitos", "1222")]).await.says(410, &["Este enlace venció"]);

    // Unknown: no different from wrong digits.
    browser.post("/j/unknown", &[("digitos", "1222")]).await.says(422, &["no coinciden"]);
}

#[tokio::test]
async fn whoever_was_slower_gets_other_slots() {
    let app = TestApp::start().await;
    let (elena, mario) = (app.patient().await, app.patient_with("28333444").await);
    sent_link(&app, &elena, &[world::ABDOMINAL]).await;
    let mut slow = opened(&app, "1222").await;
    sent_link(&app, &mario, &[world::ABDOMINAL]).await;
    let mut fast = opened(&app, "3444").await;

    let tuesday = slow.get("/reservar?dia=2026-03-03").await;
    let (slot, later) = (tuesday.value("turno"), tuesday.values("turno")[1].clone());
    let review = slow.get(&format!("/reservar/revisar?turno={slot}")).await;
    let key = fast.get(&format!("/reservar/revisar?turno={slot}")).await.value("clave");
    fast.done("/reservar", &[("turno", &slot), ("clave", &key)]).await.says(200, &["está reservado"]);

    let refused = slow.post("/reservar", &[("turno", &slot), ("clave", &review.value("clave"))]).await;
    refused.says(409, &["Ese turno ya no está libre", "martes 3 de marzo"]);
    assert!(!refused.values("turno").contains(&slot));
    assert!(refused.values("turno").contains(&later), "the same day's other slots are offered");
    slow.get(&format!("/reservar/revisar?turno={slot}")).await.says(409, &["ya no está libre"]);
    let key = slow.get(&format!("/reservar/revisar?turno={later}")).await.value("clave");
    slow.done("/reservar", &[("turno", &later), ("clave", &key)]).await.says(200, &["está reservado"]);

    // The same when they want to move to where somebody is.
    let refused = slow.post("/reservar/cambiar", &[("turno", &slot), ("clave", "other")]).await;
    refused.says(409, &["ya no está libre", "Tu turno de ahora"]);

    // Close to the start nothing can be changed alone, and the page says so instead of offering it.
    app.clock.advance(Duration::hours(22));
    let late = slow.get("/reservar").await;
    late.says(200, &["martes 3 de marzo"]);
    assert!(!late.body.contains("/reservar/cambiar") && !late.body.contains("/reservar/cancelar"));
    assert_eq!(slow.get("/reservar/cancelar").await.status, 303);
    let refused = slow.post("/reservar/cancelar", &[("clave", "late")]).await;
    assert_eq!(refused.status, 409, "{}", refused.body);
    slow.get("/reservar/turno.ics").await.says(200, &["BEGIN:VEVENT"]);
}

#[tokio::test]
async fn what_the_payer_does_not_pay_has_to_be_accepted() {
    let app = TestApp::start().await;
    sent_link(&app, &app.patient_with("28333444").await, &[world::KNEE_MRI]).await;
    let mut browser = opened(&app, "3444").await;
    let offers = browser.get("/reservar").await;
    offers.says(200, &["Tu plan no cubre este estudio.", "<legend>Tarde"]);
    let slot = offers.value("turno");
    let review = browser.get(&format!("/reservar/revisar?turno={slot}")).await;
    review.says(200, &["name=\"particular\"", "Acepto pagar"]);
    let key = review.value("clave");
    let refused = browser.post("/reservar", &[("turno", &slot), ("clave", &key)]).await;
    refused.says(422, &["role=\"alert\"", "name=\"particular\"", "Confirmar turno"]);
    let key = refused.value("clave");
    let fields = [("turno", slot.as_str()), ("clave", key.as_str()), ("particular", "1")];
    browser.done("/reservar", &fields).await.says(200, &["está reservado", "particular"]);
}

#[tokio::test]
async fn the_ticket_and_the_mail_say_that_the_payer_has_to_authorise() {
    let app = TestApp::start().await;
    coverage_rule::ActiveModel {
        id: Set(CoverageRuleId(world::ABDOMINAL.0)),
        clinic_id: Set(world::CLINIC),
        service_id: Set(world::ABDOMINAL),
        payer_id: Set(world::PAYER),
        plan_id: Set(None),
        decision: Set(CoverageDecision::RequiresAuthorization),
        note: Set(Some("Se pide en la app de OSDE.".into())),
        version: Set(1),
    }
    .insert(app.db())
    .await
    .expect("a rule");
    sent_link(&app, &app.patient().await, &[world::ABDOMINAL]).await;
    let mut browser = opened(&app, "1222").await;
    let slot = browser.get("/reservar?dia=2026-03-03").await.value("turno");
    let booked = browser.done("/reservar", &[("turno", &slot), ("clave", &fresh_key())]).await;
    let words = ["Este estudio necesita autorización.", "Se pide en la app de OSDE.", "Ayuno de 6 horas."];
    booked.says(200, &words);
    app.run_due().await;
    let first = app.sent()[0].body.clone().expect("a mail");
    let other = browser.get("/reservar/cambiar?dia=2026-03-03").await.value("turno");
    let moved = browser.done("/reservar/cambiar", &[("turno", &other), ("clave", &fresh_key())]).await;
    moved.says(200, &words);
    app.run_due().await;
    let second = app.sent()[0].clone();
    for text in [&first, second.body.as_ref().expect("words"), second.html.as_ref().expect("a page")] {
        for word in ["necesitás la autorización", "Se pide en la app de OSDE."] {
            assert!(text.contains(word), "{word} is not in {text}");
        }
        assert!(!text.contains("Ecograf"), "{text}");
    }
}

#[tokio::test]
async fn better_photos_come_through_the_same_link() {
    let app = TestApp::start().await;
    let (patient, operator) = (app.patient().await, app.operator().await);
    let request = patient.submit_order(1).await;
    let ask =
        json!({ "id": request["id"], "version": request["version"], "reason": "está <movida> & oscura" });
    operator.done("requestNewPhoto", "RequestNewPhotoInput", ask, "assistanceRequest { id }").await;
    app.run_due().await;
    let mut browser = opened(&app, "1222").await;
    let form = browser.get("/reservar").await;
    form.says(
        200,
        &[
            "Mandanos otra foto",
            "est\u{e1} &lt;movida&gt; &amp; oscura",
            "accept=\"image/*,application/pdf\"",
        ],
    );
    assert!(browser.get("/reservar/revisar").await.status == 409, "nothing to book while photos are awaited");

    // What is no picture is said beside the field; nothing chosen, too.
    browser
        .send_photos(vec![(b"no picture".to_vec(), "nota.txt")])
        .await
        .says(415, &["No podemos abrir", "type=\"file\""]);
    browser.send_photos(vec![(Vec::new(), "")]).await.says(422, &["No recibimos la foto"]);
    assert_eq!(operator.request_now(&request).await["state"], "AWAITING_PHOTO");

    let files = vec![(pictures::jpeg(60, 40), "una.jpg"), (pictures::png(40, 60), "otra.png")];
    let sent = browser.send_photos(files).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    browser.follow(&sent).await.says(200, &["Recibimos tus fotos", "revisando tu orden"]);
    let seen = operator
        .ok(
            "query($id: ID!) { assistanceRequest(id: $id) { state order { attachments { contentType } } } }",
            json!({ "id": request["id"] }),
        )
        .await;
    assert_eq!(seen["assistanceRequest"]["state"], "PENDING_REVIEW");
    assert_eq!(seen["assistanceRequest"]["order"]["attachments"].as_array().map(Vec::len), Some(3));

    // Sent once more, the request waits for none.
    let again = browser.send_photos(vec![(pictures::jpeg(20, 20), "una.jpg")]).await;
    again.says(409, &["revisando tu orden"]);
}

#[tokio::test]
async fn the_pages_speak_english_to_who_asks_for_it() {
    let app = TestApp::start().await;
    sent_link(&app, &app.patient().await, &[world::ABDOMINAL]).await;
    let mut browser = Browser::new(&app);
    browser.language = "en-GB,en;q=0.8,es;q=0.5";
    let link = format!("/j/{}", app.newest_link());
    browser.get(&link).await.says(200, &["<html lang=\"en\">", "Last 4 digits"]);
    browser.post(&link, &[("digitos", "0000")]).await.says(422, &["These digits do not match"]);
    let offers = browser.done(&link, &[("digitos", "1222")]).await;
    offers.says(200, &["Choose your appointment", "Monday 2 March", "Morning"]);
    let slot = offers.value("turno");
    let review = browser.get(&format!("/reservar/revisar?turno={slot}")).await;
    review.says(200, &["Check and confirm", "Confirm appointment"]);
    let fields = [("turno", slot.as_str()), ("clave", &fresh_key())];
    let booked = browser.done("/reservar", &fields).await;
    booked.says(200, &["Your appointment is booked", "Save in my calendar"]);
    browser.language = "qu";
    browser.get("/reservar").await.says(200, &["Tu turno"]);
}
