//! Exports: what goes out, what stays, what is on record, and who has to wait.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use strongroom_domain::{
    account::Principal,
    audit::Event,
    database::ObjectRule,
    entry::FieldDraft,
    id::{DatabaseId, GroupId, ObjectId},
    rights::{Marks, Permission, PermissionSet},
    seal::SealEvent,
};
use strongroom_formats::{
    Credentials, Format, Limits,
    export::{CsvMode, digest, rights_digest},
};
use strongroom_service::{
    Caller, ServiceError,
    audit::read::AuditFilter,
    export::{ExportFormat, ExportRequest, Exported, open_archive},
    import::{ImportFile, ImportSettings, ImportTarget, StageView},
    objects::NewObject,
};
use zeroize::Zeroizing;

use crate::{
    grants::Company,
    import_jobs,
    world::{World, new_database, new_entry},
};

pub const PASSPHRASE: &str = "an export's own password";

pub fn request(format: ExportFormat) -> ExportRequest {
    let password = matches!(format, ExportFormat::Kdbx | ExportFormat::Archive)
        .then(|| Zeroizing::new(PASSPHRASE.to_owned()));
    ExportRequest { format, objects: None, password }
}

pub async fn export(
    world: &World,
    caller: &Caller,
    database: DatabaseId,
    request: ExportRequest,
) -> Result<Exported, ServiceError> {
    world.service.export(&world.again(caller), database, request).await
}

pub fn bytes(mut exported: Exported) -> Vec<u8> {
    let mut all = Vec::new();
    while let Some(piece) = exported.file.next_piece() {
        all.extend_from_slice(&piece);
    }
    assert_eq!(all.len() as u64, exported.bytes);
    all
}

async fn json(world: &World, caller: &Caller, database: DatabaseId) -> (String, u64, u64) {
    let exported = export(world, caller, database, request(ExportFormat::Json)).await.unwrap();
    let (objects, left_out) = (exported.objects, exported.left_out);
    (String::from_utf8(bytes(exported)).unwrap(), objects, left_out)
}

/// The objects on record as having gone out, oldest first, and the totals.
fn on_record(world: &World, root: &Caller, database: DatabaseId) -> (Vec<ObjectId>, Vec<u64>) {
    let filter = AuditFilter { database: Some(database), ..AuditFilter::default() };
    let (records, _) = world.service.audit(&world.again(root), &filter, None, 1000).unwrap();
    let (mut ids, mut totals) = (Vec::new(), Vec::new());
    for record in records.iter().rev() {
        match &record.record.event {
            Event::ObjectExported { object, .. } => ids.push(*object),
            Event::Exported { objects, .. } => totals.push(*objects),
            _ => {}
        }
    }
    (ids, totals)
}

async fn deny(company: &Company, object: ObjectId, user: &Caller, permission: Permission) {
    let marks = Marks::denying(PermissionSet::of(&[permission]));
    let rule = ObjectRule { object, principal: Principal::User(user.user), marks };
    let root = company.world.again(&company.root);
    company.world.service.set_rule(&root, company.database, rule).await.unwrap();
}

#[tokio::test]
async fn everything_goes_out_in_every_format_and_is_on_record() {
    let company = Company::new().await;
    let (world, ann) = (&company.world, &company.ann);
    let (text, objects, left_out) = json(world, ann, company.database).await;
    assert_eq!((objects, left_out), (2, 0));
    for part in ["Servers", "Mail", "hunter2", "a note", "\"parent\""] {
        assert!(text.contains(part), "{part}");
    }
    let csv =
        bytes(export(world, ann, company.database, request(ExportFormat::Csv(CsvMode::Data))).await.unwrap());
    assert!(String::from_utf8(csv).unwrap().contains("Servers,Mail,password,ann,hunter2"));
    let file = bytes(export(world, ann, company.database, request(ExportFormat::Kdbx)).await.unwrap());
    let bundle = strongroom_formats::read(
        Format::Kdbx,
        &file[..],
        &Credentials::password(PASSPHRASE),
        &Limits::default(),
    )
    .unwrap();
    let entry = &bundle.root.folders[0].entries[0];
    assert_eq!((entry.title.as_str(), entry.source_id), ("Mail", Some(company.entry.uuid())));
    let archive = bytes(export(world, ann, company.database, request(ExportFormat::Archive)).await.unwrap());
    assert!(archive.starts_with(b"strongroom-archive\n"));
    assert!(!archive.windows(4).any(|part| part == b"Mail"));
    let (ids, totals) = on_record(world, &company.root, company.database);
    assert_eq!(ids, [company.folder, company.entry].repeat(4));
    assert_eq!(totals, [2, 2, 2, 2]);
    assert!(world.service.check_chains().await.unwrap().misfit.is_none());
}

