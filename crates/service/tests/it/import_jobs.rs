//! Imports as jobs: looked at before, run into a database that is there, and undone.

use std::{fmt::Write as _, sync::Arc};

use strongroom_domain::{
    account::Principal,
    audit::Event,
    database::{ObjectKind, ObjectRule},
    entry::{Draft, Properties},
    id::{DatabaseId, ImportId, ObjectId},
    rights::{Marks, Permission, PermissionSet},
};
use strongroom_formats::{Credentials, Format, csv};
use strongroom_service::{
    Caller, ServiceError,
    audit::read::AuditFilter,
    import::{
        ImportFile, ImportFormat, ImportSettings, ImportTarget, ImportView, Kept, StageView, Tally, UndoView,
        WAITING_SECONDS,
    },
    objects::{ListQuery, NewObject, ObjectChange},
};
use strongroom_store::imports::ImportState;

use crate::{
    grants::Company,
    second_passwords::{OTHER, SECOND, show},
    world::{World, titled},
};

fn fixture(name: &str) -> Vec<u8> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../formats/tests/fixtures").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A company in which Ann administers the database, so that she may undo what she imports.
pub async fn company() -> Company {
    let it = Company::new().await;
    it.world.assign(&it.root, it.database, Principal::User(it.ann.user), &Permission::DATABASE).await;
    it
}

pub fn file(bytes: impl Into<Vec<u8>>, password: Option<&str>) -> ImportFile {
    let credentials = password.map_or_else(Credentials::default, Credentials::password);
    ImportFile { format: None, bytes: bytes.into(), credentials }
}

pub fn into_folder(database: DatabaseId, parent: Option<ObjectId>) -> ImportSettings {
    ImportSettings {
        target: ImportTarget::Folder(database, parent),
        skip_duplicates: false,
        take_bin: false,
        take_rights: false,
        table: csv::Settings::default(),
    }
}

pub async fn prepare(
    world: &World,
    caller: &Caller,
    file: ImportFile,
    settings: ImportSettings,
) -> Result<ImportView, ServiceError> {
    let caller = world.again(caller);
    let seat = world.service.seat_for_import(&caller, None)?;
    world.service.prepare_import(&caller, seat, file, settings).await
}

pub async fn change(
    world: &World,
    caller: &Caller,
    id: ImportId,
    change: impl FnOnce(&mut ImportSettings) + Send,
) -> Result<ImportView, ServiceError> {
    let change = |settings: &mut ImportSettings| {
        change(settings);
        Ok(())
    };
    world.service.change_import(&world.again(caller), id, change).await
}

pub fn tally(view: &ImportView) -> Tally {
    match &view.stage {
        StageView::Ready(_, preview) => preview.tally.clone().unwrap(),
        other => panic!("{other:?}"),
    }
}

/// Waits for the end of a run; by what is told of it.
pub async fn ended(world: &World, caller: &Caller, id: ImportId) -> ImportView {
    loop {
        let view = world.service.import_job(&world.again(caller), id).unwrap();
        match view.stage {
            StageView::Running(..) => tokio::time::sleep(std::time::Duration::from_millis(5)).await,
            _ => return view,
        }
    }
}

pub async fn run(world: &World, caller: &Caller, id: ImportId) -> Result<Kept, String> {
    world.service.run_import(&world.again(caller), id).await.map_err(|error| error.to_string())?;
    match ended(world, caller, id).await.stage {
        StageView::Done(_, kept) => Ok(kept),
        StageView::Failed(_, reason) => Err(reason),
        other => panic!("{other:?}"),
    }
}

async fn undo(world: &World, caller: &Caller, id: ImportId) -> Result<UndoView, ServiceError> {
    world.service.undo_import(&world.again(caller), id, false).await
}

/// Until what was undone is purged as well.
async fn purged(world: &World, caller: &Caller, id: ImportId) {
    loop {
        match world.service.import_job(&world.again(caller), id).unwrap().stage {
            StageView::Done(_, kept) if kept.state == ImportState::Gone => return,
            _ => tokio::time::sleep(std::time::Duration::from_millis(5)).await,
        }
    }
}

