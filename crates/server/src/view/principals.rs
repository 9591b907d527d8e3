//! Users and groups as others name them.

use strongroom_api::principals::{PrincipalKind, PrincipalRef};
use strongroom_domain::{
    account::Principal,
    id::{GroupId, UserId},
};

/// A principal with its name.
pub fn principal_ref(principal: Principal, name: String) -> PrincipalRef {
    match principal {
        Principal::User(id) => user_ref(id, name),
        Principal::Group(id) => group_ref(id, name),
    }
}

/// A user with its name.
pub fn user_ref(id: UserId, name: String) -> PrincipalRef {
    PrincipalRef { id: id.uuid(), kind: PrincipalKind::User, name, full_name: None }
}

/// A group with its name.
pub fn group_ref(id: GroupId, name: String) -> PrincipalRef {
    PrincipalRef { id: id.uuid(), kind: PrincipalKind::Group, name, full_name: None }
}
