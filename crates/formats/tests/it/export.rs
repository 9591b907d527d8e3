//! What goes out comes in again: random trees through the writer and our own reader, and the other formats through
//! readers that know nothing of the writers.

use proptest::prelude::*;
use strongroom_domain::entry::{
    Field as DomainField, Importance, Properties, Warning, WarningLevel, totp::Totp,
};
use strongroom_formats::{
    Bundle, Credentials, Entry, EntryVersion, Field, FieldKind, Folder, Format, Icon, Instant, Limits,
    WarningCode,
    export::{
        self, CsvMode, KdbxCost, KdbxRandomness, Object, Tree, Version, digest, read_json, write_csv,
        write_json, write_kdbx,
    },
    read,
};
use uuid::Uuid;
use zeroize::Zeroizing;

/// What a test can wait for.
const CHEAP: KdbxCost = KdbxCost { memory_bytes: 64 << 10, passes: 1, lanes: 1 };

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-zA-Z0-9 äß😀=+@;,|/\\\\\"'<>&\\]-]{0,20}[a-z]",
        // Separators of lines and paragraphs are in no text of one line that the store takes.
        1 => "[^\\p{C}\\p{Zl}\\p{Zp}]{0,30}x",
        1 => Just("]]><script>&amp;".to_owned()),
        1 => Just("\u{fffe}\u{ffff}not of xml".to_owned()),
    ]
}

fn block() -> impl Strategy<Value = String> {
    prop_oneof![text(), "[a-z\r\n\t ]{0,40}"]
}

fn instant() -> impl Strategy<Value = Instant> {
    (-62_135_596_800_i64..253_402_300_799).prop_map(|seconds| Instant::from_micros(seconds * 1_000_000))
}

fn field(name: &str, kind: FieldKind, secret: bool, custom: bool, value: String) -> DomainField {
    DomainField { name: name.to_owned(), kind, secret, custom, value: Zeroizing::new(value) }
}

prop_compose! {
    fn fields()(
        username in text(), password in block(), notes in block(), totp in any::<bool>(),
        custom in prop::collection::btree_map("[a-zA-Z <&;=]{0,10}[a-z]", (block(), any::<bool>()), 0..4),
        taken in any::<bool>(),
    ) -> Vec<DomainField> {
        let mut fields = vec![
            field("username", FieldKind::Text, false, false, username),
            field("password", FieldKind::Password, true, false, password),
            field("url", FieldKind::Url, false, false, String::new()),
        ];
        if totp {
            fields.push(field("totp", FieldKind::Totp, true, false, "JBSWY3DPEHPK3PXP".to_owned()));
        }
        fields.push(field("notes", FieldKind::Multiline, true, false, notes));
        if taken {
            fields.push(field("Password", FieldKind::Text, false, true, "a custom one".to_owned()));
        }
        for (name, (value, secret)) in custom {
            fields.push(field(&name, FieldKind::Multiline, secret, true, value));
        }
        fields
    }
}

fn warning() -> impl Strategy<Value = Warning> {
    let levels = vec![WarningLevel::Info, WarningLevel::Confirm, WarningLevel::Type];
    (prop::sample::select(levels), "[a-z&< ]{0,20}[a-z]").prop_map(|(level, text)| Warning { level, text })
}

prop_compose! {
    fn version(revision: u64)(
        title in text(), tags in prop::collection::btree_set("[a-zäß&<]{1,8}", 0..3), fields in fields(),
        created_at in instant(), modified_at in instant(), valid_to in prop::option::of(instant()),
        icon in prop::option::of(0_u32..69),
        category in prop::option::of("[a-zäß&<]{1,8}"),
        importance in prop::sample::select(vec![Importance::Low, Importance::Normal, Importance::High]),
        warning in prop::option::of(warning()),
    ) -> Version {
        Version {
            revision,
            properties: Properties {
                entry_type: Some("password".to_owned()),
                title,
                tags: tags.into_iter().collect(),
                icon: icon.map(|number| format!("keepass:{number}")),
                valid_to,
                category,
                importance,
                warning,
                ..Properties::default()
            },
            fields,
            created_at,
            modified_at,
            created_by: None,
            modified_by: None,
        }
    }
}

