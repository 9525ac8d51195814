//! Where a feed cannot go on: the subscriber is told why, and goes on from now.

use asistencia::features::events::{renew_feeds, sweep_events};
use chrono::Duration;
use entity::{clinic_feed, event};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use tests::TestApp;
use tests::live::Subscriber;

use super::*;

/// Resumes after a cursor that cannot be resumed from, and reads what follows.
async fn resumed(app: &TestApp, after: FeedCursor, reason: &str) {
    let (operator, patient) = (app.operator().await, app.patient().await);
    let (mut worklist, frame) =
        Subscriber::start(&app.url, &operator, WORKLIST, json!({ "after": after.to_string() })).await;
    assert_eq!((frame["__typename"].as_str(), frame["reason"].as_str()), (Some("FeedResync"), Some(reason)));
    assert_eq!(seq(&frame), head(app).await, "it goes on from where the feed stands");
    patient.submit_order(1).await;
    let next = worklist.next_event().await;
    assert_eq!((next["kind"].as_str(), seq(&next)), (Some("ORDER_UPLOADED"), seq(&frame) + 1));
    assert_eq!(cursor(&next).epoch, cursor(&frame).epoch);
}

#[tokio::test]
async fn a_cursor_older_than_what_is_kept() {
    let app = TestApp::start().await;
    let request = row_id(&app.patient().await.submit_order(1).await);
    commit(&app, request, 3, 0).await;
    let swept = head(&app).await;
    app.clock.advance(Duration::days(4));
    commit(&app, request, 2, 0).await;
    app.clock.advance(Duration::days(4));
    assert_eq!(sweep_events(&app.app).await.expect("swept"), swept as u64);
    assert_eq!(sweep_events(&app.app).await.expect("swept"), 0);

    resumed(&app, at(swept - 1), "RETENTION").await;
    let mut kept = inside(&app, Some(at(swept))).await;
    assert_eq!(said(&mut kept).await, (swept + 1).to_string(), "what is kept is delivered");
}

#[tokio::test]
async fn a_cursor_from_before_the_log_was_replaced() {
    let app = TestApp::start().await;
    execute(&app, "UPDATE clinic_feed SET epoch = 2").await;
    resumed(&app, at(0), "EPOCH_CHANGED").await;
}

#[tokio::test]
async fn a_cursor_from_before_the_feeds_were_renewed() {
    let app = TestApp::start().await;
    let epoch = async || {
        let feed = clinic_feed::Entity::find_by_id(world::CLINIC).one(app.db()).await.expect("read");
        feed.expect("a feed").epoch
    };
    assert_eq!(renew_feeds(&app.app).await.expect("renewed"), 2, "one feed a clinic");
    let first = epoch().await;
    // The same backup is restored once more: its epoch comes back, and must not be followed by one that was used.
    app.clock.advance(Duration::minutes(1));
    execute(&app, "UPDATE clinic_feed SET epoch = 1").await;
    renew_feeds(&app.app).await.expect("renewed");
    let second = epoch().await;
    renew_feeds(&app.app).await.expect("renewed");
    assert!(1 < first && first < second && second < epoch().await, "{first} {second}");
    resumed(&app, FeedCursor::new(world::CLINIC, first, 0), "EPOCH_CHANGED").await;
}

#[tokio::test]
async fn a_cursor_newer_than_the_log() {
    let app = TestApp::start().await;
    resumed(&app, at(999), "CURSOR_AHEAD").await;
}

#[tokio::test]
async fn a_cursor_of_another_clinic() {
    let app = TestApp::start().await;
    resumed(&app, FeedCursor::new(world::OTHER_CLINIC, 1, 0), "SCOPE_CHANGED").await;
}

#[tokio::test]
async fn the_log_is_replaced_under_open_subscriptions() {
    let app = TestApp::start().await;
    let request = row_id(&app.patient().await.submit_order(1).await);
    commit(&app, request, 9, 0).await;
    let mut open = inside(&app, None).await;
    assert_eq!(said(&mut open).await, "heartbeat 10");

    // An older backup, with the epoch raised as its restoration says.
    event::Entity::delete_many().filter(event::Column::Seq.gt(4)).exec(app.db()).await.expect("gone");
    execute(&app, "UPDATE clinic_feed SET epoch = 2, head = 4 WHERE head = 10").await;
    app.app.feed.catch_up().await.expect("read");
    assert_eq!(said(&mut open).await, "EpochChanged 4");
    commit(&app, request, 8, 0).await;
    for expected in 5..=12 {
        assert_eq!(said(&mut open).await, expected.to_string());
    }

    // And one where it was forgotten, which shows as long as the log is shorter than it was.
    event::Entity::delete_many().filter(event::Column::Seq.gt(6)).exec(app.db()).await.expect("gone");
    execute(&app, "UPDATE clinic_feed SET head = 6 WHERE head = 12").await;
    app.app.feed.catch_up().await.expect("read");
    assert_eq!(said(&mut open).await, "CursorAhead 6");
    commit(&app, request, 1, 0).await;
    assert_eq!(said(&mut open).await, "7");
}

#[tokio::test]
async fn the_log_is_swept_while_somebody_pages_through_it() {
    let app = TestApp::start().await;
    let request = row_id(&app.patient().await.submit_order(1).await);
    commit(&app, request, 599, 0).await;
    // Nobody followed the feed: this one pages from the log.
    let mut pager = inside(&app, Some(at(0))).await;
    assert_eq!(said(&mut pager).await, "1");
    app.clock.advance(Duration::days(8));
    sweep_events(&app.app).await.expect("swept");
    commit(&app, request, 1, 0).await;
    app.app.feed.catch_up().await.expect("read");
    // What was read already comes, and then why the rest cannot.
    for expected in 2..=64 {
        assert_eq!(said(&mut pager).await, expected.to_string());
    }
    assert_eq!(said(&mut pager).await, "Retention 601");
    commit(&app, request, 1, 0).await;
    assert_eq!(said(&mut pager).await, "602");
}
