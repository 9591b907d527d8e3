//! `GET /search`, `/expiring`, `/favourites` and `/recent`: over all databases that the caller may open.

use std::{fmt::Write as _, sync::Arc};

use axum::{extract::State, response::Response};
use http::StatusCode;
use strongroom_api::{
    ErrorCode, Problem,
    list::PageQuery,
    search::{ExpiringQuery, FoundObjects, SearchQuery},
};
use strongroom_domain::{
    id::{DatabaseId, ObjectId},
    rights::Permission,
    time::Instant,
};
use strongroom_service::{
    Caller, Service, ServiceError,
    search::{After, Found, SearchRequest},
};
use utoipa_axum::routes;

use super::{Need, Registry, listing::answer};
use crate::{
    extract::{Ids, PageRange, Query, page_range},
    problem::Refused,
    state::AppState,
    view::Lines,
};

/// Days that are looked ahead if nothing is said.
const DAYS: u32 = 30;

pub fn routes(registry: Registry) -> Registry {
    registry
        .add(Need::Session, routes!(search))
        .add(Need::Session, routes!(list_expiring))
        .add(Need::Session, routes!(list_favourites))
        .add(Need::Session, routes!(list_recent))
        .add(Need::Object(Permission::AccessEntries), routes!(add_favourite))
        .add(Need::Session, routes!(remove_favourite))
}

/// Folders and entries by title, user name, address, tags, category and other fields that are not secret, the best
/// first. Operators: `tag:`, `category:`, `type:`, `folder:`, `user:`, `url:`, `expires:<30d`, `expired`; `-` before a
/// word or operator leaves out what has it; quotes keep words together.
#[utoipa::path(get, path = "/api/v1/search", tag = "search", params(SearchQuery),
    responses((status = 200, body = FoundObjects)))]
async fn search(
    State(state): State<AppState>,
    caller: Caller,
    Query(query): Query<SearchQuery>,
) -> Result<Response, Refused> {
    let range = page_range(query.limit, query.cursor.as_deref())?;
    if query.folder.is_some() && query.database.is_none() {
        return Err(Problem::invalid("`folder` is one of `database`").with_pointer("folder").into());
    }
    let wanted = SearchRequest {
        text: query.q,
        database: query.database.map(DatabaseId::from),
        folder: query.folder.map(ObjectId::from),
        limit: range.limit,
        after: range.cursor.as_deref().map(read_place).transpose()?,
    };
    let found = apart(&state, caller, move |service, caller| service.search(caller, &wanted)).await?;
    let next = found.next.map(written);
    let closed: Vec<String> = found.not_searched.iter().map(|id| format!("\"{id}\"")).collect();
    told(found.hits.iter().map(|hit| (None, hit)), &format!(",\"not_searched\":[{}]", closed.join(",")), next)
}

/// What expires within a time, or did already: what ends first comes first. The end of an entry is a reminder.
#[utoipa::path(get, path = "/api/v1/expiring", tag = "search", params(ExpiringQuery),
    responses((status = 200, body = FoundObjects)))]
async fn list_expiring(
    State(state): State<AppState>,
    caller: Caller,
    Query(query): Query<ExpiringQuery>,
) -> Result<Response, Refused> {
    let range = page_range(query.limit, query.cursor.as_deref())?;
    let days = query.within.as_deref().map_or(Ok(DAYS), read_days)?;
    let place = (range.limit, range.cursor.as_deref().map(read_place).transpose()?);
    let (found, next) =
        apart(&state, caller, move |service, caller| service.expiring(caller, days, place)).await?;
    told(found.iter().map(|(_, found)| (None, found)), "", next.map(written))
}

/// The caller's favourites, as far as they are seen now, in the order in which they were marked.
#[utoipa::path(get, path = "/api/v1/favourites", tag = "search", params(PageQuery),
    responses((status = 200, body = FoundObjects)))]
async fn list_favourites(
    State(state): State<AppState>,
    caller: Caller,
    Query(query): Query<PageQuery>,
) -> Result<Response, Refused> {
    let range = page_range(query.limit, query.cursor.as_deref())?;
    let after: Option<Used> = range.cursor.as_deref().map(read_place).transpose()?;
    let mut all = apart(&state, caller, |service, caller| Ok(service.favourites(caller))).await?;
    all.retain(|(at, found)| after.is_none_or(|after| (*at, found.object()) > after));
    page(&all, range.limit, |_| None)
}

/// What the caller revealed, copied, filled in, made or changed last, as far as it is seen now: the latest first, and
/// at most 50.
#[utoipa::path(get, path = "/api/v1/recent", tag = "search", params(PageQuery),
    responses((status = 200, body = FoundObjects)))]
async fn list_recent(
    State(state): State<AppState>,
    caller: Caller,
    Query(query): Query<PageQuery>,
) -> Result<Response, Refused> {
    let range = page_range(query.limit, query.cursor.as_deref())?;
    let after: Option<Used> = range.cursor.as_deref().map(read_place).transpose()?;
    let mut all = apart(&state, caller, |service, caller| Ok(service.recent(caller))).await?;
    all.retain(|(at, found)| after.is_none_or(|after| (*at, found.object()) < after));
    page(&all, range.limit, Some)
}

