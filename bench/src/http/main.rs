//! What the server does over HTTP: release build, plain HTTP on loopback, every reveal with its durable audit record.
//!
//! `cargo xtask bench --only http`. Figures are of the whole path: socket, session, decision, store, encryption,
//! audit record on disk. The generator runs beside the server, so on two cores each has about one.

#![allow(clippy::print_stdout)]

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use serde_json::{Value, json};
use strongroom_bench::{
    connection::{Connection, login, set_up, text},
    load::{Figure, Place, measure},
    process, result_file,
};
use strongroom_e2e::Server;

/// What is created one by one, listed and revealed.
const ENTRIES: usize = 10_000;
/// What stands in the store when its start is measured.
const MANY: usize = 100_000;

/// A single number and, where there is one, what is to be reached.
struct Single {
    what: &'static str,
    value: f64,
    unit: &'static str,
    most: Option<f64>,
}

/// A usual entry: title, user name, password, address, two tags.
fn entry(number: usize) -> Value {
    json!({
        "kind": "entry", "type": "password", "title": format!("Entry number {number}"),
        "tags": ["production", format!("team {}", number % 20)],
        "fields": [
            {"name": "username", "value": format!("user{number}@example.org")},
            {"name": "password", "value": format!("a fairly long password {number}")},
            {"name": "url", "value": format!("https://host{number}.example.org/login")},
        ],
    })
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let folder = tempfile::Builder::new().prefix("strongroom-bench").tempdir()?;
    let program =
        std::env::var_os("STRONGROOMD").map(PathBuf::from).context("STRONGROOMD names the release binary")?;
    let load_before = process::load_average();
    let mut singles = syncs(folder.path())?;

    let server = start(&program, folder.path())?;
    let setup = std::fs::read_to_string(server.setup_token_file())?;
    let token = set_up(&server.listen(), setup.trim()).await?;
    let place = Place { host: server.listen(), token, pid: server.id() };
    let mut first = Connection::open(&place.host, &place.token).await?;
    let made = first
        .must(201, "POST", "/api/v1/databases", Some(&json!({"name": "Bench", "kind": "standard"})))
        .await?;
    let objects: Arc<str> = format!("/api/v1/databases/{}/objects", text(&made, "id")?).into();
    drop(first);
    server.stop()?;
    let (server, place, empty_start) = start_and_ask(&program, folder.path(), &place, &objects).await?;
    let empty = process::resident(place.pid);

    let mut figures = creating(&place, &objects).await?;
    figures.extend(revealing(&place, &objects).await?);
    figures.push(listing(&place, &objects).await?);
    figures.push(signing_in(&place).await?);
    fill(&place, &objects).await?;
    server.stop()?;

    let (server, place, start) = start_and_ask(&program, folder.path(), &place, &objects).await?;
    let each = |bytes: f64| (bytes - empty) / MANY as f64;
    singles.extend([
        Single {
            what: "start to first answer, empty",
            value: empty_start.as_secs_f64(),
            unit: "s",
            most: None,
        },
        Single {
            what: "start to first answer, 100,000 entries",
            value: start.as_secs_f64(),
            unit: "s",
            most: Some(2.0),
        },
        Single {
            what: "process memory for each of them",
            value: each(process::resident(place.pid)),
            unit: "bytes",
            most: Some(400.0),
        },
        Single {
            what: "most while starting",
            value: each(process::most_resident(place.pid)),
            unit: "bytes",
            most: None,
        },
    ]);
    server.stop()?;
    let loads = (load_before, process::load_average());
    print_table(&figures, &singles, loads);
    result_file::write(&as_json(&figures, &singles, loads))
}

fn start(program: &Path, folder: &Path) -> anyhow::Result<Server> {
    Server::start(program, &folder.join("data"), "127.0.0.1:0", &["--tls".as_ref(), "off".as_ref()])
}

/// From the start of the process to the first entries that it shows.
async fn start_and_ask(
    program: &Path,
    folder: &Path,
    before: &Place,
    objects: &str,
) -> anyhow::Result<(Server, Place, Duration)> {
    let begin = Instant::now();
    let server = start(program, folder)?;
    let place = Place { host: server.listen(), token: Arc::clone(&before.token), pid: server.id() };
    let mut first = Connection::open(&place.host, &place.token).await?;
    first.must(200, "GET", &format!("{objects}?limit=10"), None).await?;
    Ok((server, place, begin.elapsed()))
}

fn syncs(folder: &Path) -> anyhow::Result<Vec<Single>> {
    let (per_second, p50, p99) = process::syncs(folder)?;
    let single = |what, value, unit| Single { what, value, unit, most: None };
    Ok(vec![
        single("syncs of the disk alone, one after the other", per_second, "per second"),
        single("one such sync, p50", p50.as_secs_f64() * 1e3, "ms"),
        single("one such sync, p99", p99.as_secs_f64() * 1e3, "ms"),
    ])
}

/// Makes the entry of that number.
async fn create(mut connection: Connection, objects: Arc<str>, number: usize) -> anyhow::Result<Connection> {
    connection.must(201, "POST", &objects, Some(&entry(number))).await?;
    Ok(connection)
}

