//! A store with a row or more in every table, and everything that can be read from it, checked as the service checks
//! it: digests, chains, envelopes, streams, signatures.

use std::{
    collections::HashSet,
    fmt::Write as _,
    sync::{Arc, LazyLock},
};

use strongroom_crypto::{
    envelope::{self, Place, RecordKind},
    key::{DataKey, EnvelopeKey, KeyEncryptionKey, ObjectKey},
    recovery::RecoveryCode,
    second_password,
    signing::{Purpose, Signature},
    stream::{Attachment, Decryptor, Encryptor, HEADER_BYTES},
    wrap::{WrapKind, WrapPlace},
};
use strongroom_domain::{
    account::Principal,
    id::{AttachmentId, DatabaseId, GrantId, GroupId, ImportId, ObjectId, SecondKeyId, SessionId},
    lock::Lock,
    rights::{Granted, Permission},
};
use strongroom_store::{
    Raises, Store, StoreError,
    accounts::{self, Kind, RecordRow},
    attachments::{self, AttachmentRow},
    audit, bin, databases,
    grants::{self, GrantRow, ProgressRow},
    icons,
    imports::{self, ImportRow, ImportState, Warrant},
    locks::{self, LockRow},
    objects,
    personal::{self, List, PersonalRow},
    rules,
    scope::SERVER,
    second_passwords::{self, MaySet, Reseal, SecondRow},
    sessions::{self, SessionRow},
    settings,
    tellings::{self, Telling, TellingRow},
    tries::{self, Tries},
};

use crate::{
    child,
    rules::{assignment, rule},
    server::session,
    world::{
        Db, House, at, database_id, entry, folder, granted, granted_below, granted_under, import, importer,
        make_database, object_id, sealed, sequences, user_id,
    },
};

const USERS: [u8; 2] = [1, 2];
const COUNTERS: [[u8; 32]; 2] = [[1; 32], [2; 32]];
const SETTINGS: [&str; 2] = ["licence", "policies"];

/// What the envelopes of tellings are bound to.
pub const TELLINGS: [(Telling, RecordKind); 7] = [
    (Telling::Notice, RecordKind::Notice),
    (Telling::Choice, RecordKind::NoticeChoice),
    (Telling::Outgoing, RecordKind::Outgoing),
    (Telling::Subscription, RecordKind::Subscription),
    (Telling::Webhook, RecordKind::Webhook),
    (Telling::Call, RecordKind::WebhookCall),
    (Telling::Warning, RecordKind::Outgoing),
];

/// The lists of people.
pub const LISTS: [(List, RecordKind); 2] =
    [(List::Favourites, RecordKind::Favourites), (List::Recent, RecordKind::Recent)];

fn of_server(kind: RecordKind, id: u8, revision: u64) -> Place {
    Place::of_server([id; 16], kind, revision)
}

fn server_seal(house: &House, kind: RecordKind, id: u8, revision: u64) -> Vec<u8> {
    let text = format!("{kind:?} {id} {revision}");
    envelope::seal(&house.keys().directory, &of_server(kind, id, revision), text.as_bytes()).unwrap()
}

fn database_seal(house: &House, db: &Db, kind: RecordKind, id: u8) -> Vec<u8> {
    let place = Place::new(db.id.to_bytes(), [id; 16], kind, 1);
    envelope::seal(&house.keys().directory, &place, format!("{kind:?} {id}").as_bytes()).unwrap()
}

fn account(house: &House, kind: RecordKind, id: u8, revision: u64) -> RecordRow {
    RecordRow {
        id: [id; 16],
        name_index: [id + 100; 32],
        revision,
        record: server_seal(house, kind, id, revision),
    }
}

