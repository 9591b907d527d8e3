//! What a hostile review found, each as the attack it would have been.

use strongroom_domain::{
    account::Principal,
    audit::{ClientKind, Purpose},
    database::ObjectRule,
    entry::Importance,
    rights::Marks,
};
use strongroom_service::{
    ServiceError,
    accounts::users::UserChange,
    databases::{DatabaseChange, NewDatabase, Opener},
    objects::{FieldChange, ObjectChange, RevealRequest},
};
use zeroize::Zeroizing;

use crate::world::{PASSWORD, World, login, new_database, new_entry};

fn secret(text: &str) -> Zeroizing<String> {
    Zeroizing::new(text.to_owned())
}

// attack: A4
#[tokio::test]
async fn an_empty_rule_tells_an_outsider_nothing() {
    let world = World::new().await;
    let root = world.root().await;
    let database = world.database(&root, "Company").await;
    let entry = world.entry(&root, database, None, "Mail", "secret").await;
    let eve = world.user(&root, "eve").await;
    let caller = world.sign_in("eve").await;
    let rule = ObjectRule { object: entry, principal: Principal::User(eve), marks: Marks::NONE };
    let answer = world.service.set_rule(&caller, database, rule).await;
    assert!(matches!(answer, Err(ServiceError::NotFound)), "{answer:?}");
}

// attack: A4
#[tokio::test]
async fn whether_a_database_is_closed_is_told_to_those_who_see_it() {
    let world = World::new().await;
    let root = world.root().await;
    let new = NewDatabase { master_password: Some(secret("master password")), ..new_database("Vault") };
    let (vault, _) = world.service.create_database(&root, new).await.unwrap();
    let entry = world.entry(&root, vault, None, "Safe", "secret").await;
    world.service.close_database(&world.again(&root), vault).await.unwrap();
    world.user(&root, "eve").await;
    let eve = world.sign_in("eve").await;
    let deleted = world.service.delete_object(&eve, vault, entry, None).await;
    assert!(matches!(deleted, Err(ServiceError::NotFound)), "{deleted:?}");
    assert!(matches!(world.service.cursor(&eve, vault).map(|_| ()), Err(ServiceError::NotFound)));
}

// attack: S1
#[tokio::test]
async fn a_sign_in_that_a_reset_overtakes_ends_with_it() {
    let world = World::new().await;
    let root = world.root().await;
    let ann = world.user(&root, "ann").await;
    for _ in 0..5 {
        let service = std::sync::Arc::clone(&world.service);
        let under_way =
            tokio::spawn(async move { service.sign_in(login("ann", PASSWORD, ClientKind::Cli)).await });
        let reset = UserChange {
            password: Some(secret("another long password")),
            must_change_password: Some(false),
            ..UserChange::default()
        };
        world.service.change_user(&world.again(&root), ann, None, reset).await.unwrap();
        if let Ok(signed_in) = under_way.await.unwrap() {
            let live = world.service.authenticate(signed_in.token.expose(), None);
            assert!(live.is_err(), "a session with the old password lives on after the reset");
        }
        let old = world.service.sign_in(login("ann", PASSWORD, ClientKind::Cli)).await;
        assert!(old.is_err(), "and the old password is not written back");
        let back = UserChange {
            password: Some(secret(PASSWORD)),
            must_change_password: Some(false),
            ..UserChange::default()
        };
        world.service.change_user(&world.again(&root), ann, None, back).await.unwrap();
        world.clock.advance(3600 * 24);
        let _ = world.root().await;
    }
}

#[tokio::test]
async fn fifty_changes_of_one_revision_leave_one() {
    let world = World::new().await;
    let root = world.root().await;
    let database = world.database(&root, "Company").await;
    let entry = world.entry(&root, database, None, "Mail", "secret").await;
    let mut tasks = Vec::new();
    for number in 0..50 {
        let (service, root) = (std::sync::Arc::clone(&world.service), world.again(&root));
        tasks.push(tokio::spawn(async move {
            let change = ObjectChange { title: Some(format!("Mail {number}")), ..ObjectChange::default() };
            service.change_object(&root, database, entry, Some(1), &change).await
        }));
    }
    let mut done = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(_) => done += 1,
            Err(ServiceError::RevisionConflict { current: 2 }) => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(done, 1);
}

#[tokio::test]
async fn a_move_and_a_change_at_once_leave_memory_and_disk_alike() {
    let world = World::new().await;
    let root = world.root().await;
    let database = world.database(&root, "Company").await;
    let folder = world.folder(&root, database, None, "Folder").await;
    let entry = world.entry(&root, database, None, "Mail", "secret").await;
    for round in 0..10 {
        let (service, caller) = (std::sync::Arc::clone(&world.service), world.again(&root));
        let changing = tokio::spawn(async move {
            let importance = if round % 2 == 0 { Importance::High } else { Importance::Low };
            let change = ObjectChange { importance: Some(importance), ..ObjectChange::default() };
            service.change_object(&caller, database, entry, None, &change).await
        });
        let to =
            strongroom_service::objects::Moved { parent: (round % 2 == 0).then_some(folder), before: None };
        world.service.move_object(&world.again(&root), database, entry, None, to).await.unwrap();
        changing.await.unwrap().unwrap();
    }
    let held = world.service.object(&world.again(&root), database, entry).unwrap().details.unwrap().revision;
    assert_eq!(held, 11, "memory knows every change");
    let world = world.restart().await;
    let root = world.root().await;
    let stored = world.service.object(&root, database, entry).unwrap().details.unwrap().revision;
    assert_eq!(stored, held);
}

