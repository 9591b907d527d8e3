//! Exports of other programs that are no KDBX: what is in them, and that nothing is lost without a word.

use strongroom_formats::{
    Bundle, Credentials, Format, ImportError, Limits,
    csv::{self, Column, Encoding, Settings},
    read, sniff,
};

use crate::{
    fits::assert_fits,
    snapshot::{compare, fixture, render},
};

fn open(format: Format, file: &[u8]) -> Result<Bundle, ImportError> {
    let bundle = read(format, file, &Credentials::default(), &Limits::default())?;
    assert_fits(&bundle);
    Ok(bundle)
}

fn error(format: Format, file: &str) -> String {
    open(format, file.as_bytes()).expect_err("must be refused").to_string()
}

/// What a table holds, as text.
fn table(text: &str, settings: &Settings) -> String {
    let bundle = csv::read(text.as_bytes(), settings, &Limits::default()).unwrap();
    assert_fits(&bundle);
    render(&bundle)
}

#[test]
fn every_export_is_told_and_read_whole() {
    for (name, format) in [
        ("password_depot_17.xml", Format::PasswordDepotXml),
        ("password_depot_11.xml", Format::PasswordDepotXml),
        ("bitwarden.json", Format::BitwardenJson),
    ] {
        let file = fixture(name);
        assert_eq!(sniff(&file), Some(format), "{name}");
        compare(&open(format, &file).unwrap(), name);
    }
}

#[test]
fn a_keepass_document_alone_is_read() {
    let document = crate::meaning::FULL.replace("<Binaries/>", "").replace("{HEADER_HASH}", "");
    let plain = document
        .replace(" Protected=\"True\"", " ProtectInMemory=\"True\"")
        .replace(" Ref=\"0\"/>", ">YQ==</Value>");
    assert_eq!(sniff(plain.as_bytes()), Some(Format::KeepassXml));
    let bundle = open(Format::KeepassXml, plain.as_bytes()).unwrap();
    assert!(bundle.counts().entries > 0);
    let protected = "<KeePassFile><Root><Group><Name>x</Name><Entry><String><Key>Password</Key>\
                     <Value Protected=\"True\">AAAA</Value></String></Entry></Group></Root></KeePassFile>";
    assert!(error(Format::KeepassXml, protected).contains("has no key"));
}

#[test]
fn tables_of_well_known_programs_are_read_by_their_names() {
    let cases = [
        // Bitwarden
        "folder,favorite,type,name,notes,fields,reprompt,login_uri,login_username,login_password,login_totp\r\n\
         Work/Mail,1,login,Box,some notes,\"PIN: 1\nmore\nPlace: x\",0,https://mail.example,jo,pä\"\"ss,JBSWY3DPEHPK3PXP\r\n\
         ,,note,Note,secret text,,0,,,,\r\n",
        // Chrome
        "name,url,username,password,note\nexample,https://example.org/,jo,pw,\n",
        // Firefox
        "\"url\",\"username\",\"password\",\"httpRealm\",\"formActionOrigin\",\"guid\",\"timeCreated\",\"timeLastUsed\",\"timePasswordChanged\"\n\
         \"https://jo@example.org:8080/login\",\"jo\",\"pw\",\"realm\",\"\",\"{1}\",\"1600000000000\",\"1600000000000\",\"1600000000001\"\n",
        // KeePassXC
        "\"Group\",\"Title\",\"Username\",\"Password\",\"URL\",\"Notes\",\"TOTP\",\"Icon\",\"Last Modified\",\"Created\"\n\
         \"Root/Web\",\"Site\",\"jo\",\"pw\",\"https://x.example\",\"a\nb\",\"\",\"0\",\"2024-01-01T00:00:00Z\",\"soon\"\n",
        // KeePass 1
        "\"Account\",\"Login Name\",\"Password\",\"Web Site\",\"Comments\"\n\"Site\",\"jo\",\"pw\",\"https://x.example\",\"hm\"\n",
        // 1Password
        "Title,Url,Username,Password,OTPAuth,Favorite,Archived,Tags,Notes\nSite,https://x.example,jo,pw,,true,false,a;b,\n",
        // LastPass
        "url,username,password,totp,extra,name,grouping,fav\nhttp://sn,,,,NoteType:Server,Box,Work\\Servers,0\n\
         https://x.example,jo,pw,,,Site,Work,1\n",
        // Password Depot, German
        "Beschreibung;Wichtigkeit;Passwort;Letzte Änderung;Verfällt am;Benutzername;URL;Kommentar;Kategorie;Kundennummer\n\
         Seite;0;pw;01.02.2024 10:00:00;00.00.0000;jo;x.example;Notiz;Privat;4711\n",
        // Password Depot, English
        "Description;Importance;Password;Last modified;Expiry date;User Name;URL;Comments;Category\n\
         Site;2;pw;01.02.2024;31.12.2030;jo;x.example;hm;Private\n",
    ];
    let mut all = String::new();
    for text in cases {
        assert_eq!(sniff(text.as_bytes()), Some(Format::Csv), "{text}");
        all.push_str(&table(text, &Settings::default()));
    }
    let path = crate::snapshot::fixture_path("tables.expected.txt");
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&path, &all).unwrap();
    }
    assert_eq!(all, std::fs::read_to_string(path).unwrap());
}