/// A table of so many entries in so many folders.
pub fn table(entries: usize, folders: usize) -> String {
    let mut text = "folder,title,username,password,notes\n".to_owned();
    for n in 0..entries {
        let folder = n % folders.max(1);
        writeln!(text, "Batch/Folder {folder},Entry {n},user{n},secret-{n},\"a note\nof two lines\"")
            .unwrap();
    }
    text
}

/// The ids of what a person sees, by title.
pub fn find(world: &World, caller: &Caller, database: DatabaseId, title: &str) -> Option<ObjectId> {
    let query = ListQuery { recursive: true, ..ListQuery::default() };
    let mut found = None;
    world
        .service
        .list(&world.again(caller), database, &query, |listed| {
            let summary: serde_json::Value = serde_json::from_slice(&listed.held.summary.json()).unwrap();
            if summary["title"] == title {
                found = Some(listed.node.id);
            }
            Ok(())
        })
        .unwrap();
    found
}

const KEEPASS: &str = "<?xml version=\"1.0\"?><KeePassFile><Root><Group><Name>Root</Name><Group><Name>Below</Name>\
    <Entry><String><Key>Title</Key><Value>Mail</Value></String><String><Key>Password</Key><Value>hunter2</Value>\
    </String></Entry></Group></Group></Root></KeePassFile>";

/// An export of 1Password with one vault and one item, in an archive without compression.
fn onepux() -> Vec<u8> {
    let item = r#"{"uuid":"a","categoryUuid":"001","state":"active","createdAt":1,"updatedAt":2,
        "overview":{"title":"Mail"},"details":{"loginFields":[{"designation":"password","value":"hunter2",
        "name":"password","fieldType":"P"}]}}"#;
    let data =
        format!(r#"{{"accounts":[{{"vaults":[{{"attrs":{{"name":"Personal"}},"items":[{item}]}}]}}]}}"#);
    let about = r#"{"version":3,"description":"1Password Unencrypted Export","createdAt":1}"#;
    let (mut out, mut list) = (Vec::new(), Vec::new());
    for (name, bytes) in [("export.attributes", about.as_bytes()), ("export.data", data.as_bytes())] {
        let offset = u32::try_from(out.len()).unwrap();
        let mut crc = u32::MAX;
        for byte in bytes {
            crc ^= u32::from(*byte);
            for _ in 0..8 {
                crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
            }
        }
        let mut head = [20_u16, 0, 0, 0, 0].map(u16::to_le_bytes).concat();
        let size = u32::try_from(bytes.len()).unwrap();
        head.extend([!crc, size, size].map(u32::to_le_bytes).concat());
        head.extend([u16::try_from(name.len()).unwrap(), 0].map(u16::to_le_bytes).concat());
        out.extend([b"PK\x03\x04", &head[..], name.as_bytes(), bytes].concat());
        list.extend(
            [b"PK\x01\x02\x14\x03", &head[..], &[0; 6], &(0o100_644_u32 << 16).to_le_bytes()].concat(),
        );
        list.extend([&offset.to_le_bytes(), name.as_bytes()].concat());
    }
    let (start, length) = (u32::try_from(out.len()).unwrap(), u32::try_from(list.len()).unwrap());
    let end = [b"PK\x05\x06\0\0\0\0\x02\0\x02\0", &length.to_le_bytes()[..], &start.to_le_bytes(), &[0, 0]];
    [out, list, end.concat()].concat()
}

