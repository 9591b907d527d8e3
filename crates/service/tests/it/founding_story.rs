//! One database, users with different folders, neither sees the other's.

use std::collections::BTreeMap;

use strongroom_domain::{
    account::Principal,
    audit::Purpose,
    database::ObjectRule,
    rights::{Marks, Permission, PermissionSet, PolicyState},
};
use strongroom_service::{
    ServiceError,
    objects::{Moved, ObjectChange, RevealRequest},
};

use crate::world::World;

const READ: &[Permission] = &[Permission::AccessEntries, Permission::ReadEntries];

// attack: A4
#[tokio::test]
async fn each_sees_their_folder_and_nothing_tells_of_the_other() {
    let world = World::new().await;
    let root = world.root().await;
    let database = world.database(&root, "Company").await;
    let (ann, bob) = (world.user(&root, "ann").await, world.user(&root, "bob").await);
    let (north, south) = (
        world.folder(&root, database, None, "North").await,
        world.folder(&root, database, None, "South").await,
    );
    let in_north = world.entry(&root, database, Some(north), "North mail", "n0rth").await;
    let in_south = world.entry(&root, database, Some(south), "South mail", "s0uth").await;
    for (user, folder) in [(ann, north), (bob, south)] {
        world.assign(&root, database, Principal::User(user), &[Permission::AccessDatabase]).await;
        world.allow(&root, database, folder, user, READ).await;
    }
    let (ann, bob) = (world.sign_in("ann").await, world.sign_in("bob").await);
    assert_eq!(world.titles(&ann, database).unwrap(), ["North", "North mail"]);
    assert_eq!(world.titles(&bob, database).unwrap(), ["South", "South mail"]);
    assert_eq!(world.password(&ann, database, in_north).await.unwrap(), "n0rth");
    assert_eq!(world.password(&bob, database, in_south).await.unwrap(), "s0uth");

    let never = "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap();
    for hidden in [in_south, south, never] {
        let ann = world.again(&ann);
        let show = RevealRequest { purpose: Purpose::Show, fields: None };
        let refusals = [
            world.service.object(&ann, database, hidden).map(|_| ()).unwrap_err(),
            world.service.reveal(&ann, database, hidden, &show).await.map(|_| ()).unwrap_err(),
            world.service.attachments(&ann, database, hidden).map(|_| ()).unwrap_err(),
            world.service.delete_object(&ann, database, hidden, None).await.unwrap_err(),
            world
                .service
                .change_object(&ann, database, hidden, None, &ObjectChange::default())
                .await
                .map(|_| ())
                .unwrap_err(),
            world
                .service
                .move_object(&ann, database, hidden, None, Moved { parent: Some(north), before: None })
                .await
                .map(|_| ())
                .unwrap_err(),
        ];
        for refusal in refusals {
            assert!(matches!(refusal, ServiceError::NotFound), "{hidden}: {refusal:?}");
        }
    }
}

#[tokio::test]
async fn a_disabled_policy_takes_a_right_from_the_super_administrator_at_once() {
    let world = World::new().await;
    let root = world.root().await;
    let database = world.database(&root, "Company").await;
    let entry = world.entry(&root, database, None, "Mail", "secret").await;
    assert_eq!(world.password(&root, database, entry).await.unwrap(), "secret");
    set_policy(&world, Permission::ReadEntries, PolicyState::Disabled).await;
    assert!(matches!(
        world.password(&root, database, entry).await,
        Err(ServiceError::NotFound | ServiceError::Forbidden { .. })
    ));
    // attack: A18
    // The policies themselves stay in reach.
    set_policy(&world, Permission::ReadEntries, PolicyState::NotDefined).await;
    assert_eq!(world.password(&root, database, entry).await.unwrap(), "secret");
}

async fn set_policy(world: &World, permission: Permission, state: PolicyState) {
    let root = world.root().await;
    let (policies, _) = world.service.policies(&root).unwrap();
    let mut states: BTreeMap<_, _> =
        Permission::DATABASE.into_iter().map(|permission| (permission, policies.state(permission))).collect();
    states.insert(permission, state);
    world.service.set_policies(&root, None, &states).await.unwrap();
}

