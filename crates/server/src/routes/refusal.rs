//! The record of a refusal: who tries doors is seen. One audit record for each request of somebody signed in that was
//! refused, or whose object is not there, on a route that names one; the same work for both.

use strongroom_domain::id::DatabaseId;
use strongroom_service::{Caller, Service, ServiceError};

use crate::problem::SaidNo;

/// A call on something with an id.
#[derive(Debug, Clone)]
pub struct Call {
    /// Method and template.
    name: String,
    /// The database that the path names.
    database: Option<DatabaseId>,
}

impl Call {
    /// The call of `method` on `path`, matched by `template`; none for templates without an id.
    pub fn of(method: &str, template: &str, path: &str) -> Option<Self> {
        if !template.contains('{') {
            return None;
        }
        let in_database = template.starts_with("/api/v1/databases/{");
        let database = path.split('/').nth(4).filter(|_| in_database).and_then(|id| id.parse().ok());
        Some(Self { name: format!("{method} {template}"), database })
    }

    /// Records what the service refused, if it did. A record that can not be written changes no answer: it is "no"
    /// already.
    pub async fn record(&self, service: &Service, caller: &Caller, said: SaidNo) {
        let SaidNo(error) = said;
        if !is_refusal(&error) {
            return;
        }
        if let Err(failed) = service.note_refusal(caller, &self.name, self.database, &error).await {
            tracing::error!(error = %failed, "a refusal could not be recorded");
        }
    }
}

const fn is_refusal(error: &ServiceError) -> bool {
    matches!(
        error,
        ServiceError::NotFound
            | ServiceError::Forbidden { .. }
            | ServiceError::HandsOut(_)
            | ServiceError::Administration(_)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_names_its_template_and_database() {
        let id = "01890a5d-ac96-774b-bcce-b302099a8057";
        let object = "/api/v1/databases/{db}/objects/{id}";
        let call = Call::of("GET", object, &format!("/api/v1/databases/{id}/objects/x")).unwrap();
        assert_eq!(call.name, "GET /api/v1/databases/{db}/objects/{id}");
        assert_eq!(call.database, id.parse().ok());
        let user = Call::of("GET", "/api/v1/users/{id}", &format!("/api/v1/users/{id}")).unwrap();
        assert_eq!(user.database, None);
        assert!(Call::of("GET", "/api/v1/users", "/api/v1/users").is_none());
    }
}
