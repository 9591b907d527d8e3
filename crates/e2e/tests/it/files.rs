//! Files of entries from the command line: what is there already is believed only where it fits, and a refusal is heard.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

use strongroom_e2e::{Person, Server};

use crate::stage::{PASSWORD, Stage, program};

/// An entry, and a file of so many bytes that are not all alike.
fn entry(root: &Person, folder: &Path, bytes: usize) -> String {
    root.does(&["admin", "databases", "add", "IT"], "").unwrap();
    root.does(&["add", "IT/Mail", "--password-stdin"], "secret\n").unwrap();
    let path = folder.join("big.bin");
    let content: Vec<u8> = (0..bytes).map(|at| (at * 7 / 3 % 251) as u8).collect();
    fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

// attack: I6
#[test]
fn a_part_that_is_not_of_this_file_is_begun_again() {
    let stage = Stage::start();
    let root = stage.root();
    let folder = tempfile::tempdir().unwrap();
    let big = entry(&root, folder.path(), 300_000);
    root.does(&["attach", "IT/Mail", &big], "").unwrap();
    let listed = root.asks(&["attachments", "IT/Mail"]).unwrap();
    let id = listed["items"][0]["id"].as_str().unwrap();
    let out = folder.path().join("saved.bin");
    let part = folder.path().join(format!("saved.bin.{id}.part"));
    fs::write(&part, vec![0; 10_000]).unwrap();
    fs::set_permissions(&part, fs::Permissions::from_mode(0o644)).unwrap();
    let save = ["attachments", "IT/Mail", "--save", "big.bin", "--out", out.to_str().unwrap()];
    root.does(&save, "").unwrap();
    assert!(fs::read(&out).unwrap() == fs::read(&big).unwrap(), "it is another file");
    assert_eq!(fs::metadata(&out).unwrap().permissions().mode() & 0o777, 0o600);
    let left = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, 2, "nothing is left beside the two files");
}

#[test]
fn a_file_over_the_limit_is_refused_with_the_limit() {
    for tls in [true, false] {
        let data = tempfile::tempdir().unwrap();
        let configuration = data.path().join("strongroom.toml");
        fs::write(&configuration, "[limits]\nattachment_bytes = 1_000_000\n").unwrap();
        let mut more = vec!["--config".as_ref(), configuration.as_os_str()];
        if !tls {
            more.extend::<[&std::ffi::OsStr; 2]>(["--tls".as_ref(), "off".as_ref()]);
        }
        let server =
            Server::start(&program("strongroomd"), &data.path().join("data"), "127.0.0.1:0", &more).unwrap();
        let root = Person::new(&program("strongroom"), &server).unwrap();
        let token = server.setup_token_file();
        let setup =
            ["setup", "--username", "root", "--token-file", token.to_str().unwrap(), "--password-stdin"];
        root.does(&setup, PASSWORD).unwrap();
        let big = entry(&root, data.path(), 40_000_000);
        for _ in 0..3 {
            let refused = root.tries(&["attach", "IT/Mail", &big], "").unwrap();
            assert_eq!(refused.code, 2, "{refused:?}");
            assert!(refused.said.contains("1000000"), "it tells the limit: {refused:?}");
        }
        fs::write(&big, vec![7; 1_000_000]).unwrap();
        root.does(&["attach", "IT/Mail", &big], "").unwrap();
    }
}
