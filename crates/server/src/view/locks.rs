//! Locks.

use strongroom_api::{
    SecretText,
    locks::{HeldLock, LockAnywhere, LockToken},
    objects::Lock,
};
use strongroom_service::locks::{self as service, LockView, TakenLock};
use zeroize::Zeroizing;

/// A lock that was taken or renewed.
pub fn lock_token(taken: &TakenLock) -> LockToken {
    let token = SecretText::from(Zeroizing::new(taken.token.expose().to_owned()));
    LockToken { token, expires_at: taken.expires_at }
}

/// A lock in the list of a database.
pub fn held_lock(held: service::HeldLock) -> HeldLock {
    let service::HeldLock { object, title, user, holder, since, expires_at } = held;
    HeldLock { object: object.uuid(), title, holder, user: user.uuid(), since, expires_at }
}

/// A lock in the list of all databases.
pub fn lock_anywhere(of: service::LockOf) -> LockAnywhere {
    let service::LockOf { database, name, lock } = of;
    LockAnywhere { database: database.uuid(), database_name: name, lock: held_lock(lock) }
}

/// A lock as it is told with its object.
pub fn lock(view: LockView) -> Lock {
    let LockView { holder, since, expires_at } = view;
    Lock { holder, since, expires_at }
}
