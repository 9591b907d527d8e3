//! From text to [`Node`], under limits. The grammar is `serde_json`'s; what is added is what RFC 8259 leaves
//! open and attackers use: duplicate keys, depth, counts, and numbers that other readers round.

use std::{cell::Cell, fmt};

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use zeroize::Zeroizing;

use super::Node;

/// The largest whole number that every JSON reader holds exactly: 2^53 - 1 (RFC 8259, section 6).
pub const MAX_EXACT_INTEGER: i64 = (1 << 53) - 1;

/// What a text may ask of the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Arrays and objects inside each other.
    pub depth: usize,
    /// Values altogether.
    pub values: usize,
    /// Members of one object.
    pub members: usize,
}

impl Limits {
    /// For requests: an entry of 200 fields is 4 deep and has some 1,600 values.
    pub const REQUEST: Self = Self { depth: 16, values: 50_000, members: 256 };
}

/// What is wrong with the text itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{fault} (line {line}, column {column})")]
pub struct ParseError {
    /// What it is.
    pub fault: Fault,
    /// From 1.
    pub line: usize,
    /// From 1, in bytes.
    pub column: usize,
}

/// What can be wrong with a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Not JSON in UTF-8.
    Syntax,
    /// The text ends before the value does.
    Truncated,
    /// An object names a key twice.
    DuplicateKey,
    /// More levels than [`Limits::depth`].
    TooDeep,
    /// More values than [`Limits::values`].
    TooManyValues,
    /// More members than [`Limits::members`].
    TooManyMembers,
    /// A number that is minus zero, not finite, or whole and beyond [`MAX_EXACT_INTEGER`].
    Number,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Syntax => "not valid JSON in UTF-8",
            Self::Truncated => "the JSON ends too early",
            Self::DuplicateKey => "an object names a key twice",
            Self::TooDeep => "the JSON is nested too deeply",
            Self::TooManyValues => "the JSON has too many values",
            Self::TooManyMembers => "an object has too many members",
            Self::Number => "a number can not be held exactly",
        })
    }
}

/// Reads one JSON value that fills `text`.
///
/// # Errors
///
/// [`ParseError`] at the first place that does not fit.
pub fn parse(text: &[u8], limits: &Limits) -> Result<Node, ParseError> {
    let fault = Cell::new(None);
    let values = Cell::new(limits.values);
    let mut reader = serde_json::Deserializer::from_slice(text);
    let seed = Seed { limits, fault: &fault, values: &values, depth: 0 };
    let node = seed.deserialize(&mut reader).and_then(|node| reader.end().map(|()| node));
    node.map_err(|error| ParseError {
        fault: fault.get().unwrap_or(match error.classify() {
            serde_json::error::Category::Eof => Fault::Truncated,
            // The one refusal of a number that comes from the grammar's reader.
            _ if error.to_string().starts_with("number out of range") => Fault::Number,
            _ => Fault::Syntax,
        }),
        line: error.line(),
        column: error.column(),
    })
}

#[derive(Clone, Copy)]
struct Seed<'a> {
    limits: &'a Limits,
    fault: &'a Cell<Option<Fault>>,
    values: &'a Cell<usize>,
    depth: usize,
}

impl<'a> Seed<'a> {
    fn fail<E: de::Error>(&self, fault: Fault) -> E {
        self.fault.set(Some(fault));
        E::custom(fault)
    }

    fn below<E: de::Error>(self) -> Result<Self, E> {
        if self.depth >= self.limits.depth {
            return Err(self.fail(Fault::TooDeep));
        }
        Ok(Seed { depth: self.depth + 1, ..self })
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        match self.values.get().checked_sub(1) {
            None => Err(self.fail(Fault::TooManyValues)),
            Some(left) => {
                self.values.set(left);
                deserializer.deserialize_any(self)
            }
        }
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Node, E> {
        if value < -MAX_EXACT_INTEGER { Err(self.fail(Fault::Number)) } else { Ok(Node::Integer(value)) }
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Node, E> {
        match i64::try_from(value) {
            Ok(value) if value <= MAX_EXACT_INTEGER => Ok(Node::Integer(value)),
            _ => Err(self.fail(Fault::Number)),
        }
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Node, E> {
        let minus_zero = value == 0.0 && value.is_sign_negative();
        // A whole number too large for 64 bits arrives here, rounded.
        let whole_and_inexact = value.fract() == 0.0 && value.abs() > MAX_EXACT_INTEGER as f64;
        if !value.is_finite() || minus_zero || whole_and_inexact {
            return Err(self.fail(Fault::Number));
        }
        Ok(Node::Decimal(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Text(Zeroizing::new(value.to_owned())))
    }

    fn visit_string<E>(self, value: String) -> Result<Node, E> {
        Ok(Node::Text(Zeroizing::new(value)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let seed = self.below()?;
        let mut array = Vec::new();
        while let Some(item) = items.next_element_seed(seed)? {
            array.push(item);
        }
        Ok(Node::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Node, A::Error> {
        let seed = self.below()?;
        let mut object: Vec<(Zeroizing<String>, Node)> = Vec::new();
        while let Some(key) = members.next_key::<String>()? {
            let key = Zeroizing::new(key);
            // Linear, because `members` bounds it; a hash of attacker's keys would be no better.
            if object.iter().any(|(earlier, _)| *earlier == key) {
                return Err(self.fail(Fault::DuplicateKey));
            }
            if object.len() >= self.limits.members {
                return Err(self.fail(Fault::TooManyMembers));
            }
            let value = members.next_value_seed(seed)?;
            object.push((key, value));
        }
        Ok(Node::Object(object))
    }
}
