//! What people are told in the product and by mail: the kinds of notices. A notice holds ids and its kind, and no text:
//! what it says is made when it is read, from what the reader may see then.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// How many notices are kept for a person: the newest.
pub const KEPT: usize = 1_000;
/// For how many days a notice is kept.
pub const KEPT_DAYS: i64 = 90;

/// A text that names no kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a kind of notices")]
pub struct ParseNoticeKindError;

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $mailed:literal;)*) => {
        /// What a notice tells. Names are stored: one is never renamed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum NoticeKind {
            $($(#[$doc])* #[serde(rename = $name)] $variant,)*
        }

        impl NoticeKind {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// Its name, such as `seal_requested`.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// Whether it comes by mail to those who chose nothing: what waits for them, and what concerns their account.
            pub const fn is_mailed_by_default(self) -> bool {
                match self {
                    $(Self::$variant => $mailed,)*
                }
            }
        }
    };
}

kinds! {
    /// A request waits for the person's approval.
    SealRequested = "seal_requested", true;
    /// The person's request was approved: the seal may be broken.
    SealApproved = "seal_approved", true;
    /// A request was rejected.
    SealRejected = "seal_rejected", true;
    /// A seal was broken.
    SealBroken = "seal_broken", true;
    /// A seal was taken off.
    SealTakenOff = "seal_taken_off", true;
    /// What was asked for, approved or open was sealed again.
    SealedAgain = "sealed_again", false;
    /// A period of a seal is over: of a request, of an approval, or of what was broken.
    SealPeriodOver = "seal_period_over", false;
    /// Access to an object was given to the person.
    GrantGiven = "grant_given", false;
    /// Access that was given to the person was changed.
    GrantChanged = "grant_changed", false;
    /// Access that was given to the person was taken back.
    GrantRevoked = "grant_revoked", false;
    /// The period of access that was given to the person is over.
    GrantEnded = "grant_ended", false;
    /// A grant gives nothing, because its author lost the right: somebody who administers adopts or revokes it.
    GrantSuspended = "grant_suspended", false;
    /// Somebody who administers released the person's lock.
    LockReleased = "lock_released", false;
    /// Somebody else set the person's password.
    PasswordReset = "password_reset", true;
    /// Somebody else changed the person's account.
    AccountChanged = "account_changed", true;
    /// The members of a group that owns a private database changed.
    MembersChanged = "members_changed", true;
    /// A second password was set or removed.
    SecondPasswordSet = "second_password_set", false;
    /// An import is done.
    ImportFinished = "import_finished", false;
    /// An import of the person did not work out.
    ImportFailed = "import_failed", false;
    /// An entry that the person changed last is about to end.
    EntryExpires = "entry_expires", false;
    /// An event that the person subscribed to.
    Subscribed = "subscribed", false;
    /// A webhook is called no more.
    WebhookDisabled = "webhook_disabled", true;
}

impl fmt::Display for NoticeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for NoticeKind {
    type Err = ParseNoticeKindError;

    fn from_str(text: &str) -> Result<Self, ParseNoticeKindError> {
        Self::ALL.iter().find(|kind| kind.as_str() == text).copied().ok_or(ParseNoticeKindError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_there_and_back_and_are_the_stored_ones() {
        for kind in NoticeKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(*kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
        assert_eq!("mail".parse::<NoticeKind>(), Err(ParseNoticeKindError));
    }

    #[test]
    fn what_waits_and_what_concerns_the_account_comes_by_mail() {
        assert!(NoticeKind::SealRequested.is_mailed_by_default());
        assert!(NoticeKind::PasswordReset.is_mailed_by_default());
        assert!(
            !NoticeKind::Subscribed.is_mailed_by_default(),
            "a subscription says itself whether it is mailed"
        );
    }
}
