//! The dictionary of typed values that KDBX 4 keeps key derivation settings in.

use std::collections::HashMap;

use crate::{ImportError, Place};

/// Values by name. Only the types that key derivation uses are kept.
pub(super) struct Dictionary<'a> {
    values: HashMap<&'a [u8], (u8, &'a [u8])>,
}

const U32: u8 = 0x04;
const U64: u8 = 0x05;
const BYTES: u8 = 0x42;

impl<'a> Dictionary<'a> {
    /// Reads a whole dictionary; every length in it must fit.
    pub(super) fn parse(mut bytes: &'a [u8]) -> Result<Self, ImportError> {
        let version = u16::from_le_bytes(fixed(&mut bytes)?);
        if version >> 8 != 1 {
            return Err(ImportError::Unsupported("this version of the key derivation settings".into()));
        }
        let mut values = HashMap::new();
        loop {
            let [kind] = fixed(&mut bytes)?;
            if kind == 0 {
                return Ok(Self { values });
            }
            let name = sized(&mut bytes)?;
            let value = sized(&mut bytes)?;
            values.insert(name, (kind, value));
        }
    }

    /// A byte array.
    pub(super) fn bytes(&self, name: &str) -> Result<&'a [u8], ImportError> {
        self.value(name, BYTES)
    }

    /// A byte array of one size.
    pub(super) fn array<const N: usize>(&self, name: &str) -> Result<[u8; N], ImportError> {
        self.bytes(name)?.try_into().map_err(|_| broken())
    }

    /// A 32-bit number.
    pub(super) fn u32(&self, name: &str) -> Result<u32, ImportError> {
        Ok(u32::from_le_bytes(self.value(name, U32)?.try_into().map_err(|_| broken())?))
    }

    /// A 64-bit number.
    pub(super) fn u64(&self, name: &str) -> Result<u64, ImportError> {
        Ok(u64::from_le_bytes(self.value(name, U64)?.try_into().map_err(|_| broken())?))
    }

    /// Whether there is a non-empty value of that name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.values.get(name.as_bytes()).is_some_and(|(_, value)| !value.is_empty())
    }

    fn value(&self, name: &str, kind: u8) -> Result<&'a [u8], ImportError> {
        match self.values.get(name.as_bytes()) {
            Some((found, value)) if *found == kind => Ok(value),
            _ => Err(broken()),
        }
    }
}

fn fixed<const N: usize>(bytes: &mut &[u8]) -> Result<[u8; N], ImportError> {
    let (value, rest) = bytes.split_first_chunk().ok_or_else(broken)?;
    *bytes = rest;
    Ok(*value)
}

fn sized<'a>(bytes: &mut &'a [u8]) -> Result<&'a [u8], ImportError> {
    let length = u32::from_le_bytes(fixed(bytes)?) as usize;
    let (value, rest) = bytes.split_at_checked(length).ok_or_else(broken)?;
    *bytes = rest;
    Ok(value)
}

const fn broken() -> ImportError {
    ImportError::damaged(Place::Header, "the key derivation settings are not well formed")
}