// attack: A4, A10
#[tokio::test]
async fn what_is_denied_sealed_or_hidden_never_goes_out() {
    let company = Company::new().await;
    let (world, root, bob) = (&company.world, &company.root, &company.bob);
    let channels = [Permission::AccessDatabase, Permission::ExportEntries, Permission::SaveLocalCopy];
    world.assign(root, company.database, Principal::User(bob.user), &channels).await;
    let seen = world.entry(root, company.database, Some(company.folder), "Seen", "seen-secret").await;
    let used = world.entry(root, company.database, None, "Used", "used-secret").await;
    world.entry(root, company.database, None, "Hidden", "hidden-secret").await;
    world.allow(root, company.database, seen, bob.user, &[Permission::ReadEntries]).await;
    world.allow(root, company.database, used, bob.user, &[Permission::AccessEntries]).await;
    // The entry `Mail` only by a grant with a seal, which is broken then: Bob reads it, and it stays here.
    let sealed = company.sealed_grant(bob.user, &[root.user], 1);
    let grant = company.give(&company.ann, &sealed).await.unwrap().id;
    let (text, objects, left_out) = json(world, bob, company.database).await;
    assert_eq!((objects, left_out), (1, 2), "the sealed one and the one that is only used");
    assert!(text.contains("seen-secret") && text.contains("\"stub\":true") && text.contains("Servers"));
    company.act(bob, grant, SealEvent::Request).await.unwrap();
    company.act(root, grant, SealEvent::Approve).await.unwrap();
    company.act(bob, grant, SealEvent::Break).await.unwrap();
    assert_eq!(company.password(bob).await.unwrap(), "hunter2");
    for format in
        [ExportFormat::Json, ExportFormat::Csv(CsvMode::Data), ExportFormat::Csv(CsvMode::Spreadsheet)]
    {
        let exported = export(world, bob, company.database, request(format)).await.unwrap();
        assert_eq!((exported.objects, exported.left_out), (1, 2));
        let text = String::from_utf8(bytes(exported)).unwrap();
        assert!(text.contains("seen-secret"));
        for part in ["hunter2", "Mail", "used-secret", "Used", "hidden-secret", "Hidden"] {
            assert!(!text.contains(part), "{part} by {format:?}");
        }
    }
    let (ids, _) = on_record(world, root, company.database);
    assert!(ids.iter().all(|id| *id == seen), "nothing else is on record as gone");
    deny(&company, seen, bob, Permission::ReadEntries).await;
    let (text, objects, left_out) = json(world, bob, company.database).await;
    assert_eq!((objects, left_out), (0, 2));
    assert!(!text.contains("secret\"") && !text.contains("Servers"), "no folder above nothing: {text}");
}

