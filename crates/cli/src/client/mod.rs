//! Talking to the server. The only code that sends anything; it speaks to one server, follows no
//! redirects, uses no proxies, and never shows the token.

mod events;
mod fingerprint;
mod pages;
mod request;
mod second;
mod server_address;
mod tls;
mod upload;

use std::{error::Error as _, fmt::Write as _, io::Read, sync::Arc, time::Duration};

use reqwest::{
    blocking::Client as HttpClient,
    header::{CONTENT_TYPE, HeaderValue},
    multipart::Form,
    redirect,
};
use serde::{Serialize, de::DeserializeOwned};
use strongroom_api::{SecretText, attachments::NAME_HEADER};

pub use events::Event;
pub use fingerprint::Fingerprint;
pub use request::{Answer, Precondition};
pub use second::{Second, SecondPasswordSource};
pub use server_address::ServerAddress;
pub use tls::observe;
pub use upload::{Upload, streamed};

use crate::error::CliError;

/// What this program calls itself.
const USER_AGENT: &str = concat!("strongroom/", env!("CARGO_PKG_VERSION"));
/// How long a connection may take to come about.
const CONNECT_TIME: Duration = Duration::from_secs(15);
/// How long an ordinary request may take.
const REQUEST_TIME: Duration = Duration::from_secs(60);
/// How long an import or a download may take.
pub(crate) const FILE_TIME: Duration = Duration::from_secs(30 * 60);

/// A connection to one server, signed in or not.
pub struct Client {
    http: HttpClient,
    server: ServerAddress,
    pin: Option<Fingerprint>,
    verifier: Arc<tls::PinnedCertificate>,
    authorization: Option<HeaderValue>,
    second: Second,
}

impl Client {
    /// A client for `server`, which must present the certificate of `pin` (https), with the token of a session.
    ///
    /// # Errors
    /// [`CliError::Failed`] when TLS can not be set up or the token is not one.
    pub fn new(
        server: ServerAddress,
        pin: Option<Fingerprint>,
        token: Option<&SecretText>,
    ) -> Result<Self, CliError> {
        let verifier = tls::PinnedCertificate::new(pin);
        let http = HttpClient::builder()
            .tls_backend_preconfigured(verifier.settings()?)
            .https_only(server.is_https())
            .redirect(redirect::Policy::none())
            .no_proxy()
            .connect_timeout(CONNECT_TIME)
            .timeout(REQUEST_TIME)
            .user_agent(USER_AGENT)
            .build()
            .map_err(|error| CliError::Failed(format!("can not set up a connection: {error}")))?;
        let authorization = token.map(bearer).transpose()?;
        Ok(Self { http, server, pin, verifier, authorization, second: Second::default() })
    }

    /// With where a second password comes from.
    pub fn with_second(mut self, source: SecondPasswordSource) -> Self {
        self.second = Second::from(source);
        self
    }

    /// GET; `query` is a struct of the API whose absent members are left out.
    pub fn get<T: DeserializeOwned>(&self, path: &[&str], query: &impl Serialize) -> Result<T, CliError> {
        self.request("GET", path).query(query)?.send()?.json()
    }

    /// GET of a single object, with its revision for a change.
    pub fn get_revised<T: DeserializeOwned>(&self, path: &[&str]) -> Result<(T, Precondition), CliError> {
        let answer = self.request("GET", path).send()?;
        let revision = answer.precondition()?;
        Ok((answer.json()?, revision))
    }

    /// POST of a change, with an idempotency key: it is made once, even if it has to be sent twice.
    pub fn post<T: DeserializeOwned>(&self, path: &[&str], body: &impl Serialize) -> Result<T, CliError> {
        self.request("POST", path).idempotent()?.body(body)?.send()?.json()
    }

    /// POST without an answer.
    pub fn post_only(&self, path: &[&str], body: &impl Serialize) -> Result<(), CliError> {
        self.request("POST", path).idempotent()?.body(body)?.send().map(drop)
    }

    /// POST where no idempotency key may be sent: sign-in, setup and reveal.
    pub fn post_once<T: DeserializeOwned>(
        &self,
        path: &[&str],
        body: &impl Serialize,
    ) -> Result<T, CliError> {
        self.request("POST", path).body(body)?.send()?.json()
    }

    /// As [`Client::post_once`], without an answer.
    pub fn post_once_only(&self, path: &[&str], body: &impl Serialize) -> Result<(), CliError> {
        self.request("POST", path).body(body)?.send().map(drop)
    }

