//! Valid input to begin with, and words that mean something in it.

use crate::craft::Craft;

/// A document with something of everything.
const FULL: &str = include_str!("../../crates/formats/tests/fixtures/full.xml");

/// Files of other programs: their passwords differ, so these are for everything before the key.
const REAL: [&[u8]; 4] = [
    include_bytes!("../../crates/formats/tests/fixtures/Format300.kdbx"),
    include_bytes!("../../crates/formats/tests/fixtures/Format400.kdbx"),
    include_bytes!("../../crates/formats/tests/fixtures/FileKeyXml.kdbx"),
    include_bytes!("../../crates/formats/tests/fixtures/NonAscii.kdbx"),
];

/// Files that open, of both versions, and files of other programs.
pub fn files() -> Vec<Vec<u8>> {
    let four = Craft { binaries: vec![b"attachment".to_vec()], ..Craft::default() };
    let mut files: Vec<Vec<u8>> = REAL.iter().map(|file| file.to_vec()).collect();
    files.extend([four.file(FULL), Craft::version_3().file(FULL)]);
    files
}

/// Documents that open, each behind the byte that chooses the file around it.
pub fn documents() -> Vec<Vec<u8>> {
    let plain = FULL.replace("{HEADER_HASH}", "");
    let document = |choice: u8, craft: Craft| [vec![choice], craft.protect(&plain).into_bytes()].concat();
    vec![
        document(0, Craft::default()),
        document(1, Craft::version_3()),
        document(2, Craft::default()),
        b"\x00<KeePassFile><Meta/><Root><Group><Name>Top</Name></Group></Root></KeePassFile>".to_vec(),
    ]
}

/// Requests, each behind the byte that chooses its type.
pub fn requests() -> Vec<Vec<u8>> {
    const REQUESTS: [(u8, &str); 8] = [
        (
            0,
            r#"{"kind":"entry","type":"password","title":"a","tags":["b"],"fields":[{"name":"password","value":"c"}]}"#,
        ),
        (1, r#"{"title":"a","fields":[{"name":"PIN","kind":"password","value":null}],"valid_to":null}"#),
        (2, r#"{"parent":"01890a5d-ac96-774b-bcce-b302099a8057"}"#),
        (3, r#"{"username":"ann","password":"p\u00e4ss","client":"cli"}"#),
        (5, r#"{"username":"ann","password":"correct horse battery","role":"auditor"}"#),
        (7, r#"{"name":"Company","kind":"standard","master_password":"a long one"}"#),
        (9, r#"{"permissions":{"read_entries":"deny"},"valid_from":"2026-01-31T12:00:00Z"}"#),
        (11, r#"{"purpose":"show","fields":["password"]}"#),
    ];
    REQUESTS.iter().map(|(choice, text)| [&[*choice], text.as_bytes()].concat()).collect()
}

/// Of JSON and of requests.
pub const JSON_WORDS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"",
    "\\",
    "null",
    "true",
    "-0",
    "1e999",
    "9007199254740993",
    "0.1",
    "\\u0000",
    "\\ud800",
    "\"a\":1,\"a\":2",
    "[[[[[[[[",
    "\"title\":",
    "\"fields\":",
    "\"name\":",
    "\"value\":",
    "\"kind\":",
    "\"permissions\":",
    "\"allow\"",
    "\"deny\"",
    "\"2026-01-31T12:00:00Z\"",
    "\u{fffd}",
    "\u{feff}",
    " ",
];

/// Of the document.
pub const XML_WORDS: &[&str] = &[
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