prop_compose! {
    fn object(number: u8)(
        is_folder in any::<bool>(), above in any::<prop::sample::Index>(), present in version(3),
        history in (prop::option::of(version(1)), prop::option::of(version(2))),
        files in prop::collection::vec((text(), prop::collection::vec(any::<u8>(), 0..200)), 0..3),
    ) -> (Object, prop::sample::Index) {
        let mut object = Object {
            id: Uuid::from_bytes([number + 1; 16]),
            parent: None,
            is_folder,
            name_only: false,
            bin_at: None,
            present,
            history: history.0.into_iter().chain(history.1).collect(),
            attachments: files
                .into_iter()
                .map(|(name, bytes)| export::File { id: Uuid::from_bytes([9; 16]), name, bytes: bytes.into() })
                .collect(),
        };
        if is_folder {
            object.present.properties.entry_type = None;
            object.present.fields.retain(|field| field.name == "notes" && !field.custom);
            object.history.clear();
            object.attachments.clear();
        }
        (object, above)
    }
}

fn tree() -> impl Strategy<Value = Tree> {
    let objects: Vec<_> = (0..8).map(object).collect();
    objects.prop_map(|drawn| {
        let mut objects: Vec<Object> = Vec::new();
        for (mut object, above) in drawn {
            let folders: Vec<Option<Uuid>> = std::iter::once(None)
                .chain(objects.iter().filter(|it| it.is_folder).map(|it| Some(it.id)))
                .collect();
            object.parent = *above.get(&folders);
            objects.push(object);
        }
        Tree {
            database: Uuid::from_bytes([0xdb; 16]),
            name: "Data & base".to_owned(),
            description: Zeroizing::new("<b>described</b>".to_owned()),
            made_at: Instant::from_micros(1_700_000_000_000_000),
            objects,
            icons: Vec::new(),
            rights: None,
            about: None,
        }
    })
}

fn kdbx(tree: &Tree, cost: KdbxCost) -> Vec<u8> {
    let mut file = Vec::new();
    let random = KdbxRandomness::new(&[3; KdbxRandomness::BYTES]);
    write_kdbx(tree, &Credentials::password("pw"), cost, &random, &mut file).unwrap();
    file
}

fn csv(tree: &Tree, mode: CsvMode) -> String {
    let mut file = Vec::new();
    write_csv(tree, mode, &mut file).unwrap();
    String::from_utf8(file).unwrap()
}

fn folder_of(root: &Folder, id: Uuid) -> Option<&Folder> {
    let found = root.folders.iter().find(|folder| folder.source_id == Some(id));
    found.or_else(|| root.folders.iter().find_map(|folder| folder_of(folder, id)))
}

fn same_fields(version: &Version, fields: &[Field]) {
    let expected: Vec<_> = version.fields.iter().filter(|field| !field.value.is_empty()).collect();
    assert_eq!(fields.len(), expected.len());
    for field in expected {
        let name = if field.custom && field.name == "Password" { "Password (2)" } else { &field.name };
        let found = fields.iter().find(|found| found.name == name).unwrap_or_else(|| panic!("{name:?}"));
        if field.kind == FieldKind::Totp {
            assert!(Totp::parse(&found.value).unwrap() == Totp::parse(&field.value).unwrap());
            continue;
        }
        assert_eq!(found.value.as_str(), field.value.as_str(), "{name:?}");
        let forced = field.value.contains(['\u{fffe}', '\u{ffff}']);
        assert_eq!(found.secret, field.secret || forced, "{name:?}");
        assert_eq!(found.custom, field.custom, "{name:?}");
    }
}

fn seconds(instant: Instant) -> i64 {
    instant.micros().div_euclid(1_000_000)
}

fn same_version(version: &Version, read: &EntryVersion) {
    assert_eq!(read.title, version.properties.title);
    assert_eq!(read.tags, version.properties.tags);
    assert_eq!(read.marks.category, version.properties.category);
    assert_eq!(read.marks.importance, version.properties.importance);
    assert!(read.marks.warning == version.properties.warning);
    same_fields(version, &read.fields);
    assert_eq!(read.times.created.map(seconds), Some(seconds(version.created_at)));
    assert_eq!(read.times.modified.map(seconds), Some(seconds(version.modified_at)));
    assert_eq!(read.times.valid_to.map(seconds), version.properties.valid_to.map(seconds));
    let icon = version.properties.icon.as_deref().map_or(0, |icon| icon[8..].parse().unwrap());
    assert_eq!(read.icon, Some(Icon::Standard(icon)));
}

