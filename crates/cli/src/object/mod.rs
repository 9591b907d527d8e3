//! Finding what a person names: databases, folders, entries and principals.

mod address;
mod locate;
mod named;
mod people;
mod principal;
mod rights_text;
mod short_id;
mod titles;
mod totp;

pub use address::{Address, FieldAddress, quoted};
pub use locate::{Found, Located, database, locate, locate_folder, locate_object, named};
pub use named::{Several, print_effects};
pub use people::People;
pub use principal::{group, principal, user};
pub use rights_text::{reason, seal, short_rights};
pub use short_id::{is_id, short_id};
pub use titles::Titles;
pub use totp::{Code, code_now};
