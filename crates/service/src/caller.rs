//! Who calls: made from a live session at the beginning of each request.

use std::{net::IpAddr, sync::Arc};

use strongroom_domain::{id::UserId, time::Instant};

use crate::sign_in::sessions::Session;

/// Who calls, and when. One instant holds for all of a request.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The user.
    pub user: UserId,
    /// The session of the request.
    pub session: Arc<Session>,
    /// The address of the request.
    pub address: Option<IpAddr>,
    /// The instant of the request.
    pub now: Instant,
}
