//! Nobody hands out what they lack: judged on everything that a change reaches, not at its place alone.

use strongroom_domain::{
    account::{Principal, Role},
    database::{Assignment, ObjectRule},
    id::{DatabaseId, ObjectId, UserId},
    rights::{Marks, Permission as P, PermissionSet},
    time::{Instant, Period},
};
use strongroom_service::{Caller, ServiceError};

use crate::world::World;

const READER: [P; 3] = [P::AccessDatabase, P::ReadEntries, P::GrantAdminRights];

/// A database in which Adam administers and reads all but the entry `board` in the folder `finance`.
struct Office {
    world: World,
    root: Caller,
    adam: Caller,
    database: DatabaseId,
    finance: ObjectId,
    board: ObjectId,
    payroll: ObjectId,
    friend: UserId,
}

impl Office {
    async fn new() -> Self {
        let world = World::new().await;
        let root = world.root().await;
        let database = world.database(&root, "Company").await;
        let finance = world.folder(&root, database, None, "Finance").await;
        let board = world.entry(&root, database, Some(finance), "Board", "the board's").await;
        let payroll = world.entry(&root, database, Some(finance), "Payroll", "payroll's").await;
        let (adam, friend) = (world.user(&root, "adam").await, world.user(&root, "friend").await);
        world.assign(&root, database, Principal::User(adam), &READER).await;
        let deny = Marks::denying(PermissionSet::of(&[P::ReadEntries]));
        let rule = ObjectRule { object: board, principal: Principal::User(adam), marks: deny };
        world.service.set_rule(&root, database, rule).await.unwrap();
        let adam = world.sign_in("adam").await;
        Self { world, root, adam, database, finance, board, payroll, friend }
    }

    async fn set_rule(&self, who: UserId, object: ObjectId, marks: Marks) -> Result<(), ServiceError> {
        let rule = ObjectRule { object, principal: Principal::User(who), marks };
        self.world.service.set_rule(&self.world.again(&self.adam), self.database, rule).await
    }

    async fn remove_rule(&self, who: UserId, object: ObjectId) -> Result<(), ServiceError> {
        let (caller, principal) = (self.world.again(&self.adam), Principal::User(who));
        self.world.service.remove_rule(&caller, self.database, object, principal).await
    }

    async fn assign(&self, who: UserId, period: Period, marks: Marks) -> Result<(), ServiceError> {
        let assignment = Assignment { principal: Principal::User(who), period, marks };
        self.world.service.set_assignment(&self.world.again(&self.adam), self.database, assignment).await
    }

    /// The friend does not read what Adam does not.
    async fn the_board_is_safe(&self) {
        let friend = self.world.sign_in("friend").await;
        let answer = self.world.password(&friend, self.database, self.board).await;
        assert!(matches!(answer, Err(ServiceError::NotFound | ServiceError::Forbidden { .. })), "{answer:?}");
    }

    async fn rule_by_root(&self, who: UserId, object: ObjectId, marks: Marks) {
        let rule = ObjectRule { object, principal: Principal::User(who), marks };
        self.world.service.set_rule(&self.world.again(&self.root), self.database, rule).await.unwrap();
    }
}

fn allowing(allow: &[P]) -> Marks {
    Marks::allowing(PermissionSet::of(allow))
}

fn denying(deny: &[P]) -> Marks {
    Marks::denying(PermissionSet::of(deny))
}

fn refused(answer: &Result<(), ServiceError>, permission: P) {
    assert!(matches!(answer, Err(ServiceError::HandsOut(lacking)) if *lacking == permission), "{answer:?}");
}

// attack: A17
#[tokio::test]
async fn a_folder_is_not_given_with_an_entry_in_it_that_the_giver_lacks() {
    let office = Office::new().await;
    let read = allowing(&[P::ReadEntries]);
    office.assign(office.friend, Period::ALWAYS, allowing(&[P::AccessDatabase])).await.unwrap();
    refused(&office.set_rule(office.friend, office.finance, read).await, P::ReadEntries);
    office.the_board_is_safe().await;
    let reader = allowing(&[P::AccessDatabase, P::ReadEntries]);
    refused(&office.assign(office.friend, Period::ALWAYS, reader).await, P::ReadEntries);
    office.the_board_is_safe().await;
    office.set_rule(office.friend, office.payroll, read).await.unwrap();
    let friend = office.world.sign_in("friend").await;
    assert_eq!(
        office.world.password(&friend, office.database, office.payroll).await.unwrap(),
        "payroll's",
        "what one has may be given"
    );
    office.set_rule(office.friend, office.board, denying(&[P::ReadEntries])).await.unwrap();
    refused(&office.remove_rule(office.friend, office.board).await, P::ReadEntries);
}

