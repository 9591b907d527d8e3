//! The bin: what comes back and where, what is gone for good, and what the clock and the limits do.

use std::{collections::BTreeSet, fmt::Write, sync::Arc};

use strongroom_domain::{
    account::Principal,
    audit::Actor,
    database::{Assignment, ObjectKind, ObjectRule},
    id::{DatabaseId, ObjectId},
    rights::{
        Marks,
        Permission::{
            self, AccessDatabase, AccessEntries, AddEntries, DeleteEntries, GrantAccess, GrantAdminRights,
            ModifyEntries, ReadEntries,
        },
        PermissionSet,
    },
    time::Period,
};
use strongroom_formats::{Credentials, Format};
use strongroom_service::{
    Caller, ServiceError,
    audit::read::AuditFilter,
    binned::{BinItem, Origin},
    changes::Told,
    clock::Clock,
    databases::{DatabaseChange, RetentionChange},
    grants::{NewGrant, NewSeal},
    import::{ImportFile, ImportFormat},
    objects::{ListQuery, Moved, ObjectChange},
    second_passwords::Entered,
};

use crate::world::{World, new_database};

const EDITOR: &[Permission] = &[AccessDatabase, ReadEntries, ModifyEntries, AddEntries, DeleteEntries];
const HOUR: i64 = 60 * 60;
const DAY: i64 = 24 * HOUR;

/// ```text
/// IT             Board
/// ├ Mail         └ Merger
/// └ Servers
///   ├ One
///   └ Two
/// ```
struct Office {
    world: World,
    root: Caller,
    database: DatabaseId,
    it: ObjectId,
    servers: ObjectId,
    one: ObjectId,
    board: ObjectId,
    mail: ObjectId,
}

impl Office {
    async fn new() -> Self {
        let world = World::licensed().await;
        let root = world.root().await;
        let database = world.database(&root, "Company").await;
        let it = world.folder(&root, database, None, "IT").await;
        let mail = world.entry(&root, database, Some(it), "Mail", "hunter2").await;
        let servers = world.folder(&root, database, Some(it), "Servers").await;
        let one = world.entry(&root, database, Some(servers), "One", "1").await;
        world.entry(&root, database, Some(servers), "Two", "2").await;
        let board = world.folder(&root, database, None, "Board").await;
        world.entry(&root, database, Some(board), "Merger", "3").await;
        Self { world, root, database, it, servers, one, board, mail }
    }

    async fn editor(&self, name: &str, allow: &[Permission]) -> Caller {
        let user = self.world.user(&self.world.again(&self.root), name).await;
        self.world.assign(&self.world.again(&self.root), self.database, Principal::User(user), allow).await;
        self.world.sign_in(name).await
    }

    async fn delete(&self, by: &Caller, object: ObjectId) {
        self.world.service.delete_object(&self.world.again(by), self.database, object, None).await.unwrap();
    }

    async fn restore(
        &self,
        by: &Caller,
        object: ObjectId,
        to: Option<Option<ObjectId>>,
    ) -> Result<(), ServiceError> {
        let by = self.world.again(by);
        self.world.service.restore_from_bin(&by, self.database, object, None, to).await.map(drop)
    }

    async fn purge(&self, by: &Caller, object: ObjectId) -> Result<(), ServiceError> {
        self.world.service.purge(&self.world.again(by), self.database, object, None).await
    }

    fn bin(&self, by: &Caller) -> Vec<BinItem> {
        self.world.service.bin(&self.world.again(by), self.database).unwrap()
    }

    fn in_bin(&self, by: &Caller) -> Vec<String> {
        self.bin(by).into_iter().map(|item| item.title).collect()
    }

    fn titles(&self, by: &Caller) -> Vec<String> {
        self.world.titles(by, self.database).unwrap()
    }

    /// Who did what of these events, oldest first.
    fn records(&self, events: &[&str]) -> Vec<(Actor, serde_json::Map<String, serde_json::Value>)> {
        let events = events.iter().map(|event| (*event).to_owned()).collect();
        let filter = AuditFilter { database: Some(self.database), events, ..AuditFilter::default() };
        let page =
            self.world.service.audit_page(&self.world.again(&self.root), &filter, None, 1_000).unwrap();
        page.0.into_iter().rev().map(|entry| (entry.record.actor, entry.record.event.details())).collect()
    }

    async fn limit(&self, retention: RetentionChange) {
        let change = DatabaseChange { retention, ..DatabaseChange::default() };
        let root = self.world.again(&self.root);
        self.world.service.change_database(&root, self.database, None, change).await.unwrap();
    }

    async fn restart(self) -> Self {
        let world = self.world.restart().await;
        Self { world, ..self }
    }
}

