//! Files made to harm: each is refused with a clear error, before it costs anything.

use std::io::Read;

use strongroom_formats::{Bundle, Credentials, Format, ImportError, Limits, WarningCode, read};

use crate::craft::{ARGON2D, ARGON2ID, Craft, Kdf, gzip};

fn open(file: impl Read) -> Result<Bundle, ImportError> {
    read(Format::Kdbx, file, &Credentials::password("pw"), &Limits::default())
}

fn error(file: impl Read) -> String {
    open(file).expect_err("must be refused").to_string()
}

fn document(content: &str) -> String {
    format!("<KeePassFile><Meta/><Root><Group><Name>Top</Name>{content}</Group></Root></KeePassFile>")
}

fn over(what: &str, limit: u64) -> String {
    format!("the file goes beyond a limit: {what}, at most {limit}")
}

/// The header of a file that claims `kdf`, as far as it would be read before deriving: no key was ever derived.
fn claiming(kdf: Kdf) -> Vec<u8> {
    Craft { kdf, ..Craft::default() }.header()
}

// attack: R3
#[test]
fn r3_costs_of_key_derivation_are_refused_before_deriving() {
    let argon2 = |memory, passes, lanes| Kdf::Argon2 { id: ARGON2ID, memory, passes, lanes, version: 0x13 };
    let limits = Limits::default();
    let cases = [
        (argon2(4 << 40, 1, 1), over("memory of key derivation in bytes", limits.kdf_memory_bytes)),
        (argon2(u64::MAX, 1, 1), over("memory of key derivation in bytes", limits.kdf_memory_bytes)),
        (argon2((1 << 30) + 1, 1, 1), over("memory of key derivation in bytes", limits.kdf_memory_bytes)),
        (argon2(1 << 20, u64::MAX, 1), over("passes of key derivation", limits.kdf_passes)),
        (argon2(1 << 30, 65, 1), over("work of key derivation in bytes", limits.kdf_work_bytes)),
        (argon2(1 << 30, 1, u32::MAX), over("lanes of key derivation", 64)),
        (Kdf::Aes { rounds: 1 << 63 }, over("rounds of key derivation", limits.kdf_rounds)),
        (Kdf::Aes { rounds: limits.kdf_rounds + 1 }, over("rounds of key derivation", limits.kdf_rounds)),
    ];
    for (kdf, expected) in cases {
        assert_eq!(error(&claiming(kdf)[..]), expected);
    }
    let rounds = Kdf::Aes { rounds: u64::MAX };
    let three = Craft { kdf: rounds, ..Craft::version_3() }.header();
    assert_eq!(error(&three[..]), over("rounds of key derivation", limits.kdf_rounds));
}

// attack: R3
#[test]
fn r3_senseless_settings_of_key_derivation_are_refused() {
    let argon2 = |memory, passes, lanes, version| Kdf::Argon2 { id: ARGON2D, memory, passes, lanes, version };
    let craft = Craft::default();
    for kdf in [
        argon2(0, 1, 1, 0x13),
        argon2(8 << 10, 0, 1, 0x13),
        argon2(8 << 10, 1, 0, 0x13),
        argon2(8 << 10, 1, 2, 0x13),
    ] {
        let header = Craft { kdf, ..craft.clone() }.header();
        let file = craft.file_of_payload(header, Vec::new());
        assert_eq!(
            error(&file[..]),
            "the file is damaged at its header: the key derivation settings are out of range"
        );
    }
    assert_eq!(error(&claiming(argon2(8 << 10, 1, 1, 0x99))[..]), "this version of Argon2 is not supported");
}

