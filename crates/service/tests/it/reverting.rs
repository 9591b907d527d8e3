//! What a record of the audit tells of is taken back: as a change of its own, by whoever may make it, as long as it stands.

use std::collections::BTreeMap;

use strongroom_domain::{
    account::{Principal, Role},
    audit::Event,
    rights::{
        Permission::{
            AccessDatabase, AccessEntries, AddEntries, GrantAdminRights, ModifyEntries, PrintEntries,
            ReadEntries,
        },
        PermissionSet, PolicyState,
    },
};
use strongroom_service::{Caller, ServiceError, audit::read::AuditFilter, rights::Setting};

use crate::{
    foretelling::Company,
    together::{assigned, ruled, state},
};

async fn set(company: &Company, settings: &[Setting]) {
    let it = &company.it;
    let service = &it.world.service;
    service.change_rights(&it.again(&it.root), it.database, None, settings.to_vec()).await.unwrap();
}

/// The number of the newest record.
fn newest(company: &Company) -> u64 {
    state(company).1[0].0
}

async fn revert(company: &Company, by: &Caller, number: u64) -> Result<u64, ServiceError> {
    let it = &company.it;
    let done = it.world.service.revert(&it.again(by), Some(it.database), number).await?;
    Ok(done.changed)
}

#[tokio::test]
async fn each_change_of_rights_is_taken_back_from_its_record_by_a_change_of_its_own() {
    let company = Company::new().await;
    let (it, service) = (&company.it, &company.it.world.service);
    let (cid, trainees) = (Principal::User(company.cid), company.trainees);
    set(&company, &[ruled(company.finance, trainees, &[AddEntries], &[ReadEntries])]).await;
    for setting in [
        assigned(cid, &[AccessDatabase], &[]),
        assigned(trainees, &[AccessDatabase, ReadEntries], &[PrintEntries]),
        ruled(company.folder, trainees, &[ReadEntries, ModifyEntries], &[]),
        ruled(company.entry, trainees, &[], &[ReadEntries]),
        Setting::NoRule(company.folder, trainees),
        Setting::Inheritance(company.folder, false),
        // With the rules on two folders, one of them a deny.
        Setting::NoAssignment(trainees),
    ] {
        let (before, rights) = (state(&company), company.everything());
        set(&company, &[setting]).await;
        let (changed, number) = (company.everything(), newest(&company));
        let told = service.preview_revert(&it.again(&it.root), Some(it.database), number).await.unwrap();
        assert_eq!(company.everything(), changed, "a preview changes nothing");
        let nothing = (PermissionSet::EMPTY, PermissionSet::EMPTY);
        let mut expected = BTreeMap::new();
        for (key, has) in changed.iter().filter(|((user, _), _)| *user != it.root.user) {
            let sum = expected.entry(key.0).or_insert(nothing);
            *sum = (sum.0.union(rights[key].minus(*has)), sum.1.union(has.minus(rights[key])));
        }
        expected.retain(|_, sum| *sum != nothing);
        let people: BTreeMap<_, _> =
            told.people.unwrap().into_iter().map(|it| (it.user, (it.gained, it.lost))).collect();
        assert_eq!(people, expected, "{setting:?}");
        assert!(revert(&company, &it.root, number).await.unwrap() >= 1, "{setting:?}");
        assert_eq!((&state(&company).0, company.everything()), (&before.0, rights), "{setting:?}");
        assert!(newest(&company) > number, "a record of its own");
        // It is so already: taken back again it is not.
        let again = revert(&company, &it.root, number).await;
        assert!(matches!(again, Err(ServiceError::Conflict(_))), "{setting:?}: {again:?}");
    }
    // Taking back is taken back from its own record.
    set(&company, &[Setting::Inheritance(company.folder, false)]).await;
    let cut = state(&company).0;
    revert(&company, &it.root, newest(&company)).await.unwrap();
    revert(&company, &it.root, newest(&company)).await.unwrap();
    assert_eq!(state(&company).0, cut);
}

