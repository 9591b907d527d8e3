//! What stands in the log, at every level.

use std::{
    io,
    net::Ipv4Addr,
    sync::{Mutex, Once},
};

use tracing_subscriber::fmt::MakeWriter;

use crate::world::World;

/// The log of this whole test run.
static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Lines;

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Lines {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        Self
    }
}

/// Logs everything from now on; every world calls it.
pub fn keep() {
    static STARTED: Once = Once::new();
    STARTED.call_once(|| {
        let log = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_ansi(false);
        log.with_writer(Lines).init();
    });
}

/// What was logged so far.
pub fn kept() -> String {
    String::from_utf8(LOG.lock().unwrap().clone()).unwrap()
}

// attack: D1, I2, S3
#[tokio::test]
async fn nothing_that_a_caller_wrote_is_logged() {
    let mut world = World::plain().await;
    // Other tests log as well.
    world.source = Ipv4Addr::new(127, 0, 0, 9);
    let marks = [("User-Agent", "hunter2"), ("Referer", "https://hunter2/"), ("X-Forwarded-For", "hunter2")];
    world.ask("GET /api/v1/server?token=hunter2", &marks, b"").await;
    world.ask("GET /api/v1/hunter2", &marks, b"").await;
    world.ask("GET /api/v1/server%0d%0ahunter2", &marks, b"").await;
    world.ask("HUNTER2 /api/v1/server", &marks, b"").await;
    world
        .ask(
            "POST /api/v1/notes",
            &[("Authorization", "Bearer hunter2"), ("Cookie", "hunter2=hunter2")],
            b"hunter2",
        )
        .await;
    world.post_note(r#"{"text":["hunter2"]}"#).await;
    world.post_note(r#"{"text":"hunter2"}"#).await;
    world.ask("GET /api/v1/broken", &[], b"").await;
    world.raw("GET hunter2\r\n\r\n").await;
    let text = String::from_utf8(LOG.lock().unwrap().clone()).unwrap();
    let requests: Vec<&str> = text.lines().filter(|line| line.contains("client=127.0.0.9")).collect();
    assert_eq!(requests.len(), 8, "one line a request\n{text}");
    assert!(requests[0].contains("/api/v1/server"), "{text}");
    assert!(!text.to_lowercase().contains("hunter2"), "{text}");
    assert!(!text.contains(&world.token), "{text}");
}
