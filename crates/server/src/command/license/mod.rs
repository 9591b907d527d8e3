//! `strongroomd license`: keys that issue licences, and licences. It needs no server and touches no data folder.

mod issue;
mod new_key;

use clap::Subcommand;

/// What to do.
#[derive(Debug, Subcommand)]
pub enum License {
    /// Make an issuing key
    NewKey(new_key::NewKey),
    /// Issue a licence
    Issue(issue::Issue),
}

impl License {
    /// Does it.
    pub fn run(self) -> anyhow::Result<()> {
        match self {
            Self::NewKey(new_key) => new_key.run(),
            Self::Issue(issue) => issue.run(),
        }
    }
}
