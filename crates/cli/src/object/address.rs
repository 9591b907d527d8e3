//! `database/folder/entry`: how objects are named on the command line.
//!
//! A backslash takes away the meaning of the character behind it, for titles that hold a slash.

use std::str::FromStr;

use uuid::Uuid;

use crate::error::CliError;

/// A database and the titles (or ids) below it; none: the root of the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Name or id of the database, or the id of an object when nothing follows.
    pub database: String,
    /// Titles from the root down; each may be an id.
    pub path: Vec<String>,
}

/// `database/folder/entry#field`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldAddress {
    /// The object.
    pub object: Address,
    /// The name of the field.
    pub field: String,
}

/// A character, and whether a backslash took its meaning.
type Character = (char, bool);

fn characters(text: &str) -> Result<Vec<Character>, CliError> {
    let mut found = Vec::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match c {
            '\\' => match rest.next() {
                Some(next) => found.push((next, true)),
                None => return Err(CliError::Usage("a path can not end in a single backslash".into())),
            },
            c => found.push((c, false)),
        }
    }
    Ok(found)
}

fn text(characters: &[Character]) -> String {
    characters.iter().map(|(c, _)| c).collect()
}

fn address(characters: &[Character]) -> Result<Address, CliError> {
    // A trailing slash is what shells complete folders with.
    let characters = characters.strip_suffix(&[('/', false)]).unwrap_or(characters);
    let mut parts = characters.split(|c| *c == ('/', false)).map(text);
    let database = parts.next().unwrap_or_default();
    let path: Vec<String> = parts.collect();
    if database.is_empty() || path.iter().any(String::is_empty) {
        return Err(CliError::Usage(
            "not a path: expected DATABASE/FOLDER/ENTRY, with `\\/` for a slash inside a title".into(),
        ));
    }
    Ok(Address { database, path })
}

impl Address {
    /// The address of the folder that holds this one, and its title; nothing for a database.
    pub fn split_last(mut self) -> Option<(Self, String)> {
        let title = self.path.pop()?;
        Some((self, title))
    }
}

impl FromStr for Address {
    type Err = CliError;

    fn from_str(text: &str) -> Result<Self, CliError> {
        address(&characters(text)?)
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&quoted(&self.database))?;
        self.path.iter().try_for_each(|title| write!(f, "/{}", quoted(title)))
    }
}

impl FromStr for FieldAddress {
    type Err = CliError;

    /// The last `#` without a backslash begins the name of the field.
    fn from_str(whole: &str) -> Result<Self, CliError> {
        let characters = characters(whole)?;
        let expected = || CliError::Usage("expected DATABASE/FOLDER/ENTRY#FIELD".into());
        let hash = characters.iter().rposition(|c| *c == ('#', false)).ok_or_else(expected)?;
        let (object, field) = characters.split_at(hash);
        let field = text(field.get(1..).unwrap_or_default());
        if field.is_empty() {
            return Err(expected());
        }
        Ok(Self { object: address(object)?, field })
    }
}

/// A title as it is written in a path.
pub fn quoted(title: &str) -> String {
    title.chars().fold(String::with_capacity(title.len()), |mut text, c| {
        if matches!(c, '/' | '\\') {
            text.push('\\');
        }
        text.push(c);
        text
    })
}

/// The id that a part of a path is, if it is one.
pub(super) fn as_id(part: &str) -> Option<Uuid> {
    if part.len() == 36 { Uuid::try_parse(part).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read() {
        for (text, database, path) in [
            ("IT", "IT", vec![]),
            ("IT/", "IT", vec![]),
            ("IT/Servers/Mail server", "IT", vec!["Servers", "Mail server"]),
            ("IT/Servers/", "IT", vec!["Servers"]),
            (r"IT/TCP\/IP", "IT", vec!["TCP/IP"]),
            (r"A\\B/x", r"A\B", vec!["x"]),
            ("IT/..", "IT", vec![".."]),
            ("IT/a#b", "IT", vec!["a#b"]),
            (r"IT/ends\/", "IT", vec!["ends/"]),
        ] {
            let address: Address = text.parse().unwrap();
            assert_eq!(
                (address.database.as_str(), address.path),
                (database, path.iter().map(|s| s.to_string()).collect()),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_path_is_refused() {
        for text in ["", "/", "/IT", "IT//x", r"IT\", "//"] {
            assert!(text.parse::<Address>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_field_stands_behind_the_last_hash() {
        let address: FieldAddress = r"IT/C# build\#2#password".parse().unwrap();
        assert_eq!(
            (address.object.path, address.field.as_str()),
            (vec!["C# build#2".to_string()], "password")
        );
        for text in ["IT/x", "IT/x#", "#password", r"IT/x\#password"] {
            assert!(text.parse::<FieldAddress>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_printed_path_reads_back() {
        let address = Address { database: r"a/b\".into(), path: vec!["c/d".into(), r"\".into(), "#".into()] };
        assert_eq!(address.to_string().parse::<Address>().unwrap(), address);
    }
}
