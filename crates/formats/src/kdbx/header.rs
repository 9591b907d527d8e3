//! The unencrypted header: what the file is encrypted with. Anybody may have written it, so nothing in it is
//! believed before it is compared with a ceiling.

use std::io::Read;

use super::{kdf::Kdf, not_kdbx, variant};
use crate::{ImportError, Place};

/// The first eight bytes of every KDBX file.
pub(super) const SIGNATURE: [u8; 8] = [0x03, 0xd9, 0xa2, 0x9a, 0x67, 0xfb, 0x4b, 0xb5];
/// The second half of the signature of KeePass 1 and of the first tests of KeePass 2.
const OLDER: [[u8; 4]; 2] = [[0x65, 0xfb, 0x4b, 0xb5], [0x66, 0xfb, 0x4b, 0xb5]];
/// Bytes of the whole header: real ones have a few hundred.
const HEADER_BYTES: usize = 1 << 20;

/// The cipher of the payload.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Cipher {
    Aes256Cbc,
    TwofishCbc,
    ChaCha20,
}

/// How a file shows that key and content fit.
pub(super) enum Integrity {
    /// KDBX 4: a keyed hash over header and blocks.
    Authenticated,
    /// KDBX 3: bytes that the decrypted payload starts with. The key stream of protected values is here too.
    StartBytes { start: [u8; 32], stream_key: Vec<u8>, stream: u32 },
}

/// The header, checked for shape.
pub(super) struct Header {
    pub cipher: Cipher,
    pub compressed: bool,
    pub master_seed: [u8; 32],
    pub iv: Vec<u8>,
    pub kdf: Kdf,
    pub integrity: Integrity,
    /// All of it as it stands in the file.
    pub bytes: Vec<u8>,
}

/// The fields as found; which are needed depends on the version.
#[derive(Default)]
struct Fields {
    cipher: Option<Vec<u8>>,
    compression: Option<Vec<u8>>,
    master_seed: Option<Vec<u8>>,
    transform_seed: Option<Vec<u8>>,
    rounds: Option<Vec<u8>>,
    iv: Option<Vec<u8>>,
    stream_key: Option<Vec<u8>>,
    start: Option<Vec<u8>>,
    stream: Option<Vec<u8>>,
    kdf: Option<Vec<u8>>,
}

impl Header {
    /// Reads up to and with the end-of-header field.
    pub(super) fn read(file: &mut impl Read) -> Result<Self, ImportError> {
        let mut bytes = Vec::new();
        let signature: [u8; 8] = take(file, &mut bytes).map_err(|error| match error {
            ImportError::Damaged { .. } => not_kdbx(),
            other => other,
        })?;
        check_signature(signature)?;
        let [minor_low, minor_high, major_low, major_high] = take(file, &mut bytes)?;
        let minor = u16::from_le_bytes([minor_low, minor_high]);
        let major = u16::from_le_bytes([major_low, major_high]);
        if !(2..=4).contains(&major) {
            return Err(ImportError::Unsupported(
                format!("version {major}.{minor} of the KDBX format").into(),
            ));
        }
        let mut fields = Fields::default();
        loop {
            let [id] = take(file, &mut bytes)?;
            let length = if major >= 4 {
                u32::from_le_bytes(take(file, &mut bytes)?) as usize
            } else {
                usize::from(u16::from_le_bytes(take(file, &mut bytes)?))
            };
            if bytes.len().saturating_add(length) > HEADER_BYTES {
                return Err(ImportError::limit("size of the header in bytes", HEADER_BYTES as u64));
            }
            let start = bytes.len();
            bytes.resize(start.saturating_add(length), 0);
            let value = bytes.get_mut(start..).unwrap_or_default();
            file.read_exact(value).map_err(|error| ImportError::at_end(error, Place::Header))?;
            if id == 0 {
                break;
            }
            fields.set(id, value.to_vec());
        }
        fields.into_header(major, bytes)
    }
}

impl Fields {
    fn set(&mut self, id: u8, value: Vec<u8>) {
        let slot = match id {
            2 => &mut self.cipher,
            3 => &mut self.compression,
            4 => &mut self.master_seed,
            5 => &mut self.transform_seed,
            6 => &mut self.rounds,
            7 => &mut self.iv,
            8 => &mut self.stream_key,
            9 => &mut self.start,
            10 => &mut self.stream,
            11 => &mut self.kdf,
            // 1 is a comment, 12 is public data of plugins: neither matters for reading.
            _ => return,
        };
        *slot = Some(value);
    }

    fn into_header(self, major: u16, bytes: Vec<u8>) -> Result<Header, ImportError> {
        let compressed = match u32::from_le_bytes(exact(self.compression)?) {
            0 => false,
            1 => true,
            _ => return Err(ImportError::Unsupported("this compression".into())),
        };
        let (kdf, integrity) = if major >= 4 {
            let parameters = self.kdf.ok_or_else(missing)?;
            (Kdf::from_parameters(&variant::Dictionary::parse(&parameters)?)?, Integrity::Authenticated)
        } else {
            let rounds = u64::from_le_bytes(exact(self.rounds)?);
            let integrity = Integrity::StartBytes {
                start: exact(self.start)?,
                stream_key: self.stream_key.ok_or_else(missing)?,
                stream: u32::from_le_bytes(exact(self.stream)?),
            };
            (Kdf::Aes { rounds, seed: exact(self.transform_seed)? }, integrity)
        };
        let cipher = cipher(exact(self.cipher)?)?;
        let iv = self.iv.ok_or_else(missing)?;
        if iv.len() != if cipher == Cipher::ChaCha20 { 12 } else { 16 } {
            return Err(ImportError::damaged(Place::Header, "a field has the wrong size"));
        }
        let master_seed = exact(self.master_seed)?;
        Ok(Header { cipher, compressed, master_seed, iv, kdf, integrity, bytes })
    }
}

fn check_signature(signature: [u8; 8]) -> Result<(), ImportError> {
    let [a, b, c, d, rest @ ..] = signature;
    if signature == SIGNATURE {
        Ok(())
    } else if SIGNATURE.starts_with(&[a, b, c, d]) && OLDER.contains(&rest) {
        Err(ImportError::Unsupported("a database of KeePass 1 or of a test version of KeePass 2".into()))
    } else {
        Err(not_kdbx())
    }
}

fn cipher(id: [u8; 16]) -> Result<Cipher, ImportError> {
    match u128::from_be_bytes(id) {
        0x31c1_f2e6_bf71_4350_be58_0521_6afc_5aff => Ok(Cipher::Aes256Cbc),
        0xad68_f29f_576f_4bb9_a36a_d47a_f965_346c => Ok(Cipher::TwofishCbc),
        0xd603_8a2b_8b6f_4cb5_a524_339a_31db_b59a => Ok(Cipher::ChaCha20),
        other => Err(ImportError::Unsupported(format!("the cipher {other:032x}").into())),
    }
}

fn take<const N: usize>(file: &mut impl Read, bytes: &mut Vec<u8>) -> Result<[u8; N], ImportError> {
    let mut value = [0; N];
    file.read_exact(&mut value).map_err(|error| ImportError::at_end(error, Place::Header))?;
    bytes.extend_from_slice(&value);
    Ok(value)
}

fn exact<const N: usize>(field: Option<Vec<u8>>) -> Result<[u8; N], ImportError> {
    let field = field.ok_or_else(missing)?;
    field.try_into().map_err(|_| ImportError::damaged(Place::Header, "a field has the wrong size"))
}

const fn missing() -> ImportError {
    ImportError::damaged(Place::Header, "a field is missing")
}
