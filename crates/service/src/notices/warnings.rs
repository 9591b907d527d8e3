//! Warnings about another address or password of an account. They are decided with the change and written in its
//! transaction, and go to the addresses of before and after it: whoever takes an account over changes the address first.
//! Nobody can turn them off, and neither another change nor the end of the account takes them back.

use std::collections::BTreeSet;

use strongroom_domain::audit::Event;
use strongroom_domain::{
    id::{OutgoingId, UserId},
    notice::NoticeKind,
};
use strongroom_store::{
    Write,
    tellings::{self, TellingRow},
};

use super::{
    outgoing::{Outlet, Receiver, WarningRecord},
    send::Tried,
};
use crate::{error::ServiceError, records::UserRecord, service::Service};

/// What stands below a warning.
const WHY: &str = "This goes to the addresses that the account had before and has now, whatever is chosen.";

impl Service {
    /// The warnings that a change of an account makes, where mail is sent at all. Who sets a first address for the own
    /// account is warned of nothing.
    pub(crate) fn warnings_of(
        &self,
        (actor, user): (UserId, UserId),
        (old, new): (&UserRecord, &UserRecord),
        password: bool,
    ) -> Result<Vec<TellingRow>, ServiceError> {
        if self.settings.mailer.is_none() || (old.email.is_none() && actor == user) {
            return Ok(Vec::new());
        }
        let kinds =
            [(NoticeKind::PasswordReset, password), (NoticeKind::AccountChanged, old.email != new.email)];
        let addresses: BTreeSet<&String> = old.email.iter().chain(&new.email).collect();
        let mut rows = Vec::new();
        for (kind, _) in kinds.into_iter().filter(|(_, changed)| *changed) {
            for to in &addresses {
                let warning = WarningRecord { kind, actor, to: (*to).clone() };
                rows.push(self.outgoing(Receiver::Addresses(user), Outlet::Warning(warning))?);
            }
        }
        Ok(rows)
    }

    pub(super) async fn send_warning(&self, id: OutgoingId, warning: &WarningRecord) -> Tried {
        self.send_letter(id, warning.to.clone(), (warning.kind, Some(warning.actor), None), WHY).await
    }
}

/// Writes the warnings of a change with it, as far as there is room.
pub(crate) fn put_warnings(
    write: &mut Write<'_>,
    user: UserId,
    warnings: &[TellingRow],
) -> Result<(), ServiceError> {
    if warnings.is_empty() {
        return Ok(());
    }
    let receiver = Receiver::Addresses(user);
    let room = usize::try_from(receiver.room(write)?).unwrap_or(usize::MAX);
    for row in warnings.iter().take(room) {
        tellings::put(write, receiver.kind(), row)?;
    }
    Ok(())
}

/// Whether a warning went with what a record tells: then no mail tells of it as well.
pub(super) fn is_warned_of(event: &Event) -> bool {
    match event {
        Event::PasswordReset { .. } => true,
        Event::UserChanged { properties, .. } => properties.iter().any(|name| name == "email"),
        _ => false,
    }
}
