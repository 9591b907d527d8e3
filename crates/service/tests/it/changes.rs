//! The feed of changes: what each person is told, and above all what they are not.

use strongroom_domain::{
    account::Principal,
    database::{Assignment, ObjectRule},
    id::ObjectId,
    rights::{Marks, Permission, PermissionSet},
    seal::SealEvent,
    time::Period,
};
use strongroom_service::{
    Caller,
    accounts::users::UserChange,
    changes::{Changes, Cursor, Follower, Told},
    grants::GrantChange,
    objects::{FieldChange, ListQuery, Moved, ObjectChange},
};
use zeroize::Zeroizing;

use crate::{grants::Company, world::World};

/// A company in which Bob reads one of two folders.
struct Stage {
    it: Company,
    /// Bob's folder, and an entry in it.
    open: (ObjectId, ObjectId),
    /// Another folder, and an entry in it.
    closed: (ObjectId, ObjectId),
}

async fn stage() -> Stage {
    let it = Company::new().await;
    let (world, root) = (&it.world, &it.root);
    world.assign(root, it.database, Principal::User(it.bob.user), &[Permission::AccessDatabase]).await;
    let other = world.folder(root, it.database, None, "Board").await;
    let secret = world.entry(root, it.database, Some(other), "Merger", "secret").await;
    let read = [Permission::AccessEntries, Permission::ReadEntries];
    world.allow(root, it.database, it.folder, it.bob.user, &read).await;
    let open = (it.folder, it.entry);
    Stage { open, closed: (other, secret), it }
}

impl Stage {
    fn world(&self) -> &World {
        &self.it.world
    }

    fn since(&self, by: &Caller, cursor: Cursor) -> (Changes, Cursor) {
        self.world().service.changes(&self.world().again(by), self.it.database, Some(cursor)).unwrap()
    }

    fn cursor(&self, by: &Caller) -> Cursor {
        self.world().service.cursor(&self.world().again(by), self.it.database).unwrap()
    }

    /// What a listing shows, in its order.
    fn shown(&self, by: &Caller) -> Vec<ObjectId> {
        let query = ListQuery { recursive: true, ..ListQuery::default() };
        let mut shown = Vec::new();
        let by = self.world().again(by);
        let each = |listed: strongroom_service::objects::Listed<'_>| {
            shown.push(listed.node.id);
            Ok(())
        };
        self.world().service.list(&by, self.it.database, &query, each).unwrap();
        shown
    }

    async fn change(&self, entry: ObjectId) {
        let value = Some(Some(Zeroizing::new("changed".to_owned())));
        let field = FieldChange { name: "password".into(), kind: None, secret: None, custom: None, value };
        let change = ObjectChange { fields: vec![field], ..ObjectChange::default() };
        let root = self.world().again(&self.it.root);
        self.world().service.change_object(&root, self.it.database, entry, None, &change).await.unwrap();
    }
}

// attack: A4
#[tokio::test]
async fn a_change_is_told_to_those_who_see_the_object_and_to_nobody_else() {
    let stage = stage().await;
    let (bob, root) = (stage.cursor(&stage.it.bob), stage.cursor(&stage.it.root));
    stage.change(stage.closed.1).await;
    let (told, same) = stage.since(&stage.it.bob, bob);
    assert_eq!(told, Changes::default(), "out of sight");
    let (told, _) = stage.since(&stage.it.root, root);
    assert_eq!(told.changed, [stage.closed.1]);
    stage.change(stage.open.1).await;
    let (told, next) = stage.since(&stage.it.bob, same);
    assert_eq!((told.changed, told.gone, told.reset), (vec![stage.open.1], vec![], false));
    assert_eq!(stage.since(&stage.it.bob, next).0, Changes::default(), "told once");
}

// attack: A4
#[tokio::test]
async fn what_one_stops_seeing_arrives_as_gone_and_what_was_never_seen_does_not() {
    let stage = stage().await;
    let cursor = stage.cursor(&stage.it.bob);
    let deny = Marks::new(PermissionSet::EMPTY, PermissionSet::of(&[Permission::AccessEntries])).unwrap();
    let root = stage.world().again(&stage.it.root);
    for object in [stage.open.0, stage.closed.0] {
        let rule = ObjectRule { object, principal: Principal::User(stage.it.bob.user), marks: deny };
        stage.world().service.set_rule(&root, stage.it.database, rule).await.unwrap();
    }
    let (told, next) = stage.since(&stage.it.bob, cursor);
    let mut gone = vec![stage.open.0, stage.open.1];
    gone.sort();
    assert_eq!((told.changed, told.gone), (vec![], gone));
    let rule = ObjectRule {
        object: stage.open.0,
        principal: Principal::User(stage.it.bob.user),
        marks: Marks::allowing(PermissionSet::of(&[Permission::AccessEntries])),
    };
    stage
        .world()
        .service
        .set_rule(&stage.world().again(&stage.it.root), stage.it.database, rule)
        .await
        .unwrap();
    let (told, _) = stage.since(&stage.it.bob, next);
    assert_eq!((told.changed, told.gone), (vec![stage.open.0, stage.open.1], vec![]), "parents first");
}

