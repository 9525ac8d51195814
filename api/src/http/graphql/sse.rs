//! GraphQL over server-sent events, in distinct connections mode: one operation a connection, a `next` event
//! for each result, then `complete`. What cannot be executed is a `next` with errors too, because a browser's
//! `EventSource` shows no body of a 400.
//!
//! The `id:` of an event is the position in the feed that its subscription wrote into [`StreamPosition`].
//! When a connection breaks, the browser sends the newest one as `Last-Event-ID`, to this node or another.
//! For the same reason nothing says `complete` when the server stops or the session ends: the client comes
//! back by itself, and is then told.

use std::sync::Arc;
use std::time::Duration;

use async_graphql::{Executor, ServerError};
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use futures_util::{FutureExt, Stream, StreamExt, stream};
use http::{HeaderMap, HeaderName, HeaderValue, header};

use super::answer::Answer;
use super::prepare::Prepared;
use super::{Authenticator, Door};
use crate::platform::stream_position::{ResumeAfter, StreamPosition};

/// Its data is empty but there: browsers pass over events without any.
const COMPLETE: &str = "event: complete\ndata: \n\n";

/// A comment.
const ALIVE: &str = ":\n\n";

/// A stream of one refusal.
pub(super) fn refuse(errors: Vec<ServerError>) -> Response {
    write(stream::iter([next(&Answer::refused(errors), None), COMPLETE.to_owned()]))
}

/// Executes an operation as a stream of events.
pub(super) fn respond<E: Executor, A: Authenticator>(
    door: Arc<Door<E, A>>,
    mut prepared: Prepared,
    context: A::Context,
    headers: &HeaderMap,
    place: super::shares::Share,
) -> Response {
    let language = door.authenticator.language(&context);
    let position = StreamPosition::default();
    prepared.request = prepared.request.data(position.clone());
    if let Some(cursor) = last_event_id(headers) {
        prepared.request = prepared.request.data(ResumeAfter(cursor));
    }
    let every = door.options.keep_alive_every;
    let answers = door.stream(prepared).boxed();
    let events = answers.map(move |answer| {
        // Counted for as long as there is somebody to write to.
        let _counted = &place;
        next(&answer.told_in(language), position.get().as_deref())
    });
    let events = keep_alive(events.chain(stream::once(async { COMPLETE.to_owned() }).boxed()), every);
    let revoked = async move { door.revoked(&context).await };
    write(events.take_until(revoked.boxed()))
}

fn next(answer: &Answer, position: Option<&str>) -> String {
    let id = match position {
        // Anything else would break the framing.
        Some(id) if !id.contains(char::is_control) => format!("id: {id}\n"),
        _ => String::new(),
    };
    // JSON escapes line breaks, so one line of data holds it.
    format!("event: next\n{id}data: {}\n\n", answer.to_json())
}

/// Says that the stream is alive where there has been nothing else to say for a while.
fn keep_alive(
    events: impl Stream<Item = String> + Unpin + Send,
    every: Duration,
) -> impl Stream<Item = String> + Send {
    stream::unfold(events, move |mut events| async move {
        match tokio::time::timeout(every, events.next()).await {
            Ok(Some(event)) => Some((event, events)),
            Ok(None) => None,
            Err(_) => Some((ALIVE.to_owned(), events)),
        }
    })
}

fn last_event_id(headers: &HeaderMap) -> Option<String> {
    let id = headers.get("last-event-id")?.to_str().ok()?.trim();
    (!id.is_empty()).then(|| id.to_owned())
}

fn write(events: impl Stream<Item = String> + Send + 'static) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        // nginx would otherwise hold events back until its buffer is full.
        (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no")),
    ];
    (headers, Body::from_stream(events.map(Ok::<_, std::convert::Infallible>))).into_response()
}
