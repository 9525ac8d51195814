//! Takes connections in and serves each, for as long as its peer asks and reads.

use std::pin::pin;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::serve::Listener;
use http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

use super::patience::Bounded;

/// How long a peer may keep a connection to itself. Each costs one of the process's file handles.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For taking what was written to it.
    pub unread: Duration,
    /// For asking: from the connection, or the answer before, until the last of a request's headers. Proxies keep
    /// connections for a minute without asking; it is they who should end them, or a request meets a closed door.
    pub unasked: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { unread: Duration::from_secs(30), unasked: Duration::from_secs(75) }
    }
}

/// Serves until told to stop, and then until the requests that are under way have their answers.
pub async fn serve_connections(
    mut listener: TcpListener,
    router: Router,
    patience: Patience,
    stop: CancellationToken,
) {
    let open = TaskTracker::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(patience.unasked);
    loop {
        let (stream, address) = tokio::select! {
            accepted = Listener::accept(&mut listener) => accepted,
            () = stop.cancelled() => break,
        };
        // Frames of a subscription are small, and nothing follows them.
        let _ = stream.set_nodelay(true);
        let router = router.clone();
        let service = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(ConnectInfo(address));
            router.clone().oneshot(request.map(Body::new))
        });
        let stream = TokioIo::new(Bounded::new(stream, patience.unread));
        let connection = http.serve_connection(stream, service).with_upgrades();
        let stop = stop.clone();
        open.spawn(async move {
            let mut connection = pin!(connection);
            let ended = tokio::select! {
                ended = connection.as_mut() => ended,
                () = stop.cancelled() => {
                    connection.as_mut().graceful_shutdown();
                    connection.await
                }
            };
            if let Err(error) = ended {
                tracing::debug!(%error, "a connection ended early");
            }
        });
    }
    drop(listener);
    open.close();
    open.wait().await;
}
