//! From what use cases give to what goes over the wire. Conversions only: nothing here decides or asks.

mod audit;
mod bin;
mod databases;
mod entry_types;
mod grants;
mod groups;
mod history;
mod imports;
mod listing;
mod locks;
mod many;
mod notices;
mod objects;
mod principals;
mod rights;
mod sessions;
mod telling;
mod users;

pub use audit::{audit_record, verification};
pub use bin::bin_item;
pub use databases::{MadeDatabase, MadeDatabases, database, retention_change};
pub use entry_types::entry_type;
pub use grants::{approval, grant, grant_change, new_grant};
pub use groups::group;
pub use history::{comparison, version};
pub use imports::{import, import_warnings, skips, takes, takes_rights};
pub use listing::Lines;
pub use locks::{held_lock, lock, lock_anywhere, lock_token};
pub use many::effects;
pub use notices::notice;
pub use objects::{new_object, object, object_change, secret_patch};
pub use principals::{group_ref, principal_ref, user_ref};
pub use rights::{Naming, assignment, assignment_marks, rule, rule_marks};
pub use sessions::{client_kind, client_kind_of, session, signed_in_user};
pub use telling::{subscription, subscription_of, webhook, webhook_call};
pub use users::user;
