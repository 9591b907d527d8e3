//! Importing a file: all of it or nothing.

use strongroom_formats::Credentials;
use strongroom_service::{ServiceError, import::ImportFile};

use crate::world::{World, new_database};

fn fixture(name: &str) -> Vec<u8> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../formats/tests/fixtures").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[tokio::test]
async fn a_file_is_imported_with_what_is_in_it_and_stands_after_a_restart() {
    let world = World::new().await;
    let root = world.root().await;
    let file = ImportFile {
        format: None,
        bytes: fixture("NewDatabase.kdbx"),
        credentials: Credentials::password("a"),
    };
    let imported = world.service.import(&root, new_database("Imported"), file).await.unwrap();
    let before = world.titles(&root, imported.database).unwrap();
    let expected = imported.counts.entries + imported.counts.folders;
    assert!(before.len() as u64 <= expected && !before.is_empty(), "{before:?} of {expected}");
    let world = world.restart().await;
    let root = world.root().await;
    assert_eq!(world.titles(&root, imported.database).unwrap(), before);
    assert!(world.service.check_chains().await.unwrap().misfit.is_none());
}

// attack: I7
#[tokio::test]
async fn a_wrong_password_or_a_cut_off_file_leaves_nothing() {
    let world = World::new().await;
    let root = world.root().await;
    let whole = fixture("NewDatabase.kdbx");
    let cut = whole[..whole.len() / 2].to_vec();
    for (bytes, password) in [(whole, "wrong"), (cut, "a"), (b"no such format".to_vec(), "a")] {
        let file = ImportFile { format: None, bytes, credentials: Credentials::password(password) };
        let refused = world.service.import(&world.again(&root), new_database("Imported"), file).await;
        let told = matches!(refused, Err(ServiceError::Import(_) | ServiceError::WrongMasterPassword));
        assert!(told, "{refused:?}");
    }
    assert!(world.service.databases(&world.again(&root), None).unwrap().is_empty());
}
