//! `strongroom`: the command line client. Uses the HTTP API and nothing else.

mod arguments;
mod ask;
mod client;
mod clipboard;
mod clock;
mod command;
mod context;
mod error;
mod exit;
mod object;
mod output;
mod profile;
mod secret_input;

use std::process::ExitCode;

use clap::Parser;

use crate::{arguments::Arguments, context::Context, exit::Exit, output::Output};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let out = Output::new(arguments.global.json, arguments.global.no_colour);
    let done =
        Context::new(&arguments.global, out).and_then(|context| command::run(&context, arguments.command));
    match done {
        Ok(exit) => exit,
        Err(error) => {
            out.error(&error);
            ExitCode::from(error.exit().code())
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
