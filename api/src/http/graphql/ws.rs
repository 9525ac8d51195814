//! GraphQL over WebSocket, by the subprotocol `graphql-transport-ws`.
//!
//! A connection is one task: it reads, writes and pulls its operations in turn. While a frame is being
//! written nothing is pulled, so a slow reader holds its streams back; one that does not read at all for
//! [`DoorOptions::write_timeout`](super::DoorOptions) is dropped. Queries and mutations have tasks of their own
//! ([`Door::stream`]): what they hold waits for no reader. Silence is answered with a ping, and silence
//! after that ends the connection, so that peers that vanished without a word do not pile up.
//!
//! **Limits.** An operation beyond `operations_per_socket` is answered with an `error` message whose code is
//! `TOO_MANY_OPERATIONS`. The protocol's 4429 would end the others as well, and clients take it for fatal.
//!
//! **Memory.** Most connections wait for most of their lives. tungstenite's buffers, 128 KiB each by default,
//! are what an idle one costs: a small one for reading and none for writing.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::Executor;
use axum::extract::FromRequestParts;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, AbortHandle, BoxStream, SelectAll, StreamExt};
use http::{header, request::Parts};
use tokio::time::{Instant, timeout};

use super::answer::{Answer, coded};
use super::prepare::Parameters;
use super::ws_messages::{Close, FromClient, Payload, SUBPROTOCOL, ToClient, ping};
use super::{AuthenticationError, Authenticator, Door, Revoked};

/// How long the peer may take to answer a close frame before the connection is dropped.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(2);

/// Whether a request asks for a WebSocket.
pub(super) fn is_upgrade(parts: &Parts) -> bool {
    let upgrade = parts.headers.get(header::UPGRADE).map(|value| value.as_bytes());
    upgrade.is_some_and(|value| value.eq_ignore_ascii_case(b"websocket"))
}

/// Upgrades, and serves the connection in a task of its own.
pub(super) async fn upgrade<E: Executor, A: Authenticator>(
    door: Arc<Door<E, A>>,
    mut parts: Parts,
    place: super::shares::Share,
) -> Response {
    let upgrade = match WebSocketUpgrade::from_request_parts(&mut parts, &()).await {
        Ok(upgrade) => upgrade,
        Err(rejection) => return rejection.into_response(),
    };
    let sockets = door.options.sockets.clone();
    upgrade
        .read_buffer_size(4096)
        .write_buffer_size(0)
        .max_message_size(door.options.body_bytes)
        .max_frame_size(door.options.body_bytes)
        .protocols([SUBPROTOCOL])
        .on_upgrade(move |socket| {
            sockets.track_future(async move {
                // Counted until it is closed.
                let _counted = place;
                let mut connection = Connection { socket, door };
                let end = connection.serve(parts).await;
                connection.close(end).await;
            })
        })
}

/// How a connection ends.
enum End {
    /// The server closes it and says why.
    Close(Close),
    /// There is nobody to tell.
    Gone,
}

impl From<Close> for End {
    fn from(close: Close) -> Self {
        Self::Close(close)
    }
}

impl From<Revoked> for End {
    fn from(revoked: Revoked) -> Self {
        Self::Close(match revoked {
            Revoked::Shutdown => Close::Restart,
            Revoked::Session => Close::Forbidden,
        })
    }
}

struct Connection<E, A> {
    socket: WebSocket,
    door: Arc<Door<E, A>>,
}

impl<E: Executor, A: Authenticator> Connection<E, A> {
    async fn serve(&mut self, parts: Parts) -> End {
        if self.socket.protocol().is_none() {
            return Close::Subprotocol.into();
        }
        let door = Arc::clone(&self.door);
        let opened = tokio::select! {
            opened = self.open(parts) => opened,
            () = door.options.shutdown.cancelled() => return Close::Restart.into(),
        };
        let context = match opened {
            Ok(context) => context,
            Err(end) => return end,
        };
        // Not within `run`: a session is asked for while a frame is being written, too.
        tokio::select! {
            end = self.run(&context) => end,
            revoked = door.revoked(&context) => revoked.into(),
        }
    }

