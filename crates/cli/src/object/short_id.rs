//! Ids that people copy by hand: the last twelve digits, which are random; the first ones are a time.

use uuid::Uuid;

/// Where the last group of an id begins among its 32 digits.
const LAST_GROUP: usize = 20;

/// The last group of an id.
pub fn short_id(id: Uuid) -> String {
    id.simple().to_string().get(LAST_GROUP..).unwrap_or_default().to_owned()
}

/// Whether `text` is that id: all of it, or its last group.
pub fn is_id(text: &str, id: Uuid) -> bool {
    let text = text.trim().to_lowercase();
    Uuid::try_parse(&text).is_ok_and(|whole| whole == id) || text == short_id(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_meant_by_all_of_it_or_by_its_last_group_and_by_no_less() {
        let id = Uuid::parse_str("01890a5d-ac96-774b-bcce-b302099a8057").unwrap();
        assert_eq!(short_id(id), "b302099a8057");
        assert!(is_id("B302099A8057", id) && is_id(" 01890a5d-ac96-774b-bcce-b302099a8057", id));
        for other in
            ["", "8057", "099a8057", "b302099a8058", "01890a5d", "01890a5d-ac96-774b-bcce-b302099a8058"]
        {
            assert!(!is_id(other, id), "{other}");
        }
    }
}
