//! What other rules would do is told before they are set, to those who may set them, and nothing is changed by it.

use std::collections::BTreeMap;

use strongroom_domain::{
    account::Principal,
    database::{Assignment, ObjectRule},
    id::{ObjectId, UserId},
    rights::{
        Cause, Look, Marks,
        Permission::{
            self, AccessDatabase, AccessEntries, AddEntries, GrantAdminRights, ModifyEntries, ReadEntries,
        },
        PermissionSet, PolicyState,
    },
    time::Period,
};
use strongroom_service::{
    Caller, ServiceError,
    rights::{Asked, EffectiveQuery, Setting},
};

use crate::many::Office;

/// On one page.
const ALL: (usize, Option<ObjectId>) = (usize::MAX, None);

/// `Finance` and `IT` with an entry in each; Cid and Dan are in the group `Trainees`, which is assigned and sees `IT`.
pub struct Company {
    pub it: Office,
    pub finance: ObjectId,
    pub folder: ObjectId,
    pub entry: ObjectId,
    pub cid: UserId,
    pub dan: UserId,
    pub trainees: Principal,
}

impl Company {
    pub async fn new() -> Self {
        let it = Office::new().await;
        let (finance, folder) = (it.folder(None, "Finance").await, it.folder(None, "IT").await);
        it.entry(Some(finance), "Bank").await;
        let entry = it.entry(Some(folder), "Mail").await;
        let (cid, dan) = (it.world.user(&it.root, "cid").await, it.world.user(&it.root, "dan").await);
        let group = it.world.group(&it.root, "Trainees", &[cid, dan]).await;
        let trainees = Principal::Group(group);
        it.world.assign(&it.root, it.database, trainees, &[AccessDatabase]).await;
        let marks = Marks::allowing(PermissionSet::of(&[AccessEntries]));
        let rule = ObjectRule { object: folder, principal: trainees, marks };
        it.world.service.set_rule(&it.root, it.database, rule).await.unwrap();
        Self { it, finance, folder, entry, cid, dan, trainees }
    }

    /// The same after the server was started anew.
    pub async fn restarted(self) -> Self {
        let Self { it, finance, folder, entry, cid, dan, trainees } = self;
        let it = Office { world: it.world.restart().await, ..it };
        Self { it, finance, folder, entry, cid, dan, trainees }
    }

    pub fn rule(&self, object: ObjectId, allow: &[Permission], deny: &[Permission]) -> Setting {
        let marks = Marks::new(PermissionSet::of(allow), PermissionSet::of(deny)).unwrap();
        Setting::Rule(ObjectRule { object, principal: self.trainees, marks })
    }

    /// What everybody may do on each object and at the database.
    pub fn everything(&self) -> BTreeMap<(UserId, Option<ObjectId>), PermissionSet> {
        let (service, root) = (&self.it.world.service, self.it.again(&self.it.root));
        let mut found = BTreeMap::new();
        for user in [self.cid, self.dan, self.it.ann.user, self.it.bob.user, root.user] {
            for object in [None, Some(self.finance), Some(self.folder), Some(self.entry)] {
                let query = EffectiveQuery { principal: Some(Principal::User(user)), object, at: None };
                let told = service.effective_rights(&root, self.it.database, query).unwrap();
                let allowed = told.permissions.iter().filter(|it| it.allowed).map(|it| it.permission);
                found.insert((user, object), PermissionSet::of(&allowed.collect::<Vec<_>>()));
            }
        }
        found
    }
}