#[tokio::test]
async fn a_folder_comes_back_with_all_that_went_with_it_and_nothing_else() {
    let it = Office::new().await;
    let ann = it.editor("ann", EDITOR).await;
    it.delete(&ann, it.one).await;
    it.delete(&it.root, it.servers).await;
    assert_eq!(it.titles(&ann), ["Board", "IT", "Mail", "Merger"]);
    let bin = it.bin(&ann);
    let listed: Vec<_> = bin.iter().map(|item| (item.title.as_str(), item.below, &item.origin)).collect();
    let from = Origin::Folder { id: it.it, title: "IT".to_owned() };
    assert_eq!(listed, [("Servers", 1, &from), ("One", 0, &Origin::Unknown)], "One went by itself");
    let by = |item: &BinItem| item.deleted_by.clone().map(|(_, name)| name);
    assert_eq!((by(&bin[0]).as_deref(), by(&bin[1]).as_deref()), (Some("root"), Some("ann")));
    assert_eq!(bin[0].kept_until, Some(bin[0].deleted_at.plus_seconds(30 * DAY)));
    assert!(bin[0].rights.has(DeleteEntries) && bin[0].revision == Some(1));
    // The folder of the entry is in the bin.
    assert!(matches!(it.restore(&ann, it.one, None).await, Err(ServiceError::ParentRequired)));
    let into_bin = it.restore(&ann, it.one, Some(Some(it.servers))).await;
    assert!(matches!(into_bin, Err(ServiceError::NotFound)), "{into_bin:?}");
    it.restore(&ann, it.servers, None).await.unwrap();
    assert_eq!(it.titles(&ann), ["Board", "IT", "Mail", "Merger", "Servers", "Two"]);
    assert_eq!(it.in_bin(&ann), ["One"]);
    assert_eq!(it.bin(&ann)[0].origin, Origin::Folder { id: it.servers, title: "Servers".to_owned() });
    it.restore(&ann, it.one, None).await.unwrap();
    assert_eq!(it.world.password(&ann, it.database, it.one).await.unwrap(), "1");
    assert!(it.bin(&ann).is_empty());
    assert!(matches!(it.restore(&ann, it.one, None).await, Err(ServiceError::NotFound)));
    let records = it.records(&["object_restored"]);
    let told: Vec<_> =
        records.iter().map(|(_, told)| (told["object"].clone(), told["below"].clone())).collect();
    let expected = [(it.servers, 1), (it.one, 0)];
    assert_eq!(told, expected.map(|(id, below)| (id.to_string().into(), below.into())));
    let it = it.restart().await;
    assert_eq!(it.titles(&ann).len(), 7);
    assert!(it.bin(&ann).is_empty());
}

#[tokio::test]
async fn a_restore_elsewhere_is_a_move_and_survives_a_restart() {
    let it = Office::new().await;
    it.delete(&it.root, it.it).await;
    it.delete(&it.root, it.board).await;
    // Below an entry, below itself, into the bin: nowhere.
    for (parent, why) in [(it.board, "in the bin"), (it.servers, "below itself"), (it.mail, "in itself")] {
        let refused = it.restore(&it.root, it.it, Some(Some(parent))).await;
        assert!(matches!(refused, Err(ServiceError::NotFound)), "{why}: {refused:?}");
    }
    it.restore(&it.root, it.board, None).await.unwrap();
    it.restore(&it.root, it.it, Some(Some(it.board))).await.unwrap();
    let it = it.restart().await;
    let mail = it.world.service.object(&it.world.again(&it.root), it.database, it.it).unwrap();
    assert_eq!(mail.parent, Some(it.board));
    assert_eq!(it.titles(&it.root).len(), 7);
    it.delete(&it.root, it.it).await;
    it.restore(&it.root, it.it, Some(None)).await.unwrap();
    assert_eq!(it.world.service.object(&it.world.again(&it.root), it.database, it.it).unwrap().parent, None);
    let moved = it.records(&["object_restored"]);
    assert_eq!(moved[1].1["to"], it.board.to_string());
    assert_eq!(moved[2].1["from"], it.board.to_string());
    assert!(!moved[2].1.contains_key("to"));
}

/// The rights of now decide, not those of the deletion.
// attack: A8
#[tokio::test]
async fn an_undelete_gives_back_no_right_that_went_meanwhile() {
    let it = Office::new().await;
    let ann = it.editor("ann", EDITOR).await;
    let bob = it.editor("bob", &[AccessDatabase]).await;
    it.world
        .allow(&it.world.again(&it.root), it.database, it.mail, bob.user, &[AccessEntries, ReadEntries])
        .await;
    assert_eq!(it.titles(&bob), ["IT", "Mail"]);
    it.delete(&ann, it.mail).await;
    assert_eq!(it.in_bin(&bob), ["Mail"]);
    assert_eq!(it.titles(&bob), [] as [&str; 0], "the name of the folder went with it");
    // Ann and Bob lose what they had.
    let root = it.world.again(&it.root);
    let marks = Marks::new(PermissionSet::EMPTY, PermissionSet::of(&[DeleteEntries])).unwrap();
    let rule = ObjectRule { object: it.mail, principal: Principal::User(ann.user), marks };
    it.world.service.set_rule(&root, it.database, rule).await.unwrap();
    it.world.service.remove_rule(&root, it.database, it.mail, Principal::User(bob.user)).await.unwrap();
    let refused = it.restore(&ann, it.mail, None).await;
    assert!(matches!(refused, Err(ServiceError::Forbidden { permission: DeleteEntries, .. })), "{refused:?}");
    assert!(it.in_bin(&bob).is_empty());
    for answer in [it.restore(&bob, it.mail, None).await, it.purge(&bob, it.mail).await] {
        assert!(matches!(answer, Err(ServiceError::NotFound)), "{answer:?}");
    }
    it.restore(&it.root, it.mail, None).await.unwrap();
    assert_eq!(it.titles(&bob), [] as [&str; 0]);
    assert!(it.titles(&ann).contains(&"Mail".to_owned()));
}