async fn creating(place: &Place, objects: &Arc<str>) -> anyhow::Result<Vec<Figure>> {
    const ALONE: usize = 500;
    let objects = Arc::clone(objects);
    let work = move |connection, number| create(connection, Arc::clone(&objects), number);
    Ok(vec![
        measure("create an entry, 1 connection", place, 1, ALONE, work.clone()).await?,
        measure("create an entry, 32 connections", place, 32, ENTRIES - ALONE, work).await?,
    ])
}

async fn fill(place: &Place, objects: &Arc<str>) -> anyhow::Result<()> {
    let objects = Arc::clone(objects);
    let work = move |connection, number| create(connection, Arc::clone(&objects), ENTRIES + number);
    measure("", place, 64, MANY - ENTRIES, work).await?;
    Ok(())
}

async fn revealing(place: &Place, objects: &Arc<str>) -> anyhow::Result<Vec<Figure>> {
    let mut first = Connection::open(&place.host, &place.token).await?;
    let page = first.must(200, "GET", &format!("{objects}?limit=1000"), None).await?;
    let page: Value = serde_json::from_slice(&page)?;
    let items = page["items"].as_array().into_iter().flatten();
    let ids: Arc<Vec<String>> =
        Arc::new(items.filter_map(|it| it["id"].as_str().map(str::to_owned)).collect());
    ensure!(!ids.is_empty(), "no entries");
    let mut figures = Vec::new();
    for (connections, total) in [(1, 1_000), (32, 20_000)] {
        let (ids, objects) = (Arc::clone(&ids), Arc::clone(objects));
        let work = move |mut connection: Connection, number: usize| {
            let path = format!("{objects}/{}/reveal", ids[number % ids.len()]);
            async move {
                connection.must(200, "POST", &path, Some(&json!({"purpose": "show"}))).await?;
                Ok(connection)
            }
        };
        let plural = if connections == 1 { "" } else { "s" };
        let what = format!("reveal with a durable audit record, {connections} connection{plural}");
        figures.push(measure(&what, place, connections, total, work).await?);
    }
    Ok(figures)
}

async fn listing(place: &Place, objects: &Arc<str>) -> anyhow::Result<Figure> {
    let path: Arc<str> = format!("{objects}?recursive=true").into();
    let mut first = Connection::open(&place.host, &place.token).await?;
    let (_, whole) = first.ask_for("GET", &path, None, "application/x-ndjson").await?;
    let lines = whole.iter().filter(|byte| **byte == b'\n').count();
    ensure!(lines >= ENTRIES, "the listing has {lines} lines");
    let what = format!("list {ENTRIES} entries ({:.1} MB)", whole.len() as f64 / 1e6);
    let work = move |mut connection: Connection, _| {
        let path = Arc::clone(&path);
        async move {
            let (status, body) = connection.ask_for("GET", &path, None, "application/x-ndjson").await?;
            ensure!(status == 200 && body.len() > 100_000, "list: {status}, {} bytes", body.len());
            Ok(connection)
        }
    };
    measure(&what, place, 1, 50, work).await
}

async fn signing_in(place: &Place) -> anyhow::Result<Figure> {
    let stranger = Place { token: "".into(), ..place.clone() };
    let work = |mut connection: Connection, _| async move {
        connection.must(200, "POST", "/api/v1/auth/login", Some(&login())).await?;
        Ok(connection)
    };
    measure("sign in, 2 connections", &stranger, 2, 40, work).await
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn as_json(figures: &[Figure], singles: &[Single], loads: (f64, f64)) -> Value {
    let row = |it: &Figure| {
        json!({
            "what": it.what, "per_second": it.per_second, "p50_ms": ms(it.p50), "p99_ms": ms(it.p99),
            "server_cpu_ms": it.cpu_ms,
        })
    };
    let single = |it: &Single| json!({"what": it.what, "value": it.value, "unit": it.unit, "most": it.most});
    json!({
        "requests": figures.iter().map(row).collect::<Vec<_>>(),
        "singles": singles.iter().map(single).collect::<Vec<_>>(),
        "load_average_before": loads.0, "load_average_after": loads.1,
    })
}

fn print_table(figures: &[Figure], singles: &[Single], loads: (f64, f64)) {
    println!("{:<52} {:>10} {:>9} {:>9} {:>12}", "work", "per second", "p50 ms", "p99 ms", "CPU ms each");
    for it in figures {
        let (p50, p99) = (ms(it.p50), ms(it.p99));
        println!("{:<52} {:>10.0} {p50:>9.2} {p99:>9.2} {:>12.3}", it.what, it.per_second, it.cpu_ms);
    }
    println!();
    for Single { what, value, unit, most } in singles {
        let reached = match most {
            Some(most) if value <= most => format!("at most {most}: reached"),
            Some(most) => format!("at most {most}: MISSED"),
            None => String::new(),
        };
        println!("{what:<52} {value:>10.2} {unit:<10} {reached}");
    }
    println!("load of the machine: {:.1} before, {:.1} after", loads.0, loads.1);
}