#[tokio::test]
async fn what_was_acknowledged_is_there_after_a_restart() {
    let world = World::new().await;
    let root = world.root().await;
    let database = world.database(&root, "Company").await;
    let folder = world.folder(&root, database, None, "Servers").await;
    let entry = world.entry(&root, database, Some(folder), "Mail", "secret").await;
    let ann = world.user(&root, "ann").await;
    world.assign(&root, database, Principal::User(ann), &[Permission::AccessDatabase]).await;
    world.allow(&root, database, folder, ann, READ).await;
    let change = ObjectChange { title: Some("Mail server".to_owned()), ..ObjectChange::default() };
    world.service.change_object(&world.again(&root), database, entry, Some(1), &change).await.unwrap();
    let world = world.restart().await;
    let ann = world.sign_in("ann").await;
    assert_eq!(world.titles(&ann, database).unwrap(), ["Mail server", "Servers"]);
    assert_eq!(world.password(&ann, database, entry).await.unwrap(), "secret");
    assert!(matches!(
        world.service.change_object(&ann, database, entry, Some(2), &change).await,
        Err(ServiceError::Forbidden { permission: Permission::ModifyEntries, .. })
    ));
}

// attack: A10
#[tokio::test]
async fn a_move_never_gives_the_mover_more() {
    let world = World::new().await;
    let root = world.root().await;
    let database = world.database(&root, "Company").await;
    let (box_, open) =
        (world.folder(&root, database, None, "Box").await, world.folder(&root, database, None, "Open").await);
    let entry = world.entry(&root, database, Some(box_), "Mail", "secret").await;
    let ann = world.user(&root, "ann").await;
    world.assign(&root, database, Principal::User(ann), &[Permission::AccessDatabase]).await;
    let here = &[Permission::AccessEntries, Permission::ReadEntries, Permission::DeleteEntries];
    world.allow(&root, database, box_, ann, here).await;
    world.allow(&root, database, open, ann, &Permission::OBJECT).await;
    let ann = world.sign_in("ann").await;
    let refused = world
        .service
        .move_object(&ann, database, entry, None, Moved { parent: Some(open), before: None })
        .await;
    assert!(matches!(refused, Err(ServiceError::Forbidden { .. })), "{refused:?}");
    let root = world.again(&root);
    world
        .service
        .move_object(&root, database, entry, None, Moved { parent: Some(open), before: None })
        .await
        .unwrap();
    assert_eq!(world.service.object(&root, database, entry).unwrap().parent, Some(open));
}

// attack: A6
#[tokio::test]
async fn containers_do_not_mix() {
    let world = World::new().await;
    let root = world.root().await;
    let (one, other) = (world.database(&root, "One").await, world.database(&root, "Other").await);
    let folder = world.folder(&root, one, None, "Folder").await;
    let below = world.folder(&root, one, Some(folder), "Below").await;
    let foreign = world.folder(&root, other, None, "Foreign").await;
    let entry = world.entry(&root, one, None, "Mail", "secret").await;
    let root = world.again(&root);
    let move_to = |object, parent| {
        let (service, root) = (&world.service, &root);
        async move {
            service.move_object(root, one, object, None, Moved { parent: Some(parent), before: None }).await
        }
    };
    assert!(
        matches!(move_to(entry, foreign).await, Err(ServiceError::NotFound)),
        "a folder of another database"
    );
    assert!(move_to(folder, below).await.is_err(), "into what is below it");
    assert!(move_to(folder, folder).await.is_err(), "into itself");
    assert!(matches!(move_to(folder, entry).await, Err(ServiceError::InvalidTarget(_))), "into an entry");
    let new = crate::world::new_entry(Some(foreign), "Elsewhere", "secret");
    assert!(matches!(world.service.create_object(&root, one, new).await, Err(ServiceError::NotFound)));
    assert!(matches!(world.service.object(&root, other, entry), Err(ServiceError::NotFound)));
    let rule = ObjectRule {
        object: foreign,
        principal: Principal::User(root.user),
        marks: Marks::allowing(PermissionSet::of(READ)),
    };
    assert!(matches!(world.service.set_rule(&root, one, rule).await, Err(ServiceError::NotFound)));
    world.service.delete_object(&root, one, folder, None).await.unwrap();
    assert!(matches!(move_to(entry, folder).await, Err(ServiceError::NotFound)), "into the bin");
    assert!(matches!(move_to(entry, below).await, Err(ServiceError::NotFound)), "below the bin");
}
