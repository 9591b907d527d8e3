//! Counters for Prometheus. Labels are methods, route templates and statuses: words of the program, never an id, a
//! name or anything else that a caller chose, so their number is bounded and they tell nothing.

mod text;

use std::{collections::BTreeMap, time::Duration};

use parking_lot::Mutex;
use strongroom_store::Figures;

/// Upper ends of the latency buckets, in milliseconds.
const BUCKETS: [u64; 10] = [1, 2, 5, 10, 25, 50, 100, 250, 1_000, 5_000];

/// All counters of the server.
#[derive(Debug, Default)]
pub struct Metrics {
    requests: Mutex<BTreeMap<Key, Series>>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Debug, Default, Clone)]
struct Series {
    /// How many took at most as long as the bucket says, and no other bucket before it.
    buckets: [u64; BUCKETS.len()],
    count: u64,
    microseconds: u64,
}

/// What is now.
#[derive(Debug, Clone, Copy)]
pub struct Gauges {
    /// Sessions that there are.
    pub sessions: usize,
    /// By how many seconds the machine's clock is behind.
    pub clock_behind: u64,
}

impl Metrics {
    /// Notes an answered request. `route` is a template of the router, or `-`.
    pub fn answered(&self, method: &http::Method, route: &str, status: u16, took: Duration) {
        let key = Key { method: known_method(method), route: route.to_owned(), status };
        let milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        let mut requests = self.requests.lock();
        let series = requests.entry(key).or_default();
        series.count += 1;
        series.microseconds =
            series.microseconds.saturating_add(u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
        let bucket = BUCKETS.iter().position(|&end| milliseconds < end);
        if let Some(count) = bucket.and_then(|bucket| series.buckets.get_mut(bucket)) {
            *count += 1;
        }
    }

    /// Everything as Prometheus reads it (text format 0.0.4), with what the service counts.
    pub fn expose(&self, figures: Figures, now: Gauges) -> String {
        text::expose(&self.requests.lock(), figures, now)
    }
}

/// A client can invent methods; a label can not.
pub fn known_method(method: &http::Method) -> &'static str {
    match *method {
        http::Method::GET => "GET",
        http::Method::HEAD => "HEAD",
        http::Method::POST => "POST",
        http::Method::PUT => "PUT",
        http::Method::PATCH => "PATCH",
        http::Method::DELETE => "DELETE",
        http::Method::OPTIONS => "OPTIONS",
        _ => "OTHER",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_what_prometheus_reads() {
        let metrics = Metrics::default();
        metrics.answered(&http::Method::GET, "/api/v1/users/{id}", 200, Duration::from_micros(1_500));
        metrics.answered(&http::Method::GET, "/api/v1/users/{id}", 200, Duration::from_secs(9));
        metrics.answered(&"BREW\u{7f}".parse().unwrap_or(http::Method::TRACE), "-", 404, Duration::ZERO);
        let now = Gauges { sessions: 2, clock_behind: 3_600 };
        let text = metrics.expose(Figures { commits: 3, changes: 7, ..Figures::default() }, now);
        for line in [
            "strongroom_build_info{version=\"0.1.0\"} 1",
            "strongroom_sessions 2",
            "strongroom_clock_behind_seconds 3600",
            "strongroom_store_commits_total 3",
            "strongroom_store_changes_total 7",
            "strongroom_requests_total{method=\"GET\",route=\"/api/v1/users/{id}\",status=\"200\"} 2",
            "strongroom_requests_total{method=\"OTHER\",route=\"-\",status=\"404\"} 1",
            "strongroom_request_seconds_bucket{method=\"GET\",route=\"/api/v1/users/{id}\",le=\"0.001\"} 0",
            "strongroom_request_seconds_bucket{method=\"GET\",route=\"/api/v1/users/{id}\",le=\"0.002\"} 1",
            "strongroom_request_seconds_bucket{method=\"GET\",route=\"/api/v1/users/{id}\",le=\"5.000\"} 1",
            "strongroom_request_seconds_bucket{method=\"GET\",route=\"/api/v1/users/{id}\",le=\"+Inf\"} 2",
            "strongroom_request_seconds_sum{method=\"GET\",route=\"/api/v1/users/{id}\"} 9.001500",
            "strongroom_request_seconds_count{method=\"GET\",route=\"/api/v1/users/{id}\"} 2",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} is not in\n{text}");
        }
    }
}