#[tokio::test]
async fn objects_that_come_move_and_go_are_told_as_they_are_seen() {
    let stage = stage().await;
    let (it, service) = (&stage.it, &stage.world().service);
    let cursor = stage.cursor(&it.bob);
    let made = stage.world().entry(&it.root, it.database, Some(stage.open.0), "New", "x").await;
    let hidden = stage.world().entry(&it.root, it.database, Some(stage.closed.0), "Hidden", "x").await;
    let (told, cursor) = stage.since(&it.bob, cursor);
    assert_eq!((told.changed, told.gone), (vec![made], vec![]));
    let out = Moved { parent: Some(stage.closed.0), before: None };
    service.move_object(&stage.world().again(&it.root), it.database, made, None, out).await.unwrap();
    let (told, cursor) = stage.since(&it.bob, cursor);
    assert_eq!((told.changed, told.gone), (vec![], vec![made]), "moved out of sight");
    let into = Moved { parent: Some(stage.open.0), before: None };
    service.move_object(&stage.world().again(&it.root), it.database, hidden, None, into).await.unwrap();
    let (told, cursor) = stage.since(&it.bob, cursor);
    assert_eq!((told.changed, told.gone), (vec![hidden], vec![]), "moved into sight");
    service.delete_object(&stage.world().again(&it.root), it.database, hidden, None).await.unwrap();
    let (told, _) = stage.since(&it.bob, cursor);
    assert_eq!((told.changed, told.gone), (vec![], vec![hidden]), "in the bin");
}

// attack: P6
#[tokio::test]
async fn a_period_that_ends_is_told_though_nobody_wrote_anything() {
    let stage = stage().await;
    let it = &stage.it;
    let to = stage.world().service.now().plus_seconds(600);
    let marks = Marks::allowing(PermissionSet::of(&[Permission::AccessDatabase]));
    let period = Period { from: None, to: Some(to) };
    let assignment = Assignment { principal: Principal::User(it.cid.user), period, marks };
    let root = stage.world().again(&it.root);
    stage.world().service.set_assignment(&root, it.database, assignment).await.unwrap();
    let read = [Permission::AccessEntries, Permission::ReadEntries];
    stage.world().allow(&it.root, it.database, it.folder, it.cid.user, &read).await;
    let mut follower = stage.world().service.follow(stage.world().again(&it.cid)).unwrap();
    assert_eq!(stage.world().service.look(&mut follower).unwrap(), []);
    stage.world().clock.advance(600);
    assert_eq!(stage.world().service.look(&mut follower).unwrap(), [Told::DatabaseGone(it.database)]);
}

// attack: S1
#[tokio::test]
async fn a_follower_hears_of_rights_of_approvals_and_of_the_end_of_the_session() {
    let stage = stage().await;
    let it = &stage.it;
    let service = &stage.world().service;
    let mut bob = service.follow(stage.world().again(&it.bob)).unwrap();
    let mut root = service.follow(stage.world().again(&it.root)).unwrap();
    stage
        .world()
        .assign(
            &it.root,
            it.database,
            Principal::User(it.bob.user),
            &[Permission::AccessDatabase, Permission::PrintEntries],
        )
        .await;
    assert!(service.look(&mut bob).unwrap().contains(&Told::Rights(it.database)));
    // Who administers hears of whatever is set; who does not, hears of no rule of others.
    assert!(service.look(&mut root).unwrap().contains(&Told::Rights(it.database)));
    let folder = stage.world().folder(&it.root, it.database, None, "Room").await;
    assert!(!service.look(&mut root).unwrap().contains(&Told::Rights(it.database)), "nothing is set by that");
    stage.world().allow(&it.root, it.database, folder, it.cid.user, &[Permission::ReadEntries]).await;
    assert!(service.look(&mut root).unwrap().contains(&Told::Rights(it.database)));
    assert!(!service.look(&mut bob).unwrap().contains(&Told::Rights(it.database)));
    let grant = it.give(&it.ann, &it.sealed_grant(it.cid.user, &[it.root.user], 1)).await.unwrap().id;
    service.look(&mut root).unwrap();
    it.act(&it.cid, grant, strongroom_domain::seal::SealEvent::Request).await.unwrap();
    assert!(service.look(&mut root).unwrap().contains(&Told::Approvals(1)));
    let end = strongroom_service::accounts::users::UserChange { enabled: Some(false), ..Default::default() };
    service.change_user(&stage.world().again(&it.root), it.bob.user, None, end).await.unwrap();
    assert!(service.look(&mut bob).is_err(), "disabled: nothing more is told");
}

