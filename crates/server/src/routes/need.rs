//! What a route needs of its caller.

use strongroom_domain::rights::Permission;

/// What a route needs. The session is checked here, before the route reads anything; everything behind it is decided
/// by the service for the very object. What is named here is what the document and the tests go by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Nothing: anybody may ask. Only for what is on the list of the tests.
    Nothing,
    /// A session, also of somebody who has to change the password first.
    OwnSession,
    /// A session. The answer holds what belongs to the caller, or what everybody signed in may know.
    Session,
    /// A session, and this permission at the database.
    Database(Permission),
    /// A session, and this permission on the object.
    Object(Permission),
    /// A session of somebody who administers: the words are a section of the rights specification.
    Administration(&'static str),
}

impl Need {
    /// Whether a session is needed.
    pub const fn session(self) -> bool {
        !matches!(self, Self::Nothing)
    }

    /// Whether somebody who has to change the password first may ask.
    pub const fn before_password_change(self) -> bool {
        matches!(self, Self::Nothing | Self::OwnSession)
    }

    /// As the OpenAPI document tells it (`x-needs`).
    pub fn describe(self) -> String {
        match self {
            Self::Nothing => "nothing".to_owned(),
            Self::OwnSession => "a session".to_owned(),
            Self::Session => "a session whose password need not be changed".to_owned(),
            Self::Database(permission) => format!("`{}` at the database", permission.name()),
            Self::Object(permission) => format!("`{}` on the object", permission.name()),
            Self::Administration(what) => what.to_owned(),
        }
    }
}