// attack: I7, R2
#[test]
fn i7_header_lengths_that_lie_are_refused() {
    let mut header = Craft::default().header()[..12].to_vec();
    header.extend([4, 0xff, 0xff, 0xff, 0xff]);
    assert_eq!(error(&header[..]), over("size of the header in bytes", 1 << 20));
    // A field within the ceiling that the file does not have.
    header.truncate(12);
    header.extend([4, 0xff, 0xff, 0, 0]);
    assert_eq!(error(&header[..]), "the file is damaged at its header: the file ends too early");
    // Endless small fields.
    header.truncate(12);
    let endless = std::io::Read::chain(&header[..], std::io::repeat(1));
    assert!(error(endless).starts_with("the file goes beyond a limit: size of the header"));
    // Lengths inside the key derivation settings.
    for bytes in [
        &[0, 1, 0x42, 0xff, 0xff, 0xff, 0xff][..],
        &[0, 1, 0x42, 1, 0, 0, 0, b'S', 9, 0, 0, 0],
        &[0, 1],
        &[9],
    ] {
        let extra_header = vec![(11, bytes.to_vec())];
        let file = Craft { extra_header, ..Craft::default() }.header();
        assert_eq!(
            error(&file[..]),
            "the file is damaged at its header: the key derivation settings are not well formed"
        );
    }
    // The wrong size of each field that has one.
    for id in [2, 3, 4, 7] {
        let file = Craft { extra_header: vec![(id, vec![1; 5])], ..Craft::default() }.header();
        assert_eq!(
            error(&file[..]),
            "the file is damaged at its header: a field has the wrong size",
            "field {id}"
        );
    }
}

#[test]
fn what_is_not_supported_is_named() {
    let header = |bytes: [u8; 12]| bytes.to_vec();
    let cases = [
        (
            header([3, 0xd9, 0xa2, 0x9a, 0x65, 0xfb, 0x4b, 0xb5, 0, 0, 4, 0]),
            "a database of KeePass 1 or of a test version of KeePass 2 is not supported",
        ),
        (
            header([3, 0xd9, 0xa2, 0x9a, 0x67, 0xfb, 0x4b, 0xb5, 0, 0, 5, 0]),
            "version 5.0 of the KDBX format is not supported",
        ),
        (
            Craft { cipher: 1, ..Craft::default() }.header(),
            "the cipher 00000000000000000000000000000001 is not supported",
        ),
        (
            Craft { stream: 1, ..Craft::version_3() }.header(),
            "the old ARC4 variant for protected values is not supported",
        ),
        (b"PK\x03\x04 a zip file".to_vec(), "this is not a `kdbx` file"),
        (Vec::new(), "this is not a `kdbx` file"),
    ];
    for (file, expected) in cases {
        assert_eq!(error(&file[..]), expected);
    }
    let arc4 = Craft { stream: 1, ..Craft::default() }.file(&document(""));
    assert_eq!(error(&arc4[..]), "the old ARC4 variant for protected values is not supported");
    assert!(strongroom_formats::sniff(b"\x7fELF\x02\x01\x01\0").is_none());
    assert!(strongroom_formats::sniff(&[]).is_none());
}

// attack: I7
#[test]
fn i7_ten_thousand_nested_folders_are_refused() {
    let nested = |levels: usize| {
        let folders = "<Group><Name>x</Name>".repeat(levels) + &"</Group>".repeat(levels);
        Craft { compressed: true, ..Craft::default() }.file(&document(&folders))
    };
    assert_eq!(error(&nested(10_000)[..]), over("levels of folders", 64));
    assert_eq!(error(&nested(65)[..]), over("levels of folders", 64));
    let bundle = open(&nested(64)[..]).unwrap();
    assert_eq!(bundle.counts().folders, 64);
    // The ceiling can not be raised so far that a tree would overflow a stack.
    let limits = Limits { depth: usize::MAX, ..Limits::default() };
    let refused = read(Format::Kdbx, &nested(10_000)[..], &Credentials::password("pw"), &limits).unwrap_err();
    assert_eq!(refused.to_string(), over("levels of folders", 128));
    // Elements nobody reads nest as little.
    let unknown = document(&("<X>".repeat(10_000) + &"</X>".repeat(10_000)));
    assert!(error(&Craft::default().file(&unknown)[..]).contains("nested elements"));
}

