//! Seats.

use strongroom_crypto::signing::{Purpose, SigningKey};
use strongroom_domain::licence::{Licence, LicenceFile};
use strongroom_service::{ServiceError, accounts::users::NewUser};

use crate::world::{World, settings};

fn file(key: &SigningKey, seats: u32, valid_to: &str) -> Vec<u8> {
    let licence = Licence {
        id: "L-1".to_owned(),
        holder: "Example".to_owned(),
        seats,
        valid_from: "2026-01-01T00:00:00Z".parse().unwrap(),
        valid_to: Some(valid_to.parse().unwrap()),
        issued_at: "2026-01-01T00:00:00Z".parse().unwrap(),
    };
    let signature = key.sign(Purpose::Licence, &licence.signed_bytes()).to_text();
    LicenceFile { licence, key_id: key.public().id(), signature }.to_text().into_bytes()
}

#[tokio::test]
async fn seats_bound_new_accounts_and_lock_nobody_out() {
    let key = SigningKey::generate().unwrap();
    let mut settings = settings();
    settings.licence_issuers = vec![key.public().to_bytes()];
    let world = World::with(settings).await;
    let root = world.root().await;
    world.user(&root, "two").await;
    world.user(&root, "three").await;
    let fourth = world.service.create_user(&world.again(&root), NewUser::named("four")).await;
    assert!(matches!(fourth, Err(ServiceError::LicenceLimit { seats: 3 })), "{fourth:?}");

    let foreign = SigningKey::generate().unwrap();
    let forged =
        world.service.set_licence(&world.again(&root), &file(&foreign, 50, "2030-01-01T00:00:00Z")).await;
    assert!(matches!(forged, Err(ServiceError::Invalid(_))), "{forged:?}");
    let genuine = file(&key, 4, "2030-01-01T00:00:00Z");
    let changed = String::from_utf8(genuine.clone()).unwrap().replace("\"seats\": 4", "\"seats\": 400");
    assert!(world.service.set_licence(&world.again(&root), changed.as_bytes()).await.is_err());

    assert_eq!(world.service.set_licence(&world.again(&root), &genuine).await.unwrap().seats, 4);
    world.user(&root, "four").await;
    let world = world.restart().await;
    let root = world.root().await;
    let fifth = world.service.create_user(&world.again(&root), NewUser::named("five")).await;
    assert!(matches!(fifth, Err(ServiceError::LicenceLimit { seats: 4 })));

    world.clock.advance(5 * 365 * 24 * 3600);
    let root = world.root().await;
    world.sign_in("four").await;
    let later = world.service.create_user(&root, NewUser::named("five")).await;
    assert!(
        matches!(later, Err(ServiceError::LicenceLimit { .. })),
        "an expired licence stops new accounts only"
    );
}
