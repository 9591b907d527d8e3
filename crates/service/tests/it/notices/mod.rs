//! What people are told: who is told what, and above all who is not.

mod clock;
mod concerned;
mod durable;
mod inbox;
mod narrow;
mod sending;
mod stage;
mod still;
mod subscribing;
mod warned;

use strongroom_domain::notice::NoticeKind;
use strongroom_service::{Caller, notices::NoticeView};

use crate::{grants::Company, world::World};

/// A company of which nobody was told anything yet.
pub async fn company() -> Company {
    let it = Company::new().await;
    tell(&it.world).await;
    it
}

/// Tells until there is nothing to tell.
pub async fn tell(world: &World) {
    while world.service.tell().await.unwrap() {}
}

/// What is in a person's inbox, the newest first.
pub fn inbox(world: &World, by: &Caller) -> Vec<NoticeView> {
    world.service.notices(&world.again(by), None, 1_000).unwrap().notices
}

pub fn kinds(world: &World, by: &Caller) -> Vec<NoticeKind> {
    inbox(world, by).iter().map(|notice| notice.kind).collect()
}

impl Company {
    /// The kinds that each of Root, Ann, Bob and Cid was told since the last time, the newest first.
    pub async fn told(&self) -> [Vec<NoticeKind>; 4] {
        tell(&self.world).await;
        let people = [&self.root, &self.ann, &self.bob, &self.cid];
        let mut told = people.map(|by| {
            let inbox = inbox(&self.world, by);
            inbox.into_iter().filter(|notice| !notice.read).map(|notice| notice.kind).collect::<Vec<_>>()
        });
        for by in people {
            self.world.service.mark_notices_read(&self.world.again(by), None).await.unwrap();
        }
        told.iter_mut().for_each(|kinds| kinds.sort());
        told
    }
}
