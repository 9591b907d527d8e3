use proptest::prelude::*;

use super::*;

fn folded(text: &str) -> String {
    Name::parse(text).unwrap_or_else(|error| panic!("{text:?}: {error}")).folded().to_owned()
}

// attack: A12
#[test]
fn names_with_special_characters_are_data() {
    for text in [
        "/etc/passwd",
        "a\\b",
        "*",
        "a+b",
        "50%",
        "a_b",
        "a,b;c",
        "say \"hi\"",
        "O'Brien",
        "(x)",
        "a&b|c!",
        "a=b",
        "<script>",
        "x\u{200f}y",
        "x\u{200d}y",
        "日本 太郎",
        "עברית",
        "नमस्ते",
        "..a",
        "-rf",
    ] {
        assert_eq!(Name::parse(text).map(|name| name.as_str().to_owned()).as_deref(), Ok(text), "{text:?}");
    }
}

// attack: A12, A13
#[test]
fn what_is_refused_and_why() {
    let long = "x".repeat(201);
    let huge = "x".repeat(10_000);
    let cases = [
        ("", NameError::Text(TextError::Empty)),
        ("   ", NameError::Text(TextError::Empty)),
        ("\u{3000}\u{a0}", NameError::Text(TextError::Empty)),
        ("\u{200d}\u{200f}", NameError::Text(TextError::Empty)),
        (&long, NameError::Text(TextError::TooLong { limit: 200 })),
        (&huge, NameError::Text(TextError::TooLong { limit: 200 })),
        ("a\0b", NameError::Text(TextError::Control('\0'))),
        ("a\nb", NameError::Text(TextError::Control('\n'))),
        ("\x1b[31mroot", NameError::Text(TextError::Control('\x1b'))),
        ("moor\u{202e}toor", NameError::Deceiving('\u{202e}')),
        ("ro\u{2067}ot", NameError::Deceiving('\u{2067}')),
        ("ro\u{200b}ot", NameError::Deceiving('\u{200b}')),
        ("ro\u{ad}ot", NameError::Deceiving('\u{ad}')),
        ("ro\u{feff}ot", NameError::Deceiving('\u{feff}')),
        ("\u{3164}", NameError::Text(TextError::Empty)),
        ("ro\u{3164}ot", NameError::Deceiving('\u{3164}')),
        ("\u{e000}", NameError::Deceiving('\u{e000}')),
        ("\u{378}", NameError::Deceiving('\u{378}')),
        ("..", NameError::Reserved),
        (" . ", NameError::Reserved),
        ("．．", NameError::Reserved),
        ("SYSTEM", NameError::Reserved),
        ("Ｅveryone", NameError::Reserved),
        ("ano\u{200d}nymous", NameError::Reserved),
    ];
    for (text, error) in cases {
        assert_eq!(Name::parse(text), Err(error), "{text:?}");
    }
    assert!(Name::parse(&"ü".repeat(200)).is_ok(), "characters are counted, not bytes");
    assert!(
        Name::parse("root").is_ok() && Name::parse("admin").is_ok(),
        "the first administrator chooses freely"
    );
}

// attack: A13
#[test]
fn names_that_differ_only_in_form_are_one() {
    for (one, other) in [
        ("Bob", "bob"),
        ("bob", " bob\t"),
        ("Ann  Lee", "ann\u{a0}lee"),
        ("Ann Lee", "ANN\u{3000}LEE"),
        ("Ren\u{e9}", "rene\u{301}"),
        ("ＢＯＢ", "bob"),
        ("ﬁnn", "FINN"),
        ("Straße", "STRASSE"),
        ("STRAẞE", "straße"),
        ("ΟΔΟΣ", "οδος"),
        ("οδοσ", "οδος"),
        ("\u{212a}elvin", "kelvin"),
        ("bo\u{200d}b", "bob"),
        ("bob\u{200f}", "bob"),
        ("bob\u{fe0f}", "bob"),
        ("CORP\\Bob", "corp＼bob"),
        ("Bob@Corp.example", "bob＠corp.example"),
    ] {
        assert_eq!(folded(one), folded(other), "{one:?} and {other:?}");
    }
}

#[test]
fn names_that_differ_stay_different() {
    for (one, other) in [
        ("bob", "bobby"),
        ("bob", "b ob"),
        ("bob", "corp\\bob"),
        ("bob", "bob@corp.example"),
        ("bob", "b\u{f6}b"),
        ("paul", "p\u{430}ul"),
    ] {
        assert_ne!(folded(one), folded(other), "{one:?} and {other:?}");
    }
}

// attack: A13
#[test]
fn folding_any_single_character_is_final_and_knows_no_case() {
    let mut buffer = String::new();
    // Left out for time: ideographs, and the planes without letters.
    let ideographs = |c: &char| matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}');
    for c in (0..0x2_0000).filter_map(char::from_u32).filter(|c| !ideographs(c) && !deceives(*c)) {
        buffer.clear();
        buffer.extend(['x', c]);
        let once = fold(&buffer);
        assert_eq!(fold(&once), once, "{c:?}: folding twice");
        assert_eq!(fold(&buffer.to_uppercase()), once, "{c:?}: capital");
        assert_eq!(fold(&buffer.to_lowercase()), once, "{c:?}: small");
    }
}

// attack: B6
#[test]
fn b6_all_spellings_of_an_account_count_together() {
    for text in [
        "bob",
        "BOB",
        " bob ",
        "b ob",
        "ＢＯＢ",
        "CORP\\bob",
        "corp\\Bob ",
        "corp.example\\bob",
        "bob@corp.example",
        "Bob @ corp",
        "CORP\\bob@corp.example",
        "bo\u{200b}b",
        "bob\u{0}",
        "b\u{202e}ob",
        "＼bob",
    ] {
        assert_eq!(limiter_key(text), "bob", "{text:?}");
    }
    assert_ne!(limiter_key("alice"), limiter_key("bob"));
    assert_eq!(limiter_key("CORP\\"), "corp\\", "no account in it: counted as it stands");
    assert_eq!(limiter_key("@corp"), "@corp");
    assert_eq!(limiter_key(""), "");
    assert!(limiter_key(&"x".repeat(1_000_000)).len() <= 800);
}

#[test]
fn a_name_stays_out_of_debug_output() {
    assert_eq!(format!("{:?}", Name::parse("bob").unwrap()), "Name(..)");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    #[test]
    fn folding_twice_changes_nothing(text in "\\PC{0,20}") {
        let once = fold(&text);
        prop_assert_eq!(fold(&once), once);
    }

    #[test]
    fn normal_forms_and_case_do_not_count(text in "[\\p{L}\\p{M}\\p{N} .@\\\\]{1,40}") {
        let plain = fold(&text);
        prop_assert_eq!(fold(&text.nfc().collect::<String>()), plain.clone());
        prop_assert_eq!(fold(&text.nfd().collect::<String>()), plain.clone());
        prop_assert_eq!(fold(&text.nfkc().collect::<String>()), plain.clone());
        prop_assert_eq!(fold(&text.to_uppercase()), plain);
    }

    #[test]
    fn a_name_is_found_by_what_was_typed(text in "\\PC{1,60}") {
        if let Ok(name) = Name::parse(&text) {
            prop_assert_eq!(name.folded(), fold(&text));
            prop_assert_eq!(name.folded(), fold(name.as_str()));
        }
    }
}
