//! Accounts.

use strongroom_api::users::User;
use strongroom_service::accounts::users::UserView;

use super::group_ref;

/// An account; with its groups where it stands alone.
pub fn user(view: UserView, with_groups: bool) -> User {
    let record = view.record;
    let groups = view.groups.into_iter().map(|(id, name)| group_ref(id, name)).collect();
    User {
        id: view.id.uuid(),
        username: record.username,
        full_name: record.full_name,
        email: record.email,
        department: record.department,
        roles: record.roles.into_iter().collect(),
        enabled: record.enabled,
        must_change_password: record.must_change_password,
        has_password: view.has_password,
        revision: view.revision,
        created_at: record.created_at,
        modified_at: record.modified_at,
        last_sign_in_at: view.last_sign_in_at,
        groups: with_groups.then_some(groups),
    }
}
