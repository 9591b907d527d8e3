//! `/databases/import`: a file of another program becomes a new database in one call, whole or not at all.

use std::sync::Arc;

use axum::{
    extract::{DefaultBodyLimit, Request, State},
    response::Response,
};
use serde_json::json;
use strongroom_api::{
    ErrorCode,
    import::{ImportAnswer, ImportCounts, ImportForm},
};
use strongroom_service::{
    Caller,
    databases::{NewDatabase, NewOwner},
    import::ImportFile,
};
use tokio::sync::Semaphore;
use utoipa_axum::routes;

use super::{Need, Registry, form, repeat};
use crate::{answer, extract::IdempotencyKey, problem::Refused, state::AppState, view};

/// Imports that are held in memory at one time; others wait for their turn.
static IMPORTS: Semaphore = Semaphore::const_new(2);

pub fn routes(registry: Registry) -> Registry {
    let (schemas, paths, handlers) = routes!(import_database);
    let need = Need::Administration("a role that imports databases");
    // The bounds are those of this file, not the framework's.
    registry.add(need, (schemas, paths, handlers.layer(DefaultBodyLimit::disable())))
}

/// Imports a file as a new standard database.
#[utoipa::path(post, path = "/api/v1/databases/import", tag = "databases",
    request_body(content = ImportForm, content_type = "multipart/form-data"),
    responses((status = 201, body = ImportAnswer)))]
async fn import_database(
    State(state): State<AppState>,
    caller: Caller,
    IdempotencyKey(key): IdempotencyKey,
    request: Request,
) -> Result<Response, Refused> {
    // Before anything of the file is taken in.
    state.service().may_import(&caller)?;
    let turn = IMPORTS.acquire().await.map_err(|_| ErrorCode::Unavailable)?;
    let file_bytes = usize::try_from(state.settings().import_bytes).unwrap_or(usize::MAX);
    let (parts, body) = request.into_parts();
    let again = repeat::Again::of(&parts);
    let mut form = form::read(Request::from_parts(parts, body), file_bytes, "name").await?;
    // It took its time: what ended meanwhile is over.
    let caller = state.service().again(&caller)?;
    let digest = form.digest();
    let name = form.text("name")?.ok_or_else(|| form::missing("name"))?;
    let file = form.file()?;
    if file.format.is_none() {
        return Err(form::missing("format"));
    }
    let Some(key) = key else { return import(&state, &caller, &name, file).await };
    let call = "POST /api/v1/databases/import";
    let again = again.within("database");
    let claimed = state.service().claim(caller.user, &key, call, &digest).await?;
    let service = Arc::clone(state.service());
    let work = async move {
        let answer = import(&state, &caller, &name, file).await;
        drop(turn);
        answer
    };
    repeat::once(service, claimed, again, work).await
}

async fn import(
    state: &AppState,
    caller: &Caller,
    name: &str,
    file: ImportFile,
) -> Result<Response, Refused> {
    let service = state.service();
    let new = NewDatabase {
        name: name.to_owned(),
        description: None,
        owner: NewOwner::Nobody,
        master_password: None,
        opens_at_start: true,
    };
    let imported = service.import(caller, new, file).await?;
    let path = format!("/databases/{}", imported.database);
    let counts = ImportCounts {
        folders: imported.counts.folders,
        entries: imported.counts.entries,
        attachments: imported.counts.attachments,
    };
    let Ok(made) = service.database_view(caller, imported.database) else {
        // It is made, and whoever made it does not see it any more: its id, and what was counted.
        let answer =
            json!({ "database": { "id": imported.database.uuid() }, "imported": counts, "warnings": [] });
        return Ok(answer::created(&path, 1, answer));
    };
    let revision = made.revision;
    let database = view::database(service, made);
    Ok(answer::created(
        &path,
        revision,
        ImportAnswer {
            database,
            imported: counts,
            warnings: view::import_warnings(imported.warnings, imported.warnings_left_out),
        },
    ))
}
