//! The header that says what a file is encrypted with, and the inner one that brings the attachments.

use std::io::{self, Write};

use argon2::{Algorithm, Version};
use sha2::{Digest as _, Sha256};

use super::{KdbxCost, KdbxRandomness};
use crate::{
    export::{ExportError, Tree},
    kdbx::{
        header::{Cipher, Header, Integrity, SIGNATURE},
        kdf::Kdf,
    },
};

/// The number of the key stream of protected values.
pub(super) const CHACHA20_STREAM: u32 = 3;

const CHACHA20: u128 = 0xd603_8a2b_8b6f_4cb5_a524_339a_31db_b59a;
const ARGON2ID: u128 = 0x9e29_8b19_56db_4773_b23d_fc3e_c6f0_a1e6;
const ARGON2_VERSION: u32 = 0x13;

/// The header of a file of version 4.1.
pub(super) fn make(cost: KdbxCost, random: &KdbxRandomness) -> Header {
    let mut bytes = SIGNATURE.to_vec();
    bytes.extend(1_u16.to_le_bytes());
    bytes.extend(4_u16.to_le_bytes());
    field(&mut bytes, 2, &CHACHA20.to_be_bytes());
    field(&mut bytes, 3, &1_u32.to_le_bytes());
    field(&mut bytes, 4, &random.master_seed);
    field(&mut bytes, 7, &random.iv);
    field(&mut bytes, 11, &kdf_parameters(cost, random));
    field(&mut bytes, 0, b"\r\n\r\n");
    Header {
        cipher: Cipher::ChaCha20,
        compressed: true,
        master_seed: random.master_seed,
        iv: random.iv.to_vec(),
        kdf: Kdf::Argon2 {
            algorithm: Algorithm::Argon2id,
            version: Version::V0x13,
            salt: random.salt.to_vec(),
            lanes: cost.lanes,
            memory_bytes: cost.memory_bytes,
            passes: cost.passes,
        },
        integrity: Integrity::Authenticated,
        bytes,
    }
}

/// The plain hash of the header, which tells damage from a wrong key.
pub(super) fn hash(header: &[u8]) -> [u8; 32] {
    Sha256::digest(header).into()
}

fn kdf_parameters(cost: KdbxCost, random: &KdbxRandomness) -> Vec<u8> {
    let mut out = 0x0100_u16.to_le_bytes().to_vec();
    let mut item = |kind: u8, name: &str, value: &[u8]| {
        out.push(kind);
        sized(&mut out, name.as_bytes());
        sized(&mut out, value);
    };
    item(0x42, "$UUID", &ARGON2ID.to_be_bytes());
    item(0x42, "S", &random.salt);
    item(0x04, "P", &cost.lanes.to_le_bytes());
    item(0x05, "M", &cost.memory_bytes.to_le_bytes());
    item(0x05, "I", &cost.passes.to_le_bytes());
    item(0x04, "V", &ARGON2_VERSION.to_le_bytes());
    out.push(0);
    out
}

fn field(out: &mut Vec<u8>, id: u8, value: &[u8]) {
    out.push(id);
    sized(out, value);
}

/// Only for what is a few bytes long.
fn sized(out: &mut Vec<u8>, value: &[u8]) {
    out.extend(u32::try_from(value.len()).unwrap_or(u32::MAX).to_le_bytes());
    out.extend(value);
}

/// Writes the inner header: the key stream, and every attachment of every entry in the order of the tree, by which the
/// document names them.
pub(super) fn write_inner(
    out: &mut impl Write,
    stream_key: &[u8; 64],
    tree: &Tree,
) -> Result<(), ExportError> {
    inner(out, 1, &[&CHACHA20_STREAM.to_le_bytes()])?;
    inner(out, 2, &[stream_key])?;
    for file in tree.objects.iter().flat_map(|object| &object.attachments) {
        if u32::try_from(file.bytes.len().saturating_add(1)).is_err() {
            return Err(ExportError::TooLarge("an attachment of 4 GiB and more does not fit into KDBX"));
        }
        // One: kept out of swap where the program that reads it can.
        inner(out, 3, &[&[1], &file.bytes])?;
    }
    Ok(inner(out, 0, &[])?)
}

fn inner(out: &mut impl Write, id: u8, value: &[&[u8]]) -> io::Result<()> {
    let length: usize = value.iter().map(|part| part.len()).sum();
    out.write_all(&[id])?;
    out.write_all(&u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes())?;
    value.iter().try_for_each(|part| out.write_all(part))
}
