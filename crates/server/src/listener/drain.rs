//! The body of a request, read to its end even when a route answers without it.
//!
//! A refusal that closes the socket on a client that still sends is lost on the way: the client sees a reset
//! instead of `413`. So what a route leaves is thrown away in the background, within bounds.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::body::{Body, Frame, Incoming, SizeHint};

/// So much is read for politeness and no more.
const AT_MOST: usize = 64 << 20;
/// For so long.
const TIME: Duration = Duration::from_secs(10);

/// A body that is drained when it is dropped before its end.
pub struct Drained(Option<Incoming>);

impl Drained {
    /// Wraps the body of a request.
    pub fn new(body: Incoming) -> Self {
        Self(Some(body))
    }
}

impl Body for Drained {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        match self.get_mut().0.as_mut() {
            Some(body) => Pin::new(body).poll_frame(context),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.0.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.0.as_ref().map_or_else(|| SizeHint::with_exact(0), Body::size_hint)
    }
}

impl Drop for Drained {
    fn drop(&mut self) {
        let Some(body) = self.0.take().filter(|body| !body.is_end_stream()) else { return };
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(tokio::time::timeout(TIME, throw_away(body)));
        }
    }
}

async fn throw_away(mut body: Incoming) {
    let mut read = 0_usize;
    while let Some(Ok(frame)) = body.frame().await {
        read = read.saturating_add(frame.data_ref().map_or(0, Bytes::len));
        if read > AT_MOST {
            return;
        }
    }
}