fn as_version(entry: &Entry) -> EntryVersion {
    EntryVersion {
        title: entry.title.clone(),
        fields: entry.fields.clone(),
        tags: entry.tags.clone(),
        icon: entry.icon,
        marks: entry.marks.clone(),
        times: entry.times,
        attachments: entry.attachments.clone(),
    }
}

fn same(tree: &Tree, bundle: &Bundle) {
    assert_eq!(bundle.name.as_deref(), Some(tree.name.as_str()));
    let foreign = [WarningCode::CustomData, WarningCode::UnknownType];
    assert!(!bundle.warnings.iter().any(|warning| foreign.contains(&warning.code)), "{:?}", bundle.warnings);
    assert_eq!(bundle.description.as_str(), tree.description.as_str());
    let folders = tree.objects.iter().filter(|object| object.is_folder).count() as u64;
    assert_eq!(bundle.counts().folders, folders);
    assert_eq!(bundle.counts().entries, tree.objects.len() as u64 - folders);
    for object in &tree.objects {
        let above = object.parent.map_or(Some(&bundle.root), |id| folder_of(&bundle.root, id)).unwrap();
        if object.is_folder {
            let folder = above.folders.iter().find(|it| it.source_id == Some(object.id)).unwrap();
            assert_eq!(folder.title, kept(&object.present.properties.title));
            let notes = object.present.fields.first().map_or("", |field| field.value.as_str());
            assert_eq!(folder.notes.as_str(), kept(notes));
            assert_eq!(folder.tags, object.present.properties.tags);
            continue;
        }
        let entry = above.entries.iter().find(|it| it.source_id == Some(object.id)).unwrap();
        same_version(&object.present, &as_version(entry));
        assert_eq!(entry.history.len(), object.history.len());
        object.history.iter().zip(&entry.history).for_each(|(old, read)| same_version(old, read));
        let files: Vec<_> = entry.attachments.iter().map(|it| (it.name.clone(), it.bytes.to_vec())).collect();
        let expected: Vec<_> =
            object.attachments.iter().map(|it| (kept(&it.name), it.bytes.to_vec())).collect();
        assert_eq!(files, expected);
    }
}

/// Where only XML text is possible, what XML does not know is replaced.
fn kept(text: &str) -> String {
    text.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn what_the_writer_writes_the_reader_reads(tree in tree()) {
        let file = kdbx(&tree, CHEAP);
        let bundle = read(Format::Kdbx, &file[..], &Credentials::password("pw"), &Limits::default()).unwrap();
        same(&tree, &bundle);
    }

    #[test]
    fn csv_in_data_mode_keeps_every_byte(tree in tree()) {
        let rows = rows(&csv(&tree, CsvMode::Data));
        let entries: Vec<_> = tree.objects.iter().filter(|object| !object.is_folder).collect();
        assert_eq!(rows.len(), entries.len() + 1);
        for (row, entry) in rows[1..].iter().zip(entries) {
            assert_eq!(row[1], entry.present.properties.title);
            for field in entry.present.fields.iter().filter(|field| field.custom) {
                let at = rows[0].iter().position(|name| *name == field.name).unwrap();
                assert_eq!(row[at], field.value.as_str());
            }
            let password = entry.present.fields.iter().find(|field| field.name == "password").unwrap();
            assert_eq!(row[4], password.value.as_str());
        }
    }

    // attack: I1
    #[test]
    fn i1_no_cell_of_a_spreadsheet_begins_a_formula_whatever_the_separator(tree in tree()) {
        let file = csv(&tree, CsvMode::Spreadsheet);
        for separator in [',', ';', '|', '\t'] {
            for cell in file.trim_start_matches('\u{feff}').split([separator, '\r', '\n']) {
                let cell = cell.trim_start_matches(|c: char| c == '"' || c.is_whitespace());
                assert!(!cell.starts_with(['=', '+', '-', '@']), "{cell:?} by {separator:?}");
            }
        }
    }

    #[test]
    fn json_holds_everything(tree in tree()) {
        let mut file = Vec::new();
        write_json(&tree, &mut file).unwrap();
        let json: serde_json::Value = serde_json::from_slice(&file).unwrap();
        assert_eq!(json["format"], "strongroom");
        let objects = json["objects"].as_array().unwrap();
        assert_eq!(objects.len(), tree.objects.len());
        let again = read_json(&file[..], &Limits::default()).unwrap();
        assert_eq!(digest(&again), digest(&tree));
        for (json, object) in objects.iter().zip(&tree.objects) {
            assert_eq!(json["id"], object.id.to_string());
            assert_eq!(json["title"], object.present.properties.title.as_str());
            let fields = json["fields"].as_array().unwrap();
            for (json, field) in fields.iter().zip(&object.present.fields) {
                assert_eq!((&json["name"], &json["value"]), (&field.name.as_str().into(), &field.value.as_str().into()));
            }
            assert_eq!(json["history"].as_array().map_or(0, Vec::len), object.history.len());
            assert_eq!(json["attachments"].as_array().map_or(0, Vec::len), object.attachments.len());
        }
    }
}

