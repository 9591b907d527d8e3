//! Warnings about another address or password go to the address of before as well, whatever happens after the change.

use strongroom_domain::id::UserId;
use strongroom_service::accounts::users::UserChange;
use zeroize::Zeroizing;

use super::{stage::Stage, *};

fn address(email: Option<&str>) -> UserChange {
    UserChange { email: Some(email.map(str::to_owned)), ..UserChange::default() }
}

fn password() -> UserChange {
    let password = Some(Zeroizing::new("another horse battery".to_owned()));
    UserChange { password, ..UserChange::default() }
}

fn of(user: UserId) -> String {
    format!("{user}@example.org")
}

fn sorted<const N: usize>(addresses: [&str; N]) -> Vec<String> {
    let mut all = addresses.map(str::to_owned).to_vec();
    all.sort();
    all
}

async fn flushed() -> Stage {
    let it = Stage::new().await;
    it.send().await;
    it
}

// attack: A17
#[tokio::test]
async fn another_address_is_told_to_the_old_one_and_to_the_new_one_once_each() {
    let it = flushed().await;
    let bob = it.it.bob.user;
    it.change(bob, address(Some("thief@example.org"))).await;
    tell(&it.it.world).await;
    let (letters, _) = it.sent().await;
    let mut to: Vec<String> = letters.iter().map(|it| it.to.clone()).collect();
    to.sort();
    assert_eq!(to, sorted([&of(bob), "thief@example.org"]));
    for letter in letters {
        assert!(letter.text.contains("root changed your account"), "{}", letter.text);
        assert!(!letter.text.contains("thief"), "no address is told to another: {}", letter.text);
    }
    assert_eq!(it.send().await, (0, 0));
    it.change(bob, address(None)).await;
    tell(&it.it.world).await;
    assert_eq!(it.addresses().await, ["thief@example.org"], "an address that was taken away");
    it.change(it.it.root.user, address(Some("other@example.org"))).await;
    tell(&it.it.world).await;
    let root = of(it.it.root.user);
    assert!(it.addresses().await.contains(&root), "the own address: it may be another who has the session");
}

// attack: A17
#[tokio::test]
async fn another_password_is_told_to_the_address_of_before_though_that_is_changed_right_after() {
    let it = flushed().await;
    let bob = it.it.bob.user;
    it.change(bob, password()).await;
    it.change(bob, address(Some("thief@example.org"))).await;
    tell(&it.it.world).await;
    let (letters, _) = it.sent().await;
    let old: Vec<_> = letters.iter().filter(|it| it.to == of(bob)).map(|it| &it.text).collect();
    assert_eq!(old.len(), 2, "the password and the address");
    assert!(old.iter().any(|text| text.contains("root set your password")), "{old:?}");
    let both = UserChange { email: Some(Some("third@example.org".to_owned())), ..password() };
    it.change(bob, both).await;
    tell(&it.it.world).await;
    let told = it.addresses().await;
    for (address, times) in [("thief@example.org", 2), ("third@example.org", 2)] {
        assert_eq!(told.iter().filter(|it| *it == address).count(), times, "{told:?}");
    }
}

// reliability design: 1
#[tokio::test]
async fn it_is_decided_with_the_change_and_survives_a_kill_a_choice_and_the_end_of_the_account() {
    let mut it = flushed().await;
    let bob = it.it.bob.user;
    it.mails(&it.it.bob, &[]).await;
    it.change(bob, address(Some("thief@example.org"))).await;
    // Nobody was told yet.
    it.it.world = it.it.world.restart().await;
    it.it.root = it.it.world.root().await;
    it.it.world.service.delete_user(&it.it.root, bob, None).await.unwrap();
    assert!(it.addresses().await.contains(&of(bob)));
    let cid = it.it.cid.user;
    it.change(cid, password()).await;
    it.change(cid, UserChange { enabled: Some(false), ..UserChange::default() }).await;
    tell(&it.it.world).await;
    assert_eq!(it.addresses().await, [of(cid)]);
}

// attack: R1
#[tokio::test]
async fn warnings_that_wait_are_bounded_and_the_first_of_them_stay() {
    let it = flushed().await;
    let bob = it.it.bob.user;
    it.away(true);
    for n in 0..150 {
        it.change(bob, address(Some(&format!("n{n}@example.org")))).await;
    }
    it.away(false);
    let mut told = it.addresses().await;
    for _ in 0..10 {
        told.extend(it.addresses().await);
    }
    assert_eq!(told.len(), 100, "{told:?}");
    assert!(told.contains(&of(bob)), "the address that the person has is the first");
}
