//! JSON documents (RFC 8259) as trees whose texts are wiped: what they hold are passwords.
//!
//! Depth and memory are bounded while reading. A value is taken out of its object when it is used, so that what is
//! left over at the end is what nobody understood.

use strongroom_domain::time::Instant;
use zeroize::Zeroizing;

use crate::{ImportError, Place, budget::Budget, moment};

/// Levels of objects and lists.
const DEPTH: usize = 64;

/// A value.
pub(crate) enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Switch(bool),
    /// A number as written.
    Number(String),
    /// A text.
    Text(Zeroizing<String>),
    /// A list.
    List(Vec<Json>),
    /// An object, in its order.
    Object(Object),
}

/// The members of an object that nobody has taken yet.
#[derive(Default)]
pub(crate) struct Object(Vec<(String, Json)>);

/// Reads a whole document. `memory` is charged for all of it.
pub(crate) fn parse(text: &str, memory: &mut Budget) -> Result<Json, ImportError> {
    let mut parser = Parser { rest: text, whole: text.len(), memory };
    let value = parser.value(0)?;
    parser.space();
    if parser.rest.is_empty() {
        Ok(value)
    } else {
        Err(parser.damaged("something follows the end of the document"))
    }
}

struct Parser<'t, 'b> {
    rest: &'t str,
    whole: usize,
    memory: &'b mut Budget,
}

impl Parser<'_, '_> {
    fn damaged(&self, reason: &'static str) -> ImportError {
        ImportError::damaged(Place::Json((self.whole - self.rest.len()) as u64), reason)
    }

