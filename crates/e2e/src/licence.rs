//! A licence for a server with more people than one without takes: issued by a key made for it.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::ensure;

/// A licence and the configuration of a server that believes it.
pub struct Licence {
    /// The configuration file.
    pub config: PathBuf,
    /// The licence itself.
    pub file: PathBuf,
}

impl Licence {
    /// Issues one into `folder` with the program's own commands; one that is there already stays.
    ///
    /// # Errors
    /// With what the program said.
    pub fn issue(server: &Path, folder: &Path) -> anyhow::Result<Self> {
        let (key, config, file) =
            (folder.join("issuing.key"), folder.join("server.toml"), folder.join("licence.json"));
        if !key.exists() {
            let made = Command::new(server).args(["license", "new-key", "--out"]).arg(&key).output()?;
            let public = String::from_utf8(made.stdout)?;
            ensure!(made.status.success(), "no issuing key: {}", String::from_utf8_lossy(&made.stderr));
            std::fs::write(&config, format!("[license]\nissuing_keys = [\"{}\"]\n", public.trim()))?;
            let mut issue = Command::new(server);
            issue
                .args(["license", "issue", "--holder", "Example company", "--seats", "25", "--key"])
                .arg(&key);
            let issued = issue.arg("--out").arg(&file).output()?;
            ensure!(issued.status.success(), "no licence: {}", String::from_utf8_lossy(&issued.stderr));
        }
        Ok(Self { config, file })
    }
}
