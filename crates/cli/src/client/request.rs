//! One request and its answer.

use std::io::{Read, Write};

use reqwest::{
    Method, StatusCode, Url,
    blocking::{RequestBuilder, Response},
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, ETAG, HeaderValue, IF_MATCH},
};
use serde::{Serialize, de::DeserializeOwned};
use strongroom_api::{ErrorCode, Problem};
use zeroize::Zeroizing;

use super::{
    Client, FILE_TIME,
    events::STREAM_TIME,
    upload::{self, Upload},
};
use crate::error::CliError;

/// The longest answer that is read, so that a hostile server can not fill the memory.
pub(super) const ANSWER_LIMIT: u64 = 512 * 1024 * 1024;

/// How much of a file is held at once.
const PIECE: usize = 64 * 1024;

/// The revision that a change builds on: an entity tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Precondition(HeaderValue);

impl Precondition {
    /// Whichever it is at.
    pub const ANY: Self = Self(HeaderValue::from_static("*"));

    /// Exactly this revision.
    pub fn of(revision: u64) -> Self {
        Self(HeaderValue::from_str(&format!("\"{revision}\"")).unwrap_or(HeaderValue::from_static("\"\"")))
    }
}

/// A request in the making.
pub struct Request<'a> {
    client: &'a Client,
    method: Method,
    url: Url,
    body: Option<Vec<u8>>,
    upload: Option<Upload>,
    headers: Vec<(&'static str, String)>,
    slow: bool,
    /// A stream that is followed, perhaps behind the event of that id.
    stream: Option<Option<String>>,
    if_match: Option<Precondition>,
    idempotency_key: Option<String>,
    second: Option<HeaderValue>,
}

