//! GraphQL over HTTP, for queries and mutations; event streams and WebSockets are recognised here and handed
//! on.
//!
//! With `application/graphql-response+json` the status says whether anything was executed. With
//! `application/json` every well-formed request is 200, because proxies answer in that type too.
//!
//! A POST must be `application/json`: any page can send the others with the browser's cookies, without
//! asking first. For the same reason mutations by GET are refused.

use std::sync::Arc;

use async_graphql::Executor;
use async_graphql::parser::types::OperationType;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use futures_util::TryStreamExt;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use serde_json::{Map, Value};

use super::accept::{Accept, MediaType};
use super::answer::{Answer, RATE_LIMITED, coded};
use super::prepare::Parameters;
use super::{AuthenticationError, Authenticator, Door, sse, ws};
use crate::platform::error::Language;

/// What a request that cannot be executed earns with `application/graphql-response+json`. Drafts of the
/// specification after August 2026 say 422, the audit suite and most clients 400.
const REQUEST_ERROR: StatusCode = StatusCode::BAD_REQUEST;

/// A refusal by the transport, before GraphQL has a say.
pub(super) struct Refusal {
    status: StatusCode,
    code: &'static str,
    message: String,
    header: Option<(header::HeaderName, HeaderValue)>,
}

impl Refusal {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), header: None }
    }

    fn with(mut self, name: header::HeaderName, value: &'static str) -> Self {
        self.header = Some((name, HeaderValue::from_static(value)));
        self
    }

    fn into_response(self, media_type: MediaType, language: Language) -> Response {
        let answer = Answer::refused(vec![coded(self.code, self.message, None)]).told_in(language);
        let mut response = write(answer, media_type, self.status);
        response.headers_mut().extend(self.header);
        response
    }
}

impl From<AuthenticationError> for Refusal {
    fn from(error: AuthenticationError) -> Self {
        let message = error.to_string();
        match error {
            AuthenticationError::Rejected => Self::new(StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", message)
                .with(header::WWW_AUTHENTICATE, "Bearer"),
            AuthenticationError::Forbidden => Self::new(StatusCode::FORBIDDEN, "FORBIDDEN", message),
            AuthenticationError::Unavailable => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", message)
            }
        }
    }
}

/// The language that is asked for, before it is known who asks.
fn spoken(headers: &HeaderMap) -> Language {
    let header = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    header.and_then(Language::of_accept_language).unwrap_or_default()
}

fn too_many_streams() -> Refusal {
    let message = "There are too many open connections from this address: close one, or wait.";
    Refusal::new(StatusCode::TOO_MANY_REQUESTS, RATE_LIMITED, message).with(header::RETRY_AFTER, "60")
}

/// Whatever comes to `/graphql`.
pub(super) async fn handle<E: Executor, A: Authenticator>(
    State(door): State<Arc<Door<E, A>>>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let language = spoken(&parts.headers);
    if ws::is_upgrade(&parts) {
        let Some(stream) = door.streams.take(door.authenticator.address(&parts), 1) else {
            return too_many_streams().into_response(MediaType::Json, language);
        };
        return ws::upgrade(door, parts, stream).await;
    }
    let Some(accept) = Accept::from_headers(&parts.headers) else {
        let message =
            "What this answers is application/graphql-response+json, application/json or text/event-stream.";
        return Refusal::new(StatusCode::NOT_ACCEPTABLE, "NOT_ACCEPTABLE", message)
            .into_response(MediaType::Json, language);
    };
    match answer(&door, parts, body, accept).await {
        Ok(response) => response,
        Err(refusal) => refusal.into_response(accept.single(), language),
    }
}

