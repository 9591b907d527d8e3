//! Grants and seals, as people use them and as others would abuse them.

mod adopting;
mod changing;
mod giving;
mod groups;
mod races;
mod sealing;
mod walk;

use strongroom_domain::{
    account::Principal,
    id::{DatabaseId, GrantId, ObjectId, UserId},
    rights::{Permission, PermissionSet, SealState},
    seal::SealEvent,
    time::Period,
};
use strongroom_service::{
    Caller, ServiceError,
    grants::{Act, GrantView, NewGrant, NewSeal},
};

use crate::world::World;

pub const READ: &[Permission] = &[Permission::AccessEntries, Permission::ReadEntries];

/// A company: Root, who approves; Ann, who has everything in one database; Bob and Cid, who have nothing there.
pub struct Company {
    pub world: World,
    pub root: Caller,
    pub ann: Caller,
    pub bob: Caller,
    pub cid: Caller,
    pub database: DatabaseId,
    pub folder: ObjectId,
    pub entry: ObjectId,
}

impl Company {
    pub async fn new() -> Self {
        Self::of(World::licensed().await).await
    }

    pub async fn of(world: World) -> Self {
        let root = world.root().await;
        let mut people = Vec::new();
        for name in ["ann", "bob", "cid"] {
            world.user(&root, name).await;
            people.push(world.sign_in(name).await);
        }
        let database = world.database(&root, "Company").await;
        let full: Vec<Permission> =
            Permission::DATABASE.into_iter().filter(|it| *it != Permission::GrantAdminRights).collect();
        world.assign(&root, database, Principal::User(people[0].user), &full).await;
        let folder = world.folder(&root, database, None, "Servers").await;
        let entry = world.entry(&root, database, Some(folder), "Mail", "hunter2").await;
        let mut people = people.into_iter();
        let mut next = || people.next().unwrap();
        let (ann, bob, cid) = (next(), next(), next());
        Self { world, root, ann, bob, cid, database, folder, entry }
    }

    /// The same, with new sessions.
    pub async fn signed_in_anew(self) -> Self {
        let (root, ann) = (self.world.root().await, self.world.sign_in("ann").await);
        let (bob, cid) = (self.world.sign_in("bob").await, self.world.sign_in("cid").await);
        Self { root, ann, bob, cid, ..self }
    }

    pub fn new_grant(&self, to: UserId) -> NewGrant {
        NewGrant {
            object: self.entry,
            grantee: to.uuid(),
            permissions: PermissionSet::of(READ),
            period: Period::ALWAYS,
            note: None,
            seal: None,
        }
    }

    /// Sealed, with these approvers.
    pub fn sealed_grant(&self, to: UserId, approvers: &[UserId], quorum: u32) -> NewGrant {
        let approvers = approvers.iter().map(|user| user.uuid()).collect();
        NewGrant {
            seal: Some(NewSeal { approvers, quorum: Some(quorum), open_for: None }),
            ..self.new_grant(to)
        }
    }

    pub async fn give(&self, by: &Caller, new: &NewGrant) -> Result<GrantView, ServiceError> {
        self.world.service.create_grant(&self.world.again(by), self.database, new).await
    }

    pub async fn act(
        &self,
        by: &Caller,
        grant: GrantId,
        event: SealEvent,
    ) -> Result<SealState, ServiceError> {
        let reason = event.needs_reason().then(|| "the mail server is down".to_owned());
        let act = Act { event, person: None, request: None, reason };
        let done = self.world.service.act_on_seal(&self.world.again(by), self.database, grant, &act).await?;
        Ok(done.seal.unwrap().state)
    }

    pub async fn password(&self, by: &Caller) -> Result<String, ServiceError> {
        self.world.password(by, self.database, self.entry).await
    }

    pub fn titles(&self, by: &Caller) -> Result<Vec<String>, ServiceError> {
        self.world.titles(by, self.database)
    }

    /// The state of the seal on the entry as the person sees it in the entry itself.
    pub fn seal_seen(&self, by: &Caller) -> Option<SealState> {
        let object = self.world.service.object(&self.world.again(by), self.database, self.entry).ok()?;
        object.seal.map(|(_, state)| state)
    }
}
