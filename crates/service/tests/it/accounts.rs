//! Accounts, groups, and who may do what to them.

use strongroom_domain::{
    account::{Principal, Role},
    administration::AdministrationRefusal,
    rights::Permission,
};
use strongroom_service::{
    ServiceError,
    accounts::users::{NewUser, UserChange},
};

use crate::world::World;

// attack: A18
#[tokio::test]
async fn the_last_super_administrator_stays() {
    let world = World::new().await;
    let root = world.root().await;
    let second = world.user_with(&root, "second", &[Role::SuperAdministrator]).await;
    let second_caller = world.sign_in("second").await;
    let off = UserChange { enabled: Some(false), ..UserChange::default() };
    world.service.change_user(&second_caller, root.user, None, off.clone()).await.unwrap();
    let own = world.service.change_user(&world.again(&second_caller), second, None, off).await;
    assert!(matches!(own, Err(ServiceError::Administration(_))));
    let gone = world.service.delete_user(&world.again(&second_caller), second, None).await;
    assert!(matches!(gone, Err(ServiceError::Administration(_))));
}

// attack: A13, A15
#[tokio::test]
async fn names_are_taken_in_every_spelling_and_a_new_bearer_inherits_nothing() {
    let world = World::new().await;
    let root = world.root().await;
    let database = world.database(&root, "Company").await;
    let ann = world.user(&root, "Ann").await;
    for taken in ["ann", "ANN", " ann ", "Ａｎｎ"] {
        let again = world.service.create_user(&world.again(&root), NewUser::named(taken)).await;
        assert!(matches!(again, Err(ServiceError::NameTaken)), "{taken}: {again:?}");
    }
    world
        .assign(&root, database, Principal::User(ann), &[Permission::AccessDatabase, Permission::ReadEntries])
        .await;
    let group = world.group(&root, "Team", &[ann]).await;
    world.service.delete_user(&world.again(&root), ann, None).await.unwrap();
    let other = world.user(&root, "ann").await;
    assert_ne!(other, ann);
    let caller = world.sign_in("ann").await;
    assert!(world.service.databases(&caller, None).unwrap().is_empty());
    assert!(world.service.group(&world.again(&root), group).unwrap().members.is_empty());
    let world = world.restart().await;
    let caller = world.sign_in("ann").await;
    assert!(world.service.databases(&caller, None).unwrap().is_empty(), "nor after a restart");
}

// attack: A17
#[tokio::test]
async fn lesser_administrators_reach_nobody_above_them() {
    let world = World::new().await;
    let root = world.root().await;
    world.user_with(&root, "admin", &[Role::Administrator]).await;
    let other = world.user_with(&root, "other", &[Role::Administrator]).await;
    let admin = world.sign_in("admin").await;
    let reset =
        UserChange { password: Some("another long password".to_owned().into()), ..UserChange::default() };
    for target in [root.user, other] {
        let refused = world.service.change_user(&world.again(&admin), target, None, reset.clone()).await;
        assert!(
            matches!(refused, Err(ServiceError::Administration(AdministrationRefusal::Rank))),
            "{refused:?}"
        );
    }
    let raise = UserChange { roles: Some([Role::SuperAdministrator].into()), ..UserChange::default() };
    let refused = world.service.change_user(&world.again(&admin), admin.user, None, raise).await;
    assert!(matches!(refused, Err(ServiceError::Administration(_))));
    let new = NewUser { roles: [Role::Auditor].into(), ..NewUser::named("friend") };
    assert!(matches!(
        world.service.create_user(&world.again(&admin), new).await,
        Err(ServiceError::Administration(_))
    ));
}

// attack: A17
#[tokio::test]
async fn nobody_hands_out_what_they_lack() {
    let world = World::new().await;
    let root = world.root().await;
    let database = world.database(&root, "Company").await;
    let folder = world.folder(&root, database, None, "Folder").await;
    let (dan, eve) = (world.user(&root, "dan").await, world.user(&root, "eve").await);
    let some = [Permission::AccessDatabase, Permission::GrantAdminRights];
    world.assign(&root, database, Principal::User(dan), &some).await;
    let caller = world.sign_in("dan").await;
    let marks = |allow: &[Permission]| {
        strongroom_domain::rights::Marks::allowing(strongroom_domain::rights::PermissionSet::of(allow))
    };
    let assignment = |allow: &[Permission]| strongroom_domain::database::Assignment {
        principal: Principal::User(eve),
        period: strongroom_domain::time::Period::ALWAYS,
        marks: marks(allow),
    };
    let read = assignment(&[Permission::AccessDatabase, Permission::ReadEntries]);
    let refused = world.service.set_assignment(&caller, database, read).await;
    assert!(matches!(refused, Err(ServiceError::HandsOut(Permission::ReadEntries))), "{refused:?}");
    let rule = strongroom_domain::database::ObjectRule {
        object: folder,
        principal: Principal::User(dan),
        marks: marks(&[Permission::ReadEntries]),
    };
    assert!(matches!(world.service.set_rule(&caller, database, rule).await, Err(ServiceError::HandsOut(_))));
    world.service.set_inheritance(&caller, database, folder, false).await.unwrap();
    let on = world.service.set_inheritance(&world.again(&caller), database, folder, true).await;
    assert!(matches!(on, Err(ServiceError::HandsOut(_))), "{on:?}");
}
