//! The door: how GraphQL comes in and goes out. It knows the schema by its SDL and nothing of the features.
//!
//! There are three ways in, all at `/graphql`, and all of them take the same steps:
//!
//! 1. **Who.** The [`Authenticator`] turns the request's head (or the `connection_init` payload) into a
//!    context that resolvers find in the request's data. Nobody is a valid answer; a wrong token is not.
//! 2. **Scan** (`scan.rs`). Length, tokens and nesting of the raw text, before the parser recurses on it.
//! 3. **Coerce** (`coerce.rs`). The variables, all of them, against the schema's types.
//! 4. **Weigh** (`weigh.rs`). Depth, fields, aliases, lists, with each fragment weighed once. Resolvers find
//!    the [`Weight`] in the request's data.
//! 5. **Check what validation does not** (`literals.rs`): texts where enums belong, and whatever hangs on a `__typename`.
//! 6. **Take a share** (`shares.rs`): what one principal has executed at the same time is bounded by its weight.
//! 7. **Execute**, which validates first. What comes out is given codes (`answer.rs`).
//!
//! The ways in differ only in how they answer:
//!
//! * `over_http.rs`: GraphQL over HTTP, as its specification says, for queries and mutations.
//! * `sse.rs`: `text/event-stream`, one operation a connection, resumable by `Last-Event-ID`.
//! * `ws.rs`: `graphql-transport-ws`, many operations a connection.
//!
//! async-graphql's own transports are not used: they accept mutations by GET and by `text/plain` (which any
//! page can send with the browser's cookies), know no init timeout, notice no dead peer, and answer with
//! codes of their own. What differs between async-graphql 7 and 8 is inside this folder.
//!
//! **Long connections end well.** Each watches the shutdown token, asks every few seconds, and whenever a
//! session ends on this node, whether its context is still valid, and gives up on a peer that stops reading. A
//! stream is pulled only when the previous frame is written, so a slow reader costs a cursor and not a queue.

mod accept;
mod answer;
mod coerce;
mod explorer;
mod figures;
mod literals;
mod multiply;
mod over_http;
mod prepare;
mod scan;
mod shares;
mod sse;
#[cfg(test)]
mod tests;
mod types;
mod weigh;
mod ws;
mod ws_messages;

use std::sync::Arc;
use std::time::Duration;

use async_graphql::{Executor, ObjectType, Request, Schema, SubscriptionType};
use async_trait::async_trait;
use axum::Router;
use axum::routing::any;
use http::request::Parts;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use shares::Shares;
use types::Types;

use crate::platform::error::Language;

pub use answer::coded;
pub use weigh::{Limits, Weight};

/// Who is asking, resolved per request by the transport.
///
/// The parts carry `axum::extract::ConnectInfo<SocketAddr>` in their extensions where the server was started
/// with it.
#[async_trait]
#[expect(clippy::wrong_self_convention, reason = "the methods say where the context comes from")]
pub trait Authenticator: Send + Sync + 'static {
    /// What resolvers find in the request's data.
    type Context: Clone + Send + Sync + 'static;

    /// From a bearer token or a cookie; neither is anonymous, and valid. A cookie counts only with a matching
    /// `Origin`, and an expired one is better taken for none: the browser keeps sending it, to sign in too.
    async fn from_request(&self, parts: &Parts) -> Result<Self::Context, AuthenticationError>;

    /// From the payload of `connection_init` (`null` where there was none), else from the upgrade request,
    /// whose cookie counts only with a matching `Origin`: browsers let any page open a WebSocket.
    async fn from_connection_init(
        &self,
        parts: &Parts,
        payload: &serde_json::Value,
    ) -> Result<Self::Context, AuthenticationError>;

    /// Gives a request what its resolvers share with each other and with no other request.
    fn furnish(&self, request: Request) -> Request {
        request
    }

    /// Whose connections are counted together: the caller's network address.
    fn address(&self, parts: &Parts) -> String;

    /// Whose operations are counted together: the caller, whatever the connection, else their network address.
    fn principal(&self, context: &Self::Context) -> String;

    /// In which language errors are told.
    fn language(&self, context: &Self::Context) -> Language;

    /// Asked now and then while a connection stays open: a session may end before its socket.
    async fn is_still_valid(&self, context: &Self::Context) -> bool;

    /// Changes when sessions may have ended on this node, so that open connections need not wait to ask.
    fn endings(&self) -> watch::Receiver<()>;
}

