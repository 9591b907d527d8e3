//! What handlers take from a request: each type reads one part, strictly, and refuses with a problem.
//!
//! No refusal repeats what the request said, and a malformed id is told like an unknown one.

mod body;
mod caller;
mod idempotency_key;
mod ids;
mod page;
mod precondition;
mod query;
mod second_password;

pub use body::{BodyLimit, Json, append, collect, is_json, text as json_text};
pub use caller::Client;
pub use idempotency_key::IdempotencyKey;
pub use ids::{FromSegments, Ids};
pub use page::{PageRange, page_range};
pub use precondition::{IfMatch, Precondition, etag};
pub use query::Query;
pub use second_password::second_password;
