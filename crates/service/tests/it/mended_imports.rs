//! What went wrong with imports once.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use strongroom_domain::{
    account::{Principal, Role},
    audit::{ClientKind, Event},
    database::{Assignment, ObjectRule},
    id::{DatabaseId, ImportId},
    rights::{Marks, Permission, PermissionSet, PolicyState},
    time::Period,
};
use strongroom_formats::csv::Column;
use strongroom_service::{
    Caller, ServiceError,
    accounts::users::UserChange,
    audit::read::AuditFilter,
    databases::{NewDatabase, Opener},
    import::{ImportSettings, ImportTarget, ImportView, RightsPreview, StageView, WAITING_SECONDS},
};
use zeroize::Zeroizing;

use crate::{
    exporting::{PASSPHRASE, archive, archived, as_new, come_back, everything},
    grants::Company,
    import_jobs::{change, company, ended, file, find, into_folder, prepare, run, table, tally},
    world::{World, new_database},
};

const ADDS: [Permission; 2] = [Permission::AccessDatabase, Permission::AddEntries];

fn seat(world: &World, caller: &Caller) -> Result<(), ServiceError> {
    world.service.seat_for_import(&world.again(caller), Some(1)).map(drop)
}

/// The reasons of the runs that are on record as failed, in the chain of a database or of the server.
fn failures(world: &World, root: &Caller, database: Option<DatabaseId>) -> Vec<(ImportId, String)> {
    let filter = AuditFilter { database, ..AuditFilter::default() };
    let (records, _) = world.service.audit(&world.again(root), &filter, None, 1000).unwrap();
    let failed = |event: &Event| match event {
        Event::ImportFailed { import, reason, .. } => Some((*import, reason.clone())),
        _ => None,
    };
    records.iter().filter_map(|it| failed(&it.record.event)).collect()
}

async fn policy(world: &World, root: &Caller, permission: Permission, state: PolicyState) {
    let policies = world.service.policies(&world.again(root)).unwrap().0;
    let mut states: BTreeMap<_, _> = Permission::DATABASE.map(|it| (it, policies.state(it))).into();
    states.insert(permission, state);
    world.service.set_policies(&world.again(root), None, &states).await.unwrap();
}

/// Once the first pieces are on disk.
async fn under_way(world: &World, caller: &Caller, id: ImportId) {
    loop {
        match world.service.import_job(&world.again(caller), id).unwrap().stage {
            StageView::Running(_, 0, _) => tokio::time::sleep(Duration::from_millis(1)).await,
            StageView::Running(..) => return,
            other => panic!("{other:?}"),
        }
    }
}

fn rights(view: &ImportView) -> Option<RightsPreview> {
    match &view.stage {
        StageView::Ready(_, preview) => preview.rights.clone(),
        other => panic!("{other:?}"),
    }
}

// attack: A1, R1
#[tokio::test]
async fn who_may_import_nowhere_takes_no_place_from_others() {
    let it = company().await;
    let (world, root, bob) = (&it.world, &it.root, &it.bob);
    let refused = seat(world, bob);
    assert!(matches!(refused, Err(ServiceError::Administration(_))), "{refused:?}");
    let all_but: Vec<_> =
        Permission::DATABASE.into_iter().filter(|it| *it != Permission::AddEntries).collect();
    world.assign(root, it.database, Principal::User(bob.user), &all_but).await;
    assert!(matches!(seat(world, bob), Err(ServiceError::Administration(_))), "he may not add");
    // An entry is no place to add to, a folder is.
    world.allow(root, it.database, it.entry, bob.user, &[Permission::AddEntries]).await;
    assert!(matches!(seat(world, bob), Err(ServiceError::Administration(_))));
    world.allow(root, it.database, it.folder, bob.user, &[Permission::AddEntries]).await;
    seat(world, bob).unwrap();
    let addon = world.sign_in_as("bob", ClientKind::Addon).await;
    seat(world, &addon).unwrap();
    policy(world, root, Permission::AcceptFromAddons, PolicyState::Disabled).await;
    assert!(
        matches!(seat(world, &addon), Err(ServiceError::Administration(_))),
        "from there nothing is accepted"
    );
    seat(world, bob).unwrap();
    let database = it.database;
    world.service.remove_assignment(&world.again(root), database, Principal::User(bob.user)).await.unwrap();
    assert!(seat(world, bob).is_err());
}

