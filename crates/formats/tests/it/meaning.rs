//! What the elements of a document become, including all that has no place of its own.

use strongroom_formats::{Bundle, Credentials, Format, Icon, Limits, WarningCode, read};

use crate::{
    craft::Craft,
    fits::assert_fits,
    snapshot::{compare, render},
};

/// A document with something of everything. The last password is right only if every protected value before it,
/// also in unknown elements, took its part of the key stream.
pub const FULL: &str = include_str!("../fixtures/full.xml");
/// The attachments of the document in KDBX 3.1: the second is compressed, the third protected.
pub const BINARIES: &str = "<Binaries><Binary ID=\"0\">YXR0YWNobWVudA==</Binary>\
    <Binary ID=\"1\" Compressed=\"True\">H4sIAAAAAAACA0vOzy0oSi0uTk0BAB5LVpcKAAAA</Binary>\
    <Binary ID=\"2\" Protected=\"True\">third</Binary></Binaries>";

fn open(craft: &Craft, document: &str) -> Bundle {
    let file = craft.file(document);
    let bundle = read(Format::Kdbx, &file[..], &Credentials::password("pw"), &Limits::default());
    let bundle = bundle.unwrap_or_else(|error| panic!("{error}"));
    assert_fits(&bundle);
    bundle
}

type Strings<'a> = &'a [(&'a str, &'a str)];

fn around(content: &str) -> String {
    format!("<KeePassFile><Meta/><Root><Group><Name>Top</Name>{content}</Group></Root></KeePassFile>")
}

fn entry(strings: Strings<'_>) -> String {
    let strings: String = strings
        .iter()
        .map(|(name, value)| format!("<String><Key>{name}</Key><Value>{value}</Value></String>"))
        .collect();
    format!("<Entry>{strings}</Entry>")
}

fn codes(bundle: &Bundle) -> Vec<WarningCode> {
    bundle.warnings.iter().map(|warning| warning.code).collect()
}

#[test]
fn a_document_with_everything_in_it_is_read_whole() {
    let four = Craft { binaries: vec![b"attachment".to_vec()], ..Craft::default() };
    let bundle = open(&four, FULL);
    compare(&bundle, "full.xml");
    let three = open(&Craft::version_3(), &FULL.replace("<Binaries/>", BINARIES));
    assert_eq!(render(&three), render(&bundle), "both versions hold the same");
}

#[test]
fn attachments_of_version_3_1_are_unpacked_and_decrypted() {
    let references = (0..3).fold(String::new(), |all, number| {
        format!("{all}<Binary><Key>{number}</Key><Value Ref=\"{number}\"/></Binary>")
    });
    let document = around(&format!("<Entry>{references}</Entry>"))
        .replace("<Meta/>", &format!("<Meta>{BINARIES}</Meta>"));
    let bundle = open(&Craft::version_3(), &document);
    let contents: Vec<_> =
        bundle.root.entries[0].attachments.iter().map(|file| file.bytes.as_slice()).collect();
    assert_eq!(contents, [&b"attachment"[..], b"compressed", b"third"]);
}

#[test]
fn the_same_attachment_in_many_versions_is_held_once() {
    let binary = "<Binary><Key>a</Key><Value Ref=\"0\"/></Binary>";
    let history = format!("<Entry>{binary}</Entry>").repeat(50);
    let document = around(&format!("<Entry>{binary}<History>{history}</History></Entry>"));
    let bundle = open(&Craft { binaries: vec![vec![1; 1000]], ..Craft::default() }, &document);
    let entry = &bundle.root.entries[0];
    let current = &entry.attachments[0].bytes;
    assert_eq!(entry.history.len(), 50);
    assert!(
        entry.history.iter().all(|version| std::sync::Arc::ptr_eq(&version.attachments[0].bytes, current))
    );
}

