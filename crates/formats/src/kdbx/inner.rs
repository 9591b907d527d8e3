//! The key stream of protected values, and the inner header of KDBX 4 that brings it and the attachments.

use std::{collections::HashMap, io::Read, sync::Arc};

use chacha20::{
    ChaCha20,
    cipher::{KeyIvInit as _, StreamCipher as _},
};
use salsa20::Salsa20;
use sha2::{Digest as _, Sha256, Sha512};
use zeroize::Zeroizing;

use crate::{ImportError, Limits, Place, budget::Budget, wiped};

/// Fixed by the format.
const SALSA20_NONCE: [u8; 8] = [0xe8, 0x30, 0x09, 0x4b, 0x97, 0x20, 0x5d, 0x2a];

/// The key stream over all protected values of a file, in the order of the document.
pub(super) enum InnerStream {
    /// Protected values are not encrypted once more.
    None,
    /// There is no key for protected values: a document that stands alone.
    Absent,
    /// KDBX 3.
    Salsa20(Box<Salsa20>),
    /// KDBX 4.
    ChaCha20(Box<ChaCha20>),
}

impl InnerStream {
    /// The stream of that number, with the key that the file has for it.
    pub(super) fn new(id: u32, key: &[u8]) -> Result<Self, ImportError> {
        let wrong =
            |_| ImportError::damaged(Place::InnerHeader, "the key of protected values has the wrong size");
        match id {
            0 => Ok(Self::None),
            2 => {
                let key = Zeroizing::new(<[u8; 32]>::from(Sha256::digest(key)));
                let stream = Salsa20::new_from_slices(&*key, &SALSA20_NONCE).map_err(wrong)?;
                Ok(Self::Salsa20(Box::new(stream)))
            }
            3 => {
                let hash = Zeroizing::new(<[u8; 64]>::from(Sha512::digest(key)));
                let (key, rest) = hash.split_at(32);
                let nonce = rest.get(..12).unwrap_or_default();
                Ok(Self::ChaCha20(Box::new(ChaCha20::new_from_slices(key, nonce).map_err(wrong)?)))
            }
            1 => Err(ImportError::Unsupported("the old ARC4 variant for protected values".into())),
            other => Err(ImportError::Unsupported(format!("the inner cipher {other}").into())),
        }
    }

    /// Decrypts the next value. `None` if the stream is used up.
    pub(super) fn apply(&mut self, value: &mut [u8]) -> Option<()> {
        match self {
            Self::None => Some(()),
            Self::Absent => value.is_empty().then_some(()),
            Self::Salsa20(stream) => stream.try_apply_keystream(value).ok(),
            Self::ChaCha20(stream) => stream.try_apply_keystream(value).ok(),
        }
    }
}

/// The attachments' bytes by the name that entries refer to them with.
#[derive(Default)]
pub(super) struct Binaries(HashMap<String, Arc<Zeroizing<Vec<u8>>>>);

impl Binaries {
    /// Keeps one. Whether the name was free.
    pub(super) fn insert(
        &mut self,
        name: String,
        bytes: Zeroizing<Vec<u8>>,
        budget: &mut Budget,
    ) -> Result<bool, ImportError> {
        budget.charge(bytes.len().saturating_add(128))?;
        Ok(self.0.insert(name, Arc::new(bytes)).is_none())
    }

    /// The bytes of that name.
    pub(super) fn get(&self, name: &str) -> Option<Arc<Zeroizing<Vec<u8>>>> {
        self.0.get(name).cloned()
    }
}

/// Reads the inner header of KDBX 4: attachments numbered in order, and the key stream.
pub(super) fn read_header(
    payload: &mut impl Read,
    binaries: &mut Binaries,
    budget: &mut Budget,
    limits: &Limits,
) -> Result<InnerStream, ImportError> {
    let (mut stream, mut key, mut count) = (None, None, 0_u64);
    loop {
        let [id] = number(payload)?;
        let length = u32::from_le_bytes(number(payload)?) as usize;
        let value = sized(payload, length, limits)?;
        match id {
            0 => break,
            1 => stream = Some(u32::from_le_bytes(value.as_slice().try_into().map_err(|_| wrong_size())?)),
            2 => key = Some(value),
            3 => {
                // The first byte only says whether to protect it in memory.
                let bytes = Zeroizing::new(value.get(1..).ok_or_else(wrong_size)?.to_vec());
                binaries.insert(count.to_string(), bytes, budget)?;
                count += 1;
            }
            _ => {}
        }
    }
    let missing = || ImportError::damaged(Place::InnerHeader, "a field is missing");
    InnerStream::new(stream.ok_or_else(missing)?, &key.ok_or_else(missing)?)
}

/// Memory grows with what the payload really has, not with the length it claims.
fn sized(
    payload: &mut impl Read,
    mut left: usize,
    limits: &Limits,
) -> Result<Zeroizing<Vec<u8>>, ImportError> {
    if left > limits.attachment_bytes.saturating_add(1) {
        return Err(ImportError::limit("size of an attachment in bytes", limits.attachment_bytes as u64));
    }
    let mut value = Zeroizing::new(Vec::new());
    let mut scratch = wiped::buffer(left.min(16 << 10));
    while left > 0 {
        let size = left.min(scratch.len());
        let part = scratch.get_mut(..size).unwrap_or_default();
        payload.read_exact(part).map_err(|error| ImportError::at_end(error, Place::InnerHeader))?;
        wiped::append(&mut value, part);
        left -= size;
    }
    Ok(value)
}

fn number<const N: usize>(payload: &mut impl Read) -> Result<[u8; N], ImportError> {
    let mut bytes = [0; N];
    payload.read_exact(&mut bytes).map_err(|error| ImportError::at_end(error, Place::InnerHeader))?;
    Ok(bytes)
}

const fn wrong_size() -> ImportError {
    ImportError::damaged(Place::InnerHeader, "a field has the wrong size")
}
