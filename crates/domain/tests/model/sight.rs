//! What a person sees of an object: nothing, a folder's name only, a sealed title, or the object.
//!
//! Part of the model: from the specification alone, like `decision`.

use strongroom_domain::{
    account::Principal,
    database::DatabaseKind,
    id::{GrantId, ObjectId, UserId},
    rights::{Grant, Permission, SealState},
};

use crate::decision::{Model, Place, Seals, allowed};

/// What is seen of one object. The seals are those of live grants to the person that name the object; a list,
/// because more than one may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sight {
    Hidden,
    Stub,
    Sealed(Vec<(GrantId, SealState)>),
    Visible(Vec<(GrantId, SealState)>),
}

impl Model<'_> {
    pub fn sight(&self, user: UserId, object: ObjectId) -> Sight {
        let seals = self.seals(user, object);
        // "see an object's summary: `access_entries` on it"; "If it is visible anyway, the seal state is added to it."
        if self.is_visible(user, object) {
            return Sight::Visible(seals);
        }
        if !seals.is_empty() {
            return Sight::Sealed(seals);
        }
        // "see a folder's name only: any visible object below it; nothing else about the folder is shown". Worked case
        // 21 ("as 20", where the folder names are seen) and the seals specification ("the grant shows them the
        // database, the folder names above the object") count a sealed object as well.
        let below = |other: ObjectId| other != object && self.world.is_within(other, object);
        let shown = |other: ObjectId| self.is_visible(user, other) || !self.seals(user, other).is_empty();
        if self.world.rules.nodes.iter().any(|node| below(node.id) && shown(node.id)) {
            return Sight::Stub;
        }
        Sight::Hidden
    }

    fn is_visible(&self, user: UserId, object: ObjectId) -> bool {
        self.effective(user, Place::Object(object)).has(Permission::AccessEntries)
    }

    /// "The object that a live sealed grant to the person names, not what is below it, is listed (title, type, seal
    /// state, nothing else) when it would have `access_entries` with that one seal open."
    fn seals(&self, user: UserId, object: ObjectId) -> Vec<(GrantId, SealState)> {
        // "Private databases: no assignments, rules or grants"
        if self.world.rules.kind != DatabaseKind::Standard {
            return Vec::new();
        }
        let mut seals = Vec::new();
        for (id, grant) in &self.world.rules.grants {
            let Some(seal) = &grant.seal else { continue };
            let live = grant.period.contains(self.now) && !grant.revoked;
            if grant.object != object || !live || !self.is_to(grant, user) {
                continue;
            }
            let opened = allowed(&self.reasons(user, Place::Object(object), Seals::AsIfOpen(*id)));
            if opened.has(Permission::AccessEntries) {
                seals.push((*id, seal.state(user)));
            }
        }
        seals
    }

    /// Whether the grantee is the user or an enabled group of theirs.
    fn is_to(&self, grant: &Grant, user: UserId) -> bool {
        match grant.grantee {
            Principal::User(grantee) => grantee == user,
            Principal::Group(grantee) => self
                .world
                .directory
                .groups
                .get(&grantee)
                .is_some_and(|group| group.enabled && group.members.contains(&user)),
        }
    }
}
