//! Signing in, guessing, sessions and passwords.

use strongroom_domain::audit::ClientKind;
use strongroom_service::{ServiceError, accounts::users::UserChange};
use zeroize::Zeroizing;

use crate::world::{PASSWORD, World, login};

fn secret(text: &str) -> Zeroizing<String> {
    Zeroizing::new(text.to_owned())
}

// attack: B2
#[tokio::test]
async fn wrong_names_wrong_passwords_and_disabled_accounts_are_told_alike() {
    let world = World::new().await;
    let root = world.root().await;
    let ann = world.user(&root, "ann").await;
    let disabled = UserChange { enabled: Some(false), ..UserChange::default() };
    world.service.change_user(&world.again(&root), ann, None, disabled).await.unwrap();
    for (name, password) in [("nobody", PASSWORD), ("root", "wrong password"), ("ann", PASSWORD), ("ann", "")]
    {
        let refused = world.service.sign_in(login(name, password, ClientKind::Cli)).await.unwrap_err();
        assert!(matches!(refused, ServiceError::InvalidCredentials), "{name}: {refused:?}");
    }
}

// attack: B3, B6
#[tokio::test]
async fn fifty_tries_at_once_are_fifty_tries_and_a_restart_forgets_none() {
    let world = World::new().await;
    let mut tasks = Vec::new();
    for number in 0..50 {
        let service = std::sync::Arc::clone(&world.service);
        let name = ["root", "ROOT", " root ", "DOMAIN\\root", "root@domain"][number % 5];
        tasks.push(tokio::spawn(async move {
            service.sign_in(login(name, "wrong password", ClientKind::Cli)).await
        }));
    }
    let mut looked_at = 0;
    for task in tasks {
        match task.await.unwrap() {
            Err(ServiceError::InvalidCredentials) => looked_at += 1,
            Err(ServiceError::RateLimited { .. }) => {}
            other => panic!("{other:?}"),
        }
    }
    // The clock stands, so that no wait ends: the free tries and the one that begins the first wait.
    assert_eq!(looked_at, 5, "tries whose password was looked at");
    let world = world.restart().await;
    let refused = world.service.sign_in(login("root", PASSWORD, ClientKind::Cli)).await;
    assert!(matches!(refused, Err(ServiceError::RateLimited { .. })), "{refused:?}");
    world.clock.advance(3600);
    world.sign_in("root").await;
}

// attack: B9
#[tokio::test]
async fn a_flood_from_elsewhere_keeps_nobody_out_and_the_lock_can_be_lifted() {
    let world = World::new().await;
    for number in 0..30_u8 {
        let mut wrong = login("root", "wrong password", ClientKind::Cli);
        wrong.address = Some([203, 0, 113, number].into());
        let _ = world.service.sign_in(wrong).await;
    }
    let mut own = login("root", PASSWORD, ClientKind::Cli);
    own.address = Some([192, 0, 2, 1].into());
    world.service.sign_in(own).await.unwrap();
    for _ in 0..6 {
        let _ = world.service.sign_in(login("root", "wrong password", ClientKind::Cli)).await;
    }
    let locked = world.service.sign_in(login("root", PASSWORD, ClientKind::Cli)).await;
    assert!(matches!(locked, Err(ServiceError::RateLimited { .. })));
    world.service.lift_limit("Root").await.unwrap();
    world.sign_in("root").await;
}

// attack: S1
#[tokio::test]
async fn what_ends_a_session_ends_it_at_once() {
    let world = World::new().await;
    let root = world.root().await;
    let ann = world.user(&root, "ann").await;
    let token = |world: &World| {
        let service = std::sync::Arc::clone(&world.service);
        async move { service.sign_in(login("ann", PASSWORD, ClientKind::Cli)).await.unwrap().token }
    };
    let live = |token: &strongroom_crypto::token::Token| world.service.authenticate(token.expose(), None);

    let (first, second) = (token(&world).await, token(&world).await);
    let caller = live(&first).unwrap();
    let new = "another long password";
    world.service.change_own_password(&caller, secret(PASSWORD), secret(new)).await.unwrap();
    assert!(live(&first).is_ok(), "the session that changed the password goes on");
    assert!(live(&second).is_err(), "the others end");

    let reset = UserChange {
        password: Some(secret(PASSWORD)),
        must_change_password: Some(false),
        ..UserChange::default()
    };
    world.service.change_user(&world.again(&root), ann, None, reset).await.unwrap();
    assert!(live(&first).is_err(), "a reset by somebody else ends all");

    let third = token(&world).await;
    let roles = UserChange {
        roles: Some([strongroom_domain::account::Role::Auditor].into()),
        ..UserChange::default()
    };
    world.service.change_user(&world.again(&root), ann, None, roles).await.unwrap();
    assert!(live(&third).is_err(), "new roles");

    let fourth = token(&world).await;
    let off = UserChange { enabled: Some(false), ..UserChange::default() };
    world.service.change_user(&world.again(&root), ann, None, off).await.unwrap();
    assert!(live(&fourth).is_err(), "disabled");
    let on = UserChange { enabled: Some(true), ..UserChange::default() };
    world.service.change_user(&world.again(&root), ann, None, on).await.unwrap();
    assert!(live(&fourth).is_err(), "and enabling does not bring it back");

    let fifth = token(&world).await;
    world.service.delete_user(&world.again(&root), ann, None).await.unwrap();
    assert!(live(&fifth).is_err(), "deleted");
}

