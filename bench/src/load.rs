//! Many requests over some connections, and how long each took.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use crate::{connection::Connection, process};

/// Where and as whom requests are made, and the process that answers them.
#[derive(Clone)]
pub struct Place {
    /// `address:port`.
    pub host: String,
    /// Of the session.
    pub token: Arc<str>,
    /// Of the server.
    pub pid: u32,
}

/// One line of the table.
pub struct Figure {
    /// What was done.
    pub what: String,
    /// How many of it in a second, all connections together.
    pub per_second: f64,
    /// Half of them took at most this.
    pub p50: Duration,
    /// All but one in a hundred took at most this.
    pub p99: Duration,
    /// CPU time of the server for each, in milliseconds.
    pub cpu_ms: f64,
}

/// Does `work` for the numbers `0..total` over `connections` connections.
pub async fn measure<F, R>(
    what: &str,
    place: &Place,
    connections: usize,
    total: usize,
    work: F,
) -> anyhow::Result<Figure>
where
    F: Fn(Connection, usize) -> R + Clone + Send + 'static,
    R: Future<Output = anyhow::Result<Connection>> + Send,
{
    let next = Arc::new(AtomicUsize::new(0));
    let mut open = Vec::new();
    for _ in 0..connections {
        open.push(Connection::open(&place.host, &place.token).await?);
    }
    let (begin, cpu) = (Instant::now(), process::cpu_seconds(place.pid));
    let tasks: Vec<_> = open
        .into_iter()
        .map(|mut connection| {
            let (next, work) = (Arc::clone(&next), work.clone());
            tokio::spawn(async move {
                let mut times = Vec::new();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= total {
                        return Ok::<_, anyhow::Error>(times);
                    }
                    let start = Instant::now();
                    connection = work(connection, number).await?;
                    times.push(start.elapsed());
                }
            })
        })
        .collect();
    let mut times = Vec::new();
    for task in tasks {
        times.extend(task.await??);
    }
    let elapsed = begin.elapsed().as_secs_f64();
    times.sort_unstable();
    Ok(Figure {
        what: what.to_owned(),
        per_second: total as f64 / elapsed,
        p50: share(&times, 0.5),
        p99: share(&times, 0.99),
        cpu_ms: (process::cpu_seconds(place.pid) - cpu) * 1000.0 / total as f64,
    })
}

/// The time that this share of sorted times does not exceed.
pub fn share(sorted: &[Duration], share: f64) -> Duration {
    let at = (sorted.len() as f64 * share) as usize;
    sorted.get(at).or(sorted.last()).copied().unwrap_or_default()
}
