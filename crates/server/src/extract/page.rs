//! Which page of a list is wanted.

use strongroom_api::{
    Problem,
    list::{DEFAULT_LIMIT, MAX_LIMIT, PageQuery},
};

use crate::problem::Refused;

/// A page: at most `limit` items behind `cursor`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRange {
    /// 1 to 1,000.
    pub limit: usize,
    /// Opaque here.
    pub cursor: Option<String>,
}

/// Checks what a request says of its page.
///
/// # Errors
///
/// `invalid_request` for a limit out of range, or a cursor that is none by its length.
pub fn page_range(limit: Option<u32>, cursor: Option<String>) -> Result<PageRange, Refused> {
    let limit = limit.unwrap_or(DEFAULT_LIMIT);
    if !(1..=MAX_LIMIT).contains(&limit) {
        return Err(Problem::invalid(format!("`limit` must be 1 to {MAX_LIMIT}"))
            .with_pointer("limit")
            .into());
    }
    if cursor.as_ref().is_some_and(|cursor| cursor.is_empty() || cursor.len() > 1_024) {
        return Err(Problem::invalid("`cursor` must be the `next` of a page").with_pointer("cursor").into());
    }
    Ok(PageRange { limit: usize::try_from(limit).unwrap_or(1), cursor })
}

impl TryFrom<PageQuery> for PageRange {
    type Error = Refused;

    fn try_from(query: PageQuery) -> Result<Self, Refused> {
        page_range(query.limit, query.cursor)
    }
}
