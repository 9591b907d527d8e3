//! The OpenAPI document: written by the server from its own code, and committed.

use std::fs;

use anyhow::{Context, bail};

use crate::shell;

const FILE: &str = "openapi.json";

fn document() -> anyhow::Result<Vec<u8>> {
    let output = shell::cargo()
        .args([
            "run",
            "--quiet",
            "--locked",
            "--package",
            "strongroom-server",
            "--bin",
            "strongroomd",
            "--",
            "openapi",
        ])
        .output()
        .context("cargo does not start")?;
    if !output.status.success() {
        bail!("`strongroomd openapi` failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(output.stdout)
}

/// Writes the document.
pub fn write() -> anyhow::Result<()> {
    fs::write(shell::root().join(FILE), document()?)?;
    println!("wrote {FILE}");
    Ok(())
}

/// Compares the committed document with the code.
pub fn check() -> anyhow::Result<()> {
    println!("\n$ compare {FILE} with the server's code");
    if fs::read(shell::root().join(FILE))? != document()? {
        bail!("{FILE} is not what the code says: run `cargo xtask openapi` and commit it");
    }
    Ok(())
}
