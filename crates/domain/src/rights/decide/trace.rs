//! How a decision tells why. A plain decision is told nothing and pays nothing for it.

use crate::rights::{Cause, Permission, PermissionSet};

/// Listens to a decision. Each call names a set of permissions and the cause for each of them.
pub trait Trace {
    /// Whether the decision should also look at what can not change it any more.
    const LISTENS: bool;

    /// Something takes these permissions away, whatever allows them.
    fn refuses(&mut self, permissions: PermissionSet, cause: impl Fn(Permission) -> Cause);

    /// Something allows these permissions, unless something refuses them.
    fn allows(&mut self, permissions: PermissionSet, cause: impl Fn(Permission) -> Cause);

    /// Something would allow these permissions but for the cause.
    fn withholds(&mut self, permissions: PermissionSet, cause: impl Fn(Permission) -> Cause);
}

/// Does not listen.
pub struct Silent;

impl Trace for Silent {
    const LISTENS: bool = false;

    fn refuses(&mut self, _: PermissionSet, _: impl Fn(Permission) -> Cause) {}

    fn allows(&mut self, _: PermissionSet, _: impl Fn(Permission) -> Cause) {}

    fn withholds(&mut self, _: PermissionSet, _: impl Fn(Permission) -> Cause) {}
}
