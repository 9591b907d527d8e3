//! `docs/attack-coverage.md`: which numbers of the attack catalogue have tests, generated from the tests.
//!
//! A test says what it covers in a comment right above it: `// attack: A9, I7`.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};

use crate::shell;

const FILE: &str = "docs/attack-coverage.md";

/// The numbers that the present state of the product has to cover.
const WANTED: &[&str] = &[
    "A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "A9", "A10", "A11", "A12", "A13", "A14", "A15", "A16",
    "A17", "A18", "P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "S1", "S3", "S4", "B1", "B2", "B3", "B5",
    "B6", "B8", "B9", "I1", "I2", "I3", "I5", "I6", "I7", "I8", "I9", "W1", "W2", "W3", "W5", "W6", "W7",
    "W8", "C1", "C2", "C3", "C4", "C5", "C6", "C7", "D1", "D2", "D3", "D4", "D6", "R1", "R2", "R3", "R4",
    "R5", "R6", "R7",
];

/// A test and the file it is in.
type Tests = BTreeMap<(char, u32), Vec<(String, String)>>;

/// Writes the document.
pub fn write() -> anyhow::Result<()> {
    fs::write(shell::root().join(FILE), document()?)?;
    println!("wrote {FILE}");
    Ok(())
}

/// Compares the committed document with the tests, and asks for every number that has to be covered.
pub fn check() -> anyhow::Result<()> {
    println!("\n$ compare {FILE} with the tests");
    let tests = collect()?;
    let missing: Vec<_> = WANTED.iter().filter(|number| !tests.contains_key(&key(number))).collect();
    if !missing.is_empty() {
        bail!("no test covers {missing:?}");
    }
    if fs::read_to_string(shell::root().join(FILE)).unwrap_or_default() != document()? {
        bail!("{FILE} is not what the tests say: run `cargo xtask attacks` and commit it");
    }
    Ok(())
}

fn key(number: &str) -> (char, u32) {
    let mut letters = number.chars();
    let letter = letters.next().unwrap_or('?');
    (letter, letters.as_str().parse().unwrap_or(0))
}

fn document() -> anyhow::Result<String> {
    let mut text = String::from(
        "# Attack coverage\n\nThe numbers of the attack catalogue that have tests, and the tests. Written by \
         `cargo xtask attacks` from the tests themselves; `cargo xtask test` fails when it is out of date.\n",
    );
    for ((letter, number), tests) in collect()? {
        text.push_str(&format!("\n**{letter}{number}**\n\n"));
        for (file, test) in tests {
            text.push_str(&format!("- `{test}` in `{file}`\n"));
        }
    }
    Ok(text)
}

fn collect() -> anyhow::Result<Tests> {
    let root = shell::root();
    let mut tests = Tests::new();
    let mut folders = vec![root.join("crates"), root.join("xtask")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| format!("{}", folder.display()))? {
            let path = entry?.path();
            if path.is_dir() && !path.ends_with("target") {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                collect_file(&root, &path, &mut tests)?;
            }
        }
    }
    tests.values_mut().for_each(|list| list.sort());
    Ok(tests)
}

fn collect_file(root: &Path, path: &PathBuf, tests: &mut Tests) -> anyhow::Result<()> {
    let text = fs::read_to_string(path)?;
    let file = path.strip_prefix(root)?.to_string_lossy().into_owned();
    let mut waiting: Vec<(char, u32)> = Vec::new();
    for line in text.lines().map(str::trim) {
        if let Some(numbers) = line.strip_prefix("// attack: ") {
            let numbers = numbers.split([',', ' ', '(', ';', '.']).filter(|it| is_number(it));
            waiting.extend(numbers.map(key));
        } else if let Some(name) = function(line) {
            for number in waiting.drain(..) {
                tests.entry(number).or_default().push((file.clone(), name.to_owned()));
            }
        }
    }
    Ok(())
}

fn is_number(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(|letter| letter.is_ascii_uppercase())
        && !letters.as_str().is_empty()
        && letters.all(|digit| digit.is_ascii_digit())
}

fn function(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("pub ").unwrap_or(line);
    let rest = rest.strip_prefix("async ").unwrap_or(rest);
    rest.strip_prefix("fn ")?.split(['(', '<']).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_from_words() {
        assert!(is_number("A9") && is_number("I10"));
        assert!(!is_number("A") && !is_number("and") && !is_number("9A") && !is_number("A9x"));
    }
}
