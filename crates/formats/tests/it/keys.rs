//! Every cipher, key derivation, inner stream and kind of key that the format has.

use sha2::{Digest as _, Sha256};
use strongroom_formats::{Credentials, Format, ImportError, Limits, read};
use zeroize::Zeroizing;

use crate::{
    craft::{AES, ARGON2D, ARGON2ID, CHACHA20, Craft, Kdf, TWOFISH},
    snapshot::render,
};

/// A protected value before, in and after the history: all three need the key stream at its right place.
const DOCUMENT: &str = r#"<?xml version="1.0" encoding="utf-8" standalone="yes"?>
<KeePassFile><Meta><HeaderHash>{HEADER_HASH}</HeaderHash><DatabaseName>Test</DatabaseName></Meta>
<Root><Group><UUID>AQEBAQEBAQEBAQEBAQEBAQ==</UUID><Name>Top</Name>
<Entry><UUID>AgICAgICAgICAgICAgICAg==</UUID>
<String><Key>Title</Key><Value>One</Value></String>
<String><Key>Password</Key><Value Protected="True">first</Value></String>
<History><Entry><String><Key>Title</Key><Value>One</Value></String>
<String><Key>Password</Key><Value Protected="True">older</Value></String></Entry></History></Entry>
<Entry><String><Key>Title</Key><Value>Two</Value></String>
<String><Key>Pin</Key><Value Protected="True">last</Value></String></Entry>
</Group></Root></KeePassFile>"#;

fn expect(file: &[u8], credentials: &Credentials, what: &str) {
    let bundle = read(Format::Kdbx, file, credentials, &Limits::default())
        .unwrap_or_else(|error| panic!("{what}: {error}"));
    let text = render(&bundle);
    for part in [
        "name Some(\"Test\")",
        "\"password\" password secret = \"first\"",
        "version \"One\"",
        "\"password\" password secret = \"older\"",
        "\"Pin\" text secret custom = \"last\"",
    ] {
        assert!(text.contains(part), "{what}: `{part}` is not in\n{text}");
    }
}

#[test]
fn every_combination_of_version_cipher_stream_and_compression_opens() {
    let argon2 = |id, version| Kdf::Argon2 { id, memory: 64 << 10, passes: 2, lanes: 2, version };
    let derivations =
        [Kdf::Aes { rounds: 100 }, argon2(ARGON2D, 0x13), argon2(ARGON2ID, 0x13), argon2(ARGON2D, 0x10)];
    for cipher in [AES, TWOFISH, CHACHA20] {
        for compressed in [false, true] {
            for stream in [0, 2, 3] {
                let three = Craft { cipher, compressed, stream, ..Craft::version_3() };
                let what = format!("3.1 {cipher:x} {compressed} {stream}");
                expect(&three.file(DOCUMENT), &Credentials::password("pw"), &what);
                for (number, kdf) in derivations.into_iter().enumerate() {
                    let four = Craft { cipher, compressed, stream, kdf, ..Craft::default() };
                    let what = format!("4.1 {cipher:x} {compressed} {stream} derivation {number}");
                    expect(&four.file(DOCUMENT), &Credentials::password("pw"), &what);
                }
            }
        }
    }
}

#[test]
fn blocks_of_any_size_are_joined() {
    for block_size in [1, 15, 16, 17, 100, 1 << 20] {
        for craft in [Craft::default(), Craft::version_3()] {
            let file = Craft { block_size, ..craft }.file(DOCUMENT);
            expect(&file, &Credentials::password("pw"), &format!("blocks of {block_size}"));
        }
    }
}

#[test]
fn every_kind_of_key_file_opens_alone_and_with_a_password() {
    let key = Sha256::digest("the key").to_vec();
    let hex_key = hex::encode(&key);
    let base64_key = "iSCMDo2uIRqtqCbWFNoZG40Z8fqPjXYmHcMdS9qgtnM=";
    let xml = |version: &str, data: String| {
        format!(
            "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?><KeyFile><Meta><Version>{version}</Version></Meta>\
             <Key>{data}</Key></KeyFile>"
        )
        .into_bytes()
    };
    let hash = hex::encode_upper(&Sha256::digest(&key)[..4]);
    let spaced = format!("{}\n\t\t{}", hex_key[..32].to_uppercase(), &hex_key[32..]);
    let mut decoded = Vec::new();
    base64::Engine::decode_vec(&base64::engine::general_purpose::STANDARD, base64_key, &mut decoded).unwrap();
    let files = [
        ("xml 1.0", xml("1.00", format!("<Data>{base64_key}</Data>")), decoded),
        ("xml 2.0", xml("2.0", format!("<Data Hash=\"{hash}\">{spaced}</Data>")), key.clone()),
        ("32 bytes", key.clone(), key.clone()),
        ("64 digits", hex_key.into_bytes(), key.clone()),
        ("64 other bytes", vec![b'x'; 64], Sha256::digest([b'x'; 64]).to_vec()),
        ("any file", b"any file".to_vec(), Sha256::digest("any file").to_vec()),
        ("other xml", b"<a><b/></a>".to_vec(), Sha256::digest("<a><b/></a>").to_vec()),
    ];
    for (what, file, part) in files {
        let alone = Craft { key_parts: vec![part.clone()], ..Craft::default() };
        expect(&alone.file(DOCUMENT), &Credentials::key_file(file.clone()), what);
        let both = Craft { key_parts: vec![Sha256::digest("pw").to_vec(), part], ..Craft::default() };
        let mut credentials = Credentials::key_file(file);
        credentials.password = Some(Zeroizing::new("pw".to_owned()));
        expect(&both.file(DOCUMENT), &credentials, what);
        credentials.password = Some(Zeroizing::new(String::new()));
        let error =
            read(Format::Kdbx, &both.file(DOCUMENT)[..], &credentials, &Limits::default()).unwrap_err();
        assert!(matches!(error, ImportError::WrongKey), "{what}");
    }
}

#[test]
fn a_broken_key_file_is_told_before_the_database_is_tried() {
    let long = "00".repeat(32);
    let cases = [
        "<KeyFile><Key><Data>no base64!</Data></Key></KeyFile>".to_owned(),
        "<KeyFile><Key></Key></KeyFile>".to_owned(),
        format!("<KeyFile><Meta><Version>2.0</Version></Meta><Key><Data>{long}</Data></Key></KeyFile>"),
        format!(
            "<KeyFile><Meta><Version>2.0</Version></Meta><Key><Data Hash=\"00000000\">{long}</Data></Key></KeyFile>"
        ),
        "<KeyFile><Key><Data>AAAA</Data>".to_owned(),
        "<KeyFile><Key><Data>&bomb;</Data></Key></KeyFile>".to_owned(),
    ];
    for file in cases {
        let credentials = Credentials::key_file(file.clone());
        let error = read(Format::Kdbx, &[][..], &credentials, &Limits::default()).unwrap_err();
        assert!(matches!(error, ImportError::KeyFile(_)), "{file}: {error}");
    }
}
