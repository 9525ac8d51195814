//! The door in front of a tiny schema, on a real socket.

mod by_http;
mod by_scripts;
mod by_sse;
mod by_ws;
mod weighing;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_graphql::{Context, Enum, InputObject, Object, Schema, SimpleObject, Subscription};
use async_trait::async_trait;
use futures_util::{Stream, StreamExt, stream};
use http::{header, request::Parts};
use tokio::sync::{Notify, watch};

use super::*;
use crate::platform::error::Language;
use crate::platform::stream_position::{ResumeAfter, StreamPosition};

/// Who is asking, in these tests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller(pub Option<String>);

/// Told when somebody waits.
struct Waiting(Arc<Notify>);

/// Lets what is held go, and is told that it went.
struct Holding {
    let_go: Arc<Notify>,
    went: Arc<Notify>,
}

#[derive(SimpleObject)]
struct Node {
    name: String,
}

#[derive(Clone, Copy, Enum, PartialEq, Eq)]
enum Colour {
    Red,
    Green,
}

#[derive(InputObject)]
struct NoteInput {
    text: String,
    colour: Option<Colour>,
}

pub struct Query;

#[Object]
impl Query {
    async fn caller(&self, ctx: &Context<'_>) -> Option<String> {
        ctx.data_unchecked::<Caller>().0.clone()
    }

    async fn nodes(&self, #[graphql(default = 2)] first: usize) -> Vec<Node> {
        (0..first).map(|each| Node { name: each.to_string() }).collect()
    }

    async fn echo(&self, input: NoteInput) -> String {
        let colour = if input.colour == Some(Colour::Red) { "red " } else { "" };
        format!("{colour}{}", input.text)
    }

    async fn leak(&self) -> async_graphql::Result<Option<i32>> {
        Err(std::io::Error::other("SELECT secret FROM patient").into())
    }

    async fn refuse(&self) -> async_graphql::Result<Option<i32>> {
        Err(crate::platform::error::Error::Forbidden.into())
    }

    async fn panic(&self, #[graphql(default)] unless: bool) -> i32 {
        assert!(unless, "a resolver panics");
        1
    }

    /// Never answers.
    async fn wait(&self, ctx: &Context<'_>) -> i32 {
        ctx.data_unchecked::<Waiting>().0.notify_one();
        std::future::pending().await
    }

    async fn slow(&self) -> i32 {
        tokio::time::sleep(Duration::from_secs(60)).await;
        1
    }
}

pub struct Mutation;

#[Object]
impl Mutation {
    async fn sign_in(&self, ctx: &Context<'_>) -> bool {
        ctx.append_http_header(header::SET_COOKIE, "session=1; HttpOnly");
        ctx.append_http_header(header::SET_COOKIE, "other=2");
        true
    }

    /// Holds something until it is told to let it go.
    async fn hold(&self, ctx: &Context<'_>) -> bool {
        let Holding { let_go, went } = ctx.data_unchecked();
        ctx.data_unchecked::<Waiting>().0.notify_one();
        let_go.notified().await;
        went.notify_one();
        true
    }
}

pub struct Subscriptions;

#[Subscription]
impl Subscriptions {
    /// Counts from `after` up to `to`, and says where it stands.
    async fn counter(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 1_000_000)] to: u64,
        #[graphql(default = 5)] every_ms: u64,
    ) -> impl Stream<Item = u64> + use<> {
        let position = ctx.data_opt::<StreamPosition>().cloned();
        let after = ctx.data_opt::<ResumeAfter>().and_then(|after| after.0.parse().ok()).unwrap_or(0);
        stream::iter(after + 1..=to).then(move |n| {
            let position = position.clone();
            async move {
                tokio::time::sleep(Duration::from_millis(every_ms)).await;
                position.inspect(|position| position.set(n.to_string()));
                n
            }
        })
    }

    /// Frames of half a megabyte, as fast as they are read.
    async fn flood(&self) -> impl Stream<Item = String> {
        stream::repeat_with(|| "x".repeat(500_000))
    }

    /// One frame that fills any buffer on its way.
    async fn deluge(&self, ctx: &Context<'_>) -> impl Stream<Item = String> + use<> {
        let waiting = ctx.data_unchecked::<Waiting>().0.clone();
        stream::once(async move {
            waiting.notify_one();
            "x".repeat(50_000_000)
        })
    }

    async fn forbidden(&self) -> async_graphql::Result<stream::Empty<u64>> {
        Err(crate::platform::error::Error::Forbidden.into())
    }

    async fn panics(&self) -> impl Stream<Item = u64> {
        stream::once(async { panic!("a stream panics") })
    }
}

