//! Showing text that others wrote on a terminal or in a log, without letting it act.
//!
//! A title, a user name or a user agent may hold escape sequences that retitle a window, line ends that forge a
//! log line, or bidirectional overrides that show a text backwards. Here every such character becomes its visible
//! `\u{..}` spelling. Stored text is never changed: escaping happens where text is shown, and only there.

use std::{borrow::Cow, fmt::Write};

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// How many characters of one text a log line shows at most.
pub const LOG_CHARACTERS: usize = 256;

/// For one line on a terminal: a cell of a table, a title, a name. Line ends and tabs are escaped too.
pub fn terminal(text: &str) -> Cow<'_, str> {
    escaped(text, acts)
}

/// For a block on a terminal, such as notes: line feeds and tabs stay, all else as in [`terminal`].
/// A carriage return is escaped, because it lets the rest of a line overwrite its beginning.
pub fn terminal_block(text: &str) -> Cow<'_, str> {
    escaped(text, |c| acts(c) && !matches!(c, '\n' | '\t'))
}

/// For a log: one line, unambiguous (a backslash is doubled) and at most [`LOG_CHARACTERS`] characters of the text,
/// then `…` and how many more there were.
pub fn log(text: &str) -> Cow<'_, str> {
    let logged = |c| acts(c) || c == '\\';
    match text.char_indices().nth(LOG_CHARACTERS) {
        None => escaped(text, logged),
        Some((cut, _)) => {
            let (shown, rest) = text.split_at(cut);
            Cow::Owned(format!("{}…(+{})", escaped(shown, logged), rest.chars().count()))
        }
    }
}

/// Whether a character does something instead of being seen: controls (C0, DEL, C1), line and paragraph
/// separators, formatting characters (bidirectional marks, overrides and isolates, zero-width space, tags),
/// and what has no agreed shape (private use, unassigned). Joiners stay: scripts and emoji need them.
fn acts(c: char) -> bool {
    match c {
        ' '..='~' => false,
        '\u{200c}' | '\u{200d}' => false,
        _ => matches!(
            c.general_category(),
            GeneralCategory::Control
                | GeneralCategory::Format
                | GeneralCategory::LineSeparator
                | GeneralCategory::ParagraphSeparator
                | GeneralCategory::PrivateUse
                | GeneralCategory::Unassigned
        ),
    }
}

fn escaped(text: &str, escape: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.chars().any(&escape) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            c if !escape(c) => out.push(c),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c => {
                // Writing to a String can not fail.
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    // attack: I2
    #[test]
    fn what_acts_on_a_terminal_becomes_visible() {
        let cases = [
            ("Mail server", "Mail server"),
            ("Müller 株式会社 🦀", "Müller 株式会社 🦀"),
            ("CORP\\bob", "CORP\\bob"),
            ("\x1b]0;owned\x07", "\\u{1b}]0;owned\\u{7}"),
            ("\u{9b}31m", "\\u{9b}31m"),
            ("ok\r\nroot signed in", "ok\\r\\nroot signed in"),
            ("a\tb", "a\\tb"),
            ("invoice\u{202e}fdp.exe", "invoice\\u{202e}fdp.exe"),
            ("\u{2066}x\u{2069}", "\\u{2066}x\\u{2069}"),
            ("a\u{200f}b", "a\\u{200f}b"),
            ("line\u{2028}break", "line\\u{2028}break"),
            ("zero\u{200b}width", "zero\\u{200b}width"),
            ("\u{7f}\u{0}", "\\u{7f}\\u{0}"),
            ("👩\u{200d}🚀", "👩\u{200d}🚀"),
            ("", ""),
        ];
        for (text, shown) in cases {
            assert_eq!(terminal(text), shown, "{text:?}");
        }
        assert_eq!(terminal_block("one\n\ttwo\r\x1b[2J"), "one\n\ttwo\\r\\u{1b}[2J");
    }

    // attack: I2
    #[test]
    fn a_log_line_is_one_line_unambiguous_and_short() {
        assert_eq!(log("CORP\\bob"), "CORP\\\\bob");
        assert_eq!(log("\n"), "\\n");
        assert_eq!(log("\\n"), "\\\\n", "a written backslash is told from an escaped line end");
        let long = "é".repeat(LOG_CHARACTERS + 3);
        assert_eq!(log(&long), format!("{}…(+3)", "é".repeat(LOG_CHARACTERS)));
        assert!(matches!(log(&"a".repeat(LOG_CHARACTERS)), Cow::Borrowed(_)));
    }

    proptest! {
        // attack: I2
        #[test]
        fn nothing_that_acts_survives(text in any::<String>()) {
            prop_assert!(!terminal(&text).chars().any(acts));
            prop_assert!(!log(&text).chars().any(acts));
            prop_assert!(!terminal_block(&text).chars().any(|c| acts(c) && c != '\n' && c != '\t'));
        }
    }
}