    /// PATCH that builds on a revision.
    pub fn patch<T: DeserializeOwned>(
        &self,
        path: &[&str],
        revision: &Precondition,
        body: &impl Serialize,
    ) -> Result<T, CliError> {
        self.request("PATCH", path).if_match(revision).body(body)?.send()?.json()
    }

    /// PUT of rules, memberships and the like.
    pub fn put(&self, path: &[&str], body: &impl Serialize) -> Result<Answer, CliError> {
        self.request("PUT", path).body(body)?.send()
    }

    /// PUT without a body.
    pub fn put_empty(&self, path: &[&str]) -> Result<(), CliError> {
        self.request("PUT", path).send().map(drop)
    }

    /// DELETE that builds on a revision.
    pub fn delete_revised(&self, path: &[&str], revision: &Precondition) -> Result<(), CliError> {
        self.request("DELETE", path).if_match(revision).send().map(drop)
    }

    /// DELETE of rules, memberships, sessions.
    pub fn delete(&self, path: &[&str]) -> Result<(), CliError> {
        self.request("DELETE", path).send().map(drop)
    }

    /// GET of a file from a byte on, which may take long. From another byte than the first only as long as it is the file
    /// of that tag; otherwise all of it comes, which [`Answer::is_part`] tells.
    pub fn download(&self, path: &[&str], from: u64, tag: &str) -> Result<Answer, CliError> {
        let request = self.request("GET", path).slow();
        if from == 0 {
            return request.send();
        }
        request.header("Range", format!("bytes={from}-")).header("If-Range", format!("\"{tag}\"")).send()
    }

    /// POST that is answered with a file, which may take long. Sent once: every answer is on record.
    pub fn download_by(&self, path: &[&str], body: &impl Serialize) -> Result<Answer, CliError> {
        self.request("POST", path).body(body)?.slow().send()
    }

    /// POST of a form with a file.
    pub fn upload<T: DeserializeOwned>(&self, path: &[&str], form: Form) -> Result<T, CliError> {
        self.request("POST", path).idempotent()?.upload(Upload::Form(form)).send()?.json()
    }

    /// POST of a file as it is, read while it is sent. Sent once: it can not be read twice. So a second
    /// password goes along from the beginning where the object is `covered` by one.
    pub fn send_file<T: DeserializeOwned>(
        &self,
        path: &[&str],
        name: &str,
        file: impl Read + Send + 'static,
        (size, covered): (Option<u64>, bool),
    ) -> Result<T, CliError> {
        let request = self.request("POST", path).header(NAME_HEADER, percent_encoded(name));
        let request = request.header(CONTENT_TYPE.as_str(), "application/octet-stream".to_owned());
        let request = request.upload(Upload::File(streamed(file, size)));
        let request = if covered { request.with_second_password()? } else { request };
        request.send()?.json()
    }

    /// The same connection for sending files.
    fn for_files(&self) -> Result<reqwest::Client, CliError> {
        reqwest::Client::builder()
            .tls_backend_preconfigured(self.verifier.settings()?)
            .https_only(self.server.is_https())
            .redirect(redirect::Policy::none())
            .no_proxy()
            .connect_timeout(CONNECT_TIME)
            .user_agent(USER_AGENT)
            .build()
            .map_err(|error| CliError::Failed(format!("can not set up a connection: {error}")))
    }

    /// What a failed connection means.
    fn unreachable(&self, error: &reqwest::Error) -> CliError {
        if let (Some(pinned), Some(presented)) = (self.pin, self.verifier.refused()) {
            return CliError::ChangedCertificate { server: self.server.to_string(), pinned, presented };
        }
        // reqwest's own text repeats the address; the innermost cause is what helps.
        let mut reason = error.to_string();
        let mut cause = error.source();
        while let Some(inner) = cause {
            reason = inner.to_string();
            cause = inner.source();
        }
        CliError::Unreachable { server: self.server.to_string(), reason }
    }
}

/// Everything but letters, digits and what is harmless in a header.
fn percent_encoded(name: &str) -> String {
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

fn bearer(token: &SecretText) -> Result<HeaderValue, CliError> {
    let mut value = HeaderValue::try_from(format!("Bearer {}", token.expose()))
        .map_err(|_| CliError::Usage("the session token holds characters that no token has".into()))?;
    value.set_sensitive(true);
    Ok(value)
}
