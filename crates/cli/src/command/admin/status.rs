//! `strongroom admin status`.

use serde::Serialize;
use strongroom_api::{
    license::License,
    server::{ServerFigures, ServerInfo},
};

use crate::{
    context::Context,
    error::CliError,
    output::{Table, faint, plain},
};

/// What is told with `--json`.
#[derive(Serialize)]
struct Status {
    server: ServerInfo,
    license: License,
    #[serde(flatten)]
    figures: ServerFigures,
}

/// Does what was asked.
pub fn run(context: &Context) -> Result<(), CliError> {
    let client = context.client()?;
    let server: ServerInfo = client.get(&["server"], &())?;
    let figures: ServerFigures = client.get(&["server", "figures"], &())?;
    let license: License = client.get(&["license"], &())?;
    let status = Status { server, license, figures };
    context.out.either(&status, |out| {
        let Status { server, license, figures } = &status;
        let (storage, sessions) = (&figures.storage, &figures.sessions);
        let mut table = Table::bare();
        table.row([faint("server"), plain(format!("{}, version {}", server.name, server.version))]);
        table.row([faint("accounts"), plain(format!("{} of {}", license.used, license.seats))]);
        table.row([faint("sessions"), plain(format!("{} of {} people", sessions.live, sessions.people))]);
        let attachments = size(storage.attachment_bytes);
        let store = format!("{}, of it {attachments} attachments", size(storage.store_bytes));
        table.row([faint("store"), plain(store)]);
        let disk = format!("{} free of {}", size(storage.free_bytes), size(storage.disk_bytes));
        table.row([faint("disk"), plain(disk)]);
        // The server makes no backups, so it knows of none.
        table.row([
            faint("last backup"),
            plain("this server knows of none; how to make one: the guide, Backup"),
        ]);
        out.table(&table)
    })
}

/// A number of bytes for people: thousands, as disks are sold.
fn size(bytes: u64) -> String {
    let mut unit = 1_u64;
    for name in ["B", "kB", "MB", "GB"] {
        if bytes < unit.saturating_mul(1000) {
            let (whole, tenth) = (bytes / unit, bytes % unit * 10 / unit);
            let short = unit == 1 || whole >= 100;
            return if short { format!("{whole} {name}") } else { format!("{whole}.{tenth} {name}") };
        }
        unit = unit.saturating_mul(1000);
    }
    format!("{}.{} TB", bytes / unit, bytes % unit / (unit / 10))
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_short() {
        let shown = [0, 999, 1_000, 1_550, 123_456, 9_999_999, 5_000_000_000, 2_340_000_000_000].map(size);
        assert_eq!(shown, ["0 B", "999 B", "1.0 kB", "1.5 kB", "123 kB", "9.9 MB", "5.0 GB", "2.3 TB"]);
        assert!(size(u64::MAX).ends_with(" TB"));
    }
}
