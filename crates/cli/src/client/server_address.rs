//! The address of a server. Plain http is taken for this machine only: on any other way somebody could
//! read along.

use std::{fmt, net::IpAddr};

use reqwest::Url;

use crate::error::CliError;

/// Scheme, host and port; no path, no user, no query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerAddress(Url);

impl ServerAddress {
    /// Reads `https://host[:port]` or `host[:port]`. Anything after the port is cut off, so that a setup
    /// link may be given; whoever gives one has its token on the command line, so a fragment is refused.
    ///
    /// # Errors
    /// [`CliError::Usage`] when it is no address, [`CliError::PlainHttp`] for http to another machine.
    pub fn parse(text: &str) -> Result<Self, CliError> {
        let text = text.trim();
        let full = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
        let refused = || CliError::Usage("not an address of a server: expected https://HOST:PORT".into());
        let mut url = Url::parse(&full).map_err(|_| refused())?;
        if url.fragment().is_some() {
            return Err(CliError::Usage(
                "the address holds a setup token, which others on this machine can see in the list of processes; \
                 leave `#...` away and enter the token when asked"
                    .into(),
            ));
        }
        if url.host_str().is_none_or(str::is_empty) || !url.username().is_empty() || url.password().is_some()
        {
            return Err(refused());
        }
        url.set_path("");
        url.set_query(None);
        let address = Self(url);
        match address.0.scheme() {
            "https" => Ok(address),
            "http" if address.is_loopback() => Ok(address),
            "http" => Err(CliError::PlainHttp(address.to_string())),
            _ => Err(refused()),
        }
    }

    /// Whether the connection is encrypted.
    pub fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// The host, without the brackets of an IPv6 address.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default().trim_matches(['[', ']'])
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.0.port_or_known_default().unwrap_or(443)
    }

    /// The address of a resource of the API; each segment is escaped.
    pub fn resource(&self, segments: &[&str]) -> Url {
        let mut url = self.0.clone();
        // An http address always has segments, so this can not fail.
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(["api", "v1"]).extend(segments);
        }
        url
    }

    fn is_loopback(&self) -> bool {
        let host = self.host();
        host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    }
}

impl fmt::Display for ServerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_one_spelling() {
        for (text, expected) in [
            ("vault.example.org", "https://vault.example.org"),
            ("vault.example.org:8443", "https://vault.example.org:8443"),
            ("https://Vault.Example.org:443/setup", "https://vault.example.org"),
            ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
            ("http://[::1]:8080", "http://[::1]:8080"),
            ("http://localhost:8080", "http://localhost:8080"),
        ] {
            assert_eq!(ServerAddress::parse(text).unwrap().to_string(), expected, "{text}");
        }
    }

    // attack: W8
    #[test]
    fn plain_http_to_another_machine_is_refused() {
        for text in [
            "http://vault.example.org",
            "http://192.168.1.5:80",
            "http://localhost.example.org",
            "http://127.0.0.1.example.org",
        ] {
            assert!(matches!(ServerAddress::parse(text), Err(CliError::PlainHttp(_))), "{text}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in [
            "",
            "https://",
            "ftp://vault",
            "https://user:secret@vault",
            "file:///etc/passwd",
            "https://vault/setup#token",
        ] {
            assert!(matches!(ServerAddress::parse(text), Err(CliError::Usage(_))), "{text}");
        }
    }

    #[test]
    fn segments_can_not_leave_their_place() {
        let address = ServerAddress::parse("vault").unwrap();
        let url = address.resource(&["databases", "a/../b?x#y"]);
        assert_eq!(url.as_str(), "https://vault/api/v1/databases/a%2F..%2Fb%3Fx%23y");
    }
}