// attack: I7, R1, R2
#[test]
fn i7_what_unpacks_without_end_is_refused() {
    let limits = Limits { unpacked_bytes: 1 << 20, ..Limits::default() };
    let craft = Craft { compressed: true, ..Craft::default() };
    let bomb = craft.file(&document(&" ".repeat(8 << 20)));
    assert!(bomb.len() < 64 << 10);
    let refused = read(Format::Kdbx, &bomb[..], &Credentials::password("pw"), &limits).unwrap_err();
    assert_eq!(refused.to_string(), over("unpacked size in bytes", 1 << 20));

    // Attachments of KDBX 3.1 draw on the same count, together.
    let packed =
        base64::Engine::encode(&base64::engine::general_purpose::STANDARD, gzip(&vec![0; 300 << 10]));
    let binaries: String =
        (0..4).map(|id| format!("<Binary ID=\"{id}\" Compressed=\"True\">{packed}</Binary>")).collect();
    let file = Craft::version_3()
        .file(&document("").replace("<Meta/>", &format!("<Meta><Binaries>{binaries}</Binaries></Meta>")));
    let refused = read(Format::Kdbx, &file[..], &Credentials::password("pw"), &limits).unwrap_err();
    assert_eq!(refused.to_string(), over("unpacked size in bytes", 1 << 20));
    let limits = Limits { attachment_bytes: 100 << 10, ..Limits::default() };
    let refused = read(Format::Kdbx, &file[..], &Credentials::password("pw"), &limits).unwrap_err();
    assert_eq!(refused.to_string(), over("size of an attachment in bytes", 100 << 10));
}

// attack: I7, R2
#[test]
fn i7_tiny_elements_can_not_make_more_memory_than_allowed() {
    let limits = Limits { bundle_bytes: 1 << 20, ..Limits::default() };
    let contents = [
        "<Entry/>".repeat(20_000),
        "<Group/>".repeat(20_000),
        format!("<Entry><History>{}</History></Entry>", "<Entry/>".repeat(20_000)),
        format!("<Entry>{}</Entry>", "<String><Key>k</Key></String>".repeat(190)).repeat(200),
        format!(
            "<Entry><History>{}</History></Entry>",
            format!("<Entry><Tags>{}</Tags></Entry>", "a;b;c;d;e;".repeat(9)).repeat(20_000)
        ),
    ];
    for content in contents {
        let file = Craft { compressed: true, ..Craft::default() }.file(&document(&content));
        let refused = read(Format::Kdbx, &file[..], &Credentials::password("pw"), &limits).unwrap_err();
        assert_eq!(refused.to_string(), over("memory of the content in bytes", 1 << 20));
    }
    let empty = Craft { binaries: vec![Vec::new(); 20_000], ..Craft::default() }.file(&document(""));
    let refused = read(Format::Kdbx, &empty[..], &Credentials::password("pw"), &limits).unwrap_err();
    assert_eq!(refused.to_string(), over("memory of the content in bytes", 1 << 20));
}

// attack: I7, R2
#[test]
fn i7_counts_beyond_their_ceilings_are_refused() {
    let low = Limits { objects: 10, versions: 10, attachments: 10, ..Limits::default() };
    let version = "<Entry/>".repeat(11);
    let attachment = "<Binary><Key>a</Key><Value>AAAA</Value></Binary>".repeat(11);
    let field = "<String><Key>k</Key><Value>v</Value></String>".repeat(201);
    let cases = [
        ("<Entry/>".repeat(10), over("folders and entries", 10)),
        (format!("<Entry><History>{version}</History></Entry>"), over("earlier versions", 10)),
        (format!("<Entry>{attachment}</Entry>"), over("attachments of an entry", 10)),
        (format!("<Entry>{field}</Entry>"), over("fields of an entry", 200)),
        (format!("<Entry>{}</Entry>", field.repeat(10)), over("fields of an entry", 200)),
    ];
    for (content, expected) in cases {
        let file = Craft::default().file(&document(&content));
        let refused = read(Format::Kdbx, &file[..], &Credentials::password("pw"), &low).unwrap_err();
        assert_eq!(refused.to_string(), expected);
    }
    let titles = (0..9).map(|number| format!("<String><Key>Title</Key><Value>{number}</Value></String>"));
    let entries: String =
        titles.map(|title| format!("<Entry>{title}<Tags>a\u{80}b</Tags></Entry>")).collect();
    let many = Craft::default().file(&document(&entries));
    let few = Limits { warnings: 5, ..Limits::default() };
    let bundle = read(Format::Kdbx, &many[..], &Credentials::password("pw"), &few).unwrap();
    assert_eq!((bundle.warnings.len(), bundle.warnings_left_out), (5, 4));
    let file = Limits { file_bytes: 100, ..Limits::default() };
    let refused = read(Format::Kdbx, std::io::repeat(3), &Credentials::password("pw"), &file).unwrap_err();
    assert!(matches!(refused, ImportError::NotThisFormat(_)));
    let refused = read(Format::Kdbx, &many[..], &Credentials::password("pw"), &file).unwrap_err();
    assert_eq!(refused.to_string(), over("file size in bytes", 100));
}

