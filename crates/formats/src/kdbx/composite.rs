//! The composite key: the parts a person brings, hashed together. Password and key file each count or do not.

use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::{Credentials, ImportError, wiped, xml::XmlReader};

/// SHA-256 over the parts, in the fixed order password, key file.
pub(super) fn key(credentials: &Credentials) -> Result<Zeroizing<[u8; 32]>, ImportError> {
    let mut hash = Sha256::new();
    if let Some(password) = &credentials.password {
        hash.update(Zeroizing::new(<[u8; 32]>::from(Sha256::digest(password.as_bytes()))));
    }
    if let Some(file) = &credentials.key_file {
        hash.update(&*key_file(file)?);
    }
    Ok(Zeroizing::new(hash.finalize().into()))
}

/// The key in a key file: KeePass XML (1.0 or 2.0), 32 bytes, 64 hexadecimal digits, or the hash of any file.
fn key_file(file: &[u8]) -> Result<Zeroizing<Vec<u8>>, ImportError> {
    if let Some(key) = from_xml(file)? {
        return Ok(key);
    }
    match file.len() {
        32 => return Ok(Zeroizing::new(file.to_vec())),
        64 => {
            if let Some(key) = from_hex(file).filter(|key| key.len() == 32) {
                return Ok(key);
            }
        }
        _ => {}
    }
    Ok(Zeroizing::new(Sha256::digest(file).to_vec()))
}

const NAMES: &[&str] = &["Data", "Key", "KeyFile", "Meta", "Version"];

/// `None`: not such a file, so its bytes count. An error: it is one, and it is broken.
fn from_xml(file: &[u8]) -> Result<Option<Zeroizing<Vec<u8>>>, ImportError> {
    let mut xml = XmlReader::new(file, NAMES, 8);
    match xml.root() {
        Ok("KeyFile") => parse(&mut xml).map(Some).map_err(|error| match error {
            ImportError::KeyFile(_) => error,
            _ => ImportError::KeyFile("it is not well formed"),
        }),
        _ => Ok(None),
    }
}

fn parse(xml: &mut XmlReader<&[u8]>) -> Result<Zeroizing<Vec<u8>>, ImportError> {
    let (mut second, mut data, mut check) = (false, None, None);
    while let Some(part) = xml.child()? {
        while let Some(element) = xml.child()? {
            check = xml.attribute("Hash").map(str::to_owned).or(check);
            xml.text(64 << 10)?;
            match (part, element) {
                ("Meta", "Version") => second = xml.last_text().trim_ascii().starts_with(b"2."),
                ("Key", "Data") => {
                    let mut text = Zeroizing::new(Vec::new());
                    wiped::append(&mut text, xml.last_text());
                    data = Some(text);
                }
                _ => {}
            }
        }
    }
    xml.finish()?;
    let data = data.ok_or(ImportError::KeyFile("it holds no key"))?;
    let key = if second { from_hex(&data) } else { wiped::from_base64(&data) };
    let key = key.filter(|key| !key.is_empty()).ok_or(ImportError::KeyFile("its key is not well formed"))?;
    if second {
        let start = check.and_then(|text| hex::decode(text.trim()).ok()).unwrap_or_default();
        if start.len() != 4 || !Sha256::digest(&*key).starts_with(&start) {
            return Err(ImportError::KeyFile("its hash does not fit its key"));
        }
    }
    Ok(key)
}

/// Hexadecimal digits, white space ignored.
fn from_hex(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut digits = Zeroizing::new(Vec::with_capacity(text.len()));
    digits.extend(text.iter().copied().filter(|byte| !byte.is_ascii_whitespace()));
    let mut key = wiped::buffer(digits.len() / 2);
    hex::decode_to_slice(&*digits, &mut key).ok()?;
    Some(key)
}
