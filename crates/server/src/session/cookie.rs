//! The cookie of browsers.

use http::HeaderValue;
use strongroom_crypto::token::Token;

use super::COOKIE;

/// For this host alone, out of reach of scripts and of other sites' requests, and only over TLS.
const ATTRIBUTES: &str = "Path=/; Secure; HttpOnly; SameSite=Strict";

/// Gives a browser its session. It ends with the browser, or on the server before that.
pub fn set_cookie(token: &Token) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(&format!("{COOKIE}={}; {ATTRIBUTES}", token.expose())).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// Takes it away.
pub fn clear_cookie() -> Option<HeaderValue> {
    HeaderValue::from_str(&format!("{COOKIE}=; Max-Age=0; {ATTRIBUTES}")).ok()
}

#[cfg(test)]
mod tests {
    use strongroom_crypto::token::TokenKind;

    use super::*;

    // attack: S3
    #[test]
    fn the_cookie_has_every_guard() {
        let set = set_cookie(&Token::generate(TokenKind::Session).unwrap()).unwrap();
        for value in [set, clear_cookie().unwrap()] {
            let text = value.to_str().unwrap();
            assert!(text.starts_with("__Host-strongroom="), "{text}");
            for guard in ["; Path=/", "; Secure", "; HttpOnly", "; SameSite=Strict"] {
                assert!(text.contains(guard), "{text}");
            }
            assert!(!text.contains("Domain"), "{text}");
        }
    }
}
