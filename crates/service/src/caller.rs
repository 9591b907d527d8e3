//! Who calls: made from a live session at the beginning of each request.

use std::{net::IpAddr, sync::Arc};

use strongroom_domain::{id::UserId, time::Instant};
use zeroize::Zeroizing;

use crate::{second_passwords::Entered, sign_in::sessions::Session};

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
    /// The second password that came with the request: used by what needs one, and forgotten with it.
    pub second_password: Entered,
}

impl Caller {
    /// The caller with this second password, if one came in the body of the request, or else with the one of its head.
    #[must_use]
    pub fn with_second_password(&self, password: Option<Zeroizing<String>>) -> Self {
        Self { second_password: Entered::new(password).or(&self.second_password), ..self.clone() }
    }
}
