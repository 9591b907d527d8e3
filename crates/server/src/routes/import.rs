//! `/databases/import`: a file of another program becomes a new database, whole or not at all.
//!
//! The parts of the form come in any order and are held in memory, within bounds and wiped afterwards; nothing is
//! written to disk on the way.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{DefaultBodyLimit, FromRequest, Multipart, Request, State, multipart::Field},
    response::Response,
};
use serde_json::json;
use sha2::{Digest, Sha256};
use strongroom_api::{
    ErrorCode, Problem,
    import::{ImportAnswer, ImportCounts, ImportForm, ImportWarning},
};
use strongroom_formats::{Credentials, Format};
use strongroom_service::{
    Caller,
    databases::{NewDatabase, NewOwner},
    import::{ARCHIVE, ImportFile, Imported},
};
use tokio::sync::Semaphore;
use utoipa_axum::routes;
use zeroize::Zeroizing;

use super::{Need, Registry, repeat};
use crate::{
    answer,
    extract::{IdempotencyKey, append},
    problem::Refused,
    state::AppState,
    view,
};

/// The largest text of the form, in bytes.
const TEXT_BYTES: usize = 16 << 10;
/// The largest key file, in bytes.
const KEY_FILE_BYTES: usize = 1 << 20;
/// What the form may be larger than its file: the other parts, and what stands between them.
const FORM_BYTES: usize = 2 << 20;

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
    let form = read(Request::from_parts(parts, body), file_bytes).await?;
    // It took its time: what ended meanwhile is over.
    let caller = state.service().again(&caller)?;
    let Some(key) = key else { return import(&state, &caller, form).await };
    let call = "POST /api/v1/databases/import";
    let again = again.within("database");
    let claimed = state.service().claim(caller.user, &key, call, &form.digest).await?;
    let service = Arc::clone(state.service());
    let work = async move {
        let answer = import(&state, &caller, form).await;
        drop(turn);
        answer
    };
    repeat::once(service, claimed, again, work).await
}

async fn import(state: &AppState, caller: &Caller, form: Form) -> Result<Response, Refused> {
    let service = state.service();
    let new = NewDatabase {
        name: form.name,
        description: None,
        owner: NewOwner::Nobody,
        master_password: None,
        opens_at_start: true,
    };
    let imported = if form.archive {
        let ImportFile { bytes, credentials, .. } = form.file;
        let password = credentials.password.ok_or_else(|| missing("master_password"))?;
        service.import_archive(caller, new, Zeroizing::new(bytes), password).await?
    } else {
        service.import(caller, new, form.file).await?
    };
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
        ImportAnswer { database, imported: counts, warnings: warnings(imported) },
    ))
}

fn warnings(imported: Imported) -> Vec<ImportWarning> {
    let told = |warning: strongroom_formats::Warning| {
        let place = Some(warning.place.clone()).filter(|place| !place.is_empty());
        let message = strongroom_formats::Warning { place: String::new(), ..warning }.to_string();
        ImportWarning { message, place }
    };
    let mut warnings: Vec<ImportWarning> = imported.warnings.into_iter().map(told).collect();
    if imported.warnings_left_out > 0 {
        let message = format!("{} more warnings are left out", imported.warnings_left_out);
        warnings.push(ImportWarning { message, place: None });
    }
    warnings
}

/// The form, read whole.
struct Form {
    name: String,
    file: ImportFile,
    /// The file is an archive of the product's own.
    archive: bool,
    /// Of all parts: the same for the same form, whatever stands between the parts.
    digest: [u8; 32],
}

/// A part that may not be there.
type Part = Option<Zeroizing<Vec<u8>>>;

/// The parts as they come.
#[derive(Default)]
struct Parts {
    file: Part,
    format: Part,
    name: Part,
    master_password: Part,
    key_file: Part,
}

