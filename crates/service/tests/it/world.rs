//! A server for a test: a real store, a clock that the test sets, and short ways to people, databases and entries.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use strongroom_crypto::{
    key::ServerKey,
    password::Params,
    signing::{Purpose, SigningKey},
};
use strongroom_domain::{
    account::{Principal, Role},
    audit::{self, ClientKind},
    database::{Assignment, ObjectKind, ObjectRule},
    entry::{Draft, FieldDraft, Properties},
    id::{DatabaseId, GroupId, ObjectId, UserId},
    licence::{Licence, LicenceFile},
    rights::{Marks, Permission, PermissionSet},
    time::{Instant, Period},
};
use strongroom_service::{
    Caller, OpenServiceError, Service, ServiceError,
    accounts::{groups::NewGroup, users::NewUser},
    clock::{Boot, Clock},
    databases::{NewDatabase, NewOwner},
    objects::{ListQuery, NewObject, RevealRequest},
    settings::Settings,
    sign_in::Login,
};
use strongroom_store::folder::FolderLock;
use tempfile::TempDir;
use zeroize::Zeroizing;

pub const PASSWORD: &str = "correct horse battery";

/// A clock that stands until it is moved.
#[derive(Default)]
pub struct TestClock {
    shown: AtomicI64,
    /// What went by, without what the clock was set by.
    passed: AtomicI64,
}

impl TestClock {
    pub fn showing(micros: i64) -> Self {
        Self { shown: AtomicI64::new(micros), ..Self::default() }
    }

    /// Time goes by.
    pub fn advance(&self, seconds: i64) {
        self.set(seconds);
        self.passed.fetch_add(seconds * 1_000_000, Ordering::Relaxed);
    }

    /// Somebody sets it to that.
    pub fn set_to(&self, at: Instant) {
        self.shown.store(at.micros(), Ordering::Relaxed);
    }

    /// Somebody sets it forward or back.
    pub fn set(&self, seconds: i64) {
        self.shown.fetch_add(seconds * 1_000_000, Ordering::Relaxed);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Instant {
        // A microsecond later at each look, so that ids and records have an order.
        Instant::from_micros(self.shown.fetch_add(1, Ordering::Relaxed))
    }

    fn steady(&self) -> Duration {
        Duration::from_micros(self.passed.load(Ordering::Relaxed).unsigned_abs())
    }

    fn boot(&self) -> Option<Boot> {
        Some(Boot { id: [1; 16], lasts: self.steady() })
    }
}

/// A server, set up, with its super administrator `root`.
pub struct World {
    pub service: Arc<Service>,
    pub clock: Arc<TestClock>,
    pub settings: Settings,
    key: Zeroizing<String>,
    folder: TempDir,
}

pub fn settings() -> Settings {
    Settings { password_cost: Params::FLOOR, licence_issuers: Vec::new(), ..Settings::default() }
}

impl World {
    pub async fn new() -> Self {
        Self::with(settings()).await
    }

    pub async fn with(settings: Settings) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(TestClock::showing(1_800_000_000_000_000));
        let key = ServerKey::generate().unwrap();
        let service = open(folder.path(), &key, &settings, &clock).await.unwrap();
        let token = service.setup_token().unwrap();
        service.set_up(&token, "root", Zeroizing::new(PASSWORD.to_owned()), None).await.unwrap();
        Self { service: Arc::new(service), clock, settings, key: key.to_text(), folder }
    }

    /// A server with a licence for fifty.
    pub async fn licensed() -> Self {
        Self::licensed_with(settings()).await
    }

    /// The same with other settings.
    pub async fn licensed_with(mut settings: Settings) -> Self {
        let key = SigningKey::generate().unwrap();
        settings.licence_issuers = vec![key.public().to_bytes()];
        let world = Self::with(settings).await;
        let licence = Licence {
            id: "L".to_owned(),
            holder: "Test".to_owned(),
            seats: 50,
            valid_from: "2020-01-01T00:00:00Z".parse().unwrap(),
            valid_to: None,
            issued_at: "2020-01-01T00:00:00Z".parse().unwrap(),
        };
        let signature = key.sign(Purpose::Licence, &licence.signed_bytes()).to_text();
        let file = LicenceFile { licence, key_id: key.public().id(), signature }.to_text();
        let root = world.root().await;
        world.service.set_licence(&root, file.as_bytes()).await.unwrap();
        world
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().to_path_buf()
    }

