//! Disks that are full, syncs that fail: in child processes, with the system itself refusing.

use std::{io::Write as _, path::Path, process::Command};

use seccompiler::{BpfProgram, SeccompAction, SeccompFilter};
use strongroom_store::{Store, StoreError, audit, scope::SERVER, settings};

use crate::{child, world::House};

const RECORD: [u8; 4000] = [7; 4000];

async fn append(store: &Store) -> Result<u64, StoreError> {
    store.write(|w| audit::append(w, SERVER, &RECORD)).await
}

/// Whatever was acknowledged is there, and the chain is whole.
async fn whole(house: &House, acknowledged: u64) {
    let store = house.open();
    store.load_server().await.unwrap();
    let (head, misfit) = store.verify_audit(SERVER).await.unwrap();
    assert_eq!((head.number, misfit), (acknowledged, None));
}

/// Makes every sync of this process fail from now on, as a dying disk does.
fn fail_syncs() {
    let fail = SeccompAction::Errno(libc::EIO.unsigned_abs());
    let calls = [libc::SYS_fsync, libc::SYS_fdatasync].map(|call| (call, vec![]));
    let arch = std::env::consts::ARCH.try_into().unwrap();
    let filter = SeccompFilter::new(calls.into(), SeccompAction::Allow, fail, arch).unwrap();
    let program: BpfProgram = filter.try_into().unwrap();
    seccompiler::apply_filter_all_threads(&program).unwrap();
    let file = tempfile::tempfile().unwrap();
    assert_eq!(file.sync_all().unwrap_err().raw_os_error(), Some(libc::EIO), "the filter is in place");
}

// reliability design: 3
#[tokio::test]
async fn after_a_failed_sync_nothing_is_written_any_more() {
    if !child::is_child() {
        child::run(child::of("faults::after_a_failed_sync_nothing_is_written_any_more", &[]));
        return;
    }
    let house = House::new();
    let store = house.open();
    append(&store).await.unwrap();
    fail_syncs();
    let first = append(&store).await;
    let Err(StoreError::Stopped(why)) = &first else { panic!("{first:?}") };
    assert!(why.contains("sync"), "{why}");
    for _ in 0..3 {
        assert!(matches!(append(&store).await, Err(StoreError::Stopped(_))));
    }
    assert!(matches!(store.trouble(), Some(StoreError::Stopped(_))));
    assert_eq!(store.read(|q| audit::page(q, SERVER, None, 9)).unwrap().len(), 1, "reading goes on");
    let log = house.path().join("strongroom.db-wal");
    let before = std::fs::metadata(&log).unwrap().len();
    drop(store);
    assert_eq!(std::fs::metadata(&log).unwrap().len(), before, "nor is the log carried over on closing");
}

/// The engine's own checkpoint says nothing of a sync that fails in it.
// reliability design: 3
#[tokio::test]
async fn a_failed_sync_of_a_checkpoint_counts_as_well() {
    if !child::is_child() {
        child::run(child::of("faults::a_failed_sync_of_a_checkpoint_counts_as_well", &[]));
        return;
    }
    let house = House::new();
    let store = house.open();
    // A commit that makes a checkpoint due; after its own sync, and before the checkpoint, syncs begin to fail.
    let written = store
        .write(|w| {
            w.when_durable(fail_syncs);
            let record = vec![7; 1_000_000];
            for n in 0..20 {
                settings::put(w, &format!("setting {n}"), 1, &record)?;
            }
            audit::append(w, SERVER, b"x")
        })
        .await;
    written.unwrap();
    // The callers are told first, and the checkpoint is made then; nothing else is written that could fail.
    let begun = std::time::Instant::now();
    while store.trouble().is_none() && begun.elapsed().as_secs() < 20 {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let Some(StoreError::Stopped(why)) = store.trouble() else { panic!("{:?}", store.trouble()) };
    assert!(why.contains("sync"), "{why}");
    assert!(matches!(append(&store).await, Err(StoreError::Stopped(_))));
}

/// The child's folder is a disk of its own, of a few megabytes.
fn on_a_small_disk(name: &str) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    let script = format!("mount -t tmpfs -o size=6m,mode=700 strongroom-test {path} && exec \"$@\"");
    let mut disk = Command::new("unshare");
    disk.args(if rustix::process::geteuid().is_root() { ["--mount"].as_slice() } else { &["-rm"] });
    let probe = Command::new("unshare").args(disk.get_args()).arg("true").status();
    let mut program = if probe.is_ok_and(|status| status.success()) {
        disk.args(["sh", "-c", &script, "sh"]);
        disk
    } else {
        // No mounts here: then files may not grow beyond a limit. The signal for it must be ignored.
        let mut limited = Command::new("sh");
        limited.args(["-c", "trap '' XFSZ; exec \"$@\"", "sh"]).env("LIMITED", "1");
        limited
    };
    program.env("TMPDIR", path);
    child::run(child::through(program, name, &[]));
}

