//! Accounts of persons. No answer ever holds a password.

use serde::{Deserialize, Serialize};
use strongroom_domain::{account::Role, time::Instant};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{Patch, SecretText, patch, principals::PrincipalRef, schema};

/// An account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct User {
    /// Its id.
    pub id: Uuid,
    /// The name to sign in with.
    pub username: String,
    /// The name of the person.
    pub full_name: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// The department.
    pub department: Option<String>,
    /// The server roles, without repetition.
    #[schema(value_type = Vec<schema::Role>)]
    pub roles: Vec<Role>,
    /// A disabled account can not sign in and has no rights.
    pub enabled: bool,
    /// Whether the next sign-in must change the password first.
    pub must_change_password: bool,
    /// Whether the account can sign in with a password of its own.
    pub has_password: bool,
    /// Counts changes, from 1.
    pub revision: u64,
    /// When it was made.
    #[schema(value_type = schema::Instant)]
    pub created_at: Instant,
    /// When it was last changed.
    #[schema(value_type = schema::Instant)]
    pub modified_at: Instant,
    /// When the person last signed in.
    #[schema(value_type = Option<schema::Instant>)]
    pub last_sign_in_at: Option<Instant>,
    /// The groups; only in the answer for a single account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub groups: Option<Vec<PrincipalRef>>,
}

/// Makes an account.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewUser {
    /// The name to sign in with.
    pub username: String,
    /// Absent: nobody can sign in until a password is set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<SecretText>,
    /// The name of the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full_name: Option<String>,
    /// The e-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The department.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// The server roles.
    #[serde(default)]
    #[schema(value_type = Vec<schema::Role>)]
    pub roles: Vec<Role>,
    /// Whether it may be used; true when absent.
    #[serde(default = "enabled")]
    #[schema(default = true)]
    pub enabled: bool,
    /// Whether the first sign-in must change the password; false when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub must_change_password: Option<bool>,
}

/// Changes an account. Absent members stay, `null` clears.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PatchUser {
    /// The name to sign in with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// A reset by somebody else: ends the person's sessions, leaves the second factor, is audited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<SecretText>,
    /// The name of the person.
    #[serde(default, deserialize_with = "patch::present", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub full_name: Patch<String>,
    /// The e-mail address.
    #[serde(default, deserialize_with = "patch::present", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub email: Patch<String>,
    /// The department.
    #[serde(default, deserialize_with = "patch::present", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub department: Patch<String>,
    /// All server roles from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<schema::Role>>)]
    pub roles: Option<Vec<Role>>,
    /// Whether it may be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// Whether the next sign-in must change the password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub must_change_password: Option<bool>,
}

/// Which accounts to list, in the order of their names.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UsersQuery {
    /// Part of the user name, the person's name or the address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// How many items at most: 1 to 1,000, by default 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

const fn enabled() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    // attack: A16
    #[test]
    fn members_that_are_not_for_the_caller_are_refused() {
        let members =
            ["id", "owner_id", "created_by", "role", "is_admin", "revision", "created_at", "groups"];
        for member in members {
            let body = format!(r#"{{"username":"ann","{member}":null}}"#);
            assert!(serde_json::from_str::<NewUser>(&body).is_err(), "{member} on create");
            assert!(serde_json::from_str::<PatchUser>(&body).is_err(), "{member} on change");
        }
    }

    #[test]
    fn an_account_is_enabled_unless_said_otherwise() {
        assert!(serde_json::from_str::<NewUser>(r#"{"username":"ann"}"#).unwrap().enabled);
        assert!(!serde_json::from_str::<NewUser>(r#"{"username":"ann","enabled":false}"#).unwrap().enabled);
    }
}
