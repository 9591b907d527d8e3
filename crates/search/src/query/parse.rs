//! The syntax of queries. What is no operator is text; an operator wants a value that it understands.

use strongroom_domain::{entry::Types, time::Instant};

use super::{Clause, Expiry, Form, MAX_CHARACTERS, MAX_CLAUSES, MAX_WORDS, Query, QueryError, Text, Want};
use crate::{
    document::{FOLDER, category_key, host_in, tag_key, title_mark, type_key},
    fold::fold,
    rank::Classes,
    words::words,
};

/// Punctuation that people put around words. Other marks belong to them: `.net`, `c++`, `#7`, `50%`.
const AROUND: [char; 15] = ['(', ')', '[', ']', '{', '}', '<', '>', '"', '\'', ',', ';', ':', '!', '?'];

/// A piece of a query between spaces.
#[derive(Debug, Default)]
struct Piece<'a> {
    negative: bool,
    operator: Option<&'static str>,
    value: &'a str,
    quoted: bool,
}

pub fn parse(text: &str, now: Instant) -> Result<Query, QueryError> {
    if text.len() > MAX_CHARACTERS * 4 || text.chars().count() > MAX_CHARACTERS {
        return Err(QueryError::TooLong);
    }
    let (mut query, mut folders) = (Query::default(), 0);
    let mut plain: Vec<String> = Vec::new();
    for piece in pieces(text) {
        let Some(want) = want(&piece, now, folders)? else { continue };
        match &want {
            Want::Folder(..) => folders += 1,
            Want::Text(text) if text.classes == Classes::ALL && !piece.negative => {
                plain.extend(text.words.iter().cloned());
            }
            _ => {}
        }
        query.clauses.push(Clause { negative: piece.negative, want });
        if query.clauses.len() > MAX_CLAUSES {
            return Err(QueryError::TooMany);
        }
    }
    let words = |clause: &Clause| match &clause.want {
        Want::Text(text) | Want::Folder(_, text) => text.words.len(),
        _ => 0,
    };
    if query.clauses.iter().map(words).sum::<usize>() > MAX_WORDS {
        return Err(QueryError::TooMany);
    }
    query.mark = title_mark(plain.iter().map(String::as_str));
    Ok(query)
}

fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        if rest.is_empty() {
            return None;
        }
        let mut piece = Piece::default();
        if let Some(after) = rest.strip_prefix('-') {
            piece.negative = true;
            rest = after;
        }
        if let Some((name, after)) = operator(rest) {
            piece.operator = Some(name);
            rest = after;
        }
        let end;
        (piece.quoted, piece.value, end) = match rest.strip_prefix('"') {
            Some(quoted) => {
                let end = quoted.find('"').unwrap_or(quoted.len());
                (true, quoted.get(..end).unwrap_or_default(), (end + 2).min(rest.len()))
            }
            None => {
                let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
                (false, rest.get(..end).unwrap_or_default(), end)
            }
        };
        rest = rest.get(end..).unwrap_or_default();
        Some(piece)
    })
}

/// The operator at the beginning, and what follows it.
fn operator(text: &str) -> Option<(&'static str, &str)> {
    const NAMES: [&str; 7] = ["tag", "type", "folder", "category", "expires", "user", "url"];
    let (name, after) = text.split_once(':')?;
    let known = NAMES.into_iter().find(|known| name.eq_ignore_ascii_case(known))?;
    Some((known, after))
}

fn want(piece: &Piece<'_>, now: Instant, folders: usize) -> Result<Option<Want>, QueryError> {
    let value = piece.value;
    let text = |classes| text(value, piece.quoted, classes);
    let Some(operator) = piece.operator else {
        let expired = !piece.quoted && value.eq_ignore_ascii_case("expired");
        let plain = || text(Classes::ALL).map(Want::Text);
        return Ok(if expired { Some(Want::Expires(already(now))) } else { plain() });
    };
    let filled = !fold(value).trim().is_empty();
    let want = match operator {
        "tag" => filled.then(|| Want::Tag(tag_key(value))),
        "category" => filled.then(|| Want::Category(category_key(value))),
        "type" => known_type(value).map(Want::Type),
        "folder" => text(Classes::TITLE).map(|text| Want::Folder(folders, text)),
        "user" => text(Classes::USER).map(Want::Text),
        "url" => text(Classes::ADDRESS).map(Want::Text),
        _ => expiry(value, now).map(Want::Expires),
    };
    want.map(Some).ok_or_else(|| QueryError::Value { operator, takes: takes(operator) })
}

