//! A stand-in for Botmaker: a real HTTP server that speaks its API v2.0 as documented, and strictly, so that
//! a request which Botmaker would refuse is refused here too.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Json;
use axum::extract::connect_info::{ConnectInfo, Connected};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::serve::{IncomingStream, Listener};
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

/// The access token that works until [`BotmakerServer::expire_token`].
pub const ACCESS_TOKEN: &str = "test-access-token";
/// What renews it, with [`CLIENT_ID`] and [`SECRET_ID`].
pub const REFRESH_TOKEN: &str = "test-refresh-token";
/// The project.
pub const CLIENT_ID: &str = "DemoClinic";
/// Its secret.
pub const SECRET_ID: &str = "test-secret-id";

/// How the next request is treated; without one, it is served as documented.
#[derive(Clone, Debug)]
pub enum Behaviour {
    /// Waits first, then serves: a client that gives up meanwhile was not heard.
    Slow(Duration),
    /// Answers this and takes nothing.
    Status(u16, String),
    /// 429 with `Retry-After: 2`; takes nothing.
    RateLimited,
    /// 403 with code 101; takes nothing.
    NoCredit,
    /// Takes the message and closes the connection without a reply.
    HangUpAfterAccepting,
    /// Takes the message and replies later.
    AcceptThenReplyAfter(Duration),
    /// Takes the message and answers 202 with something that is not JSON.
    AcceptUnreadably,
    /// Takes the message and answers with `requestId`, as some installations do.
    AcceptWithRequestId,
}

/// A message that was taken.
#[derive(Clone, Debug)]
pub struct TakenMessage {
    /// What was, or would have been, answered: the `intentTxId` of its status webhooks.
    pub notification_id: String,
    /// The line.
    pub channel_id: String,
    /// To whom, digits.
    pub contact_id: String,
    /// The template.
    pub intent: String,
    /// What fills it.
    pub variables: serde_json::Map<String, Value>,
    /// What webhooks bring back.
    pub webhook_payload: String,
}

#[derive(Default)]
struct Inner {
    token: String,
    behaviours: VecDeque<Behaviour>,
    taken: Vec<TakenMessage>,
    requests: usize,
    renewals: usize,
}

type Shared = Arc<Mutex<Inner>>;

/// The server; it ends with the value.
pub struct BotmakerServer {
    address: SocketAddr,
    inner: Shared,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for BotmakerServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl BotmakerServer {
    /// Starts on a free port of 127.0.0.1.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let inner = Shared::new(Mutex::new(Inner { token: ACCESS_TOKEN.into(), ..Inner::default() }));
        let router = axum::Router::new()
            .route("/v2.0/chats-actions/trigger-intent", post(trigger_intent))
            .route("/v2.0/auth/credentials", post(renew))
            .layer(DefaultBodyLimit::max(64 * 1024))
            .with_state(Shared::clone(&inner));
        let service = router.into_make_service_with_connect_info::<Cut>();
        let task = tokio::spawn(async move {
            axum::serve(CuttableListener(listener), service).await.expect("serving never ends");
        });
        Self { address, inner, task }
    }

    /// What goes into `ASISTENCIA_BOTMAKER_URL`.
    pub fn url(&self) -> String {
        format!("http://{}/v2.0", self.address)
    }

    /// Programs the next request; calls queue up.
    pub fn behave(&self, behaviour: Behaviour) {
        self.lock().behaviours.push_back(behaviour);
    }

    /// The messages that were taken, oldest first: what people received.
    pub fn taken(&self) -> Vec<TakenMessage> {
        self.lock().taken.clone()
    }

    /// How many messages were offered, refused ones included.
    pub fn requests(&self) -> usize {
        self.lock().requests
    }

    /// How often the token was renewed.
    pub fn renewals(&self) -> usize {
        self.lock().renewals
    }

    /// From now on only a renewed token works.
    pub fn expire_token(&self) {
        self.lock().token = "another-token".into();
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().expect("no panic under the lock")
    }
}