    /// Ends the server and starts it again on the same folder.
    pub async fn restart(self) -> Self {
        self.try_restart().await.unwrap_or_else(|error| panic!("{error}"))
    }

    pub async fn try_restart(self) -> Result<Self, OpenServiceError> {
        let Self { service, clock, settings, key, folder } = self;
        drop(Arc::try_unwrap(service).unwrap_or_else(|_| panic!("the service is still in use")));
        let server_key = ServerKey::from_text(key.as_bytes()).unwrap();
        let service = open(folder.path(), &server_key, &settings, &clock).await?;
        Ok(Self { service: Arc::new(service), clock, settings, key, folder })
    }

    /// Ends the server and changes the store behind its back.
    pub async fn tamper(self, sql: &str) -> Result<Self, OpenServiceError> {
        let Self { service, clock, settings, key, folder } = self;
        drop(Arc::try_unwrap(service).unwrap_or_else(|_| panic!("the service is still in use")));
        let connection = rusqlite::Connection::open(folder.path().join("strongroom.db")).unwrap();
        connection.execute_batch(sql).unwrap();
        drop(connection);
        let server_key = ServerKey::from_text(key.as_bytes()).unwrap();
        let service = open(folder.path(), &server_key, &settings, &clock).await?;
        Ok(Self { service: Arc::new(service), clock, settings, key, folder })
    }

    /// Ends the server and starts it with a server key that is not its own.
    pub async fn with_another_key(self) -> Result<Self, OpenServiceError> {
        let other = ServerKey::generate().unwrap();
        self.with_key(&other).await
    }

    pub async fn with_key(self, key: &ServerKey) -> Result<Self, OpenServiceError> {
        Self { key: key.to_text(), ..self }.try_restart().await
    }

    /// Ends the server, rotates the server key, and starts it under the new one; gives the old one as well.
    pub async fn under_a_new_key(self) -> (Self, ServerKey) {
        let Self { service, clock, settings, key, folder } = self;
        drop(Arc::try_unwrap(service).unwrap_or_else(|_| panic!("the service is still in use")));
        let (old, new) = (ServerKey::from_text(key.as_bytes()).unwrap(), ServerKey::generate().unwrap());
        let lock = FolderLock::take(folder.path()).unwrap();
        drop(strongroom_service::server_key::rotate(folder.path(), lock, &old, &new, &*clock).await.unwrap());
        let service = open(folder.path(), &new, &settings, &clock).await.unwrap();
        (Self { service: Arc::new(service), clock, settings, key: new.to_text(), folder }, old)
    }

    pub async fn root(&self) -> Caller {
        self.sign_in("root").await
    }

    pub async fn sign_in(&self, name: &str) -> Caller {
        self.sign_in_as(name, ClientKind::Cli).await
    }

    pub async fn sign_in_as(&self, name: &str, client: ClientKind) -> Caller {
        let login = login(name, PASSWORD, client);
        let signed_in = self.service.sign_in(login).await.unwrap();
        self.service.authenticate(signed_in.token.expose(), None).unwrap()
    }

    /// The caller again, at the present instant.
    pub fn again(&self, caller: &Caller) -> Caller {
        Caller { now: self.service.now(), ..caller.clone() }
    }

    /// Their sessions were used just now.
    pub async fn keep_seen(&self, callers: &[&Caller]) {
        for caller in callers {
            self.service.saw(&self.again(caller)).await.unwrap();
        }
    }

    pub async fn user(&self, root: &Caller, name: &str) -> UserId {
        self.user_with(root, name, &[]).await
    }

    pub async fn user_with(&self, root: &Caller, name: &str, roles: &[Role]) -> UserId {
        let new = NewUser {
            password: Some(Zeroizing::new(PASSWORD.to_owned())),
            roles: roles.iter().copied().collect(),
            ..NewUser::named(name)
        };
        self.service.create_user(root, new).await.unwrap().id
    }