#[test]
fn one_time_passwords_of_each_program_become_an_address() {
    let uri = "otpauth://totp/x?secret=MZXW6YTBOI&amp;period=30&amp;digits=6";
    // Strings, how many custom fields stay, whether it is understood.
    let cases: [(Strings, usize, bool); 9] = [
        (&[("otp", uri)], 0, true),
        (&[("otp", "key=MZXW6YTBOI&amp;step=30&amp;size=6")], 0, true),
        (&[("TOTP Seed", "MZXW 6YTB OI"), ("TOTP Settings", "30;6")], 0, true),
        (
            &[("TimeOtp-Secret-Base32", "MZXW6YTBOI"), ("TimeOtp-Period", "30"), ("TimeOtp-Length", "6")],
            0,
            true,
        ),
        (&[("TimeOtp-Secret", "foobar"), ("TimeOtp-Algorithm", "HMAC-SHA-512")], 0, true),
        // Not understood: nothing is lost.
        (&[("TOTP Seed", "MZXW6YTBOI"), ("TOTP Settings", "30;S")], 2, false),
        (&[("otp", "otpauth://hotp/x?secret=MZXW6YTBOI&amp;counter=1")], 1, false),
        (&[("HmacOtp-Secret", "foobar"), ("HmacOtp-Counter", "1")], 2, false),
        // Two: the first counts, the second is kept.
        (&[("otp", uri), ("TOTP Seed", "MZXW6YTBOI")], 1, true),
    ];
    for (strings, custom, understood) in cases {
        let bundle = open(&Craft::default(), &around(&entry(strings)));
        let fields = &bundle.root.entries[0].fields;
        let address = fields.iter().find(|field| field.name == "totp");
        assert_eq!(address.is_some(), understood, "{strings:?}");
        assert_eq!(fields.iter().filter(|field| field.custom).count(), custom, "{strings:?}");
        let warned = codes(&bundle).contains(&WarningCode::OneTimePassword);
        assert_eq!(warned, !understood || custom > 0, "{strings:?}");
        assert!(fields.iter().all(|field| field.secret || field.custom), "{strings:?}");
    }
}

// attack: I7
#[test]
fn i7_ids_used_twice_get_no_id_and_a_warning() {
    let id = "<UUID>AgICAgICAgICAgICAgICAg==</UUID>";
    let document = around(&format!(
        "<Group>{id}<Name>a</Name></Group><Group>{id}<Name>b</Name></Group>\
         <Entry>{id}</Entry><Entry>{id}<History><Entry>{id}</Entry></History></Entry>"
    ));
    let bundle = open(&Craft::default(), &document);
    let [a, b] = &bundle.root.folders[..] else { panic!() };
    let [c, d] = &bundle.root.entries[..] else { panic!() };
    assert!(a.source_id.is_some() && c.source_id.is_some());
    assert!(b.source_id.is_none() && d.source_id.is_none());
    let duplicates = codes(&bundle).iter().filter(|code| **code == WarningCode::DuplicateId).count();
    assert_eq!(duplicates, 2);
}

#[test]
fn a_recycle_bin_counts_only_while_it_is_enabled_and_not_the_root() {
    let id = "AQEBAQEBAQEBAQEBAQEBAQ==";
    let content = format!(
        "<Group><UUID>{id}</UUID><Name>Bin</Name><Group><Name>Old</Name><Entry/></Group></Group><Entry/>"
    );
    for (enabled, expected) in [("True", true), ("False", false)] {
        let meta = format!(
            "<Meta><RecycleBinEnabled>{enabled}</RecycleBinEnabled><RecycleBinUUID>{id}</RecycleBinUUID></Meta>"
        );
        let bundle = open(&Craft::default(), &around(&content).replace("<Meta/>", &meta));
        assert_eq!(bundle.root.folders[0].is_bin, expected);
        assert_eq!(bundle.root.folders[0].folders[0].entries[0].in_bin, expected);
        assert!(!bundle.root.entries[0].in_bin);
        assert_eq!(bundle.counts().folders, if expected { 1 } else { 2 });
        assert_eq!(bundle.counts().entries, 2);
    }
    let meta = format!(
        "<Meta><RecycleBinEnabled>True</RecycleBinEnabled><RecycleBinUUID>{id}</RecycleBinUUID></Meta>"
    );
    let root = around(&format!("<UUID>{id}</UUID><Entry/>")).replace("<Meta/>", &meta);
    let bundle = open(&Craft::default(), &root);
    assert!(!bundle.root.entries[0].in_bin);
    assert!(codes(&bundle).contains(&WarningCode::RecycleBin));
}