async fn trigger_intent(
    State(inner): State<Shared>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    headers: HeaderMap,
    body: String,
) -> Response {
    let behaviour = {
        let mut inner = inner.lock().expect("no panic under the lock");
        inner.requests += 1;
        if headers.get("access-token").is_none_or(|token| token != inner.token.as_str()) {
            return (StatusCode::UNAUTHORIZED, "Not authorized").into_response();
        }
        inner.behaviours.pop_front()
    };
    match &behaviour {
        Some(Behaviour::Slow(wait)) => tokio::time::sleep(*wait).await,
        Some(Behaviour::Status(status, body)) => {
            return (StatusCode::from_u16(*status).expect("a status"), body.clone()).into_response();
        }
        Some(Behaviour::RateLimited) => {
            return (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "2")], "Too many requests")
                .into_response();
        }
        Some(Behaviour::NoCredit) => {
            return (StatusCode::FORBIDDEN, Json(json!({ "code": 101, "message": "no credit" })))
                .into_response();
        }
        _ => {}
    }
    let message = match check(&headers, &body) {
        Ok(message) => message,
        Err((source, why)) => {
            let error = json!({ "type": "INVALID_FIELD", "source": source, "message": why });
            return (StatusCode::BAD_REQUEST, Json(json!({ "errors": [error] }))).into_response();
        }
    };
    let id = {
        let mut inner = inner.lock().expect("no panic under the lock");
        let id = format!("BM-{:04}", inner.taken.len() + 1);
        inner.taken.push(TakenMessage { notification_id: id.clone(), ..message });
        id
    };
    match behaviour {
        Some(Behaviour::HangUpAfterAccepting) => cut.0.store(true, Ordering::SeqCst),
        Some(Behaviour::AcceptThenReplyAfter(wait)) => tokio::time::sleep(wait).await,
        Some(Behaviour::AcceptUnreadably) => return (StatusCode::ACCEPTED, "<html>").into_response(),
        Some(Behaviour::AcceptWithRequestId) => {
            return (StatusCode::ACCEPTED, Json(json!({ "requestId": id }))).into_response();
        }
        _ => {}
    }
    (StatusCode::ACCEPTED, Json(json!({ "webhookNotificationId": id }))).into_response()
}

async fn renew(State(inner): State<Shared>, headers: HeaderMap, Json(body): Json<Value>) -> Response {
    let mut inner = inner.lock().expect("no panic under the lock");
    let expected = json!({ "clientId": CLIENT_ID, "secretId": SECRET_ID, "refreshToken": REFRESH_TOKEN });
    if body != expected || headers.get("access-token").is_none_or(|token| token != REFRESH_TOKEN) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    inner.renewals += 1;
    inner.token = format!("renewed-token-{}", inner.renewals);
    let reply = json!({
        "accessToken": inner.token, "refreshToken": REFRESH_TOKEN, "clientId": CLIENT_ID, "secretId": SECRET_ID,
    });
    Json(reply).into_response()
}

/// The source of the error, and why.
type Invalid = (String, &'static str);

fn check(headers: &HeaderMap, body: &str) -> Result<TakenMessage, Invalid> {
    let content_type = headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !content_type.starts_with("application/json") {
        return Err(("content-type".into(), "must be application/json"));
    }
    let body: Value = serde_json::from_str(body).map_err(|_| ("body".to_owned(), "not JSON"))?;
    only(&body, "body", &["chat", "intentIdOrName", "variables", "tags", "webhookPayload"])?;
    only(&body["chat"], "chat", &["channelId", "contactId"])?;
    let contact_id = text(&body["chat"], "contactId")?;
    if !contact_id.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(("chat.contactId".into(), "digits only"));
    }
    if !body["tags"].is_object() {
        return Err(("tags".into(), "must be an object"));
    }
    let variables = body["variables"].as_object().ok_or(("variables".to_owned(), "must be an object"))?;
    for (name, value) in variables {
        let value = value.as_str().ok_or((format!("variables.{name}"), "must be a string"))?;
        if value.contains(['\n', '\r', '\t']) || value.contains("     ") {
            let why = "Param text cannot have new-line/tab characters or more than 4 consecutive spaces";
            return Err((format!("variables.{name}"), why));
        }
    }
    Ok(TakenMessage {
        notification_id: String::new(),
        channel_id: text(&body["chat"], "channelId")?,
        contact_id,
        intent: text(&body, "intentIdOrName")?,
        variables: variables.clone(),
        webhook_payload: text(&body, "webhookPayload")?,
    })
}

