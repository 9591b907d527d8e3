//! Drawing numbers without bias from a source of random bytes.

use zeroize::Zeroize;

use super::GenerateError;

/// Fills the bytes with randomness.
pub(super) type Source<'a> = dyn FnMut(&mut [u8]) + 'a;

/// How often drawing is tried before the source counts as broken. A sound source fails a try with probability
/// below one half in [`below`], and below 0.999 in what else tries again.
pub(super) const TRIES: usize = 100_000;

/// A number below `bound`, each equally likely. Numbers from the incomplete last stretch of the 2^32 are drawn again,
/// because taking their remainder would favour small results.
pub(super) fn below(source: &mut Source<'_>, bound: usize) -> Result<usize, GenerateError> {
    let bound = u32::try_from(bound).ok().filter(|bound| *bound > 0).ok_or(GenerateError::NoCharacters)?;
    let whole = u32::MAX - u32::MAX % bound;
    let mut bytes = [0; 4];
    for _ in 0..TRIES {
        source(&mut bytes);
        let drawn = u32::from_le_bytes(bytes);
        if drawn < whole {
            bytes.zeroize();
            return usize::try_from(drawn % bound).map_err(|_| GenerateError::Randomness);
        }
    }
    Err(GenerateError::Randomness)
}

/// One of `choices`, each equally likely.
pub(super) fn pick<T: Copy>(source: &mut Source<'_>, choices: &[T]) -> Result<T, GenerateError> {
    let index = below(source, choices.len())?;
    choices.get(index).copied().ok_or(GenerateError::NoCharacters)
}
