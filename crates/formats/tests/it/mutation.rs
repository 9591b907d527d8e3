//! Random damage with a fixed seed, for some seconds: of whole files, and, through the test's own writer, of what
//! lies behind the encryption. Whatever comes out must be an error or a bundle that the domain takes.
//!
//! `STRONGROOM_FUZZ_SECONDS` makes it longer, `STRONGROOM_FUZZ_SEED` another run.

use std::time::{Duration, Instant};

use strongroom_formats::{Credentials, Format, Limits, read};

use crate::{
    craft::{Craft, Kdf},
    fits::assert_fits,
    snapshot::fixture,
};

/// Tokens that mean something in the document.
const TOKENS: [&str; 40] = [
    "<Entry>",
    "</Entry>",
    "<Group>",
    "</Group>",
    "<History>",
    "</History>",
    "<String>",
    "</String>",
    "<Key>",
    "</Key>",
    "<Value>",
    "</Value>",
    "<Value Protected=\"True\">",
    "<Value Ref=\"0\"/>",
    "<Binary>",
    "</Binary>",
    "<UUID>",
    "<Times>",
    "<Expires>True</Expires>",
    "<CustomData>",
    "<Item>",
    "<Tags>",
    ";,",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "<!DOCTYPE a [",
    "&amp;",
    "&#0;",
    "&#x10ffff;",
    "&lol;",
    "\r\n",
    "\u{0}",
    "\"",
    "'",
    "<",
    ">",
    "Compressed=\"True\"",
    "AAAA",
];

/// xorshift64*: small, and the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    /// A few changes: bits, bytes, numbers, removed, doubled and inserted pieces.
    fn mutate(&mut self, bytes: &mut Vec<u8>, tokens: &[&str]) {
        for _ in 0..=self.below(4) {
            let at = self.below(bytes.len());
            let end = (at + self.below(40)).min(bytes.len());
            match self.below(7) {
                0 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
                1 if at < bytes.len() => bytes[at] = [0, 1, 0x7f, 0x80, 0xff][self.below(5)],
                2 => drop(bytes.drain(at..end)),
                3 => {
                    let piece = bytes[at..end].to_vec();
                    let to = self.below(bytes.len());
                    bytes.splice(to..to, piece);
                }
                4 if end >= at + 4 => {
                    let number = [0, 1, 0x7fff_ffff, 0xffff_ffff, 0x0100_0000][self.below(5)];
                    bytes[at..at + 4].copy_from_slice(&u32::to_le_bytes(number));
                }
                5 => bytes.truncate(at),
                _ if !tokens.is_empty() => {
                    let token = tokens[self.below(tokens.len())].bytes();
                    bytes.splice(at..at, token);
                }
                _ => {}
            }
        }
    }
}

/// Low ceilings, so that each run stays short.
fn limits() -> Limits {
    Limits {
        kdf_rounds: 10_000,
        kdf_memory_bytes: 1 << 20,
        kdf_work_bytes: 4 << 20,
        unpacked_bytes: 4 << 20,
        bundle_bytes: 4 << 20,
        ..Limits::default()
    }
}

/// Whether the file opened.
fn open(file: &[u8]) -> bool {
    let bundle = read(Format::Kdbx, file, &Credentials::password("pw"), &limits());
    bundle.inspect(assert_fits).is_ok()
}

/// Runs `step` with fresh randomness for its share of the time, and says the seed if it panics. Some files must
/// open and some must not, or the damage is not what it should be.
fn run(mut step: impl FnMut(&mut Random) -> bool) {
    let variable = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let time = Duration::from_secs(variable("STRONGROOM_FUZZ_SECONDS").unwrap_or(10)) / 5;
    let mut seed = variable("STRONGROOM_FUZZ_SEED").unwrap_or(0x5eed);
    let (mut opened, mut refused) = (0_u64, 0_u64);
    let start = Instant::now();
    while start.elapsed() < time {
        seed += 1;
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| step(&mut random)));
        match outcome {
            Ok(true) => opened += 1,
            Ok(false) => refused += 1,
            Err(_) => panic!("panicked: run again with STRONGROOM_FUZZ_SEED={}", seed - 1),
        }
    }
    assert!(opened > 0 && refused > 0, "{opened} opened, {refused} refused");
}

