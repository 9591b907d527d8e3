//! Running other programs, and saying so.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use anyhow::{Context, bail};
use serde_json::Value;

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
    Ok(target_folder()?.join(if release { "release" } else { "debug" }).join(name))
}

/// Where cargo builds this workspace.
pub fn target_folder() -> anyhow::Result<PathBuf> {
    let output = cargo().args(["metadata", "--format-version", "1", "--no-deps"]).output()?;
    let metadata: Value =
        serde_json::from_slice(&output.stdout).context("cargo names no target directory")?;
    let folder = metadata.get("target_directory").and_then(Value::as_str);
    Ok(folder.context("cargo names no target directory")?.into())
}

/// The kind of machine that the compiler builds for, such as `x86_64-unknown-linux-gnu`.
pub fn machine() -> anyhow::Result<String> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("-vV").output().context("rustc does not start")?;
    let text = String::from_utf8(output.stdout)?;
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc names no machine")?.to_owned())
}
