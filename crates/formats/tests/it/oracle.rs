//! Other programs open what we write: pykeepass and KeePassXC, where they are installed. `cargo xtask test` sees to it
//! that they are; without them a test says so loudly and looks at nothing.

#![allow(clippy::print_stderr)]

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use strongroom_domain::entry::{Field, FieldKind, Properties};
use strongroom_formats::{
    Credentials, Instant,
    export::{File, KdbxCost, KdbxRandomness, Object, Tree, Version, write_kdbx},
};
use uuid::Uuid;
use zeroize::Zeroizing;

const PASSWORD: &str = "correct horse ümläut";

fn version(title: &str, password: &str, at: i64) -> Version {
    let field = |name: &str, kind, secret, custom, value: &str| Field {
        name: name.to_owned(),
        kind,
        secret,
        custom,
        value: Zeroizing::new(value.to_owned()),
    };
    Version {
        revision: 1,
        properties: Properties {
            entry_type: Some("password".to_owned()),
            title: title.to_owned(),
            tags: vec!["first".to_owned(), "second".to_owned()],
            category: Some("IT".to_owned()),
            icon: Some("custom:01010101-0101-0101-0101-010101010101".to_owned()),
            valid_to: Some(Instant::from_micros(1_800_000_000_000_000)),
            ..Properties::default()
        },
        fields: vec![
            field("username", FieldKind::Text, false, false, "root & <co>"),
            field("password", FieldKind::Password, true, false, password),
            field("url", FieldKind::Url, false, false, "https://example.org/?a=1&b=2"),
            field("totp", FieldKind::Totp, true, false, "JBSW Y3DP EHPK 3PXP"),
            field("notes", FieldKind::Multiline, true, false, "two\nlines"),
            field("Rack", FieldKind::Text, false, true, "B7"),
            field("PIN", FieldKind::Password, true, true, "0000"),
        ],
        created_at: Instant::from_micros(1_600_000_000_000_000),
        modified_at: Instant::from_micros(at * 1_000_000),
        created_by: None,
        modified_by: None,
    }
}

fn file() -> Vec<u8> {
    let id = |number: u8| Uuid::from_bytes([number; 16]);
    let folder = Properties { title: "Servers".to_owned(), ..Properties::default() };
    let mut below = version("", "", 0);
    below.properties = folder;
    below.fields.clear();
    let object = |number, parent, is_folder, present| Object {
        id: id(number),
        parent,
        is_folder,
        name_only: false,
        bin_at: None,
        present,
        history: Vec::new(),
        attachments: Vec::new(),
    };
    let mut entry = object(3, Some(id(2)), false, version("Mail server", "pa55 <&> wörd", 1_700_000_000));
    entry.history = vec![version("Mail", "older", 1_650_000_000)];
    let bytes = Zeroizing::new((0..=255).collect::<Vec<u8>>().repeat(1000));
    entry.attachments = vec![File { id: id(9), name: "key.bin".to_owned(), bytes }];
    let tree = Tree {
        database: id(0xdb),
        name: "Company".to_owned(),
        description: Zeroizing::new("described".to_owned()),
        made_at: Instant::from_micros(1_700_000_000_000_000),
        objects: vec![
            object(2, None, true, below),
            entry,
            object(4, None, false, version("Top", "at the top", 1_700_000_000)),
        ],
        icons: vec![strongroom_formats::export::Icon { id: id(1), bytes: PNG.to_vec() }],
        rights: None,
        about: None,
    };
    let mut out = Vec::new();
    let cost = KdbxCost { memory_bytes: 1 << 20, passes: 2, lanes: 2 };
    let random = KdbxRandomness::new(&[0x5a; KdbxRandomness::BYTES]);
    write_kdbx(&tree, &Credentials::password(PASSWORD), cost, &random, &mut out).unwrap();
    out
}