#[tokio::test]
async fn every_format_comes_into_a_database_that_is_there_as_its_dry_run_says() {
    let company = company().await;
    let (world, ann) = (&company.world, &company.ann);
    let before = world.titles(ann, company.database).unwrap();
    let files = [
        ("kdbx", file(fixture("NewDatabase.kdbx"), Some("a"))),
        ("kdbx", file(fixture("RecycleBinWithData.kdbx"), Some("123"))),
        ("csv", file(table(20, 3), None)),
        ("password_depot_xml", file(fixture("password_depot_17.xml"), None)),
        ("password_depot_xml", file(fixture("password_depot_11.xml"), None)),
        ("keepass_xml", file(KEEPASS, None)),
        ("bitwarden_json", file(fixture("bitwarden.json"), None)),
        ("1pux", file(onepux(), None)),
    ];
    for (format, file) in files {
        let settings = into_folder(company.database, Some(company.folder));
        let view =
            prepare(world, ann, file, settings).await.unwrap_or_else(|error| panic!("{format}: {error}"));
        let told = tally(&view);
        assert_eq!(view.format, format);
        assert_eq!(
            world.titles(ann, company.database).unwrap(),
            before,
            "{format}: a dry run writes nothing"
        );
        let kept = run(world, ann, view.id).await.unwrap_or_else(|error| panic!("{format}: {error}"));
        let record = &kept.record;
        assert_eq!(
            (record.folders, record.entries, record.attachments, record.left_out),
            (told.folders, told.entries, told.attachments, told.left_out()),
            "{format}: the run does what the dry run said"
        );
        assert!(record.entries > 0, "{format}");
        let there = world.titles(ann, company.database).unwrap();
        assert_eq!((there.len() - before.len()) as u64, record.folders + record.entries, "{format}");
        let undone = undo(world, ann, view.id).await.unwrap();
        assert_eq!((undone.removed, undone.kept), (record.folders + record.entries, 0), "{format}");
        assert_eq!(
            world.titles(ann, company.database).unwrap(),
            before,
            "{format}: exactly that batch is gone"
        );
        purged(world, ann, view.id).await;
    }
    assert!(world.service.check_chains().await.unwrap().misfit.is_none());
}

#[tokio::test]
async fn what_came_in_stands_after_a_restart_and_is_undone_then() {
    let Company { world, ann, database, folder, .. } = company().await;
    let before = world.titles(&ann, database).unwrap();
    let view =
        prepare(&world, &ann, file(table(450, 7), None), into_folder(database, Some(folder))).await.unwrap();
    run(&world, &ann, view.id).await.unwrap();
    let there = world.titles(&ann, database).unwrap();
    let entry = find(&world, &ann, database, "Entry 449").unwrap();
    assert_eq!(world.password(&ann, database, entry).await.unwrap(), "secret-449");
    let world = world.restart().await;
    let ann = world.sign_in("ann").await;
    assert_eq!(world.titles(&ann, database).unwrap(), there);
    assert_eq!(world.service.imports(&world.again(&ann)).len(), 1);
    let dry = world.service.undo_import(&world.again(&ann), view.id, true).await.unwrap();
    assert_eq!(world.titles(&ann, database).unwrap(), there, "a dry run undoes nothing");
    assert_eq!(undo(&world, &ann, view.id).await.unwrap(), dry);
    assert_eq!(dry, UndoView { removed: 450 + 8, kept: 0 });
    purged(&world, &ann, view.id).await;
    let world = world.restart().await;
    let ann = world.sign_in("ann").await;
    assert_eq!(world.titles(&ann, database).unwrap(), before);
    let refused = undo(&world, &ann, view.id).await;
    assert!(matches!(refused, Err(ServiceError::Conflict(_))), "{refused:?}");
}

#[tokio::test]
async fn nothing_is_lost_that_somebody_changed_moved_edits_or_put_in() {
    let company = company().await;
    let (world, ann, root, database) = (&company.world, &company.ann, &company.root, company.database);
    let view = prepare(world, ann, file(table(12, 4), None), into_folder(database, None)).await.unwrap();
    run(world, ann, view.id).await.unwrap();
    let at = |title: &str| find(world, root, database, title).unwrap();
    // Folder n has the entries n, n + 4 and n + 8. Changed: Entry 0. Something put in: Folder 1. Moved: Entry 2. Edited: 3.
    let change = ObjectChange { title: Some("Changed".to_owned()), ..ObjectChange::default() };
    world.service.change_object(&world.again(root), database, at("Entry 0"), None, &change).await.unwrap();
    world.entry(root, database, Some(at("Folder 1")), "Of Root", "x").await;
    let to = strongroom_service::objects::Moved { parent: Some(company.folder), before: None };
    world.service.move_object(&world.again(root), database, at("Entry 2"), None, to).await.unwrap();
    let locked = at("Entry 3");
    world.service.take_lock(&world.again(root), database, locked).await.unwrap();
    let dry = world.service.undo_import(&world.again(ann), view.id, true).await.unwrap();
    // Batch, Folder 0, Folder 1, Folder 3, the changed, the moved and the edited one.
    assert_eq!(dry, UndoView { removed: 12 + 5 - 7, kept: 7 });
    assert_eq!(undo(world, ann, view.id).await.unwrap(), dry);
    let left = world.titles(root, database).unwrap();
    assert_eq!(
        left,
        [
            "Batch", "Changed", "Entry 2", "Entry 3", "Folder 0", "Folder 1", "Folder 3", "Mail", "Of Root",
            "Servers"
        ]
    );
    purged(world, ann, view.id).await;
    assert_eq!(world.titles(root, database).unwrap(), left);
}

