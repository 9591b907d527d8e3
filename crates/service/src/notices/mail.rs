//! Mail: which notices go out by it, and what it says. A mail never has anything of a database in it: no title, and not
//! the name of a database either; only that something waits or happened, and who did it.

use std::{fmt, future::Future, pin::Pin};

use strongroom_domain::{account::Principal, escape, id::OutgoingId, id::UserId, notice::NoticeKind};
use strongroom_store::tellings::TellingRow;

use super::{
    outgoing::{Outlet, Receiver},
    record::NoticeRecord,
    send::Tried,
};
use crate::{error::ServiceError, service::Service};

/// What stands below a mail that a choice brought.
const CHOICE: &str = "Which mails you get is chosen with `strongroom notices --mail`.";

/// A mail that is ready to be sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    /// The same at every try: a receiver that got it twice can tell.
    pub id: OutgoingId,
    /// The address of the account.
    pub to: String,
    /// Words of the product alone.
    pub subject: &'static str,
    /// Lines of text.
    pub text: String,
}

/// Shows neither address nor text.
impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Letter").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Why something did not arrive.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Undelivered {
    /// The receiver will not take it, however often it is tried.
    #[error("refused: {0}")]
    Refused(String),
    /// It may go later.
    #[error("{0}")]
    Failed(String),
}

/// What sends mail.
pub trait Mailer: fmt::Debug + Send + Sync {
    /// The address under which people reach the server, from the configuration: never from a request.
    fn public_address(&self) -> &str;

    /// Hands a mail to the mail server.
    fn send<'a>(
        &'a self,
        letter: &'a Letter,
    ) -> Pin<Box<dyn Future<Output = Result<(), Undelivered>> + Send + 'a>>;
}

impl Service {
    /// The mail of a notice, where the person wants one, has an address, and mail is sent at all.
    pub(super) fn mail_of(
        &self,
        user: UserId,
        notice: &NoticeRecord,
        wanted: bool,
    ) -> Result<Option<TellingRow>, ServiceError> {
        if self.settings.mailer.is_none() || self.address_of(user).is_none() {
            return Ok(None);
        }
        if !(wanted || self.mailed_to(user)?.contains(&notice.kind)) {
            return Ok(None);
        }
        self.outgoing(Receiver::Person(user), Outlet::Mail(notice.clone())).map(Some)
    }

    pub(super) fn address_of(&self, user: UserId) -> Option<String> {
        let accounts = self.memory.accounts.read();
        let record = &accounts.user(user)?.record;
        record.email.clone().filter(|_| record.enabled)
    }

    pub(super) async fn send_mail(
        &self,
        user: UserId,
        id: OutgoingId,
        notice: &NoticeRecord,
    ) -> Result<Tried, ServiceError> {
        // Whether the person is to be told, and wants to be, is decided once more.
        let wants = notice.kind == NoticeKind::Subscribed || self.mailed_to(user)?.contains(&notice.kind);
        if !wants || !self.still_concerns(user, notice)? {
            return Ok(Tried::Over);
        }
        let Some(to) = self.address_of(user) else { return Ok(Tried::Over) };
        let what = (notice.kind, notice.actor, notice.event.as_deref());
        Ok(self.send_letter(id, to, what, CHOICE).await)
    }

    /// Sends a mail of a kind, about what somebody did, or an event.
    pub(super) async fn send_letter(
        &self,
        id: OutgoingId,
        to: String,
        (kind, actor, event): (NoticeKind, Option<UserId>, Option<&str>),
        end: &str,
    ) -> Tried {
        let Some(mailer) = &self.settings.mailer else { return Tried::Again };
        let what = sentence(kind, &self.actor_named(actor), event);
        let text = format!(
            "{what}\n\nWhat it is about is not told by mail: sign in at\n{}\nor ask `strongroom notices`.\n\n{end}\n",
            mailer.public_address()
        );
        let letter = Letter { id, to, subject: subject(kind), text };
        let late = Err(Undelivered::Failed("the mail server took too long".to_owned()));
        match tokio::time::timeout(self.settings.longest_try, mailer.send(&letter)).await.unwrap_or(late) {
            Ok(()) => Tried::Over,
            Err(Undelivered::Refused(reason)) => {
                tracing::warn!(mail = %id, reason = %escape::log(&reason), "a mail was refused");
                Tried::Never
            }
            Err(Undelivered::Failed(reason)) => {
                tracing::warn!(mail = %id, reason = %escape::log(&reason), "a mail waits");
                Tried::Again
            }
        }
    }