// attack: A3, A5
#[tokio::test]
async fn the_channel_is_needed_and_one_foreign_id_spoils_all() {
    let company = Company::new().await;
    let (world, root, bob) = (&company.world, &company.root, &company.bob);
    let hidden = world.entry(root, company.database, None, "Hidden", "x").await;
    let formats = [
        (ExportFormat::Json, Permission::ExportEntries),
        (ExportFormat::Kdbx, Permission::ExportEntries),
        (ExportFormat::Archive, Permission::SaveLocalCopy),
    ];
    for (format, _) in formats {
        let refused = export(world, bob, company.database, request(format)).await;
        assert!(matches!(refused, Err(ServiceError::NotFound)), "{:?}", refused.err());
    }
    for (format, channel) in formats {
        let others: Vec<_> =
            Permission::DATABASE.into_iter().filter(|permission| *permission != channel).collect();
        world.assign(root, company.database, Principal::User(bob.user), &others).await;
        let refused = export(world, bob, company.database, request(format)).await;
        let wanted =
            matches!(refused, Err(ServiceError::Forbidden { permission, .. }) if permission == channel);
        assert!(wanted, "{:?}", refused.err());
    }
    let some = [Permission::AccessDatabase, Permission::ExportEntries];
    world.assign(root, company.database, Principal::User(bob.user), &some).await;
    world.allow(root, company.database, company.entry, bob.user, &[Permission::ReadEntries]).await;
    let never: ObjectId = "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap();
    for foreign in [hidden, never] {
        let objects = Some(vec![company.entry, foreign, company.entry]);
        let refused =
            export(world, bob, company.database, ExportRequest { objects, ..request(ExportFormat::Json) })
                .await;
        assert!(matches!(refused, Err(ServiceError::NotFound)));
    }
    let objects = Some(vec![company.entry]);
    let one =
        export(world, bob, company.database, ExportRequest { objects, ..request(ExportFormat::Json) }).await;
    let text = String::from_utf8(bytes(one.unwrap())).unwrap();
    assert!(text.contains("hunter2") && !text.contains("Servers"), "nothing above what was named");
    let (ids, totals) = on_record(world, root, company.database);
    assert_eq!((ids.as_slice(), totals.as_slice()), (&[company.entry][..], &[1][..]));
}

#[tokio::test]
async fn what_is_online_only_or_in_the_bin_stays() {
    let company = Company::new().await;
    let (world, ann) = (&company.world, &company.ann);
    let mut new = new_entry(None, "Online", "online-secret");
    new.draft.properties.online_only = true;
    world.service.create_object(&world.again(ann), company.database, new).await.unwrap();
    let mut folder =
        NewObject { kind: strongroom_domain::database::ObjectKind::Folder, ..new_entry(None, "Vault", "") };
    folder.draft.fields = Vec::<FieldDraft>::new();
    folder.draft.properties.online_only = true;
    let vault = world.service.create_object(&world.again(ann), company.database, folder).await.unwrap().id;
    world.entry(ann, company.database, Some(vault), "Below", "below-secret").await;
    world.service.delete_object(&world.again(ann), company.database, company.entry, None).await.unwrap();
    let (text, objects, left_out) = json(world, ann, company.database).await;
    assert_eq!((objects, left_out), (1, 3), "the folder alone; what is in the bin is not counted");
    for part in ["online-secret", "below-secret", "hunter2", "Vault"] {
        assert!(!text.contains(part), "{part}");
    }
}

// attack: R5
#[tokio::test]
async fn one_export_at_a_time_for_a_person_and_few_for_the_server() {
    let company = Company::new().await;
    let (world, root, ann) = (&company.world, &company.root, &company.ann);
    let held = export(world, ann, company.database, request(ExportFormat::Json)).await.unwrap();
    let second = export(world, ann, company.database, request(ExportFormat::Json)).await;
    assert!(matches!(second, Err(ServiceError::RateLimited { .. })));
    let other = export(world, root, company.database, request(ExportFormat::Json)).await.unwrap();
    let full = [Permission::AccessDatabase, Permission::ReadEntries, Permission::ExportEntries];
    world.assign(root, company.database, Principal::User(company.bob.user), &full).await;
    let third = export(world, &company.bob, company.database, request(ExportFormat::Json)).await;
    assert!(matches!(third, Err(ServiceError::RateLimited { .. })));
    // Nobody else waits for it.
    assert_eq!(company.password(&company.ann).await.unwrap(), "hunter2");
    drop((held, other));
    assert!(export(world, ann, company.database, request(ExportFormat::Json)).await.is_ok());
}

