//! The credential of a request: `Authorization: Bearer`, or the cookie of a browser.
//!
//! A cookie is sent by the browser whoever caused the request, so with it a change needs proof that the web app
//! caused it: a header of its own, which a foreign page can not add without asking, with a token that only the web app
//! was told; and where the browser says where a request comes from, it must say "from here".

use http::{HeaderMap, HeaderValue, Method, Uri, header};
use strongroom_api::ErrorCode;
use strongroom_crypto::{
    digest::constant_time_eq,
    token::{Token, TokenKind},
};
use strongroom_service::sign_in::sessions::Session;

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
    /// The proof of the web app that a change with a cookie needs; absent where none is needed.
    proof: Option<HeaderValue>,
}

impl Credential {
    /// The credential in `headers` of a request for `uri`, which names the host where HTTP/2 has no `Host` header. A
    /// request that has an `Authorization` is judged by that alone.
    ///
    /// # Errors
    ///
    /// `unauthenticated` without exactly one well-formed credential; `csrf` for a change that a cookie alone
    /// vouches for.
    pub fn find(method: &Method, uri: &Uri, headers: &HeaderMap) -> Result<Self, ErrorCode> {
        if headers.contains_key(header::AUTHORIZATION) {
            let token = bearer(headers).ok_or(ErrorCode::Unauthenticated)?;
            return Ok(Self { token, carrier: Carrier::Bearer, proof: None });
        }
        let token = cookie(headers).ok_or(ErrorCode::Unauthenticated)?;
        let proof = if method.is_safe() { None } else { Some(proof(uri, headers).ok_or(ErrorCode::Csrf)?) };
        Ok(Self { token, carrier: Carrier::Cookie, proof })
    }

    /// Checks the proof of the web app against the session of the token, in constant time.
    ///
    /// # Errors
    ///
    /// `csrf` where it is of another session, or made up.
    pub fn vouched_for(&self, session: &Session) -> Result<(), ErrorCode> {
        let fits = |proof: &HeaderValue| constant_time_eq(proof.as_bytes(), session.csrf.as_bytes());
        if self.proof.as_ref().is_none_or(fits) { Ok(()) } else { Err(ErrorCode::Csrf) }
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

/// What the web app sends with changes, where the browser does not say that the request came from elsewhere.
fn proof(uri: &Uri, headers: &HeaderMap) -> Option<HeaderValue> {
    let mut values = headers.get_all(CSRF_HEADER).iter();
    let (Some(proof), None) = (values.next(), values.next()) else { return None };
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or("invalid"));
    let ours = text("host").or_else(|| uri.authority().map(http::uri::Authority::as_str));
    let site_fits = text("sec-fetch-site").is_none_or(|site| site == "same-origin");
    let origin_fits = text("origin").is_none_or(|origin| {
        let host = origin.split_once("://").map(|(_, host)| host);
        host.is_some() && host == ours
    });
    (!proof.is_empty() && site_fits && origin_fits).then(|| proof.clone())
}

#[cfg(test)]
mod tests {
    use http::HeaderName;

    use super::*;

    fn token() -> String {
        Token::generate(TokenKind::Session).unwrap().expose().to_owned()
    }

    fn find(method: &Method, lines: &[(&str, &str)]) -> Result<Carrier, ErrorCode> {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(name.parse::<HeaderName>().unwrap(), HeaderValue::from_str(value).unwrap());
        }
        Credential::find(method, &"/api/v1/x".parse().unwrap(), &headers).map(|credential| credential.carrier)
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

    // attack: W6
    #[test]
    fn over_http_2_the_address_names_the_host() {
        let judged = |origin: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert("cookie", HeaderValue::from_str(&format!("{COOKIE}={}", token())).unwrap());
            headers.insert(CSRF_HEADER, HeaderValue::from_static("1"));
            headers.insert("origin", HeaderValue::from_static(origin));
            let uri = "https://room.example.org/api/v1/x".parse().unwrap();
            Credential::find(&Method::POST, &uri, &headers).map(|credential| credential.carrier)
        };
        assert_eq!(judged("https://room.example.org"), Ok(Carrier::Cookie));
        for origin in ["https://evil.example", "null", "https://room.example.org:1"] {
            assert_eq!(judged(origin), Err(ErrorCode::Csrf), "{origin}");
        }
    }
}
