//! The second password of what a command is about: asked for when the server says that it needs it, sent with that
//! request alone, and forgotten with the command.

use std::cell::RefCell;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::header::HeaderValue;
use strongroom_api::SecretText;
use zeroize::Zeroizing;

use crate::{ask, error::CliError, secret_input};

/// Where a second password comes from; by default a prompt.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct SecondPasswordSource {
    /// Where a second password is needed: read it from a file
    #[arg(long, global = true, value_name = "FILE", conflicts_with = "second_password_stdin")]
    pub second_password_file: Option<std::path::PathBuf>,
    /// Where a second password is needed: read it from standard input, one line
    #[arg(long, global = true)]
    pub second_password_stdin: bool,
}

/// What was told of it so far.
#[derive(Default)]
pub struct Second {
    source: SecondPasswordSource,
    known: RefCell<Option<HeaderValue>>,
}

impl Second {
    /// From where it comes.
    pub fn from(source: SecondPasswordSource) -> Self {
        Self { source, known: RefCell::default() }
    }

    /// The header to send; `None` where nothing is named and there is nobody to ask.
    pub fn header(&self) -> Result<Option<HeaderValue>, CliError> {
        if let Some(known) = self.known.borrow().clone() {
            return Ok(Some(known));
        }
        let password = match &self.source {
            SecondPasswordSource { second_password_file: Some(path), .. } => secret_input::from_file(path)?,
            SecondPasswordSource { second_password_stdin: true, .. } => secret_input::from_stdin()?,
            _ if ask::possible() => secret_input::prompt("Second password")?,
            _ => return Ok(None),
        };
        let header = header(&password)?;
        *self.known.borrow_mut() = Some(header.clone());
        Ok(Some(header))
    }
}

fn header(password: &SecretText) -> Result<HeaderValue, CliError> {
    let text = Zeroizing::new(URL_SAFE_NO_PAD.encode(password.expose()));
    let mut value = HeaderValue::from_str(&text)
        .map_err(|_| CliError::Usage("the second password can not be sent".into()))?;
    // Neither shown by `Debug` nor kept by the compression of headers.
    value.set_sensitive(true);
    Ok(value)
}
