//! `/imports`: a file is uploaded once, looked at as often as one likes, run while one may go away, and undone.

use std::sync::Arc;

use axum::{
    Json as Answer,
    extract::{DefaultBodyLimit, Request, State},
    response::Response,
};
use http::{StatusCode, header::CONTENT_LENGTH};
use strongroom_api::{
    Page, Problem,
    imports::{Import, ImportChange, ImportSettings, ImportUndo, NewImportForm, TableSettings, UndoQuery},
    list::PageQuery,
};
use strongroom_domain::id::{DatabaseId, ImportId, ObjectId};
use strongroom_formats::csv;
use strongroom_service::{
    Caller, ServiceError,
    import::{self, ImportTarget, StageView},
};
use utoipa_axum::routes;

use super::{Need, Registry, form, repeat};
use crate::{
    answer,
    extract::{IdempotencyKey, Ids, Json, Query, json_text, page_range},
    problem::Refused,
    state::AppState,
    view,
};

/// Columns that one request names.
const COLUMNS: usize = 1_000;

pub fn routes(registry: Registry) -> Registry {
    let (schemas, paths, handlers) = routes!(list_imports, create_import);
    registry
        // The bounds of a file are those of the form, not the framework's.
        .add(Need::Session, (schemas, paths, handlers.layer(DefaultBodyLimit::disable())))
        .add(Need::Session, routes!(get_import, patch_import, delete_import))
        .add(Need::Session, routes!(run_import))
        .add(Need::Session, routes!(undo_import))
}

/// Your imports: those that wait or run, and those of the last thirty days in databases that you see.
#[utoipa::path(get, path = "/api/v1/imports", tag = "imports", params(PageQuery),
    responses((status = 200, body = Page<Import>)))]
async fn list_imports(
    State(state): State<AppState>,
    caller: Caller,
    Query(query): Query<PageQuery>,
) -> Result<Answer<Page<Import>>, Refused> {
    let range = page_range(query.limit, query.cursor.as_deref())?;
    let found = state.service().imports(&caller);
    // The newest first, as they come.
    let key = |it: &import::ImportView| format!("{:032x}", u128::MAX - it.id.uuid().as_u128());
    Ok(Answer(range.of(found, key, view::import)))
}

/// Uploads a file and tells what a run would do: a dry run. It needs `add_entries` on the folder that it is to come into,
/// or a role that imports databases. The file is held in memory alone, for a quarter of an hour.
#[utoipa::path(post, path = "/api/v1/imports", tag = "imports",
    request_body(content = NewImportForm, content_type = "multipart/form-data"),
    responses((status = 201, body = Import)))]
async fn create_import(
    State(state): State<AppState>,
    caller: Caller,
    IdempotencyKey(key): IdempotencyKey,
    request: Request,
) -> Result<Response, Refused> {
    // Before anything of the file is taken in. What the form has besides is little.
    let announced =
        request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    let seat = state.service().seat_for_import(&caller, announced)?;
    let file_bytes = usize::try_from(state.settings().import_bytes).unwrap_or(usize::MAX);
    let (parts, body) = request.into_parts();
    let again = repeat::Again::of(&parts);
    let mut form = form::read(Request::from_parts(parts, body), file_bytes, "settings").await?;
    // It took its time: what ended meanwhile is over.
    let caller = state.service().again(&caller)?;
    let digest = form.digest();
    let settings = checked(json_text(&form.required("settings")?)?)?;
    let file = form.file()?;
    let work = {
        let (state, caller) = (state.clone(), caller.clone());
        async move {
            let target = settings.target.clone();
            let made = state.service().prepare_import(&caller, seat, file, settings).await;
            let made = made.map_err(|error| told(&state, &caller, &target, error))?;
            let path = format!("/imports/{}", made.id);
            Ok::<_, Refused>(answer::made(&path, view::import(made)))
        }
    };
    let Some(key) = key else { return work.await };
    let claimed = state.service().claim(caller.user, &key, "POST /api/v1/imports", &digest).await?;
    repeat::once(Arc::clone(state.service()), claimed, again, work).await
}

/// An import of yours.
#[utoipa::path(get, path = "/api/v1/imports/{id}", tag = "imports",
    params(("id" = uuid::Uuid, Path, description = "The import.")),
    responses((status = 200, body = Import)))]
