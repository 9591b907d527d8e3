//! What Linux tells of a process and of the machine.

use std::{fs, io::Write, path::Path, time::Duration, time::Instant};

use crate::load::share;

/// CPU seconds that a process has used.
pub fn cpu_seconds(pid: u32) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // Behind the name, which may hold spaces: utime and stime in ticks of 10 ms.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |n: usize| fields.get(n).and_then(|it| it.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / 100.0
}

/// Memory of a process that is in use now, in bytes.
pub fn resident(pid: u32) -> f64 {
    status(pid, "VmRSS:")
}

/// The most memory that a process ever had in use, in bytes.
pub fn most_resident(pid: u32) -> f64 {
    status(pid, "VmHWM:")
}

fn status(pid: u32, name: &str) -> f64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kib| kib.parse::<f64>().ok()).unwrap_or(0.0) * 1024.0
}

/// How many processes want to run, averaged over the last minute.
pub fn load_average() -> f64 {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split_whitespace().next().and_then(|it| it.parse().ok()).unwrap_or(0.0)
}

/// What the disk under `folder` does by itself: 4 KiB appended and synced, one after the other. Gives how many in a
/// second, and the median and the 99th hundredth of their times.
pub fn syncs(folder: &Path) -> anyhow::Result<(f64, Duration, Duration)> {
    const COUNT: u32 = 500;
    let mut file = fs::File::create(folder.join("syncs"))?;
    let block = [0x5a; 4096];
    let begin = Instant::now();
    let mut times = Vec::new();
    for _ in 0..COUNT {
        let start = Instant::now();
        file.write_all(&block)?;
        file.sync_data()?;
        times.push(start.elapsed());
    }
    let per_second = f64::from(COUNT) / begin.elapsed().as_secs_f64();
    times.sort_unstable();
    Ok((per_second, share(&times, 0.5), share(&times, 0.99)))
}
