//! An appointment as an entry of a calendar: for its patient and for whoever holds its link, and for nobody else.

use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, COOKIE};
use serde_json::{Value, json};
use tests::{Client, TestApp, world};

use super::{book, cancel, journey_of, slot};

/// The answer to a browser that follows a link: it sends the cookie and no `Origin`.
async fn entry(app: &TestApp, client: &Client, appointment: &Value) -> (u16, String, String) {
    let id = appointment["id"].as_str().expect("an id");
    let request = app.anonymous().request(Method::GET, &format!("/turnos/{id}/turno.ics"));
    let answer = request
        .header(COOKIE, format!("asistencia_session={}", client.token()))
        .send()
        .await
        .expect("an answer");
    let kind = answer.headers()[CONTENT_TYPE].to_str().expect("text").to_owned();
    (answer.status().as_u16(), kind, answer.text().await.expect("a body"))
}

#[tokio::test]
async fn an_appointment_goes_into_the_calendar_of_who_has_it() {
    let app = TestApp::start().await;
    let (_, link) = journey_of(&app, "30111222", &[world::ABDOMINAL]).await;
    let elena = app.patient().await;
    let wanted = slot(&elena, &[world::ABDOMINAL]).await;
    let booked = book(&elena, json!({ "slotId": wanted["id"] })).await["appointment"].clone();
    for client in [&elena, &link] {
        let (status, kind, calendar) = entry(&app, client, &booked).await;
        assert_eq!((status, kind.as_str()), (200, "text/calendar; charset=utf-8; method=PUBLISH"));
        assert!(calendar.contains("DTSTART:20260303T"), "{calendar}");
        assert!(!calendar.contains("Ecograf"), "the study stays out: {calendar}");
    }

    let mario = app.patient_with("28333444").await;
    for stranger in [&mario, &app.operator().await, &app.staff("operadora@otra.example").await] {
        assert_eq!(entry(&app, stranger, &booked).await.0, 404);
    }
    assert_eq!(entry(&app, &elena, &json!({ "id": "made up" })).await.0, 404);
    let without =
        app.anonymous().request(Method::GET, "/turnos/made%20up/turno.ics").send().await.expect("an answer");
    assert_eq!(without.status().as_u16(), 404);
    cancel(&elena, &booked).await;
    assert_eq!(entry(&app, &elena, &booked).await.0, 404, "what was called off is in no calendar");
}
