//! `/auth`: signing in and out, sessions, the own password.

mod login;
mod password;
mod sessions;

use utoipa_axum::routes;

use super::{Need, Registry};

pub fn routes(registry: Registry) -> Registry {
    registry
        .add(Need::Nothing, routes!(login::login))
        .add(Need::OwnSession, routes!(sessions::logout))
        .add(Need::OwnSession, routes!(sessions::current_session))
        .add(Need::OwnSession, routes!(sessions::list_sessions))
        .add(Need::OwnSession, routes!(sessions::end_session))
        .add(Need::OwnSession, routes!(password::change_password))
}
