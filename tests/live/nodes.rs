//! Nodes hear of each other's commits by a wake-up, and without one by looking.

use std::time::Duration;

use asistencia::features::events::{Pace, exchange_wakeups};
use sea_orm::Statement;
use serde_json::json;
use tests::TestApp;
use tests::database::on_postgres;
use tests::live::Subscriber;

use super::*;

const LISTENERS: &str = "FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'";

async fn count_listeners(app: &TestApp) -> i64 {
    let count =
        Statement::from_string(app.db().get_database_backend(), format!("SELECT count(*) {LISTENERS}"));
    let row = app.db().query_one_raw(count).await.expect("an answer").expect("a row");
    row.try_get_by_index(0).expect("a number")
}

async fn until_both_listen(app: &TestApp) {
    let both = async { while count_listeners(app).await < 2 {} };
    tokio::time::timeout(Duration::from_secs(20), both).await.expect("both nodes listen");
}

#[tokio::test]
async fn a_node_without_wake_ups_looks_for_itself() {
    let here = TestApp::start().await;
    let pace = Pace { poll: Duration::from_millis(20), ..Pace::default() };
    let there = TestApp::setup().database(here.database()).pace(pace).start().await;
    let (operator, patient) = (here.operator().await, here.patient().await);
    let (mut worklist, _) = Subscriber::start(&there.url, &operator, WORKLIST, json!({})).await;
    patient.submit_order(1).await;
    assert_eq!(worklist.next_event().await["kind"], "ORDER_UPLOADED");
}

#[tokio::test]
async fn a_cursor_that_a_node_has_not_reached_yet_is_no_cursor_from_elsewhere() {
    let here = TestApp::start().await;
    let pace = Pace { poll: Duration::from_secs(3600), ..Pace::default() };
    let there = TestApp::setup().database(here.database()).pace(pace).start().await;
    let request = row_id(&here.patient().await.submit_order(1).await);
    // That node follows the feed, and nothing tells it of what comes.
    let mut behind = inside(&there, None).await;
    assert_eq!(said(&mut behind).await, "heartbeat 1");
    commit(&here, request, 2, 0).await;

    let mut ahead = inside(&there, Some(at(3))).await;
    assert_eq!(said(&mut ahead).await, "heartbeat 3");
    assert_eq!(said(&mut behind).await, "2", "and the others profit");
}

#[tokio::test]
async fn wake_ups_carry_an_event_to_another_node_and_outlive_their_connection() {
    if !on_postgres() {
        return;
    }
    // Nothing but a wake-up makes these nodes look.
    let pace = Pace { poll: Duration::from_secs(3600), ..Pace::default() };
    let here = TestApp::setup().pace(pace).start().await;
    let there = TestApp::setup().database(here.database()).pace(pace).start().await;
    for node in [&here, &there] {
        tokio::spawn(exchange_wakeups(node.app.feed.clone(), node.stop.clone()));
    }
    until_both_listen(&here).await;
    let request = row_id(&here.patient().await.submit_order(1).await);
    let mut worklist = inside(&there, Some(at(0))).await;
    assert_eq!(said(&mut worklist).await, "1");
    commit(&here, request, 1, 0).await;
    assert_eq!(said(&mut worklist).await, "2");

    // The connections are lost, and with them the wake-up of what is committed meanwhile.
    execute(&here, &format!("SELECT pg_terminate_backend(pid) {LISTENERS}")).await;
    commit(&here, request, 1, 0).await;
    assert_eq!(said(&mut worklist).await, "3");
    until_both_listen(&here).await;
    commit(&here, request, 1, 0).await;
    assert_eq!(said(&mut worklist).await, "4");
}