// attack: P5
#[tokio::test]
async fn an_import_runs_once_and_is_undone_once() {
    let company = company().await;
    let (world, ann, database) = (&company.world, &company.ann, company.database);
    let view = prepare(world, ann, file(table(300, 3), None), into_folder(database, None)).await.unwrap();
    let mut runs = 0;
    for _ in 0..20 {
        runs += usize::from(world.service.run_import(&world.again(ann), view.id).await.is_ok());
    }
    assert_eq!(runs, 1);
    ended(world, ann, view.id).await;
    assert_eq!(world.titles(ann, database).unwrap().len(), 2 + 300 + 4);
    let undos = (0..20).map(|_| {
        let (service, caller) = (Arc::clone(&world.service), world.again(ann));
        tokio::spawn(async move { service.undo_import(&caller, view.id, false).await })
    });
    let mut done = 0;
    for undo in undos.collect::<Vec<_>>() {
        match undo.await.unwrap() {
            Ok(undone) => {
                assert_eq!(undone, UndoView { removed: 304, kept: 0 });
                done += 1;
            }
            Err(error) => assert!(matches!(error, ServiceError::Conflict(_)), "{error:?}"),
        }
    }
    assert_eq!(done, 1);
    purged(world, ann, view.id).await;
    let filter = AuditFilter { database: Some(database), ..AuditFilter::default() };
    let (records, _) = world.service.audit(&world.again(&company.root), &filter, None, 1000).unwrap();
    let events = |wanted: fn(&Event) -> bool| records.iter().filter(|it| wanted(&it.record.event)).count();
    assert_eq!(events(|event| matches!(event, Event::ObjectsImported { entries: 300, folders: 4, .. })), 1);
    assert_eq!(events(|event| matches!(event, Event::ImportUndone { removed: 304, kept: 0, .. })), 1);
    assert_eq!(events(|event| matches!(event, Event::ObjectPurged { .. })), 304, "one for each that went");
}

// attack: A1, A3, A4
#[tokio::test]
async fn adding_there_is_what_it_takes_and_a_job_is_its_owners_alone() {
    let company = company().await;
    let (world, root, ann, bob, database) =
        (&company.world, &company.root, &company.ann, &company.bob, company.database);
    let never: DatabaseId = "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap();
    let elsewhere = world.database(root, "Elsewhere").await;
    for place in
        [into_folder(database, Some(company.folder)), into_folder(database, None), into_folder(never, None)]
    {
        // Who may import nowhere hears nothing of any place.
        let refused = prepare(world, bob, file(table(1, 1), None), place).await;
        assert!(matches!(refused, Err(ServiceError::Administration(_))), "{:?}", refused.err());
    }
    world.assign(root, elsewhere, Principal::User(bob.user), &Permission::DATABASE).await;
    for place in
        [into_folder(database, Some(company.folder)), into_folder(database, None), into_folder(never, None)]
    {
        let refused = prepare(world, bob, file(table(1, 1), None), place).await;
        assert!(matches!(refused, Err(ServiceError::NotFound)), "{:?}", refused.err());
    }
    let others: Vec<_> =
        Permission::DATABASE.into_iter().filter(|it| *it != Permission::AddEntries).collect();
    world.assign(root, database, Principal::User(bob.user), &others).await;
    let refused = prepare(world, bob, file(table(1, 1), None), into_folder(database, None)).await;
    let lacks = |error: &ServiceError, wanted| matches!(error, ServiceError::Forbidden { permission, .. } if *permission == wanted);
    assert!(lacks(&refused.unwrap_err(), Permission::AddEntries));
    // A letter box: who adds and does not read imports, sees nothing of it, and does not undo it.
    world
        .assign(
            root,
            database,
            Principal::User(bob.user),
            &[Permission::AccessDatabase, Permission::AddEntries],
        )
        .await;
    let view = prepare(world, bob, file(table(3, 1), None), into_folder(database, None)).await.unwrap();
    for call in [
        world.service.import_job(&world.again(ann), view.id).map(|_| ()),
        world.service.run_import(&world.again(ann), view.id).await.map(|_| ()),
        world.service.drop_import(&world.again(ann), view.id),
        change(world, ann, view.id, |_| {}).await.map(|_| ()),
        undo(world, ann, view.id).await.map(|_| ()),
    ] {
        assert!(matches!(call, Err(ServiceError::NotFound)), "{call:?}");
    }
    assert!(world.service.imports(&world.again(ann)).is_empty());
    run(world, bob, view.id).await.unwrap();
    assert_eq!(world.titles(root, database).unwrap().len(), 2 + 3 + 2);
    // A purge is for those who administer; and what stays or goes is told to nobody else, not even in a dry run.
    let dry = world.service.undo_import(&world.again(bob), view.id, true).await;
    assert!(lacks(&dry.unwrap_err(), Permission::GrantAdminRights));
    let administers = [Permission::AccessDatabase, Permission::AddEntries, Permission::GrantAdminRights];
    world.assign(root, database, Principal::User(bob.user), &administers).await;
    assert!(lacks(&undo(world, bob, view.id).await.unwrap_err(), Permission::DeleteEntries));
    assert!(matches!(undo(world, ann, view.id).await, Err(ServiceError::NotFound)), "not Ann's");
    assert_eq!(world.titles(root, database).unwrap().len(), 2 + 3 + 2, "nothing was undone");
    // Without sight of the database there is no such import.
    world.service.remove_assignment(&world.again(root), database, Principal::User(bob.user)).await.unwrap();
    assert!(matches!(undo(world, bob, view.id).await, Err(ServiceError::NotFound)));
    assert!(world.service.imports(&world.again(bob)).is_empty());
}

