//! A bundle as text, with everything in it, to compare with a committed file.

use std::{fmt::Write as _, fs, path::PathBuf};

use strongroom_formats::{Attachment, Bundle, Field, Folder, Icon, Marks, Times};

/// The path of a file in `tests/fixtures`.
pub fn fixture_path(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", "fixtures", name].iter().collect()
}

/// The bytes of a file in `tests/fixtures`.
pub fn fixture(name: &str) -> Vec<u8> {
    fs::read(fixture_path(name)).unwrap()
}

/// Compares `bundle` with the committed text; with `UPDATE_SNAPSHOTS` set, writes it instead.
pub fn compare(bundle: &Bundle, name: &str) {
    let text = render(bundle);
    let path = fixture_path(&format!("{name}.expected.txt"));
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&path, &text).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap();
    assert_eq!(text, expected, "{name} differs from {}", path.display());
}

/// Everything in a bundle, as text.
pub fn render(bundle: &Bundle) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "name {:?} description {:?}", bundle.name, bundle.description.as_str());
    for icon in &bundle.icons {
        let _ = writeln!(out, "icon {} {:?} {} bytes", icon.id, icon.name, icon.bytes.len());
    }
    folder(&bundle.root, 0, &mut out);
    for warning in &bundle.warnings {
        let _ = writeln!(out, "warning {}: {warning}", warning.code.as_str());
    }
    let _ = writeln!(out, "{:?}, {} warnings left out", bundle.counts(), bundle.warnings_left_out);
    out
}

fn folder(folder: &Folder, level: usize, out: &mut String) {
    let indent = "  ".repeat(level);
    let bin = if folder.is_bin { " BIN" } else { "" };
    let _ = writeln!(
        out,
        "{indent}folder {:?}{bin} {}{}{}",
        folder.title,
        times(folder.times),
        icon(folder.icon),
        tags(&folder.tags)
    );
    if !folder.notes.is_empty() {
        let _ = writeln!(out, "{indent}  notes {:?}", folder.notes.as_str());
    }
    for child in &folder.folders {
        self::folder(child, level + 1, out);
    }
    for entry in &folder.entries {
        let bin = if entry.in_bin { " IN BIN" } else { "" };
        let _ = writeln!(
            out,
            "{indent}  {} {:?}{bin} {}{}{}{}",
            entry.entry_type,
            entry.title,
            times(entry.times),
            icon(entry.icon),
            tags(&entry.tags),
            marks(&entry.marks)
        );
        content(&entry.fields, &entry.attachments, level + 2, out);
        for version in &entry.history {
            let _ = writeln!(
                out,
                "{indent}    version {:?} {}{}{}{}",
                version.title,
                times(version.times),
                icon(version.icon),
                tags(&version.tags),
                marks(&version.marks)
            );
            content(&version.fields, &version.attachments, level + 3, out);
        }
    }
}

fn content(fields: &[Field], attachments: &[Attachment], level: usize, out: &mut String) {
    let indent = "  ".repeat(level);
    for field in fields {
        let secret = if field.secret { " secret" } else { "" };
        let custom = if field.custom { " custom" } else { "" };
        let kind = field.kind.name();
        let _ = writeln!(out, "{indent}{:?} {kind}{secret}{custom} = {:?}", field.name, field.value.as_str());
    }
    for file in attachments {
        let start = String::from_utf8_lossy(&file.bytes[..file.bytes.len().min(40)]);
        let _ = writeln!(out, "{indent}attachment {:?} {} bytes {start:?}", file.name, file.bytes.len());
    }
}

fn times(times: Times) -> String {
    let [created, modified, valid_to] = [times.created, times.modified, times.valid_to]
        .map(|time| time.map_or(0, |time| time.micros() / 1_000_000));
    format!("{created} {modified} {valid_to}")
}

fn icon(icon: Option<Icon>) -> String {
    match icon {
        None => String::new(),
        Some(Icon::Standard(number)) => format!(" icon {number}"),
        Some(Icon::Custom(id)) => format!(" icon {id}"),
    }
}

fn tags(tags: &[String]) -> String {
    if tags.is_empty() { String::new() } else { format!(" tags {tags:?}") }
}

fn marks(marks: &Marks) -> String {
    let Marks { category, importance, warning, favourite } = marks;
    let mut text = category.as_ref().map_or(String::new(), |category| format!(" category {category:?}"));
    if *importance != Default::default() {
        let _ = write!(text, " {importance:?}");
    }
    if let Some(warning) = warning {
        let _ = write!(text, " warning {:?} {:?}", warning.level, warning.text);
    }
    if *favourite {
        text.push_str(" FAVOURITE");
    }
    text
}
