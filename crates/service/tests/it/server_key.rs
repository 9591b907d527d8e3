//! Another server key: what people see is the same, and the old key opens nothing.

use strongroom_domain::{
    audit::{Event, Purpose},
    rights::Permission,
};
use strongroom_service::{
    ServiceError,
    audit::read::AuditFilter,
    databases::{NewDatabase, NewOwner, Opener},
    objects::RevealRequest,
};
use strongroom_store::folder::FolderLock;
use zeroize::Zeroizing;

use crate::world::{World, field, new_database, new_entry};

#[tokio::test]
async fn everything_goes_on_under_the_new_key() {
    let world = World::new().await;
    let root = world.root().await;
    let ann = world.user(&root, "ann").await;
    let team = world.group(&root, "Team", &[ann]).await;
    let shared = world.database(&root, "Company").await;
    let mail = world.entry(&root, shared, None, "Mail", "shared secret").await;
    world
        .assign(
            &root,
            shared,
            strongroom_domain::account::Principal::Group(team),
            &[Permission::AccessDatabase, Permission::ReadEntries],
        )
        .await;
    let master = Zeroizing::new("master password".to_owned());
    let new =
        NewDatabase { master_password: Some(master.clone()), opens_at_start: false, ..new_database("Vault") };
    let (vault, _) = world.service.create_database(&world.again(&root), new).await.unwrap();
    let safe = world.entry(&world.again(&root), vault, None, "Safe", "vault secret").await;
    let caller = world.sign_in("ann").await;
    let new = NewDatabase { owner: NewOwner::Caller, ..new_database("Mine") };
    let (mine, _) = world.service.create_database(&caller, new).await.unwrap();
    let diary = world.entry(&caller, mine, None, "Diary", "own secret").await;
    // A name that somebody gave a field is sealed into the audit.
    let mut named = new_entry(None, "Door", "secret");
    named
        .draft
        .fields
        .push(strongroom_domain::entry::FieldDraft { secret: Some(true), ..field("PIN", "4711") });
    let door = world.service.create_object(&world.again(&root), shared, named).await.unwrap().id;
    let all = RevealRequest { purpose: Purpose::Show, fields: None };
    world.service.reveal(&world.again(&root), shared, door, &all).await.unwrap();
    let signing = world.service.signing_public_key();
    world.service.sign_heads().await.unwrap();

    let mut world = world;
    // Twice: what the first one kept has to be carried on by the second.
    for round in 0..2 {
        let (rotated, old) = world.under_a_new_key().await;
        world = rotated;
        let root = world.root().await;
        assert_eq!(world.password(&root, shared, mail).await.unwrap(), "shared secret");
        assert!(matches!(world.password(&root, vault, safe).await, Err(ServiceError::DatabaseClosed)));
        world.service.open_database(&root, vault, Opener::MasterPassword(master.clone())).await.unwrap();
        assert_eq!(world.password(&root, vault, safe).await.unwrap(), "vault secret");
        let caller = world.sign_in("ann").await;
        assert_eq!(world.password(&caller, shared, mail).await.unwrap(), "shared secret");
        assert_eq!(world.password(&caller, mine, diary).await.unwrap(), "own secret");
        assert_eq!(world.service.signing_public_key(), signing);
        let checked = world.service.check_chains().await.unwrap();
        assert!(checked.misfit.is_none(), "{:?}", checked.misfit);
        assert_eq!(checked.signed, 1);
        // A name is still found, and still taken.
        let again = strongroom_service::accounts::users::NewUser::named("Ann");
        let taken = world.service.create_user(&world.again(&root), again).await;
        assert!(taken.is_err());
        let events = world.service.audit(&world.again(&root), &AuditFilter::default(), None, 100).unwrap();
        let rotations = events
            .0
            .iter()
            .filter(|it| matches!(&it.record.event, Event::KeyRotated { key } if key == "server_key"))
            .count();
        assert_eq!(rotations, round + 1);
        let of_shared = AuditFilter { database: Some(shared), ..AuditFilter::default() };
        let records = world.service.audit(&world.again(&root), &of_shared, None, 100).unwrap().0;
        let texts: Vec<_> = records.iter().filter(|it| it.record.sealed.is_some()).collect();
        assert!(!texts.is_empty() && texts.iter().all(|it| it.written.is_some()), "older texts open");
        drop(old);
        assert!(FolderLock::take(&world.data()).is_err(), "the server has the folder");
    }
}

// attack: C2
#[tokio::test]
async fn the_old_key_opens_nothing_after_the_rotation() {
    let world = World::new().await;
    let (world, old) = world.under_a_new_key().await;
    let refused = world.with_key(&old).await;
    assert!(refused.is_err());
}