/// Knows the token `good` until told otherwise.
#[derive(Default)]
pub struct Gate {
    pub revoked: AtomicBool,
    /// Changes when sessions end.
    pub endings: watch::Sender<()>,
    /// Told when somebody waits.
    pub waiting: Arc<Notify>,
    /// Lets what is held go.
    pub let_go: Arc<Notify>,
    /// Told when it went.
    pub went: Arc<Notify>,
}

impl Gate {
    fn judge(&self, authorization: Option<&str>) -> Result<Caller, AuthenticationError> {
        match authorization {
            None => Ok(Caller(None)),
            Some("Bearer good") => Ok(Caller(Some("good".into()))),
            Some("Bearer foreign") => Err(AuthenticationError::Forbidden),
            Some("Bearer later") => Err(AuthenticationError::Unavailable),
            Some(_) => Err(AuthenticationError::Rejected),
        }
    }
}

#[async_trait]
impl Authenticator for Gate {
    type Context = Caller;

    async fn from_request(&self, parts: &Parts) -> Result<Caller, AuthenticationError> {
        assert!(parts.extensions.get::<axum::extract::ConnectInfo<SocketAddr>>().is_some());
        self.judge(parts.headers.get(header::AUTHORIZATION).map(|value| value.to_str().unwrap()))
    }

    async fn from_connection_init(
        &self,
        parts: &Parts,
        payload: &serde_json::Value,
    ) -> Result<Caller, AuthenticationError> {
        assert!(parts.extensions.get::<axum::extract::ConnectInfo<SocketAddr>>().is_some());
        self.judge(payload.get("authorization").and_then(|value| value.as_str()))
    }

    fn furnish(&self, request: Request) -> Request {
        let holding = Holding { let_go: self.let_go.clone(), went: self.went.clone() };
        request.data(Waiting(self.waiting.clone())).data(holding)
    }

    fn address(&self, parts: &Parts) -> String {
        let peer = parts.extensions.get::<axum::extract::ConnectInfo<SocketAddr>>().unwrap();
        peer.0.ip().to_string()
    }

    fn principal(&self, context: &Caller) -> String {
        context.0.clone().unwrap_or_default()
    }

    fn language(&self, _: &Caller) -> Language {
        Language::En
    }

    async fn is_still_valid(&self, _: &Caller) -> bool {
        !self.revoked.load(Ordering::Relaxed)
    }

    fn endings(&self) -> watch::Receiver<()> {
        self.endings.subscribe()
    }
}

pub struct Server {
    pub address: SocketAddr,
    pub gate: Arc<Gate>,
    pub shutdown: CancellationToken,
    pub sockets: TaskTracker,
}

impl Server {
    pub async fn start() -> Self {
        Self::with(DoorOptions::default()).await
    }

    pub async fn with(options: DoorOptions) -> Self {
        let (shutdown, sockets) = (options.shutdown.clone(), options.sockets.clone());
        let gate = Arc::new(Gate::default());
        let router = router(Schema::new(Query, Mutation, Subscriptions), Arc::clone(&gate), options);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await.unwrap() });
        Self { address, gate, shutdown, sockets }
    }

    pub fn url(&self) -> String {
        format!("http://{}/graphql", self.address)
    }

    pub fn post(&self, body: serde_json::Value) -> reqwest::RequestBuilder {
        reqwest::Client::new()
            .post(self.url())
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, "application/graphql-response+json")
            .body(body.to_string())
    }

    /// A query's status and body.
    pub async fn query(&self, query: &str) -> (u16, serde_json::Value) {
        read(self.post(serde_json::json!({ "query": query }))).await
    }
}

pub async fn read(request: reqwest::RequestBuilder) -> (u16, serde_json::Value) {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    (status, serde_json::from_str(&response.text().await.unwrap()).unwrap())
}

pub fn code(body: &serde_json::Value) -> &str {
    body["errors"][0]["extensions"]["code"].as_str().unwrap_or_else(|| panic!("no code in {body}"))
}
