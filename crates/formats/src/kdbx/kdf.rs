//! Key derivation: what makes guessing a password slow, and a hostile file expensive. [`Kdf::check`] comes first.

use aes::{
    Aes256, Block,
    cipher::{BlockCipherEncrypt as _, KeyInit as _},
};
use argon2::{Algorithm, Argon2, Params, Version};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::variant::Dictionary;
use crate::{ImportError, Limits, Place};

/// A key derivation with its settings, as the file claims them.
pub(super) enum Kdf {
    /// AES-KDF: each half of the key encrypted `rounds` times.
    Aes { rounds: u64, seed: [u8; 32] },
    /// Argon2d or Argon2id.
    Argon2 {
        algorithm: Algorithm,
        version: Version,
        salt: Vec<u8>,
        lanes: u32,
        memory_bytes: u64,
        passes: u64,
    },
}

const AES_KDF: u128 = 0xc9d9_f39a_628a_4460_bf74_0d08_c18a_4fea;
const AES_KDF_KEEPASSXC: u128 = 0x7c02_bb82_79a7_4ac0_927d_114a_0064_8238;
const ARGON2D: u128 = 0xef63_6ddf_8c29_444b_91f7_a9a4_03e3_0a0c;
const ARGON2ID: u128 = 0x9e29_8b19_56db_4773_b23d_fc3e_c6f0_a1e6;

impl Kdf {
    /// The settings of a KDBX 4 header.
    pub(super) fn from_parameters(settings: &Dictionary<'_>) -> Result<Self, ImportError> {
        let algorithm = match u128::from_be_bytes(settings.array("$UUID")?) {
            AES_KDF | AES_KDF_KEEPASSXC => {
                return Ok(Self::Aes { rounds: settings.u64("R")?, seed: settings.array("S")? });
            }
            ARGON2D => Algorithm::Argon2d,
            ARGON2ID => Algorithm::Argon2id,
            other => {
                return Err(ImportError::Unsupported(format!("the key derivation {other:032x}").into()));
            }
        };
        if settings.has("K") || settings.has("A") {
            return Err(ImportError::Unsupported("Argon2 with a secret key or associated data".into()));
        }
        let version = match settings.u32("V")? {
            0x10 => Version::V0x10,
            0x13 => Version::V0x13,
            _ => return Err(ImportError::Unsupported("this version of Argon2".into())),
        };
        Ok(Self::Argon2 {
            algorithm,
            version,
            salt: settings.bytes("S")?.to_vec(),
            lanes: settings.u32("P")?,
            memory_bytes: settings.u64("M")?,
            passes: settings.u64("I")?,
        })
    }

    /// Compares what derivation would take with the ceilings, before anything is derived or allocated.
    pub(super) fn check(&self, limits: &Limits) -> Result<(), ImportError> {
        let within = |what, value: u64, limit: u64| {
            if value > limit { Err(ImportError::limit(what, limit)) } else { Ok(()) }
        };
        match self {
            Self::Aes { rounds, .. } => within("rounds of key derivation", *rounds, limits.kdf_rounds),
            Self::Argon2 { lanes, memory_bytes, passes, .. } => {
                let work = memory_bytes.saturating_mul(*passes);
                within("memory of key derivation in bytes", *memory_bytes, limits.kdf_memory_bytes)?;
                within("passes of key derivation", *passes, limits.kdf_passes)?;
                within("work of key derivation in bytes", work, limits.kdf_work_bytes)?;
                within("lanes of key derivation", u64::from(*lanes), u64::from(limits.kdf_lanes))
            }
        }
    }

    /// Derives the transformed key. Takes as long as the settings say.
    pub(super) fn derive(&self, composite: &[u8; 32]) -> Result<Zeroizing<[u8; 32]>, ImportError> {
        match self {
            Self::Aes { rounds, seed } => Ok(aes_kdf(composite, seed, *rounds)),
            Self::Argon2 { algorithm, version, salt, lanes, memory_bytes, passes } => {
                let kib = u32::try_from(memory_bytes / 1024).map_err(|_| unusable())?;
                let passes = u32::try_from(*passes).map_err(|_| unusable())?;
                let params = Params::new(kib, passes, *lanes, Some(32)).map_err(|_| unusable())?;
                let mut memory = Zeroizing::new(Vec::new());
                memory.try_reserve_exact(params.block_count()).map_err(|_| no_memory())?;
                memory.resize(params.block_count(), argon2::Block::default());
                let mut key = Zeroizing::new([0; 32]);
                Argon2::new(*algorithm, *version, params)
                    .hash_password_into_with_memory(composite, salt, &mut *key, memory.as_mut_slice())
                    .map_err(|_| unusable())?;
                Ok(key)
            }
        }
    }
}

fn aes_kdf(composite: &[u8; 32], seed: &[u8; 32], rounds: u64) -> Zeroizing<[u8; 32]> {
    let cipher = Aes256::new(seed.into());
    let (left, right) = composite.split_at(16);
    let mut halves = Zeroizing::new([Block::default(); 2]);
    for (half, bytes) in halves.iter_mut().zip([left, right]) {
        half.copy_from_slice(bytes);
    }
    for _ in 0..rounds {
        cipher.encrypt_blocks(&mut *halves);
    }
    let mut hash = Sha256::new();
    for half in halves.iter() {
        hash.update(half);
    }
    Zeroizing::new(hash.finalize().into())
}

const fn unusable() -> ImportError {
    ImportError::damaged(Place::Header, "the key derivation settings are out of range")
}

const fn no_memory() -> ImportError {
    ImportError::Read(std::io::ErrorKind::OutOfMemory)
}
