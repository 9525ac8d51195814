//! The live feeds: who is told what, at once or after having been away, on whichever node, whatever breaks.

mod delivery;
mod load;
mod nodes;
mod resume;
mod resync;

use asistencia::features::events::{Delivery, FeedCursor, NewEvent, subscribe};
use asistencia::platform::global_id::decode;
use entity::enums::EventKind;
use entity::ids::{AppointmentId, AssistanceRequestId};
use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use tests::{Client, TestApp, world};

const WORKLIST: &str = "subscription($after: Cursor) { worklistChanged(after: $after) { __typename \
    ... on AssistanceRequestChanged { cursor kind assistanceRequest { id patient { familyName } } } \
    ... on FeedHeartbeat { cursor } ... on FeedResync { cursor reason } } }";

const ARRIVALS: &str = "subscription($after: Cursor) { orderUploaded(after: $after) { __typename \
    ... on OrderUploaded { cursor assistanceRequest { id } } \
    ... on FeedHeartbeat { cursor } ... on FeedResync { cursor reason } } }";

const PATIENTS: &str = "subscription($after: Cursor) { patientChanged(after: $after) { __typename \
    ... on PatientChanged { cursor kind patientId } \
    ... on FeedHeartbeat { cursor } ... on FeedResync { cursor reason } } }";

const JOURNEY: &str = "subscription($after: Cursor) { journeyChanged(after: $after) { __typename \
    ... on JourneyChanged { cursor kind assistanceRequest { id } journey { id } } \
    ... on FeedHeartbeat { cursor } ... on FeedResync { cursor reason } } }";

/// The row id behind a request's opaque one.
fn row_id(request: &Value) -> AssistanceRequestId {
    let id = request["id"].as_str().expect("an id");
    decode(&id.into()).expect("an opaque id").1.into()
}

/// The number of a frame's cursor.
fn seq(frame: &Value) -> i64 {
    cursor(frame).seq
}

fn cursor(frame: &Value) -> FeedCursor {
    let text = frame["cursor"].as_str().unwrap_or_else(|| panic!("a cursor in {frame}"));
    FeedCursor::parse(text).expect("a readable cursor")
}

/// The cursor of a position in the clinic's feed.
fn at(seq: i64) -> FeedCursor {
    FeedCursor::new(world::CLINIC, 1, seq)
}

/// Commits events about a request in one transaction, as a mutation does. `mark` tells them apart.
async fn commit(app: &TestApp, request: AssistanceRequestId, events: usize, mark: u128) {
    let mut work = app.app.begin(world::CLINIC).await.expect("a transaction");
    for _ in 0..events {
        work.emit(NewEvent {
            kind: EventKind::ContactRegistered,
            request_id: Some(request),
            patient_id: Some(world::PATIENT),
            appointment_id: Some(AppointmentId(uuid::Uuid::from_u128(mark))),
        });
    }
    work.commit().await.expect("committed");
}

/// Runs a statement, as somebody with access to the database would.
async fn execute(app: &TestApp, sql: &str) {
    app.db().execute_unprepared(sql).await.expect("the statement runs");
}

/// Where the clinic's feed stands.
async fn head(app: &TestApp) -> i64 {
    let cursor = asistencia::features::events::current_cursor(app.db(), world::CLINIC).await;
    cursor.expect("a feed").seq
}

/// A subscriber inside the node, without a socket.
async fn inside(app: &TestApp, after: Option<FeedCursor>) -> BoxStream<'static, Delivery> {
    subscribe(app.app.feed.clone(), world::CLINIC, after, |_| true).await.expect("a stream").boxed()
}

/// The next delivery of a subscriber inside the node, in words: a number for an event.
async fn said(stream: &mut (impl Stream<Item = Delivery> + Unpin)) -> String {
    match tokio::time::timeout(std::time::Duration::from_secs(20), stream.next()).await.expect("in time") {
        Some(Delivery::Event(cursor, event)) => {
            assert_eq!(cursor.seq, event.event.seq);
            cursor.seq.to_string()
        }
        Some(Delivery::Heartbeat(cursor)) => format!("heartbeat {}", cursor.seq),
        Some(Delivery::Resync(cursor, reason)) => format!("{reason:?} {}", cursor.seq),
        None => panic!("a feed does not end"),
    }
}

/// Registers a contact with the patient of a request.
async fn register_contact(staff: &Client, request: &Value) {
    let input = json!({ "id": request["id"], "message": "Llamé." });
    staff.done("registerContact", "RegisterContactInput", input, "assistanceRequest { id }").await;
}

/// A patient of the other clinic.
async fn foreign_patient(app: &TestApp) -> Client {
    let input = json!({ "clinic": "otra", "nationalId": "30111222", "password": world::PASSWORD });
    let payload =
        app.anonymous().done("signInPatient", "SignInPatientInput", input, "session { token }").await;
    Client::new(&app.url, payload["session"]["token"].as_str().map(str::to_owned))
}