#[tokio::test]
async fn who_gains_and_who_loses_is_told_and_comes_about() {
    let company = Company::new().await;
    let (it, service) = (&company.it, &company.it.world.service);
    let assigned = |allow: &[Permission]| {
        let marks = Marks::allowing(PermissionSet::of(allow));
        Setting::Assignment(Assignment { principal: company.trainees, period: Period::ALWAYS, marks })
    };
    for setting in [
        company.rule(company.folder, &[ReadEntries, ModifyEntries], &[]),
        company.rule(company.folder, &[AccessEntries, ReadEntries], &[ModifyEntries]),
        company.rule(company.entry, &[], &[ReadEntries]),
        Setting::Inheritance(company.folder, false),
        assigned(&[AccessDatabase, ReadEntries]),
        Setting::Inheritance(company.folder, true),
        Setting::NoRule(company.entry, company.trainees),
        assigned(&[AccessDatabase, ReadEntries, AddEntries]),
        Setting::NoAssignment(company.trainees),
    ] {
        let (before, records) = (company.everything(), it.records("rule_set"));
        let told = service.preview_setting(&it.again(&it.root), it.database, setting).await.unwrap();
        assert_eq!(company.everything(), before, "nothing is changed: {setting:?}");
        assert_eq!(it.records("rule_set"), records);
        let root = it.again(&it.root);
        match setting {
            Setting::Assignment(assignment) => {
                service.set_assignment(&root, it.database, assignment).await.unwrap();
            }
            Setting::NoAssignment(who) => service.remove_assignment(&root, it.database, who).await.unwrap(),
            Setting::Rule(rule) => service.set_rule(&root, it.database, rule).await.unwrap(),
            Setting::NoRule(object, who) => {
                service.remove_rule(&root, it.database, object, who).await.unwrap();
            }
            Setting::Inheritance(object, on) => {
                service.set_inheritance(&root, it.database, object, on).await.unwrap();
            }
        }
        let after = company.everything();
        let mut expected: BTreeMap<UserId, (PermissionSet, PermissionSet)> = BTreeMap::new();
        for (key, had) in &before {
            let has = after[key];
            let sum = expected.entry(key.0).or_default();
            *sum = (sum.0.union(has.minus(*had)), sum.1.union(had.minus(has)));
        }
        expected
            .retain(|user, (gained, lost)| *user != it.root.user && !(gained.is_empty() && lost.is_empty()));
        let people = told.people.unwrap().into_iter();
        let found: BTreeMap<_, _> = people.map(|it| (it.user, (it.gained, it.lost))).collect();
        assert_eq!(found, expected, "{setting:?}");
        let sight = |of: fn(&(PermissionSet, PermissionSet)) -> PermissionSet| {
            Some(expected.values().filter(|it| of(it).has(AccessEntries)).count() as u64)
        };
        assert_eq!((told.gain_sight, told.lose_sight), (sight(|it| it.0), sight(|it| it.1)), "{setting:?}");
    }
}

#[tokio::test]
async fn several_changes_are_supposed_together_and_explained() {
    let company = Company::new().await;
    let (it, service) = (&company.it, &company.it.world.service);
    let root = it.again(&it.root);
    let changes = vec![
        company.rule(company.finance, &[ReadEntries], &[]),
        company.rule(company.folder, &[], &[AccessEntries]),
        Setting::Inheritance(company.entry, false),
    ];
    let asked = Asked { principal: company.trainees, on: Some(company.entry), looks: Some(AccessEntries) };
    let (preview, told) = service.preview_settings(&root, it.database, changes, Some(asked)).await.unwrap();
    assert_eq!(preview.objects, 4, "two folders with an entry each, the one cut off among them");
    assert_eq!(preview.people.unwrap().len(), 4, "the trainees, and the editors, whom the cut keeps out");
    let told = told.unwrap();
    let sees = told.permissions.iter().find(|it| it.permission == AccessEntries).unwrap();
    let denied =
        Cause::RuleDenies { object: company.folder, principal: company.trainees, mark: AccessEntries };
    assert_eq!((sees.allowed, sees.because), (false, denied));
    let looks = told.looks.unwrap();
    let changed: BTreeMap<_, _> = looks.changed.iter().map(|it| (it.object, (it.look, it.cut))).collect();
    let expected = BTreeMap::from([
        (company.finance, (Look::AllowedHere, false)),
        (company.folder, (Look::DeniedHere, false)),
        (company.entry, (Look::DeniedAbove, true)),
    ]);
    assert_eq!((looks.at_database, changed), (Look::NotGranted, expected));
    let reach = service.reach(&root, it.database, (company.trainees, AccessEntries), ALL).await.unwrap();
    let now: Vec<_> = reach.looks.iter().map(|it| (it.object, it.look, it.ruled)).collect();
    assert_eq!(now, [(company.folder, Look::AllowedHere, true)], "as it is: nothing was changed");
}

#[tokio::test]
async fn what_has_nothing_set_has_what_the_nearest_place_above_says() {
    let company = Company::new().await;
    let (it, service) = (&company.it, &company.it.world.service);
    let cid = Principal::User(company.cid);
    it.world.assign(&it.root, it.database, cid, &[AccessDatabase, AddEntries]).await;
    for who in [company.trainees, cid] {
        for permission in Permission::OBJECT {
            let root = it.again(&it.root);
            let reach = service.reach(&root, it.database, (who, permission), ALL).await.unwrap();
            let query = EffectiveQuery { principal: Some(who), object: Some(company.finance), at: None };
            let told = service.effective_rights(&it.again(&it.root), it.database, query).unwrap();
            let allowed = told.permissions.iter().any(|it| it.permission == permission && it.allowed);
            let below = reach.at_database.below();
            assert!(reach.looks.iter().all(|it| it.object != company.finance), "nothing is set there");
            assert_eq!(below == Look::AllowedAbove, allowed, "{who:?} {permission:?}: {below:?}");
        }
    }
}