/// A reader of RFC 4180 of its own.
fn rows(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if quoted && characters.next_if_eq(&'"').is_some() => cell.push('"'),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {
                assert_eq!(characters.next(), Some('\n'));
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            other => cell.push(other),
        }
    }
    rows
}

/// A tree with one entry, everything of which that people write is `text`.
fn full_of(text: &str) -> Tree {
    let at = Instant::from_micros(0);
    let properties = Properties {
        entry_type: Some("password".to_owned()),
        title: text.to_owned(),
        tags: vec![text.to_owned()],
        category: Some(text.to_owned()),
        importance: Importance::High,
        ..Properties::default()
    };
    let fields = vec![
        field("username", FieldKind::Text, false, false, text.to_owned()),
        field("url", FieldKind::Url, false, false, text.to_owned()),
        field("notes", FieldKind::Multiline, true, false, text.to_owned()),
        field(text, FieldKind::Text, false, true, text.to_owned()),
    ];
    let version = |properties, fields| Version {
        revision: 1,
        properties,
        fields,
        created_at: at,
        modified_at: at,
        created_by: None,
        modified_by: None,
    };
    let folder = Properties { title: text.to_owned(), ..Properties::default() };
    let object = |number, parent, is_folder, present| Object {
        id: Uuid::from_bytes([number; 16]),
        parent,
        is_folder,
        name_only: false,
        bin_at: None,
        present,
        history: Vec::new(),
        attachments: vec![export::File {
            id: Uuid::from_bytes([7; 16]),
            name: text.to_owned(),
            bytes: Zeroizing::new(b"content".to_vec()),
        }],
    };
    Tree {
        database: Uuid::from_bytes([1; 16]),
        name: text.to_owned(),
        description: Zeroizing::new(text.to_owned()),
        made_at: at,
        objects: vec![
            object(2, None, true, version(folder, Vec::new())),
            object(3, Some(Uuid::from_bytes([2; 16])), false, version(properties, fields)),
        ],
        icons: Vec::new(),
        rights: None,
        about: None,
    }
}

// attack: I1
#[test]
fn i1_formulas_are_neutralised_in_every_place_and_kept_as_they_are_in_data() {
    for text in ["=1+1", "+1", "-1", "@A1", "=cmd|' /C calc'!A0", "x;=1", "x|=1", "\"=1", "x\";=1;\"", "；=1"]
    {
        let tree = full_of(text);
        let data = rows(&csv(&tree, CsvMode::Data));
        assert_eq!(data[1][1], text);
        assert_eq!(data[1][3], text);
        assert_eq!(data[0].last().unwrap(), text, "the name of a custom field");
        let sheet = csv(&tree, CsvMode::Spreadsheet);
        for separator in [',', ';', '|'] {
            for cell in sheet.split([separator, '\r', '\n']) {
                let cell =
                    cell.trim_start_matches(|c: char| c == '"' || c == '\u{feff}' || c.is_whitespace());
                assert!(!cell.starts_with(['=', '+', '-', '@']), "{text:?}: {cell:?}");
            }
        }
        let held = rows(sheet.trim_start_matches('\u{feff}'));
        assert_eq!(held[1].len(), data[1].len(), "no cell more than in the other mode");
    }
}