/// Takes all room of the disk, and gives it back when dropped.
struct Ballast(Option<std::path::PathBuf>);

impl Ballast {
    fn fill(folder: &Path) -> Self {
        if std::env::var_os("LIMITED").is_some() {
            limit_files(Some(64 * 1024));
            return Self(None);
        }
        let path = folder.join("ballast");
        let mut file = std::fs::File::create(&path).unwrap();
        for size in [1 << 16, 1 << 12, 1] {
            while file.write_all(&vec![0; size]).is_ok() {}
        }
        Self(Some(path))
    }
}

fn limit_files(bytes: Option<u64>) {
    let limit = rustix::process::getrlimit(rustix::process::Resource::Fsize);
    let limit = rustix::process::Rlimit { current: bytes, ..limit };
    rustix::process::setrlimit(rustix::process::Resource::Fsize, limit).unwrap();
}

impl Drop for Ballast {
    fn drop(&mut self) {
        match &self.0 {
            Some(path) => std::fs::remove_file(path).unwrap(),
            None => limit_files(None),
        }
    }
}

// attack: R7 (reliability design: 4)
#[tokio::test]
async fn a_full_disk_refuses_and_room_lets_writing_go_on() {
    if !child::is_child() {
        return on_a_small_disk("faults::a_full_disk_refuses_and_room_lets_writing_go_on");
    }
    let house = House::new();
    let store = std::sync::Arc::new(house.open());
    let mut acknowledged = 0;
    for round in 0..3 {
        for _ in 0..5 {
            append(&store).await.unwrap();
            acknowledged += 1;
        }
        let ballast = Ballast::fill(house.path());
        let mut refused = 0;
        // The log may have some room left, which is used up first. Eight callers at once: a batch is refused whole.
        for _ in 0..40 {
            let callers = (0..8).map(|_| {
                let store = std::sync::Arc::clone(&store);
                tokio::spawn(async move { append(&store).await })
            });
            for caller in callers.collect::<Vec<_>>() {
                match caller.await.unwrap() {
                    Ok(number) => {
                        acknowledged += 1;
                        assert!(number <= acknowledged + 8);
                    }
                    Err(StoreError::Unavailable(_)) => refused += 1,
                    Err(error) => panic!("round {round}: {error}"),
                }
            }
        }
        assert!(refused > 0, "round {round}: the disk did not fill up");
        assert!(matches!(store.trouble(), Some(StoreError::Unavailable(_))));
        assert_eq!(store.verify_audit(SERVER).await.unwrap().0.number, acknowledged, "reading goes on");
        drop(ballast);
        append(&store).await.unwrap();
        acknowledged += 1;
        assert!(store.trouble().is_none(), "and writing does, without a restart");
    }
    drop(store);
    whole(&house, acknowledged).await;
}

/// A change that no longer fits in memory meets the full disk before its commit.
// attack: R7
#[tokio::test]
async fn a_large_change_on_a_full_disk_is_undone_whole() {
    if !child::is_child() {
        return on_a_small_disk("faults::a_large_change_on_a_full_disk_is_undone_whole");
    }
    let house = House::new();
    let store = house.open();
    append(&store).await.unwrap();
    let ballast = Ballast::fill(house.path());
    let refused = store
        .write(|w| {
            let record = vec![7; 1_000_000];
            for n in 0..40 {
                settings::put(w, &format!("setting {n}"), 1, &record)?;
            }
            Ok::<_, StoreError>(())
        })
        .await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    drop(ballast);
    append(&store).await.unwrap();
    assert!(store.load_server().await.unwrap().settings.is_empty());
    drop(store);
    whole(&house, 2).await;
}