// attack: D1
#[test]
fn a_column_that_sounds_like_a_secret_is_no_text() {
    let text = "Title,PW,API key,Kunde,fields\nMail,s3cret,k3y,4711,\"Karten-PIN: 99\nOrt: hier\"\n";
    let read = table(text, &Settings::default());
    for part in [
        "\"password\" password secret = \"s3cret\"",
        "\"API key\" text secret custom = \"k3y\"",
        "\"Karten-PIN\" text secret custom = \"99\"",
        "\"Ort\" text custom = \"hier\"",
        "warning column_not_secret: a column is taken over as a field that is not secret (`Kunde`)",
    ] {
        assert!(read.contains(part), "{part} in {read}");
    }
    assert_eq!(read.matches("column_not_secret").count(), 1, "{read}");
    // Columns that the caller has not named are no worse.
    let some = Settings { header: Some(true), columns: Some(vec![Column::Title]), ..Settings::default() };
    let read = table(text, &some);
    assert!(read.contains("\"PW\" text secret custom = \"s3cret\""), "{read}");
    let told = Settings { columns: Some(vec![Column::Title, Column::Custom]), ..some };
    assert!(table(text, &told).contains("\"PW\" text custom = \"s3cret\""), "who says so means it");
}

#[test]
fn any_columns_are_read_as_the_caller_says() {
    let text = "a|b|c|d\nx|y|z|\nA|B|C|D|E\n";
    assert_eq!(error(Format::Csv, text), "none of the columns has a known name: say which column holds what");
    let columns = vec![Column::Password, Column::Title, Column::LeftOut];
    let settings = Settings { columns: Some(columns.clone()), header: Some(true), ..Settings::default() };
    let read = table(text, &settings);
    for part in [
        "\"y\"",
        "\"password\" password secret = \"x\"",
        "\"d\" text custom = \"D\"",
        "\"Column 5\" text custom = \"E\"",
        "warning column_left_out",
        "warning extra_cell",
    ] {
        assert!(read.contains(part), "{part} in {read}");
    }
    assert!(!read.contains("\"z\""), "{read}");
    // Without a header the first row is an entry.
    let plain = Settings { columns: Some(columns), header: Some(false), ..Settings::default() };
    assert!(table(text, &plain).contains("entries: 3"));
    let plan = csv::look(text.as_bytes(), &plain, &Limits::default()).unwrap().plan;
    assert_eq!((plan.encoding, plan.delimiter, plan.header), (Encoding::Utf8, '|', false));
    assert_eq!(plan.columns[3], ("Column 4".to_owned(), Column::Custom));
    let five = Settings { columns: Some(vec![Column::Title; 5]), ..Settings::default() };
    assert!(csv::read(text.as_bytes(), &five, &Limits::default()).is_err());
    let wrong = Settings { delimiter: Some('x'), ..Settings::default() };
    assert!(csv::look(text.as_bytes(), &wrong, &Limits::default()).is_err());
    assert!(table("sep=;\r\ntitle;password\r\na;b\r\n", &Settings::default()).contains("entries: 1"));
}

// attack: I3
#[test]
fn i3_the_same_strings_arrive_whole_by_each_importer() {
    let strings = [
        "=cmd|' /C calc'!A0",
        "<b>&amp;'\"",
        "\u{202e}rtl",
        "ä🦀\u{200d}",
        "a; b, c | d",
        "{REF:P@T:x}",
        "../../x",
        "\\\"",
        "%s%n",
    ];
    for string in strings {
        let quoted = format!("\"{}\"", string.replace('"', "\"\""));
        let csv = format!("title,username,password,notes\n{quoted},{quoted},{quoted},{quoted}\n");
        let escaped = string.replace('&', "&amp;").replace('<', "&lt;");
        let depot = format!(
            "<passwordfile><header><version>17.0</version></header><passwords><group name=\"g\"><item><description>{escaped}\
             </description><username>{escaped}</username><password>{escaped}</password><comment>{escaped}</comment></item>\
             </group></passwords></passwordfile>"
        );
        let json = string.replace('\\', "\\\\").replace('"', "\\\"");
        let bitwarden = format!(
            "{{\"items\":[{{\"type\":1,\"name\":\"{json}\",\"notes\":\"{json}\",\"login\":{{\"username\":\"{json}\",\"password\":\"{json}\"}}}}]}}"
        );
        for (format, file) in
            [(Format::Csv, csv), (Format::PasswordDepotXml, depot), (Format::BitwardenJson, bitwarden)]
        {
            let bundle = open(format, file.as_bytes()).unwrap();
            let entry = &bundle.root.entries[0];
            assert_eq!(entry.title, string, "{format}");
            let values: Vec<&str> = entry.fields.iter().map(|field| field.value.as_str()).collect();
            assert_eq!(values, [string; 3], "{format}");
        }
    }
}

