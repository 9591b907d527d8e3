//! Audit chains and signed heads.

use strongroom_crypto::{chain::Head, signing::Purpose};
use strongroom_store::{
    Store, StoreError,
    audit::{self, Misfit},
    scope::SERVER,
};

use crate::world::{House, database_id, make_database};

async fn append(store: &Store, records: u64) {
    for n in 1..=records {
        let number = store.write(move |w| audit::append(w, SERVER, format!("record {n}").as_bytes())).await;
        assert_eq!(number.unwrap(), n);
    }
}

#[tokio::test]
async fn records_are_numbered_without_a_gap_and_read_newest_first() {
    let house = House::new();
    let store = house.open();
    append(&store, 5).await;
    let refused = store.write(|w| {
        audit::append(w, SERVER, b"of a change that did not happen")?;
        Err::<(), _>(StoreError::Stale)
    });
    assert!(matches!(refused.await, Err(StoreError::Stale)));
    let missing = store.write(|w| audit::append(w, database_id(9), b"x")).await;
    assert!(matches!(missing, Err(StoreError::Changed)));
    drop(store);

    let store = house.open();
    let numbers = |before, limit| {
        let page = store.read(|q| audit::page(q, SERVER, before, limit)).unwrap();
        page.iter().map(|row| row.number).collect::<Vec<_>>()
    };
    assert_eq!(numbers(None, 3), [5, 4, 3]);
    assert_eq!(numbers(Some(3), 3), [2, 1]);
    assert_eq!(numbers(Some(1), 3), [] as [u64; 0]);
    let (head, misfit) = store.verify_audit(SERVER).await.unwrap();
    assert_eq!((head.number, misfit), (5, None));
    assert_eq!(store.read(|q| audit::hash_at(q, SERVER, 5)).unwrap(), Some(head.hash.0));
    assert_eq!(store.read(|q| audit::hash_at(q, SERVER, 6)).unwrap(), None);
    assert!(matches!(store.verify_audit(database_id(9)).await, Err(StoreError::Changed)));
}

// attack: C2, C3
#[tokio::test]
async fn the_first_record_that_does_not_fit_is_named() {
    let cases = [
        ("UPDATE audit SET body = X'00' WHERE number = 3", Misfit::Record(3)),
        ("UPDATE audit SET hash = zeroblob(32) WHERE number = 4", Misfit::Record(4)),
        ("DELETE FROM audit WHERE number = 2", Misfit::Record(2)),
        ("DELETE FROM audit WHERE number = 1", Misfit::Record(1)),
        ("DELETE FROM audit WHERE number >= 4", Misfit::Tail(3, 5)),
        ("DELETE FROM audit", Misfit::Tail(0, 5)),
        (
            "UPDATE audit SET number = 100 WHERE number = 2; UPDATE audit SET number = 2 WHERE number = 3;
             UPDATE audit SET number = 3 WHERE number = 100",
            Misfit::Record(2),
        ),
        (
            "INSERT INTO audit SELECT database_id, 6, hash, body FROM audit WHERE number = 5",
            Misfit::Record(6),
        ),
        (
            "INSERT INTO audit SELECT database_id, 9, hash, body FROM audit WHERE number = 5",
            Misfit::Record(9),
        ),
    ];
    for (sql, expected) in cases {
        let house = House::new();
        let store = house.open();
        append(&store, 5).await;
        drop(store);
        house.outside().execute_batch(sql).unwrap();
        let (head, misfit) = house.open().verify_audit(SERVER).await.unwrap();
        assert_eq!((head.number, misfit), (5, Some(expected)), "{sql}");
    }
}

