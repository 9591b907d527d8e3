//! What opens a file. Wiped when dropped, never shown.

use std::fmt;

use zeroize::Zeroizing;

/// The composite key of a file: a password, a key file, or both.
///
/// An empty password is a part of the key and not the same as none: `Some("")` and `None` open different files.
#[derive(Default)]
pub struct Credentials {
    /// The master password.
    pub password: Option<Zeroizing<String>>,
    /// The whole content of the key file.
    pub key_file: Option<Zeroizing<Vec<u8>>>,
}

impl Credentials {
    /// A password alone.
    pub fn password(password: impl Into<String>) -> Self {
        Self { password: Some(Zeroizing::new(password.into())), key_file: None }
    }

    /// A key file alone, by its content.
    pub fn key_file(bytes: impl Into<Vec<u8>>) -> Self {
        Self { password: None, key_file: Some(Zeroizing::new(bytes.into())) }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("password", &self.password.is_some())
            .field("key_file", &self.key_file.is_some())
            .finish()
    }
}
