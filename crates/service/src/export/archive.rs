//! The product's own archive: the JSON of [`strongroom_formats::export`], encrypted as a stream under a key that a
//! passphrase opens.
//!
//! ```text
//! archive = "strongroom-archive\n" | version (1 byte, 1) | id (16 random bytes) | locked key (134)
//!         | header of the stream (20) | chunks of up to 65552 bytes
//! ```
//!
//! The locked key is a data key under the passphrase (Argon2id, its settings with it); from it and the id comes the key
//! of the stream. Chunks are those of attachments: cut off, doubled or put in another order they do not open.

use std::io::{self, Write as _};

use strongroom_crypto::{
    key::DataKey,
    password::Params,
    random,
    stream::{Attachment, Encryptor},
    wrap::{WrapKind, WrapPlace},
};
use strongroom_formats::export::{Tree, write_json};

use super::{Pieces, refused};
use crate::error::ServiceError;

/// What an archive begins with.
pub const MAGIC: &[u8] = b"strongroom-archive\n";
/// The version of the form.
pub const VERSION: u8 = 1;

/// Writes `tree` under `password`. Takes a run of Argon2id.
pub(super) fn write(
    tree: &Tree,
    password: &str,
    cost: Params,
    mut out: Pieces,
) -> Result<Pieces, ServiceError> {
    let failed = |error: &dyn std::fmt::Display| ServiceError::Internal(error.to_string().into());
    let id = random::bytes::<16>()?;
    let key = DataKey::generate()?;
    let locked = key.lock(password, cost, &key_place(id)).map_err(|error| failed(&error))?;
    let encryptor = Encryptor::new(&key.subkeys(id).attachment, &content_place(id))?;
    let mut begin = |bytes: &[u8]| out.write_all(bytes).map_err(|error| refused(&error.into()));
    begin(MAGIC)?;
    begin(&[VERSION])?;
    begin(&id)?;
    begin(&locked)?;
    begin(&encryptor.header())?;
    let mut sealing = Sealing { encryptor, out };
    write_json(tree, &mut sealing).map_err(|error| refused(&error))?;
    let Sealing { encryptor, mut out } = sealing;
    let last = encryptor.finish()?;
    out.write_all(&last).map_err(|error| refused(&error.into()))?;
    Ok(out)
}

const fn key_place(id: [u8; 16]) -> WrapPlace {
    WrapPlace::of_data_key(id, WrapKind::Archive, 1)
}

const fn content_place(id: [u8; 16]) -> Attachment {
    Attachment { database: id, object: [0; 16], attachment: [0; 16] }
}

/// Seals what is written.
struct Sealing {
    encryptor: Encryptor,
    out: Pieces,
}

impl io::Write for Sealing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut rest = bytes;
        while let Some(chunk) =
            self.encryptor.push(&mut rest).map_err(|_| io::Error::from(io::ErrorKind::FileTooLarge))?
        {
            self.out.write_all(&chunk)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