fn only(value: &Value, source: &str, names: &[&str]) -> Result<(), Invalid> {
    let object = value.as_object().ok_or((source.to_owned(), "must be an object"))?;
    match object.keys().find(|key| !names.contains(&key.as_str())) {
        Some(unknown) => Err((format!("{source}.{unknown}"), "unknown field")),
        None => Ok(()),
    }
}

fn text(value: &Value, name: &str) -> Result<String, Invalid> {
    let text = value[name].as_str().filter(|text| !text.trim().is_empty());
    text.map(str::to_owned).ok_or((name.to_owned(), "required"))
}

/// Body of a status webhook: `sent`, `delivered`, `read`.
pub fn status_webhook(message: &TakenMessage, status: &str, at: DateTime<Utc>) -> Value {
    json!({
        "v": "1.1",
        "type": "status",
        "chatPlatform": "whatsapp",
        "chatChannelId": message.channel_id,
        "contactId": format!("+{}", message.contact_id),
        "intentTxId": message.notification_id,
        "webhookPayload": message.webhook_payload,
        "status": status,
        "date": iso(at),
    })
}

/// The same as some installations send it: without what we gave along, so that only the provider's own id tells.
pub fn bare(mut status: Value) -> Value {
    if let Some(body) = status.as_object_mut() {
        body.remove("webhookPayload");
    }
    status
}

/// Body of a session that a person began by answering our message.
pub fn session_webhook(message: &TakenMessage) -> Value {
    json!({
        "type": "session",
        "chatPlatform": "whatsapp",
        "contactId": format!("+{}", message.contact_id),
        "webhookPayload": message.webhook_payload,
    })
}

/// Body of a `failed` webhook with a WhatsApp code in its reason.
pub fn failed_webhook(message: &TakenMessage, code: u32, at: DateTime<Utc>) -> Value {
    let mut body = status_webhook(message, "failed", at);
    body["reason"] = json!(format!("Message to {} was not delivered ({code}.0)", message.contact_id));
    body
}

/// Body of a webhook with one message that a person wrote; `id` is the message's own.
pub fn reply_webhook(contact_id: &str, id: &str, text: &str, at: DateTime<Utc>) -> Value {
    json!({
        "v": "1.1",
        "type": "message",
        "chatPlatform": "whatsapp",
        "contactId": format!("+{contact_id}"),
        "messages": [{ "_id": id, "date": iso(at), "from": "user", "fromName": "-", "message": text }],
    })
}

/// The same for a tapped button.
pub fn button_webhook(contact_id: &str, id: &str, label: &str, payload: &str, at: DateTime<Utc>) -> Value {
    let mut body = reply_webhook(contact_id, id, label, at);
    body["messages"][0]["buttonPayload"] = json!(payload);
    body
}

/// Posts a webhook as Botmaker does, and returns the status of the answer. Without a token the header is
/// left out.
pub async fn post_webhook(url: &str, token: Option<&str>, body: &Value) -> u16 {
    let mut request = reqwest::Client::new().post(url).json(body);
    if let Some(token) = token {
        request = request.header("auth-bm-token", token);
    }
    request.send().await.expect("the webhook's receiver answers").status().as_u16()
}

fn iso(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// Cuts its connection once it is set.
#[derive(Clone, Default)]
struct Cut(Arc<AtomicBool>);

struct CuttableListener(TcpListener);

struct CuttableStream {
    stream: TcpStream,
    cut: Cut,
}

impl Listener for CuttableListener {
    type Io = CuttableStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        let (stream, address) = Listener::accept(&mut self.0).await;
        (CuttableStream { stream, cut: Cut::default() }, address)
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.0.local_addr()
    }
}

impl Connected<IncomingStream<'_, CuttableListener>> for Cut {
    fn connect_info(incoming: IncomingStream<'_, CuttableListener>) -> Self {
        incoming.io().cut.clone()
    }
}

impl CuttableStream {
    fn check(&self) -> io::Result<()> {
        if self.cut.0.load(Ordering::SeqCst) { Err(io::ErrorKind::ConnectionReset.into()) } else { Ok(()) }
    }
}

impl AsyncRead for CuttableStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for CuttableStream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
