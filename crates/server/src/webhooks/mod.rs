//! Calls of webhooks: to hosts that the configuration lists, and to nothing else.
//!
//! The address is read once, by a parser that knows every odd spelling of a number; what it resolves to is checked, and
//! the connection goes to the very address that was checked. Nothing is followed anywhere else, and of the answer only
//! its status is read.

mod courier;
mod target;

pub use courier::{HttpCourier, WebhooksError};
pub use target::Target;
