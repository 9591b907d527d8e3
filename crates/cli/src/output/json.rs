//! One JSON document a run.

use serde::Serialize;
use serde_json::json;
use strongroom_domain::escape;
use zeroize::Zeroizing;

use crate::error::CliError;

/// The document, indented. It may be read on a terminal, so what would act there is written as `\u....`:
/// the same text to any reader of JSON.
pub fn document(document: &impl Serialize) -> Result<Zeroizing<String>, CliError> {
    Ok(harmless(&Zeroizing::new(serde_json::to_string_pretty(document).map_err(unwritable)?)))
}

/// The same on one line.
pub fn line(document: &impl Serialize) -> Result<Zeroizing<String>, CliError> {
    Ok(harmless(&Zeroizing::new(serde_json::to_string(document).map_err(unwritable)?)))
}

// Errors are handed over.
#[allow(clippy::needless_pass_by_value)]
fn unwritable(error: serde_json::Error) -> CliError {
    CliError::Failed(format!("the document can not be written: {error}"))
}

fn harmless(text: &str) -> Zeroizing<String> {
    let mut safe = Zeroizing::new(String::with_capacity(text.len() + 64));
    let mut buffer = [0; 4];
    for c in text.chars() {
        if c.is_ascii() && c != '\x7f' || escape::terminal(c.encode_utf8(&mut buffer)).len() == c.len_utf8() {
            safe.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                safe.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    safe
}

/// An error as a document.
pub fn error(error: &CliError) -> String {
    let mut members = json!({
        "code": error.code(),
        "message": error.to_string(),
        "hint": error.hint(),
        "exit": error.exit().code(),
    });
    let more = match error {
        CliError::Api(problem) => json!({ "problem": problem }),
        CliError::Ambiguous { candidates, .. } => {
            let ids: Vec<_> = candidates.iter().map(|(id, name)| json!({ "id": id, "name": name })).collect();
            json!({ "candidates": ids })
        }
        _ => json!({}),
    };
    if let (Some(members), Some(more)) = (members.as_object_mut(), more.as_object()) {
        members.extend(more.clone());
    }
    document(&json!({ "error": members })).map(|text| text.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    // attack: I2
    #[test]
    fn a_document_is_the_same_text_and_does_not_act_on_a_terminal() {
        let title = "a\u{9b}31m \u{202e}b \x1b[2J \x7f \u{e0041} é 🦀";
        let written = document(&json!({ "title": title })).unwrap();
        assert!(!written.contains(['\u{9b}', '\u{202e}', '\x1b', '\x7f', '\u{e0041}']), "{written:?}");
        assert!(written.contains('é') && written.contains('🦀'));
        let read: serde_json::Value = serde_json::from_str(&written).unwrap();
        assert_eq!(read["title"], title);
    }

    #[test]
    fn an_error_is_a_document_with_its_exit_code() {
        let ambiguous = CliError::Ambiguous { name: "x".into(), candidates: vec![("1".into(), "x".into())] };
        let read: serde_json::Value = serde_json::from_str(&error(&ambiguous)).unwrap();
        assert_eq!((&read["error"]["exit"], &read["error"]["candidates"][0]["id"]), (&json!(2), &json!("1")));
    }
}