#[test]
fn an_entry_of_another_type_comes_back_as_one() {
    let types = strongroom_domain::entry::Types::default();
    let card = types.get("credit_card").unwrap();
    let mut tree = full_of("x");
    tree.objects.retain(|object| !object.is_folder);
    tree.objects.truncate(1);
    let object = &mut tree.objects[0];
    object.parent = None;
    object.history.clear();
    object.present.properties.entry_type = Some("credit_card".to_owned());
    let text = |field: &&strongroom_domain::entry::FieldDefinition| {
        matches!(field.kind, FieldKind::Text | FieldKind::Multiline | FieldKind::Password)
    };
    let defined = card.fields.iter().filter(text);
    object.present.fields =
        defined.map(|it| field(&it.name, it.kind, it.secret, false, "4711".to_owned())).collect();
    let file = kdbx(&tree, CHEAP);
    let bundle = read(Format::Kdbx, &file[..], &Credentials::password("pw"), &Limits::default()).unwrap();
    let entry = &bundle.root.entries[0];
    assert_eq!(entry.entry_type, "credit_card");
    assert!(entry.fields.iter().all(|field| !field.custom), "every field is one of the type");
    same_fields(&tree.objects[0].present, &entry.fields);
}

// attack: I2
#[test]
fn i2_nothing_that_people_write_becomes_an_element() {
    for text in ["</Value></String><String><Key>Password", "]]>", "&#0;&bogus;", "<!DOCTYPE a>", "\" Ref=\"9"]
    {
        let file = kdbx(&full_of(text), CHEAP);
        let bundle = read(Format::Kdbx, &file[..], &Credentials::password("pw"), &Limits::default()).unwrap();
        let entry = &bundle.root.folders[0].entries[0];
        assert_eq!((entry.title.as_str(), entry.fields[0].value.as_str()), (text, text));
        assert_eq!(entry.attachments[0].name, text);
    }
}

#[test]
fn many_names_of_fields_make_no_wider_table_than_there_is_room_for() {
    let mut tree = full_of("x");
    let fields = |from: u32| {
        (from..from + 100).map(|n| field(&format!("f{n}"), FieldKind::Text, false, true, "v".into()))
    };
    tree.objects = (0..10)
        .map(|number| {
            let mut object = full_of("x").objects.remove(1);
            object.parent = None;
            object.present.fields.extend(fields(number * 100));
            object
        })
        .collect();
    let rows = rows(&csv(&tree, CsvMode::Data));
    assert_eq!(rows[0].last().unwrap(), "other_fields");
    assert!(rows.iter().all(|row| row.len() == 517));
    assert!(rows[10].last().unwrap().contains("f999: v\n"));
}

#[test]
fn a_large_file_goes_through_in_several_blocks() {
    let mut tree = full_of("x");
    let mut bytes = Vec::new();
    let mut state = 1_u32;
    bytes.resize_with(3 << 20, || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    });
    tree.objects[1].attachments[0].bytes = Zeroizing::new(bytes.clone());
    let file = kdbx(&tree, CHEAP);
    let bundle = read(Format::Kdbx, &file[..], &Credentials::password("pw"), &Limits::default()).unwrap();
    assert!(**bundle.root.folders[0].entries[0].attachments[0].bytes == bytes);
    let wrong = read(Format::Kdbx, &file[..], &Credentials::password("pv"), &Limits::default());
    assert!(matches!(wrong, Err(strongroom_formats::ImportError::WrongKey)));
}

// attack: D1
#[test]
fn d1_debug_shows_no_value() {
    let tree = full_of("MARKER-7f3a");
    let shown = format!("{tree:?} {:?} {:?}", tree.objects, tree.objects[1].present);
    assert!(!shown.contains("MARKER"), "{shown}");
}

