//! An archive of a database with everything in it, there and back: compared by what people see of both through the service,
//! and by nothing that the exporter wrote.

use std::{collections::HashMap, fmt::Write as _};

use strongroom_domain::{
    account::Principal,
    audit::Purpose,
    database::ObjectKind,
    id::{DatabaseId, ObjectId},
    retention::Retention,
    rights::Permission,
};
use strongroom_formats::{Limits, WarningCode};
use strongroom_service::{
    Caller,
    databases::{DatabaseChange, RetentionChange},
    export::{ExportFormat, open_archive},
    import::{ImportSettings, StageView},
    objects::{FieldChange, ListQuery, ObjectChange, RevealRequest, Revealed},
};

use crate::{
    exporting::{PASSPHRASE, archive, archived, as_new, bytes, come_back, everything, export, request},
    grants::Company,
    import_jobs,
    second_passwords::{password_change, secret},
    world::World,
};

/// Everything that can be in a database, and what of it is in no archive.
async fn full() -> Company {
    let (company, _) = everything().await;
    let (world, root, ann, database) = (&company.world, &company.root, &company.ann, company.database);
    let change = DatabaseChange {
        description: Some(Some("What the company shares".to_owned())),
        retention: RetentionChange {
            bin_days: Some(Some(7)),
            history_versions: Some(Some(50)),
            history_days: Some(Some(400)),
        },
        ..DatabaseChange::default()
    };
    world.service.change_database(&world.again(root), database, None, change).await.unwrap();
    // A history by two people, of an entry and of a folder.
    for (by, value) in [(ann, "second"), (root, "third"), (ann, "fourth")] {
        world.clock.advance(60);
        world
            .service
            .change_object(&world.again(by), database, company.entry, None, &password_change(value))
            .await
            .unwrap();
    }
    let called = ObjectChange { title: Some("Machines".to_owned()), ..ObjectChange::default() };
    world.service.change_object(&world.again(ann), database, company.folder, None, &called).await.unwrap();
    let many = ObjectChange {
        fields: vec![FieldChange {
            name: "PIN".to_owned(),
            kind: Some(strongroom_domain::entry::FieldKind::Password),
            secret: Some(true),
            custom: Some(true),
            value: Some(Some(secret("0000"))),
        }],
        tags: Some(vec!["red".to_owned(), "blue".to_owned()]),
        category: Some(Some("Mail".to_owned())),
        ..ObjectChange::default()
    };
    world.service.change_object(&world.again(ann), database, company.entry, None, &many).await.unwrap();
    // In the bin: an entry of a folder that stays, and a folder with something in it.
    let thrown = world.entry(ann, database, Some(company.folder), "Thrown", "thrown-secret").await;
    let bag = world.folder(ann, database, None, "Bag").await;
    world.entry(ann, database, Some(bag), "In the bag", "bag-secret").await;
    world.clock.advance(60);
    for gone in [thrown, bag] {
        world.service.delete_object(&world.again(root), database, gone, None).await.unwrap();
    }
    // None of this is in an archive.
    company.give(ann, &company.new_grant(company.bob.user)).await.unwrap();
    company.give(ann, &company.sealed_grant(company.cid.user, &[root.user], 1)).await.unwrap();
    let covered = world.entry(ann, database, None, "Covered", "covered-secret").await;
    world.cover(root, database, Some(covered), None, "the second password").await.unwrap();
    company
}

