//! The seal's table walked through the service: every state, every event, everybody who can be somebody to a seal.

use strongroom_domain::account::Role;
use strongroom_service::accounts::users::UserChange;

use super::*;

/// Somebody who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Grantee,
    /// Approves, and administers the server.
    OfServer,
    /// Approves, and administers this database and nothing else.
    OfDatabase,
    /// Administers the server, and approves nothing.
    Keeper,
    /// Gave the grant, and administers nothing.
    Author,
    /// Was an approver until the account was disabled.
    Disabled,
    Stranger,
}

const ALL: [Who; 7] =
    [Who::Grantee, Who::OfServer, Who::OfDatabase, Who::Keeper, Who::Author, Who::Disabled, Who::Stranger];

const STATES: [SealState; 5] =
    [SealState::Sealed, SealState::Waiting, SealState::Approved, SealState::Broken, SealState::Unsealed];

/// What becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    To(SealState),
    /// `409 seal_state`.
    State,
    /// `403`.
    NotYours,
    /// Nothing is told.
    Hidden,
    SignedOut,
}

/// The specification's table, and what stands around it.
fn expected(who: Who, state: SealState, event: SealEvent, quorum: u32) -> Outcome {
    use SealEvent::{Approve, Break, Reject, Request, Reseal, Unseal, Withdraw};
    use SealState::{Approved, Broken, Sealed, Unsealed, Waiting};
    let may = match who {
        Who::Stranger => return Outcome::Hidden,
        Who::Disabled => return Outcome::SignedOut,
        Who::Grantee => matches!(event, Request | Withdraw | Break),
        Who::OfServer | Who::OfDatabase => event.is_of_deciders(),
        Who::Keeper => event == Reseal || (event == Unseal && quorum == 1),
        Who::Author => false,
    };
    if !may {
        return Outcome::NotYours;
    }
    let one_is_enough = quorum == 1;
    let to = match (state, event) {
        (Sealed, Request) => Waiting,
        (Waiting, Approve) => {
            if one_is_enough {
                Approved
            } else {
                Waiting
            }
        }
        (Waiting, Reject | Withdraw) => Sealed,
        (Approved, Break) => Broken,
        (Approved | Broken | Unsealed | Waiting, Reseal) => Sealed,
        (Sealed | Waiting | Approved | Broken, Unseal) => {
            if one_is_enough {
                Unsealed
            } else {
                state
            }
        }
        _ => return Outcome::State,
    };
    Outcome::To(to)
}

struct Walk {
    it: Company,
    keeper: Caller,
    disabled: Caller,
    stranger: Caller,
}

impl Walk {
    async fn new() -> Self {
        let it = Company::new().await;
        let (world, root) = (&it.world, &it.root);
        let may = [Permission::AccessDatabase, Permission::GrantAdminRights];
        world.assign(root, it.database, Principal::User(it.cid.user), &may).await;
        world.user_with(root, "dan", &[Role::Administrator]).await;
        world.user_with(root, "eve", &[Role::Administrator]).await;
        world.user(root, "fay").await;
        let keeper = world.sign_in("dan").await;
        let (disabled, stranger) = (world.sign_in("eve").await, world.sign_in("fay").await);
        Self { keeper, disabled, stranger, it }
    }

    fn caller(&self, who: Who) -> &Caller {
        match who {
            Who::Grantee => &self.it.bob,
            Who::OfServer => &self.it.root,
            Who::OfDatabase => &self.it.cid,
            Who::Keeper => &self.keeper,
            Who::Author => &self.it.ann,
            Who::Disabled => &self.disabled,
            Who::Stranger => &self.stranger,
        }
    }

    async fn enable(&self, enabled: bool) {
        let change = UserChange { enabled: Some(enabled), ..UserChange::default() };
        let root = self.it.world.again(&self.it.root);
        self.it.world.service.change_user(&root, self.disabled.user, None, change).await.unwrap();
    }

