//! The keys that follow from the composite key and the header.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256, Sha512};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use super::header::Header;
use crate::ImportError;

/// The key of the cipher, and the base of the block keys of KDBX 4.
pub(super) struct Keys {
    pub cipher: Zeroizing<[u8; 32]>,
    hmac_base: Zeroizing<[u8; 64]>,
}

impl Keys {
    /// Runs the key derivation.
    pub(super) fn derive(header: &Header, composite: &[u8; 32]) -> Result<Self, ImportError> {
        let transformed = header.kdf.derive(composite)?;
        let cipher = Sha256::new().chain_update(header.master_seed).chain_update(*transformed).finalize();
        let base = Sha512::new()
            .chain_update(header.master_seed)
            .chain_update(*transformed)
            .chain_update([1])
            .finalize();
        Ok(Self { cipher: Zeroizing::new(cipher.into()), hmac_base: Zeroizing::new(base.into()) })
    }

    /// Whether `tag` is the keyed hash of the header: the key is right.
    pub(super) fn authenticates_header(&self, header: &[u8], tag: &[u8; 32]) -> bool {
        self.authenticates(u64::MAX, &[header], tag)
    }

    /// Whether `tag` is the keyed hash of block `index`.
    pub(super) fn authenticates_block(&self, index: u64, block: &[u8], tag: &[u8; 32]) -> bool {
        let Ok(length) = u32::try_from(block.len()) else { return false };
        self.authenticates(index, &[&index.to_le_bytes(), &length.to_le_bytes(), block], tag)
    }

    /// The keyed hash of the header.
    pub(super) fn header_tag(&self, header: &[u8]) -> [u8; 32] {
        self.tag(u64::MAX, &[header])
    }

    /// The keyed hash of block `index`, which is smaller than 4 GiB.
    pub(super) fn block_tag(&self, index: u64, block: &[u8]) -> [u8; 32] {
        let length = u32::try_from(block.len()).unwrap_or(u32::MAX);
        self.tag(index, &[&index.to_le_bytes(), &length.to_le_bytes(), block])
    }

    fn authenticates(&self, index: u64, parts: &[&[u8]], tag: &[u8; 32]) -> bool {
        self.tag(index, parts).ct_eq(tag).into()
    }

    fn tag(&self, index: u64, parts: &[&[u8]]) -> [u8; 32] {
        let key = Sha512::new().chain_update(index.to_le_bytes()).chain_update(*self.hmac_base).finalize();
        let key: Zeroizing<[u8; 64]> = Zeroizing::new(key.into());
        // INVARIANT: a key of any length is a key of HMAC.
        let mut mac = Hmac::<Sha256>::new_from_slice(&*key).unwrap_or_else(|_| unreachable!());
        for part in parts {
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}