#[test]
fn icons_are_taken_along_and_missing_ones_told() {
    let meta = "<Meta><CustomIcons><Icon><UUID>AQEBAQEBAQEBAQEBAQEBAQ==</UUID><Data>UE5H</Data><Name>n</Name></Icon>\
                </CustomIcons></Meta>";
    let content = "<Entry><IconID>5</IconID><CustomIconUUID>AQEBAQEBAQEBAQEBAQEBAQ==</CustomIconUUID></Entry>\
                   <Entry><IconID>5</IconID></Entry>\
                   <Entry><CustomIconUUID>AgEBAQEBAQEBAQEBAQEBAQ==</CustomIconUUID></Entry>";
    let bundle = open(&Craft::default(), &around(content).replace("<Meta/>", meta));
    assert_eq!((bundle.icons[0].bytes.as_slice(), bundle.icons[0].name.as_deref()), (&b"PNG"[..], Some("n")));
    let icons: Vec<_> = bundle.root.entries.iter().map(|entry| entry.icon).collect();
    assert_eq!(icons, [Some(Icon::Custom(bundle.icons[0].id)), Some(Icon::Standard(5)), None]);
    assert!(codes(&bundle).contains(&WarningCode::IconMissing));
}

/// The strings of attack I2 are data: they come through as they are, and warnings can not be abused by them.
// attack: I3
#[test]
fn i3_hostile_texts_stay_data_and_warnings_stay_one_line() {
    let hostile = [
        "&quot;&gt;&lt;img src=x onerror=alert(1)&gt;",
        "javascript:alert(1)",
        "{{7*7}}",
        "=cmd|' /C calc'!A0",
        "\u{202e}gpj.exe",
    ];
    for text in hostile {
        let plain = text.replace("&quot;", "\"").replace("&gt;", ">").replace("&lt;", "<");
        let strings = [("Title", text), ("UserName", text), ("URL", text), (text, text), ("otp", "nothing")];
        let bundle = open(&Craft::default(), &around(&entry(&strings)));
        let entry = &bundle.root.entries[0];
        assert_eq!(entry.title, plain);
        assert_eq!(entry.fields[0].value.as_str(), plain);
        assert!(entry.fields.iter().any(|field| field.name == plain && field.value.as_str() == plain));
    }
    let protected = "<Entry><String><Key>Title</Key><Value Protected=\"True\">\u{1b}]0;x\u{7}\r\n\u{202e}t</Value></String>\
                     <String><Key>otp</Key><Value>x</Value></String></Entry>";
    let bundle = open(&Craft::default(), &around(protected));
    assert!(bundle.warnings.len() >= 2);
    for warning in &bundle.warnings {
        let line = warning.to_string();
        assert!(!line.contains(|c: char| c.is_control() || c == '\u{202e}'), "{line:?}");
    }
    assert!(!bundle.root.entries[0].title.contains(char::is_control));
    let kept = bundle.root.entries[0].attachments.iter().find(|file| file.name == "Title.txt").unwrap();
    assert!(kept.bytes.starts_with(b"\x1b]0;"));
}

// attack: D1, D4
#[test]
fn d1_no_value_is_in_a_debug_text_a_warning_or_an_error() {
    let marker = "MARKER-7f3a";
    let strings = [("Password", marker), ("otp", marker), ("x", "{REF:P@I:MARKER-7f3a}"), ("Notes", marker)];
    let document = around(&entry(&strings));
    let bundle = open(&Craft::default(), &document);
    let mut shown = format!("{bundle:?} {:?} {:?}", bundle.root, bundle.root.entries[0]);
    shown += &format!("{:?}", bundle.root.entries[0].fields);
    bundle.warnings.iter().for_each(|warning| shown += &format!("{warning} {warning:?}"));
    assert!(!shown.contains(marker), "{shown}");
    for broken in
        ["<Value>MARKER-7f3a</Walue>", "<Value>MARKER-7f3a&x;</Value>", "<Value Protected=\"True\">M\u{fffd}"]
    {
        let document = document.replacen("<Value>MARKER-7f3a</Value>", broken, 1);
        let craft = Craft::default();
        let file = craft.file_of_payload(craft.header(), document.into_bytes());
        let error = read(Format::Kdbx, &file[..], &Credentials::password(marker), &Limits::default());
        let error = error.unwrap_err();
        assert!(!format!("{error} {error:?}").contains("MARKER"), "{error:?}");
    }
    let credentials = format!("{:?}", Credentials::password(marker));
    assert!(!credentials.contains(marker));
}
