//! The body of an upload as it comes in: counted, and read to its end where it was refused.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::BoxError;
use axum::body::{Body, BodyDataStream};
use bytes::Bytes;
use futures_util::Stream;

/// What the form's parser may hold before it gets more: it takes whatever is there, and a form whose first
/// boundary never comes would be gathered in memory, beyond what is counted.
const HELD_MAX: u64 = 1024 * 1024;

/// How often the parser may ask for more without having passed anything on. It does for the form's headers.
const PAUSES_MAX: u64 = 8;

/// How much of a refused body is thrown away, and for how long.
const DRAIN_BYTES: u64 = 64 * 1024 * 1024;
const DRAIN_TIME: Duration = Duration::from_secs(10);

/// The body, shared between the form's parser and the one who drains it.
#[derive(Clone)]
pub(in crate::http) struct Tap(Arc<Shared>);

struct Shared {
    body: Mutex<BodyDataStream>,
    limit: u64,
    arrived: AtomicU64,
    passed_on: AtomicU64,
    pauses: AtomicU64,
}

impl Tap {
    /// A body of at most `limit` bytes.
    pub(in crate::http) fn new(body: Body, limit: u64) -> Self {
        Self(Arc::new(Shared {
            body: Mutex::new(body.into_data_stream()),
            limit,
            arrived: AtomicU64::new(0),
            passed_on: AtomicU64::new(0),
            pauses: AtomicU64::new(0),
        }))
    }

    /// The parser gave these many bytes of the file away: it holds them no longer.
    pub(in crate::http) fn passed_on(&self, bytes: usize) {
        self.0.passed_on.fetch_add(bytes as u64, Ordering::Relaxed);
        self.0.pauses.store(0, Ordering::Relaxed);
    }

    /// The limit, where more came than that.
    pub(in crate::http) fn over_limit(&self) -> Option<u64> {
        (self.0.arrived.load(Ordering::Relaxed) > self.0.limit).then_some(self.0.limit)
    }

    /// Whether nothing came at all.
    pub(in crate::http) fn is_empty(&self) -> bool {
        self.0.arrived.load(Ordering::Relaxed) == 0
    }

    /// Throws the rest away, so that a client that is still sending comes to read the answer.
    pub(in crate::http) fn drain(self) {
        let drain = async move {
            let mut left = DRAIN_BYTES;
            while let Some(Ok(chunk)) = poll_fn(|cx| self.poll(cx)).await {
                left = left.saturating_sub(chunk.len() as u64);
                if left == 0 {
                    return;
                }
            }
        };
        tokio::spawn(tokio::time::timeout(DRAIN_TIME, drain));
    }

    fn poll(&self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, axum::Error>>> {
        let mut body = self.0.body.lock().unwrap_or_else(PoisonError::into_inner);
        Pin::new(&mut *body).poll_next(cx)
    }
}

impl Stream for Tap {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let shared = &self.0;
        let arrived = shared.arrived.load(Ordering::Relaxed);
        if arrived - shared.passed_on.load(Ordering::Relaxed) > HELD_MAX {
            if shared.pauses.fetch_add(1, Ordering::Relaxed) >= PAUSES_MAX {
                return Poll::Ready(Some(Err("this is no form".into())));
            }
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let polled = self.poll(cx);
        if let Poll::Ready(Some(Ok(chunk))) = &polled {
            let size = chunk.len() as u64;
            if shared.arrived.fetch_add(size, Ordering::Relaxed) + size > shared.limit {
                return Poll::Ready(Some(Err("more came than a form with one file has".into())));
            }
        }
        polled.map(|item| item.map(|item| item.map_err(BoxError::from)))
    }
}
