//! Nobody hands out what they lack, the super administrator excepted.
//!
//! What is handed out is judged at the place of the mark: the database, or the object of the rule. Taking away is
//! always allowed to those who administer; that a change administers at all is asked of [`super::database`].

use crate::{
    rights::{Marks, Permission, PermissionSet, Policies},
    time::Period,
};

/// A change would hand out a permission that its author lacks there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the change hands out `{permission}`, which its author lacks")]
pub struct HandsOutError {
    /// The first permission, in their order, that is handed out and lacking.
    pub permission: Permission,
}

/// What stands for a principal in one place: an assignment, or a rule on an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placing {
    marks: Marks,
    period: Period,
    /// What comes with it without a mark.
    gift: PermissionSet,
}

impl Placing {
    /// An assignment. It is itself a gift of what policies enable, unless it denies that or the way in.
    pub fn assignment(marks: Marks, period: Period, policies: &Policies) -> Self {
        let gift = if marks.deny().has(Permission::AccessDatabase) {
            PermissionSet::EMPTY
        } else {
            policies.enabled().minus(marks.deny())
        };
        Self { marks, period, gift }
    }

    /// A rule on an object.
    pub const fn rule(marks: Marks) -> Self {
        Self { marks, period: Period::ALWAYS, gift: PermissionSet::EMPTY }
    }

    fn gives(&self) -> PermissionSet {
        self.marks.allow().union(self.gift)
    }
}

/// Decides whether somebody with the permissions `effective` at that place may change what stands there from
/// `before` to `after`. `None` is nothing: a principal that is new, or one that is removed.
///
/// Handing out is: setting an allow, widening the period of one, clearing a deny, and narrowing the period of one,
/// which clears it for the time that is cut off.
///
/// # Errors
/// [`HandsOutError`] names the first permission that is handed out and lacking.
pub fn handing_out(
    is_super_administrator: bool,
    effective: PermissionSet,
    before: Option<Placing>,
    after: Option<Placing>,
) -> Result<(), HandsOutError> {
    covered_by(is_super_administrator, effective, given(before, after).union(lifted(before, after)))
}

/// Decides whether somebody with the permissions `effective` on an object may turn its inheritance on again.
/// `arriving` is everything that then reaches it from above for anybody: allows, grants, and what policies enable;
/// [`PermissionSet::OBJECT`] is the strict choice for who does not know.
///
/// # Errors
/// [`HandsOutError`] names the first permission that arrives and is lacking.
pub fn inheriting_again(
    is_super_administrator: bool,
    effective: PermissionSet,
    arriving: PermissionSet,
) -> Result<(), HandsOutError> {
    covered_by(is_super_administrator, effective, arriving.intersection(PermissionSet::OBJECT))
}

fn covered_by(
    is_super_administrator: bool,
    effective: PermissionSet,
    handed_out: PermissionSet,
) -> Result<(), HandsOutError> {
    if is_super_administrator {
        return Ok(());
    }
    match handed_out.minus(effective).iter().next() {
        Some(permission) => Err(HandsOutError { permission }),
        None => Ok(()),
    }
}

/// What is allowed at some instant at which it was not.
fn given(before: Option<Placing>, after: Option<Placing>) -> PermissionSet {
    match (before, after) {
        (_, None) => PermissionSet::EMPTY,
        (Some(before), Some(after)) if before.period.covers(&after.period) => {
            after.gives().minus(before.gives())
        }
        (_, Some(after)) => after.gives(),
    }
}

/// What is no longer denied at some instant at which it was.
fn lifted(before: Option<Placing>, after: Option<Placing>) -> PermissionSet {
    match (before, after) {
        (None, _) => PermissionSet::EMPTY,
        (Some(before), Some(after)) if after.period.covers(&before.period) => {
            before.marks.deny().minus(after.marks.deny())
        }
        (Some(before), _) => before.marks.deny(),
    }
}
