//! From what use cases give to what goes over the wire. Conversions only: nothing here decides or asks.

mod groups;
mod principals;
mod sessions;
mod users;

pub use groups::group;
pub use principals::{group_ref, principal_ref, user_ref};
pub use sessions::{client_kind, client_kind_of, session, signed_in_user};
pub use users::user;
