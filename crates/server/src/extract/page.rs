//! Pages of a list that is at hand whole, in the order of its keys.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use strongroom_api::{
    Page, Problem,
    list::{DEFAULT_LIMIT, MAX_LIMIT, PageQuery},
};
use utoipa::ToSchema;

use crate::problem::Refused;

/// The longest cursor that is looked at.
const MAX_CURSOR: usize = 2_048;

/// A page: at most `limit` items behind `cursor`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRange {
    /// 1 to 1,000.
    pub limit: usize,
    /// Opaque to callers; the key of the last item of the page before.
    pub cursor: Option<String>,
}

/// Checks what a request says of its page.
///
/// # Errors
///
/// `invalid_request` for a limit out of range, or a cursor that no page gave.
pub fn page_range(limit: Option<u32>, cursor: Option<&str>) -> Result<PageRange, Refused> {
    let limit = limit.unwrap_or(DEFAULT_LIMIT);
    if !(1..=MAX_LIMIT).contains(&limit) {
        return Err(Problem::invalid(format!("`limit` must be 1 to {MAX_LIMIT}"))
            .with_pointer("limit")
            .into());
    }
    let decode = |text: &str| {
        let bytes = (text.len() <= MAX_CURSOR).then(|| URL_SAFE_NO_PAD.decode(text).ok())??;
        String::from_utf8(bytes).ok().filter(|key| !key.is_empty())
    };
    let cursor = match cursor {
        None => None,
        Some(text) => Some(decode(text).ok_or_else(|| {
            Problem::invalid("`cursor` must be the `next` of a page").with_pointer("cursor")
        })?),
    };
    Ok(PageRange { limit: usize::try_from(limit).unwrap_or(1), cursor })
}

impl TryFrom<&PageQuery> for PageRange {
    type Error = Refused;

    fn try_from(query: &PageQuery) -> Result<Self, Refused> {
        page_range(query.limit, query.cursor.as_deref())
    }
}

impl PageRange {
    /// The cursor behind the item with this key.
    pub fn cursor_behind(key: &str) -> String {
        URL_SAFE_NO_PAD.encode(key)
    }

    /// This page of `all`, which is in the order of `key`. A key names one item, so that what is added or taken away
    /// between two pages moves nothing else.
    pub fn of<T, U: ToSchema>(
        &self,
        all: impl IntoIterator<Item = T>,
        key: impl Fn(&T) -> String,
        view: impl Fn(T) -> U,
    ) -> Page<U> {
        let behind = |item: &T| self.cursor.as_ref().is_none_or(|cursor| key(item) > *cursor);
        let mut rest = all.into_iter().filter(behind).peekable();
        let mut page = Page { items: Vec::new(), next: None };
        while page.items.len() < self.limit {
            let Some(item) = rest.next() else { break };
            if page.items.len() + 1 == self.limit && rest.peek().is_some() {
                page.next = Some(Self::cursor_behind(&key(&item)));
            }
            page.items.push(view(item));
        }
        page
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_cover_a_list_once() {
        let all: Vec<String> = (0..25).map(|n| format!("k{n:02}")).collect();
        let mut seen: Vec<String> = Vec::new();
        let mut cursor = None;
        loop {
            let range = page_range(Some(10), cursor.as_deref()).unwrap();
            let page = range.of(&all, |key| (*key).clone(), String::clone);
            seen.extend(page.items);
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(seen, all);
        let whole = page_range(Some(25), None).unwrap().of(&all, |key| (*key).clone(), String::clone);
        assert_eq!((whole.items.len(), whole.next), (25, None), "no page follows a full last one");
    }

    #[test]
    fn limits_and_cursors_are_checked() {
        for limit in [0, 1_001] {
            assert!(page_range(Some(limit), None).is_err(), "{limit}");
        }
        for cursor in ["", "!", "a b", "____", &"A".repeat(3_000)] {
            assert!(page_range(None, Some(cursor)).is_err(), "{cursor}");
        }
    }
}
