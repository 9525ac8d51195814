//! A peer that asks and never reads holds a connection, and what it streams, for as long as it likes. Here each
//! connection is given up once nothing of what is written to it has been taken for a while.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

/// A connection of which writing fails once it has stood still for too long.
pub(super) struct Bounded<S> {
    stream: S,
    unread: Duration,
    /// Runs while something waits to be taken.
    deadline: Option<Pin<Box<Sleep>>>,
}

impl<S> Bounded<S> {
    /// Waits so long for a peer to take the next bytes.
    pub(super) fn new(stream: S, unread: Duration) -> Self {
        Self { stream, unread, deadline: None }
    }

    /// Passes on how a write went, and ends it where it has waited for too long.
    fn bound<T>(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.deadline = None;
            return written;
        }
        let unread = self.unread;
        let deadline = self.deadline.get_or_insert_with(|| Box::pin(sleep(unread)));
        ready!(deadline.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Bounded<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Bounded<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.bound(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        self.bound(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(cx);
        self.bound(cx, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use futures_util::poll;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;

    #[tokio::test]
    async fn who_never_reads_is_given_up() {
        let (ours, _theirs) = duplex(16);
        let mut ours = Bounded::new(ours, Duration::from_millis(20));
        ours.write_all(&[1; 16]).await.expect("there is room");
        let error = ours.write_all(&[1]).await.expect_err("nobody reads");
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn who_reads_slowly_is_waited_for_anew_each_time() {
        let (ours, mut theirs) = duplex(16);
        let mut ours = Bounded::new(ours, Duration::from_secs(3_600));
        for _ in 0..3 {
            ours.write_all(&[1; 16]).await.expect("there is room");
            assert!(ours.deadline.is_none(), "nothing waits");
            assert!(poll!(std::pin::pin!(ours.write(&[1]))).is_pending());
            assert!(ours.deadline.is_some(), "something waits");
            theirs.read_exact(&mut [0; 16]).await.expect("bytes");
        }
        ours.write_all(&[1]).await.expect("there is room");
    }
}