// attack: B1
#[tokio::test]
async fn a_master_password_is_guessed_no_further_by_a_change_of_the_database() {
    let world = World::new().await;
    let root = world.root().await;
    let new = NewDatabase { master_password: Some(secret("master password")), ..new_database("Vault") };
    let (vault, _) = world.service.create_database(&root, new).await.unwrap();
    let guess = || DatabaseChange {
        master_password: Some(Some(secret("a new master password"))),
        current_master_password: Some(secret("a wrong guess")),
        ..DatabaseChange::default()
    };
    let mut limited = false;
    for _ in 0..10 {
        let answer = world.service.change_database(&world.again(&root), vault, None, guess()).await;
        limited |= matches!(answer, Err(ServiceError::RateLimited { .. }));
        let other = DatabaseChange {
            name: Some("Vault".to_owned()),
            current_master_password: Some(secret("never looked at")),
            ..DatabaseChange::default()
        };
        assert!(world.service.change_database(&world.again(&root), vault, None, other).await.is_err());
    }
    assert!(limited);
}

#[tokio::test]
async fn two_who_each_take_one_way_in_away_leave_one() {
    let world = World::new().await;
    let root = world.root().await;
    let new = NewDatabase { master_password: Some(secret("master password")), ..new_database("Vault") };
    let (vault, _) = world.service.create_database(&root, new).await.unwrap();
    let entry = world.entry(&root, vault, None, "Safe", "secret").await;
    let no_server = DatabaseChange { opens_at_start: Some(false), ..DatabaseChange::default() };
    let no_master = DatabaseChange {
        master_password: Some(None),
        current_master_password: Some(secret("master password")),
        ..DatabaseChange::default()
    };
    let (one, other) = (world.again(&root), world.again(&root));
    let (first, second) = tokio::join!(
        world.service.change_database(&one, vault, None, no_server),
        world.service.change_database(&other, vault, None, no_master),
    );
    assert!(first.is_err() || second.is_err());
    let world = world.restart().await;
    let root = world.root().await;
    let _ =
        world.service.open_database(&root, vault, Opener::MasterPassword(secret("master password"))).await;
    assert_eq!(world.password(&root, vault, entry).await.unwrap(), "secret");
}

// attack: B9
#[tokio::test]
async fn the_local_unlock_leaves_a_store_that_starts() {
    let world = World::new().await;
    for _ in 0..6 {
        let _ = world.service.sign_in(login("root", "wrong password", ClientKind::Cli)).await;
    }
    world.service.lift_limit("root").await.unwrap();
    let world = world.restart().await;
    world.sign_in("root").await;
}

// attack: D3
#[tokio::test]
async fn a_secret_does_not_leave_by_becoming_clear() {
    let world = World::new().await;
    let root = world.root().await;
    let database = world.database(&root, "Company").await;
    let mut new = new_entry(None, "Mail", "secret");
    let mut pin = crate::world::field("PIN", "4711");
    pin.secret = Some(true);
    new.draft.fields.push(pin);
    let entry = world.service.create_object(&root, database, new).await.unwrap().id;
    let clear = |value: Option<&str>| ObjectChange {
        fields: vec![FieldChange {
            name: "PIN".to_owned(),
            kind: None,
            secret: Some(false),
            custom: None,
            value: value.map(|value| Some(secret(value))),
        }],
        ..ObjectChange::default()
    };
    let refused = world.service.change_object(&world.again(&root), database, entry, None, &clear(None)).await;
    assert!(matches!(refused, Err(ServiceError::Invalid(_))), "{refused:?}");
    world
        .service
        .change_object(&world.again(&root), database, entry, None, &clear(Some("0000")))
        .await
        .unwrap();
}

// attack: R1
#[tokio::test]
async fn a_reveal_names_a_field_once_and_a_summary_has_a_ceiling() {
    let world = World::new().await;
    let root = world.root().await;
    let database = world.database(&root, "Company").await;
    let entry = world.entry(&root, database, None, "Mail", "secret").await;
    let request = RevealRequest { purpose: Purpose::Show, fields: Some(vec!["notes".to_owned(); 2]) };
    assert!(world.service.reveal(&world.again(&root), database, entry, &request).await.is_err());
    let mut new = new_entry(None, "Large", "secret");
    for number in 0..4 {
        new.draft.fields.push(crate::world::field(&format!("clear {number}"), &"x".repeat(60_000)));
    }
    let refused = world.service.create_object(&world.again(&root), database, new).await;
    assert!(matches!(refused, Err(ServiceError::TooLarge(_))), "{refused:?}");
    assert_eq!(world.titles(&root, database).unwrap(), ["Mail"]);
}

// attack: A6
#[tokio::test]
async fn what_a_deleted_group_owned_and_what_a_new_database_changes_is_decided_again() {
    let world = World::new().await;
    let root = world.root().await;
    let ann = world.user(&root, "ann").await;
    let group = world.group(&root, "Team", &[ann]).await;
    let new = NewDatabase {
        owner: strongroom_service::databases::NewOwner::Group(group),
        ..new_database("Team's")
    };
    let (one, other) = (world.again(&root), world.again(&root));
    let (made, deleted) = tokio::join!(
        world.service.create_database(&one, new),
        world.service.delete_group(&other, group, None),
    );
    assert!(made.is_err() || deleted.is_err(), "a group that owns a private database is gone");
}
