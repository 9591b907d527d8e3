//! A stream that fails when nothing moves for too long, so that a silent client costs a bounded time. It also
//! covers what HTTP itself has no timer for: a client that never begins, and one that never reads its answer.

use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, Sleep},
};

use super::crowd::Activity;

/// A stream with a bound on silence. While a request is being answered, a silent reader is not at fault.
pub struct Watched<S> {
    stream: S,
    silence: Duration,
    deadline: Pin<Box<Sleep>>,
    activity: Arc<Activity>,
}

impl<S> Watched<S> {
    /// Watches `stream`, noting its traffic in `activity`.
    pub fn new(stream: S, silence: Duration, activity: Arc<Activity>) -> Self {
        Self { stream, silence, deadline: Box::pin(tokio::time::sleep(silence)), activity }
    }

    fn moved(&mut self) {
        self.activity.touch();
        self.deadline.as_mut().reset(Instant::now() + self.silence);
    }

    /// Pending, or the error when the time is over.
    fn wait<T>(&mut self, context: &mut Context<'_>, excused: bool) -> Poll<io::Result<T>> {
        ready!(self.deadline.as_mut().poll(context));
        if excused {
            self.deadline.as_mut().reset(Instant::now() + self.silence);
            // Registers the new deadline; it lies ahead, so this is pending.
            let _ = self.deadline.as_mut().poll(context);
            return Poll::Pending;
        }
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }

    fn wrote(
        &mut self,
        context: &mut Context<'_>,
        result: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        match result {
            Poll::Ready(result) => {
                self.moved();
                Poll::Ready(result)
            }
            Poll::Pending => self.wait(context, false),
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        match Pin::new(&mut this.stream).poll_read(context, buffer) {
            Poll::Ready(result) => {
                this.moved();
                Poll::Ready(result)
            }
            Poll::Pending => {
                let excused = this.activity.is_busy();
                this.wait(context, excused)
            }
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let result = Pin::new(&mut this.stream).poll_write(context, bytes);
        this.wrote(context, result)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let result = Pin::new(&mut this.stream).poll_write_vectored(context, slices);
        this.wrote(context, result)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}
