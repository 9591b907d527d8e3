//! Master passwords, private databases, closing and deleting.

use strongroom_domain::{account::Principal, rights::Permission};
use strongroom_service::{
    ServiceError,
    accounts::users::UserChange,
    databases::{DatabaseChange, NewDatabase, NewOwner, Opener},
};
use zeroize::Zeroizing;

use crate::world::{PASSWORD, World, new_database};

fn secret(text: &str) -> Zeroizing<String> {
    Zeroizing::new(text.to_owned())
}

#[tokio::test]
async fn a_database_under_its_master_password_alone_is_closed_after_a_start() {
    let world = World::new().await;
    let root = world.root().await;
    let new = NewDatabase {
        master_password: Some(secret("master password")),
        opens_at_start: false,
        ..new_database("Vault")
    };
    let (vault, _) = world.service.create_database(&root, new).await.unwrap();
    let entry = world.entry(&root, vault, None, "Safe", "secret").await;
    let world = world.restart().await;
    let root = world.root().await;
    assert!(matches!(world.password(&root, vault, entry).await, Err(ServiceError::DatabaseClosed)));
    let open = |text: &str| Opener::MasterPassword(secret(text));
    let wrong = world.service.open_database(&world.again(&root), vault, open("another one")).await;
    assert!(matches!(wrong, Err(ServiceError::WrongMasterPassword)), "{wrong:?}");
    world.service.open_database(&world.again(&root), vault, open("master password")).await.unwrap();
    assert_eq!(world.password(&root, vault, entry).await.unwrap(), "secret");
    world.service.close_database(&world.again(&root), vault).await.unwrap();
    assert!(matches!(world.password(&root, vault, entry).await, Err(ServiceError::DatabaseClosed)));
    world.service.open_database(&world.again(&root), vault, open("master password")).await.unwrap();
    let change = DatabaseChange {
        master_password: Some(Some(secret("a new master password"))),
        current_master_password: Some(secret("master password")),
        ..DatabaseChange::default()
    };
    world.service.change_database(&world.again(&root), vault, None, change).await.unwrap();
    let world = world.restart().await;
    let root = world.root().await;
    assert!(world.service.open_database(&root, vault, open("master password")).await.is_err());
    world.service.open_database(&world.again(&root), vault, open("a new master password")).await.unwrap();
    assert_eq!(world.password(&root, vault, entry).await.unwrap(), "secret");
}

#[tokio::test]
async fn a_private_database_opens_with_its_owner_and_for_nobody_else() {
    let world = World::new().await;
    let root = world.root().await;
    let ann = world.user(&root, "ann").await;
    let caller = world.sign_in("ann").await;
    let new = NewDatabase { owner: NewOwner::Caller, ..new_database("Ann's") };
    let (mine, code) = world.service.create_database(&caller, new).await.unwrap();
    let entry = world.entry(&caller, mine, None, "Diary", "secret").await;
    assert_eq!(world.password(&caller, mine, entry).await.unwrap(), "secret");
    assert!(world.password(&root, mine, entry).await.is_err(), "not for the super administrator");
    world.service.sign_out(&world.again(&caller)).await.unwrap();
    assert!(
        !world.service.database_view(&world.again(&root), mine).unwrap().open,
        "closes with the last session"
    );

    // A reset by somebody else: the new password does not open it, the old one does, once.
    let new_password = "a password that was reset";
    let reset = UserChange {
        password: Some(secret(new_password)),
        must_change_password: Some(false),
        ..UserChange::default()
    };
    world.service.change_user(&world.again(&root), ann, None, reset).await.unwrap();
    let login =
        |password: &str| crate::world::login("ann", password, strongroom_domain::audit::ClientKind::Cli);
    let signed_in = world.service.sign_in(login(new_password)).await.unwrap();
    let caller = world.service.authenticate(signed_in.token.expose(), None).unwrap();
    assert!(matches!(world.password(&caller, mine, entry).await, Err(ServiceError::DatabaseClosed)));
    let wrong = world
        .service
        .open_database(&world.again(&caller), mine, Opener::OldPassword(secret(new_password)))
        .await;
    assert!(matches!(wrong, Err(ServiceError::WrongMasterPassword)), "{wrong:?}");
    world
        .service
        .open_database(&world.again(&caller), mine, Opener::OldPassword(secret(PASSWORD)))
        .await
        .unwrap();
    assert_eq!(world.password(&caller, mine, entry).await.unwrap(), "secret");
    world.service.sign_out(&world.again(&caller)).await.unwrap();
    let signed_in = world.service.sign_in(login(new_password)).await.unwrap();
    let caller = world.service.authenticate(signed_in.token.expose(), None).unwrap();
    assert_eq!(
        world.password(&caller, mine, entry).await.unwrap(),
        "secret",
        "from then on with the new one"
    );

    // The recovery code opens it after another reset.
    let reset = UserChange {
        password: Some(secret(PASSWORD)),
        must_change_password: Some(false),
        ..UserChange::default()
    };
    world.service.change_user(&world.again(&root), ann, None, reset).await.unwrap();
    let caller = world.sign_in("ann").await;
    world.service.open_database(&caller, mine, Opener::RecoveryCode(code.unwrap())).await.unwrap();
    assert_eq!(world.password(&caller, mine, entry).await.unwrap(), "secret");
}

#[tokio::test]
async fn one_call_makes_a_private_database_for_each_of_many() {
    let world = World::new().await;
    let root = world.root().await;
    let (ann, bob) = (world.user(&root, "ann").await, world.user(&root, "bob").await);
    let owners = [Principal::User(ann), Principal::User(bob)];
    let made =
        world.service.create_private_databases(&world.again(&root), "Personal", None, &owners).await.unwrap();
    let made: Vec<_> = made.into_iter().map(|(id, _)| id).collect();
    let caller = world.sign_in("bob").await;
    let own = world.service.databases(&caller, None).unwrap();
    assert_eq!(own.iter().map(|view| view.id).collect::<Vec<_>>(), [made[1]]);
    let entry = world.entry(&caller, made[1], None, "Diary", "secret").await;
    let world = world.restart().await;
    let caller = world.sign_in("bob").await;
    assert_eq!(world.password(&caller, made[1], entry).await.unwrap(), "secret");
    let code = world.service.new_recovery_code(&world.again(&caller), made[1]).await.unwrap();
    assert!(code.len() > 20);
}

// attack: A15
#[tokio::test]
async fn a_deleted_database_is_gone_and_one_of_the_same_name_is_another() {
    let world = World::new().await;
    let root = world.root().await;
    let database = world.database(&root, "Company").await;
    let entry = world.entry(&root, database, None, "Mail", "secret").await;
    world.service.delete_database(&world.again(&root), database, None).await.unwrap();
    assert!(matches!(world.password(&root, database, entry).await, Err(ServiceError::NotFound)));
    let other = world.database(&root, "Company").await;
    assert!(world.titles(&root, other).unwrap().is_empty());
    let world = world.restart().await;
    let root = world.root().await;
    assert!(matches!(world.password(&root, database, entry).await, Err(ServiceError::NotFound)));
    let found = world.service.databases(&root, None).unwrap();
    assert_eq!(found.len(), 1);
    assert!(found[0].rights.has(Permission::ReadEntries));
    assert!(world.service.check_chains().await.unwrap().misfit.is_none());
}
