//! A writer that is killed again and again: what it was told is on disk is there, and nothing is half there.

use std::{
    io::{BufRead, BufReader, Write as _},
    process::Stdio,
    sync::Arc,
    time::{Duration, Instant},
};

use strongroom_crypto::key::ServerKey;
use strongroom_store::{
    Store, StoreError, audit,
    scope::SERVER,
    tries::{self, Tries},
};

use crate::{
    child,
    world::{House, at},
};

/// Callers of the child, each with a counter of its own.
const CALLERS: u8 = 8;
const KILLS: u64 = 30;

fn counter(caller: u8) -> [u8; 32] {
    [caller + 1; 32]
}

/// One change of a caller: its counter, and a record that names it, in one transaction.
async fn step(store: &Store, caller: u8, value: u64) -> Result<(), StoreError> {
    store
        .write(move |w| {
            tries::put(w, &counter(caller), Tries { failures: value, last_at: at(0) })?;
            audit::append(w, SERVER, format!("{caller} {value}").as_bytes()).map(drop)
        })
        .await
}

fn value(store: &Store, caller: u8) -> u64 {
    store.read(|q| tries::get(q, &counter(caller))).unwrap().map_or(0, |it| it.failures)
}

/// The child: every caller raises its counter for ever, and says so once it is acknowledged.
async fn raise_for_ever() {
    let key = ServerKey::from_text(child::told("KEY").as_bytes()).unwrap();
    let store = Arc::new(Store::open(child::told("FOLDER").as_ref(), Arc::new(key.subkeys())).unwrap());
    let mut callers = tokio::task::JoinSet::new();
    for caller in 0..CALLERS {
        let store = Arc::clone(&store);
        callers.spawn(async move {
            let mut next = value(&store, caller) + 1;
            loop {
                step(&store, caller, next).await.unwrap();
                let mut out = std::io::stdout().lock();
                writeln!(out, "\nacknowledged {caller} {next}").unwrap();
                out.flush().unwrap();
                next += 1;
            }
        });
    }
    callers.join_next().await;
}

// reliability design: 1
#[tokio::test]
async fn every_acknowledged_change_outlives_thirty_kills_and_none_is_half_there() {
    if child::is_child() {
        return raise_for_ever().await;
    }
    let house = House::new();
    house.open();
    let mut acknowledged = [0; CALLERS as usize];
    for kill in 0..KILLS {
        let told = [("FOLDER", house.path().to_str().unwrap()), ("KEY", &*house.key().to_text())];
        let name = "kill::every_acknowledged_change_outlives_thirty_kills_and_none_is_half_there";
        let mut child = child::of(name, &told).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        // Killed a while after the first acknowledgement, at another point of a commit each time; some at once.
        let mut end = None;
        for line in lines.by_ref() {
            note(&line.unwrap(), &mut acknowledged);
            let end = end.get_or_insert_with(|| Instant::now() + Duration::from_micros(kill * 1_700));
            if acknowledged.iter().any(|value| *value > 0) && Instant::now() >= *end {
                break;
            }
        }
        child.kill().unwrap();
        for line in lines {
            note(&line.unwrap(), &mut acknowledged);
        }
        child.wait().unwrap();

        let store = house.open();
        store.load_server().await.unwrap();
        let (head, misfit) = store.verify_audit(SERVER).await.unwrap();
        assert_eq!(misfit, None, "kill {kill}");
        let mut records = 0;
        for caller in 0..CALLERS {
            let (there, told) = (value(&store, caller), acknowledged[usize::from(caller)]);
            // One change of each caller can be on disk without its caller having heard of it.
            assert!(there == told || there == told + 1, "kill {kill}: {there} there, {told} acknowledged");
            acknowledged[usize::from(caller)] = there;
            records += there;
        }
        assert_eq!(head.number, records, "kill {kill}: one record for each change");
    }
    assert!(acknowledged.iter().sum::<u64>() > KILLS);
}

fn note(line: &str, acknowledged: &mut [u64]) {
    if let Some(rest) = line.strip_prefix("acknowledged ") {
        let (caller, value) = rest.split_once(' ').unwrap();
        acknowledged[caller.parse::<usize>().unwrap()] = value.parse().unwrap();
    }
}
