//! What a hostile review found about signing in and opening, each as the attack it would have been.

use std::sync::Arc;

use strongroom_domain::{
    account::Principal,
    audit::{ClientKind, Event, Purpose},
    entry::FieldDraft,
    id::DatabaseId,
    rights::Permission,
};
use strongroom_service::{
    Caller, ServiceError,
    accounts::groups::GroupChange,
    audit::read::AuditFilter,
    databases::{NewDatabase, NewOwner, Opener},
    objects::RevealRequest,
};
use zeroize::Zeroizing;

use crate::world::{PASSWORD, World, field, login, new_database, new_entry};

fn secret(text: &str) -> Zeroizing<String> {
    Zeroizing::new(text.to_owned())
}

fn master() -> Zeroizing<String> {
    secret("master password")
}

/// A closed database with a master password, and somebody who administers it.
async fn vault(world: &World, root: &Caller, administrator: Principal) -> DatabaseId {
    let new = NewDatabase { master_password: Some(master()), opens_at_start: false, ..new_database("Vault") };
    let (vault, _) = world.service.create_database(root, new).await.unwrap();
    let rights = [Permission::AccessDatabase, Permission::GrantAdminRights];
    world.assign(&world.again(root), vault, administrator, &rights).await;
    world.service.close_database(&world.again(root), vault).await.unwrap();
    vault
}

/// The numbers of the last records of an event in a database's chain.
fn last(world: &World, root: &Caller, database: DatabaseId, is: impl Fn(&Event) -> bool) -> Option<u64> {
    let filter = AuditFilter { database: Some(database), ..AuditFilter::default() };
    let records = world.service.audit(&world.again(root), &filter, None, 1000).unwrap().0;
    records.iter().find(|it| is(&it.record.event)).map(|it| it.number)
}

#[tokio::test]
async fn a_right_that_is_taken_while_the_password_is_hashed_opens_nothing() {
    let world = World::new().await;
    let root = world.root().await;
    let ann = world.user(&root, "ann").await;
    let caller = world.sign_in("ann").await;
    let vault = vault(&world, &root, Principal::User(ann)).await;
    for round in 0..4 {
        let (service, asking) = (Arc::clone(&world.service), world.again(&caller));
        let opening = tokio::spawn(async move {
            service.open_database(&asking, vault, Opener::MasterPassword(master())).await
        });
        // While the hash runs.
        tokio::time::sleep(std::time::Duration::from_millis(3 * round)).await;
        world.service.remove_assignment(&world.again(&root), vault, Principal::User(ann)).await.unwrap();
        let answer = opening.await.unwrap();
        let open = world.service.database_view(&world.again(&root), vault).unwrap().open;
        assert_eq!(open, answer.is_ok(), "{answer:?}");
        let opened = last(&world, &root, vault, |event| matches!(event, Event::DatabaseOpened { .. }));
        let removed = last(&world, &root, vault, |event| matches!(event, Event::AssignmentRemoved { .. }));
        assert!(opened < removed, "round {round}: opened by record {opened:?}, after record {removed:?}");
        let rights = [Permission::AccessDatabase, Permission::GrantAdminRights];
        world.assign(&world.again(&root), vault, Principal::User(ann), &rights).await;
        if open {
            world.service.close_database(&world.again(&root), vault).await.unwrap();
        }
        world.clock.advance(3600);
    }
}

#[tokio::test]
async fn a_database_whose_record_can_not_be_written_stays_closed() {
    let world = World::new().await;
    let root = world.root().await;
    let ann = world.user(&root, "ann").await;
    let vault = vault(&world, &root, Principal::User(ann)).await;
    // A record behind the head of its chain: the next one has no place.
    let id: String = vault.to_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    let sql = format!(
        "INSERT INTO audit SELECT database_id, number + 1, hash, body FROM audit WHERE database_id = x'{id}'
         ORDER BY number DESC LIMIT 1"
    );
    let world = world.tamper(&sql).await.unwrap();
    let root = world.root().await;
    let answer = world.service.open_database(&root, vault, Opener::MasterPassword(master())).await;
    assert!(matches!(answer, Err(ServiceError::Damaged(_))), "{answer:?}");
    assert!(!world.service.database_view(&world.again(&root), vault).unwrap().open);
}

