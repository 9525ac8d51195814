//! GraphQL over server-sent events, in distinct connections mode: one operation a connection, a `next` event
//! for each result, then `complete`. What cannot be executed is a `next` with errors too, because a browser's
//! `EventSource` shows no body of a 400.
//!
//! The `id:` of an event is the position in the feed that its subscription wrote into [`StreamPosition`].
//! When a connection breaks, the browser sends the newest one as `Last-Event-ID`, to this node or another.
//! For the same reason nothing says `complete` when the server stops or the session ends: the client comes
//! back by itself, and is then told.

use std::convert::Infallible;
use std::sync::Arc;

use async_graphql::{Executor, ServerError};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt, stream};
use http::{HeaderMap, HeaderName, HeaderValue, header};

use super::answer::Answer;
use super::prepare::Prepared;
use super::{Authenticator, Door};
use crate::platform::stream_position::{ResumeAfter, StreamPosition};

/// A stream of one refusal.
pub(super) fn refuse(errors: Vec<ServerError>) -> Response {
    let events = stream::iter([next(&Answer::refused(errors), None), complete()]);
    write(Sse::new(events.map(Ok::<_, Infallible>)))
}

/// Executes an operation as a stream of events.
pub(super) fn respond<E: Executor, A: Authenticator>(
    door: Arc<Door<E, A>>,
    prepared: Prepared,
    context: A::Context,
    headers: &HeaderMap,
) -> Response {
    let position = StreamPosition::default();
    let mut request = prepared.request.data(position.clone());
    if let Some(cursor) = last_event_id(headers) {
        request = request.data(ResumeAfter(cursor));
    }
    let keep_alive = KeepAlive::new().interval(door.options.keep_alive_every);
    let answers = door.stream(request);
    let events = answers.map(move |answer| next(&answer, position.get().as_deref()));
    let events = events.chain(stream::once(async { complete() }));
    let revoked = async move { door.revoked(&context).await };
    write(Sse::new(events.take_until(Box::pin(revoked)).map(Ok::<_, Infallible>)).keep_alive(keep_alive))
}

fn next(answer: &Answer, position: Option<&str>) -> Event {
    let event = Event::default().event("next").data(answer.to_json());
    match position {
        // Anything else would break the framing.
        Some(id) if !id.contains(char::is_control) => event.id(id),
        _ => event,
    }
}

fn complete() -> Event {
    Event::default().event("complete").data("")
}

fn last_event_id(headers: &HeaderMap) -> Option<String> {
    let id = headers.get("last-event-id")?.to_str().ok()?.trim();
    (!id.is_empty()).then(|| id.to_owned())
}

fn write(events: impl IntoResponse) -> Response {
    let headers = [
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        // nginx would otherwise hold events back until its buffer is full.
        (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no")),
    ];
    (headers, events).into_response()
}