/// Everything that Root sees of a database, with names for ids.
async fn seen(world: &World, root: &Caller, database: DatabaseId) -> Vec<String> {
    let (service, root) = (&world.service, world.again(root));
    let view = service.database_view(&root, database).unwrap();
    let mut lines = vec![format!("{:?} {:?}", view.record.description, view.record.retention)];
    let mut assignments = service.assignments(&root, database).unwrap();
    assignments.sort_by_key(|it| it.principal);
    lines.push(format!("{assignments:?}"));
    let mut found: Vec<(ObjectId, Option<ObjectId>, String, String)> = Vec::new();
    let query = ListQuery { recursive: true, ..ListQuery::default() };
    service
        .list(&root, database, &query, |listed| {
            if !listed.second_password {
                let summary = String::from_utf8(listed.held.summary.json().to_vec()).unwrap();
                let kind = listed.node.kind == ObjectKind::Folder;
                let more = format!("{kind} {} {}", listed.node.inheritance, listed.revision);
                found.push((listed.node.id, listed.node.parent, summary, more));
            }
            Ok(())
        })
        .unwrap();
    let places: HashMap<ObjectId, usize> = found.iter().enumerate().map(|(at, it)| (it.0, at)).collect();
    for (id, parent, summary, more) in found {
        let at = parent.map(|parent| places[&parent]);
        let mut line = format!("{at:?} {more} {}", without_icon(&summary));
        let details = service.object(&root, database, id).unwrap().details.unwrap();
        let by = (details.created_at, details.created_by, details.modified_at, details.modified_by);
        let (mut rules, inherits) = service.object_rules(&root, database, id).unwrap();
        rules.sort_by_key(|rule| rule.principal);
        let rules: Vec<_> = rules.iter().map(|rule| (rule.principal, rule.marks)).collect();
        write!(line, " {by:?} {rules:?} {inherits}").unwrap();
        let mut files = Vec::new();
        for file in service.attachments(&root, database, id).unwrap_or_default() {
            let mut stream = service.attachment(&root, database, id, file.id, None).await.unwrap();
            let mut content = Vec::new();
            while let Some(piece) = service.next_piece(&mut stream).unwrap() {
                content.extend_from_slice(&piece);
            }
            files.push((file.name, content));
        }
        files.sort();
        let all = RevealRequest { purpose: Purpose::Show, fields: None };
        let now = service.reveal(&root, database, id, &all).await.unwrap();
        write!(line, " {files:?} {}", told(&now)).unwrap();
        for version in service.history(&root, database, id).await.unwrap() {
            let was = service.version(&root, database, id, version.revision).await.unwrap();
            let details = was.details.unwrap();
            let summary = without_icon(&String::from_utf8(details.summary.to_json()).unwrap());
            let by = (details.created_at, details.created_by, details.modified_by);
            let was = service.reveal_version(&root, database, id, version.revision, &all).await.unwrap();
            write!(line, " {version:?} {summary} {by:?} {}", told(&was)).unwrap();
        }
        lines.push(line);
    }
    for item in service.bin(&root, database).unwrap() {
        let from = match item.origin {
            strongroom_service::binned::Origin::Folder { title, .. } => title,
            other => format!("{other:?}"),
        };
        let rest = (item.kind, item.title, item.entry_type, item.revision, item.below, item.rights);
        lines.push(format!("bin: {rest:?} {from} {:?} {:?}", item.deleted_at, item.kept_until));
    }
    lines
}

fn told(revealed: &Revealed) -> String {
    let lines: Vec<String> =
        revealed.fields.iter().map(|(name, value)| format!("{name}={}", value.as_str())).collect();
    lines.join("|")
}

/// An image of the database's own has another name there; that it is there is enough.
fn without_icon(summary: &str) -> String {
    let mut summary: serde_json::Value = serde_json::from_str(summary).unwrap();
    if let Some(icon) = summary.get_mut("icon")
        && icon.as_str().is_some_and(|icon| icon.starts_with("custom:"))
    {
        *icon = "custom".into();
    }
    summary.to_string()
}

// attack: A10
#[tokio::test]
async fn everything_that_is_seen_of_a_database_comes_back_by_an_archive() {
    let company = full().await;
    let (world, root, database) = (&company.world, &company.root, company.database);
    let before = seen(world, root, database).await;
    for part in ["What the company shares", "fourth", "third", "hunter2", "red", "bin: ", "Machines"] {
        assert!(before.iter().any(|line| line.contains(part)), "{part}");
    }
    let file = archive(world, root, database).await;
    world.clock.advance(600);
    let back = come_back(world, root, file.clone(), true).await;
    let after = seen(world, root, back).await;
    for (after, before) in after.iter().zip(&before) {
        assert_eq!(after, before);
    }
    assert_eq!(after.len(), before.len());
    // What is in the bin there opens again.
    let bag = world.service.bin(&world.again(root), back).unwrap();
    let bag = bag.iter().find(|item| item.title == "Bag").unwrap().id;
    world.service.restore_from_bin(&world.again(root), back, bag, None, None).await.unwrap();
    assert!(world.titles(root, back).unwrap().contains(&"In the bag".to_owned()));
    let world = company.world.restart().await;
    let root = world.root().await;
    assert!(world.titles(&root, back).unwrap().contains(&"Mail".to_owned()));
}