// attack: A8
#[tokio::test]
async fn what_was_set_otherwise_since_or_has_no_place_any_more_is_left_alone() {
    let company = Company::new().await;
    let it = &company.it;
    let trainees = company.trainees;
    let refused = async |number: u64, words: &str| {
        let before = state(&company);
        let told = it.world.service.preview_revert(&it.again(&it.root), Some(it.database), number).await;
        let done = revert(&company, &it.root, number).await;
        assert_eq!(told.unwrap_err().to_string(), done.as_ref().unwrap_err().to_string());
        let Err(ServiceError::Conflict(why)) = done else { panic!("{done:?}") };
        assert!(why.contains(words), "{why}");
        assert_eq!(state(&company), before);
    };
    set(&company, &[ruled(company.folder, trainees, &[ReadEntries], &[])]).await;
    let first = newest(&company);
    set(&company, &[ruled(company.folder, trainees, &[AddEntries], &[])]).await;
    let second = newest(&company);
    refused(first, "otherwise since").await;
    assert_eq!(revert(&company, &it.root, second).await.unwrap(), 1);
    assert_eq!(revert(&company, &it.root, first).await.unwrap(), 1, "that one was taken back first");
    // Rules of their own, denies among them, would go along with an assignment whose record tells of none.
    let cid = Principal::User(company.cid);
    set(&company, &[ruled(company.folder, cid, &[], &[ReadEntries])]).await;
    set(&company, &[assigned(cid, &[AccessDatabase], &[])]).await;
    let joined = newest(&company);
    refused(joined, "would go along").await;
    set(&company, &[Setting::NoRule(company.folder, cid)]).await;
    assert_eq!(revert(&company, &it.root, joined).await.unwrap(), 1);
    // A rule that went along stands again in another way.
    set(&company, &[Setting::NoAssignment(trainees)]).await;
    let removed = newest(&company);
    set(&company, &[ruled(company.folder, trainees, &[AddEntries], &[])]).await;
    refused(removed, "otherwise since").await;
    set(&company, &[Setting::NoRule(company.folder, trainees)]).await;
    assert_eq!(revert(&company, &it.root, removed).await.unwrap(), 2, "the rule and the assignment");
    // What it was on is gone.
    let room = it.folder(None, "Room").await;
    set(&company, &[ruled(room, trainees, &[], &[ReadEntries])]).await;
    let on_room = newest(&company);
    set(&company, &[Setting::NoAssignment(trainees)]).await;
    let removed = newest(&company);
    let root = it.again(&it.root);
    it.world.service.delete_object(&root, it.database, room, None).await.unwrap();
    it.world.service.purge(&it.again(&it.root), it.database, room, None).await.unwrap();
    refused(removed, "not there any more").await;
    refused(on_room, "not there any more").await;
    // Whom it was of is gone, and what went along with an account is not kept.
    let zed = it.world.user(&it.again(&it.root), "zed").await;
    set(&company, &[assigned(Principal::User(zed), &[AccessDatabase], &[])]).await;
    let of_zed = newest(&company);
    it.world.service.delete_user(&it.again(&it.root), zed, None).await.unwrap();
    refused(of_zed, "not there any more").await;
    refused(newest(&company), "not there any more").await;
    // Records of other things.
    let filter = AuditFilter { database: Some(it.database), ..AuditFilter::default() };
    let all = it.world.service.audit_page(&it.again(&it.root), &filter, None, 1_000).unwrap().0;
    let made = all.iter().find(|it| matches!(it.record.event, Event::ObjectCreated { .. })).unwrap();
    refused(made.number, "can not be taken back").await;
}

