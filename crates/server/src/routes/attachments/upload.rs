//! Attaching a file: its bytes are the body, and are encrypted and written as they come.

use std::sync::Arc;

use axum::{
    Json as Answer,
    body::Body,
    extract::{DefaultBodyLimit, Request, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use http_body_util::BodyExt;
use sha2::{Digest, Sha256};
use strongroom_api::{ErrorCode, Problem, attachments::Attachment};
use strongroom_domain::{
    id::{DatabaseId, ObjectId},
    rights::Permission,
};
use strongroom_service::{
    Caller, ServiceError,
    idempotency::Claimed,
    objects::{AttachmentView, Upload},
};
use utoipa_axum::routes;

use super::{name::sent_name, shown};
use crate::{
    extract::{IdempotencyKey, Ids},
    problem::Refused,
    routes::{Need, Registry, repeat},
    state::AppState,
    view,
};

pub fn routes(registry: Registry) -> Registry {
    let (schemas, paths, handlers) = routes!(add_attachment);
    let need = Need::Object(Permission::ModifyEntries);
    // The bound is that of attachments, not the framework's.
    registry.add(need, (schemas, paths, handlers.layer(DefaultBodyLimit::disable())))
}

/// Attaches a file to an entry. The body is the file, of the type `application/octet-stream`.
#[utoipa::path(post, path = "/api/v1/databases/{db}/objects/{id}/attachments", tag = "attachments",
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    params(("db" = uuid::Uuid, Path, description = "The database."), ("id" = uuid::Uuid, Path, description = "The object."),
        ("Strongroom-Name" = String, Header, description = "The name of the file, percent-encoded in UTF-8: data, never a path.")),
    responses((status = 201, body = Attachment)))]
async fn add_attachment(
    State(state): State<AppState>,
    caller: Caller,
    Ids((database, id)): Ids<(DatabaseId, ObjectId)>,
    IdempotencyKey(key): IdempotencyKey,
    request: Request,
) -> Result<Response, Refused> {
    let (parts, body) = request.into_parts();
    is_a_file(&parts.headers)?;
    let name = sent_name(&parts.headers)?;
    let length = hyper::body::Body::size_hint(&body).lower();
    let (service, told) = (state.service(), view::Naming::of(&state, &caller, database).told());
    // Before anything of the file is taken in.
    let mut upload = service
        .begin_attachment(&caller, database, id, &name, Some(length))
        .await
        .map_err(|error| limited(told(error), &state))?;
    let digest = match take(&mut upload, body).await {
        Ok(digest) => digest,
        Err(broken) => {
            upload.give_up().await;
            return Err(match broken {
                Broken::Refused(error) => limited(told(error), &state),
                Broken::Off => Problem::invalid("the body ended too early").into(),
            });
        }
    };
    let Some(key) = key else {
        return Ok(attached(upload.attach().await.map_err(told)?, database, id));
    };
    let (again, call) =
        (repeat::Again::of(&parts).told_as_before(), format!("POST {} {name}", parts.uri.path()));
    let claimed = match service.claim(caller.user, &key, &call, &digest).await {
        Ok(claimed @ Claimed::First(_)) => claimed,
        sent_again => {
            upload.give_up().await;
            return repeat::once(Arc::clone(service), sent_again?, again, async {}).await;
        }
    };
    let (work_state, work_caller) = (state.clone(), caller.clone());
    let work = async move {
        let told = view::Naming::of(&work_state, &work_caller, database).told();
        upload.attach().await.map(|made| attached(made, database, id)).map_err(told)
    };
    repeat::once(Arc::clone(service), claimed, again, work).await
}

/// Why a body was not taken.
enum Broken {
    /// It is too large, or may not come any more.
    Refused(ServiceError),
    /// The client broke off.
    Off,
}

/// Takes the body in; gives its SHA-256.
async fn take(upload: &mut Upload, mut body: Body) -> Result<[u8; 32], Broken> {
    let mut digest = Sha256::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Broken::Off)?;
        let Some(piece) = frame.data_ref() else { continue };
        digest.update(piece);
        upload.push(piece).await.map_err(Broken::Refused)?;
    }
    Ok(digest.finalize().into())
}

fn attached(made: AttachmentView, database: DatabaseId, object: ObjectId) -> Response {
    let path = format!("/api/v1/databases/{database}/objects/{object}/attachments/{}", made.id);
    let mut response = (StatusCode::CREATED, Answer(shown(made))).into_response();
    let location = HeaderValue::try_from(path).map(|path| (header::LOCATION, path));
    response.headers_mut().extend(location);
    response
}

/// With the limit, where it is about that.
fn limited(refused: Refused, state: &AppState) -> Refused {
    refused.with_limit(ErrorCode::TooLarge, state.service().attachment_bytes())
}

/// A browser sends this type to another site only after asking, which is never granted.
fn is_a_file(headers: &HeaderMap) -> Result<(), Refused> {
    let mut values = headers.get_all(header::CONTENT_TYPE).iter();
    let is_file = |value: &HeaderValue| value.as_bytes().eq_ignore_ascii_case(b"application/octet-stream");
    match (values.next(), values.next()) {
        (Some(value), None) if is_file(value) => Ok(()),
        _ => {
            let detail = "the body must be of the type `application/octet-stream`";
            Err(Problem::new(ErrorCode::UnsupportedMediaType).with_detail(detail).into())
        }
    }
}
