//! A change that changes nothing: the thing stays as it is, with its revision, and nothing is on record.

use strongroom_domain::{audit::Event, entry::FieldKind, rights::PermissionSet};
use strongroom_service::{
    accounts::{groups::GroupChange, users::UserChange},
    audit::read::AuditFilter,
    databases::{DatabaseChange, RetentionChange},
    grants::GrantChange,
    notices::Subscription,
    objects::{FieldChange, ObjectChange},
};
use zeroize::Zeroizing;

use crate::grants::{Company, READ};

impl Company {
    /// How many records of changes there are, on the server's chain and on the database's.
    fn changes_on_record(&self) -> usize {
        let root = self.world.again(&self.root);
        let all = |database| {
            let filter = AuditFilter { database, ..AuditFilter::default() };
            let (found, _) = self.world.service.audit(&root, &filter, None, 1_000).unwrap();
            let of_changes = |event: &Event| {
                matches!(
                    event,
                    Event::ObjectChanged { .. }
                        | Event::DatabaseChanged { .. }
                        | Event::UserChanged { .. }
                        | Event::GroupChanged { .. }
                        | Event::GrantChanged { .. }
                        | Event::SubscriptionSet { .. }
                        | Event::PoliciesChanged { .. }
                        | Event::AssignmentSet { .. }
                        | Event::RuleSet { .. }
                )
            };
            found.iter().filter(|it| of_changes(&it.record.event)).count()
        };
        all(None) + all(Some(self.database))
    }
}

fn field(name: &str, value: &str) -> FieldChange {
    let value = Some(Some(Zeroizing::new(value.to_owned())));
    FieldChange { name: name.to_owned(), kind: None, secret: None, custom: None, value }
}

#[tokio::test]
async fn an_object_that_is_set_to_what_it_is_has_no_new_version() {
    let it = Company::new().await;
    let service = &it.world.service;
    let pin = FieldChange {
        kind: Some(FieldKind::Text),
        secret: Some(false),
        custom: Some(true),
        ..field("Rack", "B7")
    };
    let first = ObjectChange {
        tags: Some(vec!["red".to_owned(), "blue".to_owned()]),
        category: Some(Some("Mail".to_owned())),
        fields: vec![pin],
        ..ObjectChange::default()
    };
    let root = it.world.again(&it.root);
    let made = service.change_object(&root, it.database, it.entry, None, &first).await.unwrap();
    let (at, records) = (made.details.unwrap().revision, it.changes_on_record());
    let versions = service.history(&root, it.database, it.entry).await.unwrap().len();
    it.world.clock.advance(60);
    let same = [
        ObjectChange::default(),
        first,
        ObjectChange { title: Some("Mail".to_owned()), ..ObjectChange::default() },
        ObjectChange { fields: vec![field("password", "hunter2")], ..ObjectChange::default() },
        ObjectChange { entry_type: Some("password".to_owned()), ..ObjectChange::default() },
        ObjectChange { valid_to: Some(None), importance: None, icon: Some(None), ..ObjectChange::default() },
    ];
    for change in same {
        let root = it.world.again(&it.root);
        let told = service.change_object(&root, it.database, it.entry, Some(at), &change).await.unwrap();
        let details = told.details.unwrap();
        assert_eq!(details.revision, at, "{change:?}");
        assert!(details.modified_at < root.now, "it was not changed now: {change:?}");
    }
    let root = it.world.again(&it.root);
    assert_eq!(service.history(&root, it.database, it.entry).await.unwrap().len(), versions);
    assert_eq!(it.changes_on_record(), records);
    let stale =
        service.change_object(&root, it.database, it.entry, Some(at - 1), &ObjectChange::default()).await;
    assert!(stale.is_err(), "what it builds on is looked at first");
    let other = ObjectChange { fields: vec![field("password", "hunter3")], ..ObjectChange::default() };
    let told = service.change_object(&root, it.database, it.entry, Some(at), &other).await.unwrap();
    assert_eq!(told.details.unwrap().revision, at + 1);
    assert_eq!(it.changes_on_record(), records + 1);
}

