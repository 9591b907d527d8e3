//! What the process needs of the machine: enough file descriptors.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// File descriptors that are kept for everything but connections: the store, logs, uploads.
const RESERVED: u64 = 256;

/// Raises the limit of open files as far as the system lets, and gives how many of `wanted` connections fit.
pub fn raise_file_limit(wanted: usize) -> usize {
    let needed = u64::try_from(wanted).unwrap_or(u64::MAX).saturating_add(RESERVED);
    let limit = getrlimit(Resource::Nofile);
    // No limit at all is written as none.
    let Some(current) = limit.current else { return wanted };
    let reachable = limit.maximum.map_or(needed, |maximum| maximum.min(needed)).max(current);
    let raised = setrlimit(Resource::Nofile, Rlimit { current: Some(reachable), maximum: limit.maximum });
    let files = if raised.is_ok() { reachable } else { current };
    let fit = usize::try_from(files.saturating_sub(RESERVED)).unwrap_or(wanted).clamp(16, wanted.max(16));
    if fit < wanted {
        tracing::warn!(wanted, fit, "the limit of open files allows fewer connections than configured");
    }
    fit
}