/// Fills every table: two rows where two are possible.
pub async fn furnish(house: &House, store: &Store) {
    let users = USERS.map(|id| account(house, RecordKind::UserRecord, id, 1));
    let groups = USERS.map(|id| account(house, RecordKind::GroupRecord, id, 1));
    let credentials = USERS.map(|id| server_seal(house, RecordKind::UserPassword, id, 1));
    let records = SETTINGS.map(|name| server_seal(house, RecordKind::Setting, name.len() as u8, 1));
    let documents = ["first heads", "second heads"];
    let signatures = documents.map(|it| house.signing.sign(Purpose::AuditHeads, it.as_bytes()));
    let told = TELLINGS.map(|(kind, record)| {
        let item = 60 + kind as u8;
        let record = server_seal(house, record, item, 1);
        (kind, TellingRow { owner: [1; 16], item: [item; 16], revision: 1, record })
    });
    let lists = LISTS.map(|(list, record)| {
        let record = server_seal(house, record, USERS[0], 1);
        PersonalRow { user: user_id(USERS[0]), list, revision: 1, record }
    });
    let sessions = USERS.map(|n| SessionRow {
        record: server_seal(house, RecordKind::SessionRecord, n, 1),
        ..session(n, n, 40, 200)
    });
    store
        .write(move |w| -> Result<(), StoreError> {
            for n in 0..2 {
                accounts::insert(w, Kind::User, &users[n])?;
                accounts::insert(w, Kind::Group, &groups[n])?;
                accounts::put_credential(w, user_id(USERS[n]), 1, &credentials[n])?;
                accounts::add_member(w, GroupId::from_bytes([USERS[n]; 16]), user_id(USERS[1 - n]))?;
                settings::put(w, SETTINGS[n], 1, &records[n])?;
                sessions::insert(w, &sessions[n])?;
                tries::put(w, &COUNTERS[n], Tries { failures: 3, last_at: at(n as i64) })?;
                audit::append(w, SERVER, format!("record {n}").as_bytes())?;
                audit::keep_heads(w, n as u64 + 1, documents[n].as_bytes(), &signatures[n].0)?;
            }
            for list in &lists {
                personal::put(w, list)?;
            }
            let [first, others @ ..] = &told;
            tellings::put(w, first.0, &first.1)?;
            tellings::move_in_chain(w, SERVER, None, 1)?;
            tellings::move_clock(w, None, 70)?;
            for (kind, row) in others {
                tellings::put(w, *kind, row)?;
            }
            w.raise(SERVER, Raises::Rules)?;
            Ok(())
        })
        .await
        .unwrap();
    for n in [1, 2] {
        furnish_database(house, store, n).await;
    }
}

