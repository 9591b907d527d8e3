//! Which encoding a text file has, and its text in UTF-8. Whole, because Windows-1252 can only be told by there being
//! a byte somewhere that is not UTF-8.

use std::{fmt, io::Read};

use zeroize::Zeroizing;

use crate::{ImportError, Limits, Place, budget::Unpacked, source::Source, wiped};

/// An encoding of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// UTF-16, the lower byte first.
    Utf16Le,
    /// UTF-16, the higher byte first.
    Utf16Be,
    /// The code page of Windows in western Europe.
    Windows1252,
}

impl Encoding {
    /// The usual name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
            Self::Windows1252 => "windows-1252",
        }
    }

    /// The encoding of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Utf8, Self::Utf16Le, Self::Utf16Be, Self::Windows1252]
            .into_iter()
            .find(|known| name.eq_ignore_ascii_case(known.as_str()))
    }

    /// What the bytes are most likely to be.
    pub(crate) fn detect(bytes: &[u8]) -> Self {
        match bytes {
            [0xff, 0xfe, ..] => return Self::Utf16Le,
            [0xfe, 0xff, ..] => return Self::Utf16Be,
            _ => {}
        }
        // Without a mark: most characters of any table are ASCII, so every other byte is 0.
        let start = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
        let zeros = |odd: usize| start.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
        let half = start.len() / 2;
        if half > 0 && zeros(1) * 10 > half * 7 && zeros(0) * 10 < half {
            return Self::Utf16Le;
        }
        if half > 0 && zeros(0) * 10 > half * 7 && zeros(1) * 10 < half {
            return Self::Utf16Be;
        }
        if std::str::from_utf8(bytes).is_ok() { Self::Utf8 } else { Self::Windows1252 }
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The whole file, within the limits.
pub(crate) fn whole(file: impl Read, limits: &Limits) -> Result<Zeroizing<Vec<u8>>, ImportError> {
    let (mut file, unpacked) = (Source::new(file, limits), Unpacked::new(limits));
    let (mut bytes, mut scratch) = (Zeroizing::new(Vec::new()), wiped::buffer(64 << 10));
    loop {
        match file.read(&mut scratch) {
            Ok(0) => return Ok(bytes),
            Ok(count) => {
                unpacked.charge(count)?;
                wiped::append(&mut bytes, scratch.get(..count).unwrap_or_default());
            }
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// The text, without a byte order mark.
pub(crate) fn text(bytes: &[u8], encoding: Encoding) -> Result<Zeroizing<String>, ImportError> {
    match encoding {
        Encoding::Utf8 => {
            let plain = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes);
            let text = std::str::from_utf8(plain).map_err(|_| damaged("it is not UTF-8"))?;
            Ok(Zeroizing::new(text.to_owned()))
        }
        Encoding::Utf16Le => utf16(bytes, u16::from_le_bytes),
        Encoding::Utf16Be => utf16(bytes, u16::from_be_bytes),
        Encoding::Windows1252 => {
            let longest = bytes.len().saturating_mul(3);
            let mut text = Zeroizing::new(String::with_capacity(longest));
            text.extend(bytes.iter().map(|byte| windows_1252(*byte)));
            Ok(text)
        }
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Zeroizing<String>, ImportError> {
    let units = bytes.chunks(2).map(|pair| match pair {
        [first, second] => Ok(unit([*first, *second])),
        _ => Err(damaged("it ends in the middle of a character")),
    });
    // Three bytes of UTF-8 at most for two of UTF-16: this never grows.
    let mut text = Zeroizing::new(String::with_capacity(bytes.len() / 2 * 3 + 3));
    let mut broken = None;
    let units = units.map_while(|unit| unit.map_err(|error| broken = Some(error)).ok());
    for c in char::decode_utf16(units) {
        let c = c.map_err(|_| damaged("it is not UTF-16"))?;
        if c != '\u{feff}' || !text.is_empty() {
            text.push(c);
        }
    }
    broken.map_or(Ok(text), Err)
}

/// From 0x80 to 0x9f; the five that are not in use stay the control characters they are.
const UPPER: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

fn windows_1252(byte: u8) -> char {
    let upper = byte.checked_sub(0x80).and_then(|index| UPPER.get(usize::from(index)));
    upper.copied().unwrap_or(char::from(byte))
}

const fn damaged(reason: &'static str) -> ImportError {
    ImportError::damaged(Place::Line(1), reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (Encoding, String) {
        let encoding = Encoding::detect(bytes);
        (encoding, text(bytes, encoding).unwrap().to_string())
    }

    #[test]
    fn every_encoding_is_told_and_read() {
        let wanted = "Titel;Paßwort – 5 €\nä;ö\n";
        let utf16 = |unit: fn(u16) -> [u8; 2]| wanted.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
        let marked = |mark: &[u8], rest: Vec<u8>| [mark.to_vec(), rest].concat();
        let cases = [
            (wanted.as_bytes().to_vec(), Encoding::Utf8),
            (marked(&[0xef, 0xbb, 0xbf], wanted.as_bytes().to_vec()), Encoding::Utf8),
            (utf16(u16::to_le_bytes), Encoding::Utf16Le),
            (utf16(u16::to_be_bytes), Encoding::Utf16Be),
            (marked(&[0xff, 0xfe], utf16(u16::to_le_bytes)), Encoding::Utf16Le),
            (marked(&[0xfe, 0xff], utf16(u16::to_be_bytes)), Encoding::Utf16Be),
            (b"Titel;Pa\xdfwort \x96 5 \x80\n\xe4;\xf6\n".to_vec(), Encoding::Windows1252),
        ];
        for (bytes, encoding) in cases {
            assert_eq!(read(&bytes), (encoding, wanted.to_owned()));
        }
        assert_eq!(read(b""), (Encoding::Utf8, String::new()));
    }

    // attack: I7
    #[test]
    fn i7_broken_utf_16_is_refused() {
        assert!(text(&[0xff, 0xfe, 0x41], Encoding::Utf16Le).is_err());
        assert!(text(&[0x00, 0xd8, 0x41, 0x00], Encoding::Utf16Le).is_err());
        assert!(text(&[0xff], Encoding::Utf8).is_err());
    }
}
