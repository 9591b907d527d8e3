//! `strongroomd license new-key`: makes an issuing key.

use std::{io::Write, path::PathBuf};

use anyhow::{Context, ensure};
use clap::Args;
use strongroom_crypto::signing::SigningKey;

use crate::files;

/// Options of the command.
#[derive(Debug, Args)]
pub struct NewKey {
    /// Where to write the key; it must not exist
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

impl NewKey {
    /// Writes the key and prints its public half, which goes into `license.issuing_keys`.
    pub fn run(self) -> anyhow::Result<()> {
        let path = self.out.display();
        ensure!(!self.out.exists(), "`{path}` exists: licences that it issued would count no more");
        let key = SigningKey::generate()?;
        files::write_whole(&self.out, 0o600, key.to_text().as_bytes())
            .with_context(|| format!("cannot write `{path}`"))?;
        writeln!(std::io::stdout().lock(), "{}", key.public().to_text())?;
        Ok(())
    }
}
