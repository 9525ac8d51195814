//! Sessions end: by signing out, by time, and for what is open already.

use std::time::Duration;

use asistencia::platform::global_id::GlobalId;
use serde_json::{Value, json};
use tests::live::{EventStream, Subscriber};
use tests::{Client, TestApp, world};

use super::{client, patient, staff, status};

const UPLOADS: &str = "subscription { orderUploaded { __typename } }";

#[tokio::test]
async fn signing_out_ends_the_session_everywhere_and_no_other() {
    let app = TestApp::start().await;
    let (here, another) = (app.operator().await, app.operator().await);
    let elsewhere = here.clone();
    here.ok("mutation { signOut { userErrors { code } } }", json!({})).await;
    assert_eq!((status(&here).await, status(&elsewhere).await, status(&another).await), (401, 401, 200));
    let refused = elsewhere.upload(vec![1, 2, 3], "orden.jpg").await;
    assert_eq!(refused.status(), 401);
    app.anonymous().ok("mutation { signOut { userErrors { code } } }", json!({})).await;
}

#[tokio::test]
async fn a_session_lasts_as_long_as_it_says() {
    let app = TestApp::start().await;
    for payload in [
        staff(&app.anonymous(), "operadora@demo.example", world::PASSWORD).await,
        patient(&app.anonymous(), "demo", "30111222", world::PASSWORD).await,
    ] {
        let ends = payload["session"]["expiresAt"].as_str().expect("an end");
        let ends = chrono::DateTime::parse_from_rfc3339(ends).expect("an instant").to_utc();
        let session = client(&app, &payload);
        app.clock.advance(ends - app.app.now() - chrono::Duration::seconds(1));
        assert_eq!(status(&session).await, 200);
        app.clock.advance(chrono::Duration::seconds(1));
        assert_eq!(status(&session).await, 401);
    }
}

#[tokio::test]
async fn what_is_no_token_is_turned_away() {
    let app = TestApp::start().await;
    for token in ["", "x", "as_", "as_x", "ak_x", "ñ"] {
        let stranger = Client::new(&app.url, Some(token.into()));
        assert_eq!(status(&stranger).await, 401, "{token:?}");
    }
    let body = json!({ "query": "{ viewer { __typename } }" });
    let basic =
        app.anonymous().request(reqwest::Method::POST, "/graphql").header("authorization", "Basic eA==");
    assert_eq!(basic.json(&body).send().await.expect("an answer").status(), 401);
}

#[tokio::test]
async fn a_stream_ends_with_its_session() {
    // So long that nobody asks by themselves.
    let app = TestApp::setup().recheck_every(Duration::from_secs(3_600)).start().await;
    let (operator, another) = (app.operator().await, app.operator().await);
    let (mut socket, _) = Subscriber::start(&app.url, &operator, UPLOADS, json!({})).await;
    let mut events = EventStream::start(&operator, UPLOADS, None).await;
    events.next().await;
    let (mut unharmed, _) = Subscriber::start(&app.url, &another, UPLOADS, json!({})).await;
    operator.ok("mutation { signOut { userErrors { code } } }", json!({})).await;
    assert_eq!(socket.closed().await, 4403);
    // Nothing says `complete`: the client comes back by itself, and is then told.
    assert!(!events.ended().await.contains("complete"));
    assert_eq!(status(&operator).await, 401);
    app.patient().await.submit_order(1).await;
    assert_eq!(unharmed.next_event().await["__typename"], "OrderUploaded");
}

#[tokio::test]
async fn a_stream_ends_with_its_key() {
    let app = TestApp::setup().recheck_every(Duration::from_secs(3_600)).start().await;
    let admin = app.admin().await;
    let input = json!({ "name": "Grilla", "scopes": ["REQUESTS_READ"] });
    let made = admin.done("createApiKey", "CreateApiKeyInput", input, "key integration { id }").await;
    let key = Client::new(&app.url, made["key"].as_str().map(str::to_owned));
    let (mut socket, first) = Subscriber::start(&app.url, &key, UPLOADS, json!({})).await;
    assert_eq!(first["__typename"], "FeedHeartbeat");
    let revoke = json!({ "id": made["integration"]["id"] });
    admin.done("revokeApiKey", "RevokeApiKeyInput", revoke, "").await;
    assert_eq!(socket.closed().await, 4403);
    assert_eq!(status(&key).await, 401);
    let again: Value = json!({ "id": made["integration"]["id"] });
    assert_eq!(admin.refused("revokeApiKey", "RevokeApiKeyInput", again).await, "NOT_FOUND");
}

#[tokio::test]
async fn a_stream_ends_with_a_session_that_ended_on_another_node() {
    let here = TestApp::setup().recheck_every(Duration::from_millis(50)).start().await;
    let there = TestApp::setup().database(here.database()).start().await;
    let operator = here.operator().await;
    let (mut socket, _) = Subscriber::start(&here.url, &operator, UPLOADS, json!({})).await;
    let elsewhere = Client::new(&there.url, Some(operator.token().to_owned()));
    elsewhere.ok("mutation { signOut { userErrors { code } } }", json!({})).await;
    assert_eq!(socket.closed().await, 4403);
}

#[tokio::test]
async fn who_is_kept_out_sees_nothing_more() {
    let app = TestApp::setup().recheck_every(Duration::from_secs(3_600)).start().await;
    let (operator, admin) = (app.operator().await, app.admin().await);
    let (mut socket, _) = Subscriber::start(&app.url, &operator, UPLOADS, json!({})).await;
    let (mut unharmed, _) = Subscriber::start(&app.url, &admin, UPLOADS, json!({})).await;
    let input = json!({ "id": world::OPERATOR.to_global() });
    admin.done("resetUserPassword", "ResetUserPasswordInput", input, "").await;
    assert_eq!(socket.closed().await, 4403);
    app.patient().await.submit_order(1).await;
    assert_eq!(unharmed.next_event().await["__typename"], "OrderUploaded");
}