#[tokio::test]
async fn a_group_has_what_somebody_in_it_alone_has() {
    let company = Company::new().await;
    let (it, service) = (&company.it, &company.it.world.service);
    let root = it.again(&it.root);
    it.world.allow(&root, it.database, company.finance, company.cid, &[ReadEntries]).await;
    let of = |principal, object| {
        let query = EffectiveQuery { principal: Some(principal), object: Some(object), at: None };
        let told = service.effective_rights(&it.again(&it.root), it.database, query).unwrap();
        told.permissions.iter().any(|it| it.allowed)
    };
    assert_eq!((of(company.trainees, company.folder), of(company.trainees, company.finance)), (true, false));
    let cid = Principal::User(company.cid);
    assert!(
        of(cid, company.folder) && !of(cid, company.finance),
        "a rule counts while its principal is assigned"
    );
    it.world.assign(&it.again(&it.root), it.database, cid, &[AccessDatabase]).await;
    assert!(of(cid, company.finance) && !of(company.trainees, company.finance));
}

// attack: A4
// attack: A10
#[tokio::test]
async fn who_may_not_set_it_is_told_nothing_and_who_lacks_it_is_refused() {
    let company = Company::new().await;
    let (it, service) = (&company.it, &company.it.world.service);
    let changes = [
        company.rule(company.folder, &[ReadEntries], &[]),
        Setting::NoAssignment(company.trainees),
        Setting::Inheritance(company.folder, false),
    ];
    let eve = it.world.user(&it.root, "eve").await;
    let outsider = it.world.sign_in("eve").await;
    for setting in changes {
        let (ann, eve) = (it.again(&it.ann), it.again(&outsider));
        let told = service.preview_setting(&ann, it.database, setting).await;
        assert!(matches!(told, Err(ServiceError::Administration(_))), "{told:?}");
        let told = service.preview_setting(&eve, it.database, setting).await;
        assert!(matches!(told, Err(ServiceError::NotFound)), "{told:?}");
        let told = service.preview_settings(&eve, it.database, vec![setting], None).await;
        assert!(matches!(told, Err(ServiceError::NotFound)), "{told:?}");
    }
    let reached = async |caller: &Caller| {
        let asked = (company.trainees, AccessEntries);
        service.reach(&it.again(caller), it.database, asked, ALL).await.map(|_| ())
    };
    assert!(matches!(reached(&it.ann).await, Err(ServiceError::Administration(_))));
    assert!(matches!(reached(&outsider).await, Err(ServiceError::NotFound)));
    // Who administers and does not read hands out no reading, not even on paper, and not in two steps.
    let eve = Principal::User(eve);
    it.world.assign(&it.again(&it.root), it.database, eve, &[AccessDatabase, GrantAdminRights]).await;
    let mine = |allow: &[Permission]| {
        let marks = Marks::allowing(PermissionSet::of(allow));
        Setting::Rule(ObjectRule { object: company.folder, principal: eve, marks })
    };
    let steps = vec![mine(&[AccessEntries]), company.rule(company.folder, &[ReadEntries], &[])];
    let told = service.preview_settings(&it.again(&outsider), it.database, steps, None).await;
    assert!(matches!(told, Err(ServiceError::HandsOut(_))), "{told:?}");
    let gone = Setting::Rule(ObjectRule {
        object: company.folder,
        principal: Principal::User("01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap()),
        marks: Marks::NONE,
    });
    let told = service.preview_settings(&it.again(&outsider), it.database, vec![gone], None).await;
    assert!(matches!(told, Err(ServiceError::NotFound)), "{told:?}");
}

// attack: A17
#[tokio::test]
async fn after_a_change_that_takes_the_right_to_administer_none_is_told_as_if_it_came_about() {
    let company = Company::new().await;
    let (it, service) = (&company.it, &company.it.world.service);
    let eve = it.world.user(&it.root, "eve").await;
    let outsider = it.world.sign_in("eve").await;
    let full: Vec<Permission> = Permission::DATABASE.to_vec();
    it.world.assign(&it.again(&it.root), it.database, Principal::User(eve), &full).await;
    let mine = |allow: &[Permission]| {
        let marks = Marks::allowing(PermissionSet::of(allow));
        Setting::Assignment(Assignment { principal: Principal::User(eve), period: Period::ALWAYS, marks })
    };
    let harmless = company.rule(company.folder, &[], &[ReadEntries]);
    let told = async |steps: Vec<Setting>| {
        service.preview_settings(&it.again(&outsider), it.database, steps, None).await.map(drop)
    };
    told(vec![harmless, mine(&[AccessDatabase, ReadEntries])]).await.unwrap();
    for step in [mine(&[AccessDatabase, ReadEntries]), Setting::NoAssignment(Principal::User(eve))] {
        let refused = told(vec![step, harmless]).await;
        assert!(matches!(refused, Err(ServiceError::Administration(_))), "{refused:?}");
        let refused = told(vec![harmless, step, Setting::Inheritance(company.folder, false)]).await;
        assert!(matches!(refused, Err(ServiceError::Administration(_))), "{refused:?}");
    }
    // As it is when they are made: the second is refused.
    service.remove_assignment(&it.again(&outsider), it.database, Principal::User(eve)).await.unwrap();
    let Setting::Rule(rule) = harmless else { panic!() };
    assert!(service.set_rule(&it.again(&outsider), it.database, rule).await.is_err());
    // By role it stays.
    let root = it.again(&it.root);
    let own = Setting::NoAssignment(Principal::User(root.user));
    service.preview_settings(&root, it.database, vec![own, harmless], None).await.unwrap();
}

// attack: R1
#[tokio::test]
async fn more_than_is_compared_in_a_moment_is_refused_before_the_work() {
    let company = Company::new().await;
    let (it, service) = (&company.it, &company.it.world.service);
    for number in 0..260 {
        let entry = it.entry(Some(company.folder), &format!("e{number}")).await;
        let root = it.again(&it.root);
        service.set_inheritance(&root, it.database, entry, false).await.unwrap();
    }
    let root = it.again(&it.root);
    let one = Setting::Assignment(Assignment {
        principal: company.trainees,
        period: Period::ALWAYS,
        marks: Marks::allowing(PermissionSet::of(&[AccessDatabase])),
    });
    let told =
        async |steps: Vec<Setting>| service.preview_settings(&root, it.database, steps, None).await.map(drop);
    told(vec![one; 10]).await.unwrap();
    let refused = told(vec![one; 1_000]).await;
    assert!(matches!(refused, Err(ServiceError::LimitReached { .. })), "{refused:?}");
    let elsewhere = company.rule(company.finance, &[], &[ReadEntries]);
    told(vec![elsewhere; 1_000]).await.unwrap();
    let refused = told(vec![elsewhere; 1_001]).await;
    assert!(matches!(refused, Err(ServiceError::LimitReached { limit: 1_000, .. })), "{refused:?}");
}

#[tokio::test]
async fn pages_of_a_reach_cover_it_once() {
    let company = Company::new().await;
    let (it, service) = (&company.it, &company.it.world.service);
    for number in 0..7 {
        let entry = it.entry(Some(company.folder), &format!("e{number}")).await;
        service.set_inheritance(&it.again(&it.root), it.database, entry, false).await.unwrap();
    }
    let root = it.again(&it.root);
    let asked = (company.trainees, AccessEntries);
    let whole = service.reach(&root, it.database, asked, ALL).await.unwrap();
    assert_eq!((whole.looks.len(), whole.more), (8, false));
    for limit in 1..=9 {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = service.reach(&root, it.database, asked, (limit, after)).await.unwrap();
            assert_eq!(page.at_database, whole.at_database);
            after = page.looks.last().map(|it| it.object);
            found.extend(page.looks);
            if !page.more {
                break;
            }
        }
        assert_eq!(found, whole.looks, "{limit}");
    }
}