// attack: I7
#[test]
fn i7_document_types_entities_and_other_encodings_are_refused() {
    let bomb = "<!DOCTYPE lolz [<!ENTITY lol \"lol\"><!ENTITY lol2 \"&lol;&lol;&lol;\">]>";
    let outside = "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>";
    let plain = document("<Notes>text</Notes>");
    let cases = [
        (
            format!("{bomb}{}", plain.replace("text", "&lol2;")),
            "a document type or a misplaced section is not allowed",
        ),
        (
            format!("{outside}{}", plain.replace("text", "&x;")),
            "a document type or a misplaced section is not allowed",
        ),
        (plain.replace("text", "&x;"), "an entity is not one of XML's own"),
        (plain.replace("text", "&#0;"), "an entity is not one of XML's own"),
        (plain.replace("text", "&#xd800;"), "an entity is not one of XML's own"),
        (plain.replace("text", "&#99999999;"), "an entity is not one of XML's own"),
        (plain.replace("text", "&averylongname;"), "an entity has no end"),
        (plain.replace("text", "a\u{1}b"), "a text holds a control character"),
        (plain.replace("text", "<b/>"), "an element stands where only text may"),
        (plain.replace("<Meta/>", "stray"), "text stands where only elements may"),
        (plain.replace("<Meta/>", "<Meta a=1/>"), "an attribute has no value"),
        (plain.replace("<Meta/>", "<Meta a='1' a='2'/>"), "an element has the same attribute twice"),
        (plain.replace("<Meta/>", "<Meta a='<'/>"), "an attribute has no end"),
        (plain.replace("<Meta/>", "< Meta/>"), "a name is missing"),
        (format!("{plain}<More/>"), "something follows the end of the document"),
        (format!("{plain}\0"), "text stands where only elements may"),
        ("<Other/>".to_owned(), "it is not the document of a KeePass database"),
        ("<KeePassFile/>".to_owned(), "there is no root folder"),
        (
            "<KeePassFile><Root><Group/><Group/></Root></KeePassFile>".to_owned(),
            "there is more than one root folder",
        ),
        (String::new(), "it has no content"),
    ];
    for (document, reason) in cases {
        for compressed in [false, true] {
            let craft = Craft { compressed, ..Craft::default() };
            let text = error(&craft.file_of_payload(craft.header(), document.clone().into_bytes())[..]);
            assert!(text.starts_with("the file is damaged at byte "), "{document}: {text}");
            assert!(text.ends_with(reason), "{document}: {text}");
        }
    }
    let utf16: Vec<u8> = "\u{feff}<KeePassFile/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let latin = b"<?xml version=\"1.0\" encoding=\"windows-1252\"?><KeePassFile/>".to_vec();
    for bytes in [utf16, latin] {
        let craft = Craft::default();
        let text = error(&craft.file_of_payload(craft.header(), bytes)[..]);
        assert_eq!(text, "xml in another encoding than UTF-8 is not supported");
    }
    let invalid = [plain.split_once("text").unwrap().0.as_bytes(), b"\xff\xfe</Notes>"].concat();
    let text = error(&Craft::default().file_of_payload(Craft::default().header(), invalid)[..]);
    assert!(text.ends_with("a text is not UTF-8"), "{text}");
}

