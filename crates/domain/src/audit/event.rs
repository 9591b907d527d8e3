//! Every event. Names are stored and filtered by: never rename one, never use one for something else.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{FieldNames, Giving, Marking, Purpose, RuleKept, Who};
use crate::{
    account::Role,
    id::{
        AttachmentId, DatabaseId, GrantId, GroupId, ImportId, ObjectId, OutgoingId, RequestId, SessionId,
        SubscriptionId, UserId, WebhookId,
    },
    retention::Retention,
    rights::{Permission, PolicyState, SealState},
    time::Instant,
};

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
const fn is_zero(count: &u64) -> bool {
    *count == 0
}

macro_rules! events {
    ($($(#[$doc:meta])* $variant:ident = $name:literal {
        $($(#[$field_doc:meta])* $field:ident: $type:ty,)*
    })*) => {
        /// What happened.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub enum Event {
            $(
                $(#[$doc])*
                #[serde(rename = $name)]
                $variant {
                    $($(#[$field_doc])* $field: $type,)*
                },
            )*
        }

        impl Event {
            /// The names of all events, in the order of this table.
            pub const NAMES: &[&str] = &[$($name),*];

            /// Its name, such as `revealed`.
            pub const fn name(&self) -> &'static str {
                match self {
                    $(Self::$variant { .. } => $name,)*
                }
            }
        }
    };
}

events! {
    // The server and its accounts.

    /// The first super administrator was made.
    ServerSetUp = "server_set_up" {
        /// The account.
        user: UserId,
    }
    /// The server started.
    ServerStarted = "server_started" {
        /// The version of the program.
        version: String,
    }
    /// The clock of the machine was found to be behind what the server had seen of it: the server goes on by its own.
    ClockBehind = "clock_behind" {
        /// By how many seconds.
        seconds: u64,
    }
    /// The operator had the server believe the clock of the machine again, which was behind.
    ClockAccepted = "clock_accepted" {
        /// The server's own time until then.
        before: Instant,
    }
    /// A session began.
    SignedIn = "signed_in" {
        /// The account.
        user: UserId,
    }
    /// A sign-in was refused.
    SignInFailed = "sign_in_failed" {
        /// The account, where there is one of that name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        user: Option<UserId>,
        /// A keyed hash of the name that was tried, in hex, by which tries on one name are found together.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name_hash: Option<String>,
    }
    /// So many tries failed that the next ones are not even looked at for a while.
    SignInLocked = "sign_in_locked" {
        /// The account, where there is one of that name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        user: Option<UserId>,
    }
    /// The lock that failed tries put on an account was lifted.
    SignInLockLifted = "sign_in_lock_lifted" {
        /// The account.
        user: UserId,
    }
    /// A person ended their session.
    SignedOut = "signed_out" {}
    /// A session was ended from another one, or by somebody else.
    SessionEnded = "session_ended" {
        /// Whose.
        user: UserId,
        /// Which; absent: all of them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ended: Option<SessionId>,
    }
    /// A person changed their own password.
    PasswordChanged = "password_changed" {}
    /// Somebody set another person's password.
    PasswordReset = "password_reset" {
        /// Whose.
        user: UserId,
    }
    /// A second factor was added to one's own account.
    SecondFactorAdded = "second_factor_added" {
        /// Which kind.
        kind: String,
    }
    /// A second factor was removed.
    SecondFactorRemoved = "second_factor_removed" {
        /// Whose.
        user: UserId,
        /// Which kind.
        kind: String,
    }
    /// An account was made.
    UserCreated = "user_created" {
        /// The account.
        user: UserId,
        /// Its roles.
        roles: BTreeSet<Role>,
    }
    /// Properties of an account were changed.
    UserChanged = "user_changed" {
        /// The account.
        user: UserId,
        /// Which properties, by their names in the API.
        properties: Vec<String>,
    }
    /// An account was enabled.
    UserEnabled = "user_enabled" {
        /// The account.
        user: UserId,
    }
    /// An account was disabled.
    UserDisabled = "user_disabled" {
        /// The account.
        user: UserId,
    }
    /// An account was deleted, with its assignments, rules, memberships, locks and sessions.
    UserDeleted = "user_deleted" {
        /// The account.
        user: UserId,
        /// The groups that it belonged to.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        groups: Vec<GroupId>,
    }
    /// The roles of an account were changed.
    RolesChanged = "roles_changed" {
        /// The account.
        user: UserId,
        /// Before.
        before: BTreeSet<Role>,
        /// After.
        after: BTreeSet<Role>,
    }
    /// A group was made.
    GroupCreated = "group_created" {
        /// The group.
        group: GroupId,
        /// Whether it is protected.
        protected: bool,
    }
    /// Properties of a group were changed.
    GroupChanged = "group_changed" {
        /// The group.
        group: GroupId,
        /// Which properties, by their names in the API.
        properties: Vec<String>,
    }
    /// A group was deleted, with its assignments and rules.
    GroupDeleted = "group_deleted" {
        /// The group.
        group: GroupId,
    }
    /// A user became a member of a group.
    MemberAdded = "member_added" {
        /// The group.
        group: GroupId,
        /// The user.
        user: UserId,
    }
    /// A user is no member of a group any more.
    MemberRemoved = "member_removed" {
        /// The group.
        group: GroupId,
        /// The user.
        user: UserId,
    }
    /// Policies were changed.
    PoliciesChanged = "policies_changed" {
        /// Those that changed, as they were.
        before: BTreeMap<Permission, PolicyState>,
        /// The same, as they are.
        after: BTreeMap<Permission, PolicyState>,
    }
    /// A licence was put in.
    LicenceSet = "licence_set" {
        /// Its id.
        licence: String,
        /// Its seats.
        seats: u32,
    }
    /// An entry type was made or changed.
    EntryTypeSet = "entry_type_set" {
        /// Its name.
        name: String,
    }
    /// Settings of the server were changed.
    SettingsChanged = "settings_changed" {
        /// Which, by their names in the API.
        settings: Vec<String>,
    }
    /// A subscription was made or changed.
    SubscriptionSet = "subscription_set" {
        /// Which.
        subscription: SubscriptionId,
    }
    /// A subscription was removed.
    SubscriptionRemoved = "subscription_removed" {
        /// Which.
        subscription: SubscriptionId,
    }
    /// A webhook was made or changed.
    WebhookSet = "webhook_set" {
        /// Which.
        webhook: WebhookId,
        /// Which properties, by their names in the API.
        properties: Vec<String>,
    }
    /// A webhook was removed, with what waited for it.
    WebhookRemoved = "webhook_removed" {
        /// Which.
        webhook: WebhookId,
    }
    /// Somebody had a webhook called to see whether it answers.
    WebhookTested = "webhook_tested" {
        /// Which.
        webhook: WebhookId,
    }
    /// A webhook did not answer for so long, or so much waited for it, that it is called no more.
    WebhookDisabled = "webhook_disabled" {
        /// Which.
        webhook: WebhookId,
    }
    /// A call could not be delivered for so long that it was given up.
    WebhookCallGivenUp = "webhook_call_given_up" {
        /// Of which webhook.
        webhook: WebhookId,
        /// The call.
        call: OutgoingId,
    }
    /// A mail could not be delivered for so long that it was given up.
    MailGivenUp = "mail_given_up" {
        /// To whom.
        user: UserId,
    }
    /// Somebody read audit records.
    AuditRead = "audit_read" {}
    /// The audit was verified.
    AuditVerified = "audit_verified" {
        /// How many records there were.
        records: u64,
        /// Whether all of them fit.
        intact: bool,
    }

    // Databases.

    /// A database was made.
    DatabaseCreated = "database_created" {
        /// The owner of a private one; absent: standard.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        owner: Option<Who>,
    }
    /// A database was made from a file.
    DatabaseImported = "database_imported" {
        /// The format of the file.
        format: String,
        /// How many folders came in.
        folders: u64,
        /// How many entries came in.
        entries: u64,
        /// How many attachments came in.
        attachments: u64,
        /// How many warnings there were.
        warnings: u64,
    }
    /// What is in a file came into a database, at one time.
    ObjectsImported = "objects_imported" {
        /// The import, by which it is undone.
        import: ImportId,
        /// The folder it came into; absent: the root.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parent: Option<ObjectId>,
        /// The format of the file.
        format: String,
        /// How many folders came in.
        folders: u64,
        /// How many entries came in.
        entries: u64,
        /// How many attachments came in.
        attachments: u64,
        /// How many entries of the file did not come in.
        left_out: u64,
        /// How many warnings there were.
        warnings: u64,
    }
    /// An import that ran did not work out, and nothing came in. Of one into a database this is on record there, of one
    /// that would have made a database at the server.
    ImportFailed = "import_failed" {
        /// The import.
        import: ImportId,
        /// The folder it would have come into; absent: the root, or a new database.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parent: Option<ObjectId>,
        /// The format of the file.
        format: String,
        /// Why, in a word of the product; never anything of the file.
        reason: String,
    }
    /// An import was undone: what it had brought is gone for good.
    ImportUndone = "import_undone" {
        /// The import.
        import: ImportId,
        /// How many folders and entries are gone.
        removed: u64,
        /// How many stay, because somebody changed them, edits them or put something into them.
        kept: u64,
    }
    /// Properties of a database were changed.
    DatabaseChanged = "database_changed" {
        /// Which, by their names in the API.
        properties: Vec<String>,
    }
    /// How long bin and history of a database are kept was changed.
    RetentionSet = "retention_set" {
        /// Until now.
        before: Retention,
        /// From now on.
        after: Retention,
    }
    /// A database was opened by its master password, its owner's sign-in or a recovery code.
    DatabaseOpened = "database_opened" {
        /// By which of them.
        by: String,
    }
    /// A database was closed.
    DatabaseClosed = "database_closed" {}
    /// The master password of a database was set, changed or removed.
    MasterPasswordChanged = "master_password_changed" {}
    /// The data key of a database was wrapped anew, or replaced.
    KeyRotated = "key_rotated" {
        /// Which key.
        key: String,
    }
    /// A backup was made.
    BackedUp = "backed_up" {}
    /// A database was deleted with everything in it.
    DatabaseDeleted = "database_deleted" {}

    // Rights.

    /// A principal's place in the database was set.
    AssignmentSet = "assignment_set" {
        /// Whose.
        principal: Who,
        /// What stood there before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<Marking>,
        /// What stands there now.
        after: Marking,
    }
    /// A principal was removed from the database, with its object rules there.
    AssignmentRemoved = "assignment_removed" {
        /// Whose.
        principal: Who,
        /// What stood there.
        before: Marking,
        /// The rules that went along; absent where they are not kept: they were too many, or the record is from before
        /// they were.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rules: Option<Vec<RuleKept>>,
    }
    /// A principal's rule on an object was set.
    RuleSet = "rule_set" {
        /// On which object.
        object: ObjectId,
        /// Whose.
        principal: Who,
        /// What stood there before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<Marking>,
        /// What stands there now.
        after: Marking,
    }
    /// A principal's rule on an object was removed.
    RuleRemoved = "rule_removed" {
        /// On which object.
        object: ObjectId,
        /// Whose.
        principal: Who,
        /// What stood there.
        before: Marking,
    }
    /// Inheritance of an object was turned on or off.
    InheritanceSet = "inheritance_set" {
        /// Of which object.
        object: ObjectId,
        /// Now on or off.
        on: bool,
    }
    /// Somebody looked at the rights of others in the database.
    RightsRead = "rights_read" {}

    // Objects.

    /// A folder or entry was made.
    ObjectCreated = "object_created" {
        /// The object.
        object: ObjectId,
        /// The folder it is in; absent: the root.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parent: Option<ObjectId>,
        /// Its revision.
        revision: u64,
    }
    /// The content of an object was changed.
    ObjectChanged = "object_changed" {
        /// The object.
        object: ObjectId,
        /// Its revision afterwards.
        revision: u64,
        /// Which properties, by their names in the API.
        properties: Vec<String>,
        /// Which fields were set, changed or removed.
        fields: FieldNames,
    }
    /// An object was moved.
    ObjectMoved = "object_moved" {
        /// The object.
        object: ObjectId,
        /// The folder it was in; absent: the root.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<ObjectId>,
        /// The folder it is in; absent: the root.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<ObjectId>,
    }
    /// An object was copied.
    ObjectCopied = "object_copied" {
        /// The object.
        object: ObjectId,
        /// The copy.
        copy: ObjectId,
        /// The folder that the copy is in; absent: the root.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<ObjectId>,
        /// The database that the copy is in; absent: this one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        database: Option<DatabaseId>,
        /// How many attachments were copied along.
        #[serde(default, skip_serializing_if = "is_zero")]
        attachments: u64,
    }
    /// An object went to the bin, with everything below it.
    ObjectDeleted = "object_deleted" {
        /// The object.
        object: ObjectId,
        /// Its revision.
        revision: u64,
        /// How many objects there were below it.
        below: u64,
    }
    /// An object came back from the bin, with everything that went with it.
    ObjectRestored = "object_restored" {
        /// The object.
        object: ObjectId,
        /// The folder it came from; absent: the root.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<ObjectId>,
        /// The folder it is in; absent: the root.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<ObjectId>,
        /// How many objects came with it.
        #[serde(default)]
        below: u64,
    }
    /// An object is gone from the bin for good. By the server itself: its time there was over.
    ObjectPurged = "object_purged" {
        /// The object.
        object: ObjectId,
        /// The folder with which it went; absent: it was named itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        within: Option<ObjectId>,
    }
    /// Versions of an object went because of the limits of the database: all up to one.
    VersionsRemoved = "versions_removed" {
        /// The object.
        object: ObjectId,
        /// How many.
        versions: u64,
        /// The latest of them.
        through: u64,
    }
    /// Secrets of an entry were handed out.
    Revealed = "revealed" {
        /// The entry.
        object: ObjectId,
        /// Its revision.
        revision: u64,
        /// What for.
        purpose: Purpose,
        /// Which fields.
        fields: FieldNames,
        /// Where it is read by a broken seal alone: the grant.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        grant: Option<GrantId>,
        /// And the request on which that rests.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        request: Option<RequestId>,
    }
    /// Somebody read the list of an object's versions.
    HistoryRead = "history_read" {
        /// The object.
        object: ObjectId,
    }
    /// An old version was restored.
    VersionRestored = "version_restored" {
        /// The object.
        object: ObjectId,
        /// The version that was restored.
        restored: u64,
        /// The revision of the object afterwards.
        revision: u64,
    }
    /// A file was attached.
    AttachmentAdded = "attachment_added" {
        /// To which entry.
        object: ObjectId,
        /// The attachment.
        attachment: AttachmentId,
        /// Its size.
        bytes: u64,
    }
    /// An attachment was handed out.
    AttachmentRead = "attachment_read" {
        /// Of which entry.
        object: ObjectId,
        /// The attachment.
        attachment: AttachmentId,
        /// Where it is read by a broken seal alone: the grant.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        grant: Option<GrantId>,
        /// And the request on which that rests.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        request: Option<RequestId>,
    }
    /// An attachment was deleted.
    AttachmentDeleted = "attachment_deleted" {
        /// Of which entry.
        object: ObjectId,
        /// The attachment.
        attachment: AttachmentId,
    }
    /// Objects went out as a file, a print or a copy; each secret is recorded by itself.
    Exported = "exported" {
        /// By which channel permission.
        channel: Permission,
        /// How many objects.
        objects: u64,
    }
    /// All of an object went out in a file.
    ObjectExported = "object_exported" {
        /// The object.
        object: ObjectId,
        /// Its revision.
        revision: u64,
        /// Which fields it has.
        fields: FieldNames,
        /// How many earlier versions went along.
        versions: u64,
        /// How many attachments went along.
        attachments: u64,
    }
    /// A second password was set, changed or removed.
    SecondPasswordSet = "second_password_set" {
        /// On which object; absent: the database.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        object: Option<ObjectId>,
        /// Whether there is one now.
        on: bool,
        /// Whether there was one on it before, which was changed.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        changed: bool,
        /// How many secrets and attachments were encrypted anew.
        #[serde(default)]
        rewritten: u64,
    }
    /// A second password was tried and is not the right one.
    SecondPasswordWrong = "second_password_wrong" {
        /// What has it; absent: the database.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        object: Option<ObjectId>,
    }
    /// A lock that somebody else held was released.
    LockReleased = "lock_released" {
        /// On which object.
        object: ObjectId,
        /// Who held it.
        holder: UserId,
    }

    // Grants and seals.

    /// Access to one object was given.
    GrantGiven = "grant_given" {
        /// The grant.
        grant: GrantId,
        /// The object.
        object: ObjectId,
        /// To whom.
        grantee: Who,
        /// What was given.
        giving: Giving,
    }
    /// Permissions, period, approvers or note of a grant were changed.
    GrantChanged = "grant_changed" {
        /// The grant.
        grant: GrantId,
        /// Which properties, by their names in the API.
        properties: Vec<String>,
        /// As it was.
        before: Giving,
        /// As it is.
        after: Giving,
    }
    /// A grant was revoked.
    GrantRevoked = "grant_revoked" {
        /// The grant.
        grant: GrantId,
        /// The object.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        object: Option<ObjectId>,
        /// To whom it was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        grantee: Option<Who>,
    }
    /// A grant got another author.
    GrantAdopted = "grant_adopted" {
        /// The grant.
        grant: GrantId,
        /// The author before.
        before: UserId,
    }
    /// The seal of a grant went from one state to another for one person.
    SealChanged = "seal_changed" {
        /// The grant.
        grant: GrantId,
        /// For whom.
        person: UserId,
        /// By what: `request`, `approve`, `reject`, `withdraw`, `break`, `reseal`, `unseal`; `change` of the grant,
        /// `leave` of the group, or the `clock` that was set back. A vote that is not enough leaves the state as it was.
        event: String,
        /// Before.
        from: SealState,
        /// After.
        to: SealState,
        /// The request on which it rests.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        request: Option<RequestId>,
    }
    /// Somebody asked for what they may not, where no other event says what.
    Refused = "refused" {
        /// The call, such as `GET /databases/{db}/objects/{id}`, never with ids that were guessed.
        call: String,
        /// The database that was asked for, where the person does not see one of that id.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        asked: Option<DatabaseId>,
        /// The object, where it is one that the person may know of.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        object: Option<ObjectId>,
    }
}

impl Event {
    /// What else it says, as JSON: ids, words and numbers by the names of its fields.
    pub fn details(&self) -> serde_json::Map<String, serde_json::Value> {
        // Externally tagged: an object with the name as its one member.
        let mut tagged = serde_json::to_value(self).unwrap_or_default();
        match tagged.get_mut(self.name()).map(serde_json::Value::take) {
            Some(serde_json::Value::Object(details)) => details,
            _ => serde_json::Map::new(),
        }
    }
}
