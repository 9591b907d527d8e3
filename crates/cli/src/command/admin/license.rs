//! `strongroom admin license`.

use std::{fs::File, io::Read, path::PathBuf};

use clap::Subcommand;
use strongroom_api::license::{self, LicenseFile, LicenseState};

use crate::{
    clock,
    context::Context,
    error::CliError,
    output::{Output, plain, strong},
};

/// The longest licence file that is read.
const LIMIT: u64 = 64 * 1024;

/// The licence.
#[derive(Debug, Subcommand)]
pub enum License {
    /// Show the licence and how many accounts are used
    Show,
    /// Install a licence file
    Set {
        /// The licence file
        file: PathBuf,
    },
}

/// Does what was asked.
pub fn run(context: &Context, command: &License) -> Result<(), CliError> {
    let license: license::License = match command {
        License::Show => context.client()?.get(&["license"], &())?,
        License::Set { file } => {
            let content = read(file)?;
            context.client()?.put(&["license"], &content)?.json()?
        }
    };
    context.out.either(&license, |out| print(out, &license))
}

fn read(path: &PathBuf) -> Result<LicenseFile, CliError> {
    let what = format!("can not read {}", path.display());
    let mut text = String::new();
    File::open(path)
        .and_then(|file| file.take(LIMIT).read_to_string(&mut text))
        .map_err(CliError::io(what))?;
    serde_json::from_str(&text).map_err(|_| CliError::Usage(format!("{} is no licence file", path.display())))
}

fn print(out: &Output, license: &license::License) -> Result<(), CliError> {
    let holder = license
        .holder
        .as_deref()
        .map_or_else(|| "no licence".into(), |holder| format!("licence of {holder}"));
    let state = match license.state {
        LicenseState::None | LicenseState::Valid => "",
        LicenseState::Expired => ", expired: nobody is locked out, but there are no new accounts",
        LicenseState::NotYetValid => ", not valid yet",
    };
    let until = license.valid_to.map(|end| format!(", until {}", clock::shown(end))).unwrap_or_default();
    out.line(&[strong(holder), plain(format!("{until}{state}"))])?;
    out.say(format!("{} of {} accounts are used", license.used, license.seats))
}