// attack: A9
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_preview_rests_on_one_state_of_the_rules_of_the_server() {
    let company = Company::new().await;
    let (it, service) = (&company.it, &company.it.world.service);
    let (changing, by) = (std::sync::Arc::clone(service), it.again(&it.root));
    let (policies, _) = service.policies(&by).unwrap();
    let toggled = tokio::spawn(async move {
        for round in 0..120 {
            let state = if round % 2 == 0 { PolicyState::Disabled } else { PolicyState::NotDefined };
            let policies = policies.with(ReadEntries, state);
            let states = Permission::DATABASE.map(|it| (it, policies.state(it)));
            changing.set_policies(&by, None, &states.into_iter().collect()).await.unwrap();
        }
    });
    let setting = company.rule(company.folder, &[AccessEntries, ReadEntries], &[]);
    let asked = Asked { principal: company.trainees, on: Some(company.folder), looks: None };
    let (mut with, mut without) = (0, 0);
    while !toggled.is_finished() || with + without < 20 {
        let root = it.again(&it.root);
        let told = match service.preview_settings(&root, it.database, vec![setting], Some(asked)).await {
            Err(ServiceError::Busy) => continue,
            told => told.unwrap(),
        };
        let reads = told.1.unwrap().permissions.iter().any(|it| it.permission == ReadEntries && it.allowed);
        let gain = told.0.people.unwrap().iter().any(|it| it.gained.has(ReadEntries));
        assert_eq!(reads, gain, "what is told of the group, and of those who are in it");
        *(if reads { &mut with } else { &mut without }) += 1;
    }
    toggled.await.unwrap();
    assert!(with > 0, "{with} and {without}");
}
