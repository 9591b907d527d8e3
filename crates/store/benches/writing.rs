//! Durable writes: audit records and objects, by 1, 8 and 32 callers at once. Prints the median of five rounds, how
//! many changes shared a commit, and what a change cost of CPU (callers included), which is the steadiest figure. `cargo bench -p strongroom-store`; the folder is made below `TMPDIR`, whose disk
//! is what is measured.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    missing_docs,
    reason = "a program that measures, and prints"
)]

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use strongroom_crypto::{
    digest::SetDigest,
    key::{DataKey, ServerKey},
};
use strongroom_domain::{
    account::Account,
    administration::{self, Actor, Administers, ServerAction},
    database::ObjectKind,
    id::{DatabaseId, ObjectId, UserId},
};
use strongroom_store::{
    Store, StoreError, Write, audit,
    databases::{self, DatabaseRow},
    objects::{self, Place, Sealed},
    open_content,
    scope::SERVER,
};

const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_millis(600);
const DATABASE: DatabaseId = DatabaseId::from_bytes([1; 16]);

fn importer() -> Administers {
    let account = Account { enabled: true, ..Account::default() };
    let actor = Actor { id: UserId::from_bytes([1; 16]), account: &account, server_sequence: 0 };
    administration::server(actor, ServerAction::CreateOwnPrivateDatabase).unwrap()
}

fn record(write: &mut Write<'_>, _: u64) -> Result<(), StoreError> {
    audit::append(write, SERVER, &[7; 200]).map(drop)
}

fn object(write: &mut Write<'_>, number: u64) -> Result<(), StoreError> {
    let mut id = [0; 16];
    id[8..].copy_from_slice(&number.to_be_bytes());
    let place = Place {
        id: ObjectId::from_bytes(id),
        parent: None,
        kind: ObjectKind::Entry,
        inheritance: true,
        position: 0,
        bin_at: None,
        revision: 1,
    };
    let sealed = Sealed { summary: vec![7; 300], secret: Some(vec![7; 300]), under: None };
    objects::insert_imported(write, &importer(), DATABASE, &place, &sealed)?;
    audit::append(write, DATABASE, &[7; 200]).map(drop)
}

/// CPU seconds of this process so far, of all threads: fields 14 and 15 of `/proc/self/stat`, in hundredths.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields = stat.rsplit_once(')').unwrap().1.split_whitespace();
    fields.skip(11).take(2).map(|field| field.parse::<f64>().unwrap() / 100.0).sum()
}

type Change = fn(&mut Write<'_>, u64) -> Result<(), StoreError>;

/// Changes a second, and changes a commit.
async fn round(store: &Arc<Store>, callers: u64, change: Change, from: u64) -> (f64, f64) {
    let before = store.figures();
    let begun = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for caller in 0..callers {
        let store = Arc::clone(store);
        tasks.spawn(async move {
            let mut number = from + (caller << 32);
            while begun.elapsed() < ROUND {
                store.write(move |write| change(write, number)).await.unwrap();
                number += 1;
            }
        });
    }
    while tasks.join_next().await.is_some() {}
    let (after, seconds) = (store.figures(), begun.elapsed().as_secs_f64());
    let (changes, commits) = (after.changes - before.changes, after.commits - before.commits);
    (changes as f64 / seconds, changes as f64 / commits as f64)
}

async fn measure() {
    let folder = tempfile::tempdir().unwrap();
    let keys = Arc::new(ServerKey::generate().unwrap().subkeys());
    let store = Arc::new(Store::open(folder.path(), keys).unwrap());
    let data_keys = Arc::new(DataKey::generate().unwrap().subkeys(DATABASE.to_bytes()));
    store
        .write(move |write| -> Result<(), StoreError> {
            databases::insert(write, &DatabaseRow { id: DATABASE, revision: 1, record: vec![] })?;
            open_content(write, DATABASE, data_keys, SetDigest::EMPTY)
        })
        .await
        .unwrap();
    println!(
        "{:<16} {:>8} {:>12} {:>18} {:>16}",
        "change", "callers", "changes/s", "changes a commit", "CPU a change/µs"
    );
    let changes: [(&str, Change); 2] = [("audit record", record), ("object + record", object)];
    let mut from = 0;
    for (name, change) in changes {
        for callers in [1, 8, 32] {
            let mut rounds = Vec::new();
            let (cpu, before) = (cpu_seconds(), store.figures().changes);
            for _ in 0..ROUNDS {
                rounds.push(round(&store, callers, change, from).await);
                from += 1_000_000;
            }
            rounds.sort_by(|a, b| a.0.total_cmp(&b.0));
            let (rate, shared) = rounds[ROUNDS / 2];
            let cpu = (cpu_seconds() - cpu) * 1e6 / (store.figures().changes - before) as f64;
            println!("{name:<16} {callers:>8} {rate:>12.0} {shared:>18.1} {cpu:>16.1}");
        }
    }
}

fn main() {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
        .block_on(measure());
}
