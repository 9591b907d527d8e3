//! What the clock ends is told once, to those whom it concerns, and decides nothing.

use strongroom_domain::{account::Principal, notice::NoticeKind::*, seal::SealEvent, time::Period};
use strongroom_service::objects::ObjectChange;

use super::*;

const HOUR: i64 = 3_600;

impl Company {
    /// Lets time pass and tells what ended; signs everybody in again.
    async fn later(&mut self, seconds: i64) -> [Vec<strongroom_domain::notice::NoticeKind>; 4] {
        self.world.clock.advance(seconds);
        self.world.service.tell_ends().await.unwrap();
        self.world.service.tell_ends().await.unwrap();
        self.root = self.world.root().await;
        self.ann = self.world.sign_in("ann").await;
        self.bob = self.world.sign_in("bob").await;
        self.cid = self.world.sign_in("cid").await;
        self.told().await
    }
}

// attack: P6
#[tokio::test]
async fn the_end_of_a_grant_is_told_once_to_its_grantee() {
    let mut it = company().await;
    let mut new = it.new_grant(it.bob.user);
    new.period = Period { from: None, to: Some(it.world.service.now().plus_seconds(HOUR)) };
    it.give(&it.ann, &new).await.unwrap();
    it.told().await;
    assert_eq!(it.later(HOUR / 2).await, [vec![], vec![], vec![], vec![]]);
    assert_eq!(it.later(HOUR).await, [vec![], vec![], vec![GrantEnded], vec![]]);
    assert_eq!(it.later(HOUR).await, [vec![], vec![], vec![], vec![]]);
    it.world = it.world.restart().await;
    assert_eq!(it.later(1).await, [vec![], vec![], vec![], vec![]], "nor after a restart");
}

// attack: P6
#[tokio::test]
async fn the_end_of_an_open_period_is_told_to_the_person() {
    let mut it = company().await;
    let mut new = it.sealed_grant(it.bob.user, &[it.root.user], 1);
    new.seal.as_mut().unwrap().open_for = Some(Some(HOUR));
    let grant = it.give(&it.ann, &new).await.unwrap().id;
    for (by, event) in
        [(&it.bob, SealEvent::Request), (&it.root, SealEvent::Approve), (&it.bob, SealEvent::Break)]
    {
        it.act(by, grant, event).await.unwrap();
    }
    it.told().await;
    assert_eq!(it.later(HOUR - 60).await, [vec![], vec![], vec![], vec![]]);
    assert_eq!(it.later(120).await, [vec![], vec![], vec![SealPeriodOver], vec![]]);
    assert_eq!(it.later(HOUR).await, [vec![], vec![], vec![], vec![]]);
}

#[tokio::test]
async fn ends_while_the_server_was_away_are_told_when_it_is_back() {
    let mut it = company().await;
    let mut new = it.new_grant(it.bob.user);
    new.period = Period { from: None, to: Some(it.world.service.now().plus_seconds(HOUR)) };
    it.give(&it.ann, &new).await.unwrap();
    it.told().await;
    it.world.clock.advance(10 * HOUR);
    it.world = it.world.restart().await;
    assert_eq!(it.later(1).await, [vec![], vec![], vec![GrantEnded], vec![]]);
}

// attack: P6
#[tokio::test]
async fn a_clock_that_goes_back_tells_nothing_twice() {
    let mut it = company().await;
    let mut new = it.new_grant(it.bob.user);
    new.period = Period { from: None, to: Some(it.world.service.now().plus_seconds(HOUR)) };
    it.give(&it.ann, &new).await.unwrap();
    it.told().await;
    assert_eq!(it.later(2 * HOUR).await[2], [GrantEnded]);
    it.world.clock.advance(-(3 * HOUR / 2));
    it.world.service.tell_ends().await.unwrap();
    assert_eq!(it.later(HOUR).await[2], [], "the end was passed a second time");
}

/// The author is gone: those who administer the database are told once that the grant waits for them.
#[tokio::test]
async fn a_grant_that_gives_nothing_any_more_is_told_to_those_who_administer() {
    let mut it = company().await;
    it.give(&it.ann, &it.new_grant(it.bob.user)).await.unwrap();
    it.told().await;
    assert_eq!(it.later(60).await, [vec![], vec![], vec![], vec![]]);
    let full: &[strongroom_domain::rights::Permission] =
        &[strongroom_domain::rights::Permission::AccessDatabase];
    it.world.assign(&it.root, it.database, Principal::User(it.ann.user), full).await;
    assert_eq!(it.later(60).await, [vec![GrantSuspended], vec![], vec![], vec![]]);
    assert_eq!(it.later(2 * HOUR).await, [vec![], vec![], vec![], vec![]], "once");
    it.world = it.world.restart().await;
    assert_eq!(it.later(2 * HOUR).await, [vec![], vec![], vec![], vec![]], "also after a restart");
}

#[tokio::test]
async fn who_changed_an_entry_last_is_reminded_a_week_before_its_end_while_they_see_it() {
    let mut it = company().await;
    let end = it.world.service.now().plus_seconds(30 * 24 * HOUR);
    let mails = it.world.entry(&it.root, it.database, None, "Certificate", "x").await;
    for (by, entry) in [(&it.ann, it.entry), (&it.root, mails)] {
        let change = ObjectChange { valid_to: Some(Some(end)), ..ObjectChange::default() };
        let by = it.world.again(by);
        it.world.service.change_object(&by, it.database, entry, None, &change).await.unwrap();
    }
    it.told().await;
    assert_eq!(it.later(20 * 24 * HOUR).await, [vec![], vec![], vec![], vec![]]);
    let access: &[strongroom_domain::rights::Permission] =
        &[strongroom_domain::rights::Permission::AccessDatabase];
    it.world.assign(&it.root, it.database, Principal::User(it.ann.user), access).await;
    assert_eq!(it.later(4 * 24 * HOUR).await, [vec![EntryExpires], vec![], vec![], vec![]]);
    let told = inbox(&it.world, &it.root).remove(0);
    assert_eq!(told.text, "“Certificate” ends within a week (Company)");
    assert_eq!(it.later(2 * 24 * HOUR).await, [vec![], vec![], vec![], vec![]], "once");
}
