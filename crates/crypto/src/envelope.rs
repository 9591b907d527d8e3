//! Envelopes: records sealed with XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03) under a random nonce of
//! 192 bits, bound to the place they stand in.
//!
//! ```text
//! envelope  = version (1 byte, 1) | nonce (24) | ciphertext of padded | tag (16)
//! padded    = length of plaintext (4, little endian) | plaintext | zeros up to a step
//! bound     = "SRE1" | kind (1) | database (16) | object (16) | revision (8, big endian)
//! ```
//!
//! `bound` is the associated data: nothing of it is stored in the envelope, all of it must be the same when
//! it is opened. So a ciphertext that was moved to another row, column or database does not open, and neither
//! does an old revision that was put back under the new revision's number.
//!
//! **Padding.** The length of a ciphertext must not tell the length of a password. The plaintext with its
//! length is filled up to a multiple of a step: 256 bytes for secrets, 64 for names and texts, nothing for
//! what the server itself made; from 2 KiB (512 bytes) on, the step is an eighth of the greatest power of two
//! that fits, so that long records grow by an eighth at most. All passwords with user name and a short note
//! have one length.
//!
//! **Nonces.** 192 random bits from the operating system for each envelope: after 2^64 envelopes under one key
//! two are the same with a probability below 2^-64, with any number of writers, restored copies and forks.
//!
//! This module must never say why an envelope does not open.

mod padding;
mod place;

pub use place::{Place, RecordKind};

use chacha20poly1305::{KeyInit as _, Tag, XChaCha20Poly1305, XNonce, aead::AeadInOut as _};
use zeroize::Zeroizing;

use crate::{OpenError, SealError, key::EnvelopeKey, random};

/// The greatest plaintext, in bytes: 128 MiB. Greater things are attachments ([`crate::stream`]).
pub const PLAINTEXT_LIMIT: usize = 1 << 27;

const VERSION: u8 = 1;
const NONCE: usize = 24;
const TAG: usize = 16;
const HEAD: usize = 1 + NONCE;

/// Seals `plaintext` for `place`.
///
/// # Errors
/// [`SealError`] if the generator fails or the plaintext is over [`PLAINTEXT_LIMIT`].
pub fn seal(key: &EnvelopeKey, place: &Place, plaintext: &[u8]) -> Result<Vec<u8>, SealError> {
    seal_with_nonce(key, place, plaintext, random::bytes()?)
}

fn seal_with_nonce(
    key: &EnvelopeKey,
    place: &Place,
    plaintext: &[u8],
    nonce: [u8; NONCE],
) -> Result<Vec<u8>, SealError> {
    let too_long = SealError::TooLong { limit: PLAINTEXT_LIMIT };
    if plaintext.len() > PLAINTEXT_LIMIT {
        return Err(too_long);
    }
    let padded = padding::padded_len(plaintext.len(), place.kind.step());
    // The whole length at once: a vector that grows leaves plaintext behind.
    let mut sealed = Zeroizing::new(Vec::with_capacity(HEAD + padded + TAG));
    sealed.push(VERSION);
    sealed.extend_from_slice(&nonce);
    padding::pad_onto(&mut sealed, plaintext, padded);
    let (_, body) = sealed.split_at_mut(HEAD);
    let tag = XChaCha20Poly1305::new(key.0.bytes().into())
        .encrypt_inout_detached(&XNonce::from(nonce), &place.bound(), body.into())
        .map_err(|_| too_long)?;
    sealed.extend_from_slice(&tag);
    Ok(std::mem::take(&mut *sealed))
}

/// Opens an envelope that was sealed under `key` for `place`. The plaintext is wiped when dropped.
///
/// # Errors
/// [`OpenError`] for everything that [`seal`] has not made under this key for this place.
pub fn open(key: &EnvelopeKey, place: &Place, envelope: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    let (version, rest) = envelope.split_first().ok_or(OpenError)?;
    let (nonce, rest) = rest.split_first_chunk::<NONCE>().ok_or(OpenError)?;
    let (body, tag) = rest.split_last_chunk::<TAG>().ok_or(OpenError)?;
    if *version != VERSION {
        return Err(OpenError);
    }
    let mut padded = Zeroizing::new(body.to_vec());
    XChaCha20Poly1305::new(key.0.bytes().into())
        .decrypt_inout_detached(
            &XNonce::from(*nonce),
            &place.bound(),
            padded.as_mut_slice().into(),
            &Tag::from(*tag),
        )
        .map_err(|_| OpenError)?;
    padding::unpad(&mut padded)?;
    Ok(padded)
}

#[cfg(test)]
mod tests;
