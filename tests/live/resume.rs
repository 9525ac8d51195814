//! Having been away.

use std::sync::Arc;

use entity::event;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;
use tests::live::{EventStream, Subscriber};
use tests::{Client, TestApp, world};

use super::*;

const NODES: usize = 3;
const WRITERS: usize = 6;
const COMMITS: usize = 20;

/// A sequence that looks like chance and is the same every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }
}

async fn nodes(count: usize) -> Vec<Arc<TestApp>> {
    let mut nodes = vec![Arc::new(TestApp::start().await)];
    while nodes.len() < count {
        let database = nodes[0].database();
        nodes.push(Arc::new(TestApp::setup().database(database).start().await));
    }
    nodes
}

/// Reads to the last event, now here and now there, going away after a few frames each time.
async fn wander(nodes: &[Arc<TestApp>], operator: &Client, seed: u64, first: i64, last: i64) -> Vec<i64> {
    let mut chance = Chance(seed);
    let (mut position, mut seen) = (first, Vec::new());
    while position < last {
        let node = &nodes[chance.below(nodes.len())];
        let frames = 1 + chance.below(25);
        let after = at(position).to_string();
        if chance.below(2) == 0 {
            let (mut socket, mut frame) =
                Subscriber::start(&node.url, operator, WORKLIST, json!({ "after": after })).await;
            for _ in 0..frames {
                note(&frame, &mut position, &mut seen);
                if position == last {
                    break;
                }
                frame = socket.next().await;
            }
        } else {
            let here = Client::new(&node.url, Some(operator.token().to_owned()));
            let mut stream = EventStream::start(&here, WORKLIST, Some(&after)).await;
            for _ in 0..frames {
                let sent = stream.next().await;
                note(&sent.data["data"]["worklistChanged"], &mut position, &mut seen);
                if position == last {
                    break;
                }
            }
        }
    }
    seen
}

fn note(frame: &Value, position: &mut i64, seen: &mut Vec<i64>) {
    match frame["__typename"].as_str() {
        Some("AssistanceRequestChanged") => seen.push(seq(frame)),
        Some("FeedHeartbeat") => assert_eq!(seq(frame), *position, "a heartbeat does not run ahead"),
        _ => panic!("an event or a heartbeat, not {frame}"),
    }
    *position = seq(frame);
}

#[tokio::test]
async fn many_writers_on_many_nodes_and_readers_that_come_and_go() {
    let nodes = nodes(NODES).await;
    let operator = nodes[0].operator().await;
    let request = row_id(&nodes[0].patient().await.submit_order(1).await);
    let first = head(&nodes[0]).await;
    let sizes = |writer: usize, round: usize| 1 + (writer + round) % 3;
    let total: usize = (0..WRITERS).flat_map(|w| (0..COMMITS).map(move |r| sizes(w, r))).sum();
    let last = first + total as i64;

    let writers = futures_util::future::join_all((0..WRITERS).map(|writer| {
        let node = nodes[writer % NODES].clone();
        async move {
            for round in 0..COMMITS {
                commit(&node, request, sizes(writer, round), (writer << 32 | round) as u128).await;
            }
        }
    }));
    let readers =
        futures_util::future::join_all((1..=4).map(|seed| wander(&nodes, &operator, seed, first, last)));
    let (_, seen) = tokio::join!(writers, readers);
    let all: Vec<_> = (first + 1..=last).collect();
    for seen in seen {
        assert_eq!(seen, all, "every event once, in order, without a gap");
    }

    // The log is dense, a transaction's events stand together, and each writer's commits in their order.
    let log = event::Entity::find()
        .filter(event::Column::ClinicId.eq(world::CLINIC))
        .filter(event::Column::Seq.gt(first))
        .order_by_asc(event::Column::Seq)
        .all(nodes[0].db())
        .await
        .expect("the log");
    assert_eq!(log.iter().map(|event| event.seq).collect::<Vec<_>>(), all);
    let marks: Vec<_> = log.iter().map(|event| event.appointment_id.expect("a mark").0.as_u128()).collect();
    let commits: Vec<_> = marks.chunk_by(|a, b| a == b).map(|same| (same[0], same.len())).collect();
    for writer in 0..WRITERS {
        let own: Vec<_> =
            commits.iter().filter(|(mark, _)| (mark >> 32) as usize == writer).copied().collect();
        let expected: Vec<_> =
            (0..COMMITS).map(|round| ((writer << 32 | round) as u128, sizes(writer, round))).collect();
        assert_eq!(own, expected);
    }
}