async fn get_import(
    State(state): State<AppState>,
    caller: Caller,
    Ids(id): Ids<ImportId>,
) -> Result<Answer<Import>, Refused> {
    Ok(Answer(view::import(state.service().import_job(&caller, id)?)))
}

/// Changes how a waiting file is to be imported, and tells what a run would do then.
#[utoipa::path(patch, path = "/api/v1/imports/{id}", tag = "imports", request_body = ImportChange,
    params(("id" = uuid::Uuid, Path, description = "The import.")),
    responses((status = 200, body = Import)))]
async fn patch_import(
    State(state): State<AppState>,
    caller: Caller,
    Ids(id): Ids<ImportId>,
    Json(change): Json<ImportChange>,
) -> Result<Answer<Import>, Refused> {
    let service = state.service();
    // What is told of an error depends on where it was to come in.
    let mut target = None;
    let made = service.change_import(&caller, id, |present| {
        *present = changed(present.clone(), change)?;
        target = Some(present.target.clone());
        Ok::<_, NotChanged>(())
    });
    let made = made.await.map_err(|error| match (error, target) {
        (NotChanged::Refused(refused), _) => *refused,
        (NotChanged::Service(error), Some(target)) => told(&state, &caller, &target, error),
        (NotChanged::Service(error), None) => error.into(),
    })?;
    Ok(Answer(view::import(made)))
}

/// Why a change is not made.
enum NotChanged {
    /// It is none.
    Refused(Box<Refused>),
    /// The use case says no.
    Service(ServiceError),
}

impl From<Refused> for NotChanged {
    fn from(refused: Refused) -> Self {
        Self::Refused(Box::new(refused))
    }
}

impl From<ServiceError> for NotChanged {
    fn from(error: ServiceError) -> Self {
        Self::Service(error)
    }
}

/// Drops a waiting file, or an import that did not work out.
#[utoipa::path(delete, path = "/api/v1/imports/{id}", tag = "imports",
    params(("id" = uuid::Uuid, Path, description = "The import.")),
    responses((status = 204)))]
async fn delete_import(
    State(state): State<AppState>,
    caller: Caller,
    Ids(id): Ids<ImportId>,
) -> Result<StatusCode, Refused> {
    state.service().drop_import(&caller, id)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Runs a waiting import: all of it comes in, in one moment, or nothing. It goes on without you; `GET` tells how far it is.
#[utoipa::path(post, path = "/api/v1/imports/{id}/run", tag = "imports",
    params(("id" = uuid::Uuid, Path, description = "The import.")),
    responses((status = 202, body = Import)))]
async fn run_import(
    State(state): State<AppState>,
    caller: Caller,
    Ids(id): Ids<ImportId>,
) -> Result<(StatusCode, Answer<Import>), Refused> {
    let service = state.service();
    let known = service.import_job(&caller, id)?;
    let run = service.run_import(&caller, id).await.map_err(|error| match &known.stage {
        StageView::Ready(settings, _) => told(&state, &caller, &settings.target, error),
        _ => error.into(),
    });
    Ok((StatusCode::ACCEPTED, Answer(view::import(run?))))
}

/// Takes out, for good, what an import brought, within thirty days. What somebody changed, moved or edits stays, and every
/// folder with something in it that stays. It needs `delete_entries` on all that goes.
#[utoipa::path(post, path = "/api/v1/imports/{id}/undo", tag = "imports",
    params(("id" = uuid::Uuid, Path, description = "The import."), UndoQuery),
    responses((status = 200, body = ImportUndo)))]
async fn undo_import(
    State(state): State<AppState>,
    caller: Caller,
    Ids(id): Ids<ImportId>,
    Query(query): Query<UndoQuery>,
) -> Result<Answer<ImportUndo>, Refused> {
    let service = state.service();
    let dry_run = query.dry_run.unwrap_or(false);
    let known = service.import_job(&caller, id)?;
    let undone = service.undo_import(&caller, id, dry_run).await.map_err(|error| match &known.stage {
        StageView::Done(database, _) => view::Naming::of(&state, &caller, *database).told()(error),
        _ => error.into(),
    })?;
    let at = (!dry_run).then_some(caller.now);
    Ok(Answer(ImportUndo { removed: undone.removed, kept: undone.kept, at }))
}