// attack: A11
#[tokio::test]
async fn what_comes_in_has_the_rights_of_its_folder_and_no_rules() {
    let company = company().await;
    let (world, root, ann, bob, database) =
        (&company.world, &company.root, &company.ann, &company.bob, company.database);
    let all = [Permission::AccessDatabase, Permission::ReadEntries];
    world.assign(root, database, Principal::User(bob.user), &all).await;
    let marks = Marks::denying(PermissionSet::of(&[Permission::ReadEntries]));
    let rule = ObjectRule { object: company.folder, principal: Principal::User(bob.user), marks };
    world.service.set_rule(&world.again(root), database, rule).await.unwrap();
    let view = prepare(world, ann, file(table(2, 1), None), into_folder(database, Some(company.folder)))
        .await
        .unwrap();
    run(world, ann, view.id).await.unwrap();
    let entry = find(world, ann, database, "Entry 1").unwrap();
    assert!(world.password(bob, database, entry).await.is_err(), "denied on the folder above");
    assert_eq!(world.password(ann, database, entry).await.unwrap(), "secret-1");
    assert!(world.service.object_rules(&world.again(root), database, entry).unwrap().0.is_empty());
}

#[tokio::test]
async fn a_right_that_goes_while_it_runs_leaves_nothing() {
    let company = company().await;
    let (world, root, ann, database) = (&company.world, &company.root, &company.ann, company.database);
    let view = prepare(world, ann, file(table(5_000, 9), None), into_folder(database, None)).await.unwrap();
    world.service.run_import(&world.again(ann), view.id).await.unwrap();
    // Once the first pieces are on disk.
    loop {
        match world.service.import_job(&world.again(ann), view.id).unwrap().stage {
            StageView::Running(_, 0, _) => tokio::task::yield_now().await,
            StageView::Running(..) => break,
            other => panic!("{other:?}"),
        }
    }
    let read = [Permission::AccessDatabase, Permission::ReadEntries];
    world.assign(root, database, Principal::User(ann.user), &read).await;
    let failed = ended(world, ann, view.id).await;
    assert!(matches!(failed.stage, StageView::Failed(..)), "{failed:?}");
    assert_eq!(world.titles(root, database).unwrap(), ["Mail", "Servers"]);
    let world = company.world.restart().await;
    let root = world.root().await;
    assert_eq!(world.titles(&root, database).unwrap(), ["Mail", "Servers"]);
}