#[tokio::test]
async fn a_cursor_of_somebody_else_and_an_old_one_load_anew() {
    let stage = stage().await;
    let cursor = stage.cursor(&stage.it.root);
    let (told, _) = stage.since(&stage.it.bob, cursor);
    assert!(told.reset && told.gone.is_empty() && told.bin);
    assert_eq!(told.changed, stage.shown(&stage.it.bob), "and nothing that Root sees besides");
    let bob = stage.world().again(&stage.it.bob);
    let (begun, _) = stage.world().service.changes(&bob, stage.it.database, None).unwrap();
    assert!(begun.reset && begun.changed.is_empty(), "a cursor to begin with, and nothing else");
    // What is told and what the cursor stands for are of one instant: nothing is told twice, and nothing is lost.
    let (all, next) = stage.since(&stage.it.root, "07".repeat(16).parse().unwrap());
    assert_eq!(all.changed, stage.shown(&stage.it.root));
    assert!(stage.since(&stage.it.root, next).0.is_empty());
    let it = Company { world: stage.it.world.restart().await, ..stage.it };
    let root = it.world.root().await;
    let told = it.world.service.changes(&root, it.database, Some(cursor)).unwrap().0;
    assert!(told.reset, "the server does not remember what it told before");
    assert!(told.changed.contains(&it.entry), "so it tells everything");
}

// attack: A4
#[tokio::test]
async fn whatever_changes_of_what_waits_is_told_to_those_for_whom_it_waits() {
    let it = Company::new().await;
    let service = &it.world.service;
    let approvers = [it.root.user, it.cid.user];
    it.world
        .assign(
            &it.root,
            it.database,
            Principal::User(it.cid.user),
            &[Permission::AccessDatabase, Permission::GrantAdminRights],
        )
        .await;
    let first = it.give(&it.ann, &it.sealed_grant(it.bob.user, &approvers, 2)).await.unwrap().id;
    let second = it.give(&it.ann, &it.sealed_grant(it.bob.user, &approvers, 2)).await.unwrap().id;
    it.act(&it.bob, first, SealEvent::Request).await.unwrap();
    let mut root = service.follow(it.world.again(&it.root)).unwrap();
    let mut ann = service.follow(it.world.again(&it.ann)).unwrap();
    let told = |follower: &mut Follower| service.look(follower).unwrap().contains(&Told::Approvals(1));
    assert!(!told(&mut root), "it is known");
    // A vote leaves the number as it is.
    it.act(&it.cid, first, SealEvent::Approve).await.unwrap();
    assert!(told(&mut root));
    // One is taken back, another is asked for.
    it.act(&it.bob, first, SealEvent::Withdraw).await.unwrap();
    it.act(&it.bob, second, SealEvent::Request).await.unwrap();
    assert!(told(&mut root));
    let called = UserChange { username: Some("robert".to_owned()), ..UserChange::default() };
    service.change_user(&it.world.again(&it.root), it.bob.user, None, called).await.unwrap();
    assert!(told(&mut root), "who asks is called otherwise");
    let change = ObjectChange { title: Some("Post".to_owned()), ..ObjectChange::default() };
    service.change_object(&it.world.again(&it.root), it.database, it.entry, None, &change).await.unwrap();
    assert!(told(&mut root), "and so is what is asked for");
    assert!(!told(&mut root), "nothing happened");
    assert!(
        !service.look(&mut ann).unwrap().iter().any(|it| matches!(it, Told::Approvals(_))),
        "nothing waits for her"
    );
}

// attack: A4
#[tokio::test]
async fn a_grant_that_somebody_else_changes_is_told_to_those_who_see_it() {
    let it = Company::new().await;
    let service = &it.world.service;
    let grant = it.give(&it.ann, &it.new_grant(it.bob.user)).await.unwrap().id;
    // Who sees the same entry, and nothing of the grant.
    it.world.assign(&it.root, it.database, Principal::User(it.cid.user), &[Permission::AccessDatabase]).await;
    it.world.allow(&it.root, it.database, it.entry, it.cid.user, &[Permission::ReadEntries]).await;
    let mut followers = Vec::new();
    for who in [&it.ann, &it.bob, &it.cid, &it.root] {
        followers.push(service.follow(it.world.again(who)).unwrap());
    }
    let mut told = || -> Vec<bool> {
        let all = followers.iter_mut();
        all.map(|follower| service.look(follower).unwrap().contains(&Told::Rights(it.database))).collect()
    };
    assert_eq!(told(), [false; 4]);
    // Bob's rights are the same, and his access is to end.
    let to = service.now().plus_seconds(86_400);
    let change = GrantChange { to: Some(Some(to)), ..GrantChange::default() };
    service.change_grant(&it.world.again(&it.root), it.database, grant, None, &change).await.unwrap();
    assert_eq!(told(), [true, true, false, true]);
    let change = GrantChange { note: Some(Some("for the audit".to_owned())), ..GrantChange::default() };
    service.change_grant(&it.world.again(&it.ann), it.database, grant, None, &change).await.unwrap();
    assert_eq!(told(), [true, true, false, true]);
    it.give(&it.ann, &it.new_grant(it.cid.user)).await.unwrap();
    assert_eq!(told(), [true, false, true, true], "one to Cid is none of Bob's business");
    service.revoke_grant(&it.world.again(&it.root), it.database, grant, None).await.unwrap();
    assert!(told()[0], "her grant is gone");
    assert_eq!(told(), [false; 4], "told once");
}