/// What a seal keeps closed is not in the bin for the person, and the seal is not asked about there.
// attack: A4, A8
#[tokio::test]
async fn what_is_sealed_for_somebody_is_not_in_the_bin_for_them() {
    let it = Office::new().await;
    let bob = it.editor("bob", &[AccessDatabase]).await;
    let approver = it.editor("adam", &[AccessDatabase, GrantAdminRights]).await;
    let grant = NewGrant {
        object: it.mail,
        grantee: bob.user.uuid(),
        permissions: PermissionSet::of(&[AccessEntries, ReadEntries, ModifyEntries, DeleteEntries]),
        period: Period::ALWAYS,
        note: None,
        seal: Some(NewSeal { approvers: vec![approver.user.uuid()], quorum: Some(1), open_for: None }),
    };
    it.world.service.create_grant(&it.world.again(&it.root), it.database, &grant).await.unwrap();
    assert_eq!(it.titles(&bob), ["IT", "Mail"]);
    it.delete(&it.root, it.mail).await;
    assert!(it.bin(&bob).is_empty() && it.titles(&bob).is_empty());
    for answer in [it.restore(&bob, it.mail, Some(None)).await, it.purge(&bob, it.mail).await] {
        assert!(matches!(answer, Err(ServiceError::NotFound)), "{answer:?}");
    }
    it.restore(&it.root, it.mail, None).await.unwrap();
    assert_eq!(it.titles(&bob), ["IT", "Mail"], "the grant was not revoked, and is still sealed");
    assert!(it.world.password(&bob, it.database, it.mail).await.is_err());
}

/// A mover who would have more there than here is refused, from the bin as well.
// attack: A10, A8
#[tokio::test]
async fn a_restore_elsewhere_gives_no_more_than_before() {
    let it = Office::new().await;
    let ann = it.editor("ann", &[AccessDatabase]).await;
    let root = it.world.again(&it.root);
    it.world.allow(&root, it.database, it.mail, ann.user, &[AccessEntries, ReadEntries, DeleteEntries]).await;
    it.world.allow(&root, it.database, it.board, ann.user, &Permission::OBJECT).await;
    it.delete(&ann, it.mail).await;
    let refused = it.restore(&ann, it.mail, Some(Some(it.board))).await;
    assert!(matches!(refused, Err(ServiceError::Forbidden { permission: ModifyEntries, .. })), "{refused:?}");
    // Where it was she may not add, and is told that much about a folder whose name she saw.
    let refused = it.restore(&ann, it.mail, None).await;
    assert!(matches!(refused, Err(ServiceError::ParentRequired)), "its folder is out of sight: {refused:?}");
    it.world.allow(&root, it.database, it.it, ann.user, &[AccessEntries]).await;
    let refused = it.restore(&ann, it.mail, None).await;
    assert!(matches!(refused, Err(ServiceError::Forbidden { permission: AddEntries, .. })), "{refused:?}");
}

/// Nothing of a purged object is left: neither in memory nor on disk, and nothing of it comes back.
// attack: A8, A15
#[tokio::test]
async fn a_purge_is_for_those_who_administer_and_leaves_nothing() {
    let it = Office::new().await;
    let ann = it.editor("ann", EDITOR).await;
    let adam = it.editor("adam", &[&[GrantAdminRights, GrantAccess], EDITOR].concat()).await;
    let bob = it.editor("bob", &[AccessDatabase]).await;
    let grant = NewGrant {
        object: it.one,
        grantee: bob.user.uuid(),
        permissions: PermissionSet::of(&[AccessEntries, ReadEntries]),
        period: Period::ALWAYS,
        note: None,
        seal: None,
    };
    it.world.service.create_grant(&it.world.again(&adam), it.database, &grant).await.unwrap();
    let change = ObjectChange { title: Some("Uno".to_owned()), ..ObjectChange::default() };
    it.world.service.change_object(&it.world.again(&ann), it.database, it.one, None, &change).await.unwrap();
    it.delete(&ann, it.one).await;
    it.delete(&ann, it.it).await;
    let refused = it.purge(&ann, it.it).await;
    assert!(
        matches!(refused, Err(ServiceError::Forbidden { permission: GrantAdminRights, .. })),
        "{refused:?}"
    );
    it.purge(&adam, it.it).await.unwrap();
    assert!(matches!(it.purge(&adam, it.it).await, Err(ServiceError::NotFound)));
    assert!(it.bin(&adam).is_empty(), "what was there by itself below it went along");
    assert_eq!(it.titles(&it.root), ["Board", "Merger"]);
    let records = it.records(&["object_purged"]);
    assert_eq!(records.len(), 5, "one for each object");
    assert!(records.iter().all(|(by, _)| *by == Actor::User(adam.user)));
    let ids: BTreeSet<_> = records.iter().map(|(_, told)| told["object"].to_string()).collect();
    assert_eq!(ids.len(), 5);
    assert_eq!(records.iter().filter(|(_, told)| told.contains_key("within")).count(), 4);
    let state = it.world.service.grants(&it.world.again(&it.root), it.database, None).unwrap();
    assert!(state.is_empty(), "its grants ended");
    assert!(it.world.titles(&bob, it.database).unwrap().is_empty());
    let (folder, database) = (it.world.data(), it.database);
    let it = it.restart().await;
    assert_eq!(it.titles(&it.root), ["Board", "Merger"], "and the digests fit");
    let outside = rusqlite::Connection::open(folder.join("strongroom.db")).unwrap();
    for (table, left) in [
        ("objects", 2),
        ("versions", 0),
        ("binned", 0),
        ("grants", 0),
        ("attachments", 0),
        ("entry_locks", 0),
    ] {
        let sql = format!("SELECT COUNT(*) FROM {table} WHERE database_id = ?1");
        let count: i64 = outside.query_row(&sql, [database.to_bytes()], |row| row.get(0)).unwrap();
        assert_eq!(count, left, "{table}");
    }
}