/// While both turns are always taken by files that are being made, everybody else is let in and served: exports have threads
/// of their own.
// attack: R5
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn exports_that_are_always_under_way_keep_nobody_from_signing_in() {
    let company = Company::new().await;
    let (world, root, database) = (&company.world, &company.root, company.database);
    let full = [Permission::AccessDatabase, Permission::ReadEntries, Permission::ExportEntries];
    world.assign(root, database, Principal::User(company.bob.user), &full).await;
    let stop = Arc::new(AtomicBool::new(false));
    let exporters: Vec<_> = [&company.ann, &company.bob]
        .map(|by| {
            let (service, by, stop) = (Arc::clone(&world.service), world.again(by), Arc::clone(&stop));
            tokio::spawn(async move {
                let mut made = 0;
                while !stop.load(Ordering::Relaxed) {
                    service.export(&by, database, request(ExportFormat::Kdbx)).await.unwrap();
                    made += 1;
                }
                made
            })
        })
        .into_iter()
        .collect();
    for _ in 0..5 {
        let work = async {
            let cid = world.sign_in("cid").await;
            assert!(world.service.databases(&cid, None).unwrap().is_empty());
            assert_eq!(company.password(&company.ann).await.unwrap(), "hunter2");
        };
        tokio::time::timeout(std::time::Duration::from_secs(60), work)
            .await
            .expect("nobody waits for exports");
    }
    stop.store(true, Ordering::Relaxed);
    for exporter in exporters {
        assert!(exporter.await.unwrap() > 0);
    }
}

#[tokio::test]
async fn a_password_is_asked_for_where_there_is_encryption_and_nowhere_else() {
    let company = Company::new().await;
    let (world, ann) = (&company.world, &company.ann);
    for (format, password) in [
        (ExportFormat::Kdbx, None),
        (ExportFormat::Archive, None),
        (ExportFormat::Archive, Some("short")),
        (ExportFormat::Json, Some(PASSPHRASE)),
        (ExportFormat::Csv(CsvMode::Data), Some(PASSPHRASE)),
    ] {
        let password = password.map(|text| Zeroizing::new(text.to_owned()));
        let refused =
            export(world, ann, company.database, ExportRequest { format, objects: None, password }).await;
        assert!(matches!(refused, Err(ServiceError::Invalid(_))), "{format:?}");
    }
    let (ids, totals) = on_record(world, &company.root, company.database);
    assert!(ids.is_empty() && totals.is_empty());
}

/// The read right goes while exports are made: whatever was told stands in the audit before the change.
// attack: A7
#[tokio::test]
async fn a_right_that_is_taken_away_meanwhile_is_gone_for_the_export() {
    let company = Company::new().await;
    let (world, root, ann) = (&company.world, &company.root, &company.ann);
    for _ in 0..10 {
        let exporting = {
            let (service, caller, database) = (world.service.clone(), world.again(ann), company.database);
            tokio::spawn(async move {
                service.export(&caller, database, request(ExportFormat::Json)).await.map(|done| done.objects)
            })
        };
        deny(&company, company.entry, ann, Permission::ReadEntries).await;
        let told = exporting.await.unwrap();
        let filter = AuditFilter { database: Some(company.database), ..AuditFilter::default() };
        let (records, _) = world.service.audit(&world.again(root), &filter, None, 1000).unwrap();
        let newest = |found: fn(&Event) -> bool| {
            records.iter().find(|it| found(&it.record.event)).map_or(0, |it| it.number)
        };
        let denied = newest(|event| matches!(event, Event::RuleSet { .. }));
        match told {
            Ok(2) => assert!(newest(|event| matches!(event, Event::Exported { objects: 2, .. })) < denied),
            Ok(objects) => assert_eq!(objects, 1),
            Err(error) => assert!(matches!(error, ServiceError::Busy), "{error:?}"),
        }
        let (service, again) = (&world.service, world.again(root));
        service
            .remove_rule(&again, company.database, company.entry, Principal::User(ann.user))
            .await
            .unwrap();
    }
}

