//! Subscribers: over WebSocket, as `graphql-transport-ws` says, and over server-sent events.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::client::Client;

/// How long a frame may take before a test gives up: far more than it takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// One subscription on a WebSocket of its own.
pub struct Subscriber {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Subscriber {
    /// Connects, introduces itself by `connection_init` and subscribes. The first frame, which tells where the
    /// subscriber stands, is returned with it: from then on nothing is missed.
    pub async fn start(url: &str, client: &Client, query: &str, variables: Value) -> (Self, Value) {
        let mut subscriber =
            Self::connect(url, json!({ "authorization": format!("Bearer {}", client.token()) })).await;
        let subscribe =
            json!({ "id": "1", "type": "subscribe", "payload": { "query": query, "variables": variables } });
        subscriber.send(subscribe).await;
        let first = subscriber.next().await;
        (subscriber, first)
    }

    /// Connects and introduces itself.
    pub async fn connect(url: &str, init: Value) -> Self {
        let mut subscriber = Self::open(url, &[]).await;
        subscriber.send(json!({ "type": "connection_init", "payload": init })).await;
        let answer = subscriber.message().await;
        assert_eq!(answer["type"], "connection_ack", "{answer}");
        subscriber
    }

    /// Connects with these headers and says nothing yet.
    pub async fn open(url: &str, headers: &[(&'static str, &str)]) -> Self {
        let address = format!("{}/graphql", url.replacen("http", "ws", 1));
        let mut request = address.into_client_request().expect("a request");
        request
            .headers_mut()
            .insert("sec-websocket-protocol", "graphql-transport-ws".parse().expect("a header"));
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().expect("a header"));
        }
        let (socket, _) = connect_async(request).await.expect("a socket");
        Self { socket }
    }

    /// Sends a message of the protocol.
    pub async fn send(&mut self, message: Value) {
        self.socket.send(Message::text(message.to_string())).await.expect("sent");
    }

    /// The next message of the protocol; pings are answered and passed over.
    pub async fn message(&mut self) -> Value {
        loop {
            let frame = tokio::time::timeout(PATIENCE, self.socket.next()).await.expect("a frame in time");
            match frame.expect("an open socket").expect("a frame") {
                Message::Text(text) => {
                    let message: Value = serde_json::from_str(&text).expect("JSON");
                    if message["type"] == "ping" {
                        self.send(json!({ "type": "pong" })).await;
                    } else {
                        return message;
                    }
                }
                Message::Close(close) => panic!("closed: {close:?}"),
                _ => {}
            }
        }
    }

    /// The one root field of the next frame.
    pub async fn next(&mut self) -> Value {
        let message = self.message().await;
        assert_eq!(message["type"], "next", "{message}");
        assert!(message["payload"].get("errors").is_none(), "{message:#}");
        let data = message["payload"]["data"].as_object().expect("data");
        data.values().next().expect("a root field").clone()
    }

    /// The next frame that is no heartbeat.
    pub async fn next_event(&mut self) -> Value {
        loop {
            let frame = self.next().await;
            if frame["__typename"] != "FeedHeartbeat" {
                return frame;
            }
        }
    }

    /// The code with which the server closes the socket.
    pub async fn closed(&mut self) -> u16 {
        loop {
            let frame = tokio::time::timeout(PATIENCE, self.socket.next()).await.expect("a frame in time");
            match frame {
                Some(Ok(Message::Close(Some(close)))) => return close.code.into(),
                Some(Ok(_)) => {}
                other => panic!("no close frame: {other:?}"),
            }
        }
    }
}

/// One event of a stream of server-sent events.
#[derive(Debug)]
pub struct SentEvent {
    /// `next` or `complete`.
    pub event: String,
    /// The feed's cursor.
    pub id: Option<String>,
    /// The result.
    pub data: Value,
}

/// A subscription over server-sent events.
pub struct EventStream {
    response: reqwest::Response,
    buffer: String,
}

impl EventStream {
    /// Subscribes by GET, as a browser's `EventSource` does.
    pub async fn start(client: &Client, query: &str, last_event_id: Option<&str>) -> Self {
        let mut request = client
            .request(reqwest::Method::GET, "/graphql")
            .query(&[("query", query)])
            .header("accept", "text/event-stream");
        if let Some(id) = last_event_id {
            request = request.header("last-event-id", id);
        }
        Self::open(request).await
    }

    /// Subscribes by POST, as clients other than a browser's `EventSource` do.
    pub async fn post(client: &Client, query: &str, variables: Value, last_event_id: Option<&str>) -> Self {
        let mut request = client
            .request(reqwest::Method::POST, "/graphql")
            .json(&json!({ "query": query, "variables": variables }))
            .header("accept", "text/event-stream");
        if let Some(id) = last_event_id {
            request = request.header("last-event-id", id);
        }
        Self::open(request).await
    }

    async fn open(request: reqwest::RequestBuilder) -> Self {
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status(), 200);
        Self { response, buffer: String::new() }
    }

    /// What comes until the server ends the stream.
    pub async fn rest(self) -> String {
        let text = tokio::time::timeout(PATIENCE, self.response.text()).await.expect("an end in time");
        self.buffer + &text.unwrap_or_default()
    }

    /// The next event; comments that keep the line alive are passed over.
    pub async fn next(&mut self) -> SentEvent {
        loop {
            if let Some(end) = self.buffer.find("\n\n") {
                let block: String = self.buffer.drain(..end + 2).collect();
                let mut found = SentEvent { event: String::new(), id: None, data: Value::Null };
                for line in block.lines() {
                    match line.split_once(": ").or_else(|| line.split_once(':')) {
                        Some(("event", value)) => found.event = value.to_owned(),
                        Some(("id", value)) => found.id = Some(value.to_owned()),
                        Some(("data", value)) if !value.is_empty() => {
                            found.data = serde_json::from_str(value).expect("JSON");
                        }
                        _ => {}
                    }
                }
                if !found.event.is_empty() {
                    return found;
                }
                continue;
            }
            let chunk = tokio::time::timeout(PATIENCE, self.response.chunk()).await.expect("a chunk in time");
            let chunk = chunk.expect("an open stream").expect("more of the stream");
            self.buffer.push_str(&String::from_utf8_lossy(&chunk).replace('\r', ""));
        }
    }

    /// Reads on until the server ends the stream, and gives what came before.
    pub async fn ended(mut self) -> String {
        loop {
            let chunk = tokio::time::timeout(PATIENCE, self.response.chunk()).await.expect("an end in time");
            match chunk.expect("a whole stream") {
                Some(chunk) => self.buffer.push_str(&String::from_utf8_lossy(&chunk)),
                None => return self.buffer,
            }
        }
    }
}
