use super::*;

fn at(seconds: i64) -> Instant {
    Instant::from_micros(seconds * 1_000_000)
}

fn address(query: &str) -> Result<Totp, TotpError> {
    Totp::parse(&format!("otpauth://totp/Mail%3Aroot?{query}"))
}

/// RFC 6238, appendix B.
#[test]
fn the_vectors_of_rfc_6238() {
    let sha1 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    let sha256 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA====";
    let sha512 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNA=";
    let vectors = [
        (59, "94287082", "46119246", "90693936"),
        (1_111_111_109, "07081804", "68084774", "25091201"),
        (1_111_111_111, "14050471", "67062674", "99943326"),
        (1_234_567_890, "89005924", "91819424", "93441116"),
        (2_000_000_000, "69279037", "90698825", "38618901"),
        (20_000_000_000, "65353130", "77737706", "47863826"),
    ];
    for (seconds, by_sha1, by_sha256, by_sha512) in vectors {
        for (secret, name, expected) in
            [(sha1, "SHA1", by_sha1), (sha256, "SHA256", by_sha256), (sha512, "SHA512", by_sha512)]
        {
            let totp = address(&format!("secret={secret}&algorithm={name}&digits=8")).unwrap();
            assert_eq!(totp.code(at(seconds)).digits.as_str(), expected, "{name} at {seconds}");
        }
    }
}

/// RFC 4226, appendix D: the counter is the period that the instant lies in.
#[test]
fn the_vectors_of_rfc_4226() {
    let totp = Totp::parse("gezd gnbv-gy3t qojq gezd gnbv gy3t qojq").unwrap();
    let codes =
        ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"];
    for (counter, expected) in (0..).zip(codes) {
        for second in [0, 29] {
            let code = totp.code(at(counter * 30 + second));
            assert_eq!(code.digits.as_str(), expected);
            assert_eq!((code.period, code.until), (30, at((counter + 1) * 30)));
        }
    }
}

#[test]
fn what_an_address_may_say() {
    let secret = "secret=JBSWY3DPEHPK3PXP";
    let cases = [
        (secret.to_owned(), Ok(())),
        (format!("issuer=Mail&{secret}&image=x"), Ok(())),
        ("SECRET=jbswy3dpehpk3pxp".to_owned(), Ok(())),
        ("secret=JBSWY3DPEHPK3PXP%3D%3D".to_owned(), Ok(())),
        (format!("{secret}&algorithm=sha-256&period=60&digits=7"), Ok(())),
        (format!("{secret}&period=0"), Err(TotpError::Period)),
        (format!("{secret}&period=3601"), Err(TotpError::Period)),
        (format!("{secret}&period=-30"), Err(TotpError::Period)),
        (format!("{secret}&digits=5"), Err(TotpError::Digits)),
        (format!("{secret}&digits=9"), Err(TotpError::Digits)),
        (format!("{secret}&encoder=steam"), Err(TotpError::Digits)),
        (format!("{secret}&algorithm=MD5"), Err(TotpError::Algorithm)),
        ("secret=".to_owned(), Err(TotpError::Secret)),
        ("secret=0189".to_owned(), Err(TotpError::Secret)),
        ("issuer=Mail".to_owned(), Err(TotpError::Secret)),
        (format!("secret={}", "A".repeat(412)), Err(TotpError::Secret)),
    ];
    for (query, expected) in cases {
        assert_eq!(address(&query).map(|_| ()), expected, "{query}");
    }
    assert!(Totp::parse("OTPAUTH://TOTP/x?secret=JBSWY3DPEHPK3PXP").is_ok());
    assert_eq!(Totp::parse("otpauth://hotp/x?secret=JBSWY3DPEHPK3PXP&counter=0"), Err(TotpError::NotTotp));
    assert_eq!(Totp::parse("otpauth://totp/x"), Err(TotpError::Secret));
    assert_eq!(Totp::parse(""), Err(TotpError::Secret));
    assert_eq!(Totp::parse("p\u{e4}ssw\u{f6}rd-otp"), Err(TotpError::Secret), "no panic inside a character");
}

#[test]
fn instants_at_the_ends_have_codes() {
    let totp = Totp::parse("JBSWY3DPEHPK3PXP").unwrap();
    for micros in [i64::MIN, -1, 0, i64::MAX] {
        assert_eq!(totp.code(Instant::from_micros(micros)).digits.len(), 6);
    }
}

// attack: D4
#[test]
fn nothing_shows_the_secret_or_the_code() {
    let totp = Totp::parse("JBSWY3DPEHPK3PXP").unwrap();
    assert_eq!(format!("{totp:?} {:?}", totp.code(at(0))), "Totp(..) Code(..)");
    let error = address("secret=JBSWY3DPEHPK3PXP&digits=9").unwrap_err();
    assert!(!error.to_string().contains("JBSW"));
}