#[tokio::test]
async fn event_streams_resume_by_get_and_by_post() {
    let app = TestApp::start().await;
    let operator = app.operator().await;
    let request = row_id(&app.patient().await.submit_order(1).await);
    let first = head(&app).await;
    commit(&app, request, 5, 0).await;

    // The position of the broken connection wins over the argument that the address still carries.
    let (start, newer) = (at(first).to_string(), at(first + 3).to_string());
    let mut streams = [
        EventStream::post(&operator, WORKLIST, json!({ "after": start }), None).await,
        EventStream::post(&operator, WORKLIST, json!({ "after": start }), Some(&newer)).await,
        EventStream::start(&operator, WORKLIST, Some(&newer)).await,
    ];
    for (stream, after) in streams.iter_mut().zip([first, first + 3, first + 3]) {
        for expected in after + 1..=first + 5 {
            let sent = stream.next().await;
            assert_eq!(sent.event, "next");
            assert_eq!(sent.id, Some(at(expected).to_string()));
            assert_eq!(seq(&sent.data["data"]["worklistChanged"]), expected);
        }
    }
}

#[tokio::test]
async fn the_worklists_cursor_leads_to_what_came_after_it() {
    let app = TestApp::start().await;
    let (operator, patient) = (app.operator().await, app.patient().await);
    let request = patient.submit_order(1).await;
    let seen = operator.ok("{ worklist(first: 1) { feedCursor } }", json!({})).await;
    let after = &seen["worklist"]["feedCursor"];
    register_contact(&operator, &request).await;
    let (_, frame) = Subscriber::start(&app.url, &operator, WORKLIST, json!({ "after": after })).await;
    assert_eq!(frame["kind"], "CONTACT_REGISTERED");
}

#[tokio::test]
async fn a_feed_that_nobody_followed_for_a_while_is_followed_again() {
    let app = TestApp::start().await;
    let request = row_id(&app.patient().await.submit_order(1).await);
    let first = head(&app).await;
    let mut before = inside(&app, None).await;
    said(&mut before).await;
    commit(&app, request, 2, 0).await;
    assert_eq!(said(&mut before).await, (first + 1).to_string());
    drop(before);
    commit(&app, request, 2, 0).await;
    app.app.feed.catch_up().await.expect("read");

    let mut after = inside(&app, Some(at(first + 1))).await;
    commit(&app, request, 1, 0).await;
    for expected in first + 2..=first + 5 {
        assert_eq!(said(&mut after).await, expected.to_string());
    }
}

#[tokio::test]
async fn a_server_that_stops_says_so_and_another_goes_on() {
    let nodes = nodes(2).await;
    let operator = nodes[0].operator().await;
    let request = row_id(&nodes[0].patient().await.submit_order(1).await);
    let (mut socket, hello) = Subscriber::start(&nodes[0].url, &operator, WORKLIST, json!({})).await;
    let mut stream = EventStream::start(&operator, WORKLIST, None).await;
    assert_eq!(stream.next().await.id.as_deref(), hello["cursor"].as_str());

    nodes[0].stop.cancel();
    assert_eq!(socket.closed().await, 1012, "Service Restart: come back, here or elsewhere");
    assert!(!stream.rest().await.contains("complete"), "complete would keep the browser from coming back");

    commit(&nodes[1], request, 1, 0).await;
    let after = json!({ "after": hello["cursor"] });
    let (_, frame) = Subscriber::start(&nodes[1].url, &operator, WORKLIST, after).await;
    assert_eq!(
        (frame["__typename"].as_str(), seq(&frame)),
        (Some("AssistanceRequestChanged"), seq(&hello) + 1)
    );
}
