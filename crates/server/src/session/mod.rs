//! The credential that a request carries, and the cookie that carries it for browsers.

mod cookie;
mod credential;

pub use cookie::{clear_cookie, set_cookie};
pub use credential::{COOKIE, CSRF_HEADER, Carrier, Credential};