#[tokio::test]
async fn accounts_groups_databases_grants_and_subscriptions_stay_as_they_are() {
    let it = Company::new().await;
    let service = &it.world.service;
    let group = it.world.group(&it.root, "Staff", &[]).await;
    let grant = it.give(&it.ann, &it.new_grant(it.bob.user)).await.unwrap();
    let root = || it.world.again(&it.root);
    let wanted = Subscription { events: ["seals".to_owned()].into(), inbox: true, ..Subscription::default() };
    let (subscribed, _) = service.subscribe(&root(), wanted.clone()).await.unwrap();
    let user = service.user(&root(), it.bob.user).unwrap();
    let revisions = || {
        (
            service.user(&root(), it.bob.user).unwrap().revision,
            service.group(&root(), group).unwrap().revision,
            service.database_view(&root(), it.database).unwrap().revision,
            service.grant(&root(), it.database, grant.id).unwrap().revision,
            service.subscription(&root(), subscribed).unwrap().revision,
        )
    };
    let (before, records) = (revisions(), it.changes_on_record());
    let same = UserChange {
        username: Some("bob".to_owned()),
        full_name: Some(user.record.full_name.clone()),
        roles: Some(user.record.roles.clone()),
        enabled: Some(true),
        ..UserChange::default()
    };
    for change in [UserChange::default(), same] {
        let told = service.change_user(&root(), it.bob.user, None, change).await.unwrap();
        assert_eq!(told.revision, before.0);
    }
    let same = GroupChange { name: Some("Staff".to_owned()), enabled: Some(true), ..GroupChange::default() };
    assert_eq!(service.change_group(&root(), group, None, same).await.unwrap().revision, before.1);
    let same = DatabaseChange {
        name: Some("Company".to_owned()),
        opens_at_start: Some(true),
        retention: RetentionChange {
            bin_days: Some(service.database_view(&root(), it.database).unwrap().record.retention.bin_days),
            ..RetentionChange::default()
        },
        ..DatabaseChange::default()
    };
    service.change_database(&root(), it.database, Some(before.2), same).await.unwrap();
    let same = GrantChange { permissions: Some(PermissionSet::of(READ)), ..GrantChange::default() };
    let told = service.change_grant(&it.world.again(&it.ann), it.database, grant.id, None, &same).await;
    assert_eq!(told.unwrap().revision, before.3);
    service.change_subscription(&root(), subscribed, None, wanted).await.unwrap();
    let (policies, revision) = service.policies(&root()).unwrap();
    let states = strongroom_domain::rights::Permission::DATABASE.map(|it| (it, policies.state(it)));
    service.set_policies(&root(), None, &states.into_iter().collect()).await.unwrap();
    assert_eq!(service.policies(&root()).unwrap().1, revision);
    assert_eq!((revisions(), it.changes_on_record()), (before, records));
    assert!(service.again(&it.bob).is_ok(), "nobody is signed out by it");
    let other = DatabaseChange { name: Some("Firm".to_owned()), ..DatabaseChange::default() };
    service.change_database(&root(), it.database, Some(before.2), other).await.unwrap();
    assert_eq!(it.changes_on_record(), records + 1);
}

#[tokio::test]
async fn assignments_and_rules_that_are_set_to_what_they_are_stay() {
    use strongroom_domain::{
        account::Principal,
        database::{Assignment, ObjectRule},
        rights::{Marks, Permission},
        time::Period,
    };
    let it = Company::new().await;
    let service = &it.world.service;
    let root = || it.world.again(&it.root);
    let principal = Principal::User(it.cid.user);
    let marks = Marks::allowing(PermissionSet::of(&[Permission::AccessDatabase]));
    let assignment = Assignment { principal, period: Period::ALWAYS, marks };
    let marks = Marks::allowing(PermissionSet::of(&[Permission::AccessEntries]));
    let rule = ObjectRule { object: it.entry, principal, marks };
    service.set_assignment(&root(), it.database, assignment).await.unwrap();
    service.set_rule(&root(), it.database, rule).await.unwrap();
    let records = it.changes_on_record();
    service.set_assignment(&root(), it.database, assignment).await.unwrap();
    service.set_rule(&root(), it.database, rule).await.unwrap();
    assert_eq!(it.changes_on_record(), records);
    let denied = service.set_assignment(&it.world.again(&it.bob), it.database, assignment).await;
    assert!(denied.is_err(), "who may not change it is told so all the same");
    let marks = Marks::allowing(PermissionSet::of(&[Permission::AccessDatabase, Permission::AddEntries]));
    service.set_assignment(&root(), it.database, Assignment { marks, ..assignment }).await.unwrap();
    assert_eq!(it.changes_on_record(), records + 1);
}
