//! Nobody hands out what they lack, the super administrator excepted.
//!
//! What a change gives is judged everywhere that it reaches, by the rights engine. Taking away is always allowed to
//! those who administer; that a change administers at all is asked of [`super::database`].

use crate::rights::{HandingOut, Permission, RuleChange, View};

/// A change would hand out a permission that its author lacks, at the place of the change or below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the change hands out `{permission}`, which its author lacks")]
pub struct HandsOutError {
    /// A permission that is handed out and lacking. On which object is not told.
    pub permission: Permission,
}

/// Decides whether the person of the view may make the change, as far as it hands out.
///
/// Handing out is: setting an allow, widening the period of one, clearing a deny, narrowing the period of one (which
/// clears it for the time that is cut off), assigning somebody for whom rules or policies wait, and turning inheritance
/// on again.
///
/// # Errors
/// [`HandsOutError`] names the first permission that is handed out and lacking where that is found.
pub fn handing_out(giver: &View<'_>, change: &RuleChange) -> Result<(), HandsOutError> {
    handing_out_by(&mut HandingOut::by(giver), change)
}

/// The same of one of several changes, each by itself on the same rules.
///
/// # Errors
/// As [`handing_out`].
pub fn handing_out_by(giver: &mut HandingOut<'_, '_>, change: &RuleChange) -> Result<(), HandsOutError> {
    giver.lacks(change).map_or(Ok(()), |permission| Err(HandsOutError { permission }))
}
