//! `strongroomd rotate-server-key`: puts a new server key in the place of the present one, and everything that was
//! under the old one under the new one. It needs the data folder and so a stopped server.
//!
//! The new key is on disk before the data is touched, and the old one stays until the data is written: whenever this
//! is killed, the folder opens with one of the two.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail, ensure};
use clap::Args;
use strongroom_crypto::key::ServerKey;
use strongroom_service::{clock::SystemClock, server_key::rotate};
use strongroom_store::{engine::sqlite, folder::FolderLock};

use crate::{configuration, files, logging, server_key};

/// Options of the command.
#[derive(Debug, Args)]
pub struct RotateServerKey {
    /// The data folder; the server that uses it must be stopped
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// The configuration file
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Where to write the new key, if the configuration names where the key comes from; it must not exist
    #[arg(long, value_name = "FILE")]
    new_key: Option<PathBuf>,
    /// Where to keep the old key, which opens the backups that were made before; it must not exist
    #[arg(long, value_name = "FILE")]
    keep_old: Option<PathBuf>,
}

impl RotateServerKey {
    /// Rotates the key.
    pub fn run(self) -> anyhow::Result<()> {
        let Self { data, config, new_key, keep_old } = self;
        let configuration = configuration::load(config.as_deref())?;
        logging::start(&configuration.log)?;
        ensure!(data.join(sqlite::FILE).exists(), "there is no store in `{}`", data.display());
        let source = configuration.server_key.as_ref();
        match (source, &new_key) {
            (Some(_), None) => bail!(
                "the configuration names where the server key comes from, and that place is only read: \
                 say with `--new-key FILE` where to write the new key"
            ),
            (None, Some(_)) => {
                bail!("without `server_key` in the configuration the key stays in the data folder")
            }
            _ => {}
        }
        let lock = FolderLock::take(&data)?;
        let old = server_key::of_folder(&data, source)?;
        if let Some(path) = &keep_old {
            write_new(path, &old)?;
        }
        let new = ServerKey::generate()?;
        match &new_key {
            Some(path) => write_new(path, &new)?,
            None => server_key::write_next(&data, &new)?,
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        // Held until the new key is in its place: nobody else looks for it meanwhile.
        let _lock = runtime.block_on(rotate(&data, lock, &old, &new, &SystemClock))?;
        if new_key.is_none() {
            server_key::put_next_in_place(&data)?;
        }
        tell(new_key.as_deref(), keep_old.as_deref())
    }
}

fn write_new(path: &Path, key: &ServerKey) -> anyhow::Result<()> {
    ensure!(!path.exists(), "`{}` exists, and no key is ever overwritten", path.display());
    files::write_whole(path, 0o600, key.to_text().as_bytes())
        .with_context(|| format!("cannot write `{}`", path.display()))
}

fn tell(new_key: Option<&Path>, keep_old: Option<&Path>) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "the server key is a new one")?;
    if let Some(path) = new_key {
        let path = path.display();
        writeln!(out, "put the key of `{path}` where the configuration says before the server starts")?;
    }
    match keep_old {
        Some(path) => writeln!(out, "backups made before open with the old key only: `{}`", path.display())?,
        None => writeln!(out, "backups made before open with the old key only")?,
    }
    Ok(())
}