// attack: A17
#[tokio::test]
async fn a_folder_may_be_given_without_what_the_giver_lacks() {
    let office = Office::new().await;
    office.assign(office.friend, Period::ALWAYS, allowing(&[P::AccessDatabase])).await.unwrap();
    // Reading allows seeing, which Adam may on the entry, so that the deny of reading is enough.
    office.set_rule(office.friend, office.board, denying(&[P::ReadEntries])).await.unwrap();
    office.set_rule(office.friend, office.finance, allowing(&[P::ReadEntries])).await.unwrap();
    office.the_board_is_safe().await;
    refused(&office.remove_rule(office.friend, office.board).await, P::ReadEntries);
    let removed = office
        .world
        .service
        .remove_assignment(&office.world.again(&office.adam), office.database, Principal::User(office.friend))
        .await;
    refused(&removed, P::ReadEntries);
    office.remove_rule(office.friend, office.finance).await.unwrap();
}

// attack: A17
#[tokio::test]
async fn rules_that_wait_for_an_assignment_are_given_with_it() {
    let office = Office::new().await;
    let friend = office.friend;
    office.rule_by_root(friend, office.finance, allowing(&[P::ReadEntries])).await;
    let only_in = allowing(&[P::AccessDatabase]);
    refused(&office.assign(friend, Period::ALWAYS, only_in).await, P::ReadEntries);
    let later = Period { from: Some(Instant::from_micros(1_900_000_000_000_000)), to: None };
    refused(&office.assign(friend, later, only_in).await, P::ReadEntries);
    let without_the_way_in = office.assign(friend, Period::ALWAYS, Marks::NONE).await;
    refused(&without_the_way_in, P::ReadEntries);
    office.the_board_is_safe().await;
    office.rule_by_root(friend, office.finance, Marks::NONE).await;
    office.assign(friend, Period::ALWAYS, only_in).await.unwrap();
}

// attack: A17
#[tokio::test]
async fn a_closed_door_is_not_opened_to_what_the_giver_lacks() {
    let office = Office::new().await;
    let (friend, root) = (office.friend, office.world.again(&office.root));
    office.rule_by_root(friend, office.finance, allowing(&[P::ReadEntries])).await;
    let (principal, period) = (Principal::User(friend), Period::ALWAYS);
    for closed in [Marks::NONE, denying(&[P::AccessDatabase])] {
        let assignment = Assignment { principal, period, marks: closed };
        office.world.service.set_assignment(&root, office.database, assignment).await.unwrap();
        let opened = office.assign(friend, period, allowing(&[P::AccessDatabase])).await;
        refused(&opened, P::ReadEntries);
        office.the_board_is_safe().await;
    }
    // As long as it is closed by the principal's own assignment, marks give nothing, and are judged when it opens.
    office.set_rule(friend, office.board, allowing(&[P::ReadEntries])).await.unwrap();
    let opened = office.assign(friend, period, allowing(&[P::AccessDatabase])).await;
    refused(&opened, P::ReadEntries);
}

// attack: A17
#[tokio::test]
async fn a_period_is_not_widened_over_what_the_giver_lacks() {
    let office = Office::new().await;
    let (friend, root) = (office.friend, office.world.again(&office.root));
    let reader = allowing(&[P::AccessDatabase, P::ReadEntries]);
    let until = |seconds| Period { from: None, to: Some(root.now.plus_seconds(seconds)) };
    let assignment = Assignment { principal: Principal::User(friend), period: until(3600), marks: reader };
    office.world.service.set_assignment(&root, office.database, assignment).await.unwrap();
    refused(&office.assign(friend, until(7200), reader).await, P::ReadEntries);
    refused(&office.assign(friend, Period::ALWAYS, reader).await, P::ReadEntries);
    office.assign(friend, until(1800), reader).await.unwrap();
    office.world.clock.advance(1900);
    office.the_board_is_safe().await;
}

