//! Which part of a file a client asks for (RFC 9110, 14). One part, of a file that is still the same; whatever else a
//! client asks for is answered with the whole, as the standard lets a server do.

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, header};
use strongroom_service::{
    ServiceError,
    objects::{FilePart, Span},
};

use crate::problem::Refused;

/// The part that is asked for of the file with that `ETag`.
pub fn part(headers: &HeaderMap, etag: &str) -> Option<FilePart> {
    if headers.get_all(header::IF_RANGE).iter().any(|known| known.as_bytes() != etag.as_bytes()) {
        return None;
    }
    let mut values = headers.get_all(header::RANGE).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => parse(value.to_str().ok()?),
        _ => None,
    }
}

fn parse(value: &str) -> Option<FilePart> {
    let (unit, part) = value.split_once('=')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return None;
    }
    let (first, last) = part.trim().split_once('-')?;
    match (first, last) {
        ("", last) => Some(FilePart::Last(number(last)?)),
        (first, "") => Some(FilePart::From(number(first)?)),
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            (first <= last).then_some(FilePart::Within(first, last))
        }
    }
}

/// What is larger than any file is as good as the largest number.
fn number(digits: &str) -> Option<u64> {
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().unwrap_or(u64::MAX))
}

/// Which part it is that is given.
pub fn content_range(span: Span, bytes: u64) -> HeaderValue {
    let text = format!("bytes {}-{}/{bytes}", span.start, span.end.saturating_sub(1));
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("bytes */*"))
}

/// The answer where no such part is there: how long the file is.
pub fn beyond(error: ServiceError, bytes: u64) -> Response {
    let mut response = Refused::from(error).into_response();
    let told =
        HeaderValue::try_from(format!("bytes */{bytes}")).map(|length| (header::CONTENT_RANGE, length));
    response.headers_mut().extend(told);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_part_is_understood_and_everything_else_is_the_whole() {
        let headers = |ranges: &[&'static str], if_range: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for (name, values) in [(header::RANGE, ranges), (header::IF_RANGE, if_range)] {
                for value in values {
                    headers.append(&name, HeaderValue::from_static(value));
                }
            }
            headers
        };
        let asked = |range: &'static str| part(&headers(&[range], &[]), "\"x\"");
        assert_eq!(asked("bytes=0-99"), Some(FilePart::Within(0, 99)));
        assert_eq!(asked("Bytes=5-5"), Some(FilePart::Within(5, 5)));
        assert_eq!(asked("bytes=100-"), Some(FilePart::From(100)));
        assert_eq!(asked("bytes=-100"), Some(FilePart::Last(100)));
        assert_eq!(asked("bytes=0-99999999999999999999999"), Some(FilePart::Within(0, u64::MAX)));
        for whole in [
            "bytes=",
            "bytes=-",
            "bytes=5-4",
            "bytes=0-1,3-4",
            "bytes=a-b",
            "bytes=+1-2",
            "lines=1-2",
            "bytes",
            "0-5",
        ] {
            assert_eq!(asked(whole), None, "{whole}");
        }
        assert_eq!(part(&headers(&["bytes=0-1", "bytes=0-2"], &[]), "\"x\""), None);
        assert_eq!(part(&headers(&["bytes=0-1"], &["\"x\""]), "\"x\""), Some(FilePart::Within(0, 1)));
        for other in ["\"y\"", "W/\"x\"", "Mon, 01 Jan 2035 00:00:00 GMT"] {
            assert_eq!(part(&headers(&["bytes=0-1"], &[other]), "\"x\""), None, "{other}");
        }
        assert_eq!(part(&HeaderMap::new(), "\"x\""), None);
    }
}
