//! Step 7: what falls because something that it rests on is missing.

use super::Trace;
use crate::rights::{Cause, Permission, PermissionSet};

use Permission as P;

/// After access, in this order: without the first, none of the second.
const RESTS: [(Permission, PermissionSet); 3] = [
    (P::ReadEntries, PermissionSet::of(&[P::ModifyEntries, P::DeleteEntries, P::GrantAccess])),
    (P::GrantAccess, PermissionSet::of(&[P::SealEntries])),
    (P::ModifyEntries, PermissionSet::of(&[P::SetSecondPassword])),
];

/// Everything that falls, directly or not, where `permission` is missing.
pub fn rests_on(permission: Permission) -> PermissionSet {
    match permission {
        P::AccessDatabase => PermissionSet::ALL.without(P::AccessDatabase),
        P::AccessEntries => PermissionSet::OBJECT.without(P::AccessEntries),
        _ => RESTS.into_iter().fold(PermissionSet::EMPTY, |falls, (needed, resting)| {
            if needed == permission || falls.has(needed) { falls.union(resting) } else { falls }
        }),
    }
}

/// Closes `had` at a level where everything rests on `access`.
pub fn close<T: Trace>(had: PermissionSet, access: Permission, trace: &mut T) -> PermissionSet {
    if !had.has(access) {
        trace.refuses(had, |_| Cause::Needs { permission: access });
        return PermissionSet::EMPTY;
    }
    let mut left = had;
    for (needed, resting) in RESTS {
        if !left.has(needed) {
            trace.refuses(left.intersection(resting), |_| Cause::Needs { permission: needed });
            left = left.minus(resting);
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rights::decide::Silent;

    fn closed(had: &[Permission]) -> Vec<Permission> {
        close(PermissionSet::of(had), P::AccessEntries, &mut Silent).iter().collect()
    }

    #[test]
    fn nothing_is_left_without_access() {
        assert_eq!(closed(&[P::ReadEntries, P::AddEntries]), []);
    }

    #[test]
    fn what_falls_takes_along_what_rests_on_it() {
        assert_eq!(
            closed(&[
                P::AccessEntries,
                P::ModifyEntries,
                P::GrantAccess,
                P::SealEntries,
                P::SetSecondPassword
            ]),
            [P::AccessEntries],
            "without reading"
        );
        assert_eq!(
            closed(&[P::AccessEntries, P::ReadEntries, P::SealEntries, P::SetSecondPassword]),
            [P::AccessEntries, P::ReadEntries]
        );
    }

    #[test]
    fn what_rests_on_a_permission_is_what_closing_takes_without_it() {
        for permission in PermissionSet::OBJECT.iter() {
            let left = close(PermissionSet::OBJECT.without(permission), P::AccessEntries, &mut Silent);
            let fallen = PermissionSet::OBJECT.without(permission).minus(left);
            assert_eq!(rests_on(permission), fallen, "{permission}");
        }
        assert_eq!(rests_on(P::PrintEntries), PermissionSet::EMPTY);
    }

    #[test]
    fn a_letter_box_works() {
        assert_eq!(closed(&[P::AccessEntries, P::AddEntries]), [P::AccessEntries, P::AddEntries]);
    }
}
