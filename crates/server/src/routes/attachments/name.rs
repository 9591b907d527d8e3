//! The name of a file: data that comes and goes in a header, and never a path.

use std::fmt::Write;

use http::{HeaderMap, HeaderValue};
use strongroom_api::{Problem, attachments::NAME_HEADER};

use crate::problem::Refused;

/// The name that a file is sent with: percent-encoded UTF-8 in a header of its own, so that it stands in no address.
///
/// # Errors
///
/// `invalid_request` where there is none, more than one, or one that is no such text.
pub fn sent_name(headers: &HeaderMap) -> Result<String, Refused> {
    let mut values = headers.get_all(NAME_HEADER).iter();
    let name = match (values.next(), values.next()) {
        (Some(value), None) => decoded(value.as_bytes()),
        _ => None,
    };
    let detail = "send the name of the file, percent-encoded in UTF-8, in the header `Strongroom-Name`";
    name.ok_or_else(|| Problem::invalid(detail).with_pointer("Strongroom-Name").into())
}

fn decoded(value: &[u8]) -> Option<String> {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.iter();
    while let Some(byte) = rest.next() {
        match byte {
            b'%' => {
                let mut digit = || char::from(*rest.next()?).to_digit(16);
                let (high, low) = (digit()?, digit()?);
                bytes.push(u8::try_from(high << 4 | low).ok()?);
            }
            b' '..=b'~' => bytes.push(*byte),
            _ => return None,
        }
    }
    String::from_utf8(bytes).ok()
}

/// `Content-Disposition` (RFC 6266) with a name that is no path, has no control or direction characters, and is not
/// hidden: in ASCII for old clients, and whole in UTF-8 (RFC 8187).
pub fn disposition(name: &str) -> HeaderValue {
    let name = safe_name(name);
    let ascii: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || matches!(c, ' ' | '.' | '-' | '_' | '(' | ')') { c } else { '_' }
        })
        .collect();
    let mut whole = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'~') {
            whole.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(whole, "%{byte:02X}");
        }
    }
    HeaderValue::from_str(&format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{whole}"))
        .unwrap_or(HeaderValue::from_static("attachment"))
}

/// The last part of a name that may be a path, made harmless.
fn safe_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\', ':']).next().unwrap_or_default();
    let harmful = |c: char| {
        c.is_control()
            || matches!(c, '"' | '<' | '>' | '|' | '*' | '?')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{61c}' | '\u{feff}')
    };
    let plain: String = last.chars().map(|c| if harmful(c) { '_' } else { c }).take(120).collect();
    let plain = plain.trim_matches([' ', '.']);
    if plain.is_empty() { "attachment".to_owned() } else { plain.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    // attack: I6
    #[test]
    fn a_name_is_never_a_path_and_never_breaks_the_header() {
        let cases = [
            ("plan.pdf", "plan.pdf", "plan.pdf"),
            ("../../etc/passwd", "passwd", "passwd"),
            ("/abs/olute.txt", "olute.txt", "olute.txt"),
            ("C:\\Users\\x.exe", "x.exe", "x.exe"),
            ("C:x.exe", "x.exe", "x.exe"),
            ("a\0b.txt", "a_b.txt", "a_b.txt"),
            ("..", "attachment", "attachment"),
            (".", "attachment", "attachment"),
            ("", "attachment", "attachment"),
            (".bashrc", "bashrc", "bashrc"),
            ("a\"; filename=\"b.exe", "a__ filename=_b.exe", "a_%3B%20filename%3D_b.exe"),
            ("x\r\nSet-Cookie: a=b", " a_b", "%20a%3Db"),
            ("\u{202e}gpj.exe", "_gpj.exe", "_gpj.exe"),
            ("Pläne.pdf", "Pl_ne.pdf", "Pl%C3%A4ne.pdf"),
            ("100%.txt", "100_.txt", "100%25.txt"),
        ];
        for (name, ascii, whole) in cases {
            let told = disposition(name);
            let (ascii, whole) = (ascii.trim().replace('=', "_"), whole.trim_start_matches("%20"));
            let expected = format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{whole}");
            assert_eq!(told.to_str().unwrap(), expected, "{name:?}");
        }
        let long = "x".repeat(10_000);
        assert!(disposition(&long).len() < 400);
        assert!(disposition(&"ä".repeat(10_000)).len() < 1_000);
    }

    #[test]
    fn a_name_comes_whole_or_not_at_all() {
        for (sent, name) in [
            ("plan.pdf", "plan.pdf"),
            ("a%20b%25c", "a b%c"),
            ("Pl%C3%A4ne.pdf", "Pläne.pdf"),
            ("..%2F..%2Fetc%2Fpasswd", "../../etc/passwd"),
            ("a b", "a b"),
            ("%e2%80%aegpj.exe", "\u{202e}gpj.exe"),
        ] {
            assert_eq!(decoded(sent.as_bytes()).as_deref(), Some(name), "{sent}");
        }
        for sent in ["%", "%4", "%zz", "%ff", "%C3", "ä", "a\tb"] {
            assert_eq!(decoded(sent.as_bytes()), None, "{sent}");
        }
    }
}
