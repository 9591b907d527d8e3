//! Several changes of rights at once: all of them or none, as their preview tells, and taken back in one call.

use std::collections::BTreeMap;

use strongroom_domain::{
    account::Principal,
    audit::Event,
    database::{Assignment, ObjectRule},
    id::{ObjectId, UserId},
    rights::{
        Marks,
        Permission::{
            self, AccessDatabase, AccessEntries, AddEntries, GrantAdminRights, ModifyEntries, PrintEntries,
            ReadEntries,
        },
        PermissionSet,
    },
    time::Period,
};
use strongroom_service::{
    Caller, ServiceError,
    audit::read::AuditFilter,
    rights::{RightsChanged, Setting},
};

use crate::foretelling::Company;

pub const SET: [&str; 5] =
    ["assignment_set", "assignment_removed", "rule_set", "rule_removed", "inheritance_set"];

pub fn assigned(principal: Principal, allow: &[Permission], deny: &[Permission]) -> Setting {
    let marks = Marks::new(PermissionSet::of(allow), PermissionSet::of(deny)).unwrap();
    Setting::Assignment(Assignment { principal, period: Period::ALWAYS, marks })
}

pub fn ruled(object: ObjectId, principal: Principal, allow: &[Permission], deny: &[Permission]) -> Setting {
    let marks = Marks::new(PermissionSet::of(allow), PermissionSet::of(deny)).unwrap();
    Setting::Rule(ObjectRule { object, principal, marks })
}

/// Everything that is set, and every record of a change of it, the newest first.
pub fn state(company: &Company) -> (Vec<String>, Vec<(u64, Event)>) {
    let (it, service) = (&company.it, &company.it.world.service);
    let root = it.again(&it.root);
    let mut set: Vec<String> =
        service.assignments(&root, it.database).unwrap().iter().map(|it| format!("{it:?}")).collect();
    for object in [company.finance, company.folder, company.entry] {
        let (rules, inherits) = service.object_rules(&root, it.database, object).unwrap();
        set.extend(rules.iter().map(|it| format!("{it:?}")).chain([format!("{object} {inherits}")]));
    }
    set.sort();
    let filter = AuditFilter {
        database: Some(it.database),
        events: SET.map(str::to_owned).to_vec(),
        ..AuditFilter::default()
    };
    let records = service.audit_page(&root, &filter, None, 1_000).unwrap().0;
    (set, records.into_iter().map(|it| (it.number, it.record.event)).collect())
}

async fn change(
    company: &Company,
    by: &Caller,
    expected: Option<u64>,
    settings: &[Setting],
) -> Result<RightsChanged, ServiceError> {
    let it = &company.it;
    it.world.service.change_rights(&it.again(by), it.database, expected, settings.to_vec()).await
}

#[tokio::test]
async fn what_the_preview_tells_is_what_happens_with_a_record_of_each_and_one_call_takes_it_back() {
    let company = Company::new().await;
    let (it, service) = (&company.it, &company.it.world.service);
    let cid = Principal::User(company.cid);
    let settings = [
        assigned(cid, &[AccessDatabase, ReadEntries], &[PrintEntries]),
        ruled(company.finance, cid, &[ModifyEntries], &[AddEntries]),
        company.rule(company.folder, &[ReadEntries], &[]),
        Setting::Inheritance(company.entry, false),
        // As it is: no change, and no record.
        Setting::NoRule(company.entry, cid),
        Setting::NoAssignment(Principal::User(company.dan)),
        Setting::NoAssignment(company.trainees),
        assigned(company.trainees, &[AccessDatabase, AddEntries], &[]),
        ruled(company.entry, company.trainees, &[], &[AddEntries]),
    ];
    let (before, at_first) = (company.everything(), state(&company));
    let told = service.preview_settings(&it.again(&it.root), it.database, settings.to_vec(), None).await;
    let told = told.unwrap().0;
    assert_eq!(state(&company), at_first, "nothing is changed by a preview");
    let done = change(&company, &it.root, Some(told.revision), &settings).await.unwrap();
    assert_eq!(done.changed, 7);
    let after = company.everything();
    let mut expected: BTreeMap<UserId, (PermissionSet, PermissionSet)> = BTreeMap::new();
    for (key, had) in &before {
        let sum = expected.entry(key.0).or_default();
        *sum = (sum.0.union(after[key].minus(*had)), sum.1.union(had.minus(after[key])));
    }
    expected.retain(|user, (gained, lost)| *user != it.root.user && !(gained.is_empty() && lost.is_empty()));
    let people: BTreeMap<_, _> =
        told.people.unwrap().into_iter().map(|it| (it.user, (it.gained, it.lost))).collect();
    assert_eq!(people, expected);
    assert!(people.len() >= 3, "{people:?}");
    let (_, records) = state(&company);
    assert_eq!(records.len(), at_first.1.len() + 7);
    // What is set by one call after the other is the same as what is set together.
    let kept = records.iter().find_map(|(_, event)| match event {
        Event::AssignmentRemoved { rules, .. } => Some(rules.clone()),
        _ => None,
    });
    assert_eq!(kept.unwrap().unwrap().len(), 1, "the rule on the folder went along, and is on record");
    let undo = done.undo.unwrap();
    let back = change(&company, &it.root, Some(done.revision), &undo).await.unwrap();
    assert_eq!(state(&company).0, at_first.0, "all as it was");
    assert_eq!(company.everything(), before);
    // And once more the other way.
    change(&company, &it.root, Some(back.revision), &back.undo.unwrap()).await.unwrap();
    assert_eq!(company.everything(), after);
}

