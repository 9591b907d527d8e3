//! A JSON value as read from a request. Texts are wiped when they are dropped unused.

use zeroize::Zeroizing;

/// A JSON value. It has no `Debug`: a request may be full of passwords.
pub enum Node {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A whole number of at most [`super::MAX_EXACT_INTEGER`] in either direction.
    Integer(i64),
    /// Any other number; finite, and never minus zero.
    Decimal(f64),
    /// A text.
    Text(Zeroizing<String>),
    /// An array.
    Array(Vec<Node>),
    /// An object in the order of its text; no key stands twice.
    Object(Vec<(Zeroizing<String>, Node)>),
}
