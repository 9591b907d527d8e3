//! KDBX, the database of KeePass 2: versions 3.1, 4.0 and 4.1, and the older 2.x and 3.0 that are laid out alike.
//!
//! The file is read as a chain of streams: decrypt, check and join blocks, inflate, parse. The document is
//! read in its own order, because each protected value takes the next bytes of one key stream.
//!
//! Sources: "KDBX File Format Specification" at keepass.info; the sources of KeePass 2.5x and KeePassXC 2.7.

mod blocks;
mod cipher;
mod composite;
mod document;
mod gzip;
mod header;
mod inner;
mod kdf;
mod keys;
mod variant;
pub(crate) mod write;

use std::io::Read;

use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use self::{
    blocks::{HashedBlocks, HmacBlocks},
    cipher::DecryptReader,
    document::Context,
    gzip::Payload,
    header::{Header, Integrity},
    inner::{Binaries, InnerStream},
    keys::Keys,
};
use crate::{
    Bundle, Credentials, Format, ImportError, Limits, Place,
    budget::{Budget, Unpacked},
    source::Source,
};

/// Whether a file starts like a KDBX file that [`read`] may be asked to open.
pub fn sniff(start: &[u8]) -> bool {
    start.starts_with(&header::SIGNATURE)
}

/// Reads a whole KDBX file.
///
/// # Errors
///
/// [`ImportError`]. A wrong key is told from damage as far as the version of the format allows.
pub fn read(file: impl Read, credentials: &Credentials, limits: &Limits) -> Result<Bundle, ImportError> {
    let composite = composite::key(credentials)?;
    let mut file = Source::new(file, limits);
    let header = Header::read(&mut file)?;
    header.kdf.check(limits)?;
    match &header.integrity {
        Integrity::Authenticated => read_4(file, &header, &composite, limits),
        Integrity::StartBytes { .. } => read_3(file, &header, &composite, limits),
    }
}

fn read_4(
    mut file: impl Read,
    header: &Header,
    composite: &[u8; 32],
    limits: &Limits,
) -> Result<Bundle, ImportError> {
    let (mut hash, mut tag) = ([0; 32], [0; 32]);
    file.read_exact(&mut hash).map_err(|error| ImportError::at_end(error, Place::Header))?;
    file.read_exact(&mut tag).map_err(|error| ImportError::at_end(error, Place::Header))?;
    if hash != *Sha256::digest(&header.bytes) {
        return Err(ImportError::damaged(Place::Header, "its hash does not fit"));
    }
    let keys = Keys::derive(header, composite)?;
    if !keys.authenticates_header(&header.bytes, &tag) {
        return Err(ImportError::WrongKey);
    }
    let unpacked = Unpacked::new(limits);
    let blocks = HmacBlocks::new(file, &keys, limits);
    let plain = DecryptReader::new(blocks, header.cipher, &keys.cipher, &header.iv)?;
    let mut payload = Payload::new(plain, header.compressed, unpacked.clone());
    let mut memory = memory(limits);
    let mut binaries = Binaries::default();
    let stream = inner::read_header(&mut payload, &mut binaries, &mut memory, limits)?;
    document::read(payload, Context { stream, binaries, unpacked, memory, header_hash: None }, limits)
}

fn read_3(
    file: impl Read,
    header: &Header,
    composite: &[u8; 32],
    limits: &Limits,
) -> Result<Bundle, ImportError> {
    let Integrity::StartBytes { start, stream_key, stream } = &header.integrity else {
        return Err(ImportError::damaged(Place::Header, "a field is missing"));
    };
    let stream = InnerStream::new(*stream, stream_key)?;
    let keys = Keys::derive(header, composite)?;
    let mut plain = DecryptReader::new(file, header.cipher, &keys.cipher, &header.iv)?;
    let mut first = Zeroizing::new([0; 32]);
    // A wrong key may show as a broken padding already, when the payload is short.
    plain.read_exact(&mut *first).map_err(|error| match ImportError::at_end(error, Place::Payload) {
        ImportError::Damaged { .. } => ImportError::WrongKeyOrDamaged,
        other => other,
    })?;
    if !bool::from(first.ct_eq(start)) {
        return Err(ImportError::WrongKeyOrDamaged);
    }
    let unpacked = Unpacked::new(limits);
    let blocks = HashedBlocks::new(plain, limits);
    let payload = Payload::new(blocks, header.compressed, unpacked.clone());
    let header_hash = Some(Sha256::digest(&header.bytes).into());
    let context =
        Context { stream, binaries: Binaries::default(), unpacked, memory: memory(limits), header_hash };
    document::read(payload, context, limits)
}

/// Reads a document that stands in a file of its own, without encryption.
pub(crate) fn read_document(document: impl Read, limits: &Limits) -> Result<Bundle, ImportError> {
    let unpacked = Unpacked::new(limits);
    let payload = Payload::new(document, false, unpacked.clone());
    let (stream, binaries) = (InnerStream::Absent, Binaries::default());
    document::read(
        payload,
        Context { stream, binaries, unpacked, memory: memory(limits), header_hash: None },
        limits,
    )
}

fn memory(limits: &Limits) -> Budget {
    Budget::new("memory of the content in bytes", limits.bundle_bytes)
}

fn not_kdbx() -> ImportError {
    ImportError::NotThisFormat(Format::Kdbx)
}
