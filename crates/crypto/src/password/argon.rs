//! One run of Argon2id: 64 bytes from a password and a salt.

use argon2::{Algorithm, Argon2, Block, Version};
use zeroize::Zeroizing;

use super::{Params, PasswordError, text};

/// Bytes of a salt (RFC 9106, 3.1 recommends 16).
pub(super) const SALT: usize = 16;

/// Stretches `password` (normalised here) under `salt`. The caller splits the 64 bytes by HKDF and keeps
/// none of them.
pub(super) fn stretch(
    password: &str,
    salt: &[u8; SALT],
    params: &Params,
) -> Result<Box<Zeroizing<[u8; 64]>>, PasswordError> {
    let password = text::normalised(password)?;
    let params = argon2::Params::new(params.memory_kib(), params.passes(), params.lanes(), Some(64))
        .map_err(|_| PasswordError::OutOfMemory)?;
    // The crate's own memory is given back unwiped, and the first blocks and the last tell the password's
    // hash; so the memory is ours. Asked for in a way that can fail instead of ending the process.
    let mut memory = Zeroizing::new(Vec::new());
    memory.try_reserve_exact(params.block_count()).map_err(|_| PasswordError::OutOfMemory)?;
    memory.resize(params.block_count(), Block::default());
    let mut out = Box::new(Zeroizing::new([0; 64]));
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into_with_memory(
            password.as_bytes(),
            salt,
            out.as_mut().as_mut(),
            memory.as_mut_slice(),
        )
        .map_err(|_| PasswordError::OutOfMemory)?;
    Ok(out)
}