impl Client {
    /// Begins a request.
    pub fn request(&self, method: &'static str, path: &[&str]) -> Request<'_> {
        Request {
            client: self,
            // Every caller names one of the standard methods.
            method: Method::from_bytes(method.as_bytes()).unwrap_or(Method::GET),
            url: self.server.resource(path),
            body: None,
            upload: None,
            headers: Vec::new(),
            slow: false,
            stream: None,
            if_match: None,
            idempotency_key: None,
            second: None,
        }
    }
}

impl Request<'_> {
    /// With the members of `query` that are present.
    pub fn query(mut self, query: &impl Serialize) -> Result<Self, CliError> {
        let members = serde_json::to_value(query).map_err(unwritable)?;
        for (name, value) in members.as_object().into_iter().flatten() {
            let value = match value {
                serde_json::Value::Null => continue,
                serde_json::Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            self.url.query_pairs_mut().append_pair(name, &value);
        }
        Ok(self)
    }

    /// With a body in JSON.
    pub fn body(mut self, body: &impl Serialize) -> Result<Self, CliError> {
        self.body = Some(serde_json::to_vec(body).map_err(unwritable)?);
        Ok(self)
    }

    /// With files that are read while they are sent.
    pub fn upload(mut self, upload: Upload) -> Self {
        self.upload = Some(upload);
        self
    }

    /// With one header more.
    pub fn header(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    /// For an answer that may take long.
    pub fn slow(mut self) -> Self {
        self.slow = true;
        self
    }

    /// For a stream of events that is followed, behind the event of that id.
    pub fn stream(mut self, last: Option<&str>) -> Self {
        self.stream = Some(last.map(str::to_owned));
        self
    }

    /// Only if the object still has this revision.
    pub fn if_match(mut self, revision: &Precondition) -> Self {
        self.if_match = Some(revision.clone());
        self
    }

    /// With a fresh idempotency key, so that it may be sent again when no answer came.
    pub fn idempotent(mut self) -> Result<Self, CliError> {
        let mut bytes = [0_u8; 16];
        getrandom::fill(&mut bytes)
            .map_err(|error| CliError::Failed(format!("no random numbers: {error}")))?;
        self.idempotency_key = Some(hex::encode(bytes));
        Ok(self)
    }

    /// Sends it. When the connection fails and it is harmless to do so, once more; and once more with the second
    /// password where the server says that it needs one.
    ///
    /// # Errors
    /// [`CliError::Api`] when the server refuses, [`CliError::Unreachable`] or
    /// [`CliError::ChangedCertificate`] when there is no answer.
    pub fn send(mut self) -> Result<Answer, CliError> {
        let upload = self.upload.take();
        let once = upload.is_some();
        let repeatable = !once && (self.method == Method::GET || self.idempotency_key.is_some());
        match self.try_once(upload, repeatable) {
            // A refusal changed nothing. A file is used up by the first time.
            Err(CliError::Api(problem))
                if problem.code == ErrorCode::SecondPasswordRequired && !once && self.second.is_none() =>
            {
                self.second = self.client.second.header()?;
                match self.second {
                    Some(_) => self.try_once(None, repeatable),
                    None => Err(CliError::Api(problem)),
                }
            }
            answer => answer,
        }
    }

    /// With the second password at once, where it is known that one is needed and the body can be sent only once.
    ///
    /// # Errors
    /// What asking for it says.
    pub fn with_second_password(mut self) -> Result<Self, CliError> {
        self.second = self.client.second.header()?;
        Ok(self)
    }

    fn try_once(&self, upload: Option<Upload>, repeatable: bool) -> Result<Answer, CliError> {
        let client = self.client;
        let sent = match upload {
            Some(upload) => {
                let request = self.prepare().build().map_err(|error| client.unreachable(&error))?;
                upload::send(&client.for_files()?, request, upload)?
            }
            None => match self.prepare().send() {
                Err(error) if repeatable && !error.is_timeout() && client.verifier.refused().is_none() => {
                    self.prepare().send()
                }
                sent => sent,
            },
        };
        let response = sent.map_err(|error| client.unreachable(&error))?;
        let answer = Answer { response };
        if answer.response.status().is_success() { Ok(answer) } else { Err(answer.refusal()) }
    }

    fn prepare(&self) -> RequestBuilder {
        let mut request = self.client.http.request(self.method.clone(), self.url.clone());
        request = request.header(ACCEPT, "application/json, application/problem+json");
        if let Some(authorization) = &self.client.authorization {
            request = request.header(AUTHORIZATION, authorization.clone());
        }
        if let Some(revision) = &self.if_match {
            request = request.header(IF_MATCH, revision.0.clone());
        }
        if let Some(second) = &self.second {
            request = request.header(strongroom_api::second_passwords::HEADER, second.clone());
        }
        if let Some(key) = &self.idempotency_key {
            request = request.header("Idempotency-Key", key);
        }
        if let Some(last) = &self.stream {
            request = request.timeout(STREAM_TIME);
            if let Some(id) = last {
                request = request.header("Last-Event-ID", id);
            }
        }
        if let Some(body) = &self.body {
            request = request.header(CONTENT_TYPE, "application/json").body(body.clone());
        }
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        if self.slow { request.timeout(FILE_TIME) } else { request }
    }
}

/// An answer of success.
pub struct Answer {
    response: Response,
}

impl Answer {
    /// The revision of the object, for the change that builds on it.
    pub fn precondition(&self) -> Result<Precondition, CliError> {
        let tag = self.response.headers().get(ETAG).cloned();
        tag.map(Precondition).ok_or_else(|| CliError::Answer("it names no revision (`ETag`)".into()))
    }

    /// Whether it is a part of what was asked for (`206`).
    pub fn is_part(&self) -> bool {
        self.response.status() == StatusCode::PARTIAL_CONTENT
    }

    /// The number that a header tells.
    pub fn number(&self, header: &str) -> Result<u64, CliError> {
        let told = self.response.headers().get(header).and_then(|value| value.to_str().ok()?.parse().ok());
        told.ok_or_else(|| CliError::Answer(format!("it has no number in `{header}`")))
    }

    /// The body. It may hold secrets, so the copy here is wiped.
    pub fn json<T: DeserializeOwned>(self) -> Result<T, CliError> {
        let bytes = self.bytes()?;
        // serde_json's text may repeat a value of the answer; its place is enough.
        serde_json::from_slice(&bytes)
            .map_err(|error| CliError::Answer(format!("not as its API says, at column {}", error.column())))
    }

    /// The body as it is.
    pub fn bytes(self) -> Result<Zeroizing<Vec<u8>>, CliError> {
        let expected = self.response.content_length().unwrap_or(8192).min(ANSWER_LIMIT);
        // Reserved at once, because growing would leave copies behind.
        let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(expected).unwrap_or(0) + 1));
        self.response
            .take(ANSWER_LIMIT)
            .read_to_end(&mut bytes)
            .map_err(|error| CliError::Answer(format!("it broke off: {error}")))?;
        Ok(bytes)
    }

    /// Passes the body on, piece by piece. It must have `size` bytes: what is shorter broke off.
    pub fn copy_to(mut self, out: &mut impl Write, size: u64) -> Result<(), CliError> {
        let mut piece = Zeroizing::new(vec![0_u8; PIECE]);
        let mut left = size;
        loop {
            let read = self
                .response
                .read(&mut piece)
                .map_err(|error| CliError::Answer(format!("it broke off: {error}")))?;
            let Some(bytes) = piece.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
            left = left
                .checked_sub(read as u64)
                .ok_or_else(|| CliError::Answer("the file is longer than was told".into()))?;
            out.write_all(bytes).map_err(CliError::io("can not write"))?;
        }
        out.flush().map_err(CliError::io("can not write"))?;
        if left == 0 { Ok(()) } else { Err(CliError::Answer("the file broke off".into())) }
    }

    fn refusal(self) -> CliError {
        let status = self.response.status();
        match self.json::<Problem>() {
            Ok(mut problem) => {
                // The status line decides, whatever the body claims.
                problem.status = status.as_u16();
                CliError::Api(Box::new(problem))
            }
            Err(_) if status == StatusCode::NOT_FOUND => {
                CliError::Api(Box::new(Problem::new(ErrorCode::NotFound)))
            }
            Err(_) => CliError::Answer(format!(
                "status {status} without a description; is this a Strongroom server?"
            )),
        }
    }
}

/// The body as it comes.
impl Read for Answer {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.response.read(buffer)
    }
}

fn unwritable(error: serde_json::Error) -> CliError {
    CliError::Failed(format!("the request can not be written: {error}"))
}
