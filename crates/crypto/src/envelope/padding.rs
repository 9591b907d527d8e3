//! Padding: a length before the plaintext, zeros behind it.

use zeroize::Zeroizing;

use crate::OpenError;

/// Bytes of the length that stands before the plaintext.
const LENGTH: usize = 4;

/// Length of the padded form of `plaintext` bytes, a multiple of the greater of `step` and an eighth of the
/// greatest power of two that fits; step 1 pads nothing.
pub(super) fn padded_len(plaintext: usize, step: usize) -> usize {
    let len = plaintext + LENGTH;
    if step <= 1 {
        return len;
    }
    let eighth = (1 << len.ilog2()) / 8;
    len.next_multiple_of(step.max(eighth))
}

/// Appends the padded form of `plaintext`, `padded` bytes long.
pub(super) fn pad_onto(sealed: &mut Vec<u8>, plaintext: &[u8], padded: usize) {
    let start = sealed.len();
    // INVARIANT: PLAINTEXT_LIMIT is below 2^32.
    let length = u32::try_from(plaintext.len()).unwrap_or(u32::MAX);
    sealed.extend_from_slice(&length.to_le_bytes());
    sealed.extend_from_slice(plaintext);
    sealed.resize(start + padded, 0);
}

/// Leaves the plaintext of a padded form. The tag was checked, so that only a program of ours can have made
/// what is refused here.
pub(super) fn unpad(padded: &mut Zeroizing<Vec<u8>>) -> Result<(), OpenError> {
    let (length, rest) = padded.split_first_chunk::<LENGTH>().ok_or(OpenError)?;
    let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| OpenError)?;
    let (_, zeros) = rest.split_at_checked(length).ok_or(OpenError)?;
    if zeros.iter().any(|byte| *byte != 0) {
        return Err(OpenError);
    }
    padded.copy_within(LENGTH..LENGTH + length, 0);
    padded.truncate(length);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps() {
        for (plaintext, step, expected) in [
            (0, 1, 4),
            (1000, 1, 1004),
            (0, 256, 256),
            (8, 256, 256),
            (252, 256, 256),
            (253, 256, 512),
            (4000, 256, 4096),
            (4092, 256, 4096),
            (4093, 256, 4608),
            (65_532, 256, 65_536),
            (65_533, 256, 73_728),
            (0, 64, 64),
            (60, 64, 64),
            (61, 64, 128),
            (1 << 27, 256, (1 << 27) + (1 << 24)),
        ] {
            assert_eq!(padded_len(plaintext, step), expected, "{plaintext} {step}");
        }
    }

    #[test]
    fn padding_costs_an_eighth_at_most_beyond_the_first_steps() {
        for len in (2048..200_000).step_by(37) {
            let padded = padded_len(len, 256);
            assert!(padded >= len + 4 && padded - len - 4 <= len / 8 + 1, "{len} {padded}");
        }
    }

    #[test]
    fn padding_that_was_not_made_here_is_refused() {
        for bad in ["", "000000", "01000000", "0500000041424344", "0100000041420000", "ffffffff41"] {
            let mut padded = Zeroizing::new(hex::decode(bad).unwrap());
            assert_eq!(unpad(&mut padded), Err(OpenError), "{bad}");
        }
    }
}
