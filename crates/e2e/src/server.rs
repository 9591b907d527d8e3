//! A server process.

use std::{
    ffi::OsStr,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use anyhow::{Context, bail};
use rustix::process::{Pid, Signal, kill_process};

/// How long a server may take until it listens.
const START: Duration = Duration::from_secs(60);

/// A running `strongroomd`. Ended when dropped.
pub struct Server {
    child: Child,
    /// `https://127.0.0.1:PORT`.
    pub address: String,
    /// `SHA256:…` of its certificate.
    pub fingerprint: String,
    /// The setup link, at the first start.
    pub setup: Option<String>,
    data: PathBuf,
}

impl Server {
    /// Starts `program` on `data`, at `listen` (port 0 for a free one), and waits until it listens. `more` are
    /// further arguments of `serve`.
    ///
    /// # Errors
    /// With what the server printed, if it does not start.
    pub fn start(program: &Path, data: &Path, listen: &str, more: &[&OsStr]) -> anyhow::Result<Self> {
        Self::start_in(program, data, listen, more, &[])
    }

    /// The same, with these variables in its environment.
    ///
    /// # Errors
    /// With what the server printed, if it does not start.
    pub fn start_in(
        program: &Path,
        data: &Path,
        listen: &str,
        more: &[&OsStr],
        environment: &[(String, String)],
    ) -> anyhow::Result<Self> {
        let mut child = Command::new(program)
            .arg("serve")
            .arg("--data")
            .arg(data)
            .args(["--listen", listen])
            .args(more)
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("{} does not start", program.display()))?;
        let (lines, received) = mpsc::channel();
        read_lines(child.stdout.take().context("no output")?, lines.clone());
        read_lines(child.stderr.take().context("no errors")?, lines);
        let mut server = Self {
            child,
            address: String::new(),
            fingerprint: String::new(),
            setup: None,
            data: data.to_path_buf(),
        };
        let mut printed = String::new();
        while server.address.is_empty()
            || (server.fingerprint.is_empty() && server.address.starts_with("https"))
        {
            let Ok(line) = received.recv_timeout(START) else {
                let _ = server.child.kill();
                bail!("the server does not listen; it printed:\n{printed}");
            };
            server.take(&line);
            printed.push_str(&line);
            printed.push('\n');
        }
        // What it prints later is read and dropped, so that it never waits for a reader.
        thread::spawn(move || while received.recv().is_ok() {});
        Ok(server)
    }

    fn take(&mut self, line: &str) {
        let value = |name: &str| line.strip_prefix(name).map(|rest| rest.trim().to_owned());
        if let Some(address) = value("listening: ") {
            self.address = address;
        } else if let Some(fingerprint) = value("fingerprint: ") {
            self.fingerprint = fingerprint;
        } else if let Some(setup) = value("setup: ") {
            self.setup = Some(setup);
        }
    }

    /// `127.0.0.1:PORT`, for starting again at the same place.
    pub fn listen(&self) -> String {
        self.address.rsplit('/').next().unwrap_or_default().to_owned()
    }

    /// The id of the process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The file in which the setup token stands until it is used.
    pub fn setup_token_file(&self) -> PathBuf {
        self.data.join("setup-token")
    }

    /// Ends the process at once, as a power cut would.
    ///
    /// # Errors
    /// If the process can not be ended.
    pub fn kill(mut self) -> anyhow::Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Asks the process to stop, and returns its exit code.
    ///
    /// # Errors
    /// If it can not be asked.
    pub fn stop(mut self) -> anyhow::Result<Option<i32>> {
        kill_process(Pid::from_child(&self.child), Signal::TERM)?;
        Ok(self.child.wait()?.code())
    }

    /// Waits until the process ends by itself.
    ///
    /// # Errors
    /// If it can not be waited for.
    pub fn wait(mut self) -> anyhow::Result<()> {
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read_lines(from: impl std::io::Read + Send + 'static, to: mpsc::Sender<String>) {
    thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            if to.send(line).is_err() {
                break;
            }
        }
    });
}