// attack: I7
#[test]
fn i7_json_that_does_not_fit_together_is_refused() {
    let mut file = Vec::new();
    let mut tree = full_of("x");
    tree.objects[0].attachments.clear();
    write_json(&tree, &mut file).unwrap();
    let good: serde_json::Value = serde_json::from_slice(&file).unwrap();
    let open = |json: &serde_json::Value| read_json(json.to_string().as_bytes(), &Limits::default());
    let entry = "03030303-0303-0303-0303-030303030303";
    let changes: [(&str, serde_json::Value); 14] = [
        ("/format", "other".into()),
        ("/version", 2.into()),
        ("/objects/0/id", entry.into()),
        ("/objects/0/parent", entry.into()),
        ("/objects/1/parent", entry.into()),
        ("/objects/0/kind", "entry".into()),
        ("/objects/1/kind", "link".into()),
        ("/objects/1/revision", 0.into()),
        ("/objects/1/revision", (-1).into()),
        ("/objects/1/attachments/0/size", 8.into()),
        ("/objects/1/attachments/0/content", "?".into()),
        ("/objects/1/history", serde_json::json!([good["objects"][1]])),
        ("/objects/1/fields/0/kind", "script".into()),
        (
            "/objects/1/fields/0",
            serde_json::json!({"name": "a", "kind": "text", "secret": false, "value": "", "x": 1}),
        ),
    ];
    for (place, value) in changes {
        let mut bad = good.clone();
        let members = place.rsplit_once('/').unwrap();
        match bad.pointer_mut(members.0).unwrap() {
            serde_json::Value::Object(object) => drop(object.insert(members.1.to_owned(), value)),
            other => *other.get_mut(members.1.parse::<usize>().unwrap()).unwrap() = value,
        }
        assert!(open(&bad).is_err(), "{place}");
    }
    for cut in 0..file.len() - 2 {
        assert!(read_json(&file[..cut], &Limits::default()).is_err(), "{cut}");
    }
}

#[test]
fn a_folder_of_which_only_the_name_went_out_comes_back_as_its_first_version() {
    let mut tree = full_of("x");
    tree.objects[0].attachments.clear();
    tree.objects[0].name_only = true;
    for written in [0, 1] {
        tree.objects[0].present.revision = written;
        let mut file = Vec::new();
        write_json(&tree, &mut file).unwrap();
        let back = read_json(&file[..], &Limits::default()).unwrap();
        assert!(back.objects[0].name_only && back.objects[0].present.revision == 1, "{written}");
    }
    tree.objects[0].name_only = false;
    tree.objects[0].present.revision = 0;
    let mut file = Vec::new();
    write_json(&tree, &mut file).unwrap();
    assert!(read_json(&file[..], &Limits::default()).is_err(), "of which more went out");
}

/// Numbers near the ends of every range that one could think of.
fn hostile_revision() -> impl proptest::strategy::Strategy<Value = u64> {
    use proptest::prelude::*;
    let end = strongroom_domain::limits::REVISION;
    let near = |place: u64| {
        (0_u64..4, any::<bool>()).prop_map(move |(by, below)| {
            if below { place.saturating_sub(by) } else { place.saturating_add(by) }
        })
    };
    prop_oneof![0_u64..9, near(end), near(1 << 53), near(i64::MAX as u64), near(u64::MAX), any::<u64>()]
}

proptest::proptest! {
    // attack: I7
    #[test]
    fn i7_no_revision_of_an_archive_comes_near_the_end_of_its_range(
        present in hostile_revision(),
        earlier in proptest::collection::vec(hostile_revision(), 0..4),
    ) {
        let mut file = Vec::new();
        let mut tree = full_of("x");
        tree.objects[0].attachments.clear();
        write_json(&tree, &mut file).unwrap();
        let mut json: serde_json::Value = serde_json::from_slice(&file).unwrap();
        json["objects"][1]["revision"] = present.into();
        let mut version = json["objects"][1].clone();
        for member in ["id", "parent", "kind", "attachments", "history"] {
            version.as_object_mut().unwrap().remove(member);
        }
        let version = |revision: &u64| {
            let mut version = version.clone();
            version["revision"] = (*revision).into();
            version
        };
        json["objects"][1]["history"] = earlier.iter().map(version).collect();
        let read = read_json(json.to_string().as_bytes(), &Limits::default());
        let all: Vec<u64> = earlier.iter().chain([&present]).copied().collect();
        let in_order = all[0] > 0 && all.windows(2).all(|two| two[0] < two[1]);
        let fits = in_order && present <= strongroom_domain::limits::REVISION;
        proptest::prop_assert_eq!(read.is_ok(), fits, "{:?}", all);
        if let Ok(tree) = read {
            // As often as anybody could change it afterwards.
            proptest::prop_assert!(tree.objects[1].present.revision < (i64::MAX as u64) / 2);
        }
    }
}
