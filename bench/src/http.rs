//! What the server does over HTTP: release build, plain HTTP on loopback, every reveal with its durable audit record.
//!
//! `cargo xtask bench --only http`. Figures are of the whole path: socket, session, decision, store, encryption,
//! audit record on disk. The generator runs beside the server, so on two cores each has about one.

#![allow(clippy::print_stdout)]

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{Request, client::conn::http1};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use strongroom_e2e::Server;
use tokio::net::TcpStream;

const PASSWORD: &str = "bench password 2026";
const ENTRIES: usize = 10_000;

/// One connection, kept alive.
struct Connection {
    sender: http1::SendRequest<Full<Bytes>>,
    token: Arc<str>,
    host: String,
}

impl Connection {
    async fn open(host: &str, token: &Arc<str>) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(host).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(Self { sender, token: Arc::clone(token), host: host.to_owned() })
    }

    async fn ask(&mut self, method: &str, path: &str, body: Option<&Value>) -> anyhow::Result<(u16, Bytes)> {
        self.ask_for(method, path, body, "application/json").await
    }

    async fn ask_for(
        &mut self,
        method: &str,
        path: &str,
        body: Option<&Value>,
        accept: &str,
    ) -> anyhow::Result<(u16, Bytes)> {
        let mut request = Request::builder().method(method).uri(path).header("host", &self.host).header("accept", accept);
        if !self.token.is_empty() {
            request = request.header("authorization", format!("Bearer {}", self.token));
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
}

/// One line of the table.
struct Figure {
    what: String,
    per_second: f64,
    p50: Duration,
    p99: Duration,
    cpu_ms: f64,
}

/// CPU seconds that a process has used.
fn cpu_seconds(pid: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |n: usize| fields.get(n).and_then(|it| it.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / 100.0
}

/// Runs `total` requests over `connections` connections.
async fn measure<F, R>(
    what: &str,
    pid: u32,
    host: &str,
    token: &Arc<str>,
    connections: usize,
    total: usize,
    work: F,
) -> anyhow::Result<Figure>
where
    F: Fn(Connection, usize) -> R + Clone + Send + 'static,
    R: Future<Output = anyhow::Result<Connection>> + Send,
{
    let next = Arc::new(AtomicUsize::new(0));
    let (begin, cpu) = (Instant::now(), cpu_seconds(pid));
    let mut tasks = Vec::new();
    for _ in 0..connections {
        let (next, work) = (Arc::clone(&next), work.clone());
        let mut connection = Connection::open(host, token).await?;
        tasks.push(tokio::spawn(async move {
            let mut times = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= total {
                    return Ok::<_, anyhow::Error>(times);
                }
                let start = Instant::now();
                connection = work(connection, number).await?;
                times.push(start.elapsed());
            }
        }));
    }
    let mut times = Vec::new();
    for task in tasks {
        times.extend(task.await??);
    }
    let elapsed = begin.elapsed().as_secs_f64();
    times.sort();
    let at = |share: f64| times.get((times.len() as f64 * share) as usize).or(times.last()).copied().unwrap_or_default();
    Ok(Figure {
        what: what.to_owned(),
        per_second: total as f64 / elapsed,
        p50: at(0.5),
        p99: at(0.99),
        cpu_ms: (cpu_seconds(pid) - cpu) * 1000.0 / total as f64,
    })
}

fn entry(number: usize) -> Value {
    json!({
        "kind": "entry", "type": "password", "title": format!("Entry number {number}"),
        "fields": [
            {"name": "username", "value": format!("user{number}@example.org")},
            {"name": "password", "value": format!("a fairly long password {number}")},
            {"name": "url", "value": format!("https://host{number}.example.org/login")},
        ],
    })
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let as_json = std::env::args().any(|argument| argument == "--json");
    let folder = tempfile::tempdir()?;
    let program = std::env::var_os("STRONGROOMD").map(PathBuf::from).context("STRONGROOMD names the release binary")?;
    let server = start(&program, folder.path())?;
    let host = server.listen();
    let pid = server.id();
    let token = set_up(&server, &host).await?;
    let mut figures = Vec::new();
    let mut first = Connection::open(&host, &token).await?;
    let (status, body) = first.ask("POST", "/api/v1/databases", Some(&json!({"name": "Bench", "kind": "standard"}))).await?;
    ensure!(status == 201, "no database: {status} {}", String::from_utf8_lossy(&body));
    let database = text(&body, "id")?;
    let objects: Arc<str> = format!("/api/v1/databases/{database}/objects").into();

    let create = {
        let objects = Arc::clone(&objects);
        move |mut connection: Connection, number: usize| {
            let objects = Arc::clone(&objects);
            async move {
                let (status, body) = connection.ask("POST", &objects, Some(&entry(number))).await?;
                ensure!(status == 201, "{status} {}", String::from_utf8_lossy(&body));
                Ok(connection)
            }
        }
    };
    figures.push(measure("create an entry, 1 connection", pid, &host, &token, 1, 500, create.clone()).await?);
    figures.push(measure("create an entry, 32 connections", pid, &host, &token, 32, ENTRIES - 500, create).await?);

    let (_, page) = first.ask("GET", &format!("{objects}?limit=1000"), None).await?;
    let page: Value = serde_json::from_slice(&page)?;
    let ids: Arc<Vec<String>> = Arc::new(
        page["items"].as_array().into_iter().flatten().filter_map(|it| it["id"].as_str().map(str::to_owned)).collect(),
    );
    ensure!(!ids.is_empty(), "no entries");
    for (connections, total) in [(1, 1_000), (32, 20_000)] {
        let (ids, objects) = (Arc::clone(&ids), Arc::clone(&objects));
        let reveal = move |mut connection: Connection, number: usize| {
            let path = format!("{objects}/{}/reveal", ids[number % ids.len()]);
            async move {
                let (status, _) = connection.ask("POST", &path, Some(&json!({"purpose": "show"}))).await?;
                ensure!(status == 200, "reveal: {status}");
                Ok(connection)
            }
        };
        let what = format!("reveal with a durable audit record, {connections} connection(s)");
        figures.push(measure(&what, pid, &host, &token, connections, total, reveal).await?);
    }
    let mut bytes = 0;
    let list = {
        let objects = Arc::clone(&objects);
        move |mut connection: Connection, _| {
            let path = format!("{objects}?recursive=true");
            async move {
                let (status, body) = connection.ask_for("GET", &path, None, "application/x-ndjson").await?;
                ensure!(status == 200 && body.len() > 100_000, "list: {status}, {} bytes", body.len());
                Ok(connection)
            }
        }
    };
    let (_, whole) = first.ask_for("GET", &format!("{objects}?recursive=true"), None, "application/x-ndjson").await?;
    bytes += whole.len();
    figures.push(measure(&format!("list {ENTRIES} entries ({bytes} bytes)"), pid, &host, &token, 1, 50, list).await?);
    let none: Arc<str> = "".into();
    let sign_in = move |mut connection: Connection, _| async move {
        let login = json!({"username": "root", "password": PASSWORD, "client": "cli"});
        let (status, _) = connection.ask("POST", "/api/v1/auth/login", Some(&login)).await?;
        ensure!(status == 200, "sign-in: {status}");
        Ok(connection)
    };
    figures.push(measure("sign in, 2 connections", pid, &host, &none, 2, 40, sign_in).await?);
    let memory = resident_mib(pid);
    drop(first);
    server.stop()?;
    let begin = Instant::now();
    let server = start(&program, folder.path())?;
    let started = begin.elapsed();
    server.stop()?;
    print(as_json, &figures, memory, started);
    Ok(())
}

fn start(program: &Path, folder: &Path) -> anyhow::Result<Server> {
    Server::start(program, &folder.join("data"), "127.0.0.1:0", &["--tls".as_ref(), "off".as_ref()])
}

async fn set_up(server: &Server, host: &str) -> anyhow::Result<Arc<str>> {
    let none: Arc<str> = "".into();
    let mut connection = Connection::open(host, &none).await?;
    let setup = std::fs::read_to_string(server.setup_token_file())?;
    let body = json!({"setup_token": setup.trim(), "username": "root", "password": PASSWORD});
    let (status, answer) = connection.ask("POST", "/api/v1/setup", Some(&body)).await?;
    ensure!(status == 201, "setup: {status} {}", String::from_utf8_lossy(&answer));
    let login = json!({"username": "root", "password": PASSWORD, "client": "cli"});
    let (status, answer) = connection.ask("POST", "/api/v1/auth/login", Some(&login)).await?;
    ensure!(status == 200, "login: {status} {}", String::from_utf8_lossy(&answer));
    Ok(text(&answer, "token")?.into())
}

fn text(body: &[u8], key: &str) -> anyhow::Result<String> {
    let value: Value = serde_json::from_slice(body)?;
    value[key].as_str().map(str::to_owned).with_context(|| format!("no `{key}` in the answer"))
}

fn resident_mib(pid: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kib| kib.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
}

fn print(as_json: bool, figures: &[Figure], memory: f64, started: Duration) {
    let ms = |time: Duration| time.as_secs_f64() * 1000.0;
    if as_json {
        let rows: Vec<Value> = figures
            .iter()
            .map(|it| json!({"what": it.what, "per_second": it.per_second, "p50_ms": ms(it.p50), "p99_ms": ms(it.p99), "server_cpu_ms": it.cpu_ms}))
            .collect();
        println!("{}", json!({"http": rows, "resident_mib": memory, "start_to_listening_ms": ms(started)}));
        return;
    }
    println!("{:<56} {:>10} {:>10} {:>10} {:>12}", "work", "per second", "p50 ms", "p99 ms", "CPU ms each");
    for it in figures {
        println!("{:<56} {:>10.0} {:>10.2} {:>10.2} {:>12.3}", it.what, it.per_second, ms(it.p50), ms(it.p99), it.cpu_ms);
    }
    println!("memory of the server afterwards: {memory:.0} MiB; start to listening with {ENTRIES} entries: {:.0} ms", ms(started));
}
