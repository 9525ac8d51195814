//! A treatment on the pages: its visits are seen, moved and cancelled, and reminders are declined.

use entity::coverage_rule;
use entity::enums::CoverageDecision;
use entity::ids::CoverageRuleId;
use reqwest::header::LOCATION;
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use serde_json::{Value, json};
use tests::{TestApp, therapy, world};

use super::browser::{Browser, Seen};
use super::{opened, rows, sent_link};
use crate::care_plans::{TOMORROW, plan, start, visit};

fn root(visit: &Value) -> String {
    format!("/tratamiento/{}", visit["id"].as_str().expect("an id"))
}

/// An address as it stands in a page.
fn shown(path: &str) -> String {
    path.replace('/', "&#x2f;")
}

/// Elena's plan with a visit tomorrow and one on Thursday; a browser that opened the link in the newest mail.
async fn in_treatment(app: &TestApp) -> ([Value; 2], Browser) {
    let plan = plan(app).await;
    let olga = app.operator().await;
    let visits = [visit(&olga, &plan, TOMORROW).await, visit(&olga, &plan, "2026-03-05").await];
    app.run_due().await;
    let mut browser = Browser::new(app);
    let link = format!("/j/{}", app.newest_link_in_mail());
    let sent = browser.post(&link, &[("digitos", "1222")]).await;
    assert_eq!((sent.status, sent.headers[LOCATION].to_str().ok()), (303, Some("/tratamiento")));
    (visits, browser)
}

fn boxes(seen: &Seen) -> [bool; 2] {
    ["sin_email", "sin_whatsapp"]
        .map(|name| seen.body.contains(&format!("name=\"{name}\" value=\"1\" checked")))
}

#[tokio::test]
async fn visits_are_seen_moved_and_cancelled() {
    let app = start().await;
    let ([first, second], mut browser) = in_treatment(&app).await;
    let home = browser.get("/tratamiento").await;
    home.says(
        200,
        &[
            "Tu próxima visita",
            "martes 3 de marzo",
            "08:00 h",
            "hora de Buenos Aires",
            "Dora Doctora",
            "Centro",
            "Vení con ropa cómoda.",
            "jueves 5 de marzo, 08:00 h",
            &format!("href=\"{}/cambiar\"", shown(&root(&first))),
            &format!("href=\"{}\"", shown(&root(&second))),
        ],
    );
    let calendar = browser.get(&format!("{}/turno.ics", root(&first))).await;
    calendar.says(200, &["BEGIN:VEVENT", "SEQUENCE:1"]);
    let one = browser.get(&root(&second)).await;
    one.says(200, &["Tu visita", "jueves 5 de marzo", "Dora Doctora", "Volver a tu tratamiento"]);

    // The second goes to Friday; the slots are the practitioner's own.
    let offers = browser.get(&format!("{}/cambiar?dia=2026-03-06", root(&second))).await;
    offers.says(200, &["viernes 6 de marzo", "href=\"&#x2f;tratamiento\""]);
    let slot = offers.value("turno");
    let review = browser.get(&format!("{}/cambiar/revisar?turno={slot}", root(&second))).await;
    review.says(200, &["En lugar de:", "jueves 5 de marzo", "Confirmar el cambio", "Dora Doctora"]);
    let (path, key) = (format!("{}/cambiar", root(&second)), review.value("clave"));
    let moved = browser.done(&path, &[("turno", &slot), ("clave", &key)]).await;
    moved.says(200, &["Cambiamos tu visita", "viernes 6 de marzo, 08:00 h"]);

    // The first is cancelled: the next one takes its place, and the page of what is gone leads back.
    let path = format!("{}/cancelar", root(&first));
    let question = browser.get(&path).await;
    question.says(200, &["martes 3 de marzo", &format!("action=\"{}/cancelar\"", shown(&root(&first)))]);
    let key = question.value("clave");
    let after = browser.done(&path, &[("clave", &key)]).await;
    after.says(200, &["Cancelamos tu visita", "Tu próxima visita", "viernes 6 de marzo"]);
    assert!(!after.body.contains("martes 3 de marzo"), "{}", after.body);
    browser.done(&path, &[("clave", &key)]).await.says(200, &["viernes 6 de marzo"]);
    assert_eq!(browser.get(&root(&first)).await.headers[LOCATION], "/tratamiento");

    // What took place is short, and less than two hours before only the telephone helps.
    let query = "query($id: ID!) { appointment(id: $id) { startsAt } }";
    let olga = app.operator().await;
    let at = olga.ok(query, json!({ "id": second["id"] })).await["appointment"]["startsAt"].clone();
    let at: chrono::DateTime<chrono::Utc> = at.as_str().and_then(|at| at.parse().ok()).expect("a start");
    app.clock.advance(at - app.app.now() - chrono::Duration::minutes(60));
    let late = browser.get("/tratamiento").await;
    late.says(200, &["Faltan menos de 2 horas"]);
    assert!(!late.body.contains("/cambiar\"") && !late.body.contains("/cancelar\""), "{}", late.body);
    let olga = app.operator().await;
    olga.done("startVisit", "VisitInput", json!({ "id": second["id"] }), "appointment { state }").await;
    app.clock.advance(chrono::Duration::hours(2));
    let complete = json!({ "id": second["id"] });
    olga.done("completeVisit", "CompleteVisitInput", complete, "appointment { state }").await;
    browser.language = "en";
    let over = browser.get("/tratamiento").await;
    over.says(200, &["Past visits", "Friday 6 March", "You have no visit booked for now."]);
}

