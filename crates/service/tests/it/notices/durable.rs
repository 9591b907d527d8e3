//! A kill between the event and the telling loses nothing and doubles nothing; nothing of it is in clear on disk.

use strongroom_domain::{id::UserId, notice::NoticeKind::*};

use super::*;

// reliability design: 1
#[tokio::test]
async fn what_was_not_told_before_the_end_is_told_once_after_it() {
    let it = company().await;
    it.give(&it.ann, &it.new_grant(it.bob.user)).await.unwrap();
    let it = Company { world: it.world.restart().await, ..it };
    tell(&it.world).await;
    assert_eq!(kinds(&it.world, &it.bob), [GrantGiven]);
    let it = Company { world: it.world.restart().await, ..it };
    tell(&it.world).await;
    assert_eq!(kinds(&it.world, &it.bob), [GrantGiven]);
}

#[tokio::test]
async fn two_who_tell_at_once_tell_once() {
    let it = company().await;
    for _ in 0..20 {
        it.give(&it.ann, &it.new_grant(it.bob.user)).await.unwrap();
    }
    let service = &it.world.service;
    for _ in 0..10 {
        // One of two may find that the other was faster.
        let _ = tokio::join!(service.tell(), service.tell());
    }
    tell(&it.world).await;
    assert_eq!(kinds(&it.world, &it.bob), [GrantGiven; 20]);
}

#[tokio::test]
async fn what_happened_before_anybody_was_told_of_anything_is_not_told() {
    let it = Company::new().await;
    it.give(&it.ann, &it.new_grant(it.bob.user)).await.unwrap();
    tell(&it.world).await;
    assert_eq!(kinds(&it.world, &it.bob), []);
}

#[tokio::test]
async fn where_nothing_happens_nothing_is_written() {
    let it = company().await;
    it.give(&it.ann, &it.new_grant(it.bob.user)).await.unwrap();
    tell(&it.world).await;
    let before = it.world.service.figures().commits;
    for _ in 0..10 {
        assert!(!it.world.service.tell().await.unwrap());
    }
    assert_eq!(it.world.service.figures().commits, before);
}

#[tokio::test]
async fn a_deleted_account_takes_its_inbox_along() {
    let it = company().await;
    it.give(&it.ann, &it.new_grant(it.bob.user)).await.unwrap();
    let choice = [GrantGiven].into_iter().collect();
    it.world.service.choose_notices(&it.world.again(&it.bob), choice).await.unwrap();
    tell(&it.world).await;
    let rows = |it: &Company, user: UserId| {
        let connection = rusqlite::Connection::open(it.world.data().join("strongroom.db")).unwrap();
        let sql = "SELECT COUNT(*) FROM tellings WHERE owner_id = ?";
        connection.query_row(sql, [user.to_bytes()], |row| row.get::<_, i64>(0)).unwrap()
    };
    assert_eq!(rows(&it, it.bob.user), 2);
    let bob = it.bob.user;
    it.world.service.delete_user(&it.world.again(&it.root), bob, None).await.unwrap();
    tell(&it.world).await;
    assert_eq!(rows(&it, bob), 0);
    it.world.restart().await;
}

#[tokio::test]
async fn an_inbox_is_there_under_another_server_key() {
    let it = company().await;
    it.give(&it.ann, &it.new_grant(it.bob.user)).await.unwrap();
    tell(&it.world).await;
    let (world, _) = it.world.under_a_new_key().await;
    let bob = world.sign_in("bob").await;
    assert_eq!(kinds(&world, &bob), [GrantGiven]);
}