// attack: I7
#[test]
fn i7_broken_values_are_refused() {
    let value = "<Entry><String><Key>k</Key><Value Protected=\"True\">!!!</Value></String></Entry>";
    let cases = [
        ("<UUID>AAAA</UUID>", "an id has the wrong size"),
        ("<UUID>*</UUID>", "a value is not base64"),
        (
            "<Entry><Binary><Key>a</Key><Value Ref=\"7\"/></Binary></Entry>",
            "an attachment is not in the file",
        ),
        (
            "<Entry><Binary><Key>a</Key><Value Ref=\"-1\"/></Binary></Entry>",
            "an attachment is not in the file",
        ),
        ("<Entry><Binary><Key>a</Key></Binary></Entry>", "an attachment has no content"),
        ("<Entry><Binary><Key>a</Key><Value>A</Value></Binary></Entry>", "a value is not base64"),
        (value, "a protected value is not base64"),
    ];
    for (content, reason) in cases {
        let craft = Craft::default();
        let text = error(&craft.file_of_payload(craft.header(), document(content).into_bytes())[..]);
        assert!(text.ends_with(reason), "{content}: {text}");
    }
    let twice =
        "<Meta><Binaries><Binary ID=\"0\">AAAA</Binary><Binary ID=\"0\">AAAA</Binary></Binaries></Meta>";
    let text = error(&Craft::version_3().file(&document("").replace("<Meta/>", twice))[..]);
    assert!(text.ends_with("two attachments have the same id"), "{text}");
    let broken = "<Meta><Binaries><Binary ID=\"0\" Compressed=\"True\">AAAA</Binary></Binaries></Meta>";
    let text = error(&Craft::version_3().file(&document("").replace("<Meta/>", broken))[..]);
    assert!(text.starts_with("the file is damaged at its compressed data"), "{text}");
}

/// A key stream at a wrong place gives bytes that are no text: an error, never a garbage password.
// attack: I7
#[test]
fn i7_protected_values_that_do_not_decrypt_are_refused() {
    let content = "<Entry><String><Key>Password</Key><Value Protected=\"True\">a long password</Value></String></Entry>";
    for craft in [Craft::default(), Craft::version_3()] {
        let shifted = craft.protect(&document(&format!("<X Protected=\"True\">12345</X>{content}")));
        let shifted = shifted.replacen(" Protected=\"True\"", "", 1).into_bytes();
        let text = error(&craft.file_of_payload(craft.header(), shifted)[..]);
        assert!(text.ends_with("a protected value does not decrypt to text"), "{text}");
    }
}

// attack: I7, R2
#[test]
fn i7_inner_headers_that_lie_are_refused() {
    let field = |id: u8, length: u32, value: &[u8]| [&[id][..], &length.to_le_bytes(), value].concat();
    let right = Craft::default().inner();
    let without_end = &right[..right.len() - 5];
    let at = |reason: &str| format!("the file is damaged at its inner header: {reason}");
    let cases = [
        (field(3, u32::MAX, b""), over("size of an attachment in bytes", 100 << 20)),
        ([without_end, &field(3, 90 << 20, b"x")].concat(), at("the file ends too early")),
        (field(3, 0, b""), at("a field has the wrong size")),
        (field(1, 2, b"xx"), at("a field has the wrong size")),
        (field(0, 0, b""), at("a field is missing")),
        (
            [field(1, 4, &[9, 0, 0, 0]), field(2, 1, b"k"), field(0, 0, b"")].concat(),
            "the inner cipher 9 is not supported".to_owned(),
        ),
    ];
    for (inner, expected) in cases {
        let file = Craft { inner_header: Some(inner), ..Craft::default() }.file(&document(""));
        assert_eq!(error(&file[..]), expected);
    }
}

