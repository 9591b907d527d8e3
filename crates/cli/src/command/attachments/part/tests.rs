use std::os::unix::fs::{PermissionsExt as _, symlink};

use super::*;

const ID: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

/// A folder with the part of a file of 20 bytes, of which 10 came.
fn broken_off() -> (tempfile::TempDir, PathBuf, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("plan.pdf");
    let mut part = Part::open(&out, ID, 20).unwrap();
    part.write_all(b"0123456789").unwrap();
    part.leave();
    let path = folder.path().join(format!("plan.pdf.{ID}.part"));
    (folder, out, path)
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn what_is_as_it_was_left_goes_on_and_is_for_its_owner_alone() {
    let (folder, out, path) = broken_off();
    assert_eq!((mode(&path), mode(&note_path(&path))), (0o600, 0o600));
    let mut part = Part::open(&out, ID, 20).unwrap();
    assert_eq!(part.length(), 10);
    part.write_all(b"abcdefghij").unwrap();
    part.keep(&out, false).unwrap();
    assert_eq!((fs::read(&out).unwrap().as_slice(), mode(&out)), (&b"0123456789abcdefghij"[..], 0o600));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
}

// attack: I6
#[test]
fn what_does_not_fit_is_begun_again() {
    let change_byte = |path: &Path| fs::write(path, b"012345678x").unwrap();
    let cut = |path: &Path| fs::write(path, b"012345678").unwrap();
    let lay_open = |path: &Path| fs::set_permissions(path, fs::Permissions::from_mode(0o640)).unwrap();
    let name_twice = |path: &Path| fs::hard_link(path, path.with_extension("twice")).unwrap();
    let link = |path: &Path| {
        fs::rename(path, path.with_extension("real")).unwrap();
        symlink(path.with_extension("real"), path).unwrap();
    };
    let no_note = |path: &Path| fs::remove_file(note_path(path)).unwrap();
    let foreign_note = |path: &Path| fs::write(note_path(path), "{}").unwrap();
    let changes: [&dyn Fn(&Path); 7] =
        [&change_byte, &cut, &lay_open, &name_twice, &link, &no_note, &foreign_note];
    for (number, change) in changes.iter().enumerate() {
        let (folder, out, path) = broken_off();
        change(&path);
        let part = Part::open(&out, ID, 20).unwrap();
        assert_eq!((part.length(), mode(&path)), (0, 0o600), "change {number}");
        let real = folder.path().join(format!("plan.pdf.{ID}.real"));
        assert!(!real.exists() || fs::read(real).unwrap() == b"0123456789", "what it led to stays");
    }
    let (_folder, out, _) = broken_off();
    assert_eq!(Part::open(&out, ID, 21).unwrap().length(), 0, "of another size");
}

#[test]
fn what_came_behind_the_note_is_not_believed() {
    let (_folder, out, path) = broken_off();
    OpenOptions::new().append(true).open(&path).unwrap().write_all(b"zzz").unwrap();
    assert_eq!(Part::open(&out, ID, 20).unwrap().length(), 10);
    assert_eq!(fs::read(&path).unwrap(), b"0123456789");
}
