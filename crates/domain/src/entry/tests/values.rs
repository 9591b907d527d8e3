use super::super::{FieldKind as Kind, ValueError, check_value, is_openable};
use crate::limits::FIELD_BYTES;

#[test]
fn each_kind_takes_its_values_and_no_others() {
    let id = "01890a5d-ac96-774b-bcce-b302099a8057";
    let taken = [
        (Kind::Text, "any <b>text</b> \u{202e} =1+1"),
        (Kind::Multiline, "one\r\n\ttwo"),
        (Kind::Password, " p\u{e4}ss \t w\u{f6}rd\n"),
        (Kind::Url, "https://mail.example.org/?q=a b"),
        (Kind::Url, "mail.example.org"),
        (Kind::Url, "javascript:alert(1)"),
        (Kind::Email, "name@example.org"),
        (Kind::Email, "\"odd@name\"@host"),
        (Kind::Date, "2028-02-29"),
        (Kind::Number, "-0042"),
        (Kind::Number, "9007199254740993"),
        (Kind::Decimal, "12.50"),
        (Kind::Decimal, "7"),
        (Kind::Boolean, "true"),
        (Kind::Totp, "JBSW Y3DP EHPK 3PXP"),
        (Kind::Totp, "otpauth://totp/Mail:root?secret=JBSWY3DPEHPK3PXP&issuer=Mail"),
        (Kind::File, id),
    ];
    for (kind, value) in taken {
        assert_eq!(check_value(kind, value), Ok(()), "{kind} {value:?}");
    }
    let refused = [
        (Kind::Text, "two\nlines"),
        (Kind::Text, "nul\0"),
        (Kind::Multiline, "bell\u{7}"),
        (Kind::Password, "nul\0"),
        (Kind::Url, "https://x/\r\nHost: y"),
        (Kind::Email, "name"),
        (Kind::Email, "@host"),
        (Kind::Email, "name@"),
        (Kind::Email, "a b@host"),
        (Kind::Date, "2027-02-29"),
        (Kind::Date, "31.01.2026"),
        (Kind::Date, "2026-1-31"),
        (Kind::Date, "2026-01-31T00:00:00Z"),
        (Kind::Date, "-999999-1-1"),
        (Kind::Number, "1.0"),
        (Kind::Number, "1e9"),
        (Kind::Number, "NaN"),
        (Kind::Number, "-"),
        (Kind::Number, "+1"),
        (Kind::Number, "\u{663}"),
        (Kind::Number, "11111111111111111111111111111111111111111"),
        (Kind::Decimal, ".5"),
        (Kind::Decimal, "5."),
        (Kind::Decimal, "1,5"),
        (Kind::Decimal, "--1"),
        (Kind::Boolean, "yes"),
        (Kind::Boolean, "True"),
        (Kind::Totp, "otpauth://hotp/x?secret=JBSWY3DPEHPK3PXP&counter=1"),
        (Kind::Totp, "not base32!"),
        (Kind::File, "../../etc/passwd"),
    ];
    for (kind, value) in refused {
        assert!(check_value(kind, value).is_err(), "{kind} {value:?}");
    }
    for kind in Kind::ALL {
        assert_eq!(check_value(kind, ""), Ok(()), "{kind} may be empty");
        assert_eq!(Kind::from_name(kind.name()), Some(kind));
    }
}

// attack: R1
#[test]
fn a_value_is_limited_in_bytes() {
    assert_eq!(check_value(Kind::Password, &"x".repeat(FIELD_BYTES)), Ok(()));
    assert_eq!(check_value(Kind::Password, &"x".repeat(FIELD_BYTES + 1)), Err(ValueError::TooLong));
    assert_eq!(
        check_value(Kind::Multiline, &"\u{1f980}".repeat(FIELD_BYTES / 4 + 1)),
        Err(ValueError::TooLong)
    );
}

// attack: D4
#[test]
fn an_error_never_repeats_the_value() {
    for kind in Kind::ALL {
        if let Err(error) = check_value(kind, "hunter2 \u{0}") {
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{kind}");
        }
    }
}

// attack: I2
#[test]
fn only_four_schemes_are_opened() {
    for url in ["http://x", "HTTPS://x/y?z", "ssh://host:22", "rdp://host"] {
        assert!(is_openable(url), "{url}");
    }
    for url in [
        "javascript:alert(1)",
        "javascript://x/%0aalert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "cmd://calc",
        "x",
        "",
        " https://x",
        "java\nscript://x",
        "https://x\u{0}",
        "//x",
    ] {
        assert!(!is_openable(url), "{url:?}");
    }
}