    fn space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\r', '\n']);
    }

    fn taken(&mut self, token: &str) -> bool {
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Its depth is limited before it is entered, so this may call itself.
    fn value(&mut self, depth: usize) -> Result<Json, ImportError> {
        if depth > DEPTH {
            return Err(ImportError::limit("nested objects and lists", DEPTH as u64));
        }
        self.memory.charge(size_of::<(String, Json)>())?;
        self.space();
        match self.rest.bytes().next() {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.list(depth),
            Some(b'"') => self.text().map(Json::Text),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ if self.taken("null") => Ok(Json::Null),
            _ if self.taken("true") => Ok(Json::Switch(true)),
            _ if self.taken("false") => Ok(Json::Switch(false)),
            None => Err(self.damaged("the document ends too early")),
            Some(_) => Err(self.damaged("a value is missing")),
        }
    }

    fn object(&mut self, depth: usize) -> Result<Json, ImportError> {
        self.taken("{");
        let mut members = Vec::new();
        self.space();
        if self.taken("}") {
            return Ok(Json::Object(Object(members)));
        }
        loop {
            self.space();
            if !self.rest.starts_with('"') {
                return Err(self.damaged("the name of a member is missing"));
            }
            let name = self.text()?.to_string();
            self.space();
            if !self.taken(":") {
                return Err(self.damaged("a colon is missing"));
            }
            let value = self.value(depth + 1)?;
            members.push((name, value));
            self.space();
            if self.taken("}") {
                return Ok(Json::Object(Object(members)));
            }
            if !self.taken(",") {
                return Err(self.damaged("an object has no end"));
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Json, ImportError> {
        self.taken("[");
        let mut items = Vec::new();
        self.space();
        if self.taken("]") {
            return Ok(Json::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.space();
            if self.taken("]") {
                return Ok(Json::List(items));
            }
            if !self.taken(",") {
                return Err(self.damaged("a list has no end"));
            }
        }
    }

    fn number(&mut self) -> Result<Json, ImportError> {
        let end = self.rest.find(|c: char| !matches!(c, '0'..='9' | '-' | '+' | '.' | 'e' | 'E'));
        let (number, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        if number.len() > 64 || number.parse::<f64>().is_err() {
            return Err(self.damaged("a number is not well formed"));
        }
        self.rest = rest;
        Ok(Json::Number(number.to_owned()))
    }

    /// At a quote: a text. It is never longer than it is written, so it does not grow.
    fn text(&mut self) -> Result<Zeroizing<String>, ImportError> {
        self.taken("\"");
        let mut from = 0;
        let end = loop {
            let Some(found) = self.rest.get(from..).and_then(|rest| rest.find(['"', '\\'])) else {
                return Err(self.damaged("a text has no end"));
            };
            let at = from + found;
            if self.rest.as_bytes().get(at) == Some(&b'"') {
                break at;
            }
            // The escaped character may have several bytes; any of them but the last is none of the two.
            from = at
                + 1
                + self.rest.get(at + 1..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        };
        self.memory.charge(end)?;
        let mut text = Zeroizing::new(String::with_capacity(end));
        let mut raw = self.rest.get(..end).unwrap_or_default();
        while let Some((plain, rest)) = raw.split_once('\\') {
            self.plain(plain, &mut text)?;
            raw = self.escape(rest, &mut text)?;
        }
        self.plain(raw, &mut text)?;
        self.rest = self.rest.get(end + 1..).unwrap_or_default();
        Ok(text)
    }

    fn plain(&self, part: &str, text: &mut String) -> Result<(), ImportError> {
        if part.bytes().any(|byte| byte < b' ') {
            return Err(self.damaged("a text holds a control character"));
        }
        text.push_str(part);
        Ok(())
    }

    /// After a backslash: takes the escape and gives what follows.
    fn escape<'r>(&self, rest: &'r str, text: &mut String) -> Result<&'r str, ImportError> {
        let wrong = || self.damaged("an escape is not well formed");
        let mut chars = rest.chars();
        let c = match chars.next().ok_or_else(wrong)? {
            c @ ('"' | '\\' | '/') => c,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let (first, rest) = unit(chars.as_str()).ok_or_else(wrong)?;
                let (c, rest) = match first {
                    0xd800..=0xdbff => {
                        let (second, rest) = rest.strip_prefix("\\u").and_then(unit).ok_or_else(wrong)?;
                        let pair = char::decode_utf16([first, second]).next();
                        (pair.and_then(Result::ok).ok_or_else(wrong)?, rest)
                    }
                    _ => (char::from_u32(u32::from(first)).ok_or_else(wrong)?, rest),
                };
                text.push(c);
                return Ok(rest);
            }
            _ => return Err(wrong()),
        };
        text.push(c);
        Ok(chars.as_str())
    }
}

/// Four hexadecimal digits.
fn unit(text: &str) -> Option<(u16, &str)> {
    let digits = text.get(..4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    Some((u16::from_str_radix(digits, 16).ok()?, text.get(4..)?))
}

impl Json {
    /// A text, or what a number or a switch is written as. Nothing for the rest.
    pub(crate) fn into_text(self) -> Zeroizing<String> {
        match self {
            Self::Text(text) => text,
            Self::Number(number) => number.into(),
            Self::Switch(switch) => switch.to_string().into(),
            Self::Null | Self::List(_) | Self::Object(_) => Zeroizing::default(),
        }
    }

    /// A whole number.
    pub(crate) fn number(&self) -> Option<i64> {
        match self {
            Self::Number(number) => number.parse().ok(),
            Self::Text(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// Whether there is nothing in it.
    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Self::Null | Self::Switch(false) => true,
            Self::Switch(true) | Self::Number(_) => false,
            Self::Text(text) => text.is_empty(),
            Self::List(items) => items.iter().all(Self::is_empty),
            Self::Object(object) => object.0.iter().all(|(_, value)| value.is_empty()),
        }
    }
}

impl Object {
    /// Takes a member out.
    pub(crate) fn take(&mut self, name: &str) -> Option<Json> {
        let index = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.remove(index).1).filter(|value| !matches!(value, Json::Null))
    }

    /// Takes a text out, empty where there is none.
    pub(crate) fn text(&mut self, name: &str) -> Zeroizing<String> {
        self.take(name).map(Json::into_text).unwrap_or_default()
    }

    /// Takes a list out, empty where there is none.
    pub(crate) fn list(&mut self, name: &str) -> Vec<Json> {
        match self.take(name) {
            Some(Json::List(items)) => items,
            _ => Vec::new(),
        }
    }

    /// Takes the objects of a list out.
    pub(crate) fn objects(&mut self, name: &str) -> Vec<Object> {
        let object = |value| if let Json::Object(object) = value { Some(object) } else { None };
        self.list(name).into_iter().filter_map(object).collect()
    }

    /// Takes an object out, an empty one where there is none.
    pub(crate) fn object(&mut self, name: &str) -> Self {
        match self.take(name) {
            Some(Json::Object(object)) => object,
            _ => Self::default(),
        }
    }

    /// Takes a switch out.
    pub(crate) fn switch(&mut self, name: &str) -> bool {
        match self.take(name) {
            Some(Json::Switch(switch)) => switch,
            Some(other) => other.number().is_some_and(|number| number != 0),
            None => false,
        }
    }

    /// Takes an instant out: a text, or seconds or milliseconds since 1970. `Err` where it is none.
    pub(crate) fn instant(&mut self, name: &str) -> Result<Option<Instant>, ()> {
        let text = self.text(name);
        if text.is_empty() || text.as_str() == "0" {
            Ok(None)
        } else {
            moment::parse(&text).map(Some).ok_or(())
        }
    }

    /// Whether it has a member of that name that is not `null`.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, value)| known == name && !matches!(value, Json::Null))
    }

    /// The members that hold something and that nobody has taken.
    pub(crate) fn left(self) -> impl Iterator<Item = (String, Json)> {
        self.0.into_iter().filter(|(_, value)| !value.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Json, ImportError> {
        parse(text, &mut Budget::new("memory", 1 << 20))
    }

    fn text(json: &str) -> Option<String> {
        match read(json) {
            Ok(Json::Text(text)) => Some(text.to_string()),
            _ => None,
        }
    }

    #[test]
    fn values_are_read() {
        assert_eq!(text(r#" "a\n\"\\\/\u00e4\ud83e\udd80 ü" "#).as_deref(), Some("a\n\"\\/ä🦀 ü"));
        let Ok(Json::Object(mut object)) =
            read(r#"{"a": [1, -2.5e3, {}], "b": true, "c": null, "a2": {"x": "y"}}"#)
        else {
            panic!("an object")
        };
        assert_eq!(object.list("a").len(), 3);
        assert!(object.switch("b"));
        assert!(object.take("c").is_none());
        assert_eq!(object.object("a2").text("x").as_str(), "y");
        assert_eq!(object.left().count(), 0);
    }

    // attack: I7
    #[test]
    fn i7_what_is_no_json_is_refused() {
        for wrong in [
            "",
            "{",
            "[",
            "\"",
            "\"\\",
            "\"\\u12\"",
            "\"\\ud800\"",
            "\"\\udc00\"",
            "{\"a\"}",
            "{\"a\":}",
            "[1,]",
            "{,}",
            "1 2",
            "tru",
            "\"a\nb\"",
            "-",
            "1.2.3",
            "nul",
            "\"\\ä\"",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
        assert!(read(&deep).is_err_and(|error| error.to_string().contains("nested objects")));
        let wide = format!("[{}1]", "0,".repeat(100_000));
        assert!(read(&wide).is_err_and(|error| error.to_string().contains("memory")));
    }
}