/// Makes an object one of the caller's favourites. Nobody else learns of it.
#[utoipa::path(put, path = "/api/v1/databases/{db}/objects/{id}/favourite", tag = "search",
    params(("db" = uuid::Uuid, Path, description = "The database."), ("id" = uuid::Uuid, Path, description = "The object.")),
    responses((status = 204)))]
async fn add_favourite(
    State(state): State<AppState>,
    caller: Caller,
    Ids((database, id)): Ids<(DatabaseId, ObjectId)>,
) -> Result<StatusCode, Refused> {
    state.service().set_favourite(&caller, database, id, true).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// It is none any more, seen or not; whatever is named, the answer is the same.
#[utoipa::path(delete, path = "/api/v1/databases/{db}/objects/{id}/favourite", tag = "search",
    params(("db" = uuid::Uuid, Path, description = "The database."), ("id" = uuid::Uuid, Path, description = "The object.")),
    responses((status = 204)))]
async fn remove_favourite(
    State(state): State<AppState>,
    caller: Caller,
    Ids((database, id)): Ids<(DatabaseId, ObjectId)>,
) -> Result<StatusCode, Refused> {
    state.service().set_favourite(&caller, database, id, false).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The first page of a list; `used` is what is told of the instants.
fn page(
    all: &[(Instant, Found)],
    limit: usize,
    used: impl Fn(Instant) -> Option<Instant>,
) -> Result<Response, Refused> {
    let shown = all.get(..limit).unwrap_or(all);
    let last = shown.last().filter(|_| all.len() > shown.len());
    let next = last.map(|(at, found)| written((*at, found.object())));
    told(shown.iter().map(|(at, found)| (used(*at), found)), "", next)
}

/// Days, such as `30d`.
fn read_days(text: &str) -> Result<u32, Refused> {
    let number = text.strip_suffix('d').filter(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
    let invalid = || Problem::invalid("`within` is a number of days, such as `30d`").with_pointer("within");
    number.and_then(|number| number.parse().ok()).ok_or_else(|| invalid().into())
}

/// When an object was marked or used, or ends: its place in a list, whether or not it is in it any more.
type Used = (Instant, ObjectId);

/// What a cursor holds: where its page ends.
trait Place: Sized {
    fn read(parts: &[&str]) -> Option<Self>;
    fn parts(self) -> Vec<String>;
}

impl Place for After {
    fn read(parts: &[&str]) -> Option<Self> {
        let [rank, object, raised, corrected] = parts else { return None };
        Some(Self {
            rank: rank.parse().ok()?,
            object: object.parse().ok()?,
            raised: raised.parse().ok()?,
            corrected: corrected.parse().ok()?,
        })
    }

    fn parts(self) -> Vec<String> {
        let Self { rank, object, raised, corrected } = self;
        vec![rank.to_string(), object.to_string(), raised.to_string(), corrected.to_string()]
    }
}

impl Place for Used {
    fn read(parts: &[&str]) -> Option<Self> {
        let [at, object] = parts else { return None };
        Some((Instant::from_micros(at.parse().ok()?), object.parse().ok()?))
    }

    fn parts(self) -> Vec<String> {
        vec![self.0.micros().to_string(), self.1.to_string()]
    }
}

fn written(place: impl Place) -> String {
    place.parts().join(".")
}

fn read_place<P: Place>(cursor: &str) -> Result<P, Refused> {
    P::read(&cursor.split('.').collect::<Vec<_>>()).ok_or_else(|| {
        Problem::invalid("`cursor` must be the `next` of a page").with_pointer("cursor").into()
    })
}

/// Does what takes long off the threads that answer others, in the caller's turn.
async fn apart<T: Send + 'static>(
    state: &AppState,
    caller: Caller,
    work: impl FnOnce(&Service, &Caller) -> Result<T, ServiceError> + Send + 'static,
) -> Result<T, Refused> {
    let _turn = state.turns().take(caller.user).await?;
    let service = Arc::clone(state.service());
    let done = tokio::task::spawn_blocking(move || work(&service, &caller)).await;
    Ok(done.map_err(|_| ErrorCode::Internal)??)
}

/// The answer with these objects, and when they were used; `more` are members that stand before `next`.
fn told<'a>(
    found: impl Iterator<Item = (Option<Instant>, &'a Found)>,
    more: &str,
    next: Option<String>,
) -> Result<Response, Refused> {
    let mut lines = Lines::separated_by(",");
    for (used_at, one) in found {
        lines.add_found(one, used_at)?;
    }
    let mut tail = format!("],\"rights_sets\":{}{more}", String::from_utf8_lossy(&lines.rights_sets()));
    // A cursor is letters and digits, and needs no escape. Writing to a text does not fail.
    let _ = match next {
        Some(next) => write!(tail, ",\"next\":\"{}\"}}", PageRange::cursor_behind(&next)),
        None => write!(tail, ",\"next\":null}}"),
    };
    Ok(answer(lines.into_pieces(b"{\"items\":[".to_vec(), tail.as_bytes()), "application/json"))
}