#[tokio::test]
async fn duplicates_are_told_as_far_as_they_are_seen_and_left_out_where_asked() {
    let company = company().await;
    let (world, root, ann, bob, database) =
        (&company.world, &company.root, &company.ann, &company.bob, company.database);
    let text = "folder,title,username,password\nServers,MAIL,ann,new\nServers,Mail,bob,new\n";
    let view = prepare(world, ann, file(text, None), into_folder(database, None)).await.unwrap();
    assert_eq!((tally(&view).duplicates, tally(&view).skipped, tally(&view).entries), (1, 0, 2));
    let view = change(world, ann, view.id, |settings| settings.skip_duplicates = true).await.unwrap();
    assert_eq!((tally(&view).duplicates, tally(&view).skipped, tally(&view).entries), (1, 1, 1));
    let kept = run(world, ann, view.id).await.unwrap();
    assert_eq!((kept.record.entries, kept.record.left_out), (1, 1));
    // attack: A4: Bob adds and sees nothing: nothing tells him whether there is one like his.
    world
        .assign(
            root,
            database,
            Principal::User(bob.user),
            &[Permission::AccessDatabase, Permission::AddEntries],
        )
        .await;
    world.allow(root, database, company.folder, bob.user, &[Permission::AddEntries]).await;
    let marks = Marks::denying(PermissionSet::of(&[Permission::AccessEntries]));
    let rule = ObjectRule { object: company.entry, principal: Principal::User(bob.user), marks };
    world.service.set_rule(&world.again(root), database, rule).await.unwrap();
    let view = prepare(world, bob, file(text, None), into_folder(database, None)).await.unwrap();
    assert_eq!(tally(&view).duplicates, 0);
}

#[tokio::test]
async fn a_table_waits_until_its_columns_are_known() {
    let company = company().await;
    let (world, ann, database) = (&company.world, &company.ann, company.database);
    let mut unknown = file("wer;was;wo\nann;hunter2;Berlin\nbob;hunter3;Rom\n", None);
    unknown.format = Some(ImportFormat::Of(Format::Csv));
    let view = prepare(world, ann, unknown, into_folder(database, None)).await.unwrap();
    let StageView::Ready(_, preview) = &view.stage else { panic!("{view:?}") };
    assert!(preview.tally.is_none() && !preview.table.as_ref().unwrap().is_known);
    assert!(matches!(
        world.service.run_import(&world.again(ann), view.id).await,
        Err(ServiceError::Conflict(_))
    ));
    let view = change(world, ann, view.id, |settings| {
        settings.table.header = Some(true);
        settings.table.columns = Some(vec![csv::Column::Title, csv::Column::Password, csv::Column::Folder]);
    })
    .await
    .unwrap();
    assert_eq!((tally(&view).entries, tally(&view).folders), (2, 2));
    run(world, ann, view.id).await.unwrap();
    let entry = find(world, ann, database, "bob").unwrap();
    assert_eq!(world.password(ann, database, entry).await.unwrap(), "hunter3");
}

// attack: I7, R1
#[tokio::test]
async fn hostile_files_are_refused_before_anything_waits_and_few_wait() {
    let company = company().await;
    let (world, ann, database) = (&company.world, &company.ann, company.database);
    let bomb = "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"aaaa\">]><KeePassFile>&a;</KeePassFile>";
    let mut deep = "<KeePassFile><Root>".to_owned();
    deep.push_str(&"<Group>".repeat(10_000));
    let whole = fixture("NewDatabase.kdbx");
    let cut = whole[..whole.len() / 2].to_vec();
    let quote = "title,password\n\"Mail,hunter2\n".to_owned();
    let files: Vec<(ImportFile, Option<Format>)> = vec![
        (file(bomb, None), Some(Format::KeepassXml)),
        (file(deep, None), Some(Format::KeepassXml)),
        (file(cut, Some("a")), None),
        (file(whole, Some("wrong")), None),
        (file(quote, None), None),
        (file("PK\u{3}\u{4}no zip", None), Some(Format::OnePux)),
        (file("{\"items\": [", None), Some(Format::BitwardenJson)),
        (file("hunter2 is nothing", None), None),
        (file("strongroom-archive\n\u{1}", Some("hunter2")), None),
    ];
    for (mut file, format) in files {
        file.format = format.map(ImportFormat::Of);
        let refused = prepare(world, ann, file, into_folder(database, None)).await.unwrap_err();
        let told = matches!(refused, ServiceError::Import(_) | ServiceError::WrongMasterPassword);
        assert!(told, "{refused:?}");
        assert!(!refused.to_string().contains("hunter2"), "{refused}");
    }
    assert!(world.service.imports(&world.again(ann)).is_empty(), "nothing waits");
    // Two files of one person, four of all.
    for _ in 0..2 {
        prepare(world, ann, file(table(1, 1), None), into_folder(database, None)).await.unwrap();
    }
    let refused = world.service.seat_for_import(&world.again(ann), Some(1));
    assert!(matches!(refused, Err(ServiceError::RateLimited { .. })));
    for person in [&company.bob, &company.cid] {
        let adds = [Permission::AccessDatabase, Permission::AddEntries];
        world.assign(&company.root, database, Principal::User(person.user), &adds).await;
    }
    let seats: Vec<_> = [&company.bob, &company.cid, &company.root]
        .into_iter()
        .map(|person| world.service.seat_for_import(&world.again(person), Some(1)))
        .collect();
    assert_eq!(seats.iter().filter(|seat| seat.is_ok()).count(), 2);
    drop(seats);
    world.clock.advance(WAITING_SECONDS);
    assert!(world.service.imports(&world.again(ann)).is_empty(), "they are gone after a while");
    assert!(world.service.seat_for_import(&world.again(ann), Some(1)).is_ok());
}