// attack: A5
#[tokio::test]
async fn a_folder_is_purged_wholly_or_not_at_all() {
    let it = Office::new().await;
    let adam = it.editor("adam", &[&[GrantAdminRights], EDITOR].concat()).await;
    let marks = Marks::new(PermissionSet::EMPTY, PermissionSet::of(&[DeleteEntries])).unwrap();
    it.delete(&it.root, it.it).await;
    let rule = ObjectRule { object: it.one, principal: Principal::User(adam.user), marks };
    it.world.service.set_rule(&it.world.again(&it.root), it.database, rule).await.unwrap();
    for answer in [it.purge(&adam, it.it).await, it.restore(&adam, it.it, None).await] {
        assert!(
            matches!(answer, Err(ServiceError::Forbidden { permission: DeleteEntries, .. })),
            "{answer:?}"
        );
    }
    let emptied = it.world.service.empty_bin(&it.world.again(&adam), it.database).await.unwrap();
    assert_eq!((emptied.purged, emptied.kept), (0, 1));
    it.restore(&it.root, it.it, None).await.unwrap();
    assert_eq!(it.titles(&it.root).len(), 7);
}

#[tokio::test]
async fn emptying_purges_what_the_caller_may_and_counts_what_they_see() {
    let it = Office::new().await;
    let ann = it.editor("ann", EDITOR).await;
    let adam = it.editor("adam", &[AccessDatabase, GrantAdminRights]).await;
    let root = it.world.again(&it.root);
    it.world
        .allow(&root, it.database, it.board, adam.user, &[AccessEntries, ReadEntries, DeleteEntries])
        .await;
    it.delete(&it.root, it.one).await;
    it.delete(&it.root, it.servers).await;
    it.delete(&it.root, it.board).await;
    let refused = it.world.service.empty_bin(&it.world.again(&ann), it.database).await;
    assert!(
        matches!(refused, Err(ServiceError::Forbidden { permission: GrantAdminRights, .. })),
        "{refused:?}"
    );
    // Adam deletes in one folder only; of the rest he sees the names, as one who administers.
    assert_eq!(it.in_bin(&adam), ["Board", "Servers", "One"]);
    assert_eq!(it.bin(&adam)[1].revision, None);
    let emptied = it.world.service.empty_bin(&it.world.again(&adam), it.database).await.unwrap();
    assert_eq!((emptied.purged, emptied.kept), (2, 2));
    let emptied = it.world.service.empty_bin(&it.world.again(&it.root), it.database).await.unwrap();
    assert_eq!((emptied.purged, emptied.kept), (3, 0));
    assert_eq!(it.records(&["object_purged"]).len(), 5);
    let it = it.restart().await;
    assert_eq!(it.titles(&it.root), ["IT", "Mail"]);
}

/// What is over its time is gone at that very second, whether or not anybody has put it away.
// attack: P6
#[tokio::test]
async fn what_is_over_its_time_is_gone_and_the_server_puts_it_away() {
    let it = Office::new().await;
    it.delete(&it.root, it.it).await;
    it.world.clock.advance(30 * DAY - 5);
    assert_eq!(it.world.service.purge_over().await, 0);
    assert_eq!(it.in_bin(&it.root), ["IT"]);
    it.delete(&it.root, it.board).await;
    it.world.clock.advance(10);
    let root = it.world.root().await;
    assert_eq!(it.in_bin(&root), ["Board"], "nobody has put it away yet");
    for answer in [it.restore(&root, it.it, None).await, it.purge(&root, it.it).await] {
        assert!(matches!(answer, Err(ServiceError::NotFound)), "{answer:?}");
    }
    let before = it.records(&["object_purged"]);
    assert!(before.is_empty());
    assert_eq!(it.world.service.purge_over().await, 0, "it was not due an hour ago");
    it.world.clock.advance(HOUR);
    assert_eq!(it.world.service.purge_over().await, 5);
    assert_eq!(it.world.service.purge_over().await, 0);
    let records = it.records(&["object_purged"]);
    assert_eq!(records.len(), 5);
    assert!(records.iter().all(|(by, _)| *by == Actor::Server), "{records:?}");
    let it = it.restart().await;
    assert_eq!(it.in_bin(&root), ["Board"]);
    it.restore(&root, it.board, None).await.unwrap();
    assert_eq!(it.titles(&root), ["Board", "Merger"]);
}

#[tokio::test]
async fn how_long_things_are_kept_is_set_for_each_database() {
    let it = Office::new().await;
    it.limit(RetentionChange { bin_days: Some(None), ..RetentionChange::default() }).await;
    it.delete(&it.root, it.board).await;
    assert_eq!(it.bin(&it.root)[0].kept_until, None);
    it.world.clock.advance(400 * DAY);
    assert_eq!(it.world.service.purge_over().await, 0);
    let root = it.world.root().await;
    let it = Office { root, ..it };
    assert_eq!(it.in_bin(&it.root), ["Board"], "kept for ever");
    it.limit(RetentionChange { bin_days: Some(Some(7)), ..RetentionChange::default() }).await;
    assert!(it.in_bin(&it.root).is_empty());
    assert_eq!(it.world.service.purge_over().await, 2);
    let set = it.records(&["retention_set"]);
    assert_eq!(set.len(), 2);
    assert_eq!(set[1].1["after"]["bin_days"], 7);
    assert_eq!(set[0].1["before"]["bin_days"], 30);
    for odd in [0, 36_501] {
        let retention = RetentionChange { bin_days: Some(Some(odd)), ..RetentionChange::default() };
        let change = DatabaseChange { retention, ..DatabaseChange::default() };
        let refused =
            it.world.service.change_database(&it.world.again(&it.root), it.database, None, change).await;
        assert!(matches!(refused, Err(ServiceError::Invalid(_))), "{odd}: {refused:?}");
    }
    let ann = it.editor("ann", EDITOR).await;
    let change = DatabaseChange {
        retention: RetentionChange { history_versions: Some(Some(1)), ..RetentionChange::default() },
        ..DatabaseChange::default()
    };
    let refused = it.world.service.change_database(&it.world.again(&ann), it.database, None, change).await;
    assert!(matches!(refused, Err(ServiceError::Administration(_))), "{refused:?}");
}

