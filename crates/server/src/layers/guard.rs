//! Paths and hosts, checked before any route acts on them.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, Uri, header};
use strongroom_api::Problem;

use crate::{listener::Peer, problem::Refused, state::AppState};

/// Answers `404` to every path that could be read in two ways. Paths of the API are made of plain words and ids, so
/// nothing is decoded, folded or resolved: an escaped or doubled separator just never was.
pub async fn clean_path(request: Request, next: Next) -> Response {
    if is_clean(request.uri().path()) {
        next.run(request).await
    } else {
        Refused::from(Problem::not_found()).into_response()
    }
}

fn is_clean(path: &str) -> bool {
    let mut segments = path.split('/');
    let rooted = segments.next() == Some("");
    let plain = |segment: &str| {
        !matches!(segment, "" | "." | "..")
            && segment.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'~'))
    };
    rooted && (path == "/" || (path.len() > 1 && segments.all(plain)))
}

/// Refuses requests for a host that this server is not. Without TLS the server is only reachable on loopback, so a
/// foreign name means that a web page rebound its own name to it.
pub async fn clean_host(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let tls = request.extensions().get::<Peer>().is_none_or(|peer| peer.tls);
    if is_ours(request.headers(), request.uri(), tls, &state.settings().host_names) {
        next.run(request).await
    } else {
        Refused::from(Problem::invalid("the host of the request is not this server").with_pointer("Host"))
            .into_response()
    }
}

fn is_ours(headers: &HeaderMap, uri: &Uri, tls: bool, names: &[String]) -> bool {
    let mut values = headers.get_all(header::HOST).iter();
    let host = match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok(),
        (None, _) => uri.authority().map(http::uri::Authority::as_str),
        (Some(_), Some(_)) => return false,
    };
    let Some(authority) = host.and_then(|host| host.parse::<http::uri::Authority>().ok()) else {
        return false;
    };
    if authority.as_str().contains('@') || uri.authority().is_some_and(|other| other != &authority) {
        return false;
    }
    let host = authority.host();
    let literal = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>().ok();
    let loopback =
        host.eq_ignore_ascii_case("localhost") || literal.is_some_and(|address| address.is_loopback());
    let listed = names.iter().any(|name| name.eq_ignore_ascii_case(host));
    // An address literal can not be rebound by anybody's name server.
    listed || loopback || (tls && (names.is_empty() || literal.is_some()))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    // attack: A14
    #[test]
    fn a_path_can_be_read_in_one_way_only() {
        for good in ["/", "/api/v1/server", "/api/v1/openapi.json", "/health/live"] {
            assert!(is_clean(good), "{good}");
        }
        let bad = [
            "",
            "*",
            "api",
            "//",
            "/api//v1",
            "/api/v1/",
            "/./api",
            "/api/../x",
            "/api/%2e%2e/x",
            "/api/v1/%73erver",
            "/api/v1/server;x=y",
            "/api/v1/server%00",
            "/api%2Fv1/server",
            "/api%5cv1",
            "/api\\v1",
            "/api/v1/server%20",
            "/api/v1/s\u{e9}rver",
            "/api/v1/a:b",
            "/api/v1/a@b",
        ];
        for bad in bad {
            assert!(!is_clean(bad), "{bad}");
        }
    }

    // attack: W5
    #[test]
    fn only_hosts_of_ours_are_answered() {
        let ours = |hosts: &[&str], uri: &str, tls: bool, names: &[&str]| {
            let mut headers = HeaderMap::new();
            for host in hosts {
                headers.append(header::HOST, HeaderValue::from_str(host).unwrap());
            }
            let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
            is_ours(&headers, &uri.parse().unwrap(), tls, &names)
        };
        for host in ["localhost:1", "127.0.0.1:1", "[::1]:1", "LOCALHOST"] {
            assert!(ours(&[host], "/", false, &[]), "{host}");
        }
        for host in
            ["evil.example:1", "10.0.0.1", "localhost.evil.example", "user@localhost", "", "local host"]
        {
            assert!(!ours(&[host], "/", false, &[]), "{host}");
        }
        assert!(ours(&["room.example"], "/", true, &[]));
        assert!(ours(&["ROOM.example:8443"], "/", true, &["room.example"]));
        assert!(!ours(&["evil.example"], "/", true, &["room.example"]));
        assert!(ours(&["10.1.2.3:8443"], "/", true, &["room.example"]), "reached by its address");
        assert!(!ours(&["a.example", "b.example"], "/", true, &[]), "two hosts");
        assert!(!ours(&[], "/", true, &[]), "no host");
        assert!(ours(&[], "https://room.example/", true, &[]), "HTTP/2 names it in the address");
        assert!(!ours(&["room.example"], "https://evil.example/", true, &[]), "two that differ");
    }
}
