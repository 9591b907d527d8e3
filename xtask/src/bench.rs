//! `cargo xtask bench`: figures, with the command that makes them.

use std::{fs, path::Path, process::Stdio, thread};

use anyhow::{Context, ensure};
use clap::Args;
use serde_json::{Map, Value, json};

use crate::{shell, web};

/// What to measure.
#[derive(Args)]
pub struct Options {
    /// Prints JSON instead of tables.
    #[arg(long)]
    json: bool,
    /// Writes the JSON to docs/bench/DATE.json as well.
    #[arg(long)]
    save: bool,
    /// Only these parts, with `--only` or without.
    #[arg(long, value_delimiter = ',', value_parser = ALL)]
    only: Vec<String>,
    /// The same.
    #[arg(value_parser = ALL, hide = true)]
    parts: Vec<String>,
}

/// Everything that can be measured.
const ALL: [&str; 5] = ["rights", "search", "http", "events", "web"];

/// The parts that are binaries of `bench/`.
const PARTS: [&str; 4] = ["rights", "search", "http", "events"];

/// Runs the parts that were asked for.
pub fn run(options: &Options) -> anyhow::Result<()> {
    let named: Vec<&String> = options.only.iter().chain(&options.parts).collect();
    let asked = |part: &str| named.is_empty() || named.iter().any(|it| *it == part);
    let app = asked("web") && web::build()?;
    let mut build = shell::cargo();
    build.args(["build", "--release", "--locked", "--package", "strongroom-server"]);
    if asked("http") || asked("events") || app {
        quietly(&mut build, options.json)?;
    }
    let folder = tempfile::tempdir()?;
    let mut figures = Map::new();
    for part in PARTS.iter().filter(|part| asked(part)) {
        let written = folder.path().join(part);
        let mut command = shell::cargo();
        command.args(["run", "--release", "--locked", "--manifest-path", "bench/Cargo.toml", "--bin", part]);
        command
            .args(["--", "--json-to"])
            .arg(&written)
            .env("STRONGROOMD", shell::binary("strongroomd", true)?);
        quietly(&mut command, options.json)?;
        figures.insert((*part).to_owned(), serde_json::from_slice(&fs::read(&written)?)?);
    }
    if app && let Some(measured) = web::bench(&folder.path().join("web"))? {
        figures.insert("web".to_owned(), measured);
    }
    let now = jiff::Timestamp::now().to_string();
    let (date, machine) = (now.split('T').next().unwrap_or_default(), machine());
    let all =
        json!({"date": date, "version": env!("CARGO_PKG_VERSION"), "machine": machine, "figures": figures});
    let text = format!("{all:#}\n");
    if options.json {
        print!("{text}");
    }
    if options.save {
        let file = format!("docs/bench/{date}.json");
        let path = shell::root().join(&file);
        fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
        fs::write(path, text).with_context(|| format!("{file} can not be written"))?;
        eprintln!("wrote {file}");
    }
    Ok(())
}

/// Runs a command; where only JSON is to be printed, without its tables.
fn quietly(command: &mut std::process::Command, quiet: bool) -> anyhow::Result<()> {
    if !quiet {
        return shell::run(command);
    }
    ensure!(command.stdout(Stdio::null()).status()?.success(), "a part failed");
    Ok(())
}

/// Its kind, without its name.
fn machine() -> Value {
    let of = |file: &str, name: &str| {
        let text = fs::read_to_string(file).unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        line.split_once(':').map_or(String::new(), |(_, value)| value.trim().to_owned())
    };
    json!({
        "cores": thread::available_parallelism().map_or(0, usize::from),
        "processor": of("/proc/cpuinfo", "model name"),
        "memory": of("/proc/meminfo", "MemTotal"),
    })
}
