//! The names that the server's own certificate is made for.

use std::net::IpAddr;

/// Loopback, the machine's name, the address that is listened on, and the configured names.
pub fn of_certificate(listen: IpAddr, configured: &[String]) -> Vec<String> {
    let mut names = vec!["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned()];
    if !listen.is_unspecified() {
        names.push(listen.to_string());
    }
    names.extend(machine());
    names.extend(configured.iter().cloned());
    let mut seen = std::collections::BTreeSet::new();
    names.retain(|name| seen.insert(name.to_ascii_lowercase()));
    names
}

/// The machine's name where it has one that can stand in a certificate.
fn machine() -> Option<String> {
    let name = std::fs::read_to_string("/etc/hostname").ok()?;
    let name = name.trim();
    let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'));
    (plain && !name.is_empty() && name.len() <= 253).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_stands_once() {
        let names =
            of_certificate("127.0.0.1".parse().unwrap(), &["room.example".into(), "LOCALHOST".into()]);
        assert_eq!(names.iter().filter(|name| name.eq_ignore_ascii_case("localhost")).count(), 1);
        assert_eq!(names.iter().filter(|name| *name == "127.0.0.1").count(), 1);
        assert!(names.contains(&"room.example".to_owned()));
        let names = of_certificate("0.0.0.0".parse().unwrap(), &[]);
        assert!(!names.contains(&"0.0.0.0".to_owned()), "nobody reaches a server by that");
    }
}
