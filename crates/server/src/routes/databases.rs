//! `/databases`: making, listing, opening, closing, changing and deleting databases.

use axum::{
    Json as Answer,
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use strongroom_api::{
    Page, Problem, SecretText,
    databases::{
        Database, DatabaseKind, DatabasesQuery, NewDatabase, NewDatabaseAnswer, NewPrivateDatabases,
        OpenDatabase, PatchDatabase, RecoveryCode,
    },
};
use strongroom_domain::{
    account::Principal,
    id::{DatabaseId, UserId},
    name,
};
use strongroom_service::{
    Caller, Service,
    databases::{self, DatabaseChange, DatabaseView, NewOwner, Opener},
};
use utoipa_axum::routes;
use uuid::Uuid;

use super::{Need, Registry};
use crate::{
    answer::{self, Revision},
    extract::{Ids, IfMatch, Json, Query, page_range},
    problem::Refused,
    state::AppState,
    view,
};

const CREATE: Need =
    Need::Administration("a role that creates databases; for a private one of one's own none");
const SEE: Need = Need::Administration("`access_database`, or a right to administer the database");
const CHANGE: Need = Need::Administration("a right to administer the properties of the database");
const DELETE: Need = Need::Administration("a role that deletes databases, or its ownership");
const OPEN: Need = Need::Administration(
    "a role that administers databases or `grant_admin_rights`, of a private one its ownership; and what opens it",
);
const CLOSE: Need = Need::Administration("a role that closes databases, or its ownership");

/// The most private databases that one call makes.
const MANY: usize = 1_000;

pub fn routes(registry: Registry) -> Registry {
    registry
        .add(Need::Session, routes!(list_databases))
        .add(CREATE, routes!(create_database))
        .add(CREATE, routes!(create_private_databases))
        .add(SEE, routes!(get_database))
        .add(CHANGE, routes!(patch_database))
        .add(DELETE, routes!(delete_database))
        .add(OPEN, routes!(open_database))
        .add(CLOSE, routes!(close_database))
        .add(Need::Administration("ownership of the private database"), routes!(new_recovery_code))
}

/// The databases that the caller may open or administer, in the order of their names.
#[utoipa::path(get, path = "/api/v1/databases", tag = "databases", params(DatabasesQuery),
    responses((status = 200, body = Page<Database>)))]
async fn list_databases(
    State(state): State<AppState>,
    caller: Caller,
    Query(query): Query<DatabasesQuery>,
) -> Result<Answer<Page<Database>>, Refused> {
    let range = page_range(query.limit, query.cursor.as_deref())?;
    let mut found = state.service().databases(&caller, query.q.as_deref())?;
    let key = |view: &DatabaseView| format!("{}\0{}", name::fold(&view.record.name), view.id);
    found.sort_by_cached_key(key);
    Ok(Answer(range.of(found, key, |found| view::database(state.service(), found))))
}

/// Makes a database.
#[utoipa::path(post, path = "/api/v1/databases", tag = "databases", request_body = NewDatabase,
    responses((status = 201, body = NewDatabaseAnswer)))]
async fn create_database(
    State(state): State<AppState>,
    caller: Caller,
    Json(request): Json<NewDatabase>,
) -> Result<Response, Refused> {
    let service = state.service();
    let owner = owner(service, &caller, request.kind, request.owner)?;
    let opens_at_start = request.open_at_start.unwrap_or(true);
    if !opens_at_start && request.master_password.is_none() {
        return Err(Problem::invalid("without a master password the server has to open the database")
            .with_pointer("/open_at_start")
            .into());
    }
    let new = databases::NewDatabase {
        name: request.name,
        description: request.description,
        owner,
        master_password: request.master_password.map(SecretText::into_inner),
        opens_at_start,
    };
    let (id, code) = service.create_database(&caller, new).await?;
    let (path, shown_once) = (format!("/databases/{id}"), code.is_some());
    let made = view::MadeDatabase::of(service, &caller, id, code);
    let mut response = answer::created(&path, made.revision(), made);
    if shown_once {
        answer::keep_secret(&mut response);
    }
    Ok(response)
}

/// Makes a private database for each of many users and groups: all or none.
#[utoipa::path(post, path = "/api/v1/databases/private", tag = "databases", request_body = NewPrivateDatabases,
    responses((status = 201, body = Page<NewDatabaseAnswer>)))]
async fn create_private_databases(
    State(state): State<AppState>,
    caller: Caller,
    Json(request): Json<NewPrivateDatabases>,
) -> Result<Response, Refused> {
    let mut owners = request.owners.clone();
    owners.sort_unstable();
    owners.dedup();
    if owners.len() != request.owners.len() || !(1..=MANY).contains(&owners.len()) {
        let detail = format!("1 to {MANY} owners, none twice");
        return Err(Problem::invalid(detail).with_pointer("/owners").into());
    }
    let service = state.service();
    let owners: Vec<Principal> = request.owners.into_iter().map(|id| principal(service, id)).collect();
    let description = request.description.as_deref();
    let made = service.create_private_databases(&caller, &request.name, description, &owners).await?;
    let mut items = Vec::with_capacity(made.len());
    for (id, code) in made {
        items.push(view::MadeDatabase::of(service, &caller, id, code));
    }
    Ok(answer::secret(StatusCode::CREATED, view::MadeDatabases::whole(items)))
}

