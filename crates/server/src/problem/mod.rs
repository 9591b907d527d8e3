//! Answers that say no: `application/problem+json` (RFC 9457). The only place that turns an error into HTTP.

mod service_error;

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use strongroom_api::{ErrorCode, Problem, objects::Object, problem::MEDIA_TYPE, rights::Cause};
use strongroom_service::ServiceError;

/// A request that is not done. What is told is the problem and nothing else.
#[derive(Debug)]
pub struct Refused {
    problem: Box<Problem>,
    error: Option<Box<ServiceError>>,
}

/// What a use case said, kept in the extensions of an answer for the layer that records refusals.
#[derive(Debug, Clone)]
pub struct SaidNo(pub ServiceError);

impl Refused {
    /// The code of the problem.
    pub fn code(&self) -> ErrorCode {
        self.problem.code
    }

    /// The problem.
    pub fn problem(&self) -> &Problem {
        &self.problem
    }

    /// With the object as the caller sees it, where the change builds on an old revision of it.
    #[must_use]
    pub fn with_current(mut self, current: impl FnOnce() -> Option<Box<Object>>) -> Self {
        if self.problem.code == ErrorCode::RevisionConflict {
            self.problem.current_object = current();
        }
        self
    }

    /// With the limit, where it is a problem of that code.
    #[must_use]
    pub fn with_limit(mut self, code: ErrorCode, limit: u64) -> Self {
        if self.problem.code == code {
            self.problem.limit = Some(limit);
        }
        self
    }

    /// With the reason, where there is one that the caller may know.
    #[must_use]
    pub fn with_because(mut self, because: Option<Cause>) -> Self {
        if let Some(because) = because {
            self.problem.because = Some(Box::new(because));
        }
        self
    }
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self { problem: Box::new(problem), error: None }
    }
}

impl From<ErrorCode> for Refused {
    fn from(code: ErrorCode) -> Self {
        Problem::new(code).into()
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        // A problem is made of texts and numbers, so this can not fail; if it did, the status still tells.
        let body = serde_json::to_vec(&self.problem).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        if status == StatusCode::UNAUTHORIZED {
            // RFC 9110, 15.5.2: a 401 names a way in.
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = self.problem.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(error) = self.error {
            response.extensions_mut().insert(SaidNo(*error));
        }
        response
    }
}

/// For every path that no route has.
pub async fn not_found() -> Refused {
    Problem::not_found().into()
}

/// For a path with a method that it does not have. The router adds `Allow`.
pub async fn method_not_allowed() -> Refused {
    ErrorCode::MethodNotAllowed.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_refusal_has_status_type_and_the_headers_of_its_kind() {
        let response = Refused::from(Problem::rate_limited(17)).into_response();
        assert_eq!(response.status(), 429);
        assert_eq!(response.headers()["retry-after"], "17");
        assert_eq!(response.headers()["content-type"], "application/problem+json");
        let response = Refused::from(ErrorCode::Unauthenticated).into_response();
        assert_eq!(response.headers()["www-authenticate"], "Bearer");
    }
}
