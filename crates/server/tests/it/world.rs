//! A listener of its own for each test, with routes that only tests have.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::Path,
    sync::Arc,
    time::Duration,
};

use axum::{Router, extract::State, http::StatusCode};
use rustls::ServerConfig;
use serde::Deserialize;
use serde_json::{Value, json};
use strongroom_crypto::{key::ServerKey, password::Params};
use strongroom_domain::audit::ClientKind;
use strongroom_server::{
    extract::{Client, Json},
    listener::{Bounds, Listener},
    routes::{self, Need},
    state::{AppState, Settings},
};
use strongroom_service::{Caller, Service, clock::SystemClock, sign_in::Login};
use strongroom_store::folder::FolderLock;
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    sync::watch,
    task::JoinHandle,
};
use utoipa_axum::routes;

/// The name of the super administrator of every world.
pub const ROOT: &str = "Root";
/// Root's password.
pub const PASSWORD: &str = "correct horse battery staple";

/// A server under test.
pub struct World {
    pub address: SocketAddr,
    /// A session of Root.
    pub token: String,
    /// What the tasks of a server call; here the tests do.
    pub service: Arc<Service>,
    /// Where requests come from.
    pub source: Ipv4Addr,
    /// Removed with the world.
    folder: TempDir,
    stop: watch::Sender<bool>,
    serving: JoinHandle<()>,
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct Note {
    text: String,
    #[serde(default)]
    count: u32,
}

/// Tells the lengths of what was sent.
#[utoipa::path(post, path = "/api/v1/notes", request_body = Note, responses((status = 200, body = String)))]
async fn write_note(_: Caller, Json(note): Json<Note>) -> String {
    format!("{} {}", note.text.len(), note.count)
}

/// A large answer to a change.
#[utoipa::path(post, path = "/api/v1/secrets", responses((status = 200, body = String)))]
async fn secrets() -> axum::Json<String> {
    axum::Json("secret".repeat(1_000))
}

#[utoipa::path(get, path = "/api/v1/whoami", responses((status = 200, body = String)))]
async fn whoami(Client(address): Client, _: State<AppState>) -> String {
    address.counting_key()
}

#[utoipa::path(get, path = "/api/v1/slow", responses((status = 200, body = String)))]
async fn slow() -> &'static str {
    tokio::time::sleep(Duration::from_millis(500)).await;
    "done"
}

#[utoipa::path(get, path = "/api/v1/stuck", responses((status = 200, body = String)))]
async fn stuck() -> &'static str {
    std::future::pending().await
}

#[utoipa::path(get, path = "/api/v1/broken", responses((status = 200, body = String)))]
async fn broken() -> StatusCode {
    panic!("hunter2 was in the hands of this handler")
}

/// An empty service with the cheapest passwords that are allowed.
pub async fn service(folder: &Path) -> Service {
    service_with(folder, strongroom_service::settings::Settings::default()).await
}

async fn service_with(folder: &Path, settings: strongroom_service::settings::Settings) -> Service {
    let settings = strongroom_service::settings::Settings { password_cost: Params::FLOOR, ..settings };
    let lock = FolderLock::take(folder).unwrap();
    let key = ServerKey::generate().unwrap();
    Service::open(folder, lock, &key, settings, Arc::new(SystemClock)).await.unwrap()
}

/// Sets the service up and signs Root in.
async fn root(service: &Service) -> String {
    let setup = service.setup_token().unwrap();
    service.set_up(&setup, ROOT, PASSWORD.to_owned().into(), None).await.unwrap();
    let login = Login {
        username: ROOT.to_owned(),
        password: PASSWORD.to_owned().into(),
        client: ClientKind::Api,
        address: None,
    };
    service.sign_in(login).await.unwrap().token.expose().to_owned()
}

/// Settings as a configuration without a file gives them, with less time for a request.
pub fn settings(data: &Path) -> Settings {
    Settings {
        data: data.to_owned(),
        import_bytes: 8 << 20,
        refusals: 5_000,
        upload_time: Duration::from_secs(20),
        name: "Test".to_owned(),
        request_bytes: 1 << 20,
        request_time: Duration::from_secs(2),
        trusted_proxies: vec!["127.0.0.2".parse().unwrap()],
        host_names: Vec::new(),
    }
}

/// Every route of the server, and those above.
pub fn router(state: &AppState) -> Router {
    let registry = routes::registry()
        .add(Need::Session, routes!(write_note))
        .add(Need::Session, routes!(secrets))
        .add(Need::Nothing, routes!(whoami))
        .add(Need::Nothing, routes!(slow))
        .add(Need::Nothing, routes!(stuck))
        .add(Need::Nothing, routes!(broken));
    routes::serve(registry, state)
}

impl World {
    pub async fn plain() -> Self {
        Self::with(None, Bounds::default()).await
    }

    /// Where a request may take its time: many come at once, to a machine that has other work.
    pub async fn patient() -> Self {
        let request_time = Duration::from_secs(60);
        Self::set(None, Bounds::default(), |settings| Settings { request_time, ..settings }).await
    }

    /// Where a session may be refused so often at once.
    pub async fn forgiving(refusals: u64) -> Self {
        Self::set(None, Bounds::default(), |settings| Settings { refusals, ..settings }).await
    }

    pub async fn with(tls: Option<Arc<ServerConfig>>, bounds: Bounds) -> Self {
        Self::set(tls, bounds, |settings| settings).await
    }

