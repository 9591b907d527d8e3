//! `/notices`: the caller's inbox.

use std::{collections::BTreeSet, sync::Arc};

use axum::{Json as Answer, extract::State};
use http::StatusCode;
use strongroom_api::{
    ErrorCode, Problem,
    notices::{Inbox, InboxQuery, NoticeSettings, ReadNotices, Unread},
};
use strongroom_domain::{id::NoticeId, notice::NoticeKind};
use strongroom_service::Caller;
use utoipa_axum::routes;

use super::{Need, Registry};
use crate::{
    extract::{Json, PageRange, Query, page_range},
    problem::Refused,
    state::AppState,
    view,
};

/// How many notices one request may name.
const IDS: usize = 1_000;

pub fn routes(registry: Registry) -> Registry {
    registry
        .add(Need::Session, routes!(list_notices))
        .add(Need::Session, routes!(read_notices))
        .add(Need::Session, routes!(get_notice_settings))
        .add(Need::Session, routes!(put_notice_settings))
}

/// The caller's notices, newest first.
#[utoipa::path(get, path = "/api/v1/notices", tag = "notices", params(InboxQuery),
    responses((status = 200, body = Inbox)))]
async fn list_notices(
    State(state): State<AppState>,
    caller: Caller,
    Query(query): Query<InboxQuery>,
) -> Result<Answer<Inbox>, Refused> {
    let range = page_range(query.limit, query.cursor.as_deref())?;
    let malformed = |_| Problem::invalid("`cursor` must be the `next` of a page").with_pointer("cursor");
    let before = range.cursor.as_deref().map(str::parse::<NoticeId>).transpose().map_err(malformed)?;
    let (service, limit) = (Arc::clone(state.service()), range.limit);
    // Each is opened, and what it is about is decided.
    let work = tokio::task::spawn_blocking(move || service.notices(&caller, before, limit));
    let inbox = work.await.map_err(|_| ErrorCode::Internal)??;
    let last = inbox.notices.last().map(|last| PageRange::cursor_behind(&last.id.to_string()));
    Ok(Answer(Inbox {
        next: last.filter(|_| inbox.more),
        items: inbox.notices.into_iter().map(view::notice).collect(),
        unread: inbox.unread,
    }))
}

/// Notes that notices were read. Ids of nothing in the inbox are of no consequence.
#[utoipa::path(post, path = "/api/v1/notices/read", tag = "notices", request_body = ReadNotices,
    responses((status = 200, body = Unread)))]
async fn read_notices(
    State(state): State<AppState>,
    caller: Caller,
    Json(request): Json<ReadNotices>,
) -> Result<Answer<Unread>, Refused> {
    let ids = match (request.ids, request.all) {
        (Some(ids), None | Some(false)) if ids.len() <= IDS => {
            Some(ids.into_iter().map(NoticeId::from).collect())
        }
        (None, Some(true)) => None,
        _ => {
            return Err(Problem::invalid(format!("name up to {IDS} `ids`, or `all`"))
                .with_pointer("/ids")
                .into());
        }
    };
    Ok(Answer(Unread { unread: state.service().mark_notices_read(&caller, ids).await? }))
}

/// What the caller gets by mail.
#[utoipa::path(get, path = "/api/v1/notices/settings", tag = "notices",
    responses((status = 200, body = NoticeSettings)))]
async fn get_notice_settings(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<Answer<NoticeSettings>, Refused> {
    let mail = state.service().notice_choice(&caller)?;
    Ok(Answer(NoticeSettings { mail: mail.iter().map(ToString::to_string).collect() }))
}

/// Chooses what comes by mail.
#[utoipa::path(put, path = "/api/v1/notices/settings", tag = "notices", request_body = NoticeSettings,
    responses((status = 204)))]
async fn put_notice_settings(
    State(state): State<AppState>,
    caller: Caller,
    Json(request): Json<NoticeSettings>,
) -> Result<StatusCode, Refused> {
    let unknown = |_| Problem::invalid("`mail` holds names of kinds of notices").with_pointer("/mail");
    let kinds = request.mail.iter().map(|name| name.parse::<NoticeKind>());
    let mail: BTreeSet<NoticeKind> = kinds.collect::<Result<_, _>>().map_err(unknown)?;
    state.service().choose_notices(&caller, mail).await?;
    Ok(StatusCode::NO_CONTENT)
}
