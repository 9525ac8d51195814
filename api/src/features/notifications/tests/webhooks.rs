//! Taking webhooks in, over HTTP.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use entity::webhook_delivery;
use sea_orm::EntityTrait;
use tower::ServiceExt;

use super::super::{MAX_WEBHOOK_BYTES, process_webhooks, sweep_webhooks};
use super::support::{TOKEN, World};
use crate::app::App;
use crate::http::{dev_outbox, webhooks};

impl World {
    async fn post(&self, clinic: &str, token: Option<&str>, body: impl Into<Body>) -> StatusCode {
        let mut request = Request::post(format!("/webhooks/botmaker/{clinic}"));
        if let Some(token) = token {
            request = request.header("auth-bm-token", token);
        }
        let router = webhooks::routes().with_state(self.app.clone());
        router.oneshot(request.body(body.into()).unwrap()).await.unwrap().status()
    }

    async fn kept(&self) -> Vec<webhook_delivery::Model> {
        webhook_delivery::Entity::find().all(&self.app.db).await.unwrap()
    }
}

#[tokio::test]
async fn a_body_is_kept_raw_once_and_wakes_the_workers() {
    let world = World::new().await;
    let mut work = world.app.work.subscribe();
    work.mark_unchanged();
    let body = r#"{ "type":"session",  "x": "ñ" }"#;
    assert_eq!(world.post("demo", Some(TOKEN), body).await, StatusCode::OK);
    assert!(work.has_changed().unwrap());
    assert_eq!(world.post("demo", Some(TOKEN), body).await, StatusCode::OK);
    let kept = world.kept().await;
    assert_eq!((kept.len(), kept[0].body.as_str()), (1, body));
    assert_eq!((kept[0].processed_at, kept[0].clinic_id), (None, world.clinic_id));
}

#[tokio::test]
async fn without_the_token_nothing_is_kept() {
    let world = World::new().await;
    for token in [None, Some(""), Some("wrong"), Some("agreed with botmaker!")] {
        assert_eq!(world.post("demo", token, "{}").await, StatusCode::UNAUTHORIZED);
        assert_eq!(world.post("nobody", token, "{}").await, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(world.post("nobody", Some(TOKEN), "{}").await, StatusCode::NOT_FOUND);
    assert_eq!(world.kept().await.len(), 0);
}

#[tokio::test]
async fn without_an_agreed_token_everybody_is_refused() {
    let mut world = World::new().await;
    let app: &mut App = std::sync::Arc::get_mut(&mut world.app).unwrap();
    app.config.botmaker_webhook_token = None;
    assert_eq!(world.post("demo", Some(""), "{}").await, StatusCode::UNAUTHORIZED);
    assert_eq!(world.post("demo", None, "{}").await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_body_may_have_a_quarter_of_a_megabyte() {
    let world = World::new().await;
    assert_eq!(world.post("demo", Some(TOKEN), vec![b' '; MAX_WEBHOOK_BYTES]).await, StatusCode::OK);
    let too_large = world.post("demo", Some(TOKEN), vec![b' '; MAX_WEBHOOK_BYTES + 1]).await;
    assert_eq!(too_large, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(world.kept().await.len(), 1);
}

#[tokio::test]
async fn what_cannot_be_read_is_kept_and_put_aside() {
    let world = World::new().await;
    for body in [&b"<xml/>"[..], b"", b"\xff\xfe", b"{\0}", b"[]"] {
        assert_eq!(world.post("demo", Some(TOKEN), body).await, StatusCode::OK);
    }
    let report = process_webhooks(&world.app, &world.script).await.unwrap();
    assert_eq!((report.processed, report.failed, report.deferred), (5, 0, 0));
    assert!(world.kept().await.iter().all(|row| row.outcome.as_deref() == Some("unreadable")));
    let report = process_webhooks(&world.app, &world.script).await.unwrap();
    assert_eq!(report.processed, 0);
}

#[tokio::test]
async fn raw_bodies_go_after_a_month_and_what_waits_stays() {
    let world = World::new().await;
    world.post("demo", Some(TOKEN), "{}").await;
    process_webhooks(&world.app, &world.script).await.unwrap();
    world.post("demo", Some(TOKEN), "[]").await;
    assert_eq!(sweep_webhooks(&world.app).await.unwrap(), 0);
    world.minutes(31 * 24 * 60);
    assert_eq!(sweep_webhooks(&world.app).await.unwrap(), 1);
    assert_eq!(world.kept().await.remove(0).body, "[]");
}

#[tokio::test]
async fn the_outbox_page_shows_what_would_have_been_sent() {
    let world = World::new().await;
    let id = world.plan_due().await;
    world.run().await;
    let ask = async |accept: &str| {
        let request = Request::get("/dev/outbox").header("accept", accept).body(Body::empty()).unwrap();
        let router = dev_outbox::routes(&world.app).with_state(world.app.clone());
        let response = router.oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        String::from_utf8(body.to_vec()).unwrap()
    };
    let json: serde_json::Value = serde_json::from_str(&ask("application/json").await).unwrap();
    assert_eq!(json[0]["correlation"], format!("{id}.1"));
    let html = ask("text/html").await;
    assert!(html.contains("asistencia_turno") && html.contains("<!doctype html>"));
}

#[tokio::test]
async fn without_recording_gateways_there_is_no_outbox_page() {
    let mut world = World::new().await;
    std::sync::Arc::get_mut(&mut world.app).unwrap().outbox = None;
    let request = Request::get("/dev/outbox").body(Body::empty()).unwrap();
    let router = dev_outbox::routes(&world.app).with_state(world.app.clone());
    assert_eq!(router.oneshot(request).await.unwrap().status(), StatusCode::NOT_FOUND);
}