async fn answer<E: Executor, A: Authenticator>(
    door: &Arc<Door<E, A>>,
    parts: Parts,
    body: Body,
    accept: Accept,
) -> Result<Response, Refusal> {
    if parts.method == Method::POST {
        check_content_type(&parts.headers)?;
    } else if parts.method != Method::GET {
        let message = "GraphQL is asked by GET or POST.";
        let refusal = Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", message);
        return Err(refusal.with(header::ALLOW, "GET, POST"));
    }
    let context = door.authenticator.from_request(&parts).await?;
    let malformed = |message: String| Refusal::new(StatusCode::BAD_REQUEST, "BAD_REQUEST", message);
    let parameters = if parts.method == Method::GET {
        from_query_string(parts.uri.query().unwrap_or_default()).map_err(malformed)?
    } else {
        let bytes = read(body, &parts.headers, door).await?;
        let json = serde_json::from_slice(&bytes)
            .map_err(|error| malformed(format!("The body is not JSON in UTF-8: {error}.")))?;
        Parameters::from_json(json).map_err(malformed)?
    };
    let prepared = match door.prepare(parameters, &context) {
        Ok(prepared) => prepared,
        Err(errors) if accept.prefers_stream() => return Ok(sse::refuse(errors)),
        Err(errors) => return Ok(respond(Answer::refused(errors), accept.single())),
    };
    if parts.method == Method::GET && prepared.operation == OperationType::Mutation {
        let message = "Mutations are sent by POST.";
        let refusal = Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", message);
        return Err(refusal.with(header::ALLOW, "POST"));
    }
    if prepared.operation == OperationType::Subscription && !accept.accepts_stream() {
        let message = "Subscriptions need Accept: text/event-stream, or a graphql-transport-ws WebSocket.";
        let error = coded("SUBSCRIPTION_NEEDS_STREAM", message, None);
        return Ok(respond(Answer::refused(vec![error]), accept.single()));
    }
    if accept.prefers_stream() || prepared.operation == OperationType::Subscription {
        let stream = door.streams.take(door.authenticator.address(&parts), 1).ok_or_else(too_many_streams)?;
        return Ok(sse::respond(Arc::clone(door), prepared, context, &parts.headers, stream));
    }
    let language = door.authenticator.language(&context);
    Ok(respond(door.execute(prepared).await.told_in(language), accept.single()))
}

fn respond(mut answer: Answer, media_type: MediaType) -> Response {
    let status = match media_type {
        _ if answer.is_for_later() => StatusCode::TOO_MANY_REQUESTS,
        MediaType::GraphqlResponse if !answer.is_executed() => REQUEST_ERROR,
        _ => StatusCode::OK,
    };
    let headers = answer.take_headers();
    let mut response = write(answer, media_type, status);
    if status == StatusCode::TOO_MANY_REQUESTS {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    }
    for (name, value) in &headers {
        // Several cookies are several headers.
        response.headers_mut().append(name, value.clone());
    }
    response
}

fn write(answer: Answer, media_type: MediaType, status: StatusCode) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type.as_str())),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::VARY, HeaderValue::from_static("accept, authorization, cookie, origin")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    (status, headers, answer.to_json()).into_response()
}

fn check_content_type(headers: &HeaderMap) -> Result<(), Refusal> {
    let unsupported =
        |message: &str| Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA_TYPE", message);
    let content_type =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut parts = content_type.split(';').map(str::trim);
    if !parts.next().is_some_and(|essence| essence.eq_ignore_ascii_case("application/json")) {
        return Err(unsupported("The body of a POST must be application/json."));
    }
    let mut charsets = parts.filter_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"'))
    });
    if charsets.any(|charset| !charset.eq_ignore_ascii_case("utf-8") && !charset.eq_ignore_ascii_case("utf8"))
    {
        return Err(unsupported("The body must be encoded in UTF-8."));
    }
    if headers.get(header::CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
        return Err(unsupported("The body must not be compressed."));
    }
    Ok(())
}

async fn read<E, A>(body: Body, headers: &HeaderMap, door: &Door<E, A>) -> Result<Bytes, Refusal> {
    let limit = door.options.body_bytes;
    let too_large = || {
        let message = format!("The body is longer than {limit} bytes.");
        Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "PAYLOAD_TOO_LARGE", message)
    };
    let announced =
        headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > limit as u64) {
        return Err(too_large());
    }
    let mut stream = body.into_data_stream();
    let gather = async {
        let mut gathered = Vec::new();
        while let Some(chunk) = stream
            .try_next()
            .await
            .map_err(|_| Refusal::new(StatusCode::BAD_REQUEST, "BAD_REQUEST", "The body ended early."))?
        {
            if gathered.len() + chunk.len() > limit {
                return Err(too_large());
            }
            gathered.extend_from_slice(&chunk);
        }
        Ok(Bytes::from(gathered))
    };
    tokio::time::timeout(door.options.body_timeout, gather).await.unwrap_or_else(|_| {
        Err(Refusal::new(StatusCode::REQUEST_TIMEOUT, "REQUEST_TIMEOUT", "The body took too long to arrive."))
    })
}

fn from_query_string(query: &str) -> Result<Parameters, String> {
    let mut json = Map::new();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        let value = match &*name {
            "query" | "operationName" => Value::String(value.into_owned()),
            "variables" | "extensions" if value.is_empty() => Value::Null,
            "variables" | "extensions" => {
                serde_json::from_str(&value).map_err(|error| format!("\"{name}\" is not JSON: {error}."))?
            }
            _ => continue,
        };
        if json.insert(name.into_owned(), value).is_some() {
            return Err("A parameter is given twice.".into());
        }
    }
    Parameters::from_json(Value::Object(json))
}