#[tokio::test]
async fn a_new_database_comes_of_a_job_too_and_its_content_is_undone() {
    let world = World::new().await;
    let root = world.root().await;
    let settings =
        ImportSettings { target: ImportTarget::New("Made".to_owned()), ..into_folder(nobody(), None) };
    let view = prepare(&world, &root, file(table(250, 2), None), settings).await.unwrap();
    world.service.run_import(&world.again(&root), view.id).await.unwrap();
    let StageView::Done(database, kept) = ended(&world, &root, view.id).await.stage else { panic!() };
    assert!(kept.record.made_database);
    let there = world.titles(&root, database).unwrap();
    assert_eq!(there.len(), 253);
    let world = world.restart().await;
    let root = world.root().await;
    assert_eq!(world.titles(&root, database).unwrap(), there);
    assert_eq!(undo(&world, &root, view.id).await.unwrap(), UndoView { removed: 253, kept: 0 });
    assert!(world.titles(&root, database).unwrap().is_empty());
    purged(&world, &root, view.id).await;
    assert!(world.service.check_chains().await.unwrap().misfit.is_none());
}

fn nobody() -> DatabaseId {
    "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap()
}

#[tokio::test]
async fn grants_and_rules_end_with_what_is_undone() {
    let company = company().await;
    let (world, root, ann, bob, database) =
        (&company.world, &company.root, &company.ann, &company.bob, company.database);
    let view = prepare(world, ann, file(table(4, 1), None), into_folder(database, None)).await.unwrap();
    run(world, ann, view.id).await.unwrap();
    let (first, second) =
        (find(world, root, database, "Entry 0").unwrap(), find(world, root, database, "Entry 1").unwrap());
    let grant = strongroom_service::grants::NewGrant { object: first, ..company.new_grant(bob.user) };
    company.give(ann, &grant).await.unwrap();
    world.allow(root, database, second, bob.user, &[Permission::ReadEntries]).await;
    assert_eq!(world.password(bob, database, first).await.unwrap(), "secret-0");
    undo(world, ann, view.id).await.unwrap();
    purged(world, ann, view.id).await;
    assert!(
        world.service.databases(&world.again(bob), None).unwrap().is_empty(),
        "nothing leads there any more"
    );
    let ann_sees = world.titles(ann, database).unwrap();
    let world = company.world.restart().await;
    let ann = world.sign_in("ann").await;
    assert_eq!(world.titles(&ann, database).unwrap(), ann_sees);
}

#[tokio::test]
async fn levels_and_room_are_those_of_the_database() {
    let company = company().await;
    let (world, ann, database) = (&company.world, &company.ann, company.database);
    let mut parent = Some(company.folder);
    for level in 2..=62 {
        let draft = Draft {
            properties: Properties { title: format!("{level}"), ..Properties::default() },
            ..titled("")
        };
        let new = NewObject { parent, kind: ObjectKind::Folder, draft };
        parent = Some(world.service.create_object(&world.again(ann), database, new).await.unwrap().id);
    }
    let two = "folder,title,password\na/b,x,y\n";
    prepare(world, ann, file(two, None), into_folder(database, parent)).await.unwrap();
    let three = "folder,title,password\na/b/c,x,y\n";
    let refused = prepare(world, ann, file(three, None), into_folder(database, parent)).await;
    assert!(matches!(refused, Err(ServiceError::LimitReached { limit: 64, .. })), "{:?}", refused.err());
}

