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
    stream::{Attachment, CHUNK_BYTES, Decryptor, Encryptor, HEADER_BYTES, InOrder, TAG_BYTES},
    wrap::{UnlockError, WrapKind, WrapPlace},
};
use strongroom_formats::{
    Limits,
    export::{Tree, read_json, write_json},
};
use zeroize::Zeroizing;

use super::{Pieces, refused};
use crate::error::ServiceError;

/// What an archive begins with.
pub const MAGIC: &[u8] = b"strongroom-archive\n";
/// The version of the form.
pub const VERSION: u8 = 1;

/// Bytes of the locked key.
const LOCKED_BYTES: usize = 134;

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
    let encryptor = Encryptor::new(key.subkeys(id).attachment.uncovered(), &content_place(id))?;
    let mut begin = |bytes: &[u8]| out.write_all(bytes).map_err(|error| refused(&error.into()));
    begin(MAGIC)?;
    begin(&[VERSION])?;
    begin(&id)?;
    debug_assert_eq!(locked.len(), LOCKED_BYTES);
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

/// Whether a file begins as an archive does.
pub fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// Opens an archive.
///
/// # Errors
/// [`ServiceError::WrongMasterPassword`]; [`ServiceError::Import`] where it is no archive, or a damaged one.
pub fn open_archive(bytes: &[u8], password: &str, limits: &Limits) -> Result<Tree, ServiceError> {
    let refused = |text: &'static str| ServiceError::Import(text.into());
    let short = || refused("the archive ends too early");
    let rest = bytes.strip_prefix(MAGIC).ok_or_else(|| refused("the file is no archive"))?;
    let (&[version], rest) = rest.split_first_chunk().ok_or_else(short)?;
    if version != VERSION {
        return Err(refused("this version of an archive is not known here"));
    }
    let (&id, rest) = rest.split_first_chunk::<16>().ok_or_else(short)?;
    let (locked, rest) = rest.split_at_checked(LOCKED_BYTES).ok_or_else(short)?;
    let (header, content) = rest.split_at_checked(HEADER_BYTES).ok_or_else(short)?;
    let key = DataKey::unlock(password, &key_place(id), locked).map_err(|error| match error {
        UnlockError::Record(_) => refused("the archive is damaged at the settings of its key"),
        _ => ServiceError::WrongMasterPassword,
    })?;
    let decryptor = Decryptor::new(key.subkeys(id).attachment.uncovered(), &content_place(id), header)
        .map_err(|_| refused("the archive is damaged at its header"))?;
    let opening =
        Opening { decryptor: decryptor.in_order(), rest: content, piece: Zeroizing::default(), at: 0 };
    read_json(opening, limits).map_err(|error| ServiceError::Import(error.to_string().into()))
}

/// Opens what is read, chunk by chunk.
struct Opening<'a> {
    decryptor: InOrder,
    rest: &'a [u8],
    piece: Zeroizing<Vec<u8>>,
    at: usize,
}

impl io::Read for Opening<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.at == self.piece.len() && !self.rest.is_empty() {
            let size = self.rest.len().min(CHUNK_BYTES + TAG_BYTES);
            let (chunk, rest) = self.rest.split_at(size);
            self.piece =
                self.decryptor.next(rest.is_empty(), chunk).map_err(|_| io::ErrorKind::InvalidData)?;
            (self.rest, self.at) = (rest, 0);
        }
        let count = self.piece.get(self.at..).unwrap_or_default().read(out)?;
        self.at += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use strongroom_domain::time::Instant;
    use strongroom_formats::export::digest;

    use super::*;

    fn tree() -> Tree {
        Tree {
            database: uuid::Uuid::from_bytes([1; 16]),
            name: "Company".to_owned(),
            description: Zeroizing::new("x".repeat(200_000)),
            made_at: Instant::from_micros(0),
            objects: Vec::new(),
            icons: Vec::new(),
            rights: None,
            about: None,
        }
    }

    fn archive() -> Vec<u8> {
        let mut pieces = write(&tree(), "a passphrase", Params::FLOOR, Pieces::default()).unwrap();
        let mut bytes = Vec::new();
        while let Some(piece) = pieces.next_piece() {
            bytes.extend_from_slice(&piece);
        }
        bytes
    }

    fn open(bytes: &[u8], password: &str) -> Result<Tree, ServiceError> {
        open_archive(bytes, password, &Limits::default())
    }

    #[test]
    fn an_archive_opens_by_its_passphrase_alone() {
        let bytes = archive();
        let opened = open(&bytes, "a passphrase").unwrap();
        assert_eq!((digest(&opened), &opened.name), (digest(&tree()), &tree().name));
        assert_eq!(*opened.description, *tree().description);
        for wrong in ["another passphrase", ""] {
            assert!(matches!(open(&bytes, wrong), Err(ServiceError::WrongMasterPassword)));
        }
        assert_ne!(archive(), bytes, "never twice the same");
    }

    // attack: C3, I7
    #[test]
    fn a_changed_cut_or_lengthened_archive_does_not_open() {
        let bytes = archive();
        let places = (0..bytes.len())
            .filter(|at| (*at < 200 && at % 9 == 0) || at % 20_011 == 0 || *at + 3 > bytes.len());
        for at in places {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert!(open(&changed, "a passphrase").is_err(), "byte {at}");
        }
        let chunk = CHUNK_BYTES + TAG_BYTES;
        let begin = bytes.len() - (bytes.len() - MAGIC.len() - 17 - LOCKED_BYTES - HEADER_BYTES);
        for cut in [0, 10, 40, 150, begin, begin + chunk, begin + 2 * chunk, bytes.len() - 1] {
            assert!(open(&bytes[..cut], "a passphrase").is_err(), "cut at {cut}");
        }
        let doubled = [&bytes[..begin + chunk], &bytes[begin..]].concat();
        assert!(open(&doubled, "a passphrase").is_err());
        assert!(open(&[&bytes[..], b"x"].concat(), "a passphrase").is_err());
    }
}
