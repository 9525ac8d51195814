//! What the server owes the patients' pages: a link that is harmless until it is opened, and calendar entries.

use chrono::Duration;
use reqwest::{Method, Response, StatusCode};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;
use tests::{Client, TestApp, fresh_key, world};

/// An order of Elena's, confirmed, and its link sent.
async fn sent_link(app: &TestApp) {
    let request = app.patient().await.submit_order(1).await;
    app.operator().await.confirm(&request, &[json!(world::ABDOMINAL.to_global())]).await;
    app.clock.advance(Duration::minutes(15));
    app.run_due().await;
}

async fn rows(app: &TestApp) -> Vec<i64> {
    let mut counts = Vec::new();
    for query in [
        "SELECT COUNT(*) AS n FROM session",
        "SELECT COUNT(*) AS n FROM event",
        "SELECT COUNT(*) AS n FROM audit_entry",
        "SELECT COUNT(*) AS n FROM journey_link WHERE opened_at IS NOT NULL OR failed_attempts > 0",
    ] {
        let statement = Statement::from_string(app.db().get_database_backend(), query);
        let row = app.db().query_one_raw(statement).await.expect(query).expect("a row");
        counts.push(row.try_get("", "n").expect("a number"));
    }
    counts
}

#[tokio::test]
async fn looking_at_a_link_changes_nothing_and_shows_nothing() {
    let app = TestApp::start().await;
    sent_link(&app).await;
    let before = rows(&app).await;
    let look = async |method: Method, token: &str| {
        app.anonymous().request(method, &format!("/j/{token}")).send().await.expect("an answer")
    };
    let token = app.newest_link();
    let known = look(Method::GET, &token).await;
    let head = look(Method::HEAD, &token).await;
    for page in [&known, &head] {
        assert_eq!(page.status(), StatusCode::OK);
        assert_eq!(page.headers()["cache-control"], "no-store");
        assert_eq!(page.headers()["referrer-policy"], "no-referrer");
        assert!(page.headers().get("set-cookie").is_none());
    }
    let unknown = look(Method::GET, "nobody-ever-minted-this").await.text().await.expect("a page");
    let known = known.text().await.expect("a page");
    assert_eq!(known, unknown, "the page does not say whether the link is known");
    for word in ["Elena", "Sosa", "Ecograf", "Clínica Demo", "30111222", &token] {
        assert!(!known.contains(word), "{word}");
    }
    // It is opened by the API alone.
    assert_eq!(look(Method::POST, &token).await.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(rows(&app).await, before);
}

/// The entry of an appointment as a browser with this session's cookie gets it.
async fn entry(app: &TestApp, id: &str, who: &Client) -> Response {
    let request = app.anonymous().request(Method::GET, &format!("/turnos/{id}/turno.ics"));
    let cookie = format!("asistencia_session={}", who.token());
    request.header("cookie", cookie).header("accept-language", "es").send().await.expect("an answer")
}

#[tokio::test]
async fn an_appointment_can_be_taken_along_by_whom_it_belongs_to() {
    let app = TestApp::start().await;
    sent_link(&app).await;
    let holder = app.journey("1222").await;
    let search = json!({ "input": { "serviceIds": [world::ABDOMINAL.to_global()], "from": "2026-03-03" } });
    let query = "query($input: SlotSearchInput!) { slots(input: $input, first: 1) { nodes { id } } }";
    let slots = holder.ok(query, search).await;
    let input = json!({ "slotId": slots["slots"]["nodes"][0]["id"], "idempotencyKey": fresh_key() });
    let booked = holder.done("bookAppointment", "BookAppointmentInput", input, "appointment { id }").await;
    let id = booked["appointment"]["id"].as_str().expect("an id");

    for who in [holder, app.patient().await] {
        let response = entry(&app, id, &who).await;
        assert_eq!(response.status(), StatusCode::OK);
        let kind = response.headers()["content-type"].to_str().expect("a type").to_owned();
        assert!(kind.starts_with("text/calendar") && kind.ends_with("PUBLISH"), "{kind}");
        assert_eq!(response.headers()["cache-control"], "no-store");
        let text = response.text().await.expect("text");
        for line in ["BEGIN:VEVENT", "DTSTART:20260303T110000Z", "METHOD:PUBLISH", "SEQUENCE:1"] {
            assert!(text.contains(line), "{line} is not in {text}");
        }
        assert!(text.contains("Ayuno de 6 horas."), "{text}");
        assert!(!text.contains("Sosa") && !text.contains("Ecograf"), "{text}");
    }
    let other = app.patient_with("28333444").await;
    assert_eq!(entry(&app, id, &other).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(entry(&app, "nonsense", &other).await.status(), StatusCode::NOT_FOUND);
    let unsigned = app.anonymous().request(Method::GET, &format!("/turnos/{id}/turno.ics"));
    assert_eq!(unsigned.send().await.expect("an answer").status(), StatusCode::NOT_FOUND);
}