impl Office {
    async fn change(&self, title: &str) {
        let change = ObjectChange { title: Some(title.to_owned()), ..ObjectChange::default() };
        let root = self.world.again(&self.root);
        self.world.service.change_object(&root, self.database, self.mail, None, &change).await.unwrap();
    }

    async fn versions(&self) -> Vec<u64> {
        let root = self.world.again(&self.root);
        let listed = self.world.service.history(&root, self.database, self.mail).await.unwrap();
        listed.into_iter().map(|version| version.revision).collect()
    }

    fn stored_versions(&self) -> i64 {
        let outside = rusqlite::Connection::open(self.world.data().join("strongroom.db")).unwrap();
        outside.query_row("SELECT COUNT(*) FROM versions", [], |row| row.get(0)).unwrap()
    }
}

#[tokio::test]
async fn a_save_puts_away_what_is_beyond_the_number_of_versions() {
    let mut it = Office::new().await;
    it.limit(RetentionChange { history_versions: Some(Some(3)), ..RetentionChange::default() }).await;
    for number in 2..=6 {
        it.world.clock.advance(31 * DAY);
        it = Office { root: it.world.root().await, ..it };
        it.change(&format!("Mail {number}")).await;
    }
    assert_eq!(it.versions().await, [5, 4, 3]);
    assert_eq!(it.stored_versions(), 3, "within the transaction of each save");
    let removed = it.records(&["versions_removed"]);
    let told: Vec<_> = removed.iter().map(|(by, told)| (*by, told["through"].clone())).collect();
    let by = Actor::User(it.root.user);
    assert_eq!(told, [(by, 1.into()), (by, 2.into())]);
    // A lower limit holds at once, and what is beyond it is put away later.
    it.limit(RetentionChange { history_versions: Some(Some(1)), ..RetentionChange::default() }).await;
    assert_eq!(it.versions().await, [5]);
    let root = it.world.again(&it.root);
    let gone = it.world.service.version(&root, it.database, it.mail, 4).await;
    assert!(matches!(gone, Err(ServiceError::NotFound)), "{gone:?}");
    let gone = it.world.service.restore_version(&root, it.database, it.mail, None, 4).await;
    assert!(matches!(gone, Err(ServiceError::NotFound)), "{gone:?}");
    assert_eq!(it.stored_versions(), 3);
    it.world.service.put_versions_away().await;
    assert_eq!(it.stored_versions(), 1);
    let last = it.records(&["versions_removed"]).pop().unwrap();
    assert_eq!((last.0, last.1["versions"].clone()), (Actor::Server, 2.into()));
    let it = it.restart().await;
    assert_eq!(it.versions().await, [5], "and the digests fit");
    it.world.clock.advance(31 * DAY);
    it.restore_first(5).await;
    assert_eq!(it.versions().await, [6], "a restoration is a save");
    assert_eq!(it.stored_versions(), 1);
}

impl Office {
    async fn restore_first(&self, revision: u64) {
        let root = self.world.again(&self.root);
        self.world.service.restore_version(&root, self.database, self.mail, None, revision).await.unwrap();
    }
}

// attack: P6
#[tokio::test]
async fn a_version_is_gone_so_many_days_after_it_was_replaced() {
    let it = Office::new().await;
    it.limit(RetentionChange { history_days: Some(Some(10)), ..RetentionChange::default() }).await;
    it.change("Mail 2").await;
    it.world.clock.advance(4 * DAY);
    let it = Office { root: it.world.root().await, ..it };
    it.change("Mail 3").await;
    it.world.clock.advance(5 * DAY);
    let it = Office { root: it.world.root().await, ..it };
    assert_eq!(it.versions().await, [2, 1]);
    it.world.clock.advance(DAY);
    let it = Office { root: it.world.root().await, ..it };
    assert_eq!(it.versions().await, [2], "ten days after it was replaced");
    it.world.service.put_versions_away().await;
    assert_eq!(it.stored_versions(), 2, "it was not due an hour ago");
    it.world.clock.advance(HOUR + 1);
    it.world.service.put_versions_away().await;
    assert_eq!(it.stored_versions(), 1);
    it.world.clock.advance(30 * DAY);
    let it = Office { root: it.world.root().await, ..it };
    assert!(it.versions().await.is_empty());
    it.change("Mail 4").await;
    assert_eq!(it.stored_versions(), 1, "a save puts away what is too old");
    assert_eq!(it.versions().await, [3], "what it replaced is new to the history");
    it.restart().await;
}

