//! The built program from outside: what it sends, prints, keeps and answers.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "what supports the tests is a test, too")]

mod attachments;
mod clipboard;
mod command_line;
mod pinning;
mod terminal;
mod tls_server;

use std::{
    path::Path,
    process::{Command, Output},
};

/// The program with a configuration folder of its own and none of the caller's environment that matters.
fn strongroom(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_strongroom"));
    for name in
        ["STRONGROOM_SERVER", "STRONGROOM_TOKEN", "STRONGROOM_FINGERPRINT", "DISPLAY", "WAYLAND_DISPLAY"]
    {
        command.env_remove(name);
    }
    command.env("STRONGROOM_CONFIG_DIR", folder).args(arguments).stdin(std::process::Stdio::null());
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    strongroom(folder, arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}