/// What an operator takes, in words.
fn takes(operator: &str) -> &'static str {
    match operator {
        "expires" => "`<30d`, `>2w` (in h, d, w, m or y, up to a hundred years), `any`, `never` or `expired`",
        "type" => "the name of a type, such as `password` or `credit_card`, or `folder`",
        "tag" => "a tag, directly behind it",
        "category" => "a category, directly behind it",
        "folder" => "a word of a folder's title, directly behind it",
        "user" => "a part of a user name, directly behind it",
        _ => "a part of an address, directly behind it",
    }
}

/// The key of a type that there is.
fn known_type(value: &str) -> Option<Vec<u8>> {
    let key = type_key(value);
    let types = Types::default();
    let known =
        types.all().map(|known| known.name.as_ref()).chain([FOLDER]).any(|known| type_key(known) == key);
    known.then_some(key)
}

/// Expired at an instant: what ends at that very instant is.
const fn already(now: Instant) -> Expiry {
    Expiry::Before(Instant::from_micros(now.micros().saturating_add(1)))
}

/// `<30d`, `>2w`, `expired`, `never`, `any`.
fn expiry(value: &str, now: Instant) -> Option<Expiry> {
    let value = value.to_ascii_lowercase();
    if let Some(span) = value.strip_prefix('<') {
        return Some(Expiry::Before(now.plus_seconds(seconds(span)?)));
    }
    if let Some(span) = value.strip_prefix('>') {
        return Some(Expiry::From(now.plus_seconds(seconds(span)?)));
    }
    match value.as_str() {
        "expired" => Some(already(now)),
        "never" => Some(Expiry::Never),
        "any" => Some(Expiry::Sometime),
        _ => None,
    }
}

/// `30d`, also in hours, weeks, months of 30 days and years of 365; at most a hundred years.
fn seconds(span: &str) -> Option<i64> {
    const DAY: i64 = 24 * 60 * 60;
    let (number, unit) = span.split_at_checked(span.len().checked_sub(1)?)?;
    let unit = match unit {
        "h" => 60 * 60,
        "d" => DAY,
        "w" => 7 * DAY,
        "m" => 30 * DAY,
        "y" => 365 * DAY,
        _ => return None,
    };
    let digits = number.bytes().all(|byte| byte.is_ascii_digit());
    let seconds = number.parse::<i64>().ok().filter(|_| digits)?.checked_mul(unit)?;
    (seconds <= 100 * 366 * DAY).then_some(seconds)
}

fn text(value: &str, quoted: bool, classes: Classes) -> Option<Text> {
    let folded = fold(value);
    let mut literal = if quoted { folded.trim() } else { without_punctuation(&folded) };
    if literal.is_empty() {
        // Nothing but punctuation is looked for as it is.
        literal = folded.trim();
    }
    if !quoted && let Some((host, is_whole)) = host_of(&folded) {
        let words = words(host).map(str::to_owned).collect();
        return Some(Text { words, classes, form: Form::Literal { text: host.to_owned(), whole: is_whole } });
    }
    let words: Vec<String> = words(literal).map(str::to_owned).collect();
    let form = match words.as_slice() {
        [] if literal.is_empty() => return None,
        [only] if only == literal && quoted => Form::Whole,
        [only] if only == literal => Form::Plain,
        _ => Form::Literal { text: literal.to_owned(), whole: quoted },
    };
    Some(Text { words, classes, form })
}

