//! What a person sees of an object: nothing, a folder's name only, a sealed title, or the object.
//!
//! Part of the model: from the specification alone, like `decision`.

use strongroom_domain::{
    account::{Principal, Role},
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
        let found = self.sights(user).into_iter().find(|(other, _)| *other == object);
        found.expect("an object of the tree").1
    }

    /// What the user sees of each object, in the order of the tree's list.
    pub fn sights(&self, user: UserId) -> Vec<(ObjectId, Sight)> {
        let mut sights = Vec::new();
        for node in &self.world.rules.nodes {
            let seals = self.seals(user, node.id);
            // "see an object's summary: `access_entries` on it"
            let visible = self.effective(user, Place::Object(node.id)).has(Permission::AccessEntries);
            sights.push((
                node.id,
                match (visible, seals.is_empty()) {
                    // "If it is visible anyway, the seal state is added to it."
                    (true, _) => Sight::Visible(seals),
                    (false, false) => Sight::Sealed(seals),
                    (false, true) => Sight::Hidden,
                },
            ));
        }
        // "see a folder's name only: any visible object below it; nothing else about the folder is shown". Worked case
        // 21 ("as 20", where the folder names are seen) and the seals specification ("the grant shows them the
        // database, the folder names above the object") count a sealed object as well.
        // "an object in the bin keeps the rights of the path it came from": it is seen as before, in the bin. It is not
        // below the folder any more, so the folder is not named because of it.
        let shown = sights.iter().filter(|(_, sight)| *sight != Sight::Hidden).map(|(id, _)| *id);
        let shown: Vec<_> = shown.filter(|id| !self.world.is_in_bin(*id)).collect();
        for (object, sight) in &mut sights {
            let above = |other: &ObjectId| other != object && self.world.is_within(*other, *object);
            if *sight == Sight::Hidden && shown.iter().any(above) {
                *sight = Sight::Stub;
            }
        }
        sights
    }

    /// "Whoever administers a standard database sees its tree (id, parent, kind, title), ... also without
    /// `access_database`."
    pub fn sees_tree(&self, user: UserId) -> bool {
        if self.world.rules.kind != DatabaseKind::Standard {
            return false;
        }
        // "administer the rights of a database: `grant_admin_rights` there, or the role *administrator*"; and a super
        // administrator may do "everything but read private databases".
        let account = self.world.directory.users.get(&user).filter(|account| account.enabled);
        let role = |role| account.is_some_and(|account| account.roles.contains(&role));
        role(Role::Administrator)
            || role(Role::SuperAdministrator)
            || self.effective(user, Place::Database).has(Permission::GrantAdminRights)
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
                seals.push((*id, seal.state(user, self.now)));
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