/// What covers something goes along when it is restored elsewhere, and is gone with it when it is purged.
// attack: P8, A10
#[tokio::test]
async fn a_second_password_comes_back_with_what_it_covers() {
    let it = Office::new().await;
    let password = || zeroize::Zeroizing::new("the second one".to_owned());
    let root = it.world.again(&it.root);
    it.world.service.set_second_password(&root, it.database, Some(it.it), None, password()).await.unwrap();
    it.delete(&it.root, it.mail).await;
    it.restore(&it.root, it.mail, Some(None)).await.unwrap();
    let it = it.restart().await;
    let covered = it.world.password(&it.root, it.database, it.mail).await;
    assert!(matches!(covered, Err(ServiceError::SecondPasswordRequired)), "{covered:?}");
    let with = Caller { second_password: Entered::new(Some(password())), ..it.root.clone() };
    assert_eq!(it.world.password(&with, it.database, it.mail).await.unwrap(), "hunter2");
    // What nothing covers is not put below one in clear.
    it.delete(&it.root, it.board).await;
    let refused = it.restore(&it.root, it.board, Some(Some(it.it))).await;
    assert!(matches!(refused, Err(ServiceError::SecondPasswordRequired)), "{refused:?}");
    for object in [it.it, it.mail] {
        it.delete(&it.root, object).await;
    }
    let emptied = it.world.service.empty_bin(&it.world.again(&it.root), it.database).await.unwrap();
    assert_eq!((emptied.purged, emptied.kept), (7, 0));
    let it = it.restart().await;
    let outside = rusqlite::Connection::open(it.world.data().join("strongroom.db")).unwrap();
    for table in ["objects", "second_passwords", "binned"] {
        let count: i64 =
            outside.query_row(&format!("SELECT COUNT(*) FROM {table}"), [], |row| row.get(0)).unwrap();
        assert_eq!(count, 0, "{table}");
    }
}

/// Of many who restore, purge and delete at once exactly one outcome comes about, with one record.
// attack: P5, A8
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn races_about_the_bin_have_one_outcome_and_one_record() {
    let it = Arc::new(Office::new().await);
    for round in 1..=20_usize {
        it.delete(&it.root, it.mail).await;
        let tries: Vec<_> = (0..4)
            .map(|_| {
                let it = Arc::clone(&it);
                tokio::spawn(async move { it.restore(&it.root, it.mail, None).await })
            })
            .collect();
        let mut done = 0;
        for it in tries {
            match it.await.unwrap() {
                Ok(()) => done += 1,
                Err(ServiceError::NotFound) => {}
                Err(other) => panic!("{other:?}"),
            }
        }
        assert_eq!((done, it.records(&["object_restored"]).len()), (1, round));
    }
    // A restore against the deletion of the folder it goes to.
    for _ in 0..10 {
        it.delete(&it.root, it.mail).await;
        let (restorer, deleter) = (Arc::clone(&it), Arc::clone(&it));
        let restored =
            tokio::spawn(async move { restorer.restore(&restorer.root, restorer.mail, None).await });
        let deleted = tokio::spawn(async move { deleter.delete(&deleter.root, deleter.it).await });
        deleted.await.unwrap();
        match restored.await.unwrap() {
            // It came back first, and went with its folder.
            Ok(()) => assert_eq!(it.in_bin(&it.root), ["IT"]),
            Err(ServiceError::ParentRequired) => {
                assert_eq!(it.in_bin(&it.root), ["IT", "Mail"]);
                it.restore(&it.root, it.mail, Some(None)).await.unwrap();
            }
            Err(other) => panic!("{other:?}"),
        }
        it.restore(&it.root, it.it, None).await.unwrap();
        let (root, back) = (it.world.again(&it.root), Moved { parent: Some(it.it), before: None });
        it.world.service.move_object(&root, it.database, it.mail, None, back).await.unwrap();
    }
    // Restore against purge.
    let before = it.records(&["object_restored"]).len();
    it.delete(&it.root, it.board).await;
    let (one, other) = (Arc::clone(&it), Arc::clone(&it));
    let restored = tokio::spawn(async move { one.restore(&one.root, one.board, None).await });
    let purged = tokio::spawn(async move { other.purge(&other.root, other.board).await });
    let (restored, purged) = (restored.await.unwrap(), purged.await.unwrap());
    assert_ne!(restored.is_ok(), purged.is_ok(), "{restored:?} {purged:?}");
    let records = (it.records(&["object_restored"]).len() - before, it.records(&["object_purged"]).len());
    assert_eq!(records, if restored.is_ok() { (1, 0) } else { (0, 2) });
    let it = Arc::try_unwrap(it).unwrap_or_else(|_| panic!("still in use"));
    let titles = it.titles(&it.root);
    let it = it.restart().await;
    assert_eq!(it.titles(&it.root), titles);
}

/// Who sees the bin hears of it, and nobody else.
// attack: A4
#[tokio::test]
async fn what_happens_in_the_bin_is_told_to_those_who_see_it() {
    let it = Office::new().await;
    let bob = it.editor("bob", &[AccessDatabase]).await;
    let root = it.world.again(&it.root);
    it.world.allow(&root, it.database, it.mail, bob.user, &[AccessEntries]).await;
    let service = Arc::clone(&it.world.service);
    let mut bobs = service.follow(it.world.again(&bob)).unwrap();
    it.delete(&it.root, it.board).await;
    assert_eq!(service.look(&mut bobs).unwrap(), [], "out of his sight, in the tree and in the bin");
    it.purge(&it.root, it.board).await.unwrap();
    assert_eq!(service.look(&mut bobs).unwrap(), []);
    it.delete(&it.root, it.mail).await;
    let told = service.look(&mut bobs).unwrap();
    assert_eq!(told[0], Told::Bin(it.database));
    let Told::Objects(_, changes) = &told[1] else { panic!("{told:?}") };
    let gone: BTreeSet<_> = changes.gone.iter().copied().collect();
    assert_eq!(gone, [it.it, it.mail].into(), "the folder was shown for its sake alone");
    assert!(changes.changed.is_empty());
    it.restore(&it.root, it.mail, None).await.unwrap();
    let told = service.look(&mut bobs).unwrap();
    assert_eq!(told[0], Told::Bin(it.database));
    let Told::Objects(_, changes) = &told[1] else { panic!("{told:?}") };
    assert_eq!(changes.changed, [it.it, it.mail]);
    it.delete(&it.root, it.mail).await;
    service.look(&mut bobs).unwrap();
    it.purge(&it.root, it.mail).await.unwrap();
    assert_eq!(service.look(&mut bobs).unwrap(), [Told::Bin(it.database)]);
    assert!(it.bin(&bob).is_empty());
    let assignment = Assignment {
        principal: Principal::User(bob.user),
        period: Period::ALWAYS,
        marks: Marks::allowing(PermissionSet::of(EDITOR)),
    };
    it.delete(&it.root, it.servers).await;
    assert_eq!(service.look(&mut bobs).unwrap(), []);
    it.world.service.set_assignment(&it.world.again(&it.root), it.database, assignment).await.unwrap();
    assert!(service.look(&mut bobs).unwrap().contains(&Told::Bin(it.database)));
}

