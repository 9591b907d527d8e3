//! Checks of the dependencies that need no network: each has a licence that `deny.toml` allows, comes from the
//! registry, and none is banned. `cargo deny check` does the same and more where it is installed.

use std::{collections::BTreeSet, fs};

use anyhow::{Context, bail};
use serde_json::Value;

use crate::shell;

/// Checks every package of the lock file.
pub fn check() -> anyhow::Result<()> {
    println!("\n$ check licences, sources and bans of all dependencies");
    let rules: toml::Table = fs::read_to_string(shell::root().join("deny.toml"))?.parse()?;
    let allowed = texts(&rules, "licenses", "allow").context("deny.toml names no licences")?;
    let banned = names(&rules).context("deny.toml names no bans")?;
    let output = shell::cargo().args(["metadata", "--format-version", "1", "--locked"]).output()?;
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let packages = metadata.get("packages").and_then(Value::as_array).context("cargo lists no packages")?;
    let mut wrong = Vec::new();
    for package in packages {
        let text = |key: &str| package.get(key).and_then(Value::as_str).unwrap_or_default();
        let (name, licence, source) = (text("name"), text("license"), text("source"));
        if banned.contains(name) {
            wrong.push(format!("{name} is banned"));
        }
        if !source.is_empty() && !source.starts_with("registry+") {
            wrong.push(format!("{name} comes from {source}"));
        }
        if !fits(licence, &allowed) {
            wrong.push(format!("{name} has the licence `{licence}`"));
        }
    }
    if wrong.is_empty() {
        println!("  {} packages", packages.len());
        return Ok(());
    }
    bail!("dependencies that deny.toml does not allow:\n  {}", wrong.join("\n  "))
}

fn texts(rules: &toml::Table, table: &str, key: &str) -> Option<BTreeSet<String>> {
    let list = rules.get(table)?.get(key)?.as_array()?;
    Some(list.iter().filter_map(|it| it.as_str().map(str::to_owned)).collect())
}

fn names(rules: &toml::Table) -> Option<BTreeSet<String>> {
    let list = rules.get("bans")?.get("deny")?.as_array()?;
    let name = |it: &toml::Value| it.get("crate").or_else(|| it.get("name"))?.as_str().map(str::to_owned);
    Some(list.iter().filter_map(name).collect())
}

/// Whether an SPDX expression is met: one of its alternatives has only allowed parts.
fn fits(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let plain = expression.replace(['(', ')'], " ").replace('/', " OR ");
    plain.split(" OR ").any(|alternative| {
        alternative.split(" AND ").all(|part| {
            let part = part.trim();
            allowed.contains(part)
                || part.split(" WITH ").next().is_some_and(|part| allowed.contains(part.trim()))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_alternative_with_allowed_parts_is_enough() {
        let allowed = ["MIT", "Apache-2.0"].map(str::to_owned).into();
        assert!(fits("MIT OR GPL-3.0", &allowed));
        assert!(fits("MIT/Apache-2.0", &allowed));
        assert!(fits("Apache-2.0 WITH LLVM-exception", &allowed));
        assert!(!fits("MIT AND GPL-3.0", &allowed));
        assert!(!fits("", &allowed), "no licence is none");
    }
}
