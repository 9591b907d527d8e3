//! Copies, files and moves of what a second password covers.

use strongroom_service::{
    ServiceError,
    objects::{CopyTo, Moved, Named, TagChange},
};

use super::{OTHER, SECOND, Told, told};
use crate::{
    attaching::{attach, read},
    many::{Office, named},
};

fn tag() -> TagChange {
    TagChange { add: vec!["t".to_owned()], remove: Vec::new() }
}

// attack: P8, A10
#[tokio::test]
async fn what_is_covered_is_copied_tagged_and_given_files_with_its_password_only() {
    let it = Office::new().await;
    let (vault, open) = (it.folder(None, "Vault").await, it.folder(None, "Open").await);
    let (kept, free) = (it.entry(Some(vault), "Kept").await, it.entry(Some(open), "Free").await);
    attach(&it, &it.root, kept, "before", b"before").await.unwrap();
    it.world.cover(&it.root, it.database, Some(vault), None, SECOND).await.unwrap();
    let service = &it.world.service;
    for (second, expected) in [(None, Told::Required), (Some(OTHER), Told::Wrong), (Some(SECOND), Told::Done)]
    {
        let by = match second {
            None => it.again(&it.ann),
            Some(second) => it.world.second(&it.ann, second),
        };
        let both = vec![Named { id: free, revision: None }, Named { id: kept, revision: None }];
        assert_eq!(told(service.tag_objects(&by, it.database, both.clone(), tag()).await), expected, "tag");
        let to = CopyTo { database: None, parent: Some(open) };
        assert_eq!(told(service.copy_objects(&by, it.database, &both, to).await), expected, "copy out");
        let to = CopyTo { database: None, parent: Some(vault) };
        assert_eq!(told(service.copy_objects(&by, it.database, &both, to).await), expected, "copy in");
        let upload = service.begin_attachment(&by, it.database, kept, "file", None).await;
        let sent = match upload {
            Ok(mut upload) => {
                upload.push(&[7; 100_000]).await.unwrap();
                upload.attach().await.map(drop)
            }
            Err(error) => Err(error),
        };
        assert_eq!(told(sent), expected, "attach");
        it.world.clock.advance(60);
    }
    let by = it.world.second(&it.ann, SECOND);
    let inside = it.inside(Some(vault));
    assert_eq!(inside, ["Kept", "Free", "Kept"]);
    // Every copy of what is under it is under it, files included, wherever it is; and so is what was copied in.
    let mut seen = Vec::new();
    for parent in [vault, open] {
        let query = strongroom_service::objects::ListQuery { parent: Some(parent), ..Default::default() };
        service
            .list(&by, it.database, &query, |listed| {
                let title = String::from_utf8(listed.held.summary.json().to_vec()).unwrap();
                seen.push((parent == vault || title.contains("Kept"), listed.node.id));
                Ok(())
            })
            .unwrap();
    }
    assert_eq!(seen.iter().filter(|(covered, _)| !covered).count(), 2, "`Free` and its copy beside it");
    for (covered, id) in seen {
        let plain = it.world.password(&it.bob, it.database, id).await;
        assert_eq!(matches!(plain, Err(ServiceError::SecondPasswordRequired)), covered, "{plain:?}");
        for file in service.attachments(&by, it.database, id).unwrap() {
            let bare = read(&it, &it.bob, id, file.id, None).await;
            assert_eq!(matches!(bare, Err(ServiceError::SecondPasswordRequired)), covered, "{bare:?}");
            assert_eq!(read(&it, &by, id, file.id, None).await.unwrap().len() as u64, file.bytes);
        }
    }
    let world = it.world.restart().await;
    assert_eq!(crate::copying::staged(&world)[1], 0);
}

// attack: P8
#[tokio::test]
async fn many_are_moved_under_a_second_password_with_it_only() {
    let it = Office::new().await;
    let vault = it.folder(None, "Vault").await;
    let room = it.folder(None, "Room").await;
    let (below, one) = (it.entry(Some(room), "Below").await, it.entry(None, "One").await);
    attach(&it, &it.root, below, "file", &[9; 200_000]).await.unwrap();
    it.world.cover(&it.root, it.database, Some(vault), None, SECOND).await.unwrap();
    let to = Moved { parent: Some(vault), before: None };
    let service = &it.world.service;
    let bare = service.move_objects(&it.again(&it.ann), it.database, &named(&[one, room]), to).await;
    assert_eq!(told(bare), Told::Required);
    let by = it.world.second(&it.ann, SECOND);
    service.move_objects(&by, it.database, &named(&[one, room]), to).await.unwrap();
    assert_eq!(it.inside(Some(vault)), ["One", "Room"]);
    for id in [one, below] {
        let plain = it.world.password(&it.bob, it.database, id).await;
        assert!(matches!(plain, Err(ServiceError::SecondPasswordRequired)), "{plain:?}");
    }
    let file = service.attachments(&by, it.database, below).unwrap().remove(0);
    assert_eq!(read(&it, &by, below, file.id, None).await.unwrap(), [9; 200_000]);
    // Out of it again, it goes along.
    let out = Moved { parent: None, before: None };
    service.move_objects(&it.again(&it.ann), it.database, &named(&[one, room]), out).await.unwrap();
    let plain = it.world.password(&it.bob, it.database, one).await;
    assert!(matches!(plain, Err(ServiceError::SecondPasswordRequired)), "{plain:?}");
    it.world.restart().await;
}