async fn read(request: Request, file_bytes: usize) -> Result<Form, Refused> {
    let whole = file_bytes.saturating_add(FORM_BYTES);
    // What stands before and between the parts is bounded as well.
    let request = request.map(|body| Body::new(http_body_util::Limited::new(body, whole)));
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| {
        Problem::new(ErrorCode::UnsupportedMediaType)
            .with_detail("the body must be of the type `multipart/form-data`")
    })?;
    let mut parts = Parts::default();
    while let Some(field) = form.next_field().await.map_err(|error| broken(&error, whole))? {
        let (part, limit) = parts.named(field.name(), file_bytes)?;
        if part.is_some() {
            return Err(Problem::invalid("a part of the form is there twice").into());
        }
        *part = Some(content(field, limit).await?);
    }
    parts.checked()
}

impl Parts {
    /// Where the part of that name goes, and how large it may be.
    fn named(&mut self, name: Option<&str>, file_bytes: usize) -> Result<(&mut Part, usize), Refused> {
        match name {
            Some("file") => Ok((&mut self.file, file_bytes)),
            Some("format") => Ok((&mut self.format, TEXT_BYTES)),
            Some("name") => Ok((&mut self.name, TEXT_BYTES)),
            Some("master_password") => Ok((&mut self.master_password, TEXT_BYTES)),
            Some("key_file") => Ok((&mut self.key_file, KEY_FILE_BYTES)),
            _ => Err(Problem::invalid(
                "the parts are `file`, `format`, `name`, `master_password` and `key_file`",
            )
            .into()),
        }
    }

    /// SHA-256 over every part with its length, in a fixed order.
    fn digest(&self) -> [u8; 32] {
        let parts = [&self.file, &self.format, &self.name, &self.master_password, &self.key_file];
        let mut digest = Sha256::new();
        for part in parts {
            digest.update([u8::from(part.is_some())]);
            let bytes = part.as_ref().map_or(&[][..], |part| part);
            digest.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
            digest.update(bytes);
        }
        digest.finalize().into()
    }

    fn checked(self) -> Result<Form, Refused> {
        let digest = self.digest();
        let mut bytes = self.file.ok_or_else(|| missing("file"))?;
        let format = text("format", self.format.ok_or_else(|| missing("format"))?)?;
        let archive = format.as_str() == ARCHIVE;
        let format = (!archive).then(|| format.parse::<Format>()).transpose();
        let format = format.map_err(|error| Problem::invalid(error.to_string()).with_pointer("format"))?;
        let name = text("name", self.name.ok_or_else(|| missing("name"))?)?;
        let password = self.master_password.map(|password| text("master_password", password)).transpose()?;
        let file = ImportFile {
            format,
            bytes: std::mem::take(&mut *bytes),
            credentials: Credentials { password, key_file: self.key_file },
        };
        Ok(Form { name: name.as_str().to_owned(), file, archive, digest })
    }
}

fn missing(part: &str) -> Refused {
    Problem::invalid(format!("the part `{part}` is missing")).with_pointer(part).into()
}

fn text(part: &'static str, mut bytes: Zeroizing<Vec<u8>>) -> Result<Zeroizing<String>, Refused> {
    match String::from_utf8(std::mem::take(&mut *bytes)) {
        Ok(text) => Ok(Zeroizing::new(text)),
        Err(error) => {
            drop(Zeroizing::new(error.into_bytes()));
            Err(Problem::invalid("this part must be text in UTF-8").with_pointer(part).into())
        }
    }
}

async fn content(mut field: Field<'_>, limit: usize) -> Result<Zeroizing<Vec<u8>>, Refused> {
    let mut bytes = Zeroizing::new(Vec::new());
    while let Some(chunk) = field.chunk().await.map_err(|error| broken(&error, limit))? {
        append(&mut bytes, &chunk, limit)?;
    }
    Ok(bytes)
}

fn broken(error: &axum::extract::multipart::MultipartError, limit: usize) -> Refused {
    if error.status() == http::StatusCode::PAYLOAD_TOO_LARGE {
        let mut problem = Problem::new(ErrorCode::TooLarge).with_detail(format!("at most {limit} bytes"));
        problem.limit = u64::try_from(limit).ok();
        return problem.into();
    }
    Problem::invalid("the form is malformed, or ended too early").into()
}