#[tokio::test]
async fn the_key_of_a_password_that_was_replaced_wraps_nothing() {
    let world = World::new().await;
    let root = world.root().await;
    world.user(&root, "ann").await;
    let passwords = [PASSWORD, "another long password", "a third long password"];
    for pair in passwords.windows(2) {
        let sign_in = |password: &str| world.service.sign_in(login("ann", password, ClientKind::Cli));
        let signed_in = sign_in(pair[0]).await.unwrap();
        let caller = world.service.authenticate(signed_in.token.expose(), None).unwrap();
        let (_, changed) = tokio::join!(
            sign_in(pair[0]),
            world.service.change_own_password(&caller, secret(pair[0]), secret(pair[1])),
        );
        changed.unwrap();
        let new = NewDatabase { owner: NewOwner::Caller, ..new_database("Mine") };
        let (mine, _) = world.service.create_database(&world.again(&caller), new).await.unwrap();
        let entry = world.entry(&caller, mine, None, "Diary", "secret").await;
        world.service.sign_out(&world.again(&caller)).await.unwrap();
        let signed_in = sign_in(pair[1]).await.unwrap();
        let caller = world.service.authenticate(signed_in.token.expose(), None).unwrap();
        assert_eq!(world.password(&caller, mine, entry).await.unwrap(), "secret");
        world.service.sign_out(&world.again(&caller)).await.unwrap();
        world.clock.advance(24 * 3600);
    }
}

#[tokio::test]
async fn a_private_database_that_others_made_says_that_it_has_no_recovery_code() {
    let world = World::new().await;
    let root = world.root().await;
    let ann = world.user(&root, "ann").await;
    let owners = [Principal::User(ann)];
    let made = world.service.create_private_databases(&world.again(&root), "Personal", None, &owners).await;
    let (id, code) = made.unwrap().remove(0);
    assert!(code.is_none(), "nobody is shown the code of somebody else's database");
    let caller = world.sign_in("ann").await;
    let told =
        |caller: &Caller| world.service.database_view(&world.again(caller), id).unwrap().has_recovery_code;
    assert_eq!((told(&caller), told(&root)), (Some(false), None), "to its owner alone");
    let code = world.service.new_recovery_code(&world.again(&caller), id).await.unwrap();
    assert_eq!(told(&caller), Some(true));
    let entry = world.entry(&caller, id, None, "Diary", "secret").await;
    world.service.sign_out(&world.again(&caller)).await.unwrap();
    let caller = world.sign_in("ann").await;
    assert_eq!(world.password(&caller, id, entry).await.unwrap(), "secret");
    assert!(code.len() > 20);
}

// attack: D3
#[tokio::test]
async fn a_custom_text_called_totp_is_not_used_as_one() {
    let world = World::new().await;
    let root = world.root().await;
    let database = world.database(&root, "Company").await;
    let mut new = new_entry(None, "Wifi", "secret");
    new.draft.properties.entry_type = Some("information".to_owned());
    new.draft.fields = vec![FieldDraft { secret: Some(true), ..field("totp", "a text that is no code") }];
    let entry = world.service.create_object(&world.again(&root), database, new).await.unwrap().id;
    let addon = world.sign_in_as("root", ClientKind::Addon).await;
    for fields in [None, Some(vec!["totp".to_owned()])] {
        let request = RevealRequest { purpose: Purpose::Fill, fields };
        match world.service.reveal(&world.again(&addon), database, entry, &request).await {
            Ok(revealed) => assert!(revealed.fields.is_empty(), "{:?}", revealed.fields[0].0),
            Err(ServiceError::Invalid(_)) => {}
            Err(other) => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_lost_race_is_never_told_as_not_found() {
    let world = World::new().await;
    let root = world.root().await;
    let group = world.group(&root, "Team", &[]).await;
    let mut tasks = Vec::new();
    for number in 0..24 {
        let (service, root) = (Arc::clone(&world.service), world.again(&root));
        let change = GroupChange { name: Some(format!("Team {number}")), ..GroupChange::default() };
        tasks.push(tokio::spawn(async move { service.change_group(&root, group, None, change).await }));
    }
    let mut done = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(_) => done += 1,
            Err(ServiceError::Busy) => {}
            Err(other) => panic!("{other:?}"),
        }
    }
    assert!(done > 0);
}

// attack: R1
#[tokio::test]
async fn nobody_makes_private_databases_without_end() {
    let world = World::new().await;
    let root = world.root().await;
    world.user(&root, "ann").await;
    let caller = world.sign_in("ann").await;
    let mut made = 0;
    let refused = loop {
        let new = NewDatabase { owner: NewOwner::Caller, ..new_database("Mine") };
        match world.service.create_database(&world.again(&caller), new).await {
            Ok(_) => made += 1,
            Err(error) => break error,
        }
        assert!(made < 100);
    };
    let ServiceError::LimitReached { limit, .. } = refused else { panic!("{refused:?}") };
    assert_eq!(made, limit);
    // Somebody else is not kept from making theirs.
    let new = NewDatabase { owner: NewOwner::Caller, ..new_database("Root's") };
    world.service.create_database(&world.again(&root), new).await.unwrap();
}
