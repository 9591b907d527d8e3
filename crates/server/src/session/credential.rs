//! The credential of a request: `Authorization: Bearer`, or the cookie of a browser.
//!
//! A cookie is sent by the browser whoever caused the request, so with it a change needs proof that the web app
//! caused it: a header of its own, which a foreign page can not add without asking, and where the browser says
//! where a request comes from, it must say "from here".

use http::{HeaderMap, Method, header};
use strongroom_api::ErrorCode;
use strongroom_crypto::token::{Token, TokenKind};

/// The browser's cookie. The prefix makes browsers refuse it without `Secure`, with `Domain`, or for a path.
pub const COOKIE: &str = "__Host-strongroom";
/// The header that every change of a cookie session carries.
pub const CSRF_HEADER: &str = "x-strongroom-csrf";

/// How a token came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carrier {
    /// `Authorization: Bearer`.
    Bearer,
    /// The cookie.
    Cookie,
}

/// A session token as a request carries it.
#[derive(Debug)]
pub struct Credential {
    /// The token.
    pub token: Token,
    /// How it came.
    pub carrier: Carrier,
}

impl Credential {
    /// The credential in `headers`. A request that has an `Authorization` is judged by that alone.
    ///
    /// # Errors
    ///
    /// `unauthenticated` without exactly one well-formed credential; `csrf` for a change that a cookie alone
    /// vouches for.
    pub fn find(method: &Method, headers: &HeaderMap) -> Result<Self, ErrorCode> {
        if headers.contains_key(header::AUTHORIZATION) {
            let token = bearer(headers).ok_or(ErrorCode::Unauthenticated)?;
            return Ok(Self { token, carrier: Carrier::Bearer });
        }
        let token = cookie(headers).ok_or(ErrorCode::Unauthenticated)?;
        if !method.is_safe() && !from_the_web_app(headers) {
            return Err(ErrorCode::Csrf);
        }
        Ok(Self { token, carrier: Carrier::Cookie })
    }
}

fn bearer(headers: &HeaderMap) -> Option<Token> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let (value, None) = (values.next()?, values.next()) else { return None };
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| Token::parse(TokenKind::Session, token.trim()).ok())?
}

fn cookie(headers: &HeaderMap) -> Option<Token> {
    let mut found = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(name, _)| *name == COOKIE);
    let (Some((_, value)), None) = (found.next(), found.next()) else { return None };
    Token::parse(TokenKind::Session, value).ok()
}

fn from_the_web_app(headers: &HeaderMap) -> bool {
    let marked = headers.get(CSRF_HEADER).is_some_and(|value| !value.is_empty());
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or("invalid"));
    let site_fits = text("sec-fetch-site").is_none_or(|site| site == "same-origin");
    let origin_fits = text("origin").is_none_or(|origin| {
        let host = origin.split_once("://").map(|(_, host)| host);
        host.is_some() && host == text("host")
    });
    marked && site_fits && origin_fits
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};

    use super::*;

    fn token() -> String {
        Token::generate(TokenKind::Session).unwrap().expose().to_owned()
    }

    fn find(method: &Method, lines: &[(&str, &str)]) -> Result<Carrier, ErrorCode> {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(name.parse::<HeaderName>().unwrap(), HeaderValue::from_str(value).unwrap());
        }
        Credential::find(method, &headers).map(|credential| credential.carrier)
    }

    #[test]
    fn one_well_formed_credential_is_taken() {
        let token = token();
        let bearer = format!("Bearer {token}");
        let cookie = format!("theme=dark; {COOKIE}={token}");
        let (get, other) = (Method::GET, self::token());
        let none = Err(ErrorCode::Unauthenticated);
        assert_eq!(find(&get, &[("authorization", &bearer)]), Ok(Carrier::Bearer));
        assert_eq!(find(&get, &[("authorization", &format!("bearer {token}"))]), Ok(Carrier::Bearer));
        assert_eq!(find(&get, &[("cookie", &cookie)]), Ok(Carrier::Cookie));
        assert_eq!(find(&get, &[]), none);
        assert_eq!(find(&get, &[("authorization", &token)]), none);
        assert_eq!(find(&get, &[("authorization", &format!("Basic {token}"))]), none);
        assert_eq!(find(&get, &[("authorization", &bearer), ("authorization", &bearer)]), none);
        assert_eq!(find(&get, &[("authorization", "Bearer x"), ("cookie", &cookie)]), none);
        assert_eq!(find(&get, &[("cookie", &format!("{COOKIE}={token}; {COOKIE}={other}"))]), none);
        assert_eq!(find(&get, &[("cookie", &format!("strongroom={token}"))]), none);
    }

    // attack: W6
    #[test]
    fn a_cookie_alone_changes_nothing() {
        let cookie = format!("{COOKIE}={}", token());
        let cookie = ("cookie", cookie.as_str());
        let (mark, host) = ((CSRF_HEADER, "1"), ("host", "room.example.org"));
        let refused = Err(ErrorCode::Csrf);
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            assert_eq!(find(&method, &[cookie]), refused);
            assert_eq!(find(&method, &[cookie, (CSRF_HEADER, "")]), refused);
            assert_eq!(find(&method, &[cookie, mark]), Ok(Carrier::Cookie));
            assert_eq!(
                find(&method, &[cookie, mark, ("sec-fetch-site", "same-origin")]),
                Ok(Carrier::Cookie)
            );
            for site in ["cross-site", "same-site", "none", "anything"] {
                assert_eq!(find(&method, &[cookie, mark, ("sec-fetch-site", site)]), refused, "{site}");
            }
            let same = ("origin", "https://room.example.org");
            assert_eq!(find(&method, &[cookie, mark, host, same]), Ok(Carrier::Cookie));
            for origin in ["https://evil.example", "null", "https://room.example.org.evil.example"] {
                assert_eq!(find(&method, &[cookie, mark, host, ("origin", origin)]), refused, "{origin}");
            }
        }
        assert_eq!(find(&Method::GET, &[cookie]), Ok(Carrier::Cookie), "reading needs no mark");
    }
}