/// Everything that can be in a database goes there and back and is the same.
#[tokio::test]
async fn an_archive_comes_back_as_it_went() {
    let company = Company::new().await;
    let (world, root) = (&company.world, &company.root);
    for (database, rich) in [
        (company.database, false),
        (imported(world, root, "Format400.kdbx", "t").await, true),
        (imported(world, root, "RecycleBinWithData.kdbx", "123").await, false),
    ] {
        let first = archive(world, root, database).await;
        let tree = open_archive(&first, PASSPHRASE, &Limits::default()).unwrap();
        assert!(!rich || tree.objects.iter().any(|object| !object.attachments.is_empty()));
        let back = world
            .service
            .import(&world.again(root), new_database("Back"), archived(first.clone(), PASSPHRASE))
            .await
            .unwrap();
        assert_eq!(back.counts.folders + back.counts.entries, tree.objects.len() as u64);
        let second = archive(world, root, back.database).await;
        let again = open_archive(&second, PASSPHRASE, &Limits::default()).unwrap();
        assert_eq!(digest(&again), digest(&tree));
        assert!(again.objects.iter().zip(&tree.objects).all(|(new, old)| new.id != old.id));
    }
    let (again, hers) = (world.again(root), world.again(&company.ann));
    let file = archived(archive(world, root, company.database).await, "not the password");
    let wrong = world.service.import(&again, new_database("Wrong"), file);
    assert!(matches!(wrong.await, Err(ServiceError::WrongMasterPassword)));
    // Nobody gets a database by an archive who gets none otherwise.
    let file = archive(world, root, company.database).await;
    let refused = world.service.import(&hers, new_database("Hers"), archived(file, PASSPHRASE));
    assert!(refused.await.is_err());
}

pub fn archived(bytes: Vec<u8>, password: &str) -> ImportFile {
    ImportFile { format: None, bytes, credentials: Credentials::password(password) }
}

pub async fn archive(world: &World, caller: &Caller, database: DatabaseId) -> Vec<u8> {
    bytes(export(world, caller, database, request(ExportFormat::Archive)).await.unwrap())
}

async fn imported(world: &World, caller: &Caller, file: &str, password: &str) -> DatabaseId {
    let path = format!("{}/../formats/tests/fixtures/{file}", env!("CARGO_MANIFEST_DIR"));
    let bytes = std::fs::read(path).unwrap();
    let file = ImportFile { format: None, bytes, credentials: Credentials::password(password) };
    world.service.import(&world.again(caller), new_database("Imported"), file).await.unwrap().database
}

/// How an archive comes in as a new database of that name.
pub fn as_new(name: &str, take_rights: bool) -> ImportSettings {
    ImportSettings {
        target: ImportTarget::New(name.to_owned()),
        skip_duplicates: false,
        take_bin: true,
        take_rights,
        table: strongroom_formats::csv::Settings::default(),
    }
}

/// Imports an archive as a job and gives the database.
pub async fn come_back(world: &World, caller: &Caller, bytes: Vec<u8>, take_rights: bool) -> DatabaseId {
    let settings = as_new("Back", take_rights);
    let view = import_jobs::prepare(world, caller, archived(bytes, PASSPHRASE), settings).await.unwrap();
    world.service.run_import(&world.again(caller), view.id).await.unwrap();
    match import_jobs::ended(world, caller, view.id).await.stage {
        StageView::Done(database, _) => database,
        other => panic!("{other:?}"),
    }
}