/// Lowering a limit deletes for good, and is for those who may purge all of it.
// attack: A5, A8
#[tokio::test]
async fn a_limit_is_lowered_by_those_who_may_purge_everything() {
    let it = Office::new().await;
    let adam = it.editor("adam", &[&[GrantAdminRights, GrantAccess], EDITOR].concat()).await;
    let eve = it.editor("eve", &[AccessDatabase, GrantAdminRights]).await;
    let lower = |by: &Caller, retention| {
        let (world, database, by) = (&it.world, it.database, it.world.again(by));
        let change = DatabaseChange { retention, ..DatabaseChange::default() };
        async move { world.service.change_database(&by, database, None, change).await }
    };
    let limits = |bin: Option<u32>, versions: Option<u32>, days: Option<u32>| RetentionChange {
        bin_days: bin.map(Some),
        history_versions: versions.map(Some),
        history_days: days.map(Some),
    };
    it.delete(&it.root, it.it).await;
    let lowered =
        [limits(Some(1), None, None), limits(None, Some(1), None), limits(None, None, Some(36_500))];
    for retention in lowered {
        let refused = lower(&eve, retention).await;
        assert!(
            matches!(refused, Err(ServiceError::Forbidden { permission: DeleteEntries, .. })),
            "{refused:?}"
        );
    }
    // One thing in the bin that is not Adam's to delete, and out of his sight.
    let none = PermissionSet::of(&[AccessEntries, ReadEntries, DeleteEntries]);
    let marks = Marks::new(PermissionSet::EMPTY, none).unwrap();
    let rule = ObjectRule { object: it.one, principal: Principal::User(adam.user), marks };
    it.world.service.set_rule(&it.world.again(&it.root), it.database, rule).await.unwrap();
    for retention in lowered {
        let refused = lower(&adam, retention).await;
        assert!(
            matches!(refused, Err(ServiceError::Forbidden { permission: DeleteEntries, .. })),
            "{refused:?}"
        );
    }
    assert!(it.records(&["retention_set"]).is_empty());
    assert_eq!(it.bin(&it.root)[0].kept_until, Some(it.bin(&it.root)[0].deleted_at.plus_seconds(30 * DAY)));
    // Longer and equal is no purge.
    lower(&eve, limits(Some(31), Some(100), None)).await.unwrap();
    lower(&eve, RetentionChange { bin_days: Some(None), ..RetentionChange::default() }).await.unwrap();
    it.world
        .service
        .remove_rule(&it.world.again(&it.root), it.database, it.one, Principal::User(adam.user))
        .await
        .unwrap();
    lower(&adam, limits(Some(1), Some(1), Some(1))).await.unwrap();
    assert_eq!(it.records(&["retention_set"]).len(), 3);
}

/// Who may only save does not get rid of a history by saving.
// attack: A8
#[tokio::test]
async fn saving_again_and_again_erases_no_history() {
    let it = Office::new().await;
    it.world.clock.advance(2 * HOUR);
    for number in 2..=1_001 {
        it.change(&format!("Mail {number}")).await;
    }
    assert_eq!(it.stored_versions(), 1_000);
    let change = ObjectChange { title: Some("One more".to_owned()), ..ObjectChange::default() };
    let root = it.world.again(&it.root);
    let refused = it.world.service.change_object(&root, it.database, it.mail, None, &change).await;
    assert!(matches!(refused, Err(ServiceError::LimitReached { limit: 1_000, .. })), "{refused:?}");
    let refused = it.world.service.restore_version(&root, it.database, it.mail, None, 1).await;
    assert!(matches!(refused, Err(ServiceError::LimitReached { limit: 1_000, .. })), "{refused:?}");
    assert_eq!(it.versions().await.last(), Some(&1), "the first is there");
    assert!(it.records(&["versions_removed", "version_restored"]).is_empty());
    it.world.clock.advance(31 * DAY);
    let it = Office { root: it.world.root().await, ..it };
    it.change("A month later").await;
    // The number, and the one that was replaced just now is among them.
    assert_eq!((it.stored_versions(), it.versions().await.len()), (100, 100));
    it.restart().await;
}

