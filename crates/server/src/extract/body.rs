//! The JSON body of a request.

use axum::{
    body::Body,
    extract::{FromRequest, Request},
};
use http::{HeaderMap, header};
use http_body_util::BodyExt;
use serde::de::DeserializeOwned;
use strongroom_api::{ErrorCode, Problem};
use zeroize::Zeroizing;

use crate::{
    json::{self, Complaint, Limits, ReadError},
    problem::Refused,
    state::AppState,
};

/// How large the body of a request may be, in bytes; in the extensions, set by the route's need.
#[derive(Debug, Clone, Copy)]
pub struct BodyLimit(pub usize);

/// A JSON body, read strictly: exactly one content type, no unknown field, no duplicate key, no surprise.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromRequest<AppState> for Json<T> {
    type Rejection = Refused;

    async fn from_request(request: Request, _: &AppState) -> Result<Self, Refused> {
        // A browser sends `application/json` to another site only after asking, which is never granted;
        // `text/plain` it sends at once.
        if !is_json(request.headers()) {
            let detail = "the body must be of the type `application/json`";
            return Err(Problem::new(ErrorCode::UnsupportedMediaType).with_detail(detail).into());
        }
        // Without a limit from the route nothing is read.
        let limit = request.extensions().get::<BodyLimit>().map_or(0, |limit| limit.0);
        let body = collect(request.into_body(), limit).await?;
        text(&body).map(Json)
    }
}

/// JSON that is a part of a form.
///
/// # Errors
///
/// `invalid_request`, without anything of the text.
pub fn text<T: DeserializeOwned>(text: &[u8]) -> Result<T, Refused> {
    json::read(text, &Limits::REQUEST).map_err(refuse)
}

/// A body that may be left out: with neither content nor type there is none.
impl<T: DeserializeOwned> axum::extract::OptionalFromRequest<AppState> for Json<T> {
    type Rejection = Refused;

    async fn from_request(request: Request, state: &AppState) -> Result<Option<Self>, Refused> {
        let empty = hyper::body::Body::size_hint(request.body()).exact() == Some(0);
        if empty && !request.headers().contains_key(header::CONTENT_TYPE) {
            return Ok(None);
        }
        <Self as FromRequest<AppState>>::from_request(request, state).await.map(Some)
    }
}

/// Reads a whole body into memory that is wiped.
///
/// # Errors
///
/// `too_large` with the limit; `invalid_request` when the client breaks off.
pub async fn collect(mut body: Body, limit: usize) -> Result<Zeroizing<Vec<u8>>, Refused> {
    let hint = hyper::body::Body::size_hint(&body);
    if hint.lower() > limit as u64 {
        return Err(too_large(limit));
    }
    // The whole length at once where it is known: a buffer that grows leaves copies of passwords behind.
    let expected = usize::try_from(hint.exact().unwrap_or(4_096)).unwrap_or(limit).min(limit);
    let mut text = Zeroizing::new(Vec::with_capacity(expected));
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Problem::invalid("the body ended too early"))?;
        let Some(data) = frame.data_ref() else { continue };
        append(&mut text, data, limit)?;
    }
    Ok(text)
}

/// Adds to a text that is wiped, up to `limit` bytes in all.
///
/// # Errors
///
/// `too_large` with the limit.
pub fn append(text: &mut Zeroizing<Vec<u8>>, data: &[u8], limit: usize) -> Result<(), Refused> {
    if data.len() > limit.saturating_sub(text.len()) {
        return Err(too_large(limit));
    }
    grow(text, data.len());
    text.extend_from_slice(data);
    Ok(())
}

/// Makes room for `more` bytes, wiping the memory that is left behind.
fn grow(text: &mut Zeroizing<Vec<u8>>, more: usize) {
    let needed = text.len() + more;
    if needed > text.capacity() {
        let mut larger = Zeroizing::new(Vec::with_capacity(needed.max(2 * text.capacity())));
        larger.extend_from_slice(text);
        *text = larger;
    }
}

fn too_large(limit: usize) -> Refused {
    let mut problem = Problem::new(ErrorCode::TooLarge).with_detail(format!("at most {limit} bytes"));
    problem.limit = u64::try_from(limit).ok();
    problem.into()
}

/// Exactly one `Content-Type: application/json`, with no parameter but `charset=utf-8`.
pub fn is_json(headers: &HeaderMap) -> bool {
    let mut values = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return false };
    let Ok(value) = value.to_str() else { return false };
    let (essence, parameters) = value.split_once(';').unwrap_or((value, ""));
    let parameters = parameters.trim();
    essence.trim().eq_ignore_ascii_case("application/json")
        && (parameters.is_empty()
            || parameters.eq_ignore_ascii_case("charset=utf-8")
            || parameters.eq_ignore_ascii_case("charset=\"utf-8\""))
}

fn refuse(error: ReadError) -> Refused {
    let misfit = match error {
        ReadError::Parse(error) => return Problem::invalid(error.to_string()).into(),
        ReadError::Misfit(misfit) => misfit,
    };
    let pointer = match misfit.complaint() {
        Complaint::Missing(field) | Complaint::Twice(field) => format!("{}/{field}", misfit.pointer()),
        _ => misfit.pointer().to_owned(),
    };
    Problem::invalid(misfit.to_string()).with_pointer(pointer).into()
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    // attack: W6
    #[test]
    fn only_json_is_json() {
        let is = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(header::CONTENT_TYPE, HeaderValue::from_static(value));
            }
            is_json(&headers)
        };
        for good in ["application/json", "Application/JSON", "application/json; charset=UTF-8"] {
            assert!(is(&[good]), "{good}");
        }
        let bad = [
            "text/plain",
            "application/x-www-form-urlencoded",
            "application/jsonx",
            "application/json; charset=utf-16",
            "application/json, text/plain",
            "text/plain; application/json",
            "application/ld+json",
            "",
        ];
        for bad in bad {
            assert!(!is(&[bad]), "{bad}");
        }
        assert!(!is(&[]));
        assert!(!is(&["application/json", "text/plain"]));
    }

    // attack: R1
    #[tokio::test]
    async fn a_body_is_read_up_to_its_limit() {
        let body = |size: usize| Body::from(vec![b'x'; size]);
        assert_eq!(collect(body(10), 10).await.unwrap().len(), 10);
        assert_eq!(collect(body(11), 10).await.unwrap_err().code(), ErrorCode::TooLarge);
        let stream = |pieces: usize| {
            let pieces = (0..pieces).map(|_| Ok::<_, std::io::Error>(vec![b'x'; 4_000]));
            Body::from_stream(futures_util::stream::iter(pieces))
        };
        assert_eq!(collect(stream(25), 100_000).await.unwrap().len(), 100_000);
        assert_eq!(collect(stream(26), 100_000).await.unwrap_err().code(), ErrorCode::TooLarge);
    }
}
