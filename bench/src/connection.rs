//! One kept-alive connection to the server, and nothing of a client's comfort: what is measured is the server.

use std::sync::Arc;

use anyhow::{Context, ensure};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{Request, client::conn::http1};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpStream;

/// Root's password in the measured store.
pub const PASSWORD: &str = "bench password 2026";

/// A connection and the session that its requests name; no session while the token is empty.
pub struct Connection {
    sender: http1::SendRequest<Full<Bytes>>,
    token: Arc<str>,
    host: String,
}

impl Connection {
    /// Connects to `host` (`address:port`).
    pub async fn open(host: &str, token: &Arc<str>) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(host).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(Self { sender, token: Arc::clone(token), host: host.to_owned() })
    }

    /// Sends a request and reads the whole answer.
    pub async fn ask(
        &mut self,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> anyhow::Result<(u16, Bytes)> {
        self.ask_for(method, path, body, "application/json").await
    }

    /// As [`Self::ask`], for another kind of answer.
    pub async fn ask_for(
        &mut self,
        method: &str,
        path: &str,
        body: Option<&Value>,
        accept: &str,
    ) -> anyhow::Result<(u16, Bytes)> {
        let mut request =
            Request::builder().method(method).uri(path).header("host", &self.host).header("accept", accept);
        if !self.token.is_empty() {
            request = request.header("authorization", format!("Bearer {}", self.token));
        }
        if method == "PATCH" {
            request = request.header("if-match", "*");
        }
        let bytes = match body {
            Some(body) => {
                request = request.header("content-type", "application/json");
                Bytes::from(serde_json::to_vec(body)?)
            }
            None => Bytes::new(),
        };
        self.sender.ready().await?;
        let response = self.sender.send_request(request.body(Full::new(bytes))?).await?;
        let status = response.status().as_u16();
        Ok((status, response.into_body().collect().await?.to_bytes()))
    }

    /// Asks for something that has to be answered with `status`.
    pub async fn must(
        &mut self,
        status: u16,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> anyhow::Result<Bytes> {
        let (got, answer) = self.ask(method, path, body).await?;
        ensure!(got == status, "{method} {path}: {got} {}", String::from_utf8_lossy(&answer));
        Ok(answer)
    }
}

/// Makes root with the setup token and signs in.
pub async fn set_up(host: &str, setup_token: &str) -> anyhow::Result<Arc<str>> {
    let mut connection = Connection::open(host, &"".into()).await?;
    let body = json!({"setup_token": setup_token, "username": "root", "password": PASSWORD});
    connection.must(201, "POST", "/api/v1/setup", Some(&body)).await?;
    let answer = connection.must(200, "POST", "/api/v1/auth/login", Some(&login())).await?;
    Ok(text(&answer, "token")?.into())
}

/// The body of a sign-in.
pub fn login() -> Value {
    json!({"username": "root", "password": PASSWORD, "client": "cli"})
}

/// A text of a JSON answer.
pub fn text(body: &[u8], key: &str) -> anyhow::Result<String> {
    let value: Value = serde_json::from_slice(body)?;
    value[key].as_str().map(str::to_owned).with_context(|| format!("no `{key}` in the answer"))
}
