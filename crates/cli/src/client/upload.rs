//! Sending files. A server that refuses a file answers before all of it is sent; that answer is read, and is what counts.
//! The blocking client of the library gives up then without looking, so this goes over the asynchronous one.

use std::{
    io::{self, Read},
    pin::Pin,
    task::{Context, Poll},
    thread,
};

use bytes::{Bytes, BytesMut};
use http_body::{Frame, SizeHint};
use reqwest::{Body, Client as HttpClient, RequestBuilder, blocking::Response, multipart::Form};
use tokio::{
    runtime,
    sync::mpsc::{self, Receiver, Sender},
};

use super::{FILE_TIME, request::ANSWER_LIMIT};
use crate::error::CliError;

/// How much of a file is read at once.
const PIECE: usize = 64 * 1024;
/// So many pieces are read ahead.
const AHEAD: usize = 4;

/// What is sent once and can not be sent again.
pub enum Upload {
    /// A file as it is.
    File(Body),
    /// A form with files.
    Form(Form),
}

impl Upload {
    /// Adds it to a request.
    fn onto(self, request: RequestBuilder) -> RequestBuilder {
        match self {
            Self::File(body) => request.body(body),
            Self::Form(form) => request.multipart(form),
        }
    }
}

/// A body that is read from `file` while it is sent, on a thread of its own, which ends when nobody wants more.
pub fn streamed(file: impl Read + Send + 'static, size: Option<u64>) -> Body {
    let (sender, receiver) = mpsc::channel(AHEAD);
    thread::spawn(move || read(file, &sender));
    Body::wrap(Pieces { receiver, left: size })
}

fn read(mut file: impl Read, sender: &Sender<io::Result<Bytes>>) {
    loop {
        let mut piece = BytesMut::zeroed(PIECE);
        let read = file.read(&mut piece).map(|read| {
            piece.truncate(read);
            piece.freeze()
        });
        let end = read.as_ref().map_or(true, Bytes::is_empty);
        let empty = read.as_ref().is_ok_and(Bytes::is_empty);
        if empty || sender.blocking_send(read).is_err() || end {
            return;
        }
    }
}

/// What was read so far and is to be sent.
struct Pieces {
    receiver: Receiver<io::Result<Bytes>>,
    left: Option<u64>,
}

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        self.receiver.poll_recv(context).map(|piece| {
            let piece = piece?;
            if let (Ok(bytes), Some(left)) = (&piece, self.left) {
                self.left = Some(left.saturating_sub(bytes.len() as u64));
            }
            Some(piece.map(Frame::data))
        })
    }

    fn size_hint(&self) -> SizeHint {
        self.left.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

/// Sends a request with what it carries, and reads the answer, whenever it comes.
///
/// # Errors
/// [`CliError::Failed`] where this machine can not; what the library says of the network is inside.
pub fn send(
    http: &HttpClient,
    request: reqwest::blocking::Request,
    upload: Upload,
) -> Result<Result<Response, reqwest::Error>, CliError> {
    let runtime = runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(CliError::io("can not set up a connection"))?;
    let (method, url) = (request.method().clone(), request.url().clone());
    let request = http.request(method, url).headers(request.headers().clone()).timeout(FILE_TIME);
    let answered = runtime.block_on(async {
        let mut response = upload.onto(request).send().await?;
        let mut answer = http::Response::new(Vec::new());
        *answer.status_mut() = response.status();
        *answer.headers_mut() = response.headers().clone();
        while let Some(bytes) = response.chunk().await? {
            if (answer.body().len() as u64).saturating_add(bytes.len() as u64) > ANSWER_LIMIT {
                break;
            }
            answer.body_mut().extend_from_slice(&bytes);
        }
        Ok(Response::from(answer))
    });
    // What still reads from a pipe is not waited for.
    runtime.shutdown_background();
    Ok(answered)
}
