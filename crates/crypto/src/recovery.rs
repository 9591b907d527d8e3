//! Recovery codes: 130 random bits that a person writes down and types again, perhaps years later.
//!
//! 28 symbols of Crockford's base 32 (digits and letters without I, L, O, U) in groups of four: 26 symbols of
//! 5 random bits, and two that check them:
//!
//! ```text
//! K7QM-2D4X-90HN-PVWA-ZB3C-RT8E-J6YF
//! check = first 10 bits of SHA-256("strongroom recovery code check v1\0" | the 26 symbols)
//! key   = HKDF-SHA256(the 26 symbols, "recovery code" | database)
//! ```
//!
//! So much randomness needs no slow hash. The check symbols are there so that a slip of the pen (all but one
//! in a thousand) is told at once, and not by a database that does not open. This module must never show a
//! code but through [`RecoveryCode::expose`]: it is shown once.

use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::{
    Id,
    key::{Key, KeyEncryptionKey},
    random::{self, RandomError},
};

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const RANDOM_SYMBOLS: usize = 26;
const CHECK_SYMBOLS: usize = 2;
const SYMBOLS: usize = RANDOM_SYMBOLS + CHECK_SYMBOLS;
const GROUP: usize = 4;

/// The longest text that is looked at as a code, in bytes.
const TEXT_LIMIT: usize = 128;

/// Why a text is not a recovery code. It never repeats the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParseRecoveryCodeError {
    /// Not 28 letters and digits.
    #[error("not a recovery code: expected seven groups of four letters and digits")]
    Form,
    /// 28 letters and digits of which at least one is wrong.
    #[error("the recovery code has a slip: its last two symbols do not fit the others")]
    Check,
}

/// A recovery code; wiped when dropped.
pub struct RecoveryCode {
    /// 28 symbols of the alphabet.
    symbols: Zeroizing<[u8; SYMBOLS]>,
}

impl RecoveryCode {
    /// A new code from the operating system's generator.
    ///
    /// # Errors
    /// [`RandomError`] if the generator fails.
    pub fn generate() -> Result<Self, RandomError> {
        let mut symbols = Zeroizing::new([0; SYMBOLS]);
        random::fill(symbols.as_mut())?;
        for symbol in symbols.iter_mut() {
            *symbol = letter(*symbol);
        }
        let mut code = Self { symbols };
        let check = code.check();
        if let Some(last) = code.symbols.last_chunk_mut() {
            *last = check;
        }
        Ok(code)
    }

    fn random_part(&self) -> &[u8] {
        self.symbols.split_at(RANDOM_SYMBOLS).0
    }

    fn check(&self) -> [u8; CHECK_SYMBOLS] {
        let hash = Sha256::new()
            .chain_update(b"strongroom recovery code check v1\0")
            .chain_update(self.random_part())
            .finalize();
        let [first, second, ..]: [u8; 32] = hash.into();
        [letter(first >> 3), letter((first << 2) | (second >> 6))]
    }

    /// Reads what a person typed: case, spaces and hyphens are nothing, O is 0, I and L are 1.
    ///
    /// # Errors
    /// [`ParseRecoveryCodeError`].
    pub fn parse(text: &str) -> Result<Self, ParseRecoveryCodeError> {
        if text.len() > TEXT_LIMIT {
            return Err(ParseRecoveryCodeError::Form);
        }
        let mut symbols = Zeroizing::new([0; SYMBOLS]);
        let mut places = symbols.iter_mut();
        for typed in text.chars().filter(|typed| !typed.is_whitespace() && *typed != '-') {
            let place = places.next().ok_or(ParseRecoveryCodeError::Form)?;
            *place = meant(typed).ok_or(ParseRecoveryCodeError::Form)?;
        }
        if places.next().is_some() {
            return Err(ParseRecoveryCodeError::Form);
        }
        let code = Self { symbols };
        if code.symbols.last_chunk() != Some(&code.check()) {
            return Err(ParseRecoveryCodeError::Check);
        }
        Ok(code)
    }

    /// The text to be shown once: seven groups of four, with hyphens between them.
    pub fn expose(&self) -> Zeroizing<String> {
        // The whole length at once: a text that grows leaves copies of itself behind.
        let mut text = Zeroizing::new(String::with_capacity(SYMBOLS + SYMBOLS / GROUP));
        for (i, symbol) in self.symbols.iter().enumerate() {
            if i > 0 && i % GROUP == 0 {
                text.push('-');
            }
            text.push(char::from(*symbol));
        }
        text
    }

