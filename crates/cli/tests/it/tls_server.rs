//! A small HTTPS server on loopback: real TLS with a certificate of its own, and answers given by a test.

use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, PrivateKeyDer},
};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// A request as it arrived.
#[derive(Debug, Clone)]
pub struct Request {
    pub line: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(header, _)| header.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

/// Instead of a status: the connection ends without an answer.
pub const NO_ANSWER: u16 = 0;

/// What a test answers: status and body.
pub type Answer = (u16, Value);

/// A certificate with its key.
pub struct Identity {
    certificate: CertificateDer<'static>,
    key: Vec<u8>,
}

impl Identity {
    pub fn new() -> Self {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".into()]).unwrap();
        Self { certificate: made.cert.der().clone(), key: made.signing_key.serialize_der() }
    }

    /// The certificate of `other`, without its key.
    pub fn stolen_certificate(other: &Self) -> Self {
        Self { certificate: other.certificate.clone(), key: Self::new().key }
    }

    pub fn fingerprint(&self) -> String {
        let bytes: [u8; 32] = Sha256::digest(&self.certificate).into();
        let pairs: Vec<String> = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
        format!("SHA256:{}", pairs.join(":"))
    }
}

/// The server; it lives as long as the test.
pub struct Server {
    pub address: String,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    /// On any port.
    pub fn start(identity: &Identity, answer: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Self {
        Self::listen(TcpListener::bind("127.0.0.1:0").unwrap(), identity, answer)
    }

    /// On the port of a listener.
    pub fn listen(
        listener: TcpListener,
        identity: &Identity,
        answer: impl Fn(&Request) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let key = provider
            .key_provider
            .load_private_key(PrivateKeyDer::try_from(identity.key.clone()).unwrap())
            .unwrap();
        let certified = rustls::sign::CertifiedKey::new(vec![identity.certificate.clone()], key);
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(rustls::sign::SingleCertAndKey::from(certified)));
        let config = Arc::new(config);
        let address = format!("https://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (seen, answer) = (Arc::clone(&requests), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (config, seen, answer) = (Arc::clone(&config), Arc::clone(&seen), Arc::clone(&answer));
                thread::spawn(move || serve(stream, config, &seen, answer.as_ref()));
            }
        });
        Self { address, requests }
    }

    /// Every request that arrived under TLS.
    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }
}

fn serve(
    stream: TcpStream,
    config: Arc<ServerConfig>,
    seen: &Mutex<Vec<Request>>,
    answer: &dyn Fn(&Request) -> Answer,
) {
    let mut stream = BufReader::new(StreamOwned::new(ServerConnection::new(config).unwrap(), stream));
    while let Some(request) = read(&mut stream) {
        seen.lock().unwrap().push(request.clone());
        let (status, body) = answer(&request);
        if status == NO_ANSWER {
            return;
        }
        let media = if status < 400 { "application/json" } else { "application/problem+json" };
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let head = format!(
            "HTTP/1.1 {status} X\r\nContent-Type: {media}\r\nETag: \"1\"\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        let stream = stream.get_mut();
        if stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes())).is_err() {
            return;
        }
        let _ = stream.flush();
    }
}

fn read(stream: &mut impl BufRead) -> Option<Request> {
    let mut line = || {
        let mut line = String::new();
        stream.read_line(&mut line).ok().filter(|read| *read > 0)?;
        Some(line.trim_end().to_owned())
    };
    let first = line()?;
    let mut headers = Vec::new();
    while let Some(header) = line().filter(|header| !header.is_empty()) {
        let (name, value) = header.split_once(": ").unwrap();
        headers.push((name.to_owned(), value.to_owned()));
    }
    let mut request = Request { line: first, headers, body: String::new() };
    if request.header("transfer-encoding").is_none() {
        let length = request.header("content-length").map_or(0, |length| length.parse().unwrap());
        let mut body = vec![0; length];
        stream.read_exact(&mut body).ok()?;
        request.body = String::from_utf8_lossy(&body).into_owned();
    }
    Some(request)
}

/// A server that lets anybody in and has one database.
pub fn vault(request: &Request) -> Answer {
    let user = serde_json::json!({ "id": ID, "username": "ann", "full_name": null, "roles": [] });
    let answer = match request.line.split(' ').nth(1).unwrap().split('?').next().unwrap() {
        "/api/v1/server" => {
            serde_json::json!({ "name": "test", "version": "0", "api": "v1", "setup_required": false })
        }
        "/api/v1/auth/login" => {
            let expires_at = "2038-01-01T00:00:00Z";
            serde_json::json!({
                "token": "the-token", "expires_at": expires_at, "clipboard_seconds": 20, "user": user,
            })
        }
        "/api/v1/auth/logout" => Value::Null,
        "/api/v1/databases" => serde_json::json!({ "items": [database()], "next": null }),
        _ => return not_found(),
    };
    (200, answer)
}

pub const ID: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

pub fn not_found() -> Answer {
    let problem = serde_json::json!({
        "type": "urn:strongroom:problem:not_found", "title": "not found", "status": 404, "code": "not_found"
    });
    (404, problem)
}

pub fn database() -> Value {
    serde_json::json!({
        "id": ID, "name": "IT", "description": null, "kind": "standard", "owner": null, "state": "open",
        "has_master_password": false, "open_at_start": true, "revision": 1, "created_at": "2026-01-01T00:00:00Z",
        "modified_at": "2026-01-01T00:00:00Z", "rights": ["access_database", "read_entries"], "administers": false
    })
}