fn documents() -> [(Craft, String); 2] {
    let four = Craft { binaries: vec![b"attachment".to_vec()], ..Craft::default() };
    [
        (four, crate::meaning::FULL.to_owned()),
        (Craft::version_3(), crate::meaning::FULL.replace("<Binaries/>", crate::meaning::BINARIES)),
    ]
}

/// The document as it stands in a payload, without a header hash, which changes of the header would break.
fn plain(craft: &Craft, document: &str) -> Vec<u8> {
    craft.protect(&document.replace("{HEADER_HASH}", "")).into_bytes()
}

// attack: I7
#[test]
fn i7_random_damage_of_whole_files_never_panics() {
    let mut files: Vec<Vec<u8>> = documents().iter().map(|(craft, document)| craft.file(document)).collect();
    files.extend(["Format400.kdbx", "NonAscii.kdbx", "FileKeyXml.kdbx"].map(fixture));
    run(|random| {
        let mut file = files[random.below(files.len())].clone();
        random.mutate(&mut file, &[]);
        open(&file)
    });
}

// attack: I7
#[test]
fn i7_random_damage_of_the_document_never_panics() {
    let documents = documents();
    run(|random| {
        let (craft, document) = &documents[random.below(2)];
        let mut bytes = plain(craft, document);
        random.mutate(&mut bytes, &TOKENS);
        let craft = Craft { compressed: random.below(2) == 0, ..craft.clone() };
        open(&craft.file_of_payload(craft.header(), bytes))
    });
}

// attack: I7, R2
#[test]
fn i7_random_damage_of_the_inner_header_never_panics() {
    let (craft, document) = &documents()[0];
    let document = plain(craft, document);
    run(|random| {
        let mut inner = craft.inner();
        random.mutate(&mut inner, &[]);
        let craft = Craft { inner_header: Some(inner), ..craft.clone() };
        open(&craft.file_of_payload(craft.header(), document.clone()))
    });
}

// attack: I7, R3
#[test]
fn i7_random_settings_of_key_derivation_never_panic() {
    let (craft, document) = &documents()[0];
    let document = plain(craft, document);
    run(|random| {
        let mut number = || [0, 1, 7, 8 << 10, 64 << 10, u64::from(u32::MAX), u64::MAX][random.below(7)];
        let (memory, passes, lanes, rounds) = (number(), number(), number() as u32, number());
        let asked = match random.below(2) {
            0 => Kdf::Aes { rounds },
            _ => Kdf::Argon2 { id: crate::craft::ARGON2ID, memory, passes, lanes, version: 0x13 },
        };
        let mut header = Craft { kdf: asked, ..craft.clone() }.header();
        if random.below(2) == 0 {
            random.mutate(&mut header, &[]);
        }
        open(&craft.file_of_payload(header, document.clone()))
    });
}

// attack: I7
#[test]
fn i7_random_damage_of_exports_never_panics() {
    const PIECES: [&str; 24] = [
        "<group name=\"x\">",
        "</group>",
        "<item>",
        "</item>",
        "<hitems>",
        "<tan>",
        "<field>",
        "&lt;",
        "<![CDATA[",
        "{",
        "}",
        "[",
        "]",
        "\"",
        "\\u",
        "\\",
        ",",
        ":",
        "null",
        ";",
        "\"\"",
        "\r\n",
        "\u{feff}",
        "\u{0}",
    ];
    let files = [
        (Format::PasswordDepotXml, fixture("password_depot_11.xml")),
        (Format::PasswordDepotXml, fixture("password_depot_17.xml")),
        (Format::BitwardenJson, fixture("bitwarden.json")),
        (
            Format::Csv,
            b"title;password;folder;notes\n\"a\";\"b\"\"c\";x/y;\"d\ne\"\n\xe4;\xf6;x;z\n".to_vec(),
        ),
        (Format::KeepassXml, crate::meaning::FULL.replace("Protected=", "ProtectInMemory=").into_bytes()),
    ];
    run(|random| {
        let (format, file) = &files[random.below(files.len())];
        let mut file = file.clone();
        random.mutate(&mut file, &PIECES);
        let _ = strongroom_formats::sniff(&file);
        read(*format, file.as_slice(), &Credentials::default(), &limits()).inspect(assert_fits).is_ok()
    });
}
