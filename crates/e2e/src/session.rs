//! Somebody at the HTTP API itself, over one kept-alive connection: for what no command line does, such as asking while
//! the server dies.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::TcpStream,
    time::Duration,
};

use anyhow::{Context, ensure};
use serde_json::Value;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// A client of the API of a plain server.
pub struct Session {
    host: String,
    token: String,
    connection: Option<BufReader<TcpStream>>,
}

/// What the server answered.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body; null where there is none.
    pub body: Value,
}

impl Session {
    /// A client of `host` (`address:port`) with the token of a session; an empty one for nobody.
    pub fn new(host: &str, token: &str) -> Self {
        Self { host: host.to_owned(), token: token.to_owned(), connection: None }
    }

    /// Signs somebody in.
    ///
    /// # Errors
    /// If that is refused.
    pub fn sign_in(host: &str, username: &str, password: &str) -> anyhow::Result<Self> {
        let body = serde_json::json!({"username": username, "password": password, "client": "cli"});
        let answer = Self::new(host, "").must(200, "POST", "/auth/login", Some(&body))?;
        let token = answer.get("token").and_then(Value::as_str).context("no token in the answer")?;
        Ok(Self::new(host, token))
    }

    /// Closes the connection: the next request makes a new one.
    pub fn hang_up(&mut self) {
        self.connection = None;
    }

    /// Connects, where it is not connected yet.
    ///
    /// # Errors
    /// What the system says; nothing was asked of the server then.
    pub fn connect(&mut self) -> io::Result<()> {
        if self.connection.is_none() {
            let stream = TcpStream::connect(&self.host)?;
            stream.set_nodelay(true)?;
            stream.set_read_timeout(Some(PATIENCE))?;
            self.connection = Some(BufReader::new(stream));
        }
        Ok(())
    }

    /// Sends a request with these further headers (`Name: value`), and reads the answer.
    ///
    /// # Errors
    /// What the system says; it is not known then whether the server did what was asked.
    pub fn ask(
        &mut self,
        method: &str,
        path: &str,
        headers: &[String],
        body: Option<&Value>,
    ) -> io::Result<Answer> {
        self.connect()?;
        let text = body.map(Value::to_string).unwrap_or_default();
        let mut head = format!("{method} /api/v1{path} HTTP/1.1\r\nHost: {}\r\n", self.host);
        if !self.token.is_empty() {
            head.push_str(&format!("Authorization: Bearer {}\r\n", self.token));
        }
        for header in headers {
            head.push_str(&format!("{header}\r\n"));
        }
        if body.is_some() {
            head.push_str("Content-Type: application/json\r\n");
        }
        head.push_str(&format!("Content-Length: {}\r\n\r\n{text}", text.len()));
        let answer = match &mut self.connection {
            Some(connection) => {
                connection.get_mut().write_all(head.as_bytes()).and_then(|()| read(connection))
            }
            None => Err(io::ErrorKind::NotConnected.into()),
        };
        if answer.is_err() {
            self.connection = None;
        }
        answer
    }

    /// Asks for something that has to be answered with `status`; gives the body.
    ///
    /// # Errors
    /// With what was answered.
    pub fn must(
        &mut self,
        status: u16,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> anyhow::Result<Value> {
        let answer = self.ask(method, path, &[], body)?;
        ensure!(answer.status == status, "{method} {path}: {} {}", answer.status, answer.body);
        Ok(answer.body)
    }
}

/// Reads one answer with a body of known length.
fn read(connection: &mut BufReader<TcpStream>) -> io::Result<Answer> {
    let broken = || io::Error::from(io::ErrorKind::InvalidData);
    let mut line = String::new();
    if connection.read_line(&mut line)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let status = line.split(' ').nth(1).and_then(|it| it.parse().ok()).ok_or_else(broken)?;
    let mut length = 0;
    loop {
        let mut line = String::new();
        if connection.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.trim().parse().map_err(|_| broken())?,
            "transfer-encoding" => return Err(broken()),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    connection.read_exact(&mut body)?;
    let body = if body.is_empty() { Value::Null } else { serde_json::from_slice(&body)? };
    Ok(Answer { status, body })
}
