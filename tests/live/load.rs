//! What many events and many subscribers cost.

use std::time::Duration;

use asistencia::features::events::Pace;
use serde_json::json;
use tests::TestApp;
use tests::live::Subscriber;

use super::*;

/// More than a node keeps in memory.
const MANY: i64 = 2_100;

#[tokio::test]
async fn a_burst_arrives_whole() {
    let app = TestApp::start().await;
    let operator = app.operator().await;
    let request = row_id(&app.patient().await.submit_order(1).await);
    let first = head(&app).await;
    let (mut worklist, _) = Subscriber::start(&app.url, &operator, WORKLIST, json!({})).await;
    let burst = async {
        for _ in 0..30 {
            futures_util::future::join_all((0..10).map(|_| commit(&app, request, 1, 0))).await;
        }
    };
    let read = async {
        for expected in first + 1..=first + 300 {
            assert_eq!(seq(&worklist.next_event().await), expected);
        }
    };
    tokio::join!(burst, read);
}

#[tokio::test]
async fn a_socket_that_did_not_read_for_long_loses_nothing() {
    let app = TestApp::start().await;
    let operator = app.operator().await;
    let request = row_id(&app.patient().await.submit_order(1).await);
    let first = head(&app).await;
    let (mut slow, _) = Subscriber::start(&app.url, &operator, WORKLIST, json!({})).await;
    for _ in 0..MANY / 100 {
        commit(&app, request, 100, 0).await;
    }
    for expected in first + 1..=first + MANY {
        assert_eq!(seq(&slow.next_event().await), expected);
    }
}

#[tokio::test]
async fn a_subscriber_that_memory_has_left_behind_reads_on_in_the_log() {
    let app = TestApp::start().await;
    let request = row_id(&app.patient().await.submit_order(1).await);
    let first = head(&app).await;
    let mut slow = inside(&app, Some(at(first))).await;
    assert_eq!(said(&mut slow).await, format!("heartbeat {first}"));
    let mut quick = inside(&app, Some(at(first))).await;
    assert_eq!(said(&mut quick).await, format!("heartbeat {first}"));
    for commit_no in 0..MANY / 50 {
        commit(&app, request, 50, 0).await;
        for expected in first + 50 * commit_no + 1..=first + 50 * (commit_no + 1) {
            assert_eq!(said(&mut quick).await, expected.to_string());
        }
    }
    for expected in first + 1..=first + MANY {
        assert_eq!(said(&mut slow).await, expected.to_string());
    }
}

#[tokio::test]
async fn the_rows_of_an_event_are_read_once_for_all_subscribers() {
    // No poll in between that would be counted.
    let still = Duration::from_secs(3600);
    let app = TestApp::setup().pace(Pace { poll: still, heartbeat: still }).start().await;
    let operator = app.operator().await;
    let request = row_id(&app.patient().await.submit_order(1).await);
    let mut subscribers = Vec::new();
    let mut costs = Vec::new();
    for size in [1, 50] {
        while subscribers.len() < size {
            subscribers.push(Subscriber::start(&app.url, &operator, GRID, json!({})).await.0);
        }
        app.statements.take();
        commit(&app, request, 1, 0).await;
        for subscriber in &mut subscribers {
            let frame = subscriber.next_event().await;
            assert_eq!(frame["assistanceRequest"]["patient"]["familyName"], "Sosa");
        }
        costs.push(app.statements.take().len());
    }
    // Wake-ups come together or apart, so that the tail looks once or twice.
    assert!(costs[1] < costs[0] + 5, "statements for an event with 1 and with 50 subscribers: {costs:?}");
}

#[tokio::test]
async fn what_is_read_from_the_log_is_read_a_page_at_a_time() {
    let still = Duration::from_secs(3600);
    let first_node = TestApp::start().await;
    let (operator, patient) = (first_node.operator().await, first_node.patient().await);
    let requests = [patient.submit_order(1).await, patient.submit_order(2).await];
    let mut costs = Vec::new();
    for size in [3, 60] {
        let before = head(&first_node).await;
        for request in &requests {
            commit(&first_node, row_id(request), size / 2, 0).await;
        }
        let last = head(&first_node).await;
        // It was not there when it happened, so that it has nothing of it in memory.
        let pace = Pace { poll: still, heartbeat: still };
        let node = TestApp::setup().database(first_node.database()).pace(pace).start().await;
        let after = json!({ "after": at(before).to_string() });
        let (mut replay, mut frame) = Subscriber::start(&node.url, &operator, GRID, after).await;
        while seq(&frame) < last {
            assert_eq!(frame["assistanceRequest"]["patient"]["familyName"], "Sosa", "{frame}");
            frame = replay.next().await;
        }
        costs.push(node.statements.take().len());
    }
    // Whether the session still holds is asked again now and then.
    assert!(costs[1] < costs[0] + 5, "statements for 2 and for 60 events: {costs:?}");
}

/// What a row of the grid shows.
const GRID: &str = "subscription($after: Cursor) { worklistChanged(after: $after) { __typename ... on AssistanceRequestChanged { cursor kind \
    assistanceRequest { id state version uploadedAt patient { familyName givenName } services { name } \
    lastContact { message } order { attachments { contentType previewUrl } } } } } }";

#[tokio::test]
async fn readers_of_the_log_do_not_get_into_each_others_way() {
    let app = TestApp::start().await;
    let request = row_id(&app.patient().await.submit_order(1).await);
    let first = head(&app).await;
    let mut stream = inside(&app, None).await;
    assert_eq!(said(&mut stream).await, format!("heartbeat {first}"));
    let write = async {
        for _ in 0..60 {
            commit(&app, request, 3, 0).await;
        }
    };
    // As many as could ever be: the tail of the node reads as well.
    let catch_up = || async {
        for _ in 0..60 {
            app.app.feed.catch_up().await.expect("read");
        }
    };
    let read = async {
        for expected in first + 1..=first + 180 {
            assert_eq!(said(&mut stream).await, expected.to_string());
        }
    };
    tokio::join!(write, read, catch_up(), catch_up(), catch_up(), catch_up());
    // Somebody who comes later is served from the same memory.
    let mut late = inside(&app, Some(at(first))).await;
    for expected in first + 1..=first + 180 {
        assert_eq!(said(&mut late).await, expected.to_string());
    }
}
