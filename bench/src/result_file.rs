//! Where a part writes its figures as JSON, beside the table that it prints: `--json-to FILE`.

use std::{env, fs};

use anyhow::Context;
use serde_json::Value;

/// Writes the figures where that was asked for.
pub fn write(figures: &Value) -> anyhow::Result<()> {
    let mut arguments = env::args_os().skip_while(|argument| argument != "--json-to").skip(1);
    let Some(file) = arguments.next() else { return Ok(()) };
    fs::write(&file, figures.to_string()).with_context(|| format!("{} can not be written", file.display()))
}
