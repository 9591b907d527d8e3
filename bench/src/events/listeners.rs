//! A thousand connected listeners, and one change a second.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, bail, ensure};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::mpsc,
    task::JoinSet,
};

use strongroom_bench::{
    connection::{Connection, PASSWORD, text},
    load::{Place, share},
    process,
};

use crate::{Single, feed::change};

/// How many listen.
const LISTENERS: usize = 1_000;
/// How many sessions they share, half of the super administrator and half of somebody with a rule or two.
const SESSIONS: usize = 20;
/// How many changes of each kind, one a second.
const CHANGES: usize = 20;
/// How long an event may take before it counts as lost.
const PATIENCE: Duration = Duration::from_secs(60);

/// Memory of the server for the listeners, its processor, and how late events arrive.
pub async fn measured(place: &Place, database: &Arc<str>) -> anyhow::Result<Vec<Single>> {
    let mut root = Connection::open(&place.host, &place.token).await?;
    let page = root.must(200, "GET", &format!("{database}/objects?limit=1"), None).await?;
    let page: Value = serde_json::from_slice(&page)?;
    let id = page["items"][0]["id"].as_str().context("no entry")?.to_owned();
    let tokens = sessions(place, &mut root, database).await?;
    let before = process::resident(place.pid);
    let (told, mut heard) = mpsc::unbounded_channel();
    let mut listening = JoinSet::new();
    for number in 0..LISTENERS {
        let token = tokens.get(number % tokens.len()).context("no session")?;
        let stream = listen(&place.host, token).await?;
        listening.spawn(follow(stream, told.clone()));
    }
    let with_all = process::resident(place.pid);
    let mut singles = vec![
        Single::new(format!("server's memory for {LISTENERS} listeners"), (with_all - before) / 1e6, "MB"),
        Single::new("server's memory in all with them", with_all / 1e6, "MB"),
    ];
    let (cpu, begin) = (process::cpu_seconds(place.pid), Instant::now());
    tokio::time::sleep(Duration::from_secs(10)).await;
    let used = (process::cpu_seconds(place.pid) - cpu) / begin.elapsed().as_secs_f64();
    singles.push(Single::new("server's CPU while nothing happens", used * 100.0, "%"));
    for what in ["changed entry", "new entry"] {
        let (cpu, begin) = (process::cpu_seconds(place.pid), Instant::now());
        let mut delays = Vec::new();
        for number in 0..CHANGES {
            while heard.try_recv().is_ok() {}
            let changed = Instant::now();
            if what == "new entry" {
                let body = json!({"kind": "entry", "title": format!("New {number}")});
                root.must(201, "POST", &format!("{database}/objects"), Some(&body)).await?;
            } else {
                change(&mut root, database, &id, &format!("Changed {number}")).await?;
            }
            for _ in 0..LISTENERS {
                let Ok(Some(at)) = tokio::time::timeout(PATIENCE, heard.recv()).await else {
                    bail!("an event did not arrive");
                };
                delays.push(at.saturating_duration_since(changed));
            }
            tokio::time::sleep(Duration::from_secs(1).saturating_sub(changed.elapsed())).await;
        }
        let used = (process::cpu_seconds(place.pid) - cpu) / begin.elapsed().as_secs_f64();
        delays.sort_unstable();
        let ms = |part: f64| share(&delays, part).as_secs_f64() * 1e3;
        singles.push(Single::new(format!("{what}: delay p50"), ms(0.5), "ms"));
        singles.push(Single::new(format!("{what}: delay p99"), ms(0.99), "ms"));
        singles.push(Single::new(format!("{what} each second: server's CPU"), used * 100.0, "%"));
    }
    singles.push(Single::new("server's most memory", process::most_resident(place.pid) / 1e6, "MB"));
    Ok(singles)
}

/// Sessions of root and of somebody who reads the database.
async fn sessions(place: &Place, root: &mut Connection, database: &str) -> anyhow::Result<Vec<Arc<str>>> {
    let new = json!({"username": "ann", "password": PASSWORD, "must_change_password": false});
    let made = root.must(201, "POST", "/api/v1/users", Some(&new)).await?;
    let marks = json!({"permissions": {"access_database": "allow", "read_entries": "allow"}});
    let path = format!("{database}/assignments/{}", text(&made, "id")?);
    root.must(200, "PUT", &path, Some(&marks)).await?;
    let mut nobody = Connection::open(&place.host, &"".into()).await?;
    let mut tokens = Vec::new();
    for number in 0..SESSIONS {
        let name = if number % 2 == 0 { "root" } else { "ann" };
        let login = json!({"username": name, "password": PASSWORD, "client": "cli"});
        let answer = nobody.must(200, "POST", "/api/v1/auth/login", Some(&login)).await?;
        tokens.push(text(&answer, "token")?.into());
    }
    Ok(tokens)
}

/// Opens a stream of events, and reads its beginning.
async fn listen(host: &str, token: &str) -> anyhow::Result<TcpStream> {
    let mut stream = TcpStream::connect(host).await?;
    let head =
        format!("GET /api/v1/events HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n\r\n");
    stream.write_all(head.as_bytes()).await?;
    let mut text = Vec::new();
    while !text.windows(12).any(|part| part == b"are followed") {
        let read = stream.read_buf(&mut text).await?;
        ensure!(read > 0, "no stream: {}", String::from_utf8_lossy(&text));
    }
    Ok(stream)
}

/// Tells when each event arrived.
async fn follow(mut stream: TcpStream, told: mpsc::UnboundedSender<Instant>) -> anyhow::Result<()> {
    let mut text = Vec::new();
    while stream.read_buf(&mut text).await? > 0 {
        let arrived = Instant::now();
        while let Some(end) = text.windows(2).position(|part| part == b"\n\n") {
            let event: Vec<u8> = text.drain(..end + 2).collect();
            if event.windows(14).any(|part| part == b"object.changed") {
                told.send(arrived)?;
            }
        }
    }
    Ok(())
}
