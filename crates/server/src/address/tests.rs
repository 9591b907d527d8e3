use super::*;

fn client(peer: &str, forwarded: &[&str], trusted: &[&str]) -> String {
    let trusted: Vec<Network> = trusted.iter().map(|n| n.parse().unwrap()).collect();
    ClientAddress::find(peer.parse().unwrap(), forwarded.iter().copied(), &trusted).to_string()
}

// attack: B8
#[test]
fn only_listed_proxies_are_believed() {
    let cases: &[(&str, &[&str], &[&str], &str)] = &[
        ("203.0.113.9", &["1.2.3.4"], &[], "203.0.113.9"),
        ("10.0.0.1", &["1.2.3.4"], &[], "10.0.0.1"),
        ("10.0.0.1", &["1.2.3.4"], &["10.0.0.1"], "1.2.3.4"),
        ("10.0.0.2", &["1.2.3.4"], &["10.0.0.1"], "10.0.0.2"),
        ("10.0.0.1", &["6.6.6.6, 1.2.3.4"], &["10.0.0.0/8"], "1.2.3.4"),
        ("10.0.0.1", &["6.6.6.6", "1.2.3.4"], &["10.0.0.0/8"], "1.2.3.4"),
        ("10.0.0.1", &["6.6.6.6, 1.2.3.4, 10.9.9.9"], &["10.0.0.0/8"], "1.2.3.4"),
        ("10.0.0.1", &["10.7.7.7, 10.9.9.9"], &["10.0.0.0/8"], "10.7.7.7"),
        ("10.0.0.1", &["1.2.3.4, unknown"], &["10.0.0.0/8"], "10.0.0.1"),
        ("10.0.0.1", &["1.2.3.4, "], &["10.0.0.0/8"], "10.0.0.1"),
        ("10.0.0.1", &["1.2.3.4:5678"], &["10.0.0.0/8"], "1.2.3.4"),
        ("10.0.0.1", &["[2001:db8::1]:5678"], &["10.0.0.0/8"], "2001:db8::1"),
        ("10.0.0.1", &["[2001:db8::1]"], &["10.0.0.0/8"], "2001:db8::1"),
        ("::ffff:10.0.0.1", &["::ffff:1.2.3.4"], &["10.0.0.0/8"], "1.2.3.4"),
        ("::1", &["2001:db8::1"], &["::1"], "2001:db8::1"),
    ];
    for (peer, forwarded, trusted, expected) in cases {
        assert_eq!(client(peer, forwarded, trusted), *expected, "{peer} {forwarded:?} {trusted:?}");
    }
}

// attack: B8
#[test]
fn an_ipv6_host_can_not_count_anew_with_each_address() {
    let key =
        |address: &str| ClientAddress::find(address.parse().unwrap(), std::iter::empty(), &[]).counting_key();
    assert_eq!(key("2001:db8:1:2::1"), key("2001:db8:1:2:ffff:ffff:ffff:ffff"));
    assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
    assert_eq!(key("::ffff:1.2.3.4"), key("1.2.3.4"));
    assert_ne!(key("1.2.3.4"), key("1.2.3.5"));
}

#[test]
fn networks_are_read_strictly() {
    for good in ["10.0.0.0/8", "0.0.0.0/0", "::/0", "fd00::/8", "1.2.3.4", "::1", "1.2.3.4/32"] {
        good.parse::<Network>().unwrap();
    }
    for bad in [
        "",
        "10.0.0.0/33",
        "10.0.0.0/",
        "10.0.0.0/+8",
        "10.0.0.0/8/8",
        "host",
        "10.0.0/8",
        "::/129",
        "010.0.0.1",
    ] {
        assert!(bad.parse::<Network>().is_err(), "{bad}");
    }
    let everything: Network = "0.0.0.0/0".parse().unwrap();
    assert!(everything.contains("8.8.8.8".parse().unwrap()));
    assert!(!everything.contains("::1".parse().unwrap()));
}