    /// A grant to Bob whose seal is in that state.
    async fn grant(&self, state: SealState, quorum: u32) -> GrantId {
        let it = &self.it;
        let approvers = [it.root.user, it.cid.user, self.disabled.user];
        let mut new = it.sealed_grant(it.bob.user, &approvers, quorum);
        new.seal.as_mut().unwrap().open_for = Some(Some(60));
        let grant = it.give(&it.ann, &new).await.unwrap().id;
        let act = async |by: &Caller, event| it.act(by, grant, event).await.unwrap();
        let both = async |event| {
            for by in [&it.root, &it.cid].into_iter().take(quorum as usize) {
                it.act(by, grant, event).await.unwrap();
            }
        };
        if matches!(state, SealState::Waiting | SealState::Approved | SealState::Broken) {
            act(&it.bob, SealEvent::Request).await;
        }
        match state {
            SealState::Sealed | SealState::Waiting => {}
            SealState::Approved => both(SealEvent::Approve).await,
            SealState::Broken => {
                both(SealEvent::Approve).await;
                act(&it.bob, SealEvent::Break).await;
            }
            SealState::Unsealed => both(SealEvent::Unseal).await,
        }
        assert_eq!(self.state(grant), state);
        grant
    }

    fn state(&self, grant: GrantId) -> SealState {
        let it = &self.it;
        let view = it.world.service.grant(&it.world.again(&it.bob), it.database, grant).unwrap();
        view.seal.unwrap().state
    }

    async fn attempt(&self, who: Who, grant: GrantId, event: SealEvent) -> Outcome {
        let it = &self.it;
        let reason = event.needs_reason().then(|| "because".to_owned());
        let person = event.is_of_deciders().then_some(it.bob.user);
        let act = Act { event, person, request: None, reason };
        let by = it.world.again(self.caller(who));
        // As every request: the session is looked at first.
        if it.world.service.again(&by).is_err() {
            return Outcome::SignedOut;
        }
        match it.world.service.act_on_seal(&by, it.database, grant, &act).await {
            Ok(_) => Outcome::To(self.state(grant)),
            Err(ServiceError::SealState(_)) => Outcome::State,
            Err(ServiceError::NotYours(_)) => Outcome::NotYours,
            Err(ServiceError::NotFound) => Outcome::Hidden,
            Err(error) => panic!("{who:?} {event:?}: {error:?}"),
        }
    }

    async fn end(&self, grant: GrantId) {
        let ann = self.it.world.again(&self.it.ann);
        self.it.world.service.revoke_grant(&ann, self.it.database, grant, None).await.unwrap();
    }
}

// attack: P1, P3, A17
#[tokio::test]
async fn everybody_does_what_the_table_says_and_nothing_else() {
    let walk = Walk::new().await;
    let mut done = [0, 0];
    for quorum in [1, 2] {
        for state in STATES {
            for event in SealEvent::ALL {
                // Who may do nothing may do nothing with any quorum.
                for who in ALL.into_iter().take(if quorum == 1 { 7 } else { 4 }) {
                    let grant = walk.grant(state, quorum).await;
                    if who == Who::Disabled {
                        walk.enable(false).await;
                    }
                    let outcome = walk.attempt(who, grant, event).await;
                    let wanted = expected(who, state, event, quorum);
                    assert_eq!(outcome, wanted, "quorum {quorum}, {state:?}, {event:?}, {who:?}");
                    if !matches!(wanted, Outcome::To(_)) {
                        assert_eq!(walk.state(grant), state, "refused, and nothing changed");
                    }
                    done[quorum as usize - 1] += usize::from(matches!(wanted, Outcome::To(_)));
                    if who == Who::Disabled {
                        walk.enable(true).await;
                    }
                    walk.end(grant).await;
                    // So that nobody is one who asks too often.
                    walk.it.world.clock.advance(1);
                }
            }
        }
    }
    assert_eq!(done, [31, 27], "cells of the table that are not refusals");
}

/// What the clock ended is `sealed` for every event, at that very instant.
// attack: P1, P6
#[tokio::test]
async fn after_the_clock_ended_a_state_the_table_is_that_of_sealed() {
    let times = [(SealState::Waiting, 7 * 86_400), (SealState::Approved, 86_400), (SealState::Broken, 60)];
    for (state, seconds) in times {
        for event in SealEvent::ALL {
            let walk = Walk::new().await;
            let grant = walk.grant(state, 1).await;
            walk.it.world.clock.advance(seconds - 1);
            let Walk { it, .. } = walk;
            let it = it.signed_in_anew().await;
            let (keeper, stranger) = (it.world.sign_in("dan").await, it.world.sign_in("fay").await);
            let walk = Walk { keeper, disabled: stranger.clone(), stranger, it };
            assert_eq!(walk.state(grant), state);
            walk.it.world.clock.advance(1);
            assert_eq!(walk.state(grant), SealState::Sealed);
            for who in [Who::Author, Who::Grantee] {
                let outcome = walk.attempt(who, grant, event).await;
                assert_eq!(
                    outcome,
                    expected(who, SealState::Sealed, event, 1),
                    "{state:?} {event:?} {who:?}"
                );
                let is_request = (who, event) == (Who::Grantee, SealEvent::Request);
                let now = if is_request { SealState::Waiting } else { SealState::Sealed };
                assert_eq!(walk.state(grant), now);
            }
        }
    }
}