#[tokio::test]
async fn a_link_shows_no_other_visit_and_looking_changes_nothing() {
    let app = start().await;
    let ([first, second], mut browser) = in_treatment(&app).await;
    let another = plan(&app).await;
    let elsewhere = visit(&app.operator().await, &another, "2026-03-09").await;
    let before = rows(&app).await;
    for path in [root(&elsewhere), "/tratamiento/nonsense".into()] {
        for page in ["", "/cambiar", "/cambiar/revisar", "/cancelar", "/turno.ics"] {
            let seen = browser.get(&format!("{path}{page}")).await;
            assert_eq!(
                (seen.status, seen.headers[LOCATION].to_str().ok()),
                (303, Some("/tratamiento")),
                "{path}{page}"
            );
        }
    }
    let home = browser.get("/tratamiento").await;
    assert!(!home.body.contains("9 de marzo"), "{}", home.body);
    assert!(!home.body.contains("<script") && !home.body.contains("style=\""));
    for page in ["", "/cambiar", "/cancelar", "/turno.ics"] {
        browser.get(&format!("{}{page}", root(&first))).await.says(200, &[]);
    }
    assert_eq!(rows(&app).await, before);
    let path = format!("{}/cancelar", root(&elsewhere));
    browser.done(&path, &[("clave", "other")]).await.says(200, &["Tu próxima visita"]);
    let path = format!("{}/cambiar", root(&elsewhere));
    browser.post(&path, &[("turno", "nonsense"), ("clave", "other")]).await.says(409, &["No encontramos"]);
    assert_eq!(rows(&app).await, before, "and nothing is done to what is another's");

    // Who holds a link to a request is not in treatment here, and who came without a link is nobody.
    sent_link(&app, &app.patient().await, &[world::ABDOMINAL]).await;
    let mut of_request = opened(&app, "1222").await;
    for path in ["/tratamiento".to_owned(), root(&second)] {
        assert_eq!(of_request.get(&path).await.headers[LOCATION], "/reservar");
    }
    let mut nobody = Browser::new(&app);
    for path in ["/tratamiento".to_owned(), root(&second)] {
        nobody.get(&path).await.says(401, &["Abrí tu enlace de nuevo"]);
    }
    nobody.post("/recordatorios", &[("sin_email", "1")]).await.says(401, &["Abrí tu enlace de nuevo"]);
}

#[tokio::test]
async fn reminders_are_declined_where_their_footer_says() {
    let app = start().await;
    let (_, mut browser) = in_treatment(&app).await;
    assert_eq!(boxes(&browser.get("/tratamiento").await), [false, false]);
    let saved = browser.done("/recordatorios", &[("sin_email", "1")]).await;
    saved.says(200, &["Guardamos cómo querés los recordatorios."]);
    assert_eq!(boxes(&saved), [true, false]);
    let saved = browser.done("/recordatorios", &[("sin_whatsapp", "1")]).await;
    assert_eq!(boxes(&saved), [false, true]);

    // The same at the bottom of the appointment of a request.
    sent_link(&app, &app.patient().await, &[world::ABDOMINAL]).await;
    let mut of_request = opened(&app, "1222").await;
    let slot = of_request.get("/reservar?dia=2026-03-04").await.value("turno");
    let booked = of_request.done("/reservar", &[("turno", &slot), ("clave", "booked")]).await;
    booked.says(200, &["está reservado", "action=\"/recordatorios\""]);
    assert_eq!(boxes(&booked), [false, true]);
    let saved = of_request.done("/recordatorios", &[]).await;
    saved.says(200, &["Guardamos cómo querés los recordatorios.", "Tu turno"]);
    assert_eq!(boxes(&saved), [false, false]);
    let elsewhere = of_request.http.post(format!("{}/recordatorios", app.url)).body("sin_email=1");
    let form = elsewhere.header("origin", "https://evil.example");
    let form = form.header("content-type", "application/x-www-form-urlencoded");
    of_request.send(form).await.says(403, &["Llegó desde otra página"]);
}

#[tokio::test]
async fn what_the_payer_asks_for_comes_with_the_visit() {
    let app = start().await;
    coverage_rule::ActiveModel {
        id: Set(app.app.new_id::<CoverageRuleId>()),
        clinic_id: Set(world::CLINIC),
        payer_id: Set(world::PAYER),
        plan_id: Set(None),
        service_id: Set(therapy::PHYSIO),
        decision: Set(CoverageDecision::RequiresAuthorization),
        note: Set(Some("Pedila en la app de tu prepaga.".into())),
        version: Set(1),
    }
    .insert(app.db())
    .await
    .expect("a rule");
    let ([_, second], mut browser) = in_treatment(&app).await;
    let mail = app.sent().remove(0).body.expect("words");
    for words in ["Para esta visita necesitás la autorización", "Pedila en la app de tu prepaga."] {
        assert!(mail.contains(words), "{mail}");
    }
    browser.get(&root(&second)).await.says(200, &["Pedila en la app de tu prepaga."]);
}
