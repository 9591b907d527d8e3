//! The one-time code of a `totp` field, by the clock of this machine.

use serde::Serialize;
use strongroom_api::SecretText;
use strongroom_domain::{entry::totp::Totp, time::Instant};

use crate::{clock, error::CliError};

/// A code and how long it is one.
#[derive(Debug, Clone, Serialize)]
pub struct Code {
    /// Its digits.
    pub code: SecretText,
    /// When the next one follows.
    pub until: Instant,
}

/// The code of this moment from the value of a `totp` field.
///
/// # Errors
/// [`CliError::Failed`] when the value gives no codes; never repeats it.
pub fn code_now(value: &SecretText) -> Result<Code, CliError> {
    let totp = Totp::parse(value.expose())
        .map_err(|error| CliError::Failed(format!("the field gives no one-time codes: it {error}")))?;
    let code = totp.code(clock::now());
    Ok(Code { code: SecretText::from(code.digits), until: code.until })
}