/// An approver who is in the group that receives asks like everybody else, and others decide.
// attack: P3, A17
#[tokio::test]
async fn nobody_decides_on_access_of_their_own_that_comes_by_a_group() {
    let walk = Walk::new().await;
    let it = &walk.it;
    let ops = it.world.group(&it.root, "Operations", &[it.cid.user, it.bob.user]).await;
    let deciders = it.world.group(&it.root, "Deciders", &[it.cid.user, walk.disabled.user]).await;
    let mut new = NewGrant { grantee: ops.uuid(), ..it.sealed_grant(it.bob.user, &[it.root.user], 1) };
    // As an approver by a group as well.
    new.seal.as_mut().unwrap().approvers = vec![deciders.uuid()];
    let grant = it.give(&it.ann, &new).await.unwrap().id;
    it.act(&it.cid, grant, SealEvent::Request).await.unwrap();
    for event in [SealEvent::Approve, SealEvent::Unseal] {
        let act = Act { event, person: Some(it.cid.user), request: None, reason: None };
        let cid = it.world.again(&it.cid);
        let own = it.world.service.act_on_seal(&cid, it.database, grant, &act).await;
        assert!(matches!(own, Err(ServiceError::OwnAccess)), "{event:?}: {own:?}");
    }
    assert!(it.password(&it.cid).await.is_err());
    let act = Act { event: SealEvent::Approve, person: Some(it.cid.user), request: None, reason: None };
    let other = it.world.again(&walk.disabled);
    it.world.service.act_on_seal(&other, it.database, grant, &act).await.unwrap();
    it.act(&it.cid, grant, SealEvent::Break).await.unwrap();
    assert!(it.password(&it.cid).await.is_ok());
}

/// A lock is for who may change the thing now: behind a seal nobody takes one, sees one, or keeps one.
// attack: P7
#[tokio::test]
async fn a_lock_on_what_is_sealed_is_taken_by_nobody_behind_the_seal() {
    let walk = Walk::new().await;
    let it = &walk.it;
    let modify = [Permission::AccessEntries, Permission::ReadEntries, Permission::ModifyEntries];
    let sealed = it.sealed_grant(it.bob.user, &[it.root.user], 1);
    let new = NewGrant { permissions: PermissionSet::of(&modify), ..sealed };
    let grant = it.give(&it.ann, &new).await.unwrap().id;
    let service = &it.world.service;
    let take = async |by: &Caller| service.take_lock(&it.world.again(by), it.database, it.entry).await;
    // Whether somebody edits it is behind the seal too: the answer is the same.
    for held in [false, true] {
        if held {
            take(&it.ann).await.unwrap();
        }
        let refused = take(&it.bob).await;
        assert!(matches!(refused, Err(ServiceError::Forbidden { .. })), "{refused:?}");
        let seen = service.object(&it.world.again(&it.bob), it.database, it.entry).unwrap();
        assert!(seen.details.is_none(), "no lock is shown");
    }
    service.release_lock(&it.world.again(&it.ann), it.database, it.entry, None, false).await.unwrap();
    it.act(&it.bob, grant, SealEvent::Request).await.unwrap();
    it.act(&it.root, grant, SealEvent::Approve).await.unwrap();
    assert!(matches!(take(&it.bob).await, Err(ServiceError::Forbidden { .. })), "approved is not open");
    it.act(&it.bob, grant, SealEvent::Break).await.unwrap();
    let token = take(&it.bob).await.unwrap().token;
    it.act(&it.root, grant, SealEvent::Reseal).await.unwrap();
    let bob = it.world.again(&it.bob);
    let renewed = service.renew_lock(&bob, it.database, it.entry, Some(token.expose())).await;
    assert!(matches!(renewed, Err(ServiceError::Forbidden { .. })), "sealed again: {renewed:?}");
    it.world.clock.advance(91);
    take(&it.ann).await.unwrap();
}