/// The host of a whole address, with a port that is not the usual one, and whether something follows it: who pastes an
/// address looks for what is of that host, wherever on it the page was that it comes from.
fn host_of(folded: &str) -> Option<(&str, bool)> {
    let address =
        folded.trim_matches(|c: char| c.is_whitespace() || AROUND.contains(&c) && !matches!(c, '[' | ']'));
    let address = address.trim_start_matches(['[', ']']);
    let (scheme, _) = address.split_once("://")?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    let range = host_in(address);
    let follows = range.end < address.len();
    let host = address.get(range)?.trim_end_matches(['.', '*', ':']);
    let usual = match scheme {
        "https" => host.strip_suffix(":443"),
        "http" => host.strip_suffix(":80"),
        _ => None,
    };
    let whole = follows || usual.is_some();
    let host = usual.unwrap_or(host);
    (is_scheme && words(host).next().is_some()).then_some((host, whole))
}

/// Without punctuation around it, but what belongs to names.
fn without_punctuation(text: &str) -> &str {
    let around = |c: char| c.is_whitespace() || c == '-' || AROUND.contains(&c);
    // What is still being typed, and a wildcard: words are met by their beginnings anyway.
    text.trim_start_matches(around).trim_end_matches(|c| around(c) || matches!(c, '.' | '*'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Instant = Instant::from_micros(1_000_000_000_000);

    fn wants(text: &str) -> Vec<(bool, Want)> {
        let query = parse(text, NOW).unwrap();
        query.clauses.into_iter().map(|clause| (clause.negative, clause.want)).collect()
    }

    fn plain(word: &str) -> Want {
        Want::Text(Text { words: vec![word.to_owned()], classes: Classes::ALL, form: Form::Plain })
    }

    fn literal(text: &str, words: &[&str], whole: bool) -> Want {
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        let form = Form::Literal { text: text.to_owned(), whole };
        Want::Text(Text { words, classes: Classes::ALL, form })
    }

    #[test]
    fn words_phrases_and_operators_are_told_apart() {
        assert_eq!(wants("Mail  Müller"), [(false, plain("mail")), (false, plain("muller"))]);
        assert_eq!(wants("-web"), [(true, plain("web"))]);
        assert_eq!(wants("\"Mail Server\""), [(false, literal("mail server", &["mail", "server"], true))]);
        assert_eq!(wants("-TAG:\"New York\""), [(true, Want::Tag(b"\x01new york".to_vec()))]);
        assert_eq!(wants("type:Password"), [(false, Want::Type(b"\x03password".to_vec()))]);
        assert_eq!(wants("host.example"), [(false, literal("host.example", &["host", "example"], false))]);
        assert_eq!(wants("c++"), [(false, literal("c++", &["c"], false))]);
        assert!(matches!(&wants("\"mail\"")[..], [(false, Want::Text(Text { form: Form::Whole, .. }))]));
        assert!(
            matches!(&wants("user:bob")[..], [(false, Want::Text(text))] if text.classes == Classes::USER)
        );
        assert!(matches!(
            &wants("folder:a folder:b")[..],
            [(_, Want::Folder(0, _)), (_, Want::Folder(1, _))]
        ));
    }

    #[test]
    fn spans_of_time() {
        let before = |seconds| vec![(false, Want::Expires(Expiry::Before(NOW.plus_seconds(seconds))))];
        assert_eq!(wants("expires:<30d"), before(30 * 86_400));
        assert_eq!(wants("expires:<2W"), before(14 * 86_400));
        assert_eq!(wants("expires:never"), [(false, Want::Expires(Expiry::Never))]);
        assert_eq!(wants("expired"), wants("expires:expired"));
        assert_eq!(wants("\"expired\"").len(), 1);
        assert!(matches!(&wants("\"expired\"")[0].1, Want::Text(_)), "in quotes it is a word");
    }

    // attack: I8
    #[test]
    fn what_is_no_operator_is_text() {
        assert_eq!(wants("foo:bar"), [(false, literal("foo:bar", &["foo", "bar"], false))]);
        assert!(matches!(&wants("\"tag:\"")[..], [(false, Want::Text(_))]), "in quotes it is a text");
        for nothing in ["", "  ", "-", "\"\"", "-\"", "\u{200b}"] {
            assert_eq!(wants(nothing), [], "{nothing:?}");
        }
        for mark in ["%", "*", "'", "!!!", "(", "\0"] {
            assert_eq!(wants(mark), [(false, literal(mark, &[], false))]);
        }
        assert_eq!(wants("\"open"), wants("\"open\""), "a quote that is not closed ends with the text");
        assert_eq!(wants("a* OR b?"), [(false, plain("a")), (false, plain("or")), (false, plain("b"))]);
    }

    #[test]
    fn a_value_that_an_operator_does_not_take_is_said_so() {
        for (text, operator) in [
            ("expires:<", "expires"),
            ("expires:", "expires"),
            ("expires:soon", "expires"),
            ("expires:<abc", "expires"),
            ("expires:<-1d", "expires"),
            ("expires:<9y9", "expires"),
            ("expires:<99999999999999d", "expires"),
            ("expires:<99999999999999999999d", "expires"),
            ("tag:", "tag"),
            ("tag: mail", "tag"),
            ("mail -TAG:", "tag"),
            ("tag:\"\"", "tag"),
            ("tag:\u{200b}", "tag"),
            ("category:", "category"),
            ("type:", "type"),
            ("type:nope", "type"),
            ("folder:\"", "folder"),
            ("user:", "user"),
            ("url:", "url"),
        ] {
            let error = parse(text, NOW).unwrap_err();
            assert!(
                matches!(error, QueryError::Value { operator: of, .. } if of == operator),
                "{text}: {error:?}"
            );
            assert!(error.to_string().starts_with(&format!("`{operator}:` takes ")), "{error}");
        }
        for fine in
            ["type:FOLDER", "type:credit_card", "expires:>100y", "user:.", "foo:", "foo:<abc", "tags:x"]
        {
            assert!(parse(fine, NOW).is_ok(), "{fine}");
        }
    }

    #[test]
    fn an_address_is_looked_for_by_its_host() {
        let words = ["x1", "example", "org"];
        for (text, whole) in [
            ("https://x1.example.org", false),
            ("HTTPS://X1.Example.org.", false),
            ("<https://x1.example.org>,", false),
            ("https://x1.example.org/", true),
            ("https://x1.example.org:443/a/b?c=d#e", true),
            ("http://x1.example.org:80", true),
            ("ssh://root@x1.example.org/", true),
        ] {
            assert_eq!(wants(text), [(false, literal("x1.example.org", &words, whole))], "{text}");
        }
        let ported = literal("x1.example.org:8443", &["x1", "example", "org", "8443"], true);
        assert_eq!(wants("https://x1.example.org:8443/login"), [(false, ported)]);
        let six = literal("[2001:db8::1]:8443", &["2001", "db8", "1", "8443"], true);
        assert_eq!(wants("https://[2001:db8::1]:8443/"), [(false, six)]);
        assert!(
            matches!(&wants("url:https://x1.example.org/a")[..], [(false, Want::Text(Text { classes, form: Form::Literal { text, .. }, .. }))]
                if *classes == Classes::ADDRESS && text == "x1.example.org")
        );
        for text in ["https://", "://x", "https:///a"] {
            assert!(matches!(&wants(text)[..], [(false, Want::Text(_))]), "{text}");
        }
    }

    // attack: R4
    #[test]
    fn more_than_is_looked_for_at_once_is_refused() {
        assert_eq!(parse(&"a".repeat(MAX_CHARACTERS + 1), NOW), Err(QueryError::TooLong));
        assert!(parse(&"ü".repeat(MAX_CHARACTERS), NOW).is_ok());
        assert_eq!(parse(&"a ".repeat(MAX_CLAUSES + 1), NOW), Err(QueryError::TooMany));
        assert_eq!(parse(&"a.".repeat(MAX_WORDS + 1), NOW), Err(QueryError::TooMany));
    }

    proptest! {
        // attack: I8
        #[test]
        fn any_text_is_a_query(text in "(\\PC|[ \"\\-:<>a]|tag:|expires:<|folder:){0,60}") {
            prop_assert!(!matches!(parse(&text, NOW), Err(QueryError::TooLong)));
        }
    }
}