// attack: R1
#[tokio::test]
async fn a_file_waits_a_quarter_of_an_hour_whatever_is_changed() {
    let it = company().await;
    let (world, ann) = (&it.world, &it.ann);
    let view = prepare(world, ann, file(table(1, 1), None), into_folder(it.database, None)).await.unwrap();
    for _ in 0..2 {
        world.clock.advance(WAITING_SECONDS / 3);
        let changed = change(world, ann, view.id, |it| it.take_bin = !it.take_bin).await.unwrap();
        assert_eq!(changed.at, view.at);
    }
    world.clock.advance(WAITING_SECONDS / 3);
    let again = world.again(ann);
    for call in [
        change(world, ann, view.id, |_| {}).await.map(drop),
        world.service.run_import(&again, view.id).await.map(drop),
        world.service.import_job(&again, view.id).map(drop),
    ] {
        assert!(matches!(call, Err(ServiceError::NotFound)), "{call:?}");
    }
    seat(world, ann).unwrap();
    let two = [1, 2].map(|_| world.service.seat_for_import(&world.again(ann), Some(1)));
    assert!(two.iter().all(Result::is_ok), "its place is free again");
}

// attack: R1
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn previews_of_one_person_do_not_fail_the_run_of_another() {
    let it = company().await;
    let (world, ann, bob) = (&it.world, &it.ann, &it.bob);
    world.assign(&it.root, it.database, Principal::User(bob.user), &ADDS).await;
    let mine = prepare(world, ann, file(table(3, 1), None), into_folder(it.database, None)).await.unwrap();
    let his = prepare(world, bob, file(table(3_000, 1), None), into_folder(it.database, None)).await.unwrap();
    let looks: Vec<_> = (0..40)
        .map(|_| {
            let (service, caller) = (Arc::clone(&world.service), world.again(bob));
            let change = |_: &mut ImportSettings| Ok::<_, ServiceError>(());
            tokio::spawn(async move { service.change_import(&caller, his.id, change).await.map(drop) })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert_eq!(run(world, ann, mine.id).await.map(|kept| kept.record.entries), Ok(3));
    assert!(looks.iter().any(|look| !look.is_finished()), "he is still looking");
    for look in looks {
        look.await.unwrap().unwrap();
    }
}

// attack: P5
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_is_of_the_settings_that_it_was_decided_by() {
    let it = company().await;
    let (world, ann) = (&it.world, &it.ann);
    for round in 0..12 {
        let (into, text) =
            (into_folder(it.database, None), format!("folder,title\nBox,{round}\nBox,b{round}\n"));
        let view = prepare(world, ann, file(text, None), into).await.unwrap();
        let all = tally(&view).entries;
        let changing = {
            let (service, caller, id) = (Arc::clone(&world.service), world.again(ann), view.id);
            tokio::spawn(async move {
                let without_folders = |settings: &mut ImportSettings| {
                    settings.table.columns = Some(vec![Column::LeftOut, Column::Title]);
                    Ok::<_, ServiceError>(())
                };
                service.change_import(&caller, id, without_folders).await
            })
        };
        if round % 2 == 0 {
            tokio::task::yield_now().await;
        }
        let ran = world.service.run_import(&world.again(ann), view.id).await;
        let changed = changing.await.unwrap();
        match (&ran, &changed) {
            // Nothing ran: it can be run now, as it was changed.
            (Err(ServiceError::Conflict(_)), Ok(_)) => {
                let kept = run(world, ann, view.id).await.unwrap();
                assert_eq!((kept.record.entries, kept.record.folders), (all, 0));
            }
            (Ok(_), outcome) => {
                let StageView::Done(_, kept) = ended(world, ann, view.id).await.stage else { panic!() };
                let folders = match outcome {
                    Ok(_) => 0,
                    Err(error) => {
                        assert!(matches!(error, ServiceError::Conflict(_)), "{error:?}");
                        1
                    }
                };
                assert_eq!(kept.record.folders, folders, "{changed:?}");
            }
            other => panic!("{other:?}"),
        }
    }
}

// attack: A7, S1
#[tokio::test]
async fn an_import_ends_with_the_session_or_account_that_began_it() {
    let it = company().await;
    let (world, root, ann, database) = (&it.world, &it.root, &it.ann, it.database);
    let before = world.titles(root, database).unwrap();
    let view = prepare(world, ann, file(table(5_000, 9), None), into_folder(database, None)).await.unwrap();
    let other = world.sign_in("ann").await;
    world.service.run_import(&world.again(ann), view.id).await.unwrap();
    under_way(world, ann, view.id).await;
    world.service.sign_out(&world.again(ann)).await.unwrap();
    let failed = ended(world, &other, view.id).await;
    assert!(matches!(failed.stage, StageView::Failed(..)), "{failed:?}");
    assert_eq!(world.titles(root, database).unwrap(), before);
    assert_eq!(failures(world, root, Some(database)), [(view.id, "session_ended".to_owned())]);
    // The account: of another person, whose job nobody can look at then.
    world.assign(root, database, Principal::User(it.bob.user), &ADDS).await;
    let view =
        prepare(world, &it.bob, file(table(5_000, 9), None), into_folder(database, None)).await.unwrap();
    world.service.run_import(&world.again(&it.bob), view.id).await.unwrap();
    under_way(world, &it.bob, view.id).await;
    let off = UserChange { enabled: Some(false), ..UserChange::default() };
    world.service.change_user(&world.again(root), it.bob.user, None, off).await.unwrap();
    let failed = ended(world, &it.bob, view.id).await;
    assert!(matches!(failed.stage, StageView::Failed(..)), "{failed:?}");
    assert_eq!(world.titles(root, database).unwrap(), before);
    assert_eq!(failures(world, root, Some(database)).len(), 2);
    assert!(world.service.check_chains().await.unwrap().misfit.is_none());
}

/// Rows of a table, past the server.
fn rows(world: &World, table: &str) -> i64 {
    let outside = rusqlite::Connection::open(world.data().join("strongroom.db")).unwrap();
    outside.query_row(&format!("SELECT COUNT(*) FROM {table}"), [], |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn what_could_not_be_put_away_is_put_away_later_by_the_same_process() {
    let world = World::new().await;
    let root = world.root().await;
    let secret = || Zeroizing::new("master password".to_owned());
    let new = NewDatabase { master_password: Some(secret()), opens_at_start: false, ..new_database("Vault") };
    let (vault, _) = world.service.create_database(&root, new).await.unwrap();
    let view = prepare(&world, &root, file(table(5_000, 9), None), into_folder(vault, None)).await.unwrap();
    world.service.run_import(&world.again(&root), view.id).await.unwrap();
    under_way(&world, &root, view.id).await;
    world.service.close_database(&world.again(&root), vault).await.unwrap();
    let failed = ended(&world, &root, view.id).await;
    assert!(matches!(failed.stage, StageView::Failed(..)), "{failed:?}");
    assert!(rows(&world, "objects") > 0, "a closed database is not written to");
    world.service.tidy().await.unwrap();
    assert!(rows(&world, "objects") > 0);
    let open = Opener::MasterPassword(secret());
    world.service.open_database(&world.again(&root), vault, open).await.unwrap();
    assert!(world.titles(&root, vault).unwrap().is_empty(), "nobody sees it");
    world.service.tidy().await.unwrap();
    assert_eq!((rows(&world, "objects"), rows(&world, "imports")), (0, 0));
    let failed = failures(&world, &root, Some(vault));
    // Which of the two says so first is a matter of luck.
    let reasons = ["database_closed", "store"];
    assert!(
        matches!(&failed[..], [(id, why)] if *id == view.id && reasons.contains(&why.as_str())),
        "{failed:?}"
    );
    world.service.tidy().await.unwrap();
}

// attack: A5
#[tokio::test]
async fn what_an_addon_imports_has_to_be_accepted_in_a_new_database_too() {
    let it = company().await;
    let (world, root, database) = (&it.world, &it.root, it.database);
    let of_root = world.sign_in_as("root", ClientKind::Addon).await;
    let of_ann = world.sign_in_as("ann", ClientKind::Addon).await;
    let new = ImportSettings { target: ImportTarget::New("Made".to_owned()), ..into_folder(database, None) };
    let waiting = prepare(world, &of_root, file(table(2, 1), None), new.clone()).await.unwrap();
    let in_folder =
        prepare(world, &of_ann, file(table(2, 1), None), into_folder(database, None)).await.unwrap();
    policy(world, root, Permission::AcceptFromAddons, PolicyState::Disabled).await;
    let lacks = |error: ServiceError| {
        matches!(error, ServiceError::Forbidden { permission: Permission::AcceptFromAddons, .. })
    };
    assert!(lacks(world.service.run_import(&world.again(&of_root), waiting.id).await.unwrap_err()));
    assert!(lacks(world.service.run_import(&world.again(&of_ann), in_folder.id).await.unwrap_err()));
    let again = world.again(&of_root);
    let at_once = world.service.import(&again, new_database("Made"), file(table(2, 1), None));
    assert!(lacks(at_once.await.unwrap_err()));
    let settings = into_folder(database, None);
    assert!(lacks(prepare(world, &of_root, file(table(2, 1), None), settings).await.unwrap_err()));
    // From any other client it comes.
    let view = prepare(world, root, file(table(2, 1), None), new).await.unwrap();
    world.service.run_import(&world.again(root), view.id).await.unwrap();
    assert!(matches!(ended(world, root, view.id).await.stage, StageView::Done(..)));
}

// attack: A4, A10
#[tokio::test]
async fn an_archive_can_not_say_who_somebody_is() {
    let (it, _) = everything().await;
    let (world, root) = (&it.world, &it.root);
    let first = archive(world, root, it.database).await;
    // By the id it is Bob, who is called Mallory now; and there is a new Bob.
    let rename = UserChange { username: Some("mallory".to_owned()), ..UserChange::default() };
    world.service.change_user(&world.again(root), it.bob.user, None, rename).await.unwrap();
    world.user(root, "bob").await;
    let view = prepare(world, root, archived(first.clone(), PASSPHRASE), as_new("Back", true)).await.unwrap();
    let shown = rights(&view).unwrap();
    let found = shown.known.iter().find(|found| found.principal == Principal::User(it.bob.user)).unwrap();
    assert_eq!((found.name.as_str(), found.in_archive.as_str(), found.by_name), ("mallory", "bob", false));
    world.service.drop_import(&world.again(root), view.id).unwrap();
    // Into a folder no rights come, and who is known here is not told.
    let into = into_folder(it.database, None);
    let view = prepare(world, &it.ann, archived(first, PASSPHRASE), into).await.unwrap();
    assert_eq!(rights(&view), None);
}

// attack: A10, P5
#[tokio::test]
async fn who_was_looked_at_is_who_gets_the_rights() {
    let (it, _) = everything().await;
    let first = archive(&it.world, &it.root, it.database).await;
    let other = World::licensed().await;
    let root = other.root().await;
    for name in ["ann", "cid"] {
        other.user(&root, name).await;
    }
    let bob = other.user(&root, "bob").await;
    let view = prepare(&other, &root, archived(first, PASSPHRASE), as_new("Back", true)).await.unwrap();
    let rename = UserChange { username: Some("robert".to_owned()), ..UserChange::default() };
    other.service.change_user(&other.again(&root), bob, None, rename).await.unwrap();
    let mallory = other.user(&root, "bob").await;
    other.service.run_import(&other.again(&root), view.id).await.unwrap();
    let failed = ended(&other, &root, view.id).await;
    assert!(
        matches!(&failed.stage, StageView::Failed(_, text) if text.contains("look at it again")),
        "{failed:?}"
    );
    assert!(other.service.databases(&other.again(&root), None).unwrap().is_empty());
    assert_eq!(failures(&other, &root, None), [(view.id, "conflict".to_owned())]);
    let bob_now = other.sign_in("bob").await;
    assert_eq!(bob_now.user, mallory);
    assert!(other.service.databases(&bob_now, None).unwrap().is_empty());
}

/// What of the archive its importer may not hand out is left out, but not what it denies.
// attack: A10, A11
#[tokio::test]
async fn a_denial_comes_back_also_where_what_stands_beside_it_does_not() {
    let it = Company::new().await;
    let (world, root, database) = (&it.world, &it.root, it.database);
    let staff = world.group(root, "Staff", &[it.bob.user]).await;
    let set = async |principal: Principal, allow: &[Permission], deny: &[Permission]| {
        let marks = Marks::new(PermissionSet::of(allow), PermissionSet::of(deny)).unwrap();
        let assignment = Assignment { principal, period: Period::ALWAYS, marks };
        world.service.set_assignment(&world.again(root), database, assignment).await.unwrap();
    };
    let read = [Permission::AccessDatabase, Permission::ReadEntries];
    set(Principal::User(it.bob.user), &read, &[]).await;
    set(
        Principal::Group(staff),
        &[Permission::AccessDatabase, Permission::PrintEntries],
        &[Permission::ReadEntries],
    )
    .await;
    let marks = Marks::new(PermissionSet::EMPTY, PermissionSet::of(&[Permission::DeleteEntries])).unwrap();
    let rule = ObjectRule { object: it.folder, principal: Principal::Group(staff), marks };
    world.service.set_rule(&world.again(root), database, rule).await.unwrap();
    assert!(world.password(&it.bob, database, it.entry).await.is_err(), "denied to his group");
    let first = archive(world, root, database).await;
    policy(world, root, Permission::PrintEntries, PolicyState::Disabled).await;
    world.user_with(root, "adam", &[Role::Administrator]).await;
    let adam = world.sign_in("adam").await;
    let back = come_back(world, &adam, first, true).await;
    let entry = find(world, &adam, back, "Mail").unwrap();
    assert_eq!(world.password(&adam, back, entry).await.unwrap(), "hunter2");
    assert!(world.password(&it.bob, back, entry).await.is_err(), "and there as well");
    // Whatever was set is on record, where inheritance ends included.
    let shut = world.folder(root, database, None, "Shut").await;
    world.service.set_inheritance(&world.again(root), database, shut, false).await.unwrap();
    let back = come_back(world, root, archive(world, root, database).await, true).await;
    let filter = AuditFilter { database: Some(back), ..AuditFilter::default() };
    let (records, _) = world.service.audit(&world.again(root), &filter, None, 1000).unwrap();
    let count = |wanted: &str| records.iter().filter(|it| it.record.event.name() == wanted).count();
    let names = ["database_imported", "assignment_set", "rule_set", "inheritance_set"];
    assert_eq!(names.map(count), [1, 4, 1, 1]);
}
