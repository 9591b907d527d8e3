//! How much of anything the server takes, and which characters a text may hold.
//!
//! Counted in characters (Unicode scalar values) where a person counts, in bytes where the store does. A text that
//! is refused is never repeated in the error: it may be a secret.

/// Characters of the title of an object, at least one of which is not a space.
pub const TITLE: usize = 500;
/// Characters of the name of a user, a group or a database.
pub const NAME: usize = 200;
/// Characters of a one-line property such as a full name, a department, a category or an address.
pub const LINE: usize = 500;
/// Characters of a description or a warning.
pub const DESCRIPTION: usize = 4_000;
/// Characters of a reason that a person gives.
pub const REASON: usize = 1_000;
/// Fields of one entry.
pub const FIELDS: usize = 200;
/// Characters of the name of a field.
pub const FIELD_NAME: usize = 200;
/// Bytes of the value of a field, in UTF-8.
pub const FIELD_BYTES: usize = 64 * 1024;
/// Tags of one object.
pub const TAGS: usize = 100;
/// Characters of one tag.
pub const TAG: usize = 100;
/// Characters of the name of an icon.
pub const ICON: usize = 100;
/// Characters of the name of an attachment.
pub const ATTACHMENT_NAME: usize = 500;
/// Attachments of one entry that are added one by one.
pub const ATTACHMENTS: usize = 1_000;
/// Objects that one call moves, deletes, copies or tags, not counting what is below them.
pub const NAMED: usize = 1_000;
/// Objects that one call copies, everything below the named ones included.
pub const COPIED: usize = 20_000;
/// Attachments that one call copies.
pub const COPIED_ATTACHMENTS: usize = 20_000;
/// Bytes of all attachments that one call copies, in times of the largest attachment.
pub const COPIED_LARGEST: u64 = 10;
/// Bytes of sealed content that one call writes for the objects that it copies or tags, attachments not counted.
pub const SEALED_AT_ONCE: usize = 128 << 20;
/// Places times instants at which a move compares the mover's rights before and after: some tenths of a second.
pub const MOVE_COMPARISONS: usize = 200_000;
/// Bytes of one attachment, unless the configuration says otherwise.
pub const ATTACHMENT_BYTES: u64 = 100 * 1024 * 1024;
/// Levels of folders below the root of a database.
pub const FOLDER_LEVELS: usize = 64;
/// Objects of one database.
pub const OBJECTS: usize = 1_000_000;
/// The highest revision that an object may bring along from a file. Nobody changes anything that often, a number in JSON
/// still has it exactly, and so many changes can follow that revisions never come to the end of their range.
pub const REVISION: u64 = 1 << 48;
/// Bytes of an account's or a master password, so that hashing it stays cheap.
pub const PASSWORD_BYTES: usize = 1_024;

/// Why a text is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing that is seen, or nothing at all.
    #[error("is empty")]
    Empty,
    /// More characters than the limit.
    #[error("has more than {limit} characters")]
    TooLong {
        /// How many are taken.
        limit: usize,
    },
    /// A control character: NUL, escape, a line end where one line is expected.
    #[error("holds the control character U+{:04X}", u32::from(*.0))]
    Control(char),
}

/// Whether nothing of a text is seen: it is empty, or all of it is white space or has no shape (zero-width spaces and
/// joiners, soft hyphens, bidirectional marks, variation selectors, fillers).
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || is_shapeless(c))
}