    /// From the upgrade to the acknowledgement.
    async fn open(&mut self, parts: Parts) -> Result<A::Context, End> {
        let wait = self.door.options.init_timeout;
        let payload = timeout(wait, self.await_init()).await.map_err(|_| Close::InitTimeout)??;
        let payload = payload.map_or(serde_json::Value::Null, serde_json::Value::Object);
        let context = match self.door.authenticator.from_connection_init(&parts, &payload).await {
            Ok(context) => context,
            Err(AuthenticationError::Unavailable) => return Err(Close::TryAgain.into()),
            Err(AuthenticationError::Rejected | AuthenticationError::Forbidden) => {
                return Err(Close::Forbidden.into());
            }
        };
        self.say(ToClient::ConnectionAck).await?;
        Ok(context)
    }

    async fn await_init(&mut self) -> Result<Payload, End> {
        loop {
            match self.hear().await? {
                Some(FromClient::ConnectionInit { payload }) => return Ok(payload),
                Some(FromClient::Ping { payload }) => self.say(ToClient::Pong { payload }).await?,
                Some(FromClient::Subscribe { .. }) => return Err(Close::Unauthorized.into()),
                Some(FromClient::Pong { .. } | FromClient::Complete { .. }) | None => {}
            }
        }
    }

    /// From the acknowledgement to the end.
    async fn run(&mut self, context: &A::Context) -> End {
        let mut operations = Operations::default();
        let (ping_after, pong_timeout) = (self.door.options.ping_after, self.door.options.pong_timeout);
        let silence = tokio::time::sleep(ping_after);
        tokio::pin!(silence);
        let mut pinged = false;
        loop {
            let step = tokio::select! {
                heard = self.hear() => {
                    pinged = false;
                    silence.as_mut().reset(Instant::now() + ping_after);
                    match heard {
                        Ok(Some(message)) => self.obey(message, context, &mut operations).await,
                        Ok(None) => Ok(()),
                        Err(end) => Err(end),
                    }
                }
                Some((key, answer)) = operations.streams.next() => self.deliver(key, answer, &mut operations).await,
                () = &mut silence => {
                    if pinged {
                        return End::Gone;
                    }
                    pinged = true;
                    silence.as_mut().reset(Instant::now() + pong_timeout);
                    self.send(ping()).await
                }
            };
            if let Err(end) = step {
                return end;
            }
        }
    }

    async fn obey(
        &mut self,
        message: FromClient,
        context: &A::Context,
        operations: &mut Operations,
    ) -> Result<(), End> {
        match message {
            FromClient::ConnectionInit { .. } => Err(Close::TooManyInits.into()),
            FromClient::Ping { payload } => self.say(ToClient::Pong { payload }).await,
            FromClient::Pong { .. } => Ok(()),
            FromClient::Complete { id } => {
                operations.stop(&id);
                Ok(())
            }
            FromClient::Subscribe { id, payload } => self.start(id, payload, context, operations).await,
        }
    }

    async fn start(
        &mut self,
        id: String,
        payload: serde_json::Value,
        context: &A::Context,
        operations: &mut Operations,
    ) -> Result<(), End> {
        if id.is_empty() || id.len() > 256 {
            return Err(Close::Invalid("Invalid message: the id must have 1 to 256 bytes").into());
        }
        if operations.live.contains_key(id.as_str()) {
            return Err(Close::Duplicate(id).into());
        }
        let parameters = Parameters::from_json(payload)
            .map_err(|_| Close::Invalid("Invalid message: the payload is no GraphQL request"))?;
        let limit = self.door.options.operations_per_socket;
        if operations.live.len() >= limit {
            let message = format!(
                "This connection has {limit} operations already: complete one, or open another connection."
            );
            return self
                .refuse(&id, Answer::refused(vec![coded("TOO_MANY_OPERATIONS", message, None)]))
                .await;
        }
        match self.door.prepare(parameters, context) {
            Ok(prepared) => {
                let language = self.door.authenticator.language(context);
                let answers = self.door.stream(prepared);
                operations.start(id, answers.map(move |answer| answer.told_in(language)).boxed());
                Ok(())
            }
            Err(errors) => self.refuse(&id, Answer::refused(errors)).await,
        }
    }