    fn actor_named(&self, actor: Option<UserId>) -> String {
        let accounts = self.memory.accounts.read();
        let name = actor.and_then(|id| accounts.name_of(Principal::User(id)));
        name.map_or_else(|| "Somebody".to_owned(), |name| escape::log(name).into_owned())
    }
}

const fn subject(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::SealRequested => "Strongroom: a request waits for you",
        NoticeKind::SealApproved => "Strongroom: a request was approved",
        NoticeKind::SealRejected => "Strongroom: a request was rejected",
        NoticeKind::SealBroken => "Strongroom: a seal was broken",
        NoticeKind::SealTakenOff | NoticeKind::SealedAgain | NoticeKind::SealPeriodOver => {
            "Strongroom: a seal changed"
        }
        NoticeKind::GrantGiven
        | NoticeKind::GrantChanged
        | NoticeKind::GrantRevoked
        | NoticeKind::GrantEnded
        | NoticeKind::GrantSuspended => "Strongroom: access changed",
        NoticeKind::LockReleased => "Strongroom: a lock was released",
        NoticeKind::PasswordReset | NoticeKind::AccountChanged => "Strongroom: your account was changed",
        NoticeKind::MembersChanged => "Strongroom: members of a group changed",
        NoticeKind::SecondPasswordSet => "Strongroom: a second password changed",
        NoticeKind::ImportFinished => "Strongroom: an import is done",
        NoticeKind::ImportFailed => "Strongroom: an import did not work out",
        NoticeKind::EntryExpires => "Strongroom: an entry is about to end",
        NoticeKind::Subscribed => "Strongroom: an event that you subscribed to",
        NoticeKind::WebhookDisabled => "Strongroom: a webhook is called no more",
    }
}

fn sentence(kind: NoticeKind, actor: &str, event: Option<&str>) -> String {
    match kind {
        NoticeKind::SealRequested => format!("{actor} asks for access. The request waits for your approval."),
        NoticeKind::SealApproved => "A request for sealed access was approved.".to_owned(),
        NoticeKind::SealRejected => "A request for sealed access was rejected.".to_owned(),
        NoticeKind::SealBroken => format!("{actor} broke a seal."),
        NoticeKind::SealTakenOff => "A seal was taken off.".to_owned(),
        NoticeKind::SealedAgain => "What was open to you is sealed again.".to_owned(),
        NoticeKind::SealPeriodOver => "A period of sealed access is over.".to_owned(),
        NoticeKind::GrantGiven => format!("{actor} gave you access to something."),
        NoticeKind::GrantChanged => format!("{actor} changed access that was given to you."),
        NoticeKind::GrantRevoked => format!("{actor} took back access that was given to you."),
        NoticeKind::GrantEnded => "The period of access that was given to you is over.".to_owned(),
        NoticeKind::GrantSuspended => {
            "A grant gives nothing any more and waits to be adopted or revoked.".to_owned()
        }
        NoticeKind::LockReleased => format!("{actor} released a lock of yours."),
        NoticeKind::PasswordReset => {
            format!("{actor} set your password. If you did not expect it, ask at once.")
        }
        NoticeKind::AccountChanged => {
            format!("{actor} changed your account. If you did not expect it, ask at once.")
        }
        NoticeKind::MembersChanged => {
            "The members of a group that shares a private database with you changed.".to_owned()
        }
        NoticeKind::SecondPasswordSet => format!("{actor} changed a second password."),
        NoticeKind::ImportFinished => "An import of yours is done.".to_owned(),
        NoticeKind::ImportFailed => "An import of yours did not work out; nothing of it was kept.".to_owned(),
        NoticeKind::EntryExpires => "An entry that you changed last ends within a week.".to_owned(),
        NoticeKind::Subscribed => format!("{}, by {actor}.", event.unwrap_or("An event")),
        NoticeKind::WebhookDisabled => "A webhook did not answer for long and is called no more.".to_owned(),
    }
}