// attack: A5
// attack: A6
// attack: A17
#[tokio::test]
async fn one_that_is_refused_leaves_all_as_it_was() {
    let company = Company::new().await;
    let it = &company.it;
    let eve = it.world.user(&it.root, "eve").await;
    let rights = [AccessDatabase, GrantAdminRights];
    it.world.assign(&it.root, it.database, Principal::User(eve), &rights).await;
    let eve = it.world.sign_in("eve").await;
    let nobody = Principal::User("01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap());
    let never: ObjectId = "01890a5d-ac96-774b-bcce-b302099a8058".parse().unwrap();
    let foreign = it.world.folder(&it.again(&it.root), it.foreign, None, "Elsewhere").await;
    let good = ruled(company.finance, company.trainees, &[], &[AddEntries]);
    let before = state(&company);
    let mut answers = Vec::new();
    for bad in [
        ruled(never, company.trainees, &[AddEntries], &[]),
        ruled(foreign, company.trainees, &[AddEntries], &[]),
        Setting::Inheritance(never, false),
        Setting::Inheritance(foreign, false),
        Setting::NoRule(foreign, company.trainees),
        ruled(company.finance, nobody, &[AddEntries], &[]),
        Setting::NoAssignment(nobody),
    ] {
        for settings in [vec![good, bad], vec![bad, good]] {
            answers.push(change(&company, &eve, None, &settings).await.unwrap_err());
            let told = it.world.service.preview_settings(&it.again(&eve), it.database, settings, None).await;
            assert_eq!(told.unwrap_err().to_string(), answers.last().unwrap().to_string());
        }
    }
    assert!(answers.iter().all(|answer| matches!(answer, ServiceError::NotFound)), "{answers:?}");
    // She hands out no reading, which she lacks: not at the end, and not by what comes before it.
    for settings in [
        vec![good, company.rule(company.folder, &[ReadEntries], &[])],
        vec![
            good,
            assigned(Principal::User(eve.user), &[AccessDatabase, GrantAdminRights, ReadEntries], &[]),
        ],
        vec![
            Setting::NoAssignment(company.trainees),
            assigned(company.trainees, &[AccessDatabase, ReadEntries], &[]),
        ],
    ] {
        let told = change(&company, &eve, None, &settings).await;
        assert!(matches!(told, Err(ServiceError::HandsOut(_))), "{told:?}");
    }
    let wrong =
        change(&company, &eve, None, &[good, assigned(company.trainees, &[AccessEntries], &[])]).await;
    assert!(matches!(wrong, Err(ServiceError::Invalid(_))), "{wrong:?}");
    let many = vec![good; 1_001];
    assert!(matches!(change(&company, &eve, None, &many).await, Err(ServiceError::LimitReached { .. })));
    assert_eq!(state(&company), before, "nothing of any of them, and no record");
    assert_eq!(change(&company, &eve, None, &[good]).await.unwrap().changed, 1);
}

// attack: A17
// attack: A18
#[tokio::test]
async fn whoever_takes_their_own_right_to_administer_does_it_last() {
    let company = Company::new().await;
    let (it, service) = (&company.it, &company.it.world.service);
    let user = it.world.user(&it.root, "eve").await;
    let rights = [AccessDatabase, GrantAdminRights];
    it.world.assign(&it.root, it.database, Principal::User(user), &rights).await;
    let eve = it.world.sign_in("eve").await;
    let good = ruled(company.finance, company.trainees, &[], &[AddEntries]);
    let before = state(&company);
    for away in [
        Setting::NoAssignment(Principal::User(user)),
        assigned(Principal::User(user), &[AccessDatabase], &[]),
        assigned(Principal::User(user), &[AccessDatabase], &[GrantAdminRights]),
    ] {
        let settings = vec![away, good];
        let refused = change(&company, &eve, None, &settings).await;
        assert!(matches!(refused, Err(ServiceError::Administration(_))), "{refused:?}");
        let told = service.preview_settings(&it.again(&eve), it.database, settings, None).await;
        assert!(matches!(told, Err(ServiceError::Administration(_))), "the preview says so: {told:?}");
        assert_eq!(state(&company), before);
    }
    // And gives it back to herself neither in the same call nor after it.
    let away = assigned(Principal::User(user), &[AccessDatabase], &[]);
    let again = assigned(Principal::User(user), &rights, &[]);
    assert!(change(&company, &eve, None, &[away, again]).await.is_err());
    let done = change(&company, &eve, None, &[good, away]).await.unwrap();
    assert_eq!(done.changed, 2);
    let refused = change(&company, &eve, None, &done.undo.unwrap()).await;
    assert!(matches!(refused, Err(ServiceError::Administration(_))), "{refused:?}");
    // Whoever administers by role can not be locked out of a database by anything that is set in it.
    let root = Principal::User(it.root.user);
    let out = assigned(root, &[], &[AccessDatabase, GrantAdminRights]);
    change(&company, &it.root, None, &[out, good, company.rule(company.entry, &[], &[ReadEntries])])
        .await
        .unwrap();
    let back = change(&company, &it.root, None, &[Setting::NoAssignment(root)]).await.unwrap();
    assert_eq!(back.changed, 1);
}

#[tokio::test]
async fn a_revision_from_before_a_change_is_refused() {
    let company = Company::new().await;
    let (it, service) = (&company.it, &company.it.world.service);
    let good = [ruled(company.finance, company.trainees, &[AddEntries], &[])];
    let preview = async || {
        service.preview_settings(&it.again(&it.root), it.database, good.to_vec(), None).await.unwrap().0
    };
    let seen = preview().await.revision;
    it.world.allow(&it.again(&it.root), it.database, company.folder, company.cid, &[AddEntries]).await;
    let before = state(&company);
    let refused = change(&company, &it.root, Some(seen), &good).await;
    let Err(ServiceError::RevisionConflict { current }) = refused else { panic!("{refused:?}") };
    assert_eq!((state(&company), current), (before, preview().await.revision));
    for far in [0, current - 1, current + 1, u64::MAX] {
        assert!(change(&company, &it.root, Some(far), &good).await.is_err(), "{far}");
    }
    // Content is not what it is about.
    it.entry(Some(company.finance), "Another").await;
    let done = change(&company, &it.root, Some(current), &good).await.unwrap();
    assert_eq!((done.changed, done.revision), (1, preview().await.revision));
    // Two that build on the same: one of them comes first.
    let (one, two) = (
        [ruled(company.finance, company.trainees, &[AddEntries, ModifyEntries], &[])],
        [ruled(company.folder, company.trainees, &[], &[AddEntries])],
    );
    let (one, two) = tokio::join!(
        change(&company, &it.root, Some(done.revision), &one),
        change(&company, &it.root, Some(done.revision), &two)
    );
    assert_eq!([one.is_ok(), two.is_ok()].iter().filter(|ok| **ok).count(), 1, "{one:?} {two:?}");
}

// attack: A5
#[tokio::test]
async fn what_is_made_together_is_seen_together_and_stands_after_a_restart() {
    let company = Company::new().await;
    let (it, service) = (&company.it, &company.it.world.service);
    let cid = Principal::User(company.cid);
    // Never both allowed: between the steps of a call he would see everything.
    let closed = [assigned(cid, &[AccessDatabase], &[]), ruled(company.finance, cid, &[], &[])];
    let open = [
        ruled(company.finance, cid, &[], &[AccessEntries]),
        assigned(cid, &[AccessDatabase, ReadEntries], &[]),
    ];
    change(&company, &it.root, None, &closed).await.unwrap();
    let caller = it.world.sign_in("cid").await;
    let (done, mut looked) = (std::sync::atomic::AtomicBool::new(false), 0);
    let changing = async {
        for _ in 0..20 {
            change(&company, &it.root, None, &open).await.unwrap();
            let back = [assigned(cid, &[AccessDatabase], &[]), ruled(company.finance, cid, &[], &[])];
            change(&company, &it.root, None, &back).await.unwrap();
        }
        done.store(true, std::sync::atomic::Ordering::Relaxed);
    };
    let looking = async {
        while !done.load(std::sync::atomic::Ordering::Relaxed) {
            let seen = service.object(&it.again(&caller), it.database, company.finance);
            assert!(seen.is_err(), "denied, or not granted, at every moment");
            looked += 1;
            tokio::task::yield_now().await;
        }
    };
    tokio::join!(changing, looking);
    assert!(looked > 10, "{looked}");
    change(&company, &it.root, None, &open).await.unwrap();
    let (set, everything) = (state(&company).0, company.everything());
    let company = company.restarted().await;
    assert_eq!((state(&company).0, company.everything()), (set, everything));
}
