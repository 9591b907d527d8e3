//! Whether an address may be called, and which addresses of the network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use crate::{
    address::Network,
    configuration::{AllowedHost, Webhooks},
};

/// The longest address, in bytes.
const LIMIT: usize = 2_000;

/// An address that the configuration allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// A name, or an address of the network.
    pub host: String,
    /// The port.
    pub port: u16,
    /// By https.
    pub encrypted: bool,
    /// What is asked for: path and query.
    pub path: String,
}

impl Target {
    /// Reads an address and asks the configuration.
    ///
    /// # Errors
    /// Why it may not be called, in words that do not repeat it.
    pub fn read(text: &str, allowed: &Webhooks) -> Result<Self, &'static str> {
        if text.len() > LIMIT || text.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\') {
            return Err("`url` is no address of a webhook");
        }
        let url = Url::parse(text).map_err(|_| "`url` is no address of a webhook")?;
        let (list, port) = match url.scheme() {
            "https" => (&allowed.allow, 443),
            "http" => (&allowed.allow_http, 80),
            _ => return Err("`url` must begin with https://"),
        };
        if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
            return Err("`url` must have neither a name, a password nor a fragment");
        }
        let host = match url.host() {
            Some(Host::Domain(name)) if !name.ends_with('.') => name.to_owned(),
            Some(Host::Ipv4(address)) => address.to_string(),
            Some(Host::Ipv6(address)) => format!("[{address}]"),
            _ => return Err("`url` has no usable host"),
        };
        let at = url.port().unwrap_or(port);
        let listed = |it: &AllowedHost| it.host == host && it.port.unwrap_or(port) == at;
        if !list.iter().any(listed) {
            return Err("the configuration does not allow this host and port");
        }
        let path = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        Ok(Self { host, port: at, encrypted: url.scheme() == "https", path })
    }
}

/// Whether the network's address may be connected to: a public one, or one of a listed network.
pub fn is_allowed(address: IpAddr, networks: &[Network]) -> bool {
    let address = address.to_canonical();
    let public = match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    };
    public || networks.iter().any(|network| network.contains(address))
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = matches!(
        (a, b, c),
        // This network, private, shared, loopback, link-local.
        (0 | 10 | 127, _, _) | (100, 64..=127, _) | (169, 254, _) | (172, 16..=31, _) | (192, 168, _)
        // Protocols, documentation, 6to4 relays, benchmarks.
        | (192, 0, 0 | 2) | (192, 88, 99) | (198, 18..=19, _) | (198, 51, 100) | (203, 0, 113)
        // Multicast and what is reserved.
        | (224..=255, _, _)
    );
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, ..] = address.segments();
    // Global unicast only, without documentation, and without what carries an IPv4 address in it (Teredo, 6to4).
    (0x2000..0x4000).contains(&a)
        && a != 0x2002
        && !(a == 0x2001 && (b < 0x0200 || b == 0x0db8))
        && a != 0x3fff
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowing(hosts: &[&str]) -> Webhooks {
        Webhooks { allow: hosts.iter().map(|it| it.parse().unwrap()).collect(), ..Webhooks::default() }
    }

    // attack: I5
    #[test]
    fn only_what_is_listed_may_be_called_however_it_is_spelled() {
        let allowed = allowing(&["hooks.example.org", "10.1.2.3:8443", "other.example.org:444"]);
        for good in [
            "https://hooks.example.org/x?y=1",
            "https://HOOKS.example.org:443/",
            "https://10.1.2.3:8443/",
            "https://other.example.org:444/a",
            // Another spelling of a listed number is that number.
            "https://0x0a.1.2.3:8443/",
        ] {
            assert!(Target::read(good, &allowed).is_ok(), "{good}");
        }
        for bad in [
            "http://hooks.example.org/",
            "https://hooks.example.org:8443/",
            "https://other.example.org/",
            "https://hooks.example.org./",
            "https://hooks.example.org.evil.example/",
            "https://u@hooks.example.org/",
            "https://hooks.example.org@evil.example/",
            "https://hooks.example.org/#x",
            "https://hooks.example.org\\@evil.example/",
            "https://hooks.example.org/\r\nX: y",
            "https:// hooks.example.org/",
            "https://10.1.2.3/",
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://0.0.0.0/",
            "https://169.254.169.254/latest/meta-data",
            "https://[fd00::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://127.1/",
            "https://0x7f.1/",
            "https://2130706433/",
            "https://localhost./",
            "https://localhost/",
            "file:///etc/passwd",
            "gopher://hooks.example.org/",
            "ftp://hooks.example.org/",
            "data:text/plain,x",
            "hooks.example.org",
            "",
            &format!("https://hooks.example.org/{}", "x".repeat(3_000)),
        ] {
            assert!(Target::read(bad, &allowed).is_err(), "{bad}");
        }
        assert!(
            Target::read("https://hooks.example.org/", &Webhooks::default()).is_err(),
            "nothing by default"
        );
    }

    // attack: I5
    #[test]
    fn a_listed_name_that_resolves_to_the_inside_is_not_connected_to() {
        let inside = [
            "127.0.0.1",
            "127.255.0.1",
            "::1",
            "0.0.0.0",
            "::",
            "169.254.169.254",
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "100.64.0.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "240.0.0.1",
            "192.0.2.1",
            "fd00::1",
            "fc00::1",
            "fe80::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "2001::1",
            "3fff::1",
        ];
        for address in inside {
            assert!(!is_allowed(address.parse().unwrap(), &[]), "{address}");
        }
        for address in ["8.8.8.8", "1.1.1.1", "172.32.0.1", "2606:4700::1111", "2a00:1450::1"] {
            assert!(is_allowed(address.parse().unwrap(), &[]), "{address}");
        }
        let networks = ["10.0.0.0/8".parse().unwrap()];
        assert!(is_allowed("10.9.9.9".parse().unwrap(), &networks));
        assert!(is_allowed("::ffff:10.9.9.9".parse().unwrap(), &networks));
        assert!(!is_allowed("192.168.1.1".parse().unwrap(), &networks));
    }
}
