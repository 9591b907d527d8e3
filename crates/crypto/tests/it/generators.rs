//! Randomness comes from the operating system alone: a scan of the sources and manifests of all crates.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Words that no source may hold. `getrandom` is not among them: it is the operating system's generator, for
/// crates that can not use `random`.
const FORBIDDEN: [&str; 18] = [
    "rand::",
    "use rand;",
    "thread_rng",
    "from_entropy",
    "from_os_rng",
    "rand_core",
    "rand_chacha",
    "OsRng",
    "SysRng",
    "StdRng",
    "SmallRng",
    "fastrand",
    "oorandom",
    "nanorand",
    "nanoid",
    "Uuid::new_v4",
    "Uuid::now_v7",
    "Uuid::new_v7",
];

/// Crates that a manifest must not name, and features that would give another crate a generator.
const FORBIDDEN_DEPENDENCIES: [&str; 10] = [
    "rand",
    "rand_core",
    "rand_chacha",
    "fastrand",
    "oorandom",
    "nanorand",
    "nanoid",
    "tiny_rng",
    "wyrand",
    "ulid",
];
const FORBIDDEN_FEATURES: [&str; 5] = ["\"v4\"", "\"v7\"", "\"fast-rng\"", "\"rng\"", "\"rand_core\""];

/// The file with the list of them.
const THIS: &str = "crates/crypto/tests/it/generators.rs";

fn findings_in_source(name: &str, text: &str) -> Vec<String> {
    let mut findings = Vec::new();
    for (i, line) in text.lines().enumerate() {
        for word in FORBIDDEN {
            // A word begins where no letter precedes it: `operand::` is none.
            let hits = line.match_indices(word).filter(|(at, _)| {
                !line[..*at].ends_with(|before: char| before.is_ascii_alphanumeric() || before == '_')
            });
            findings.extend(hits.map(|_| format!("{name}:{}: `{word}`", i + 1)));
        }
    }
    findings
}

fn findings_in_manifest(name: &str, text: &str) -> Vec<String> {
    let mut findings = Vec::new();
    for (i, line) in text.lines().enumerate() {
        let crate_name = line.split(['.', '=', ' ']).next().unwrap_or_default();
        let feature = FORBIDDEN_FEATURES.iter().find(|feature| line.contains(*feature));
        if FORBIDDEN_DEPENDENCIES.contains(&crate_name) || feature.is_some() {
            findings.push(format!("{name}:{}: {line}", i + 1));
        }
    }
    findings
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("target") {
            walk(&path, files);
        } else if path.extension().is_some_and(|it| it == "rs") || path.ends_with("Cargo.toml") {
            files.push(path);
        }
    }
}

// attack: C5
#[test]
fn no_crate_has_a_generator_but_the_operating_systems() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    let mut files = vec![root.join("Cargo.toml")];
    walk(&root.join("crates"), &mut files);
    walk(&root.join("xtask"), &mut files);
    assert!(files.iter().any(|file| file.ends_with(THIS)) && files.len() > 30, "the sources were not found");

    let mut findings = Vec::new();
    for file in files.iter().filter(|file| !file.ends_with(THIS)) {
        let name = file.strip_prefix(root).unwrap().display().to_string();
        let text = fs::read_to_string(file).unwrap();
        findings.extend(match file.extension().unwrap().to_str() {
            Some("rs") => findings_in_source(&name, &text),
            _ => findings_in_manifest(&name, &text),
        });
    }
    assert!(findings.is_empty(), "other generators than the operating system's:\n{}", findings.join("\n"));
}

#[test]
fn the_scan_finds_what_it_looks_for() {
    for word in FORBIDDEN {
        let found = findings_in_source("x.rs", &format!("\nlet x = {word}();"));
        assert!(found.contains(&format!("x.rs:2: `{word}`")), "{word}");
    }
    assert_eq!(findings_in_source("x.rs", "operand::new()"), Vec::<String>::new());
    for bad in
        ["rand = \"0.9\"", "fastrand.workspace = true", "uuid = { version = \"1\", features = [\"v4\"] }"]
    {
        assert_eq!(findings_in_manifest("Cargo.toml", bad).len(), 1, "{bad}");
    }
    for good in
        ["random-words = \"1\"", "getrandom = \"0.4\"", "uuid = { version = \"1\", features = [\"serde\"] }"]
    {
        assert_eq!(findings_in_manifest("Cargo.toml", good), Vec::<String>::new());
    }
}