    /// The key that this code gives for `database` ([`crate::wrap::WrapKind::RecoveryCode`]).
    pub fn key(&self, database: Id) -> KeyEncryptionKey {
        KeyEncryptionKey(Key::derive(self.random_part(), &[b"recovery code", &database]))
    }
}

impl std::fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryCode(..)")
    }
}

/// The symbol of the five low bits.
fn letter(bits: u8) -> u8 {
    ALPHABET.iter().copied().nth(usize::from(bits & 31)).unwrap_or(b'0')
}

/// The symbol that a typed character means.
fn meant(typed: char) -> Option<u8> {
    let symbol = match typed.to_ascii_uppercase() {
        'O' => b'0',
        'I' | 'L' => b'1',
        other => u8::try_from(other).ok()?,
    };
    ALPHABET.contains(&symbol).then_some(symbol)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made by `tests/vectors/vectors.py`.
    const CODE: &str = "ABCD-EFGH-JKMN-PQRS-TVWX-YZ01-23BV";

    #[test]
    fn a_code_is_that_of_the_committed_vector() {
        let code = RecoveryCode::parse(CODE).unwrap();
        let shown = format!("{}\n{} key\n", *code.expose(), hex::encode(code.key([7; 16]).0.bytes()));
        assert_eq!(shown, include_str!("../tests/vectors/recovery.txt"));
    }

    #[test]
    fn a_code_survives_writing_and_typing() {
        for _ in 0..200 {
            let code = RecoveryCode::generate().unwrap();
            let text = code.expose();
            assert_eq!(text.len(), 34);
            assert_eq!(text.capacity(), 35, "it did not grow");
            let key = code.key([1; 16]);
            for typed in [
                text.to_string(),
                text.to_lowercase(),
                text.replace('-', ""),
                text.replace('-', " - "),
                format!("\t{}\r\n", text.replace('-', "\u{a0}")),
                text.replace('0', "O").replace('1', "l"),
                text.replace('0', "o").replace('1', "I"),
            ] {
                assert_eq!(RecoveryCode::parse(&typed).unwrap().key([1; 16]), key);
            }
            assert_ne!(code.key([2; 16]), key, "it opens one database");
        }
    }

    #[test]
    fn all_symbols_of_all_places_are_random() {
        let mut seen = vec![std::collections::BTreeSet::new(); SYMBOLS];
        for _ in 0..1000 {
            let code = RecoveryCode::generate().unwrap();
            seen.iter_mut().zip(*code.symbols).for_each(|(seen, symbol)| {
                seen.insert(symbol);
            });
        }
        assert!(seen.iter().all(|seen| seen.len() == 32), "a symbol is missing with a chance of 1 in 10^11");
    }

    #[test]
    fn a_slip_is_told() {
        let good = RecoveryCode::parse(CODE).unwrap().expose().replace('-', "");
        let mut missed = 0;
        for place in 0..SYMBOLS {
            for wrong in ALPHABET {
                let mut typed = good.clone().into_bytes();
                if typed[place] == *wrong {
                    continue;
                }
                typed[place] = *wrong;
                match RecoveryCode::parse(std::str::from_utf8(&typed).unwrap()) {
                    Ok(_) => missed += 1,
                    Err(error) => assert_eq!(error, ParseRecoveryCodeError::Check),
                }
            }
        }
        assert!(missed <= 3, "{missed} of 868 wrong symbols were not noticed");
    }

    #[test]
    fn what_is_no_code_is_refused() {
        let long = "A".repeat(1_000_000);
        let good = RecoveryCode::parse(CODE).unwrap().expose();
        let longer = format!("{}A", *good);
        let foreign = good.replace('A', "\u{ff21}");
        for bad in ["", "-", "ABCD", &good[..33], &longer, &good.replace('A', "U"), &foreign, "ABCD*", &long]
        {
            assert_eq!(RecoveryCode::parse(bad).unwrap_err(), ParseRecoveryCodeError::Form, "{bad:.50}");
        }
    }

    // attack: D1, D4
    #[test]
    fn no_debug_shows_a_code() {
        let code = RecoveryCode::generate().unwrap();
        assert_eq!(format!("{code:?} {:?}", code.key([1; 16])), "RecoveryCode(..) KeyEncryptionKey(..)");
    }
}
