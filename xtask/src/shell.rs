//! Running other programs, and saying so.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use anyhow::{Context, bail};

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// Cargo, as it runs this program.
pub fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// Prints a command, runs it, and fails if it does.
pub fn run(command: &mut Command) -> anyhow::Result<()> {
    let shown = show(command);
    println!("\n$ {shown}");
    let begin = Instant::now();
    let status = command.status().with_context(|| format!("`{shown}` does not start"))?;
    println!("  ({:.1} s)", begin.elapsed().as_secs_f64());
    if !status.success() {
        bail!("`{shown}` failed");
    }
    Ok(())
}

fn show(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.map(|word| word.to_string_lossy().into_owned()).collect();
    let program = words.first().and_then(|program| program.rsplit('/').next()).unwrap_or_default().to_owned();
    std::iter::once(program).chain(words.into_iter().skip(1)).collect::<Vec<_>>().join(" ")
}

/// Where cargo puts a binary of this workspace.
pub fn binary(name: &str, release: bool) -> anyhow::Result<PathBuf> {
    let output = cargo().args(["metadata", "--format-version", "1", "--no-deps"]).output()?;
    let text = String::from_utf8(output.stdout)?;
    let start = text.find("\"target_directory\":\"").context("cargo names no target directory")? + 20;
    let rest = text.get(start..).unwrap_or_default();
    let folder = rest.split('"').next().unwrap_or_default();
    Ok(Path::new(folder).join(if release { "release" } else { "debug" }).join(name))
}