async fn furnish_database(house: &House, store: &Store, n: u8) {
    let db = make_database(house, store, n).await;
    let objects = [folder(1, None), entry(2, Some(1)), entry(3, None)];
    import(store, &db, &objects).await;
    for object in [2, 3] {
        let proof = granted(store, &db, &objects, Some(object), Permission::ModifyEntries).await;
        let content = sealed(&db, object_id(object), 2, "changed");
        store
            .write(move |w| objects::replace_content(w, &proof, object_id(object), 2, &content))
            .await
            .unwrap();
    }
    for object in [2, 3] {
        let proof = granted(store, &db, &objects, Some(object), Permission::GrantAccess).await;
        let id = GrantId::from_bytes([object; 16]);
        let grant = GrantRow {
            id,
            object: object_id(object),
            revision: 1,
            record: database_seal(house, &db, RecordKind::Grant, object),
        };
        let record = database_seal(house, &db, RecordKind::SealProgress, object);
        let progress = ProgressRow { grant: id, person: user_id(object), revision: 1, record };
        store
            .write(move |w| -> Result<(), StoreError> {
                grants::insert(w, &proof, &grant)?;
                grants::put_progress(w, proof.database(), &progress)
            })
            .await
            .unwrap();
    }
    for object in [2, 3] {
        let proof = granted(store, &db, &objects, Some(object), Permission::ModifyEntries).await;
        let session = SessionId::from_bytes([object - 1; 16]);
        let user = user_id(object - 1);
        let since = at(i64::from(object));
        let lock = Lock { session, user, since, saved_at: since, expires_at: since.plus_seconds(90) };
        let row = LockRow { object: object_id(object), token_hash: [object; 32], lock };
        store.write(move |w| locks::take(w, &proof, None, &row)).await.unwrap();
    }
    for object in [2, 3] {
        let proof = granted(store, &db, &objects, None, Permission::AddEntries).await;
        let id = ImportId::from_bytes([object; 16]);
        let record = database_seal(house, &db, RecordKind::Import, object);
        let row = ImportRow { id, state: ImportState::ComingIn, revision: 1, record };
        let place = Place::new(db.id.to_bytes(), [object + 20; 16], RecordKind::Icon, 1);
        let icon = envelope::seal(&db.keys.header, &place, b"icon of an import").unwrap();
        let icons = vec![(object_id(object + 20), icon)];
        store
            .write(move |w| -> Result<(), StoreError> {
                imports::begin(w, Warrant::Adding(&proof), &row)?;
                imports::stage(w, Warrant::Adding(&proof), (id, 1), &HashSet::new(), &[], &icons)?;
                imports::finish(w, Warrant::Adding(&proof), id)
            })
            .await
            .unwrap();
    }
    for object in [2, 3] {
        let may = may_cover(store, &db, &objects, object).await;
        let row = second_password(&db, object);
        let mut reseal =
            Layer { db: db.clone(), key: object_key(&db, &row.key, &row.wrapped), uncovers: false };
        store.write(move |w| second_passwords::set(w, &may, &row, None, &mut reseal)).await.unwrap();
    }
    let content = db.clone();
    store
        .write(move |w| -> Result<(), StoreError> {
            for object in [2, 3] {
                let (row, chunks) = attachment(&content, object);
                attachments::insert_imported(w, &importer(), content.id, object_id(object), &row, &chunks)?;
                let place = Place::new(content.id.to_bytes(), [object; 16], RecordKind::Icon, 1);
                let icon = envelope::seal(&content.keys.header, &place, b"icon").unwrap();
                icons::insert_imported(w, &importer(), content.id, object_id(object), &icon)?;
                let user = Principal::User(user_id(object));
                rules::put_assignment(w, content.id, &assignment(user))?;
                rules::put_rule(w, content.id, &rule(object, user))?;
                audit::append(w, content.id, format!("record {object}").as_bytes())?;
            }
            w.raise(content.id, Raises::Rules)?;
            Ok(())
        })
        .await
        .unwrap();
    for object in [2, 3] {
        let proof = granted(store, &db, &objects, Some(object), Permission::DeleteEntries).await;
        let now = at(i64::from(object));
        store.write(move |w| objects::put_into_bin(w, &proof, object_id(object), now)).await.unwrap();
    }
}

/// What wraps object keys here, in the place of a stretched password: it is the same for every house.
pub fn wrapping(db: &Db) -> KeyEncryptionKey {
    CODE.key(db.id.to_bytes())
}

/// Made once in a run of the tests; a child is told that of its parent.
static CODE: LazyLock<RecoveryCode> = LazyLock::new(|| {
    if child::is_child() && child::is_told("CODE") {
        return RecoveryCode::parse(&child::told("CODE")).unwrap();
    }
    RecoveryCode::generate().unwrap()
});

/// The code, to tell a child.
pub fn code_text() -> String {
    CODE.expose().to_string()
}

pub const fn wrap_place(db: &Db, key: SecondKeyId) -> WrapPlace {
    let (database, object) = (db.id.to_bytes(), key.to_bytes());
    WrapPlace { database, object, kind: WrapKind::SecondPassword, generation: 1 }
}

pub fn second_password(db: &Db, object: u8) -> SecondRow {
    let key = SecondKeyId::from_bytes([object + 70; 16]);
    let made = ObjectKey::generate().unwrap();
    let wrapped = made.wrap(&wrapping(db), &wrap_place(db, key)).unwrap();
    SecondRow { holder: Some(object_id(object)), key, wrapped }
}

