//! Searching what was loaded: the same is found before, while and after it is read into the index.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use strongroom_domain::{account::Principal, rights::Permission};
use strongroom_formats::Credentials;
use strongroom_service::{
    Caller, Service,
    import::ImportFile,
    objects::{ListQuery, ObjectChange},
    search::{Found, SearchRequest},
};

use crate::world::{World, new_database};

/// Entries of a large database, and how many changes are made at least beside three seconds of questions about all of
/// them.
const LARGE: usize = 60_000;
const CHANGES: usize = 20;

type Ask = fn(&Service, &Caller);

fn search(world: &World, caller: &Caller, text: &str) -> Vec<Found> {
    let request = SearchRequest { text: text.to_owned(), limit: 1_000, ..SearchRequest::default() };
    world.service.search(&world.again(caller), &request).unwrap().hits
}

/// The ids of what is found; sorted.
fn ids(found: &[Found]) -> BTreeSet<[u8; 16]> {
    found.iter().map(|found| found.object().to_bytes()).collect()
}

async fn read(service: &Service) {
    for _ in 0..3_000 {
        if service.unread() == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the index does not come");
}

/// A file with so many entries that they are not looked at one by one.
fn file(entries: usize) -> ImportFile {
    let mut text = "title,username,password,url\n".to_owned();
    for number in 0..entries {
        let line = format!("Entry {number},user{},x,https://host{number}.example.org/\n", number % 7);
        text.push_str(&line);
    }
    ImportFile {
        format: Some("csv".parse().unwrap()),
        bytes: text.into_bytes(),
        credentials: Credentials::password(""),
    }
}

#[tokio::test]
async fn the_same_is_found_whether_the_index_is_there_or_not() {
    let world = World::new().await;
    let root = world.root().await;
    let imported = world.service.import(&root, new_database("Large"), file(3_000)).await.unwrap();
    assert_eq!(imported.counts.entries, 3_000);
    let queries = [
        "entry",
        "2999",
        "user3",
        "host17",
        "\"entry 42\"",
        "host42.example.org",
        "etnry 17",
        "entry -user3",
    ];
    let all = |world: &World, root: &Caller| queries.map(|text| ids(&search(world, root, text)));
    let unread = all(&world, &root);
    assert_eq!(unread.clone().map(|found| found.len()), [1_000, 1, 429, 111, 1, 1, 111, 1_000]);
    read(&world.service).await;
    assert_eq!(all(&world, &root), unread);
    let world = world.restart().await;
    let root = world.root().await;
    assert_eq!(all(&world, &root), unread);
    read(&world.service).await;
    assert_eq!(all(&world, &root), unread);
}

#[tokio::test]
async fn changes_count_at_once_and_closing_forgets_all() {
    let world = World::new().await;
    let root = world.root().await;
    let imported = world.service.import(&root, new_database("Large"), file(1_500)).await.unwrap();
    let db = imported.database;
    let target = search(&world, &root, "host77.example")[0].object();
    let change = ObjectChange { title: Some("Something else".to_owned()), ..ObjectChange::default() };
    world.service.change_object(&world.again(&root), db, target, None, &change).await.unwrap();
    assert_eq!(ids(&search(&world, &root, "something")), [target.to_bytes()].into());
    read(&world.service).await;
    assert_eq!(ids(&search(&world, &root, "something")), [target.to_bytes()].into());
    assert_eq!(search(&world, &root, "host77.example").len(), 1);
    assert!(search(&world, &root, "\"entry 77\"").is_empty());
    world.service.delete_object(&world.again(&root), db, target, None).await.unwrap();
    assert!(search(&world, &root, "something").is_empty());
}

// attack: A4
#[tokio::test]
async fn nobody_finds_what_a_rule_hides_however_large_the_database() {
    let world = World::licensed().await;
    let root = world.root().await;
    let imported = world.service.import(&root, new_database("Large"), file(2_000)).await.unwrap();
    let db = imported.database;
    let folder = world.folder(&root, db, None, "Own").await;
    let own = world.entry(&root, db, Some(folder), "Entry of Ann", "x").await;
    let ann = world.user(&root, "ann").await;
    world.assign(&root, db, Principal::User(ann), &[Permission::AccessDatabase]).await;
    world.allow(&root, db, folder, ann, &[Permission::ReadEntries]).await;
    read(&world.service).await;
    let ann = world.sign_in("ann").await;
    for text in ["entry", "etnry", "-neverwas entry", "type:password"] {
        assert_eq!(ids(&search(&world, &ann, text)), [own.to_bytes()].into(), "{text}");
    }
    for text in ["user3", "host17.example.org", "user:user3", "url:host17", "host"] {
        assert!(search(&world, &ann, text).is_empty(), "{text}");
    }
}

#[tokio::test]
async fn what_comes_in_great_numbers_is_found_before_it_is_read() {
    let world = World::new().await;
    let root = world.root().await;
    let db = world.database(&root, "Company").await;
    for number in 0..2_200 {
        world.entry(&root, db, None, &format!("Door {number}"), "x").await;
    }
    for round in 0..2 {
        assert_eq!(search(&world, &root, "door").len(), 1_000, "{round}");
        assert_eq!(search(&world, &root, "\"door 2199\"").len(), 1, "{round}");
        read(&world.service).await;
    }
}

/// Titles that have to be read to tell whether they hold a phrase, and ends.
fn long(entries: usize) -> ImportFile {
    let mut text = "title,password,expires\n".to_owned();
    for number in 0..entries {
        text.push_str(&format!("Schlüssel Tür {number},x,2019-01-01\n"));
    }
    ImportFile {
        format: Some("csv".parse().unwrap()),
        bytes: text.into_bytes(),
        credentials: Credentials::password(""),
    }
}

// attack: R5
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_question_holds_up_a_change_for_as_long_as_it_takes() {
    let world = World::new().await;
    let root = world.root().await;
    let imported = world.service.import(&root, new_database("Large"), long(LARGE)).await.unwrap();
    read(&world.service).await;
    let small = world.folder(&root, imported.database, None, "Small").await;
    let asked: [(&str, Ask); 3] = [
        ("search", |service, caller| {
            let text = "\"tür schlüssel\"".to_owned();
            let request = SearchRequest { text, limit: 10, ..SearchRequest::default() };
            assert!(service.search(caller, &request).unwrap().hits.is_empty());
        }),
        ("listing", |service, caller| {
            let database = service.databases(caller, None).unwrap()[0].id;
            let text = Some("\"tür schlüssel\"".to_owned());
            let query = ListQuery { text, limit: Some(10), ..ListQuery::default() };
            assert!(!service.list(caller, database, &query, |_| panic!("found")).unwrap());
        }),
        ("expiring", |service, caller| {
            for _ in 0..5 {
                assert_eq!(service.expiring(caller, 0, (10, None)).unwrap().0.len(), 10);
            }
        }),
    ];
    for (what, ask) in asked {
        let running = Arc::new(AtomicBool::new(true));
        let asking = {
            let (service, caller) = (Arc::clone(&world.service), world.again(&root));
            let running = Arc::clone(&running);
            std::thread::spawn(move || {
                let begun = Instant::now();
                while begun.elapsed() < Duration::from_secs(3) {
                    ask(&service, &caller);
                }
                running.store(false, Ordering::Relaxed);
            })
        };
        let (mut longest, mut number) = (Duration::ZERO, 0);
        while running.load(Ordering::Relaxed) {
            number += 1;
            let title = Some(format!("Small {number}"));
            let (caller, begun) = (world.again(&root), Instant::now());
            let change = ObjectChange { title, ..ObjectChange::default() };
            world.service.change_object(&caller, imported.database, small, None, &change).await.unwrap();
            longest = longest.max(begun.elapsed());
        }
        asking.join().unwrap();
        // Each of them would wait for one question at least, which takes a second or so.
        assert!(number > CHANGES, "{what}: {number} changes, the longest took {longest:?}");
    }
}