/// One transparent point.
const PNG: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc\
    \0\x01\0\0\x05\0\x01\r\n-\xb4\0\0\0\0IEND\xaeB`\x82";

struct OnDisk(PathBuf);

impl OnDisk {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("strongroom-{}-{name}.kdbx", std::process::id()));
        std::fs::write(&path, file()).unwrap();
        Self(path)
    }
}

impl Drop for OnDisk {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn output(mut command: Command, input: &str) -> Option<String> {
    let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = child.ok()?;
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let done = child.wait_with_output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    Some(String::from_utf8(done.stdout).unwrap())
}

const SCRIPT: &str = r#"
import sys
from pykeepass import PyKeePass
kp = PyKeePass(sys.argv[1], password=sys.stdin.read())
e = kp.find_entries(title="Mail server", first=True)
print(kp.version, kp.encryption_algorithm)
print("/".join(e.path), e.username, e.password, e.url, e.notes.replace("\n", "|"), e.tags)
print(e.otp.split("?")[1], e.get_custom_property("Rack"), e.get_custom_property("PIN"))
print([(a.filename, len(a.data), a.data[:3].hex(), a.data[-2:].hex()) for a in e.attachments])
print([(h.title, h.password) for h in e.history], e.ctime.isoformat(), e.mtime.isoformat(), e.expires)
print(kp.find_entries(title="Top", first=True).password, e.uuid, len(kp.entries), len(kp.groups))
"#;

const EXPECTED: &str = "\
(4, 1) chacha20
Servers/Mail server root & <co> pa55 <&> wörd https://example.org/?a=1&b=2 two|lines ['first', 'second']
secret=JBSWY3DPEHPK3PXP&issuer=Mail%20server&algorithm=SHA1&digits=6&period=30 B7 0000
[('key.bin', 256000, '000102', 'feff')]
[('Mail', 'older')] 2020-09-13T12:26:40+00:00 2023-11-14T22:13:20+00:00 True
at the top 03030303-0303-0303-0303-030303030303 2 2
";

#[test]
fn pykeepass_opens_what_we_write() {
    let Some(python) = std::env::var_os("STRONGROOM_PYKEEPASS") else {
        eprintln!("NOT TESTED: pykeepass; STRONGROOM_PYKEEPASS names a python that has it");
        return;
    };
    let file = OnDisk::new("pykeepass");
    let mut command = Command::new(Path::new(&python));
    command.args(["-c", SCRIPT]).arg(&file.0).env("PYTHONIOENCODING", "utf-8").env("PYTHONUTF8", "1");
    assert_eq!(output(command, PASSWORD).unwrap(), EXPECTED);
}

#[test]
fn keepassxc_opens_what_we_write() {
    let file = OnDisk::new("keepassxc");
    let ask = |arguments: &[&str], entry: &[&str]| {
        let mut command = Command::new("keepassxc-cli");
        command.args(arguments).arg(&file.0).args(entry);
        output(command, &format!("{PASSWORD}\n"))
    };
    let shown =
        ["show", "-q", "-s", "-a", "Title", "-a", "UserName", "-a", "Password", "-a", "Rack", "-a", "PIN"];
    let Some(answer) = ask(&shown, &["Servers/Mail server"]) else {
        eprintln!("NOT TESTED: KeePassXC; there is no keepassxc-cli");
        return;
    };
    assert_eq!(answer, "Mail server\nroot & <co>\npa55 <&> wörd\nB7\n0000\n");
    assert_eq!(ask(&["show", "-q", "-t"], &["Top"]).unwrap().trim().lines().last().unwrap().len(), 6);
    assert!(ask(&["ls", "-q", "-R", "-f"], &[]).unwrap().contains("Servers/Mail server"));
    let whole = ask(&["export", "-q"], &[]).unwrap();
    for part in ["older", "key.bin", "strongroom.category", "first", "described"] {
        assert!(whole.contains(part), "{part}");
    }
}