pub fn object_key(db: &Db, key: &SecondKeyId, wrapped: &[u8]) -> ObjectKey {
    ObjectKey::open_wrapped(&wrapping(db), &wrap_place(db, *key), wrapped).unwrap()
}

/// The right to set a second password on an entry.
pub async fn may_cover(store: &Store, db: &Db, objects: &[objects::Place], object: u8) -> MaySet {
    let (sequence, server) = sequences(store, db.id).await;
    let right = Permission::SetSecondPassword;
    let top = granted_below(db.id, objects, object, right, sequence, server);
    MaySet { top, roots: Vec::new() }
}

/// From no second password to one.
pub struct Layer {
    pub db: Db,
    pub key: ObjectKey,
    /// The other way round.
    pub uncovers: bool,
}

impl Reseal for Layer {
    type Error = StoreError;

    fn secret(&mut self, object: ObjectId, revision: u64, sealed: &[u8]) -> Result<Vec<u8>, StoreError> {
        let (of, id) = (self.db.id.to_bytes(), object.to_bytes());
        let place = Place::new(of, id, RecordKind::ObjectSecret, revision);
        let plain = envelope::open(&self.db.keys.secret, &place, sealed).unwrap();
        if self.uncovers {
            let plain = second_password::open(&self.key, of, id, revision, &plain).unwrap();
            return Ok(envelope::seal(&self.db.keys.secret, &place, &plain).unwrap());
        }
        let inner = second_password::seal(&self.key, of, id, revision, &plain).unwrap();
        Ok(envelope::seal(&self.db.keys.secret, &place, &inner).unwrap())
    }

    fn attachment(&mut self, _: ObjectId, _: AttachmentId, record: &[u8]) -> Result<Vec<u8>, StoreError> {
        Ok(record.to_vec())
    }

    fn chunk(&mut self, sealed: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(Some(sealed.to_vec()))
    }

    fn last_chunk(&mut self) -> Result<Vec<u8>, StoreError> {
        Err(StoreError::Conflict)
    }
}

fn stream_of(db: &Db, object: u8) -> Attachment {
    let attachment = [object + 50; 16];
    Attachment { database: db.id.to_bytes(), object: [object; 16], attachment }
}

fn attachment_place(of: &Attachment) -> Place {
    Place::new(of.database, of.attachment, RecordKind::AttachmentSummary, 1)
}

/// An attachment of two chunks. Its record holds the header of the stream.
fn attachment(db: &Db, object: u8) -> (AttachmentRow, Vec<Vec<u8>>) {
    let of = stream_of(db, object);
    let mut encryptor = Encryptor::new(db.keys.attachment.uncovered(), &of).unwrap();
    let record = envelope::seal(&db.keys.summary, &attachment_place(&of), &encryptor.header()).unwrap();
    let content = vec![object; strongroom_crypto::stream::CHUNK_BYTES + 10];
    let (mut rest, mut chunks) = (content.as_slice(), vec![]);
    while let Some(chunk) = encryptor.push(&mut rest).unwrap() {
        chunks.push(chunk);
    }
    chunks.push(encryptor.finish().unwrap());
    assert_eq!(chunks.len(), 2);
    (AttachmentRow { id: AttachmentId::from_bytes(of.attachment), record }, chunks)
}

