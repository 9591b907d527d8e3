//! Strict JSON: the text of a request becomes a [`Node`] tree under limits, and the tree becomes a typed
//! request whose refusal names the place.
//!
//! Two steps, because one can not do it: a typed reader sees neither duplicate keys nor depth, and the
//! messages of general readers repeat what they read. Nothing here may put a value, or a key that the
//! program does not know, into an error: both may be secrets.

mod misfit;
mod node;
mod parse;
mod typed;

pub use misfit::{Complaint, Misfit};
pub use node::Node;
pub use parse::{Limits, MAX_EXACT_INTEGER, ParseError, parse};

use serde::de::DeserializeOwned;

/// Why a text is not the request that was expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The text is no JSON, or more than the limits allow.
    #[error(transparent)]
    Parse(#[from] ParseError),
    /// It is JSON, but not of the expected shape.
    #[error(transparent)]
    Misfit(#[from] Misfit),
}

/// Reads `text` as a `T`.
///
/// # Errors
///
/// [`ReadError`]; it never repeats a part of `text` but names of fields that `T` knows.
pub fn read<T: DeserializeOwned>(text: &[u8], limits: &Limits) -> Result<T, ReadError> {
    Ok(T::deserialize(parse(text, limits)?)?)
}

#[cfg(test)]
mod tests;
