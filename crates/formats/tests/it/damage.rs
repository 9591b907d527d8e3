//! Damage of small files, everywhere: each length, each bit.

use strongroom_formats::{Bundle, Credentials, Format, ImportError, Limits, read};

use crate::craft::{AES, CHACHA20, Craft, TWOFISH};

const DOCUMENT: &str = r#"<KeePassFile><Meta><HeaderHash>{HEADER_HASH}</HeaderHash></Meta><Root><Group><Name>Top</Name>
<Entry><String><Key>Title</Key><Value>One</Value></String>
<String><Key>Password</Key><Value Protected="True">a password</Value></String></Entry>
</Group></Root></KeePassFile>"#;

fn open(file: &[u8]) -> Result<Bundle, ImportError> {
    // A flipped bit in the rounds of KDBX 3.1 asks for hours before anything can show it.
    let limits = Limits { kdf_rounds: 1_000, ..Limits::default() };
    read(Format::Kdbx, file, &Credentials::password("pw"), &limits)
}

fn crafts() -> [Craft; 6] {
    let four = Craft { block_size: 200, ..Craft::default() };
    let three = Craft { block_size: 200, ..Craft::version_3() };
    [
        Craft { compressed: true, ..four.clone() },
        Craft { cipher: CHACHA20, ..four.clone() },
        four,
        Craft { compressed: true, ..three.clone() },
        Craft { cipher: TWOFISH, ..three.clone() },
        three,
    ]
}

// attack: I7, R2
#[test]
fn i7_a_file_cut_anywhere_is_refused() {
    for craft in crafts() {
        let file = craft.file(DOCUMENT);
        assert!(open(&file).is_ok());
        for length in 0..file.len() {
            let error = open(&file[..length]).expect_err("a cut file must not open");
            assert!(!matches!(error, ImportError::Read(_)), "{length}: {error}");
        }
    }
}

// attack: I7, C3
#[test]
fn i7_a_flipped_bit_anywhere_in_kdbx_4_is_refused() {
    for craft in crafts().into_iter().filter(|craft| craft.major == 4) {
        let mut file = craft.file(DOCUMENT);
        for index in 0..file.len() {
            for bit in 0..8 {
                file[index] ^= 1 << bit;
                let error = open(&file).expect_err("a changed file must not open");
                assert!(!matches!(error, ImportError::Read(_)), "byte {index} bit {bit}: {error}");
                file[index] ^= 1 << bit;
            }
        }
    }
}

/// KDBX 3.1 has no keyed hash. Its hashes still cover header and payload; what they leave open is the signature's
/// minor version, which is under the header hash, so nothing is left.
// attack: I7, C3
#[test]
fn i7_a_flipped_bit_anywhere_in_kdbx_3_1_is_refused() {
    for craft in crafts().into_iter().filter(|craft| craft.major == 3) {
        let mut file = craft.file(DOCUMENT);
        for index in 0..file.len() {
            // Every bit of the plainest file; the others take longer and differ only in what lies below.
            let every = craft.cipher == AES && !craft.compressed;
            for bit in if every { 0..8 } else { index % 8..index % 8 + 1 } {
                file[index] ^= 1 << bit;
                assert!(open(&file).is_err(), "byte {index} bit {bit}");
                file[index] ^= 1 << bit;
            }
        }
    }
}

#[test]
fn damage_is_told_with_its_place() {
    let craft = Craft { block_size: 200, ..Craft::default() };
    let file = craft.file(DOCUMENT);
    let header = craft.header().len();
    let message = |index: usize| {
        let mut file = file.clone();
        file[index] ^= 1;
        open(&file).unwrap_err().to_string()
    };
    assert_eq!(message(0), "this is not a `kdbx` file");
    assert_eq!(message(header), "the file is damaged at its header: its hash does not fit");
    assert_eq!(message(header + 32), "the master password or the key file is wrong");
    assert_eq!(message(header + 64 + 36), "the file is damaged at payload block 0: its hash does not fit");
    assert_eq!(
        message(header + 64 + 236 + 36),
        "the file is damaged at payload block 1: its hash does not fit"
    );
    let cut = open(&file[..file.len() - 1]).unwrap_err().to_string();
    assert!(cut.ends_with("the file ends too early"), "{cut}");

    let broken = craft.file(&DOCUMENT.replace("</Entry>", "</Entri>"));
    let error = open(&broken).unwrap_err().to_string();
    assert!(error.starts_with("the file is damaged at byte "), "{error}");
    assert!(error.ends_with(" of its document, in `Entry`: an end tag does not fit"), "{error}");
}

#[test]
fn a_source_that_fails_is_not_called_damage() {
    struct Fails;
    impl std::io::Read for Fails {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::ConnectionReset.into())
        }
    }
    let file = Craft::default().file(DOCUMENT);
    for length in [0, 5, 100, file.len() - 10] {
        let source = std::io::Read::chain(&file[..length], Fails);
        let error = read(Format::Kdbx, source, &Credentials::password("pw"), &Limits::default()).unwrap_err();
        assert!(matches!(error, ImportError::Read(std::io::ErrorKind::ConnectionReset)), "{length}: {error}");
    }
}