// attack: S4
#[tokio::test]
async fn sessions_end_by_the_clock_of_the_server() {
    let world = World::new().await;
    let signed_in = world.service.sign_in(login("root", PASSWORD, ClientKind::Cli)).await.unwrap();
    let live = |world: &World| world.service.authenticate(signed_in.token.expose(), None);
    let idle = i64::try_from(world.settings.session_idle.as_secs()).unwrap();
    world.clock.advance(idle - 10);
    let caller = live(&world).unwrap();
    world.service.saw(&caller).await.unwrap();
    world.clock.advance(idle - 10);
    live(&world).unwrap();
    world.clock.advance(20);
    assert!(live(&world).is_err(), "idle for too long");
    let signed_in = world.service.sign_in(login("root", PASSWORD, ClientKind::Cli)).await.unwrap();
    let absolute = i64::try_from(world.settings.session_absolute.as_secs()).unwrap();
    for _ in 0..(absolute / (idle - 10)) {
        world.clock.advance(idle - 10);
        let caller = world.service.authenticate(signed_in.token.expose(), None).unwrap();
        world.service.saw(&caller).await.unwrap();
    }
    world.clock.advance(idle - 10);
    assert!(world.service.authenticate(signed_in.token.expose(), None).is_err(), "the absolute end");
    world.service.tidy().await.unwrap();
    let world = world.restart().await;
    assert!(world.service.authenticate(signed_in.token.expose(), None).is_err());
}

#[tokio::test]
async fn a_session_outlives_a_restart() {
    let world = World::new().await;
    let signed_in = world.service.sign_in(login("root", PASSWORD, ClientKind::Cli)).await.unwrap();
    let world = world.restart().await;
    let caller = world.service.authenticate(signed_in.token.expose(), None).unwrap();
    world.service.sign_out(&caller).await.unwrap();
    let world = world.restart().await;
    assert!(world.service.authenticate(signed_in.token.expose(), None).is_err());
}

// attack: W1
#[tokio::test]
async fn a_server_is_set_up_once() {
    let world = World::new().await;
    assert!(!world.service.setup_required());
    assert!(world.service.setup_token().is_none());
    let again = world.service.set_up("srt_x", "second", secret(PASSWORD), None).await;
    assert!(matches!(again, Err(ServiceError::AlreadySetUp)));
    let world = world.restart().await;
    let again = world.service.set_up("srt_x", "second", secret(PASSWORD), None).await;
    assert!(matches!(again, Err(ServiceError::AlreadySetUp)), "nor after a restart");
}

// attack: C6
#[tokio::test]
async fn a_record_of_lower_cost_opens_and_is_raised() {
    let world = World::new().await;
    let signed_in = world.service.sign_in(login("root", PASSWORD, ClientKind::Cli)).await.unwrap();
    let root = world.service.authenticate(signed_in.token.expose(), None).unwrap();
    let new = strongroom_service::databases::NewDatabase {
        owner: strongroom_service::databases::NewOwner::Caller,
        ..crate::world::new_database("Mine")
    };
    let (mine, _) = world.service.create_database(&root, new).await.unwrap();
    let entry = world.entry(&root, mine, None, "Diary", "secret").await;
    let mut world = world;
    world.settings.password_cost = strongroom_crypto::password::Params::new(20 * 1024, 2, 1).unwrap();
    let world = world.restart().await;
    let root = world.root().await;
    assert_eq!(world.password(&root, mine, entry).await.unwrap(), "secret", "opened with the old record");
    let world = world.restart().await;
    let root = world.root().await;
    assert_eq!(world.password(&root, mine, entry).await.unwrap(), "secret", "and with the new one");
}
