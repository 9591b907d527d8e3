//! The Prometheus text format, version 0.0.4.

use std::{
    collections::BTreeMap,
    fmt::{self, Write},
};

use strongroom_store::Figures;

use super::{BUCKETS, Gauges, Key, Series};

pub(super) fn expose(requests: &BTreeMap<Key, Series>, figures: Figures, now: Gauges) -> String {
    let mut text = String::new();
    // Writing to a text does not fail.
    let _ = build(&mut text)
        .and_then(|()| service(&mut text, figures, now))
        .and_then(|()| totals(&mut text, requests))
        .and_then(|()| latencies(&mut text, requests));
    text
}

fn build(text: &mut String) -> fmt::Result {
    head(text, "strongroom_build_info", "gauge", "The running version.")?;
    writeln!(text, "strongroom_build_info{{version=\"{}\"}} 1", env!("CARGO_PKG_VERSION"))
}

fn service(text: &mut String, figures: Figures, now: Gauges) -> fmt::Result {
    head(text, "strongroom_sessions", "gauge", "Signed-in clients.")?;
    writeln!(text, "strongroom_sessions {}", now.sessions)?;
    let help = "By how much the clock of the machine is behind the time of the server.";
    head(text, "strongroom_clock_behind_seconds", "gauge", help)?;
    writeln!(text, "strongroom_clock_behind_seconds {}", now.clock_behind)?;
    for (name, help, value) in [
        ("strongroom_store_commits_total", "Transactions that reached the disk.", figures.commits),
        ("strongroom_store_changes_total", "Changes in them.", figures.changes),
        ("strongroom_store_undone_total", "Changes that were refused and undone.", figures.undone),
        ("strongroom_store_failures_total", "Transactions that the disk refused.", figures.failures),
    ] {
        head(text, name, "counter", help)?;
        writeln!(text, "{name} {value}")?;
    }
    Ok(())
}

fn totals(text: &mut String, requests: &BTreeMap<Key, Series>) -> fmt::Result {
    head(text, "strongroom_requests_total", "counter", "Requests answered.")?;
    for (Key { method, route, status }, series) in requests {
        let count = series.count;
        writeln!(
            text,
            "strongroom_requests_total{{method=\"{method}\",route=\"{route}\",status=\"{status}\"}} {count}"
        )?;
    }
    Ok(())
}

fn latencies(text: &mut String, requests: &BTreeMap<Key, Series>) -> fmt::Result {
    head(text, "strongroom_request_seconds", "histogram", "Time to the first byte of the answer.")?;
    let mut by_route: BTreeMap<(&str, &str), Series> = BTreeMap::new();
    for (key, series) in requests {
        by_route.entry((key.method, &key.route)).or_default().add(series);
    }
    for ((method, route), series) in by_route {
        let name = "strongroom_request_seconds";
        let labels = format!("method=\"{method}\",route=\"{route}\"");
        let mut so_far = 0;
        for (end, count) in BUCKETS.iter().zip(series.buckets) {
            so_far += count;
            writeln!(text, "{name}_bucket{{{labels},le=\"{}.{:03}\"}} {so_far}", end / 1_000, end % 1_000)?;
        }
        writeln!(text, "{name}_bucket{{{labels},le=\"+Inf\"}} {}", series.count)?;
        let (seconds, rest) = (series.microseconds / 1_000_000, series.microseconds % 1_000_000);
        writeln!(text, "{name}_sum{{{labels}}} {seconds}.{rest:06}")?;
        writeln!(text, "{name}_count{{{labels}}} {}", series.count)?;
    }
    Ok(())
}

fn head(text: &mut String, name: &str, kind: &str, help: &str) -> fmt::Result {
    writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}")
}

impl Series {
    fn add(&mut self, other: &Self) {
        for (mine, more) in self.buckets.iter_mut().zip(other.buckets) {
            *mine += more;
        }
        self.count += other.count;
        self.microseconds = self.microseconds.saturating_add(other.microseconds);
    }
}
