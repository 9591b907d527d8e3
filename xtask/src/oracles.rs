//! Other programs that tests need: pykeepass in an environment of its own outside the clone and KeePassXC, which open what
//! ours write, and libfaketime, which shows a server another time.
//! What can not be had is named, and its test looks at nothing.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Names the library that shows a server another time to the tests.
pub const FAKETIME: &str = "STRONGROOM_FAKETIME";

/// Names a python that has pykeepass to the tests.
pub const PYKEEPASS: &str = "STRONGROOM_PYKEEPASS";

/// Makes them ready; gives the python that has pykeepass.
pub fn ready() -> Option<PathBuf> {
    if !runs(Command::new("keepassxc-cli").arg("--version")) {
        // Only root can, and then it is a package like others.
        if !runs(Command::new("apt-get").args(["install", "-y", "--no-install-recommends", "keepassxc"])) {
            println!("\nNOT TESTED with KeePassXC: install the package `keepassxc` to have it\n");
        }
    }
    if let Some(python) = env::var_os(PYKEEPASS) {
        return Some(python.into());
    }
    // Not among temporary files, where somebody else could have put one.
    let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cache")));
    let python = cache.and_then(|cache| pykeepass(&cache.join("strongroom").join("pykeepass")));
    if python.is_none() {
        println!(
            "\nNOT TESTED with pykeepass: it needs `python3` with `venv` and `pip`, and a package index\n"
        );
    }
    python
}

/// The library that shows a server another time, where it is there or can be had.
pub fn faketime() -> Option<PathBuf> {
    if let Some(library) = env::var_os(FAKETIME) {
        return Some(library.into());
    }
    let find = || {
        let places = fs::read_dir("/usr/lib").ok()?.flatten();
        places.map(|place| place.path().join("faketime/libfaketime.so.1")).find(|library| library.exists())
    };
    let found = find().or_else(|| {
        runs(Command::new("apt-get").args(["install", "-y", "--no-install-recommends", "faketime"]));
        find()
    });
    if found.is_none() {
        println!("\nNOT TESTED with clocks that are set: install the package `faketime` to have it\n");
    }
    found
}

fn pykeepass(folder: &Path) -> Option<PathBuf> {
    let python = folder.join("bin").join("python");
    let has_it = || runs(Command::new(&python).args(["-c", "import pykeepass"]));
    if has_it() {
        return Some(python);
    }
    // Half of one, perhaps.
    let _ = fs::remove_dir_all(folder);
    let made = runs(Command::new("python3").args(["-m", "venv"]).arg(folder))
        && runs(Command::new(&python).args(["-m", "pip", "install", "--quiet", "pykeepass"]));
    (made && has_it()).then_some(python)
}

fn runs(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}
