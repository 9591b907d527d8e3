//! What it costs to be told: the feed of changes of a large database, and a thousand listeners of its events; and a large
//! file both ways.
//!
//! `cargo xtask bench --only events`. Release build, plain HTTP on loopback. The listeners run beside the server and take
//! their share of the processor.

#![allow(clippy::print_stdout)]

mod feed;
mod files;
mod listeners;

use std::{path::PathBuf, sync::Arc};

use anyhow::Context;
use serde_json::{Value, json};
use strongroom_bench::{
    connection::{Connection, set_up, text},
    load::{Place, measure},
    process, result_file,
};
use strongroom_e2e::Server;

/// The sizes of the measured database: the second is the first with more.
const SIZES: [usize; 2] = [10_000, 50_000];

/// A single number and, where there is one, what is to be reached.
pub struct Single {
    /// What was measured.
    pub what: String,
    /// How much.
    pub value: f64,
    /// Of what.
    pub unit: &'static str,
    /// To be reached.
    pub most: Option<f64>,
}

impl Single {
    /// A number without a goal.
    pub fn new(what: impl Into<String>, value: f64, unit: &'static str) -> Self {
        Self { what: what.into(), value, unit, most: None }
    }

    /// A number that is to be at most that.
    pub fn at_most(self, most: f64) -> Self {
        Self { most: Some(most), ..self }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let folder = tempfile::Builder::new().prefix("strongroom-bench").tempdir()?;
    let program =
        std::env::var_os("STRONGROOMD").map(PathBuf::from).context("STRONGROOMD names the release binary")?;
    let load_before = process::load_average();
    let plain = ["--tls".as_ref(), "off".as_ref()];
    let server = Server::start(&program, &folder.path().join("data"), "127.0.0.1:0", &plain)?;
    let setup = std::fs::read_to_string(server.setup_token_file())?;
    let token = set_up(&server.listen(), setup.trim()).await?;
    let place = Place { host: server.listen(), token, pid: server.id() };
    let mut first = Connection::open(&place.host, &place.token).await?;
    let made = first
        .must(201, "POST", "/api/v1/databases", Some(&json!({"name": "Bench", "kind": "standard"})))
        .await?;
    let database: Arc<str> = format!("/api/v1/databases/{}", text(&made, "id")?).into();

    let (mut singles, mut have) = (Vec::new(), 0);
    for size in SIZES {
        fill(&place, &database, have..size).await?;
        have = size;
        singles.extend(feed::measured(&place, &database, size).await?);
    }
    singles.extend(files::measured(&place, &database).await?);
    singles.extend(listeners::measured(&place, &database).await?);
    server.stop()?;
    let loads = (load_before, process::load_average());
    print_table(&singles, loads);
    result_file::write(&as_json(&singles, loads))
}

/// Adds entries of those numbers.
async fn fill(place: &Place, database: &Arc<str>, numbers: std::ops::Range<usize>) -> anyhow::Result<()> {
    let (objects, begin): (Arc<str>, usize) = (format!("{database}/objects").into(), numbers.start);
    let work = move |mut connection: Connection, number: usize| {
        let objects = Arc::clone(&objects);
        async move {
            let number = begin + number;
            let body = json!({
                "kind": "entry", "title": format!("Entry number {number}"),
                "fields": [{"name": "username", "value": format!("user{number}@example.org")}],
            });
            connection.must(201, "POST", &objects, Some(&body)).await?;
            Ok(connection)
        }
    };
    measure("", place, 64, numbers.len(), work).await?;
    Ok(())
}

fn as_json(singles: &[Single], loads: (f64, f64)) -> Value {
    let single = |it: &Single| json!({"what": it.what, "value": it.value, "unit": it.unit, "most": it.most});
    json!({
        "singles": singles.iter().map(single).collect::<Vec<_>>(),
        "load_average_before": loads.0, "load_average_after": loads.1,
    })
}

fn print_table(singles: &[Single], loads: (f64, f64)) {
    for Single { what, value, unit, most } in singles {
        let reached = match most {
            Some(most) if value <= most => format!("at most {most}: reached"),
            Some(most) => format!("at most {most}: MISSED"),
            None => String::new(),
        };
        println!("{what:<64} {value:>10.3} {unit:<6} {reached}");
    }
    println!("load of the machine: {:.1} before, {:.1} after", loads.0, loads.1);
}
