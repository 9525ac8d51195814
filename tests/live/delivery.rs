//! Who is told what.

use std::time::Duration;

use asistencia::features::events::{NewEvent, Pace};
use asistencia::platform::global_id::GlobalId;
use entity::enums::EventKind;
use entity::ids::AssistanceRequestId;
use serde_json::{Value, json};
use tests::live::{EventStream, Subscriber};
use tests::{Client, TestApp, world};
use tokio_util::sync::CancellationToken;

use super::*;

/// The kinds and the requests of the next so many events.
async fn told(subscriber: &mut Subscriber, count: usize) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    for _ in 0..count {
        let frame = subscriber.next_event().await;
        let kind = frame["kind"].as_str().unwrap_or("-").to_owned();
        found.push((kind, frame["assistanceRequest"]["id"].clone()));
    }
    found
}

fn expected(events: &[(&str, &Value)]) -> Vec<(String, Value)> {
    events.iter().map(|(kind, request)| ((*kind).to_owned(), request["id"].clone())).collect()
}

async fn follow(app: &TestApp, who: &Client, query: &str) -> Subscriber {
    let (subscriber, hello) = Subscriber::start(&app.url, who, query, json!({})).await;
    assert_eq!(hello["__typename"], "FeedHeartbeat", "the first frame tells where the subscriber stands");
    subscriber
}

#[tokio::test]
async fn everybody_is_told_of_what_is_theirs_and_of_nothing_else() {
    let app = TestApp::start().await;
    let (operator, foreign_operator) = (app.operator().await, app.staff("operadora@otra.example").await);
    let (elena, mario, stranger) =
        (app.patient().await, app.patient_with("28333444").await, foreign_patient(&app).await);
    let mut worklist = follow(&app, &operator, WORKLIST).await;
    let mut arrivals = follow(&app, &operator, ARRIVALS).await;
    let mut foreign = follow(&app, &foreign_operator, WORKLIST).await;
    let mut of_elena = follow(&app, &elena, JOURNEY).await;
    let mut of_mario = follow(&app, &mario, JOURNEY).await;
    let mut of_stranger = follow(&app, &stranger, JOURNEY).await;
    let mut by_events = EventStream::start(&operator, WORKLIST, None).await;
    assert_eq!(by_events.next().await.data["data"]["worklistChanged"]["__typename"], "FeedHeartbeat");

    let first = elena.submit_order(1).await;
    let second = mario.submit_order(1).await;
    register_contact(&operator, &first).await;
    let third = stranger.submit_order(1).await;
    let fourth = elena.submit_order(1).await;
    register_contact(&operator, &second).await;

    let (uploaded, contact) = ("ORDER_UPLOADED", "CONTACT_REGISTERED");
    let clinic = expected(&[
        (uploaded, &first),
        (uploaded, &second),
        (contact, &first),
        (uploaded, &fourth),
        (contact, &second),
    ]);
    assert_eq!(told(&mut worklist, 5).await, clinic);
    assert_eq!(told(&mut arrivals, 3).await, expected(&[("-", &first), ("-", &second), ("-", &fourth)]));
    assert_eq!(
        told(&mut of_elena, 3).await,
        expected(&[(uploaded, &first), (contact, &first), (uploaded, &fourth)])
    );
    assert_eq!(told(&mut of_mario, 2).await, expected(&[(uploaded, &second), (contact, &second)]));
    // The other clinic's have one event, and then the next one that is made for them.
    assert_eq!(told(&mut foreign, 1).await, expected(&[(uploaded, &third)]));
    register_contact(&foreign_operator, &third).await;
    assert_eq!(told(&mut foreign, 1).await, expected(&[(contact, &third)]));
    assert_eq!(told(&mut of_stranger, 2).await, expected(&[(uploaded, &third), (contact, &third)]));
    for (kind, id) in clinic {
        let sent = by_events.next().await;
        let frame = &sent.data["data"]["worklistChanged"];
        assert_eq!((frame["kind"].as_str(), &frame["assistanceRequest"]["id"]), (Some(kind.as_str()), &id));
        assert_eq!(sent.id.as_deref(), frame["cursor"].as_str(), "the event's id is the cursor");
    }
}