    pub async fn group(&self, root: &Caller, name: &str, members: &[UserId]) -> GroupId {
        let new = NewGroup { name: name.to_owned(), description: None, enabled: true, protected: false };
        let id = self.service.create_group(root, new).await.unwrap().id;
        for member in members {
            self.service.set_member(root, id, *member, true).await.unwrap();
        }
        id
    }

    pub async fn database(&self, caller: &Caller, name: &str) -> DatabaseId {
        self.service.create_database(caller, new_database(name)).await.unwrap().0
    }

    pub async fn folder(
        &self,
        caller: &Caller,
        database: DatabaseId,
        parent: Option<ObjectId>,
        title: &str,
    ) -> ObjectId {
        let new = NewObject { parent, kind: ObjectKind::Folder, draft: titled(title) };
        self.service.create_object(caller, database, new).await.unwrap().id
    }

    pub async fn entry(
        &self,
        caller: &Caller,
        database: DatabaseId,
        parent: Option<ObjectId>,
        title: &str,
        password: &str,
    ) -> ObjectId {
        self.service.create_object(caller, database, new_entry(parent, title, password)).await.unwrap().id
    }

    pub async fn assign(
        &self,
        root: &Caller,
        database: DatabaseId,
        principal: Principal,
        allow: &[Permission],
    ) {
        let marks = Marks::allowing(PermissionSet::of(allow));
        let assignment = Assignment { principal, period: Period::ALWAYS, marks };
        self.service.set_assignment(root, database, assignment).await.unwrap();
    }

    pub async fn allow(
        &self,
        root: &Caller,
        database: DatabaseId,
        object: ObjectId,
        user: UserId,
        allow: &[Permission],
    ) {
        let marks = Marks::allowing(PermissionSet::of(allow));
        let rule = ObjectRule { object, principal: Principal::User(user), marks };
        self.service.set_rule(root, database, rule).await.unwrap();
    }

    /// The titles that a person sees, sorted.
    pub fn titles(&self, caller: &Caller, database: DatabaseId) -> Result<Vec<String>, ServiceError> {
        let mut titles = Vec::new();
        let query = ListQuery { recursive: true, ..ListQuery::default() };
        self.service.list(&self.again(caller), database, &query, |listed| {
            let summary: serde_json::Value = serde_json::from_slice(&listed.held.summary.json()).unwrap();
            titles.push(summary["title"].as_str().unwrap().to_owned());
            Ok(())
        })?;
        titles.sort();
        Ok(titles)
    }

    /// The password of an entry, revealed.
    pub async fn password(
        &self,
        caller: &Caller,
        database: DatabaseId,
        entry: ObjectId,
    ) -> Result<String, ServiceError> {
        let request =
            RevealRequest { purpose: audit::Purpose::Show, fields: Some(vec!["password".to_owned()]) };
        let revealed = self.service.reveal(&self.again(caller), database, entry, &request).await?;
        Ok(revealed.fields[0].1.to_string())
    }
}

async fn open(
    folder: &Path,
    key: &ServerKey,
    settings: &Settings,
    clock: &Arc<TestClock>,
) -> Result<Service, OpenServiceError> {
    let lock = FolderLock::take(folder).unwrap();
    Service::open(folder, lock, key, settings.clone(), Arc::clone(clock) as Arc<dyn Clock>).await
}

pub fn login(name: &str, password: &str, client: ClientKind) -> Login {
    Login { username: name.to_owned(), password: Zeroizing::new(password.to_owned()), client, address: None }
}

pub fn new_database(name: &str) -> NewDatabase {
    NewDatabase {
        name: name.to_owned(),
        description: None,
        owner: NewOwner::Nobody,
        master_password: None,
        opens_at_start: true,
    }
}

pub fn titled(title: &str) -> Draft {
    Draft { properties: Properties { title: title.to_owned(), ..Properties::default() }, fields: Vec::new() }
}

pub fn new_entry(parent: Option<ObjectId>, title: &str, password: &str) -> NewObject {
    let mut draft = titled(title);
    draft.fields = vec![field("username", "ann"), field("password", password), field("notes", "a note")];
    NewObject { parent, kind: ObjectKind::Entry, draft }
}

pub fn field(name: &str, value: &str) -> FieldDraft {
    FieldDraft { name: name.to_owned(), value: Zeroizing::new(value.to_owned()), ..FieldDraft::default() }
}