/// A database.
#[utoipa::path(get, path = "/api/v1/databases/{db}", tag = "databases",
    params(("db" = Uuid, Path, description = "The database.")), responses((status = 200, body = Database)))]
async fn get_database(
    State(state): State<AppState>,
    caller: Caller,
    Ids(id): Ids<DatabaseId>,
) -> Result<Response, Refused> {
    told(&state, &caller, id)
}

/// Changes the properties of a database.
#[utoipa::path(patch, path = "/api/v1/databases/{db}", tag = "databases", request_body = PatchDatabase,
    params(("db" = Uuid, Path, description = "The database.")), responses((status = 200, body = Database)))]
async fn patch_database(
    State(state): State<AppState>,
    caller: Caller,
    Ids(id): Ids<DatabaseId>,
    IfMatch(precondition): IfMatch,
    Json(request): Json<PatchDatabase>,
) -> Result<Response, Refused> {
    let change = DatabaseChange {
        name: request.name,
        description: request.description,
        master_password: view::secret_patch(request.master_password),
        current_master_password: request.current_master_password.map(SecretText::into_inner),
        opens_at_start: request.open_at_start,
        retention: view::retention_change(request.retention),
    };
    state.service().change_database(&caller, id, precondition.revision(), change).await?;
    Ok(after_change(&state, &caller, id))
}

/// Deletes a database with everything in it.
#[utoipa::path(delete, path = "/api/v1/databases/{db}", tag = "databases",
    params(("db" = Uuid, Path, description = "The database.")), responses((status = 204)))]
async fn delete_database(
    State(state): State<AppState>,
    caller: Caller,
    Ids(id): Ids<DatabaseId>,
    IfMatch(precondition): IfMatch,
) -> Result<StatusCode, Refused> {
    state.service().delete_database(&caller, id, precondition.revision()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Opens a closed database. One that is open stays so.
#[utoipa::path(post, path = "/api/v1/databases/{db}/open", tag = "databases", request_body = OpenDatabase,
    params(("db" = Uuid, Path, description = "The database.")), responses((status = 200, body = Database)))]
async fn open_database(
    State(state): State<AppState>,
    caller: Caller,
    Ids(id): Ids<DatabaseId>,
    Json(request): Json<OpenDatabase>,
) -> Result<Response, Refused> {
    let opener = match (request.master_password, request.recovery_code, request.old_password) {
        (Some(password), None, None) => Opener::MasterPassword(password.into_inner()),
        (None, Some(code), None) => Opener::RecoveryCode(code.into_inner()),
        (None, None, Some(password)) => Opener::OldPassword(password.into_inner()),
        _ => {
            return Err(Problem::invalid("one of `master_password`, `recovery_code`, `old_password`").into());
        }
    };
    state.service().open_database(&caller, id, opener).await?;
    Ok(after_change(&state, &caller, id))
}

/// Closes a database for everybody.
#[utoipa::path(post, path = "/api/v1/databases/{db}/close", tag = "databases",
    params(("db" = Uuid, Path, description = "The database.")), responses((status = 200, body = Database)))]
async fn close_database(
    State(state): State<AppState>,
    caller: Caller,
    Ids(id): Ids<DatabaseId>,
) -> Result<Response, Refused> {
    state.service().close_database(&caller, id).await?;
    Ok(after_change(&state, &caller, id))
}

/// Makes a new recovery code for one's own private database; the one before does not open it any more.
#[utoipa::path(post, path = "/api/v1/databases/{db}/recovery-code", tag = "databases",
    params(("db" = Uuid, Path, description = "The database.")), responses((status = 201, body = RecoveryCode)))]
async fn new_recovery_code(
    State(state): State<AppState>,
    caller: Caller,
    Ids(id): Ids<DatabaseId>,
) -> Result<Response, Refused> {
    let code = state.service().new_recovery_code(&caller, id).await?;
    Ok(answer::secret(StatusCode::CREATED, RecoveryCode { recovery_code: code.into() }))
}

fn told(state: &AppState, caller: &Caller, id: DatabaseId) -> Result<Response, Refused> {
    let found = state.service().database_view(caller, id)?;
    Ok((Revision(found.revision), Answer(view::database(state.service(), found))).into_response())
}

/// The database after a change that is made: its id alone, where the caller does not see it any more.
fn after_change(state: &AppState, caller: &Caller, id: DatabaseId) -> Response {
    told(state, caller, id).unwrap_or_else(|_| Answer(serde_json::json!({ "id": id.uuid() })).into_response())
}

fn owner(
    service: &Service,
    caller: &Caller,
    kind: DatabaseKind,
    owner: Option<Uuid>,
) -> Result<NewOwner, Refused> {
    match (kind, owner) {
        (DatabaseKind::Standard, None) => Ok(NewOwner::Nobody),
        (DatabaseKind::Standard, Some(_)) => {
            Err(Problem::invalid("a standard database has no owner").with_pointer("/owner").into())
        }
        (DatabaseKind::Private, None) => Ok(NewOwner::Caller),
        (DatabaseKind::Private, Some(id)) if id == caller.user.uuid() => Ok(NewOwner::Caller),
        (DatabaseKind::Private, Some(id)) => Ok(NewOwner::of(principal(service, id))),
    }
}

/// The user or group of an id. An id of nobody is passed on as a user's: the use case decides first whether the
/// caller may do this at all, and only then says that there is none.
fn principal(service: &Service, id: Uuid) -> Principal {
    service.principal(id).unwrap_or(Principal::User(UserId::from(id)))
}
