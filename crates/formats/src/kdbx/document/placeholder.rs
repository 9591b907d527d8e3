//! Placeholders in values (KeePass help, "Placeholders" and "Field References"): found, never filled in.

/// What a value takes from elsewhere.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Placeholder {
    /// A field of another entry.
    Reference,
    /// Another field of the entry, or something of the computer.
    Other,
}

/// How they begin after `{`. A `{` alone is part of a password.
const KNOWN: [&str; 21] = [
    "TITLE}",
    "USERNAME}",
    "URL}",
    "URL:",
    "PASSWORD}",
    "NOTES}",
    "S:",
    "TOTP}",
    "TIMEOTP}",
    "HMACOTP}",
    "CMD:",
    "GROUP}",
    "GROUP_PATH}",
    "DB_PATH}",
    "DB_DIR}",
    "DB_NAME}",
    "BASE}",
    "UUID}",
    "PICKCHARS",
    "PICKFIELD}",
    "T-",
];

/// The weightiest placeholder in a value.
pub(super) fn find(value: &str) -> Option<Placeholder> {
    let mut found = None;
    for part in value.split('{').skip(1).filter(|part| part.contains('}')) {
        let starts =
            |name: &str| part.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
        if starts("REF:") {
            return Some(Placeholder::Reference);
        }
        if KNOWN.iter().any(|name| starts(name)) {
            found = Some(Placeholder::Other);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_told_from_passwords_with_braces() {
        assert_eq!(find("{REF:P@I:46C9B1FFBD4ABC4BBB260C6190BAD20C}"), Some(Placeholder::Reference));
        assert_eq!(find("ssh://{userName}@{url:host}"), Some(Placeholder::Other));
        assert_eq!(find("cmd://{s:Command} {REF:U@T:x}"), Some(Placeholder::Reference));
        for plain in ["a{b}c", "{REF:", "{}", "{{TITLE", "pässword{ä}"] {
            assert_eq!(find(plain), None, "{plain}");
        }
    }
}