/// A company whose database has everything that can be in one.
pub async fn everything() -> (Company, GroupId) {
    let company = Company::new().await;
    let (world, root, database) = (&company.world, &company.root, company.database);
    let bytes =
        std::fs::read(format!("{}/../formats/tests/fixtures/Format400.kdbx", env!("CARGO_MANIFEST_DIR")));
    let file = ImportFile { format: None, bytes: bytes.unwrap(), credentials: Credentials::password("t") };
    let view =
        import_jobs::prepare(world, root, file, import_jobs::into_folder(database, None)).await.unwrap();
    import_jobs::run(world, root, view.id).await.unwrap();
    let staff = world.group(root, "Staff", &[company.bob.user, company.cid.user]).await;
    world
        .assign(
            root,
            database,
            Principal::Group(staff),
            &[Permission::AccessDatabase, Permission::ReadEntries],
        )
        .await;
    world.allow(root, database, company.entry, company.bob.user, &[Permission::ModifyEntries]).await;
    deny(&company, company.entry, &company.cid, Permission::ReadEntries).await;
    let shut = world.folder(root, database, None, "Shut").await;
    world.entry(root, database, Some(shut), "Inside", "inside-secret").await;
    world.service.set_inheritance(&world.again(root), database, shut, false).await.unwrap();
    (company, staff)
}

// attack: A10
#[tokio::test]
async fn an_archive_brings_its_rights_back_where_both_may_and_as_they_were() {
    let (company, staff) = everything().await;
    let (world, root, database) = (&company.world, &company.root, company.database);
    let first = archive(world, root, database).await;
    let tree = open_archive(&first, PASSPHRASE, &Limits::default()).unwrap();
    let rights = tree.rights.as_ref().unwrap();
    assert_eq!((rights.assignments.len(), rights.rules.len(), rights.inheritance_off.len()), (3, 2, 1));
    let back = come_back(world, root, first.clone(), true).await;
    let again = open_archive(&archive(world, root, back).await, PASSPHRASE, &Limits::default()).unwrap();
    assert_eq!((digest(&again), rights_digest(&again)), (digest(&tree), rights_digest(&tree)));
    assert!(rights_digest(&tree).is_some());
    for person in [&company.ann, &company.bob, &company.cid] {
        assert_eq!(world.titles(person, back).unwrap(), world.titles(person, database).unwrap());
    }
    assert!(!world.titles(&company.bob, back).unwrap().contains(&"Inside".to_owned()), "it inherits nothing");
    // Without asking for it, nothing comes back but the content: only the importer has a place.
    let bare = come_back(world, root, first.clone(), false).await;
    assert!(matches!(world.titles(&company.bob, bare), Err(ServiceError::NotFound)));
    let bare = open_archive(&archive(world, root, bare).await, PASSPHRASE, &Limits::default()).unwrap();
    assert_eq!((digest(&bare), bare.rights.unwrap().assignments.len()), (digest(&tree), 1));
    // Whoever does not administer takes no rights along, and neither does a part of a database.
    let hers =
        open_archive(&archive(world, &company.ann, database).await, PASSPHRASE, &Limits::default()).unwrap();
    assert!(hers.rights.is_none());
    let part = ExportRequest { objects: Some(vec![company.folder]), ..request(ExportFormat::Archive) };
    let part = bytes(export(world, root, database, part).await.unwrap());
    assert!(open_archive(&part, PASSPHRASE, &Limits::default()).unwrap().rights.is_none());
    // What comes into a database brings none along, asked or not.
    let into = ImportSettings { take_rights: true, ..import_jobs::into_folder(database, None) };
    let refused = import_jobs::prepare(world, root, archived(first.clone(), PASSPHRASE), into).await;
    assert!(matches!(refused, Err(ServiceError::Invalid(_))));
    let restarted = company.world.restart().await;
    let bob = restarted.sign_in("bob").await;
    let seen = restarted.titles(&bob, back).unwrap();
    assert!(seen.contains(&"Mail".to_owned()), "it stands after a restart");
    // The group is gone: its marks only allowed, so they are left out. Cid is gone, who was denied: nothing is set.
    let root = restarted.root().await;
    restarted.service.delete_group(&restarted.again(&root), staff, None).await.unwrap();
    let settings = as_new("Less", true);
    let view =
        import_jobs::prepare(&restarted, &root, archived(first.clone(), PASSPHRASE), settings).await.unwrap();
    let StageView::Ready(_, preview) = &view.stage else { panic!("{view:?}") };
    let shown = preview.rights.clone().unwrap();
    assert_eq!((shown.unknown, shown.would_widen), (vec![("Staff".to_owned(), true)], false));
    restarted.service.drop_import(&restarted.again(&root), view.id).unwrap();
    let cid = restarted.sign_in("cid").await.user;
    restarted.service.delete_user(&restarted.again(&root), cid, None).await.unwrap();
    let refused =
        import_jobs::prepare(&restarted, &root, archived(first, PASSPHRASE), as_new("No", true)).await;
    assert!(matches!(refused, Err(ServiceError::Invalid(_))), "{refused:?}");
}