// attack: I7
#[test]
fn i7_what_is_not_supported_is_named() {
    let depot = |header: &str| format!("<passwordfile><header>{header}</header><passwords/></passwordfile>");
    for (file, wanted) in [
        (depot("<version>17.0</version><encrypted>True</encrypted>"), "encrypted file of Password Depot"),
        (depot("<version>9.1</version>"), "version 9 of Password Depot is not supported"),
        (depot("<version>20.0.1</version>"), "version 20 of Password Depot is not supported"),
        (depot("<version>x</version>"), "the version is no number"),
        (depot(""), "the version is missing"),
        ("<passwordfile><passwords/></passwordfile>".to_owned(), "the header is missing"),
        (
            "<passwordfile><header><version>17</version></header></passwordfile>".to_owned(),
            "no list of passwords",
        ),
        ("<other/>".to_owned(), "not an export of Password Depot"),
    ] {
        let told = error(Format::PasswordDepotXml, &file);
        assert!(told.contains(wanted), "{told}");
    }
    for (file, wanted) in [
        ("{\"encrypted\": true, \"items\": []}", "an encrypted export of Bitwarden"),
        ("{\"a\": 1}", "this is not a `bitwarden_json` file"),
        ("[]", "this is not a `bitwarden_json` file"),
    ] {
        let told = error(Format::BitwardenJson, file);
        assert!(told.contains(wanted), "{told}");
    }
    for unknown in ["", "plain text\n", "\u{0}\u{1}", "{\"a\":1}", "<html></html>"] {
        assert_eq!(sniff(unknown.as_bytes()), None, "{unknown:?}");
    }
}

// attack: I7, R2
#[test]
fn i7_bombs_and_deep_trees_are_refused() {
    let bomb = "<!DOCTYPE a [<!ENTITY a \"aaaa\">]><passwordfile/>";
    assert!(
        error(Format::PasswordDepotXml, bomb)
            .contains("a document type or a misplaced section is not allowed")
    );
    assert!(error(Format::KeepassXml, &bomb.replace("passwordfile", "KeePassFile")).contains("not allowed"));
    let groups = "<group name=\"x\">".repeat(10_000);
    let deep = format!("<passwordfile><header><version>17</version></header><passwords>{groups}");
    assert!(error(Format::PasswordDepotXml, &deep).contains("levels of folders"));
    let path = vec!["x"; 10_000].join("/");
    assert!(error(Format::Csv, &format!("folder,title\n{path},y\n")).contains("levels of folders"));
    let folders = format!("{{\"folders\":[{{\"id\":\"1\",\"name\":\"{path}\"}}],\"items\":[]}}");
    assert!(error(Format::BitwardenJson, &folders).contains("levels of folders"));
    let many = format!("title,{}\nx,{}\n", "a,".repeat(250), "1,".repeat(250));
    assert!(error(Format::Csv, &many).contains("fields of an entry"));
    let small = Limits { objects: 10, ..Limits::default() };
    let rows = format!("title,password\n{}", "a,b\n".repeat(11));
    assert!(csv::read(rows.as_bytes(), &Settings::default(), &small).is_err());
    let short = Limits { file_bytes: 20, ..Limits::default() };
    assert!(csv::read(rows.as_bytes(), &Settings::default(), &short).is_err());
}

// attack: I7
#[test]
fn i7_cut_at_every_byte_and_one_bit_flipped_at_every_byte() {
    let files = [
        (Format::PasswordDepotXml, fixture("password_depot_11.xml")),
        (Format::BitwardenJson, fixture("bitwarden.json")),
        (Format::Csv, b"title;password;notes\n\"a\";\"b\"\"c\";\"d\ne\"\n\xe4;\xf6;x\n".to_vec()),
    ];
    for (format, file) in files {
        // The documents have an end; a row of a table may end anywhere.
        let end = file.iter().rposition(|byte| !byte.is_ascii_whitespace()).unwrap();
        for at in 0..file.len() {
            let cut = open(format, &file[..at]);
            assert!(cut.is_err() || format == Format::Csv || at > end, "{format} cut at {at}");
            let mut flipped = file.clone();
            flipped[at] ^= 1 << (at % 8);
            let _ = open(format, &flipped);
        }
    }
}

// attack: I7, R2
#[test]
fn i7_rows_up_to_the_limit_and_not_one_more() {
    let limits = Limits { objects: 100_000, ..Limits::default() };
    let mut text = String::from("title,username,password\n");
    for number in 0..limits.objects {
        text.push_str(&format!("t{number},u,p\n"));
    }
    let bundle = csv::read(text.as_bytes(), &Settings::default(), &limits).unwrap();
    assert_eq!(bundle.counts().entries, limits.objects);
    text.push_str("one,more,x\n");
    assert!(csv::read(text.as_bytes(), &Settings::default(), &limits).is_err());
}