// attack: A4
// attack: A17
#[tokio::test]
async fn reading_the_audit_is_no_right_to_set_anything_and_the_other_way_round() {
    let company = Company::new().await;
    let (it, service) = (&company.it, &company.it.world.service);
    let own = it.world.user(&it.root, "eve").await;
    let rights = [AccessDatabase, GrantAdminRights];
    it.world.assign(&it.root, it.database, Principal::User(own), &rights).await;
    it.world.user_with(&it.root, "auditor", &[Role::Auditor]).await;
    let both = it.world.user_with(&it.root, "both", &[Role::Auditor]).await;
    it.world.assign(&it.root, it.database, Principal::User(both), &rights).await;
    set(&company, &[company.rule(company.folder, &[ReadEntries], &[])]).await;
    set(&company, &[company.rule(company.folder, &[AccessEntries], &[])]).await;
    let (number, before) = (newest(&company), state(&company));
    let [eve, auditor, both, ann] = [
        it.world.sign_in("eve").await,
        it.world.sign_in("auditor").await,
        it.world.sign_in("both").await,
        it.world.sign_in("ann").await,
    ];
    let never = "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap();
    // Who may not read the audit is told the same of every record and database, whatever there is.
    for caller in [&eve, &ann] {
        let mut told = Vec::new();
        for (chain, number) in [(Some(it.database), number), (Some(never), 1), (None, 1), (None, u64::MAX)] {
            let answer = service.revert(&it.again(caller), chain, number).await.unwrap_err();
            let preview = service.preview_revert(&it.again(caller), chain, number).await.unwrap_err();
            told.extend([answer.to_string(), preview.to_string()]);
            assert!(matches!(answer, ServiceError::Administration(_)), "{answer:?}");
        }
        told.dedup();
        assert_eq!(told.len(), 1, "{told:?}");
    }
    // Who reads the audit and administers nothing sees no database.
    let refused = service.revert(&it.again(&auditor), Some(it.database), number).await;
    assert!(matches!(refused, Err(ServiceError::NotFound)), "{refused:?}");
    // Who does both hands out nothing that they lack: it would give reading back.
    let refused = service.revert(&it.again(&both), Some(it.database), number).await;
    assert!(matches!(refused, Err(ServiceError::HandsOut(ReadEntries))), "{refused:?}");
    for (chain, number) in [
        (Some(it.database), 0),
        (Some(it.database), u64::MAX),
        (Some(it.database), 1_000_000),
        (Some(never), 1),
        (None, 1_000_000),
    ] {
        let refused = service.revert(&it.again(&it.root), chain, number).await;
        assert!(matches!(refused, Err(ServiceError::NotFound)), "{number}: {refused:?}");
    }
    assert_eq!(state(&company), before);
}

#[tokio::test]
async fn policies_are_taken_back_alone_and_what_that_does_is_told_before() {
    let company = Company::new().await;
    let (it, service) = (&company.it, &company.it.world.service);
    let put = async |changes: &[(strongroom_domain::rights::Permission, PolicyState)]| {
        let root = it.again(&it.root);
        let (policies, _) = service.policies(&root).unwrap();
        let all = strongroom_domain::rights::Permission::DATABASE;
        let mut states: BTreeMap<_, _> = all.into_iter().map(|one| (one, policies.state(one))).collect();
        states.extend(changes.iter().copied());
        service.set_policies(&root, None, &states).await.unwrap();
        let filter = AuditFilter { events: vec!["policies_changed".to_owned()], ..AuditFilter::default() };
        service.audit_page(&root, &filter, None, 1).unwrap().0[0].number
    };
    let before = company.everything();
    let disabled = put(&[(ReadEntries, PolicyState::Disabled)]).await;
    let changed = company.everything();
    assert_ne!(before, changed);
    let told = service.preview_revert(&it.again(&it.root), None, disabled).await.unwrap();
    assert_eq!(company.everything(), changed);
    let people = told.people.unwrap();
    let gains = |name: &str| {
        people.iter().find(|it| it.username == name).is_some_and(|it| it.gained.has(ReadEntries))
    };
    assert!(gains("ann") && gains("bob"), "{people:?}");
    assert!(told.gained.has(ReadEntries) && told.gain_sight.is_some_and(|count| count >= 2));
    assert!(people.iter().all(|it| it.lost.is_empty()), "{people:?}");
    // What else was set since stays.
    put(&[(PrintEntries, PolicyState::Disabled)]).await;
    let auditor = it.world.user_with(&it.again(&it.root), "auditor", &[Role::Auditor]).await;
    let auditor = {
        let caller = it.world.sign_in("auditor").await;
        assert_eq!(caller.user, auditor);
        caller
    };
    for refused in [
        service.revert(&it.again(&auditor), None, disabled).await.map(|_| ()),
        service.preview_revert(&it.again(&auditor), None, disabled).await.map(|_| ()),
    ] {
        assert!(matches!(refused, Err(ServiceError::Administration(_))), "{refused:?}");
    }
    service.revert(&it.again(&it.root), None, disabled).await.unwrap();
    let (now, _) = service.policies(&it.again(&it.root)).unwrap();
    assert_eq!(now.state(ReadEntries), PolicyState::NotDefined);
    assert_eq!(now.state(PrintEntries), PolicyState::Disabled);
    assert_eq!(
        company.everything()[&(it.ann.user, Some(company.entry))],
        before[&(it.ann.user, Some(company.entry))]
    );
    let again = service.revert(&it.again(&it.root), None, disabled).await;
    assert!(matches!(again, Err(ServiceError::Conflict(_))), "{again:?}");
}
