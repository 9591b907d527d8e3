//! What a person wants by mail. Whoever chose nothing gets what waits for them and what concerns their account.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use strongroom_domain::{id::UserId, notice::NoticeKind};
use strongroom_store::{
    Write,
    engine::Query,
    tellings::{self, Telling},
};

use super::record::{opened, sealed};
use crate::{caller::Caller, error::ServiceError, service::Service};

/// A person's choice as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ChoiceRecord {
    mail: BTreeSet<NoticeKind>,
}

impl Service {
    /// Which kinds of notices the caller gets by mail.
    ///
    /// # Errors
    /// [`ServiceError::Damaged`] where the choice does not open.
    pub fn notice_choice(&self, caller: &Caller) -> Result<BTreeSet<NoticeKind>, ServiceError> {
        self.mailed_to(caller.user)
    }

    pub(super) fn mailed_to(&self, user: UserId) -> Result<BTreeSet<NoticeKind>, ServiceError> {
        let id = user.to_bytes();
        let read = |query: &mut dyn Query| tellings::get(query, Telling::Choice, &id, &id);
        match self.store.read(read)? {
            Some(row) => Ok(opened::<ChoiceRecord>(&self.keys, Telling::Choice, &row)?.mail),
            None => Ok(NoticeKind::ALL.iter().copied().filter(|kind| kind.is_mailed_by_default()).collect()),
        }
    }

    /// Sets which kinds the caller gets by mail.
    ///
    /// # Errors
    /// What the store says.
    pub async fn choose_notices(
        &self,
        caller: &Caller,
        mail: BTreeSet<NoticeKind>,
    ) -> Result<(), ServiceError> {
        let (id, record) = (caller.user.to_bytes(), ChoiceRecord { mail });
        let keys = std::sync::Arc::clone(&self.keys);
        self.store
            .write(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                let before = tellings::get(write, Telling::Choice, &id, &id)?;
                let revision = before.map_or(1, |row| row.revision + 1);
                let row = sealed(&keys, Telling::Choice, id, id, revision, &record)?;
                Ok(tellings::put(write, Telling::Choice, &row)?)
            })
            .await
    }
}