#[tokio::test]
async fn the_bin_of_a_file_is_left_out_or_comes_into_the_bin() {
    let company = company().await;
    let (world, ann, database) = (&company.world, &company.ann, company.database);
    let settings = into_folder(database, Some(company.folder));
    let view =
        prepare(world, ann, file(fixture("RecycleBinWithData.kdbx"), Some("123")), settings).await.unwrap();
    let without = tally(&view);
    assert!(without.in_bin > 0);
    let view = change(world, ann, view.id, |it| it.take_bin = true).await.unwrap();
    let with = tally(&view);
    assert_eq!(
        (with.in_bin, with.entries + with.folders),
        (0, without.entries + without.folders + without.in_bin)
    );
    let before = world.titles(ann, database).unwrap().len() as u64;
    run(world, ann, view.id).await.unwrap();
    let after = world.titles(ann, database).unwrap().len() as u64;
    assert_eq!(after - before, without.entries + without.folders, "what is in the bin is not listed");
    let undone = undo(world, ann, view.id).await.unwrap();
    assert_eq!(undone.removed, with.entries + with.folders);
}

// attack: R5
#[tokio::test]
async fn others_are_answered_while_an_import_runs() {
    let company = company().await;
    let (world, ann, database) = (&company.world, &company.ann, company.database);
    let view = prepare(world, ann, file(table(8_000, 40), None), into_folder(database, None)).await.unwrap();
    world.service.run_import(&world.again(ann), view.id).await.unwrap();
    let (mut answered, mut slowest) = (0, std::time::Duration::ZERO);
    loop {
        let StageView::Running(_, done, total) =
            world.service.import_job(&world.again(ann), view.id).unwrap().stage
        else {
            break;
        };
        let begun = std::time::Instant::now();
        assert_eq!(world.password(ann, database, company.entry).await.unwrap(), "hunter2");
        if done > 0 && done < total {
            answered += 1;
            slowest = slowest.max(begun.elapsed());
        }
    }
    assert_eq!(world.titles(ann, database).unwrap().len(), 2 + 8_000 + 41);
    // Every reveal waits for its record, so for the writer: for a piece of it, not for all.
    assert!(
        answered >= 5,
        "{answered} reveals were answered while it was written, the slowest in {slowest:?}"
    );
    assert!(slowest < std::time::Duration::from_secs(3), "{slowest:?}");
}

// attack: P8
#[tokio::test]
async fn what_comes_below_a_second_password_takes_it_and_is_covered_by_it() {
    let company = company().await;
    let (world, ann, database) = (&company.world, &company.ann, company.database);
    let holder = Some(company.folder);
    world.cover(ann, database, holder, None, SECOND).await.unwrap();
    let view = prepare(world, ann, file(table(5, 1), None), into_folder(database, holder)).await.unwrap();
    let refused = world.service.run_import(&world.again(ann), view.id).await;
    assert!(matches!(refused, Err(ServiceError::SecondPasswordRequired)), "{refused:?}");
    let refused = world.service.run_import(&world.second(ann, OTHER), view.id).await;
    assert!(matches!(refused, Err(ServiceError::WrongSecondPassword)), "{refused:?}");
    world.service.run_import(&world.second(ann, SECOND), view.id).await.unwrap();
    assert!(matches!(ended(world, ann, view.id).await.stage, StageView::Done(..)));
    let entry = find(world, ann, database, "Entry 3").unwrap();
    assert!(world.password(ann, database, entry).await.is_err(), "not without it");
    let shown = world.service.reveal(&world.second(ann, SECOND), database, entry, &show()).await.unwrap();
    assert_eq!(shown.fields[0].1.as_str(), "secret-3");
    assert_eq!(undo(world, ann, view.id).await.unwrap(), UndoView { removed: 7, kept: 0 });
    purged(world, ann, view.id).await;
}
