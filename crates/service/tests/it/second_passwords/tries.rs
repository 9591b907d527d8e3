//! How often a second password may be guessed.

use strongroom_domain::{account::Principal, audit::Event, id::ObjectId, rights::Permission};
use strongroom_service::{ServiceError, audit::read::AuditFilter};

use super::{OTHER, SECOND, Told, show, told};
use crate::world::World;

// attack: P8, B1
#[tokio::test]
async fn guesses_are_few_and_on_record_and_outlive_a_restart() {
    let world = World::licensed().await;
    let root = world.root().await;
    let database = world.database(&root, "Company").await;
    let folder = world.folder(&root, database, None, "Bank").await;
    let one = world.entry(&root, database, Some(folder), "One", "one").await;
    let two = world.entry(&root, database, Some(folder), "Two", "two").await;
    world.cover(&root, database, Some(folder), None, SECOND).await.unwrap();
    // On one entry or on many below it: it is the same second password that is guessed.
    for guess in 0..5 {
        let entry = if guess % 2 == 0 { one } else { two };
        let caller = world.second(&root, &format!("a guess {guess}"));
        assert_eq!(told(world.password(&caller, database, entry).await), Told::Wrong, "{guess}");
    }
    let limited = world.password(&world.second(&root, SECOND), database, one).await;
    assert!(matches!(limited, Err(ServiceError::RateLimited { seconds: 1.. })), "{limited:?}");
    let world = world.restart().await;
    let root = world.root().await;
    let limited = world.password(&world.second(&root, SECOND), database, two).await;
    assert!(matches!(limited, Err(ServiceError::RateLimited { .. })), "{limited:?}");
    // Without one nothing is guessed, and nothing is counted.
    assert_eq!(told(world.password(&root, database, one).await), Told::Required);
    // Somebody else has guesses of their own.
    let admin = [strongroom_domain::account::Role::SuperAdministrator];
    world.user_with(&world.again(&root), "other", &admin).await;
    let other = world.sign_in("other").await;
    assert_eq!(world.password(&world.second(&other, SECOND), database, one).await.unwrap(), "one");
    world.clock.advance(20);
    assert_eq!(world.password(&world.second(&root, SECOND), database, one).await.unwrap(), "one");
    assert_eq!(told(world.password(&world.second(&root, "x"), database, one).await), Told::Wrong);
    assert_eq!(world.password(&world.second(&root, SECOND), database, one).await.unwrap(), "one");
    let filter = AuditFilter { database: Some(database), ..AuditFilter::default() };
    let (records, _) = world.service.audit(&world.again(&root), &filter, None, 1000).unwrap();
    let wrong = records.iter().filter(|it| {
        matches!(it.record.event, Event::SecondPasswordWrong { object: Some(object) } if object == folder)
    });
    assert_eq!(wrong.count(), 6);
}

// attack: B3, P8
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_guesses_at_once_are_fifty_guesses() {
    let world = World::new().await;
    let root = world.root().await;
    let database = world.database(&root, "Company").await;
    let entry = world.entry(&root, database, None, "One", "one").await;
    world.cover(&root, database, Some(entry), None, SECOND).await.unwrap();
    let tries = (0..50).map(|guess| {
        let (service, caller) =
            (std::sync::Arc::clone(&world.service), world.second(&root, &format!("a guess {guess}")));
        tokio::spawn(async move { service.reveal(&caller, database, entry, &show()).await })
    });
    let (mut wrong, mut limited) = (0, 0);
    for answer in tries.collect::<Vec<_>>() {
        match answer.await.unwrap() {
            Err(ServiceError::WrongSecondPassword) => wrong += 1,
            Err(ServiceError::RateLimited { .. }) => limited += 1,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!((wrong, limited), (5, 45), "as many as are free, and the rest not looked at");
}

// attack: P8, B1
#[tokio::test]
async fn knowing_one_password_of_a_key_is_no_guess_at_the_other() {
    let world = World::licensed().await;
    let root = world.root().await;
    let database = world.database(&root, "Company").await;
    let folder = world.folder(&root, database, None, "Bank").await;
    let here = world.entry(&root, database, Some(folder), "Here", "one").await;
    let gone = world.entry(&root, database, Some(folder), "Gone", "two").await;
    world.cover(&root, database, Some(folder), None, SECOND).await.unwrap();
    let away = strongroom_service::objects::Moved { parent: None, before: None };
    world.service.move_object(&world.again(&root), database, gone, None, away).await.unwrap();
    world.cover(&root, database, Some(folder), Some(SECOND), OTHER).await.unwrap();
    for guess in 0..5 {
        let caller = world.second(&root, &format!("a guess {guess}"));
        assert_eq!(told(world.password(&caller, database, here).await), Told::Wrong, "{guess}");
    }
    assert_eq!(world.password(&world.second(&root, SECOND), database, gone).await.unwrap(), "two");
    let limited = world.password(&world.second(&root, "a guess"), database, here).await;
    assert!(matches!(limited, Err(ServiceError::RateLimited { .. })), "{limited:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_right_one_opens_many_at_once() {
    let world = World::new().await;
    let root = world.root().await;
    let database = world.database(&root, "Company").await;
    let entry = world.entry(&root, database, None, "One", "one").await;
    world.cover(&root, database, Some(entry), None, SECOND).await.unwrap();
    let reveals = (0..20).map(|_| {
        let (service, caller) = (std::sync::Arc::clone(&world.service), world.second(&root, SECOND));
        tokio::spawn(async move { service.reveal(&caller, database, entry, &show()).await })
    });
    for answer in reveals.collect::<Vec<_>>() {
        answer.await.unwrap().unwrap();
    }
}

// attack: A4, P8
#[tokio::test]
async fn what_one_may_not_see_is_answered_as_what_is_not_there_whatever_is_entered() {
    let world = World::licensed().await;
    let root = world.root().await;
    let database = world.database(&root, "Company").await;
    let hidden = world.entry(&root, database, None, "Account", "one").await;
    world.cover(&root, database, Some(hidden), None, SECOND).await.unwrap();
    let ann = world.user(&root, "ann").await;
    world.assign(&root, database, Principal::User(ann), &[Permission::AccessDatabase]).await;
    let ann_there = world.sign_in("ann").await;
    // More often than anybody may guess: had one been looked at or counted, the answers would change on the way.
    for entered in [OTHER, SECOND].iter().cycle().take(12) {
        for object in [hidden, ObjectId::from_bytes([7; 16])] {
            let caller = world.second(&ann_there, entered);
            let revealed = world.password(&caller, database, object).await;
            assert!(matches!(revealed, Err(ServiceError::NotFound)), "{revealed:?}");
            let changed = world.cover(&ann_there, database, Some(object), Some(entered), OTHER).await;
            assert!(matches!(changed, Err(ServiceError::NotFound)), "{changed:?}");
        }
    }
    world.allow(&root, database, hidden, ann, &[Permission::AccessEntries, Permission::ReadEntries]).await;
    assert_eq!(world.password(&world.second(&ann_there, SECOND), database, hidden).await.unwrap(), "one");
    let filter = AuditFilter { database: Some(database), ..AuditFilter::default() };
    let (records, _) = world.service.audit(&world.again(&root), &filter, None, 1000).unwrap();
    assert!(!records.iter().any(|it| matches!(it.record.event, Event::SecondPasswordWrong { .. })));
}
