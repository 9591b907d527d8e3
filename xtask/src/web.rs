//! The web app: what it is built from, and how it is built and tested. Everything of it goes through npm, which needs
//! Node; where that is not there, the server is built without the app and says so.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::bail;
use serde_json::Value;

use crate::shell;

/// The oldest Node that builds it: major and minor version.
const NODE: (u32, u32) = (20, 19);

/// The browser of the tests, as Debian names it.
const CHROMIUM: &str = "/usr/bin/chromium";

/// How Debian installs it.
const INSTALL: &[&str] = &["install", "-y", "--no-install-recommends", "chromium"];

/// Builds the app into `web/packages/app/dist`, from where the server takes it along. Without Node it is left out.
///
/// # Errors
/// Where a step fails.
pub fn build() -> anyhow::Result<bool> {
    if !has_node() {
        println!("\nNO WEB APP: install Node {}.{} or later to have it\n", NODE.0, NODE.1);
        return Ok(false);
    }
    npm(&["ci", "--no-audit", "--no-fund", "--silent"])?;
    npm(&["run", "--silent", "types"])?;
    npm(&["run", "--silent", "build"])?;
    Ok(true)
}

/// Format, lints, types and the tests of single parts.
///
/// # Errors
/// Where one of them does not hold.
pub fn check() -> anyhow::Result<()> {
    npm(&["run", "--silent", "check"])?;
    npm(&["test", "--silent"])
}

/// The tests in a real browser against the real server, whose program cargo has built.
///
/// # Errors
/// Where one of them fails.
pub fn browser_tests() -> anyhow::Result<()> {
    let Some(chromium) = chromium() else {
        println!("\nNOT TESTED in a browser: install the package `chromium` to have it\n");
        return Ok(());
    };
    let mut tests = npm_command(&["run", "--silent", "test", "--workspace", "e2e"]);
    tests.env("STRONGROOMD", shell::binary("strongroomd", false)?).env("STRONGROOM_CHROMIUM", chromium);
    shell::run(&mut tests)
}

/// Measures the app in a real browser with 100,000 objects, against the release build of the server. The figures, if
/// there is a browser.
///
/// # Errors
/// Where the measuring fails; being slow is no failure.
pub fn bench(written: &Path) -> anyhow::Result<Option<Value>> {
    let Some(chromium) = chromium() else {
        println!("\nNOT MEASURED in a browser: install the package `chromium` to have it\n");
        return Ok(None);
    };
    let mut bench = npm_command(&["run", "--silent", "bench", "--workspace", "e2e"]);
    bench.env("STRONGROOMD", shell::binary("strongroomd", true)?).env("STRONGROOM_CHROMIUM", chromium);
    shell::run(bench.env("STRONGROOM_BENCH_OUT", written))?;
    Ok(Some(serde_json::from_slice(&fs::read(written)?)?))
}

/// The browser, which is installed where it can be.
fn chromium() -> Option<PathBuf> {
    let named = env::var_os("STRONGROOM_CHROMIUM").map(PathBuf::from);
    let found = named.unwrap_or_else(|| CHROMIUM.into());
    // A new machine may not have the lists of packages yet.
    for step in [INSTALL, &["update"], INSTALL] {
        if !found.exists() {
            let _ = Command::new("apt-get").args(step).env("DEBIAN_FRONTEND", "noninteractive").output();
        }
    }
    found.exists().then_some(found)
}

fn has_node() -> bool {
    let Ok(output) = Command::new("node").arg("--version").output() else { return false };
    let version = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut parts = version.trim().trim_start_matches('v').split('.').map(|part| part.parse().unwrap_or(0));
    (parts.next().unwrap_or(0), parts.next().unwrap_or(0)) >= NODE
}

fn npm(arguments: &[&str]) -> anyhow::Result<()> {
    if !folder().join("package-lock.json").exists() {
        bail!("there is no web app in {}", folder().display());
    }
    shell::run(&mut npm_command(arguments))
}

fn npm_command(arguments: &[&str]) -> Command {
    let mut command = Command::new("npm");
    command.args(arguments).current_dir(folder()).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    command
}

fn folder() -> PathBuf {
    Path::new(&shell::root()).join("web")
}
