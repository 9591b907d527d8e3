//! The form in which a password is hashed.

use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfc_quick};
use zeroize::Zeroizing;

use super::{PASSWORD_LIMIT, PasswordError};

/// `password` in Normalization Form C.
pub(super) fn normalised(password: &str) -> Result<Zeroizing<String>, PasswordError> {
    if password.is_empty() {
        return Err(PasswordError::Empty);
    }
    if password.len() > PASSWORD_LIMIT {
        return Err(PasswordError::TooLong);
    }
    // Form C takes at most three times the bytes (Unicode Standard Annex #15, table 5); all at once, since a
    // text that grows leaves copies of itself behind.
    let mut text = Zeroizing::new(String::with_capacity(password.len() * 3));
    match is_nfc_quick(password.chars()) {
        IsNormalized::Yes => text.push_str(password),
        _ => text.extend(password.nfc()),
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn form_c_and_nothing_else() {
        for (typed, hashed) in [
            ("Passwort", "Passwort"),
            ("cafe\u{301}", "caf\u{e9}"),
            ("caf\u{e9}", "caf\u{e9}"),
            ("\u{212b}", "\u{c5}"),
            ("\u{fb01}", "\u{fb01}"),
            (" Two  Spaces ", " Two  Spaces "),
            ("\u{a0}", "\u{a0}"),
            ("\u{1100}\u{1161}\u{11a8}", "\u{ac01}"),
        ] {
            assert_eq!(*normalised(typed).unwrap(), hashed, "{typed:?}");
        }
    }

    #[test]
    fn the_worst_case_does_not_outgrow_its_room() {
        // U+1D160 is the character that grows most in form C: 4 bytes to 12.
        let typed = "\u{1d160}".repeat(PASSWORD_LIMIT / 4);
        let text = normalised(&typed).unwrap();
        assert_eq!(text.len(), typed.len() * 3);
        assert_eq!(text.capacity(), typed.len() * 3);
    }

    #[test]
    fn bounds() {
        assert_eq!(normalised("").unwrap_err(), PasswordError::Empty);
        assert!(normalised(&"x".repeat(PASSWORD_LIMIT)).is_ok());
        assert_eq!(normalised(&"x".repeat(PASSWORD_LIMIT + 1)).unwrap_err(), PasswordError::TooLong);
    }
}