// attack: I7, R2
#[test]
fn i7_block_sizes_that_lie_are_refused() {
    let craft = Craft::default();
    let file = craft.file(&document(""));
    let size_at = craft.header().len() + 64 + 32;
    for (size, expected) in [
        (u32::MAX, over("size of a block in bytes", Limits::default().file_bytes)),
        (400 << 20, "the file is damaged at payload block 0: the file ends too early".to_owned()),
        (1, "the file is damaged at payload block 0: its hash does not fit".to_owned()),
        (0, "the file is damaged at payload block 0: its hash does not fit".to_owned()),
    ] {
        let mut file = file.clone();
        file[size_at..size_at + 4].copy_from_slice(&size.to_le_bytes());
        assert_eq!(error(&file[..]), expected);
    }
}

// attack: I7
#[test]
fn i7_what_follows_the_document_or_the_compressed_stream_is_refused() {
    for craft in [Craft::default(), Craft::version_3()] {
        let trailing = Craft { trailing: b"<more>".to_vec(), ..craft.clone() };
        assert!(open(&trailing.file(&document(""))[..]).is_err());
    }
    let four = Craft::default();
    let payload = [four.inner(), four.protect(&document("")).into_bytes()].concat();
    let packed = gzip(&payload);
    let mut wrong_sum = packed.clone();
    let at = wrong_sum.len() - 8;
    wrong_sum[at] ^= 1;
    let cases = [
        (
            [packed.as_slice(), b"x"].concat(),
            "the file is damaged at its compressed data: something follows its end",
        ),
        (wrong_sum, "the file is damaged at its compressed data: its checksum does not fit"),
        (
            packed[..packed.len() - 9].to_vec(),
            "the file is damaged at its compressed data: it ends too early",
        ),
        (
            packed[..packed.len() - 1].to_vec(),
            "the file is damaged at its compressed data: it ends too early",
        ),
        (b"no gzip at all".to_vec(), "the file is damaged at its compressed data: it is not gzip"),
    ];
    let header = Craft { compressed: true, ..four.clone() }.header();
    for (packed, expected) in cases {
        let craft = Craft { inner_header: Some(packed), ..four.clone() };
        assert_eq!(error(&craft.file_of_payload(header.clone(), Vec::new())[..]), expected);
    }
    let intact = Craft { inner_header: Some(packed), ..four };
    assert!(open(&intact.file_of_payload(header, Vec::new())[..]).is_ok());
}

/// A group that stands in itself, by its id, or says that it came from below itself: text nests, so what comes in is a tree,
/// and the second of one id has none.
// attack: I7
#[test]
fn i7_groups_in_a_cycle_come_in_as_a_tree() {
    let ids = ["AAAAAAAAAAAAAAAAAAAAAQ==", "AAAAAAAAAAAAAAAAAAAAAg=="];
    let group = |id: &str, came_from: &str, inside: &str| {
        format!(
            "<Group><UUID>{id}</UUID><Name>{id}</Name><PreviousParentGroup>{came_from}</PreviousParentGroup>\
             {inside}</Group>"
        )
    };
    let [a, b] = ids;
    let cycle = group(a, b, &group(b, a, &group(a, b, &group(b, a, "<Entry/>"))));
    let kdbx = Craft::default().file(&document(&cycle));
    let files = [(Format::Kdbx, kdbx), (Format::KeepassXml, document(&cycle).into_bytes())];
    for (format, file) in files {
        let bundle = read(format, &file[..], &Credentials::password("pw"), &Limits::default()).unwrap();
        let (counts, mut at, mut seen) = (bundle.counts(), &bundle.root, Vec::new());
        assert_eq!((counts.folders, counts.entries), (4, 1), "{format:?}");
        while let Some(below) = at.folders.first() {
            seen.push(below.source_id);
            at = below;
        }
        let known: Vec<_> = seen.iter().flatten().collect();
        assert_eq!(known.len(), 2, "each id once: {seen:?}");
        let doubled = bundle.warnings.iter().filter(|warning| warning.code == WarningCode::DuplicateId);
        assert_eq!(doubled.count(), 2);
    }
}
