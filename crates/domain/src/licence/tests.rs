use super::*;

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

fn licence() -> Licence {
    Licence {
        id: "L-2026-0001".to_owned(),
        holder: "M\u{fc}ller \"& Co\" GmbH".to_owned(),
        seats: 50,
        valid_from: at("2026-01-01T00:00:00Z"),
        valid_to: Some(at("2027-01-01T00:00:00Z")),
        issued_at: at("2025-12-15T09:30:00Z"),
    }
}

fn file() -> LicenceFile {
    LicenceFile { licence: licence(), key_id: "k1".to_owned(), signature: "ed25519:00".to_owned() }
}

#[test]
fn who_may_be_added_when() {
    let granted = licence();
    let inside = at("2026-06-01T00:00:00Z");
    let before = at("2025-12-31T23:59:59.999999Z");
    let end = at("2027-01-01T00:00:00Z");
    let full = |seats| Err(LicenceLimitError { seats });
    let cases = [
        ("none, two used", 2, None, inside, Ok(())),
        ("none, three used", 3, None, inside, full(3)),
        ("none, more used than there are seats", 9, None, inside, full(3)),
        ("valid, one left", 49, Some(&granted), inside, Ok(())),
        ("valid, full", 50, Some(&granted), inside, full(50)),
        ("valid, more used than there are seats", 60, Some(&granted), inside, full(50)),
        ("at its first instant", 10, Some(&granted), granted.valid_from, Ok(())),
        ("not valid yet", 10, Some(&granted), before, full(10)),
        ("at its end", 10, Some(&granted), end, full(10)),
        ("over, and few accounts", 1, Some(&granted), end, full(1)),
        ("over, and no account", 0, Some(&granted), end, full(0)),
    ];
    for (case, used, licence, now, expected) in cases {
        assert_eq!(may_add(used, licence, now), expected, "{case}");
    }
    let endless = Licence { valid_to: None, ..granted };
    assert_eq!(may_add(49, Some(&endless), at("2999-01-01T00:00:00Z")), Ok(()));
}

/// Signatures were made over these bytes: they may never change.
#[test]
fn the_signed_bytes_never_change() {
    let expected = "{\"id\":\"L-2026-0001\",\"holder\":\"M\u{fc}ller \\\"& Co\\\" GmbH\",\"seats\":50,\
                    \"valid_from\":\"2026-01-01T00:00:00Z\",\"valid_to\":\"2027-01-01T00:00:00Z\",\
                    \"issued_at\":\"2025-12-15T09:30:00Z\"}";
    assert_eq!(String::from_utf8(licence().signed_bytes()).unwrap(), expected);
    let endless = Licence { valid_to: None, ..licence() };
    assert!(
        String::from_utf8(endless.signed_bytes()).unwrap().contains("\"valid_to\":null"),
        "nothing is left out"
    );
}

#[test]
fn spelling_in_the_file_does_not_matter_to_the_signature() {
    assert_eq!(LicenceFile::read(file().to_text().as_bytes()), Ok(file()));
    let respelled = r#"{"signature":"ed25519:00","licence":{"seats":50,"id":"L-2026-0001",
        "issued_at":"2025-12-15T10:30:00+01:00","valid_to":"2027-01-01T00:00:00Z","holder":"M\u00fcller \"& Co\" GmbH",
        "valid_from":"2026-01-01T00:00:00Z"},"key_id":"k1"}"#;
    let read = LicenceFile::read(respelled.as_bytes()).unwrap();
    assert_eq!(read.licence.signed_bytes(), licence().signed_bytes());
}

// attack: A16
#[test]
fn what_is_no_licence_is_refused() {
    let good = serde_json::to_string(&file()).unwrap();
    let changed = |from: &str, to: &str| {
        let text = good.replace(from, to);
        assert_ne!(text, good, "{from}");
        LicenceFile::read(text.as_bytes())
    };
    assert_eq!(changed("\"seats\":50", "\"seats\":0"), Err(LicenceError::NoSeats));
    for (from, to) in [
        ("\"seats\":50", "\"seats\":-1"),
        ("\"seats\":50", "\"seats\":\"50\""),
        ("\"seats\":50", "\"seats\":1.5"),
        ("\"seats\":50", "\"seats\":4294967296"),
        ("\"seats\":50", "\"seats\":50,\"seats\":500"),
        ("\"seats\":50", "\"seats\":50,\"modules\":[]"),
        ("\"id\":\"L-2026-0001\",", ""),
        ("\"key_id\":\"k1\",", ""),
        ("2026-01-01T00:00:00Z", "yesterday"),
    ] {
        assert_eq!(changed(from, to), Err(LicenceError::Form), "{to}");
    }
    assert_eq!(changed("2027-01-01", "2026-01-01"), Err(LicenceError::Period));
    assert_eq!(changed("L-2026-0001", " "), Err(LicenceError::Text(TextError::Empty)));
    assert_eq!(changed("M\u{fc}ller", "\\u001b[2J"), Err(LicenceError::Text(TextError::Control('\u{1b}'))));
    assert_eq!(LicenceFile::read(b""), Err(LicenceError::Form));
    assert_eq!(LicenceFile::read(&vec![b' '; FILE_BYTES + 1]), Err(LicenceError::Form));
}
