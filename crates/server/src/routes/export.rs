//! `/databases/{db}/export`: what the caller may take along, as a download. The file is made and recorded before its
//! first byte is sent.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::State,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures_util::stream;
use http::{HeaderName, HeaderValue, header};
use strongroom_api::{
    Problem,
    export::{self, ExportFormat, GRANTS_HEADER, LEFT_OUT_HEADER, OBJECTS_HEADER},
};
use strongroom_domain::{
    id::{DatabaseId, ObjectId},
    rights::Permission,
};
use strongroom_formats::export::CsvMode;
use strongroom_service::{
    Caller,
    export::{ExportFormat as Format, ExportRequest, Exported},
};
use utoipa_axum::routes;
use zeroize::Zeroizing;

use super::{Need, Registry, attachments::SANDBOX};
use crate::{
    answer,
    extract::{Ids, Json},
    problem::Refused,
    state::AppState,
    view,
};

/// Objects that one request names.
const OBJECTS: usize = 10_000;

pub fn routes(registry: Registry) -> Registry {
    registry.add(Need::Database(Permission::ExportEntries), routes!(export_database))
}

/// A file of what the caller may take along. `archive` needs `save_local_copy`, the others `export_entries`, at the
/// database; each object in it `read_entries` that does not rest on a seal. What is marked as online only stays.
#[utoipa::path(post, path = "/api/v1/databases/{db}/export", tag = "databases",
    request_body = export::ExportRequest,
    params(("db" = uuid::Uuid, Path, description = "The database.")),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>, headers(
        ("Strongroom-Objects" = u64, description = "How many folders and entries are in the file."),
        ("Strongroom-Left-Out" = u64, description = "How many that the caller sees are not."),
    ))))]
async fn export_database(
    State(state): State<AppState>,
    caller: Caller,
    Ids(database): Ids<DatabaseId>,
    Json(request): Json<export::ExportRequest>,
) -> Result<Response, Refused> {
    let (media_type, name) = kind(request.format);
    let request = checked(request)?;
    let service = Arc::clone(state.service());
    let exported = service.export(&caller, database, request).await;
    let exported = exported.map_err(view::Naming::of(&state, &caller, database).told())?;
    let told = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (header::CONTENT_LENGTH, HeaderValue::from(exported.bytes)),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static(name)),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(SANDBOX)),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (HeaderName::from_static(OBJECTS_HEADER), HeaderValue::from(exported.objects)),
        (HeaderName::from_static(LEFT_OUT_HEADER), HeaderValue::from(exported.left_out)),
    ];
    let grants = exported.grants_left_out;
    let mut response = body(exported).into_response();
    response.headers_mut().extend(told);
    if let Some(grants) = grants {
        response.headers_mut().insert(HeaderName::from_static(GRANTS_HEADER), HeaderValue::from(grants));
    }
    answer::keep_secret(&mut response);
    Ok(response)
}

/// The type of the file and how it is named: not by the database's name, which a header would show to proxies.
const fn kind(format: ExportFormat) -> (&'static str, &'static str) {
    match format {
        ExportFormat::Kdbx => ("application/octet-stream", "attachment; filename=\"export.kdbx\""),
        ExportFormat::Csv => ("text/csv; charset=utf-8", "attachment; filename=\"export.csv\""),
        ExportFormat::Json => ("application/json", "attachment; filename=\"export.json\""),
        ExportFormat::Archive => ("application/octet-stream", "attachment; filename=\"export.strongroom\""),
    }
}

fn checked(request: export::ExportRequest) -> Result<ExportRequest, Refused> {
    let export::ExportRequest { format, parent, objects, password, spreadsheet } = request;
    if spreadsheet && format != ExportFormat::Csv {
        return Err(Problem::invalid("`spreadsheet` is for `csv` alone").with_pointer("/spreadsheet").into());
    }
    let objects = match (parent, objects) {
        (Some(_), Some(_)) => {
            let problem = Problem::invalid("name `parent` or `objects`, not both");
            return Err(problem.with_pointer("/objects").into());
        }
        (Some(parent), None) => Some(vec![ObjectId::from(parent)]),
        (None, Some(objects)) if objects.len() > OBJECTS => {
            let problem = Problem::invalid(format!("at most {OBJECTS} objects are named"));
            return Err(problem.with_pointer("/objects").into());
        }
        (None, objects) => objects.map(|objects| objects.into_iter().map(ObjectId::from).collect()),
    };
    let format = match format {
        ExportFormat::Kdbx => Format::Kdbx,
        ExportFormat::Csv if spreadsheet => Format::Csv(CsvMode::Spreadsheet),
        ExportFormat::Csv => Format::Csv(CsvMode::Data),
        ExportFormat::Json => Format::Json,
        ExportFormat::Archive => Format::Archive,
    };
    let password = password.map(|password| Zeroizing::new(password.expose().to_owned()));
    Ok(ExportRequest { format, objects, password })
}

/// The file, piece by piece; each is wiped when the connection has sent it. The turn ends with the last one, or with the
/// connection.
fn body(exported: Exported) -> Body {
    Body::from_stream(stream::unfold(exported, async |mut exported| {
        let piece = exported.file.next_piece()?;
        Some((Ok::<_, std::convert::Infallible>(Bytes::from_owner(piece)), exported))
    }))
}