/// A clock that is wrong for a moment shows less for that long, and destroys nothing.
// attack: P6, A8
#[tokio::test]
async fn a_clock_that_is_wrong_for_a_minute_purges_nothing() {
    let it = Office::new().await;
    let limits = RetentionChange { history_days: Some(Some(10)), ..RetentionChange::default() };
    it.limit(limits).await;
    it.change("Mail 2").await;
    it.delete(&it.root, it.board).await;
    it.world.clock.advance(2 * HOUR);
    assert_eq!(it.world.service.purge_over().await, 0);
    let before = it.world.clock.now();
    it.world.clock.set(40 * DAY);
    for _ in 0..2 {
        it.world.clock.advance(60);
        assert_eq!(it.world.service.purge_over().await, 0);
        it.world.service.put_versions_away().await;
    }
    let root = it.world.root().await;
    assert!(it.in_bin(&root).is_empty(), "gone for everybody, by that clock");
    let it = Office { root, ..it };
    it.change("Mail 3").await;
    assert_eq!(it.stored_versions(), 2, "a save destroys nothing either");
    // It is put right; the server's time stays ahead of it.
    it.world.clock.set_to(before.plus_seconds(120));
    for _ in 0..3 {
        it.world.clock.advance(2 * HOUR);
        assert_eq!(it.world.service.purge_over().await, 0);
        it.world.service.put_versions_away().await;
    }
    it.world.service.accept_clock().await.unwrap().unwrap();
    assert_eq!(it.world.service.purge_over().await, 0);
    let root = it.world.root().await;
    assert_eq!(it.in_bin(&root), ["Board"], "and it is there again");
    assert_eq!(it.stored_versions(), 2);
    // What is due at a start waits as well.
    it.world.clock.advance(31 * DAY);
    let it = it.restart().await;
    assert_eq!(it.world.service.purge_over().await, 0);
    it.world.clock.advance(HOUR - 10);
    assert_eq!(it.world.service.purge_over().await, 0);
    it.world.clock.advance(20);
    assert_eq!(it.world.service.purge_over().await, 2);
}

#[tokio::test]
async fn what_fails_in_one_database_stops_nothing_in_the_others() {
    let it = Office::new().await;
    let other = it.world.database(&it.world.again(&it.root), "Other").await;
    let left = it.world.entry(&it.world.again(&it.root), other, None, "Left", "1").await;
    let limits = RetentionChange { history_days: Some(Some(10)), ..RetentionChange::default() };
    for database in [it.database, other] {
        let change = DatabaseChange { retention: limits, ..DatabaseChange::default() };
        it.world.service.change_database(&it.world.again(&it.root), database, None, change).await.unwrap();
    }
    for number in 0..2 {
        let change = ObjectChange { title: Some(format!("Changed {number}")), ..ObjectChange::default() };
        let root = it.world.again(&it.root);
        it.world.service.change_object(&root, it.database, it.mail, None, &change).await.unwrap();
        it.world.service.change_object(&root, other, left, None, &change).await.unwrap();
    }
    // The summaries of versions are not counted: they are looked at when they are opened.
    let path = it.world.data().join("strongroom.db");
    let outside = rusqlite::Connection::open(&path).unwrap();
    let damage = "UPDATE versions SET summary = x'00' WHERE database_id = ?1";
    assert_eq!(outside.execute(damage, [it.database.to_bytes()]).unwrap(), 2);
    drop(outside);
    let it = it.restart().await;
    it.world.clock.advance(40 * DAY);
    it.world.service.put_versions_away().await;
    let outside = rusqlite::Connection::open(&path).unwrap();
    let versions = |database: DatabaseId| -> i64 {
        let sql = "SELECT COUNT(*) FROM versions WHERE database_id = ?1";
        outside.query_row(sql, [database.to_bytes()], |row| row.get(0)).unwrap()
    };
    assert_eq!((versions(it.database), versions(other)), (2, 0));
}

/// One purge is one transaction, and everybody's writes wait for it.
// attack: A13
#[tokio::test]
async fn what_is_too_much_for_one_purge_is_refused_and_goes_by_the_clock() {
    let it = Office::new().await;
    let mut csv = String::from("folder,title,password\n");
    for number in 0..20_000 {
        writeln!(csv, "Big,{number},x").unwrap();
    }
    csv.push_str(",Small,x\n");
    let file = ImportFile {
        format: Some(ImportFormat::Of(Format::Csv)),
        bytes: csv.into_bytes(),
        credentials: Credentials::default(),
    };
    let root = it.world.again(&it.root);
    let database = it.world.service.import(&root, new_database("Imported"), file).await.unwrap().database;
    let (mut big, mut small) = (None, None);
    let query = ListQuery::default();
    let listed = it.world.service.list(&it.world.again(&it.root), database, &query, |listed| {
        match listed.node.kind {
            ObjectKind::Folder => big = Some(listed.node.id),
            ObjectKind::Entry => small = Some(listed.node.id),
        }
        Ok(())
    });
    listed.unwrap();
    let big = big.unwrap();
    for object in [big, small.unwrap()] {
        it.world.service.delete_object(&it.world.again(&it.root), database, object, None).await.unwrap();
    }
    let root = it.world.again(&it.root);
    let refused = it.world.service.purge(&root, database, big, None).await;
    assert!(matches!(refused, Err(ServiceError::LimitReached { limit: 20_000, .. })), "{refused:?}");
    let emptied = it.world.service.empty_bin(&root, database).await.unwrap();
    assert_eq!((emptied.purged, emptied.kept), (1, 1), "it does not stand in the way of the others");
    it.world.clock.advance(31 * DAY);
    assert_eq!(it.world.service.purge_over().await, 20_001);
}

/// What is in the bin does not exist for those who set second passwords, whatever they may.
// attack: A4
#[tokio::test]
async fn a_second_password_on_what_is_in_the_bin_is_on_nothing() {
    let it = Office::new().await;
    let ann = it.editor("ann", EDITOR).await;
    it.delete(&ann, it.mail).await;
    let password = || zeroize::Zeroizing::new("the second one".to_owned());
    for by in [&ann, &it.root] {
        let (by, mail) = (it.world.again(by), Some(it.mail));
        let set = it.world.service.set_second_password(&by, it.database, mail, None, password()).await;
        assert!(matches!(set, Err(ServiceError::NotFound)), "{set:?}");
        let removed = it.world.service.remove_second_password(&by, it.database, mail, Some(password())).await;
        assert!(matches!(removed, Err(ServiceError::NotFound)), "{removed:?}");
    }
}
