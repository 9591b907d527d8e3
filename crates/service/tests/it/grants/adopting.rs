//! What becomes of a grant whose author loses the right, or is gone.

use super::*;

// attack: A8
#[tokio::test]
async fn a_grant_gives_as_long_as_its_author_has_and_waits_then_for_adoption() {
    let it = Company::new().await;
    let grant = it.give(&it.ann, &it.new_grant(it.bob.user)).await.unwrap().id;
    let adopted = it.world.service.adopt_grant(&it.world.again(&it.root), it.database, grant).await;
    assert!(matches!(adopted, Err(ServiceError::Conflict(_))), "Ann stands for it: {adopted:?}");

    it.world.service.delete_user(&it.world.again(&it.root), it.ann.user, None).await.unwrap();
    assert!(it.password(&it.bob).await.is_err());
    let root = it.world.again(&it.root);
    let listed = it.world.service.grants(&root, it.database, None).unwrap();
    assert_eq!(listed[0].suspended, Some(true));
    let by_bob = it.world.service.adopt_grant(&it.world.again(&it.bob), it.database, grant).await;
    assert!(matches!(by_bob, Err(ServiceError::NotFound)), "{by_bob:?}");
    it.world.service.adopt_grant(&root, it.database, grant).await.unwrap();
    assert_eq!(it.password(&it.bob).await.unwrap(), "hunter2");
}

// attack: A15
#[tokio::test]
async fn grants_to_a_deleted_person_are_gone_and_a_new_one_of_that_name_has_nothing() {
    let it = Company::new().await;
    it.give(&it.ann, &it.new_grant(it.bob.user)).await.unwrap();
    let root = it.world.again(&it.root);
    it.world.service.delete_user(&root, it.bob.user, None).await.unwrap();
    assert!(it.world.service.grants(&it.world.again(&it.root), it.database, None).unwrap().is_empty());
    it.world.user(&it.world.again(&it.root), "bob").await;
    let bob = it.world.sign_in("bob").await;
    assert!(matches!(it.titles(&bob), Err(ServiceError::NotFound)));
}
