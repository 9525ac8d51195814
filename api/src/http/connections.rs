//! Takes connections in and serves each, for as long as its peer asks and reads.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::serve::Listener;
use http::Request;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
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
    let open = GracefulShutdown::new();
    let mut http = auto::Builder::new(TokioExecutor::new()).http1_only();
    http.http1().timer(TokioTimer::new()).header_read_timeout(patience.unasked);
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
        let connection = open.watch(http.serve_connection_with_upgrades(stream, service).into_owned());
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
        });
    }
    drop(listener);
    open.shutdown().await;
}
