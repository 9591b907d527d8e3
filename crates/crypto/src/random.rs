//! Randomness: the operating system's generator, and nothing else.
//!
//! Every key, nonce, salt, token and id comes through this module. It must never keep a state of its own:
//! a generator in user space is copied by `fork` and by a restored snapshot of a virtual machine, and then
//! two copies give the same "random" bytes.

/// The operating system gave no random bytes. Nothing that needs them may go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the operating system's random generator failed")]
pub struct RandomError;

/// Fills `bytes` from the operating system's generator.
///
/// # Errors
/// [`RandomError`] if the generator fails; `bytes` may then be filled in part and must not be used.
pub fn fill(bytes: &mut [u8]) -> Result<(), RandomError> {
    getrandom::fill(bytes).map_err(|_| RandomError)
}

/// `N` random bytes. For keys use [`crate::key`], which wipes them.
///
/// # Errors
/// [`RandomError`] if the generator fails.
pub fn bytes<const N: usize>() -> Result<[u8; N], RandomError> {
    let mut bytes = [0; N];
    fill(&mut bytes)?;
    Ok(bytes)
}

/// A UUID of version 7 (RFC 9562, 5.7): 48 bits of milliseconds, then 74 random bits.
///
/// `now_micros` is microseconds since 1970-01-01T00:00:00Z; instants before that count as that. Ids made
/// in the same millisecond are in no order. An id is a name and never a credential: those have 256 random
/// bits ([`crate::token`]).
///
/// # Errors
/// [`RandomError`] if the generator fails.
pub fn uuid_v7(now_micros: i64) -> Result<crate::Id, RandomError> {
    let millis = u64::try_from(now_micros).unwrap_or(0) / 1000;
    let mut id: crate::Id = bytes()?;
    let [.., m0, m1, m2, m3, m4, m5] = millis.to_be_bytes();
    let [t0, t1, t2, t3, t4, t5, version, _, variant, ..] = &mut id;
    (*t0, *t1, *t2, *t3, *t4, *t5) = (m0, m1, m2, m3, m4, m5);
    *version = 0x70 | (*version & 0x0f);
    *variant = 0x80 | (*variant & 0x3f);
    Ok(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn version_7_has_the_layout_of_rfc_9562() {
        // RFC 9562, appendix A.6: 2022-02-22 14:22:22 -5 is 0x017F22E279B0 milliseconds.
        let id = uuid_v7(0x017F_22E2_79B0 * 1000 + 999).unwrap();
        assert_eq!(id[..6], [0x01, 0x7F, 0x22, 0xE2, 0x79, 0xB0]);
        assert_eq!(id[6] >> 4, 7, "version");
        assert_eq!(id[8] >> 6, 0b10, "variant");
    }

    // attack: C5
    #[test]
    fn ids_of_one_instant_differ_in_every_random_bit() {
        let (mut ones, mut zeros) = ([0u8; 16], [0u8; 16]);
        for _ in 0..200 {
            let id = uuid_v7(-5).unwrap();
            for (i, byte) in id.iter().enumerate() {
                ones[i] |= byte;
                zeros[i] |= !byte;
            }
        }
        let both: Vec<u8> = ones.iter().zip(zeros).map(|(a, b)| a & b).collect();
        assert_eq!(hex::encode(both), "0000000000000fff3fffffffffffffff");
    }

    #[test]
    fn bytes_are_not_left_as_they_were() {
        assert_ne!(bytes::<32>().unwrap(), [0; 32]);
        assert_ne!(bytes::<32>().unwrap(), bytes::<32>().unwrap());
    }
}