fn told(state: &AppState, caller: &Caller, target: &ImportTarget, error: ServiceError) -> Refused {
    match target {
        ImportTarget::Folder(database, _) => view::Naming::of(state, caller, *database).told()(error),
        ImportTarget::New(_) => error.into(),
    }
}

fn invalid(place: &'static str, detail: &'static str) -> Refused {
    Problem::invalid(detail).with_pointer(place).into()
}

fn checked(settings: ImportSettings) -> Result<import::ImportSettings, Refused> {
    let ImportSettings { database, parent, name, duplicates, bin, rights, table } = settings;
    Ok(import::ImportSettings {
        target: target(database, parent, name)?.ok_or_else(|| {
            invalid("/name", "name the `database` to import into, or the `name` of a new one")
        })?,
        skip_duplicates: view::skips(duplicates),
        take_bin: view::takes(bin),
        take_rights: view::takes_rights(rights),
        table: read_as(table)?,
    })
}

fn target(
    database: Option<uuid::Uuid>,
    parent: Option<uuid::Uuid>,
    name: Option<String>,
) -> Result<Option<ImportTarget>, Refused> {
    match (database, name) {
        (Some(database), None) => {
            Ok(Some(ImportTarget::Folder(DatabaseId::from(database), parent.map(ObjectId::from))))
        }
        (None, Some(name)) if parent.is_none() => Ok(Some(ImportTarget::New(name))),
        (None, None) if parent.is_none() => Ok(None),
        _ => Err(invalid("/name", "`database` with a `parent` in it, or `name`, not both")),
    }
}

fn changed(present: import::ImportSettings, change: ImportChange) -> Result<import::ImportSettings, Refused> {
    let ImportChange { database, parent, name, duplicates, bin, rights, table } = change;
    let there = match &present.target {
        ImportTarget::Folder(database, _) if name.is_none() => Some(database.uuid()),
        _ => None,
    };
    let target = match (database, parent) {
        (None, None) => target(None, None, name)?.unwrap_or(present.target),
        // Another folder of the same database.
        (database, parent) => target(database.or(there), parent.flatten(), name)?
            .ok_or_else(|| invalid("/parent", "`parent` is a folder of a `database`"))?,
    };
    Ok(import::ImportSettings {
        target,
        skip_duplicates: duplicates.map_or(present.skip_duplicates, view::skips),
        take_bin: bin.map_or(present.take_bin, view::takes),
        take_rights: rights.map_or(present.take_rights, view::takes_rights),
        table: table.map_or(Ok(present.table), read_as)?,
    })
}

fn read_as(table: TableSettings) -> Result<csv::Settings, Refused> {
    let TableSettings { encoding, delimiter, header, columns, folder_separator } = table;
    let one = |text: String, place: &'static str, what: &'static str| {
        let mut characters = text.chars();
        match (characters.next(), characters.next()) {
            (Some(character), None) => Ok(character),
            _ => Err(invalid(place, what)),
        }
    };
    if columns.as_ref().is_some_and(|columns| columns.len() > COLUMNS) {
        return Err(invalid("/table/columns", "a table has at most 1,000 columns"));
    }
    let column = |(number, name): (usize, String)| {
        let place = format!("/table/columns/{number}");
        name.parse::<csv::Column>()
            .map_err(|error| Problem::invalid(error.to_string()).with_pointer(place).into())
    };
    let encoding = encoding.map(|name| csv::Encoding::from_name(&name).ok_or(()));
    Ok(csv::Settings {
        encoding: encoding.transpose().map_err(|()| {
            let text = "the encoding is one of `utf-8`, `utf-16le`, `utf-16be` and `windows-1252`";
            invalid("/table/encoding", text)
        })?,
        delimiter: delimiter
            .map(|text| one(text, "/table/delimiter", "`delimiter` is one character"))
            .transpose()?,
        header,
        columns: columns
            .map(|columns| columns.into_iter().enumerate().map(column).collect::<Result<_, Refused>>())
            .transpose()?,
        folder_separator: folder_separator
            .map(|text| one(text, "/table/folder_separator", "`folder_separator` is one character"))
            .transpose()?,
    })
}
