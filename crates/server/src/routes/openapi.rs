//! `GET /openapi.json`: the description of the API, made from the code that serves it.

use axum::{
    Extension,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::{HeaderValue, header};
use utoipa::openapi::OpenApi;
use utoipa_axum::routes;

use super::{Need, Registry};

/// The document as text.
#[derive(Debug, Clone)]
pub struct Document(Bytes);

impl Document {
    /// Writes the document down once, for all requests.
    pub fn new(document: &OpenApi) -> Self {
        Self(document.to_json().unwrap_or_default().into())
    }
}

pub fn routes(registry: Registry) -> Registry {
    registry.add(Need::Nothing, routes!(openapi_document))
}

/// This document.
#[utoipa::path(get, path = "/api/v1/openapi.json", tag = "server", responses((status = 200, body = Object)))]
async fn openapi_document(Extension(document): Extension<Document>) -> Response {
    let json = HeaderValue::from_static("application/json");
    ([(header::CONTENT_TYPE, json)], document.0).into_response()
}