/// Everything that the store holds, opened, in one text; or the first thing that is wrong.
pub async fn survey(house: &House) -> Result<String, String> {
    let store = house.try_open().map_err(|error| error.to_string())?;
    let mut seen = String::new();
    survey_server(house, &store, &mut seen).await?;
    for n in [1, 2] {
        survey_database(house, &store, n, &mut seen).await?;
    }
    Ok(seen)
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

fn open(key: &EnvelopeKey, place: &Place, sealed: &[u8], seen: &mut String) -> Result<(), String> {
    let opened = envelope::open(key, place, sealed).map_err(|_| format!("{:?} does not open", place.kind))?;
    write!(seen, "{:?} {:02x?};", place.kind, opened.as_slice()).map_err(text)
}

async fn survey_server(house: &House, store: &Store, seen: &mut String) -> Result<(), String> {
    let keys = house.keys();
    let mut rows = store.load_server().await.map_err(text)?;
    rows.users.sort_by_key(|row| row.id);
    rows.groups.sort_by_key(|row| row.id);
    for (kind, rows) in [(RecordKind::UserRecord, &rows.users), (RecordKind::GroupRecord, &rows.groups)] {
        for row in rows {
            write!(seen, "{:?} {:?}", row.id, row.name_index).map_err(text)?;
            open(&keys.directory, &Place::of_server(row.id, kind, row.revision), &row.record, seen)?;
        }
    }
    rows.members.sort();
    write!(seen, "{:?}", rows.members).map_err(text)?;
    for user in USERS {
        let found = store.read(|q| accounts::credential(q, user_id(user))).map_err(text)?;
        let (revision, record) = found.ok_or("a credential is missing")?;
        open(&keys.directory, &of_server(RecordKind::UserPassword, user, revision), &record, seen)?;
    }
    rows.settings.sort_by(|a, b| a.name.cmp(&b.name));
    for row in &rows.settings {
        let place = of_server(RecordKind::Setting, row.name.len() as u8, row.revision);
        write!(seen, "{}", row.name).map_err(text)?;
        open(&keys.directory, &place, &row.record, seen)?;
    }
    rows.sessions.sort_by_key(|row| row.id);
    for row in &rows.sessions {
        let SessionRow { token_hash, id, user, last_seen, expires_at, record } = row;
        write!(seen, "{token_hash:?} {id} {user} {last_seen:?} {expires_at:?}").map_err(text)?;
        let place = Place::of_server(SessionId::to_bytes(*id), RecordKind::SessionRecord, 1);
        open(&keys.directory, &place, record, seen)?;
    }
    for counter in &COUNTERS {
        write!(seen, "{:?}", store.read(|q| tries::get(q, counter)).map_err(text)?).map_err(text)?;
    }
    for heads in store.read(|q| audit::heads(q)).map_err(text)? {
        let signature = Signature(heads.signature.as_slice().try_into().map_err(text)?);
        let public = house.signing.public();
        public.verify(Purpose::AuditHeads, &heads.document, &signature).map_err(text)?;
        write!(seen, "{} {:?}", heads.number, heads.document).map_err(text)?;
    }
    write!(seen, "{:?}", store.read(|q| tellings::positions(q)).map_err(text)?).map_err(text)?;
    rows.personal.sort_by_key(|row| row.list as u8);
    for row in &rows.personal {
        let (_, record) = LISTS.into_iter().find(|(it, _)| *it == row.list).unwrap();
        write!(seen, "{:?} {:?}", row.user, row.list).map_err(text)?;
        let place = Place::of_server(row.user.to_bytes(), record, row.revision);
        open(&keys.directory, &place, &row.record, seen)?;
    }
    for (kind, record) in TELLINGS {
        for row in store.read(|q| tellings::all(q, kind)).map_err(text)? {
            write!(seen, "{:?} {:?}", row.owner, row.item).map_err(text)?;
            open(&keys.directory, &Place::of_server(row.item, record, row.revision), &row.record, seen)?;
        }
    }
    rows.databases.sort_by_key(|row| row.id);
    for row in &rows.databases {
        write!(seen, "{}", row.id).map_err(text)?;
        let place = Place::of_server(row.id.to_bytes(), RecordKind::DatabaseName, row.revision);
        open(&keys.directory, &place, &row.record, seen)?;
    }
    survey_chain(store, SERVER, seen).await
}

async fn survey_chain(store: &Store, id: DatabaseId, seen: &mut String) -> Result<(), String> {
    let (head, misfit) = store.verify_audit(id).await.map_err(text)?;
    if let Some(misfit) = misfit {
        return Err(format!("{misfit:?}"));
    }
    let page = store.read(|q| audit::page(q, id, None, 100)).map_err(text)?;
    write!(seen, "{head:?} {page:?}").map_err(text)
}

async fn survey_database(house: &House, store: &Store, n: u8, seen: &mut String) -> Result<(), String> {
    let id = database_id(n);
    let wraps = store.read(|q| databases::wraps_of(q, id)).map_err(text)?;
    let wrap = wraps.first().ok_or("no wrap")?;
    let place = WrapPlace::of_data_key(id.to_bytes(), WrapKind::ServerKey, 1);
    let key = DataKey::open_wrapped(&house.keys().wrapping, &place, &wrap.wrapped).map_err(text)?;
    let db = Db { id, keys: Arc::new(key.subkeys(id.to_bytes())) };

    let mut rules = store.load_rules(id).await.map_err(text)?;
    rules.assignments.sort_by_key(|it| it.principal);
    rules.rules.sort_by_key(|it| (it.object, it.principal));
    write!(seen, "{} {:?} {:?}", rules.scope.sequence, rules.assignments, rules.rules).map_err(text)?;

    rules.grants.sort_by_key(|it| it.id);
    for row in &rules.grants {
        write!(seen, "{} {}", row.id, row.object).map_err(text)?;
        let place = Place::new(id.to_bytes(), row.id.to_bytes(), RecordKind::Grant, row.revision);
        open(&house.keys().directory, &place, &row.record, seen)?;
    }
    rules.progress.sort_by_key(|it| it.grant);
    for row in &rules.progress {
        write!(seen, "{} {}", row.grant, row.person).map_err(text)?;
        let place = Place::new(id.to_bytes(), row.person.to_bytes(), RecordKind::SealProgress, row.revision);
        open(&house.keys().directory, &place, &row.record, seen)?;
    }

    rules.locks.sort_by_key(|it| it.object);
    write!(seen, "{:?}", rules.locks).map_err(text)?;

    rules.imports.sort_by_key(|it| it.id);
    for row in &rules.imports {
        let items = store.read(|q| imports::items(q, id, row.id)).map_err(text)?;
        write!(seen, "{} {:?} {items:?}", row.id, row.state).map_err(text)?;
        let place = Place::new(id.to_bytes(), row.id.to_bytes(), RecordKind::Import, row.revision);
        open(&house.keys().directory, &place, &row.record, seen)?;
        for item in items {
            let icon =
                store.read(|q| icons::get(q, id, item.id)).map_err(text)?.ok_or("an icon is missing")?;
            let place = Place::new(id.to_bytes(), item.id.to_bytes(), RecordKind::Icon, 1);
            open(&db.keys.header, &place, &icon, seen)?;
        }
    }

    let mut found = Vec::new();
    store
        .open_content(id, Arc::clone(&db.keys), |place, summary| {
            found.push((place, summary.to_vec()));
            Ok(())
        })
        .await
        .map_err(text)?;
    found.sort_by_key(|(place, _)| place.id);
    for (place, summary) in &found {
        write!(seen, "{place:?}").map_err(text)?;
        let of = Place::new(id.to_bytes(), place.id.to_bytes(), RecordKind::ObjectSummary, place.revision);
        open(&db.keys.summary, &of, summary, seen)?;
    }
    let mut deleters: Vec<_> = store.read(|q| bin::deleters(q, id)).map_err(text)?.into_iter().collect();
    deleters.sort();
    write!(seen, "{deleters:?}").map_err(text)?;
    survey_content(store, &db, 1, seen).await?;
    for object in [2, 3] {
        survey_content(store, &db, object, seen).await?;
        survey_entry(store, &db, object, seen).await?;
    }
    survey_chain(store, id, seen).await
}

/// The proof of reading. It rests on the sound tree: what is on disk is checked against what the proof reads.
async fn reads(store: &Store, db: &Db, object: u8) -> Granted {
    let tree = [folder(1, None), entry(2, Some(1)), entry(3, None)];
    let (sequence, server) = sequences(store, db.id).await;
    granted_under(db.id, &tree, Some(object), Permission::ReadEntries, sequence, server)
}

/// Both ciphertexts of the present revision and of each kept one.
async fn survey_content(store: &Store, db: &Db, object: u8, seen: &mut String) -> Result<(), String> {
    let (of, read) = (object_id(object), reads(store, db, object).await);
    let found = store.read(|q| objects::content(q, &read, of)).map_err(text)?;
    let (current, content) = found.ok_or("an object is missing")?;
    let mut contents = vec![(current.revision, content)];
    for revision in 1..current.revision {
        let found = store.read(|q| objects::version(q, &read, of, revision)).map_err(text)?;
        contents.push((revision, found.ok_or("a version is missing")?));
    }
    for (revision, content) in contents {
        let place = |kind| Place::new(db.id.to_bytes(), of.to_bytes(), kind, revision);
        open(&db.keys.summary, &place(RecordKind::ObjectSummary), &content.summary, seen)?;
        let secret = content.secret.ok_or("a secret is missing")?;
        let second = store.read(|q| second_passwords::of(q, db.id, Some(of))).map_err(text)?;
        match second {
            None => open(&db.keys.secret, &place(RecordKind::ObjectSecret), &secret, seen)?,
            Some(second) => {
                let inner = envelope::open(&db.keys.secret, &place(RecordKind::ObjectSecret), &secret)
                    .map_err(text)?;
                let at = wrap_place(db, second.key);
                let key = ObjectKey::open_wrapped(&wrapping(db), &at, &second.wrapped).map_err(text)?;
                let (database, object) = (db.id.to_bytes(), of.to_bytes());
                let plain = second_password::open(&key, database, object, revision, &inner).map_err(text)?;
                write!(seen, "{:?} {plain:?}", second.key).map_err(text)?;
            }
        }
    }
    Ok(())
}

/// The icon and the attachment of an entry.
async fn survey_entry(store: &Store, db: &Db, object: u8, seen: &mut String) -> Result<(), String> {
    let (of, read) = (object_id(object), reads(store, db, object).await);
    let icon = store.read(|q| icons::get(q, db.id, of)).map_err(text)?.ok_or("an icon is missing")?;
    let place = Place::new(db.id.to_bytes(), of.to_bytes(), RecordKind::Icon, 1);
    open(&db.keys.header, &place, &icon, seen)?;

    let rows = store.read(|q| attachments::of_object(q, &read, of)).map_err(text)?;
    let row = rows.first().ok_or("an attachment is missing")?;
    let stream = stream_of(db, object);
    let header = envelope::open(&db.keys.summary, &attachment_place(&stream), &row.record).map_err(text)?;
    let header: [u8; HEADER_BYTES] = header.as_slice().try_into().map_err(text)?;
    let decryptor = Decryptor::new(db.keys.attachment.uncovered(), &stream, &header).map_err(text)?;
    for number in 0..2 {
        let chunk = store.read(|q| attachments::chunk(q, &read, of, row.id, number)).map_err(text)?;
        let chunk = chunk.ok_or("a chunk is missing")?;
        let opened = decryptor.chunk(number as u32, number == 1, &chunk).map_err(text)?;
        write!(seen, "{number} {} {:?}", opened.len(), opened.first()).map_err(text)?;
    }
    Ok(())
}

#[tokio::test]
async fn what_was_written_is_what_is_read() {
    let house = House::new();
    let store = house.open();
    furnish(&house, &store).await;
    drop(store);
    let first = survey(&house).await.unwrap();
    assert_eq!(survey(&house).await.unwrap(), first);
    assert!(first.len() > 4000);
}