#[tokio::test]
async fn the_holder_of_a_link_follows_one_request() {
    let app = TestApp::start().await;
    let (operator, patient) = (app.operator().await, app.patient().await);
    let (request, other) = (patient.submit_order(1).await, patient.submit_order(1).await);
    let service = world::ABDOMINAL.to_global();
    operator.confirm(&request, &[json!(service)]).await;
    app.clock.advance(chrono::Duration::minutes(15));
    app.run_due().await;
    let holder = app.journey("1222").await;
    let mut journey = follow(&app, &holder, JOURNEY).await;

    register_contact(&operator, &other).await;
    register_contact(&operator, &request).await;

    let frame = journey.next_event().await;
    assert_eq!(
        (&frame["assistanceRequest"]["id"], &frame["kind"]),
        (&request["id"], &json!("CONTACT_REGISTERED"))
    );
    assert!(frame["journey"]["id"].is_string(), "{frame}");
}

#[tokio::test]
async fn nobody_follows_what_is_not_for_them_or_from_a_cursor_that_is_none() {
    let app = TestApp::start().await;
    let (operator, patient) = (app.operator().await, app.patient().await);
    for (who, query, after, code) in [
        (&patient, WORKLIST, Value::Null, "FORBIDDEN"),
        (&patient, ARRIVALS, Value::Null, "FORBIDDEN"),
        (&operator, JOURNEY, Value::Null, "FORBIDDEN"),
        (&operator, WORKLIST, json!("garbage"), "BAD_USER_INPUT"),
        (&operator, ARRIVALS, json!("MS4tMS5hYmM"), "BAD_USER_INPUT"),
    ] {
        let init = json!({ "authorization": format!("Bearer {}", who.token()) });
        let mut socket = Subscriber::connect(&app.url, init).await;
        let payload = json!({ "query": query, "variables": { "after": after } });
        socket.send(json!({ "id": "1", "type": "subscribe", "payload": payload })).await;
        let answer = socket.message().await;
        let error =
            if answer["type"] == "error" { &answer["payload"][0] } else { &answer["payload"]["errors"][0] };
        assert_eq!(error["extensions"]["code"], code, "{answer:#}");
    }
    let refused = EventStream::start(&operator, WORKLIST, Some("garbage")).await.next().await;
    assert_eq!(refused.data["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{refused:?}");
}

#[tokio::test]
async fn what_is_refused_or_rolled_back_is_not_told() {
    let app = TestApp::start().await;
    let (operator, patient) = (app.operator().await, app.patient().await);
    let request = patient.submit_order(1).await;
    let mut worklist = follow(&app, &operator, WORKLIST).await;
    let before = head(&app).await;

    let stale = json!({ "id": request["id"], "message": "Llamé.", "version": 99 });
    assert_eq!(operator.refused("registerContact", "RegisterContactInput", stale).await, "STALE_VERSION");
    let mut work = app.app.begin(world::CLINIC).await.expect("a transaction");
    work.emit(NewEvent {
        kind: EventKind::Voided,
        request_id: Some(row_id(&request)),
        patient_id: None,
        appointment_id: None,
    });
    drop(work);
    register_contact(&operator, &request).await;

    let frame = worklist.next_event().await;
    assert_eq!((frame["kind"].as_str(), seq(&frame)), (Some("CONTACT_REGISTERED"), before + 1));
}

#[tokio::test]
async fn heartbeats_tell_where_the_feed_stands_however_busy_others_are() {
    let pace = Pace { heartbeat: Duration::from_millis(100), ..Pace::default() };
    let app = TestApp::setup().pace(pace).start().await;
    let mario = app.patient_with("28333444").await;
    let (mut quiet, hello) = Subscriber::start(&app.url, &mario, JOURNEY, json!({})).await;
    assert_eq!(seq(&hello), head(&app).await);

    // Others never let the feed rest for as long as a heartbeat takes.
    let stop = CancellationToken::new();
    let request = row_id(&app.patient().await.submit_order(1).await);
    let write = async {
        while !stop.is_cancelled() {
            commit(&app, request, 1, 0).await;
        }
    };
    let hear = async {
        let mut heard = Vec::new();
        while heard.len() < 4 || heard.first() == heard.last() {
            let frame = quiet.next().await;
            assert_eq!(frame["__typename"], "FeedHeartbeat", "nothing of this is Mario's: {frame}");
            heard.push(seq(&frame));
        }
        stop.cancel();
        heard
    };
    let (heard, ()) = tokio::join!(hear, write);
    assert!(heard.is_sorted(), "{heard:?}");
    let last = head(&app).await;
    while seq(&quiet.next().await) < last {}
}

#[tokio::test]
async fn the_first_frame_comes_at_once_where_everything_since_was_other_peoples() {
    let pace = Pace { heartbeat: Duration::from_secs(3600), ..Pace::default() };
    let app = TestApp::setup().pace(pace).start().await;
    let request = row_id(&app.patient().await.submit_order(1).await);
    commit(&app, request, 600, 0).await;
    let mario = app.patient_with("28333444").await;
    let (_, first) =
        Subscriber::start(&app.url, &mario, JOURNEY, json!({ "after": at(0).to_string() })).await;
    assert_eq!((first["__typename"].as_str(), seq(&first)), (Some("FeedHeartbeat"), head(&app).await));
}

#[tokio::test]
async fn an_event_waits_until_its_rows_can_be_read() {
    let app = TestApp::start().await;
    let (operator, patient) = (app.operator().await, app.patient().await);
    let request: AssistanceRequestId = row_id(&patient.submit_order(1).await);
    let mut worklist = follow(&app, &operator, WORKLIST).await;

    execute(&app, "ALTER TABLE order_attachment RENAME TO elsewhere").await;
    let failed = app.statements.failed();
    commit(&app, request, 1, 0).await;
    app.statements.more_failed_than(failed).await;
    execute(&app, "ALTER TABLE elsewhere RENAME TO order_attachment").await;

    let frame = worklist.next_event().await;
    assert_eq!((frame["kind"].as_str(), seq(&frame)), (Some("CONTACT_REGISTERED"), head(&app).await));
}

#[tokio::test]
async fn staff_are_told_of_a_patient_with_a_request_and_without() {
    let app = TestApp::start().await;
    let (operator, foreign_operator) = (app.operator().await, app.staff("operadora@otra.example").await);
    let mut patients = follow(&app, &operator, PATIENTS).await;
    let mut worklist = follow(&app, &operator, WORKLIST).await;
    let mut foreign = follow(&app, &foreign_operator, PATIENTS).await;
    let mut work = app.app.begin(world::CLINIC).await.expect("a transaction");
    for patient_id in [Some(world::PATIENT), None] {
        let (kind, request_id, appointment_id) = (EventKind::AlertRaised, None, None);
        work.emit(NewEvent { kind, request_id, patient_id, appointment_id });
    }
    work.commit().await.expect("a commit");
    let request = app.patient().await.submit_order(1).await;
    let elena = json!(world::PATIENT.to_global());
    for kind in ["ALERT_RAISED", "ORDER_UPLOADED"] {
        let frame = patients.next_event().await;
        assert_eq!((&frame["kind"], &frame["patientId"]), (&json!(kind), &elena));
    }
    assert_eq!(told(&mut worklist, 1).await, expected(&[("ORDER_UPLOADED", &request)]));
    foreign_patient(&app).await.submit_order(1).await;
    assert_ne!(foreign.next_event().await["patientId"], elena, "of their own first");
}
