//! Reading one object: what the caller sees of it, and no more.

use strongroom_domain::{
    database::ObjectKind,
    entry::Summary,
    id::{DatabaseId, GrantId, ObjectId, UserId},
    rights::{PermissionSet, SealState, View, Visibility},
    time::Instant,
};

use super::sealing::summary_of;
use crate::{
    caller::Caller, databases::state::DatabaseState, error::ServiceError, locks::LockView,
    second_passwords::Holder, service::Service,
};

/// An object as the caller sees it.
#[derive(Debug, Clone)]
pub struct ObjectView {
    /// Its id.
    pub id: ObjectId,
    /// Its database.
    pub database: DatabaseId,
    /// The folder above; absent: the root.
    pub parent: Option<ObjectId>,
    /// Folder or entry.
    pub kind: ObjectKind,
    /// Its title; of a sealed entry also the type stands in the summary.
    pub title: String,
    /// The type of an entry that is visible or sealed.
    pub entry_type: Option<String>,
    /// Everything else; absent where only the name, or the name and the seal, is shown.
    pub details: Option<ObjectDetails>,
    /// The seal of a grant to the caller that names this object.
    pub seal: Option<(GrantId, SealState)>,
}

/// What is shown of an object that is visible.
#[derive(Debug, Clone)]
pub struct ObjectDetails {
    /// Counts changes of its content.
    pub revision: u64,
    /// Its summary.
    pub summary: Summary,
    /// Whether it, or a folder above it, seen or not, is marked as online only.
    pub kept_online: bool,
    /// When it was made.
    pub created_at: Instant,
    /// By whom, if that is known.
    pub created_by: Option<UserId>,
    /// When its content was last changed.
    pub modified_at: Instant,
    /// By whom, if that is known.
    pub modified_by: Option<UserId>,
    /// The caller's permissions on it.
    pub rights: PermissionSet,
    /// Who edits it now.
    pub lock: Option<LockView>,
    /// Whether a second password covers it.
    pub second_password: bool,
    /// Where that stands, as far as the caller sees it.
    pub second_password_at: Option<Holder>,
}

impl Service {
    /// One object.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where the caller does not see it.
    pub fn object(
        &self,
        caller: &Caller,
        database: DatabaseId,
        id: ObjectId,
    ) -> Result<ObjectView, ServiceError> {
        let (mut object, lock) = self.viewed(caller, database, |view, state, _| {
            Ok((object_view(view, state, id)?, state.locks.live(id, caller.now).copied()))
        })?;
        if let Some(details) = &mut object.details {
            details.lock = lock.map(|lock| self.lock_view(&lock));
        }
        Ok(object)
    }
}

impl ObjectView {
    /// As those are told who do not see it: what they said themselves, or knew before.
    pub(crate) fn name_only(self) -> Self {
        Self { entry_type: None, details: None, seal: None, ..self }
    }
}

/// The object after a change of the caller's own. Whatever keeps it from being shown (it went out of sight, the database
/// was closed, it can not be read), the change is made: then only its name is told, which the caller knows. An error
/// would say that nothing was done.
pub(crate) fn after_change(shown: Result<ObjectView, ServiceError>, known: ObjectView) -> ObjectView {
    shown.unwrap_or_else(|_| known.name_only())
}

/// How the viewer sees an object: those who administer the database see the name of what is hidden from them.
pub(crate) fn seen(view: &View<'_>, state: &DatabaseState, id: ObjectId) -> Result<Visibility, ServiceError> {
    let visibility = match view.visibility(id) {
        Visibility::Hidden if view.sees_tree() && state.index.slot(id).is_some() => Visibility::Stub,
        other => other,
    };
    if visibility == Visibility::Hidden || state.is_in_bin(id) {
        return Err(ServiceError::NotFound);
    }
    Ok(visibility)
}

/// Without its lock: the name of who holds it is not at hand here.
pub(crate) fn object_view(
    view: &View<'_>,
    state: &DatabaseState,
    id: ObjectId,
) -> Result<ObjectView, ServiceError> {
    let visibility = seen(view, state, id)?;
    let slot = state.index.slot(id).ok_or(ServiceError::NotFound)?;
    let node = state.index.node(slot).ok_or(ServiceError::NotFound)?;
    let held = state.open()?.held(slot).ok_or(ServiceError::NotFound)?;
    let placed = state.placed(slot).ok_or(ServiceError::NotFound)?;
    let summary = summary_of(held)?;
    let mut object = ObjectView {
        id,
        database: state.index.id(),
        parent: node.parent,
        kind: node.kind,
        title: summary.title.clone(),
        entry_type: None,
        details: None,
        seal: None,
    };
    match visibility {
        Visibility::Hidden | Visibility::Stub => {}
        Visibility::Sealed { grant, state } => {
            object.entry_type = summary.entry_type;
            object.seal = Some((grant, state));
        }
        Visibility::Visible { rights, seal } => {
            let holder = state.open()?.second.holder(&state.index, id);
            object.entry_type.clone_from(&summary.entry_type);
            object.seal = seal;
            let kept_online = summary.online_only || marked_above(state, id)?;
            object.details = Some(ObjectDetails {
                revision: placed.revision,
                summary,
                kept_online,
                created_at: held.created_at,
                created_by: held.created_by,
                modified_at: held.modified_at,
                modified_by: held.modified_by,
                rights,
                lock: None,
                second_password: holder.is_some(),
                second_password_at: holder.filter(|holder| match holder {
                    Holder::Database => true,
                    Holder::Object(at) => *at == id || seen(view, state, *at).is_ok(),
                }),
            });
        }
    }
    Ok(object)
}

/// Whether a folder above is marked as online only. It counts where the caller does not see that folder, too.
fn marked_above(state: &DatabaseState, id: ObjectId) -> Result<bool, ServiceError> {
    let content = state.open()?;
    for above in state.index.path(id).into_iter().skip(1) {
        let held = state.index.slot(above).and_then(|slot| content.held(slot));
        if summary_of(held.ok_or(ServiceError::NotFound)?)?.online_only {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_keeps_a_changed_object_from_being_shown_its_name_is_told() {
        let known = ObjectView {
            id: ObjectId::from_bytes([1; 16]),
            database: DatabaseId::from_bytes([2; 16]),
            parent: None,
            kind: ObjectKind::Entry,
            title: "Mail".to_owned(),
            entry_type: Some("password".to_owned()),
            details: None,
            seal: Some((GrantId::from_bytes([3; 16]), SealState::Sealed)),
        };
        for error in [
            ServiceError::NotFound,
            ServiceError::DatabaseClosed,
            ServiceError::Unavailable,
            ServiceError::Damaged("a row".into()),
        ] {
            let told = after_change(Err(error), known.clone());
            assert_eq!((told.id, told.title.as_str()), (known.id, "Mail"));
            assert!(told.entry_type.is_none() && told.details.is_none() && told.seal.is_none());
        }
        let shown = ObjectView { title: "Post".to_owned(), ..known.clone() };
        assert_eq!(after_change(Ok(shown), known).title, "Post");
    }
}
