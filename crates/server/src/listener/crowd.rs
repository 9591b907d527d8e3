//! How many connections there are, and who gives way when there are too many.
//!
//! A flood of idle sockets must not keep people out: when every seat is taken, the connection that has been
//! idle for longest is closed. One that is answering a request never is.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Instant,
};

use parking_lot::Mutex;
use tokio::sync::Notify;

/// The connections of a listener.
pub struct Crowd {
    limit: usize,
    began: Instant,
    next: AtomicU64,
    seats: Mutex<BTreeMap<u64, Arc<Activity>>>,
}

/// What a connection is doing.
pub struct Activity {
    began: Instant,
    /// Milliseconds from `began` to the last traffic.
    last: AtomicU64,
    /// Requests that are not answered yet.
    requests: AtomicUsize,
    leave: Notify,
}

/// The place of one connection; given back when dropped.
pub struct Seat {
    crowd: Arc<Crowd>,
    number: u64,
    activity: Arc<Activity>,
}

/// A request that is being answered; over when dropped.
pub struct Request(Arc<Activity>);

impl Crowd {
    /// For at most `limit` connections.
    pub fn new(limit: usize) -> Self {
        Self { limit, began: Instant::now(), next: AtomicU64::new(0), seats: Mutex::default() }
    }

    /// A seat for a new connection. None when all are taken by connections that are answering requests.
    pub fn enter(self: &Arc<Self>) -> Option<Seat> {
        let mut seats = self.seats.lock();
        if seats.len() >= self.limit {
            let idle = seats.iter().filter(|(_, activity)| activity.requests.load(Ordering::Relaxed) == 0);
            let oldest = idle.min_by_key(|(_, activity)| activity.last.load(Ordering::Relaxed));
            let number = oldest.map(|(&number, _)| number)?;
            if let Some(activity) = seats.remove(&number) {
                activity.leave.notify_one();
            }
        }
        let activity = Arc::new(Activity {
            began: self.began,
            last: AtomicU64::new(0),
            requests: AtomicUsize::new(0),
            leave: Notify::new(),
        });
        activity.touch();
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        seats.insert(number, Arc::clone(&activity));
        Some(Seat { crowd: Arc::clone(self), number, activity })
    }
}

impl Activity {
    /// Notes traffic.
    pub fn touch(&self) {
        let passed = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.last.store(passed, Ordering::Relaxed);
    }

    /// Whether a request is being answered.
    pub fn is_busy(&self) -> bool {
        self.requests.load(Ordering::Relaxed) > 0
    }

    /// Notes a request, until the result is dropped.
    pub fn request(self: &Arc<Self>) -> Request {
        self.requests.fetch_add(1, Ordering::Relaxed);
        Request(Arc::clone(self))
    }

    /// Waits until the connection has to give way.
    pub async fn must_leave(&self) {
        self.leave.notified().await;
    }
}

impl Seat {
    /// What the connection is doing.
    pub fn activity(&self) -> &Arc<Activity> {
        &self.activity
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.crowd.seats.lock().remove(&self.number);
    }
}

impl Drop for Request {
    fn drop(&mut self) {
        self.0.touch();
        self.0.requests.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    // attack: R1
    #[tokio::test]
    async fn the_longest_idle_gives_way_and_the_busy_never() {
        let crowd = Arc::new(Crowd::new(3));
        let busy = crowd.enter().unwrap();
        let request = busy.activity().request();
        let old = crowd.enter().unwrap();
        let young = crowd.enter().unwrap();
        tokio::time::sleep(Duration::from_millis(5)).await;
        young.activity().touch();
        let newcomer = crowd.enter().unwrap();
        tokio::time::timeout(Duration::from_secs(1), old.activity().must_leave()).await.unwrap();
        let requests = [young.activity().request(), newcomer.activity().request()];
        assert!(crowd.enter().is_none(), "all are busy");
        drop((request, requests));
        assert!(crowd.enter().is_some());
        drop((busy, young, newcomer, old));
        assert!(crowd.seats.lock().is_empty(), "every seat is given back once");
    }
}