#[tokio::test]
async fn what_an_archive_does_not_have_is_said_when_it_is_made_and_when_it_comes_in() {
    let company = full().await;
    let (world, root, database) = (&company.world, &company.root, company.database);
    let made = export(world, root, database, request(ExportFormat::Archive)).await.unwrap();
    assert_eq!((made.left_out, made.grants_left_out), (1, Some(2)), "what is covered, and two grants");
    let file = bytes(made);
    let warned = async |settings: ImportSettings| {
        let ready = import_jobs::prepare(world, root, archived(file.clone(), PASSPHRASE), settings).await;
        let view = ready.unwrap();
        let StageView::Ready(_, preview) = &view.stage else { panic!("{view:?}") };
        let tally = preview.tally.clone().unwrap();
        world.service.drop_import(&world.again(root), view.id).unwrap();
        let warnings = tally.warnings.into_iter().map(|it| (it.code, it.item));
        (warnings.collect::<Vec<_>>(), tally.in_bin)
    };
    use WarningCode::{AuthorsUnknown, DatabaseSettings, GrantsLeftOut, ObjectsLeftOut};
    let one = |code, item: &str| (code, item.to_owned());
    let new = vec![one(ObjectsLeftOut, "1"), one(GrantsLeftOut, "2")];
    assert_eq!(warned(as_new("New", true)).await, (new.clone(), 0));
    let without = ImportSettings { take_bin: false, ..as_new("New", true) };
    assert_eq!(warned(without).await, (new, 3), "two that were put there, and one in them");
    let there = vec![
        one(DatabaseSettings, ""),
        one(ObjectsLeftOut, "1"),
        one(GrantsLeftOut, "2"),
        one(AuthorsUnknown, "2"),
    ];
    assert_eq!(warned(import_jobs::into_folder(database, None)).await.0, there);
    // Whoever only reads takes no grants along and is not told of any; nor is what the bin hides from them in it.
    let may = [Permission::AccessDatabase, Permission::ReadEntries, Permission::SaveLocalCopy];
    world.assign(root, database, Principal::User(company.bob.user), &may).await;
    let hers = export(world, &company.bob, database, request(ExportFormat::Archive)).await.unwrap();
    assert_eq!(hers.grants_left_out, None);
    let tree = open_archive(&bytes(hers), PASSPHRASE, &Limits::default()).unwrap();
    let listed = world.service.bin(&world.again(&company.bob), database).unwrap();
    let binned = tree.objects.iter().filter(|object| object.bin_at.is_some()).count();
    assert_eq!(binned, listed.len());
    assert_eq!(tree.about.unwrap().grants_left_out, 0);
}

/// Who made what is taken over by whoever makes a database of it, and into no other.
// attack: A16
#[tokio::test]
async fn nobody_is_named_as_the_author_of_what_comes_into_a_database_that_is_there() {
    let company = full().await;
    let (world, root) = (&company.world, &company.root);
    let file = archive(world, root, company.database).await;
    let other = world.database(root, "Other").await;
    let ready =
        import_jobs::prepare(world, root, archived(file, PASSPHRASE), import_jobs::into_folder(other, None));
    let id = ready.await.unwrap().id;
    import_jobs::run(world, root, id).await.unwrap();
    let query = ListQuery { recursive: true, ..ListQuery::default() };
    world
        .service
        .list(&world.again(root), other, &query, |listed| {
            assert_eq!((listed.held.created_by, listed.held.modified_by), (None, None));
            Ok(())
        })
        .unwrap();
    let kept = world.service.database_view(&world.again(root), other).unwrap().record;
    assert_eq!((kept.description, kept.retention), (None, Retention::OF_A_NEW_DATABASE));
}
