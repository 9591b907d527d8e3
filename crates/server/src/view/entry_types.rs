//! The types of entries, so that a client can draw any of them.

use strongroom_api::entry_types::{EntryType, EntryTypeField};
use strongroom_domain::entry;

use super::objects::field_kind_of;

/// Names that are not read as words.
const SPELLED: [(&str, &str); 12] = [
    ("bic", "BIC"),
    ("iban", "IBAN"),
    ("pin", "PIN"),
    ("putty", "PuTTY"),
    ("rdp", "Remote desktop"),
    ("ssh_key", "SSH key"),
    ("tans", "TAN list"),
    ("teamviewer", "TeamViewer"),
    ("totp", "One-time code"),
    ("url", "Address"),
    ("username", "User name"),
    ("partner_id", "Partner ID"),
];

/// A type with its fields.
pub fn entry_type(of: &entry::EntryType) -> EntryType {
    let field = |field: &entry::FieldDefinition| EntryTypeField {
        name: field.name.clone().into_owned(),
        title: title(&field.name),
        kind: field_kind_of(field.kind),
        secret: field.secret,
    };
    EntryType {
        name: of.name.clone().into_owned(),
        title: title(&of.name),
        fields: of.fields.iter().map(field).collect(),
    }
}

/// A name for people: `card_number` is *Card number*.
fn title(name: &str) -> String {
    if let Some((_, spelled)) = SPELLED.iter().find(|(known, _)| *known == name) {
        return (*spelled).to_owned();
    }
    let words = name.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_and_field_has_a_name_for_people() {
        let types = entry::Types::default();
        for of in types.all() {
            let told = entry_type(of);
            assert_eq!(told.fields.len(), of.fields.len());
            let titles = told.fields.iter().map(|field| &field.title).chain([&told.title]);
            for title in titles {
                assert!(title.starts_with(char::is_uppercase) && !title.contains('_'), "{title}");
            }
        }
        assert_eq!(title("card_number"), "Card number");
    }
}
