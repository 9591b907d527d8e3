//! Time: ends at the very instant, days that are odd, and a clock that is set.

mod ends;
mod set_back;

use strongroom_domain::{
    id::{GrantId, UserId},
    time::{Instant, Period},
};
use strongroom_service::grants::NewGrant;

use crate::grants::Company;

impl Company {
    /// A grant of the entry to somebody until then.
    pub async fn lend(&self, to: UserId, until: Instant) -> GrantId {
        let period = Period { from: None, to: Some(until) };
        let new = NewGrant { period, ..self.new_grant(to) };
        self.give(&self.ann, &new).await.unwrap().id
    }
}