    async fn deliver(
        &mut self,
        key: Key,
        answer: Option<Answer>,
        operations: &mut Operations,
    ) -> Result<(), End> {
        if !operations.is_live(&key) {
            return Ok(());
        }
        match answer {
            Some(answer) if answer.is_executed() => {
                self.say(ToClient::Next { id: &key.id, payload: answer.body() }).await
            }
            // Validation happens within the stream.
            Some(answer) => {
                operations.stop(&key.id);
                self.refuse(&key.id, answer).await
            }
            None => {
                operations.stop(&key.id);
                self.say(ToClient::Complete { id: &key.id }).await
            }
        }
    }

    async fn refuse(&mut self, id: &str, answer: Answer) -> Result<(), End> {
        self.say(ToClient::Error { id, payload: answer.errors() }).await
    }

    /// The next message; `None` for frames that have no meaning beyond that somebody is there.
    async fn hear(&mut self) -> Result<Option<FromClient>, End> {
        match self.socket.recv().await {
            Some(Ok(Message::Text(text))) => match serde_json::from_str(&text) {
                Ok(message) => Ok(Some(message)),
                Err(_) => Err(Close::Invalid("Invalid message received").into()),
            },
            Some(Ok(Message::Binary(_))) => Err(Close::Invalid("Invalid message: text is expected").into()),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(None),
            Some(Ok(Message::Close(_))) | None => Err(End::Gone),
            Some(Err(error)) if error.to_string().contains("too long") => Err(Close::TooBig.into()),
            Some(Err(_)) => Err(End::Gone),
        }
    }

    async fn say(&mut self, message: ToClient<'_>) -> Result<(), End> {
        self.send(message.to_message()).await
    }

    async fn send(&mut self, message: Message) -> Result<(), End> {
        match timeout(self.door.options.write_timeout, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(End::Gone),
        }
    }

    async fn close(mut self, end: End) {
        let End::Close(close) = end else { return };
        let goodbye = async {
            if self.socket.send(close.to_message()).await.is_ok() {
                // Dropped before the peer answers, the connection may be reset and the code be lost.
                while let Some(Ok(_)) = self.socket.recv().await {}
            }
        };
        // Who does not answer is dropped all the same.
        timeout(CLOSE_TIMEOUT, goodbye).await.ok();
    }
}

/// Names an operation: an id may be used again once it is free, and what the first one still had to say must
/// not be taken for the second's.
#[derive(Clone)]
struct Key {
    id: Arc<str>,
    serial: u64,
}

#[derive(Default)]
struct Operations {
    live: HashMap<Arc<str>, (u64, AbortHandle)>,
    /// The answers of all of them; `None` when one is over.
    streams: SelectAll<BoxStream<'static, (Key, Option<Answer>)>>,
    started: u64,
}

impl Operations {
    fn start(&mut self, id: String, answers: BoxStream<'static, Answer>) {
        self.started += 1;
        let key = Key { id: id.into(), serial: self.started };
        let (answers, handle) = stream::abortable(answers);
        self.live.insert(Arc::clone(&key.id), (key.serial, handle));
        let answers = answers.map(Some).chain(stream::once(async { None }));
        self.streams.push(answers.map(move |answer| (key.clone(), answer)).boxed());
    }

    fn stop(&mut self, id: &str) {
        if let Some((_, handle)) = self.live.remove(id) {
            handle.abort();
        }
    }

    fn is_live(&self, key: &Key) -> bool {
        self.live.get(&key.id).is_some_and(|(serial, _)| *serial == key.serial)
    }
}
