//! One-time password settings of other programs, as one `otpauth://` address.
//!
//! Sources: the Key URI Format of Google Authenticator; KeePassXC `src/totp`; KeePass 2 help, "Placeholders",
//! `{TIMEOTP}`; the KeeOtp and KeeTrayTOTP plugins. What can not be understood is left to the caller, untouched;
//! whether the numbers make sense is for `strongroom_domain` to say, which reads the address.

use std::fmt::Write as _;

use zeroize::Zeroizing;

use crate::wiped;

/// A generator's settings. The secret is base32 without padding.
pub(crate) struct Totp {
    secret: Zeroizing<String>,
    digits: u32,
    period: u32,
    algorithm: &'static str,
}

impl Totp {
    /// KeePassXC's older `otp` field and KeeOtp: `key=SECRET&size=6&step=30`.
    pub(crate) fn from_query(text: &str) -> Option<Self> {
        let (mut key, mut digits, mut period, mut algorithm) = (None, 6, 30, "SHA1");
        for pair in text.split('&') {
            let (name, value) = pair.split_once('=')?;
            match name.to_ascii_lowercase().as_str() {
                "key" => key = Some(base32_text(value.trim_end_matches("%3d").trim_end_matches("%3D"))?),
                "size" => digits = number(value)?,
                "step" => period = number(value)?,
                "otphashmode" => algorithm = hash(value)?,
                "type" if value.eq_ignore_ascii_case("totp") => {}
                _ => return None,
            }
        }
        Some(Self { secret: key?, digits, period, algorithm })
    }

    /// KeeTrayTOTP and KeePassXC before 2.2: `TOTP Seed`, and `TOTP Settings` such as `30;6`.
    pub(crate) fn from_seed(seed: &str, settings: Option<&str>) -> Option<Self> {
        let mut totp = Self { secret: base32_text(seed)?, digits: 6, period: 30, algorithm: "SHA1" };
        let mut parts =
            settings.filter(|text| !text.trim().is_empty()).into_iter().flat_map(|text| text.split(';'));
        if let Some(period) = parts.next() {
            totp.period = number(period)?;
        }
        // `S` here stands for the letters of Steam, which are no digits and not understood.
        if let Some(digits) = parts.next() {
            totp.digits = number(digits)?;
        }
        Some(totp)
    }

    /// KeePass 2.47 and later. `encoding` is the suffix of `TimeOtp-Secret`, such as `-Hex`.
    pub(crate) fn from_keepass(
        encoding: &str,
        secret: &str,
        length: Option<&str>,
        period: Option<&str>,
        algorithm: Option<&str>,
    ) -> Option<Self> {
        let secret = match encoding {
            "" => base32(secret.as_bytes()),
            "-Hex" => {
                let packed: Zeroizing<String> = Zeroizing::new(secret.split_whitespace().collect());
                base32(&Zeroizing::new(hex::decode(packed.as_bytes()).ok()?))
            }
            "-Base32" => base32_text(secret)?,
            "-Base64" => base32(&wiped::from_base64(secret.as_bytes())?),
            _ => return None,
        };
        if secret.is_empty() {
            return None;
        }
        Some(Self {
            secret,
            digits: length.map_or(Some(6), number)?,
            period: period.map_or(Some(30), number)?,
            algorithm: algorithm.map_or(Some("SHA1"), hash)?,
        })
    }

    /// The address. `title` and `user` label it.
    pub(crate) fn address(&self, title: &str, user: &str) -> Zeroizing<String> {
        let mut label = percent(title);
        if !user.is_empty() {
            label.push(':');
            label.push_str(&percent(user));
        }
        let mut text = Zeroizing::new(String::with_capacity(label.len() * 2 + self.secret.len() + 128));
        let Self { secret, digits, period, algorithm, .. } = self;
        // Writing to a String does not fail.
        let _ = write!(
            text,
            "otpauth://totp/{label}?secret={}&issuer={}&algorithm={algorithm}&digits={digits}&period={period}",
            secret.as_str(),
            percent(title)
        );
        text
    }
}