// attack: A17
#[tokio::test]
async fn inheritance_is_not_turned_on_over_what_the_giver_lacks() {
    let office = Office::new().await;
    let (friend, root) = (office.friend, office.world.again(&office.root));
    let service = &office.world.service;
    // Whoever made the database gains everything when inheritance comes back: without that, marks of the friend alone.
    service.remove_assignment(&root, office.database, Principal::User(root.user)).await.unwrap();
    service.set_inheritance(&root, office.database, office.board, false).await.unwrap();
    office.world.assign(&root, office.database, Principal::User(friend), &[P::AccessDatabase]).await;
    office.rule_by_root(friend, office.finance, allowing(&[P::ReadEntries])).await;
    office.the_board_is_safe().await;
    let adam = office.world.again(&office.adam);
    let answer = service.set_inheritance(&adam, office.database, office.board, true).await;
    refused(&answer, P::ReadEntries);
    service.set_inheritance(&adam, office.database, office.finance, false).await.unwrap();
    office.the_board_is_safe().await;
}

// attack: A17
#[tokio::test]
async fn the_role_gives_no_more_than_the_assignment_has() {
    let world = World::new().await;
    let root = world.root().await;
    let database = world.database(&root, "Company").await;
    let entry = world.entry(&root, database, None, "Payroll", "payroll's").await;
    let friend = world.user(&root, "friend").await;
    let ada = world.user_with(&root, "ada", &[Role::Administrator]).await;
    let caller = world.sign_in("ada").await;
    let assign = |marks| {
        let assignment = Assignment { principal: Principal::User(friend), period: Period::ALWAYS, marks };
        world.service.set_assignment(&caller, database, assignment)
    };
    refused(&assign(allowing(&[P::AccessDatabase])).await, P::AccessDatabase);
    assign(denying(&P::DATABASE)).await.unwrap();
    let own =
        ObjectRule { object: entry, principal: Principal::User(ada), marks: allowing(&[P::ReadEntries]) };
    refused(&world.service.set_rule(&caller, database, own).await, P::ReadEntries);
}

// attack: A17
#[tokio::test]
async fn taking_away_is_always_allowed() {
    let office = Office::new().await;
    let (friend, root) = (office.friend, office.world.again(&office.root));
    let service = &office.world.service;
    let assignment = Assignment {
        principal: Principal::User(friend),
        period: Period::ALWAYS,
        marks: allowing(&P::DATABASE),
    };
    service.set_assignment(&root, office.database, assignment).await.unwrap();
    office.rule_by_root(friend, office.finance, allowing(&P::OBJECT)).await;
    let less = allowing(&[P::AccessDatabase, P::ReadEntries, P::PrintEntries]);
    office.assign(friend, Period::ALWAYS, less).await.unwrap();
    office.set_rule(friend, office.finance, allowing(&[P::ReadEntries, P::DeleteEntries])).await.unwrap();
    office.set_rule(friend, office.board, denying(&P::OBJECT)).await.unwrap();
    office.remove_rule(friend, office.finance).await.unwrap();
    let adam = office.world.again(&office.adam);
    service.set_inheritance(&adam, office.database, office.finance, false).await.unwrap();
    let root_principal = Principal::User(root.user);
    service.remove_assignment(&adam, office.database, root_principal).await.unwrap();
}

// attack: A17
#[tokio::test]
async fn who_administers_for_a_while_gives_nobody_more_time_than_that() {
    let world = World::new().await;
    let root = world.root().await;
    let database = world.database(&root, "Company").await;
    let adam = world.user(&root, "adam").await;
    let until = world.service.now().plus_seconds(86_400);
    let marks = Marks::allowing(PermissionSet::DATABASE);
    let assignment = |principal, to| Assignment { principal, period: Period { from: None, to }, marks };
    let mine = assignment(Principal::User(adam), Some(until));
    world.service.set_assignment(&world.again(&root), database, mine).await.unwrap();
    let caller = world.sign_in("adam").await;
    let friend = Principal::User(world.user(&root, "eve").await);
    for principal in [Principal::User(adam), friend] {
        for to in [None, Some(until.plus_seconds(1))] {
            let longer = assignment(principal, to);
            let refused = world.service.set_assignment(&world.again(&caller), database, longer).await;
            assert!(matches!(refused, Err(ServiceError::HandsOut(_))), "{principal:?} {to:?}: {refused:?}");
        }
    }
    let as_long = assignment(friend, Some(until));
    world.service.set_assignment(&world.again(&caller), database, as_long).await.unwrap();
}