/// Each hash put right again behind a changed record: only the sealed head tells.
// attack: C2
#[tokio::test]
async fn a_chain_that_was_written_anew_does_not_lead_to_its_head() {
    let house = House::new();
    let store = house.open();
    append(&store, 5).await;
    drop(store);
    let outside = house.outside();
    let mut head = Head::start(SERVER.to_bytes());
    for number in 1..=5 {
        let body = format!("forged {number}");
        head = head.after(body.as_bytes());
        outside
            .execute(
                "UPDATE audit SET body = ?, hash = ? WHERE number = ?",
                (body.as_bytes(), head.hash.0, number),
            )
            .unwrap();
    }
    drop(outside);
    let (_, misfit) = house.open().verify_audit(SERVER).await.unwrap();
    assert_eq!(misfit, Some(Misfit::Record(5)));
}

#[tokio::test]
async fn a_record_behind_the_head_is_named_when_the_next_one_is_written() {
    let house = House::new();
    let store = house.open();
    append(&store, 2).await;
    drop(store);
    house
        .outside()
        .execute_batch("INSERT INTO audit SELECT database_id, 3, hash, body FROM audit WHERE number = 2")
        .unwrap();
    let store = house.open();
    let refused = store.write(|w| audit::append(w, SERVER, b"x")).await;
    assert!(matches!(refused, Err(StoreError::Damaged(_))), "{refused:?}");
    // A change that goes on without its record is not kept.
    let refused = store
        .write(|w| {
            let _ = audit::append(w, SERVER, b"x");
            strongroom_store::settings::put(w, "policies", 1, b"x")
        })
        .await;
    assert!(matches!(refused, Err(StoreError::Damaged(_))), "{refused:?}");
    assert!(store.load_server().await.unwrap().settings.is_empty());
}

// attack: C2
#[tokio::test]
async fn signed_heads_are_numbered_and_missing_ones_are_noticed() {
    let house = House::new();
    let store = house.open();
    let db = make_database(&house, &store, 1).await;
    append(&store, 1).await;
    let signature = house.signing.sign(Purpose::AuditHeads, b"heads");
    for (number, fits) in [(2, false), (1, true), (1, false), (2, true), (3, true)] {
        let kept = store.write(move |w| audit::keep_heads(w, number, b"heads", &signature.0)).await;
        assert_eq!(kept.is_ok(), fits, "{number}");
    }
    let chains: Vec<_> = store.write(|w| Ok::<_, StoreError>(w.heads())).await.unwrap();
    let chains: std::collections::BTreeSet<_> = chains.iter().map(|head| head.chain).collect();
    assert_eq!(chains, [SERVER.to_bytes(), db.id.to_bytes()].into());
    assert_eq!(store.read(|q| audit::heads(q)).unwrap().len(), 3);
    drop(store);
    house.outside().execute_batch("DELETE FROM audit_heads WHERE number = 3").unwrap();
    let loaded = house.open().load_server().await;
    assert!(matches!(loaded, Err(StoreError::Damaged(_))), "{loaded:?}");
    house.outside().execute_batch("DELETE FROM audit_heads WHERE number = 1").unwrap();
    let heads = house.open().read(|q| audit::heads(q));
    assert!(matches!(heads, Err(StoreError::Damaged(_))), "{heads:?}");
}

/// Readers and the writer at once: a chain that grows is never reported as damaged.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn loading_while_others_write_is_no_damage() {
    let house = House::new();
    let store = std::sync::Arc::new(house.open());
    let writing = {
        let store = std::sync::Arc::clone(&store);
        tokio::spawn(async move {
            for n in 0..300_u64 {
                let tries = strongroom_store::tries::Tries { failures: n, last_at: crate::world::at(1) };
                store
                    .write(move |w| {
                        audit::append(w, SERVER, b"x")?;
                        strongroom_store::tries::put(w, &[n as u8; 32], tries)
                    })
                    .await
                    .unwrap();
            }
        })
    };
    let mut loads = 0;
    while !writing.is_finished() {
        store.load_server().await.unwrap();
        assert_eq!(store.verify_audit(SERVER).await.unwrap().1, None);
        loads += 1;
    }
    writing.await.unwrap();
    assert!(loads > 0);
}
