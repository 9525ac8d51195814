//! WebSockets, where a script cannot look: silence, a blocked reader, limits, shutdown, sessions.

use futures_util::SinkExt;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Message, protocol::WebSocketConfig};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};

use super::*;

struct Client(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Client {
    async fn connect(server: &Server) -> Self {
        let mut request = format!("ws://{}/graphql", server.address).into_client_request().unwrap();
        request.headers_mut().insert("sec-websocket-protocol", "graphql-transport-ws".parse().unwrap());
        let config = WebSocketConfig::default();
        let (socket, response) = connect_async_with_config(request, Some(config), false).await.unwrap();
        assert_eq!(response.headers()["sec-websocket-protocol"], "graphql-transport-ws");
        Self(socket)
    }

    async fn acknowledged(server: &Server) -> Self {
        let mut client = Self::connect(server).await;
        client.say(json!({"type": "connection_init", "payload": {"authorization": "Bearer good"}})).await;
        assert_eq!(client.hear().await, json!({"type": "connection_ack"}));
        client
    }

    async fn say(&mut self, message: Value) {
        self.0.send(Message::text(message.to_string())).await.unwrap();
    }

    async fn subscribe(&mut self, id: &str, query: &str) {
        self.say(json!({"type": "subscribe", "id": id, "payload": {"query": query}})).await;
    }

    async fn hear(&mut self) -> Value {
        loop {
            let message = tokio::time::timeout(Duration::from_secs(5), self.0.next()).await.unwrap();
            match message.unwrap().unwrap() {
                Message::Text(text) => return serde_json::from_str(&text).unwrap(),
                Message::Ping(_) | Message::Pong(_) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    /// The code that the server closes with; 1006 where it just goes.
    async fn closed(&mut self) -> u16 {
        loop {
            match tokio::time::timeout(Duration::from_secs(10), self.0.next()).await.unwrap() {
                Some(Ok(Message::Close(Some(frame)))) => return frame.code.into(),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return 1006,
            }
        }
    }
}

#[tokio::test]
async fn operations_know_their_caller() {
    let server = Server::start().await;
    let mut client = Client::acknowledged(&server).await;
    client.subscribe("1", "{ caller }").await;
    let next = json!({"type": "next", "id": "1", "payload": {"data": {"caller": "good"}}});
    assert_eq!(client.hear().await, next);
    assert_eq!(client.hear().await, json!({"type": "complete", "id": "1"}));
}

#[tokio::test]
async fn a_refused_subscription_answers_next_with_its_error_and_completes() {
    let server = Server::start().await;
    let mut client = Client::acknowledged(&server).await;
    for (query, expected) in
        [("subscription { forbidden }", "FORBIDDEN"), ("subscription { panics }", "INTERNAL")]
    {
        client.subscribe("1", query).await;
        let next = client.hear().await;
        assert_eq!((next["type"].as_str().unwrap(), code(&next["payload"])), ("next", expected));
        assert_eq!(client.hear().await, json!({"type": "complete", "id": "1"}));
    }
}

#[tokio::test]
async fn one_operation_too_many_is_refused_and_the_others_go_on() {
    let server = Server::with(DoorOptions { operations_per_socket: 2, ..DoorOptions::default() }).await;
    let mut client = Client::acknowledged(&server).await;
    for id in ["1", "2", "3"] {
        client.subscribe(id, "{ slow }").await;
    }
    let error = client.hear().await;
    assert_eq!((&error["type"], &error["id"]), (&json!("error"), &json!("3")));
    assert_eq!(error["payload"][0]["extensions"]["code"], "TOO_MANY_OPERATIONS");
    client.say(json!({"type": "complete", "id": "1"})).await;
    client.subscribe("3", "{ caller }").await;
    assert_eq!(client.hear().await["type"], "next");
}

#[tokio::test]
async fn too_long_a_message_closes() {
    let server = Server::start().await;
    let mut client = Client::acknowledged(&server).await;
    client.0.send(Message::text("x".repeat(2 << 20))).await.ok();
    assert!([1009, 1006].contains(&client.closed().await));
}

#[tokio::test]
async fn an_authenticator_that_cannot_tell_asks_to_try_again() {
    let server = Server::start().await;
    let mut client = Client::connect(&server).await;
    client.say(json!({"type": "connection_init", "payload": {"authorization": "Bearer later"}})).await;
    assert_eq!(client.closed().await, 1013);
}

#[tokio::test]
async fn shutdown_asks_clients_to_come_back() {
    let server = Server::start().await;
    let mut idle = Client::connect(&server).await;
    let mut busy = Client::acknowledged(&server).await;
    busy.subscribe("1", "subscription { counter }").await;
    busy.hear().await;
    server.shutdown.cancel();
    assert_eq!((idle.closed().await, busy.closed().await), (1012, 1012));
    drop((idle, busy));
    server.sockets.close();
    tokio::time::timeout(Duration::from_secs(5), server.sockets.wait()).await.unwrap();
}

#[tokio::test]
async fn a_socket_ends_with_its_session() {
    let options = DoorOptions { recheck_every: Duration::from_millis(30), ..DoorOptions::default() };
    let server = Server::with(options).await;
    let mut client = Client::acknowledged(&server).await;
    client.subscribe("1", "subscription { counter }").await;
    client.hear().await;
    server.gate.revoked.store(true, Ordering::Relaxed);
    assert_eq!(client.closed().await, 4403);
}

#[tokio::test]
async fn silence_is_answered_with_a_ping_and_then_with_the_end() {
    let options = DoorOptions {
        ping_after: Duration::from_millis(50),
        pong_timeout: Duration::from_millis(100),
        ..DoorOptions::default()
    };
    let server = Server::with(options).await;
    // tungstenite answers pings while it is read from.
    let mut alive = Client::acknowledged(&server).await;
    for _ in 0..6 {
        let message =
            tokio::time::timeout(Duration::from_secs(5), alive.0.next()).await.unwrap().unwrap().unwrap();
        assert!(matches!(message, Message::Ping(_)), "{message:?}");
    }
    let mut silent = Client::acknowledged(&server).await;
    tokio::time::sleep(Duration::from_millis(400)).await;
    assert_eq!(silent.closed().await, 1006);
}

#[tokio::test]
async fn a_reader_that_does_not_read_is_given_up() {
    let options = DoorOptions { write_timeout: Duration::from_millis(200), ..DoorOptions::default() };
    let server = Server::with(options).await;
    let mut client = Client::acknowledged(&server).await;
    client.subscribe("1", "subscription { flood }").await;
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    // What was sent is still in the kernel's buffers; after it there is nothing.
    assert_eq!(client.closed().await, 1006);
}

#[tokio::test]
async fn what_a_mutation_holds_waits_for_no_reader() {
    let options = DoorOptions { write_timeout: Duration::from_secs(60), ..DoorOptions::default() };
    let server = Server::with(options).await;
    let mut client = Client::acknowledged(&server).await;
    client.subscribe("1", "mutation { hold }").await;
    server.gate.waiting.notified().await;
    client.subscribe("2", "subscription { deluge }").await;
    server.gate.waiting.notified().await;

    server.gate.let_go.notify_one();
    let went = tokio::time::timeout(Duration::from_secs(5), server.gate.went.notified()).await;
    assert!(went.is_ok(), "it waits until somebody reads");
}
