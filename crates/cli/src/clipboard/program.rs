//! Which program reaches the clipboard here.

use std::{
    env,
    ffi::OsStr,
    io::{Read, Write},
    path::PathBuf,
    process::{Command, Stdio},
};

use zeroize::Zeroizing;

use crate::error::CliError;

/// The longest content that is read back.
const LIMIT: u64 = 1024 * 1024;

/// How to write to and read from a clipboard. The first program of each list that does it is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clipboard {
    /// What must be set in the environment for the desktop to be there.
    needs: Option<&'static str>,
    write: &'static [&'static [&'static str]],
    read: &'static [&'static str],
}

/// `--sensitive` asks clipboard histories to look away; older versions do not know it.
const WAYLAND: Clipboard = Clipboard {
    needs: Some("WAYLAND_DISPLAY"),
    write: &[&["wl-copy", "--sensitive"], &["wl-copy"]],
    read: &["wl-paste", "--no-newline"],
};

const XCLIP: Clipboard = Clipboard {
    needs: Some("DISPLAY"),
    write: &[&["xclip", "-selection", "clipboard"]],
    read: &["xclip", "-selection", "clipboard", "-out"],
};

const XSEL: Clipboard = Clipboard {
    needs: Some("DISPLAY"),
    write: &[&["xsel", "--clipboard", "--input"]],
    read: &["xsel", "--clipboard", "--output"],
};

const MAC: Clipboard = Clipboard { needs: None, write: &[&["pbcopy"]], read: &["pbpaste"] };

const WINDOWS: Clipboard = Clipboard {
    needs: None,
    write: &[&["clip.exe"]],
    read: &["powershell.exe", "-NoProfile", "-Command", "Get-Clipboard -Raw"],
};

impl Clipboard {
    /// The clipboard of this desktop.
    ///
    /// # Errors
    /// [`CliError::Failed`] with what to install.
    pub fn find() -> Result<Self, CliError> {
        [WAYLAND, XCLIP, XSEL, MAC, WINDOWS].into_iter().find(Clipboard::is_there).ok_or_else(|| {
            CliError::Failed(
                "no clipboard here: on a desktop install wl-clipboard (Wayland), xclip or xsel (X11); \
                 without one use `strongroom show --field NAME` or `strongroom run`"
                    .into(),
            )
        })
    }

    fn is_there(&self) -> bool {
        let desktop = self.needs.is_none_or(|name| env::var_os(name).is_some_and(|value| !value.is_empty()));
        let writer = self.write.first().and_then(|command| command.first()).is_some_and(on_path);
        desktop && writer && self.read.first().is_some_and(on_path)
    }

    /// Puts `value` into the clipboard.
    ///
    /// # Errors
    /// [`CliError::Failed`] when no program takes it.
    pub fn write(&self, value: &str) -> Result<(), CliError> {
        let took = self.write.iter().any(|command| feed(command, value).unwrap_or(false));
        if took { Ok(()) } else { Err(CliError::Failed("the clipboard does not take anything".into())) }
    }

    /// What the clipboard holds; nothing when it can not be read as text.
    pub fn read(&self) -> Option<Zeroizing<String>> {
        let mut child = command(self.read)?
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let mut held = Zeroizing::new(String::new());
        let read = child.stdout.take().map(|output| output.take(LIMIT).read_to_string(&mut held));
        let ended = child.wait().ok()?;
        let text = read?.is_ok() && ended.success();
        // powershell.exe ends its output with a line end of its own.
        if self == &WINDOWS && held.ends_with("\r\n") {
            let shorter = held.len() - 2;
            held.truncate(shorter);
        }
        text.then_some(held)
    }
}

fn command(words: &[&str]) -> Option<Command> {
    let (name, options) = words.split_first()?;
    let mut command = Command::new(name);
    command.args(options).env_remove("STRONGROOM_TOKEN");
    Some(command)
}

/// Whether the program took the value.
fn feed(words: &[&str], value: &str) -> std::io::Result<bool> {
    let Some(mut command) = command(words) else { return Ok(false) };
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    if let Some(mut input) = child.stdin.take() {
        // A program that knows an option not closes its input early; its exit code tells.
        let _ = input.write_all(value.as_bytes());
    }
    Ok(child.wait()?.success())
}

fn on_path(name: impl AsRef<OsStr>) -> bool {
    let name = name.as_ref();
    env::var_os("PATH")
        .is_some_and(|path| env::split_paths(&path).any(|folder: PathBuf| folder.join(name).is_file()))
}