/// What Unicode calls default ignorable, notes between lines, and the empty pattern of Braille.
const fn is_shapeless(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Checks a text of one line, 1 to `limit` characters, of which something is seen ([`is_blank`]).
///
/// Control characters and line separators are refused. Bidirectional marks and joiners are data and stay as they
/// are: right-to-left scripts and emoji need them, and whoever shows a text escapes it ([`crate::escape`]).
///
/// # Errors
/// [`TextError`]: empty, too long, or a control character.
pub fn check_line(text: &str, limit: usize) -> Result<(), TextError> {
    if is_blank(text) {
        return Err(TextError::Empty);
    }
    check_optional_line(text, limit)
}

/// As [`check_line`], but the text may be empty.
///
/// # Errors
/// [`TextError`]: too long, or a control character.
pub fn check_optional_line(text: &str, limit: usize) -> Result<(), TextError> {
    check(text, limit, |c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'))
}

/// Checks a text of several lines, up to `limit` characters. Line feed, carriage return and tab are accepted.
///
/// # Errors
/// [`TextError`]: too long, or another control character.
pub fn check_block(text: &str, limit: usize) -> Result<(), TextError> {
    check(text, limit, |c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}

/// As [`check_block`], but something of it is seen ([`is_blank`]).
///
/// # Errors
/// [`TextError`]: empty, too long, or another control character.
pub fn check_filled_block(text: &str, limit: usize) -> Result<(), TextError> {
    if is_blank(text) {
        return Err(TextError::Empty);
    }
    check_block(text, limit)
}

fn check(text: &str, limit: usize, refused: impl Fn(char) -> bool) -> Result<(), TextError> {
    // A character has at most four bytes: a hugely long text is refused without being walked.
    if text.len() > limit.saturating_mul(4) || text.chars().count() > limit {
        return Err(TextError::TooLong { limit });
    }
    match text.chars().find(|c| refused(*c)) {
        Some(c) => Err(TextError::Control(c)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_no_text() {
        for unseen in [
            "",
            " \u{a0}\t",
            "\u{200b}",
            "\u{2060} \u{feff}",
            "\u{ad}",
            "\u{200e}\u{200f}\u{202a}\u{202e}\u{2066}",
            "\u{fe0f}\u{fe00}",
            "\u{e0100}\u{e0041}",
            "\u{3164}\u{ffa0}\u{2800}",
            "\u{200d}\u{200c}",
            "\u{34f}\u{180e}",
        ] {
            assert!(is_blank(unseen), "{unseen:?}");
            assert_eq!(check_line(unseen, 50), Err(TextError::Empty), "{unseen:?}");
            assert_eq!(check_filled_block(unseen, 50), Err(TextError::Empty), "{unseen:?}");
            let seen = format!("{unseen}x");
            assert!(!is_blank(&seen), "{seen:?}");
            assert_eq!(check_filled_block(&seen, 50), Ok(()), "what is unseen beside what is seen is data");
        }
        for seen in ["-", "\u{2764}\u{fe0f}", "\u{0}", "\u{5d0}", "\u{600}"] {
            assert!(!is_blank(seen), "{seen:?}");
        }
    }

    // attack: A12
    #[test]
    fn lines_and_blocks() {
        let line = |text: &str| check_line(text, 5);
        assert_eq!(line("12345"), Ok(()));
        assert_eq!(line("äöü株🦀"), Ok(()), "characters are counted, not bytes");
        assert_eq!(line("123456"), Err(TextError::TooLong { limit: 5 }));
        assert_eq!(line(&"x".repeat(10_000)), Err(TextError::TooLong { limit: 5 }));
        assert_eq!(line(""), Err(TextError::Empty));
        assert_eq!(line(" \u{a0}\t"), Err(TextError::Empty));
        assert_eq!(line("a\0"), Err(TextError::Control('\0')));
        assert_eq!(line("a\nb"), Err(TextError::Control('\n')));
        assert_eq!(line("a\u{2028}b"), Err(TextError::Control('\u{2028}')));
        assert_eq!(line("a\u{9b}b"), Err(TextError::Control('\u{9b}')));
        for kept in ["/\\*+%", "_,;\"'", "()&|!", "=<>", "a\u{200f}b", "a\u{200d}b", "a\u{202e}b"] {
            assert_eq!(line(kept), Ok(()), "{kept:?} is data");
        }
        assert_eq!(check_optional_line("", 5), Ok(()));
        assert_eq!(check_block("a\r\n\tb", 5), Ok(()));
        assert_eq!(check_block("a\x1b", 5), Err(TextError::Control('\x1b')));
        assert_eq!(check_block("a\0", 5), Err(TextError::Control('\0')));
    }

    #[test]
    fn an_error_names_the_character_and_not_the_text() {
        let error = check_line("hunter2\0", 50).unwrap_err();
        assert_eq!(error.to_string(), "holds the control character U+0000");
    }
}
