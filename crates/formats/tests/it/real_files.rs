//! Files that other programs wrote, compared with what those programs see in them.

use strongroom_formats::{Bundle, Credentials, Format, ImportError, Limits, read, sniff};

use crate::{
    fits::assert_fits,
    snapshot::{compare, fixture},
};

fn open(name: &str, credentials: &Credentials) -> Result<Bundle, ImportError> {
    let file = fixture(name);
    assert_eq!(sniff(&file[..12]), Some(Format::Kdbx));
    read(Format::Kdbx, file.as_slice(), credentials, &Limits::default())
}

/// The files and passwords of the table in the fixtures' README.
const FILES: [(&str, &str); 7] = [
    ("Format300.kdbx", "a"),
    ("Format400.kdbx", "t"),
    ("NewDatabase.kdbx", "a"),
    ("ProtectedStrings.kdbx", "masterpw"),
    ("NonAscii.kdbx", "\u{394}\u{f6}\u{636}"),
    ("RecycleBinWithData.kdbx", "123"),
    ("Compressed.kdbx", ""),
];

#[test]
fn every_file_holds_what_its_own_program_sees() {
    for (name, password) in FILES {
        let bundle =
            open(name, &Credentials::password(password)).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_fits(&bundle);
        compare(&bundle, name);
    }
    let key_file = Credentials::key_file(fixture("FileKeyXml.key"));
    compare(&open("FileKeyXml.kdbx", &key_file).unwrap(), "FileKeyXml.kdbx");
}

#[test]
fn a_wrong_or_missing_key_is_told_as_such() {
    for (name, password) in FILES {
        for wrong in [Credentials::password("wrong"), Credentials::default(), Credentials::key_file("wrong")]
        {
            let error = open(name, &wrong).unwrap_err();
            let fits = match name {
                "Format400.kdbx" => matches!(error, ImportError::WrongKey),
                _ => matches!(error, ImportError::WrongKeyOrDamaged),
            };
            assert!(fits, "{name}: {error}");
            assert!(!error.to_string().contains(password) || password.len() < 2);
        }
    }
}

#[test]
fn an_empty_password_is_not_the_same_as_none() {
    assert!(open("Compressed.kdbx", &Credentials::password("")).is_ok());
    assert!(matches!(open("Compressed.kdbx", &Credentials::default()), Err(ImportError::WrongKeyOrDamaged)));
}

// attack: I7
#[test]
fn i7_a_wrong_header_hash_is_refused() {
    let error = open("BrokenHeaderHash.kdbx", &Credentials::password("")).unwrap_err();
    assert_eq!(error.to_string(), "the file is damaged at its header: its hash does not fit");
}