    /// Which sends mail and calls webhooks.
    pub async fn outgoing(settings: strongroom_service::settings::Settings) -> Self {
        crate::logs::keep();
        let folder = tempfile::tempdir().unwrap();
        let service = service_with(folder.path(), settings).await;
        Self::of(folder, service, None, Bounds::default(), |settings| settings).await
    }

    async fn set(
        tls: Option<Arc<ServerConfig>>,
        bounds: Bounds,
        change: impl FnOnce(Settings) -> Settings,
    ) -> Self {
        crate::logs::keep();
        let folder = tempfile::tempdir().unwrap();
        let service = service(folder.path()).await;
        Self::of(folder, service, tls, bounds, change).await
    }

    async fn of(
        folder: TempDir,
        service: Service,
        tls: Option<Arc<ServerConfig>>,
        bounds: Bounds,
        change: impl FnOnce(Settings) -> Settings,
    ) -> Self {
        let service = Arc::new(service);
        let token = root(&service).await;
        let state = AppState::new(change(settings(folder.path())), Arc::clone(&service));
        let listener = Listener::bind("127.0.0.1:0".parse().unwrap(), tls, bounds).await.unwrap();
        let address = listener.address();
        let (stop, stopped) = watch::channel(false);
        let serving = tokio::spawn(listener.serve(router(&state), stopped));
        Self { address, token, service, source: Ipv4Addr::LOCALHOST, folder, stop, serving }
    }

    /// How many attachments are on their way, in the store.
    pub fn staged(&self) -> i64 {
        let outside = rusqlite::Connection::open(self.folder.path().join("strongroom.db")).unwrap();
        outside.query_row("SELECT COUNT(*) FROM staged_attachments", [], |row| row.get(0)).unwrap()
    }

    pub async fn connect(&self) -> TcpStream {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind((self.source, 0).into()).unwrap();
        socket.connect(self.address).await.unwrap()
    }

    /// Sends bytes on a connection of their own and reads until the server closes it.
    pub async fn raw(&self, bytes: impl AsRef<[u8]>) -> String {
        let mut stream = self.connect().await;
        // The server may answer and close before it has read everything.
        let _ = stream.write_all(bytes.as_ref()).await;
        read_to_end(&mut stream).await
    }

    /// A request with the headers of a good client, closed after its answer.
    pub async fn ask(&self, line: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut text = format!("{line} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", self.address);
        for (name, value) in headers {
            text += &format!("{name}: {value}\r\n");
        }
        if !body.is_empty() {
            text += &format!("Content-Length: {}\r\n", body.len());
        }
        text += "\r\n";
        Answer(self.raw([text.as_bytes(), body].concat()).await)
    }

    /// A request of `token` to a path below `/api/v1`, with JSON where there is a body.
    pub async fn api(&self, token: &str, line: &str, headers: &[(&str, &str)], body: Value) -> Answer {
        let (method, path) = line.split_once(' ').unwrap();
        let bearer = format!("Bearer {token}");
        let mut all = vec![("Authorization", bearer.as_str())];
        all.extend(headers);
        let text = if body.is_null() { String::new() } else { body.to_string() };
        if !body.is_null() {
            all.push(("Content-Type", "application/json"));
        }
        self.ask(&format!("{method} /api/v1{path}"), &all, text.as_bytes()).await
    }

    /// A request of Root.
    pub async fn root(&self, line: &str, body: Value) -> Answer {
        self.api(&self.token, line, &[], body).await
    }

    /// Signs in with the password of all.
    pub async fn sign_in(&self, username: &str) -> String {
        let body = json!({"username": username, "password": PASSWORD});
        let answer = self.anonymous("POST /auth/login", body).await;
        assert_eq!(answer.status(), 200, "{}", answer.0);
        answer.json()["token"].as_str().unwrap().to_owned()
    }

    /// A request of nobody.
    pub async fn anonymous(&self, line: &str, body: Value) -> Answer {
        let (method, path) = line.split_once(' ').unwrap();
        let json = [("Content-Type", "application/json")];
        self.ask(&format!("{method} /api/v1{path}"), &json, body.to_string().as_bytes()).await
    }

    /// Makes an account with the password of all; gives its id.
    pub async fn user(&self, username: &str, more: Value) -> String {
        let mut body = json!({"username": username, "password": PASSWORD});
        body.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
        let answer = self.root("POST /users", body).await;
        assert_eq!(answer.status(), 201, "{}", answer.0);
        answer.json()["id"].as_str().unwrap().to_owned()
    }

    /// The same, signed in and with a JSON body.
    pub async fn post_note(&self, body: impl AsRef<[u8]>) -> Answer {
        let bearer = format!("Bearer {}", self.token);
        let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
        self.ask("POST /api/v1/notes", &headers, body.as_ref()).await
    }

    /// Stops the server and waits for it.
    pub async fn stop(self) {
        self.stop.send(true).unwrap();
        tokio::time::timeout(Duration::from_secs(15), self.serving).await.unwrap().unwrap();
    }
}

/// An answer in HTTP/1.1, as it came.
pub struct Answer(pub String);

impl Answer {
    pub fn status(&self) -> u16 {
        self.0.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0)
    }

    pub fn body(&self) -> &str {
        self.0.split_once("\r\n\r\n").map_or("", |(_, body)| body)
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let head = self.0.split("\r\n\r\n").next()?;
        let lines = head.lines().filter_map(|line| line.split_once(": "));
        lines.into_iter().find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(self.body()).unwrap_or_default()
    }

    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }
}

/// Reads until the other side closes; a reset counts as the end.
pub async fn read_to_end(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    let _ = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut text)).await;
    String::from_utf8_lossy(&text).into_owned()
}