/// Why somebody is not let in. To be nobody is no error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthenticationError {
    /// The token is unknown, expired or revoked: 401, or 4403 on a WebSocket.
    #[error("The credentials are invalid or have expired: sign in again.")]
    Rejected,
    /// The credentials are right and may not be used like this, for instance from a foreign origin: 403.
    #[error("These credentials may not be used here.")]
    Forbidden,
    /// It cannot be told just now: 503, or 1013 on a WebSocket.
    #[error("Temporarily unavailable: try again.")]
    Unavailable,
}

/// How the door behaves. The defaults are meant for production.
#[derive(Clone, Debug)]
pub struct DoorOptions {
    /// What a document may weigh.
    pub limits: Limits,
    /// Longest body of a POST and longest message on a WebSocket, in bytes.
    pub body_bytes: usize,
    /// How long a body may take to arrive.
    pub body_timeout: Duration,
    /// How long a WebSocket may stay without `connection_init`: 4408.
    pub init_timeout: Duration,
    /// Operations at once on a WebSocket. One more is answered with an `error`, and the others go on.
    pub operations_per_socket: usize,
    /// WebSockets and event streams at once from one address; 0 for any number. One more is answered with 429.
    pub streams_per_address: u64,
    /// What the queries and mutations of one principal may weigh that are executed at the same time, in points; 0 for
    /// any weight. One more is answered with 429. It is at least what one document may weigh.
    pub points_at_once: u64,
    /// How long a WebSocket may be silent before it is pinged.
    pub ping_after: Duration,
    /// How long the answer to a ping may take.
    pub pong_timeout: Duration,
    /// How long a peer may not read before it is given up.
    pub write_timeout: Duration,
    /// How often an open connection asks whether its context is still valid.
    pub recheck_every: Duration,
    /// How often an idle event stream says that it is alive.
    pub keep_alive_every: Duration,
    /// Whether the explorer is served.
    pub explorer: bool,
    /// Cancelled when the server stops: it ends what would otherwise stay open.
    pub shutdown: CancellationToken,
    /// The WebSockets. An HTTP server forgets a connection once it is upgraded, so who stops the server closes
    /// this and waits for it, for [`Self::write_timeout`] at most, or clients are not told that it stops.
    pub sockets: TaskTracker,
}

impl Default for DoorOptions {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            body_bytes: 1 << 20,
            body_timeout: Duration::from_secs(30),
            init_timeout: Duration::from_secs(3),
            operations_per_socket: 100,
            streams_per_address: 1_000,
            points_at_once: 300_000,
            ping_after: Duration::from_secs(20),
            pong_timeout: Duration::from_secs(10),
            write_timeout: Duration::from_secs(10),
            recheck_every: Duration::from_secs(5),
            keep_alive_every: Duration::from_secs(15),
            explorer: true,
            shutdown: CancellationToken::new(),
            sockets: TaskTracker::new(),
        }
    }
}

/// What every request of the door shares.
struct Door<E, A> {
    schema: E,
    types: Types,
    authenticator: Arc<A>,
    streams: Shares,
    work: Shares,
    options: DoorOptions,
}

/// Serves a schema at `/graphql`, and the explorer at `/explorer`.
///
/// # Panics
///
/// When the schema's SDL cannot be read back, which is a fault of the schema and shows at start.
pub fn router<Q, M, S, A>(schema: Schema<Q, M, S>, authenticator: Arc<A>, options: DoorOptions) -> Router
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
    A: Authenticator,
{
    let types = Types::from_sdl(&schema.sdl()).expect("the schema's SDL is readable");
    let explorer = options.explorer;
    let door = Arc::new(Door {
        schema,
        types,
        authenticator,
        streams: Shares::new(options.streams_per_address),
        work: Shares::new(options.points_at_once),
        options,
    });
    let router = Router::new().route("/graphql", any(over_http::handle)).with_state(door);
    if explorer { router.merge(explorer::router()) } else { router }
}

impl<E: Executor, A: Authenticator> Door<E, A> {
    /// Resolves when a connection must end whatever it is doing: the server stops, or the session is over.
    async fn revoked(&self, context: &A::Context) -> Revoked {
        let session_over = async {
            let mut endings = self.authenticator.endings();
            let mut interval = tokio::time::interval(self.options.recheck_every);
            interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
            interval.tick().await;
            loop {
                tokio::select! {
                    _ = interval.tick() => {}
                    Ok(()) = endings.changed() => {}
                }
                if !self.authenticator.is_still_valid(context).await {
                    return;
                }
            }
        };
        tokio::select! {
            () = self.options.shutdown.cancelled() => Revoked::Shutdown,
            () = session_over => Revoked::Session,
        }
    }
}

/// Why a connection must end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Revoked {
    Shutdown,
    Session,
}
