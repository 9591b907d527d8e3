//! `Strongroom-Second-Password`: what opens what a second password covers. In a header, since requests that have no
//! body need it too; never in a path or query, which others write down.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use http::HeaderMap;
use strongroom_api::{Problem, second_passwords::HEADER};
use strongroom_domain::limits::PASSWORD_BYTES;
use zeroize::Zeroizing;

use crate::problem::Refused;

/// The second password in `headers`, if there is one.
///
/// # Errors
/// `invalid_request` unless it is one value, base64url without padding of at most [`PASSWORD_BYTES`] of UTF-8.
pub fn second_password(headers: &HeaderMap) -> Result<Option<Zeroizing<String>>, Refused> {
    let mut values = headers.get_all(HEADER).iter();
    let value = match (values.next(), values.next()) {
        (None, _) => return Ok(None),
        (Some(value), None) if value.len() <= PASSWORD_BYTES * 4 / 3 + 3 => value,
        _ => return Err(malformed()),
    };
    let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(value.as_bytes()).map_err(|_| malformed())?);
    let text = std::str::from_utf8(&bytes).map_err(|_| malformed())?;
    Ok(Some(Zeroizing::new(text.to_owned())))
}

fn malformed() -> Refused {
    let problem = Problem::invalid("`Strongroom-Second-Password` must be base64url without padding");
    problem.with_pointer("Strongroom-Second-Password").into()
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn one_well_formed_value_is_taken() {
        let of = |values: &[&str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(HEADER, HeaderValue::from_str(value).unwrap());
            }
            second_password(&headers).ok().map(|password| password.map(|it| it.to_string()))
        };
        assert_eq!(of(&[]), Some(None));
        assert_eq!(of(&["c2Vjb25k"]), Some(Some("second".to_owned())));
        assert_eq!(of(&["w7xiZXI"]), Some(Some("über".to_owned())));
        assert_eq!(of(&[""]), Some(Some(String::new())));
        for malformed in [&["c2Vjb25k", "c2Vjb25k"][..], &["c2Vjb25k="], &["c2 V"], &["_w"], &["a"]] {
            assert_eq!(of(malformed), None, "{malformed:?}");
        }
        assert_eq!(of(&["A".repeat(10_000).as_str()]), None);
    }
}