fn number(text: &str) -> Option<u32> {
    text.trim().parse().ok()
}

fn hash(name: &str) -> Option<&'static str> {
    match name.to_ascii_uppercase().replace("HMAC", "").replace('-', "").as_str() {
        "SHA1" => Some("SHA1"),
        "SHA256" => Some("SHA256"),
        "SHA512" => Some("SHA512"),
        _ => None,
    }
}

const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// RFC 4648, without padding.
fn base32(bytes: &[u8]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(bytes.len() * 8 / 5 + 1));
    let (mut bits, mut count) = (0_u32, 0_u32);
    for byte in bytes {
        bits = (bits << 8) | u32::from(*byte);
        count += 8;
        while count >= 5 {
            count -= 5;
            text.push(digit(bits >> count));
        }
        bits &= 0xff;
    }
    if count > 0 {
        text.push(digit(bits << (5 - count)));
    }
    text
}

fn digit(bits: u32) -> char {
    ALPHABET.get((bits & 31) as usize).map_or('A', |byte| char::from(*byte))
}

/// A base32 text as people write it, made canonical. `None` if it is not base32 or empty.
fn base32_text(text: &str) -> Option<Zeroizing<String>> {
    let mut out = Zeroizing::new(String::with_capacity(text.len()));
    for c in text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '=')) {
        let upper = c.to_ascii_uppercase();
        if !(upper.is_ascii() && ALPHABET.contains(&(upper as u8))) {
            return None;
        }
        out.push(upper);
    }
    (!out.is_empty()).then_some(out)
}

/// Percent-encodes what RFC 3986 does not call unreserved.
fn percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base32_matches_rfc_4648() {
        let cases = [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("foobar", "MZXW6YTBOI"),
        ];
        for (bytes, text) in cases {
            assert_eq!(base32(bytes.as_bytes()).as_str(), text);
        }
    }

    #[test]
    fn settings_of_each_program_become_the_same_address() {
        let want = "otpauth://totp/Mail%20%C3%A4:joe?secret=MZXW6YTBOI&issuer=Mail%20%C3%A4&algorithm=SHA256&digits=8&period=60";
        let all = [
            Totp::from_query("key=mzxw6ytboi%3D%3D&size=8&step=60&otpHashMode=Sha256"),
            Totp::from_keepass("", "foobar", Some("8"), Some("60"), Some("HMAC-SHA-256")),
            Totp::from_keepass("-Hex", "666f 6f62 6172", Some("8"), Some("60"), Some("HMAC-SHA-256")),
            Totp::from_keepass("-Base32", "MZXW 6YTB OI==", Some("8"), Some("60"), Some("HMAC-SHA-256")),
            Totp::from_keepass("-Base64", "Zm9vYmFy", Some("8"), Some("60"), Some("HMAC-SHA-256")),
        ];
        for totp in all {
            assert_eq!(totp.unwrap().address("Mail ä", "joe").as_str(), want);
        }
        assert!(strongroom_domain::entry::totp::Totp::parse(want).is_ok());
    }

    #[test]
    fn what_is_not_understood_is_left_alone() {
        assert!(Totp::from_query("key=0189").is_none());
        assert!(Totp::from_query("nonsense").is_none());
        assert!(Totp::from_query("key=MZXW&surprise=1").is_none());
        assert!(Totp::from_seed("MZXW", Some("30;S")).is_none());
        assert!(Totp::from_seed("MZXW", Some("soon;6")).is_none());
        assert!(Totp::from_seed("", None).is_none());
        assert!(Totp::from_keepass("-Hex", "xyz", None, None, None).is_none());
        assert!(Totp::from_keepass("", "a", None, None, Some("MD5")).is_none());
    }
}