/// On another server people are found by their names, and what nobody there is called is left out.
#[tokio::test]
async fn an_archive_finds_people_by_name_on_another_server() {
    let (company, _) = everything().await;
    let first = archive(&company.world, &company.root, company.database).await;
    let other = World::licensed().await;
    let root = other.root().await;
    for name in ["Ann", "bob", "cid"] {
        other.user(&root, name).await;
    }
    let view = import_jobs::prepare(&other, &root, archived(first.clone(), PASSPHRASE), as_new("Back", true));
    let view = view.await.unwrap();
    let StageView::Ready(_, preview) = &view.stage else { panic!("{view:?}") };
    let shown = preview.rights.clone().unwrap();
    assert!(shown.known.iter().all(|it| it.by_name && !it.is_group()), "{shown:?}");
    assert_eq!((shown.known.len(), shown.unknown.as_slice()), (4, &[("Staff".to_owned(), true)][..]));
    other.service.drop_import(&other.again(&root), view.id).unwrap();
    let back = come_back(&other, &root, first, true).await;
    let ann = other.sign_in("ann").await;
    assert_eq!(
        other.titles(&ann, back).unwrap(),
        company.world.titles(&company.ann, company.database).unwrap()
    );
    let bob = other.sign_in("bob").await;
    assert!(matches!(other.titles(&bob, back), Err(ServiceError::NotFound)), "his place came by the group");
}

// attack: A10
#[tokio::test]
async fn what_is_readable_below_a_sealed_folder_comes_back_under_its_name() {
    let company = Company::new().await;
    let (world, root, bob) = (&company.world, &company.root, &company.bob);
    let channels = [Permission::AccessDatabase, Permission::ExportEntries, Permission::SaveLocalCopy];
    world.assign(root, company.database, Principal::User(bob.user), &channels).await;
    world.allow(root, company.database, company.entry, bob.user, &[Permission::ReadEntries]).await;
    let inner = world.folder(root, company.database, Some(company.folder), "Empty").await;
    // The folder itself only under a seal; what is in it, but for the one entry, not at all.
    let mut sealed = company.sealed_grant(bob.user, &[root.user], 1);
    sealed.object = company.folder;
    company.give(&company.ann, &sealed).await.unwrap();
    let mut sealed = company.sealed_grant(bob.user, &[root.user], 1);
    sealed.object = inner;
    company.give(&company.ann, &sealed).await.unwrap();
    let archive = archive(world, bob, company.database).await;
    let tree = open_archive(&archive, PASSPHRASE, &Limits::default()).unwrap();
    let ids: Vec<uuid::Uuid> = tree.objects.iter().map(|it| it.id).collect();
    assert_eq!(
        ids,
        [company.folder.uuid(), company.entry.uuid()],
        "nothing of the folder in which nothing goes out"
    );
    assert!(tree.objects[0].name_only && tree.objects[1].parent == Some(company.folder.uuid()));
    let back = come_back(world, root, archive, false).await;
    assert_eq!(world.titles(root, back).unwrap(), ["Mail", "Servers"]);
    let text = json(world, bob, company.database).await;
    assert_eq!((text.1, text.2), (1, 2), "one object, and two that stay");
}
