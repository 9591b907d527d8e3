use super::*;

fn parse(text: &str) -> Result<Configuration, ConfigurationError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("strongroom.toml");
    std::fs::write(&path, text).unwrap();
    load(Some(&path))
}

#[test]
fn an_absent_file_and_an_empty_one_give_the_defaults() {
    let absent = load(None).unwrap();
    assert_eq!(format!("{absent:?}"), format!("{:?}", parse("").unwrap()));
    assert!(absent.listen.trusted_proxies.is_empty(), "no proxy is believed by default");
    assert_eq!(absent.limits.request_bytes.get(), 16 << 20);
}

#[test]
fn every_section_is_read() {
    let read = parse(
        r#"
        server_key = { environment = "ROOM_KEY" }
        [listen]
        address = "127.0.0.1:8443"
        operations = "127.0.0.1:9443"
        host_names = ["passwords.example.org"]
        trusted_proxies = ["10.0.0.0/8", "::1"]
        tls = { certificate = "/etc/c.pem", key = "/etc/k.pem" }
        [sessions]
        idle_minutes = 15
        absolute_hours = 8
        [limits]
        connections = 100
        [license]
        issuing_keys = ["ed25519:11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"]
        [log]
        format = "json"
        level = "warn"
        "#,
    )
    .unwrap();
    assert_eq!(read.server_key, Some(ServerKeySource::Environment("ROOM_KEY".into())));
    assert_eq!(read.sessions.idle_minutes.get(), 15);
    assert_eq!(read.listen.trusted_proxies.len(), 2);
    assert_eq!(read.log.format, LogFormat::Json);
}

#[test]
fn errors_name_line_and_key() {
    let cases = [
        ("[listen]\nadress = \"127.0.0.1:1\"", "line 2", "adress"),
        ("[limits]\n\nconnections = 1", "line 3", "connections"),
        ("[limits]\nconnections = \"many\"", "line 2", "connections"),
        ("[sessions]\nidle_minutes = -5", "line 2", "idle_minutes"),
        ("[listen]\ntrusted_proxies = [\"10.0.0.0/33\"]", "line 2", "trusted_proxies"),
        ("[log]\nformat = \"xml\"", "line 2", "format"),
        ("[license]\nissuing_keys = [\"abc\"]", "line 2", "issuing_keys"),
        ("server_key = { key = \"00\" }", "line 1", "key"),
        ("[log]\nlevel = \"info\"\nlevel = \"warn\"", "line 3", "level"),
    ];
    for (text, line, key) in cases {
        let told = parse(text).unwrap_err().to_string();
        assert!(told.contains(line) && told.contains(key), "{text}: {told}");
    }
}

#[test]
fn a_missing_file_is_an_error_not_the_defaults() {
    let told = load(Some(Path::new("/nonexistent/strongroom.toml"))).unwrap_err().to_string();
    assert!(told.contains("/nonexistent/strongroom.toml"), "{told}");
}

// attack: I5, I9
#[test]
fn what_goes_out_is_off_by_default_and_read_strictly() {
    let absent = load(None).unwrap();
    assert!(absent.mail.is_none() && absent.webhooks.allow.is_empty() && absent.webhooks.networks.is_empty());
    let read = parse(
        r#"
        [mail]
        host = "mail.example.org"
        from = "Strongroom <room@example.org>"
        public_address = "https://passwords.example.org"
        [webhooks]
        allow = ["hooks.example.org", "10.0.0.5:8443", "[2001:db8::1]:444"]
        networks = ["10.0.0.0/8"]
        "#,
    )
    .unwrap();
    assert_eq!(read.mail.unwrap().security, MailSecurity::Starttls, "encrypted unless it says otherwise");
    assert_eq!(read.webhooks.allow[0], AllowedHost { host: "hooks.example.org".into(), port: None });
    assert_eq!(read.webhooks.allow[1].port, Some(8443));
    for bad in [
        "*",
        "*.example.org",
        "https://hooks.example.org",
        "hooks.example.org/path",
        "u@hooks.example.org",
        "hooks.example.org.",
        "127.1",
        "0x7f.1",
        "2130706433",
        "a b",
        "",
        "hooks.example.org:99999",
    ] {
        let told = parse(&format!("[webhooks]\nallow = [\"{bad}\"]")).unwrap_err().to_string();
        assert!(told.contains("line 2"), "{bad}: {told}");
    }
    for bad in ["[mail]\nhost = \"x\"", "[mail]\nhots = \"x\"", "[webhooks]\nallow_all = true"] {
        parse(bad).unwrap_err();
    }
}
