//! Writing KDBX 4.1: Argon2id, ChaCha20, gzip, as KeePassXC and KeePass 2 make it.
//!
//! Nothing is held back for a second look: document, compression, encryption and blocks are a chain of writers, and
//! what they kept of the plain bytes is wiped. What the format has no place for (history of folders, the types and
//! categories of entries) goes along as custom data, which other programs keep and do not show.

mod document;
mod header;
mod layers;
mod strings;
mod xml;

use std::io::Write;

use zeroize::{Zeroize, ZeroizeOnDrop};

use self::layers::{Blocks, Encrypt, Gzip};
use super::{composite, inner::InnerStream, keys::Keys};
use crate::{
    Credentials,
    export::{ExportError, Tree},
};

/// How dear it is to try a password: the settings of Argon2id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KdbxCost {
    /// In bytes; at least 8 KiB for each lane.
    pub memory_bytes: u64,
    /// Passes over the memory.
    pub passes: u64,
    /// Lanes.
    pub lanes: u32,
}

impl Default for KdbxCost {
    /// 64 MiB and 6 passes: about half a second, and it opens on a telephone.
    fn default() -> Self {
        Self { memory_bytes: 64 << 20, passes: 6, lanes: 2 }
    }
}

/// Everything of a file that has to be random, and new for each file.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct KdbxRandomness {
    master_seed: [u8; 32],
    salt: [u8; 32],
    iv: [u8; 12],
    stream_key: [u8; 64],
}

impl KdbxRandomness {
    /// How many bytes it takes.
    pub const BYTES: usize = 140;

    /// From bytes of the operating system's generator, which are used for one file alone.
    pub fn new(bytes: &[u8; Self::BYTES]) -> Self {
        let mut made = Self { master_seed: [0; 32], salt: [0; 32], iv: [0; 12], stream_key: [0; 64] };
        let parts = [&mut made.master_seed[..], &mut made.salt, &mut made.iv, &mut made.stream_key];
        parts.into_iter().flatten().zip(bytes).for_each(|(to, from)| *to = *from);
        made
    }
}

/// Writes `tree` as a file that `credentials` open. Takes as long as `cost` says, and as much memory: call it off the
/// threads that answer requests.
///
/// # Errors
/// [`ExportError`]. What was written until then is no file.
pub fn write(
    tree: &Tree,
    credentials: &Credentials,
    cost: KdbxCost,
    random: &KdbxRandomness,
    mut out: impl Write,
) -> Result<(), ExportError> {
    let cannot = |_| ExportError::Cost;
    let header = header::make(cost, random);
    let keys = Keys::derive(&header, &*composite::key(credentials).map_err(cannot)?).map_err(cannot)?;
    out.write_all(&header.bytes)?;
    out.write_all(&header::hash(&header.bytes))?;
    out.write_all(&keys.header_tag(&header.bytes))?;

    let blocks = Blocks::new(out, &keys);
    let encrypt = Encrypt::new(blocks, &keys.cipher, &random.iv).ok_or(ExportError::Cost)?;
    let mut payload = Gzip::new(encrypt)?;
    header::write_inner(&mut payload, &random.stream_key, tree)?;
    let stream = InnerStream::new(header::CHACHA20_STREAM, &random.stream_key).map_err(cannot)?;
    document::write(tree, stream, &mut payload)?;
    payload.finish()?.finish().finish()?.flush()?;
    Ok(())
}
