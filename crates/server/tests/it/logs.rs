//! What stands in the log, at every level.

use std::{
    io,
    sync::{Arc, Mutex},
};

use tracing_subscriber::fmt::MakeWriter;

use crate::world::World;

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

// attack: D1, I2, S3
#[tokio::test]
async fn nothing_that_a_caller_wrote_is_logged() {
    let lines = Lines::default();
    let log = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(lines.clone())
        .finish();
    // The test's runtime has one thread, so this holds for the server as well.
    let _guard = tracing::subscriber::set_default(log);
    let world = World::plain().await;
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
    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    let requests: Vec<&str> =
        text.lines().filter(|line| line.contains("strongroom_server::request")).collect();
    assert_eq!(requests.len(), 8, "one line a request\n{text}");
    assert!(requests[0].contains("/api/v1/server") && requests[0].contains("127.0.0.1"), "{text}");
    assert!(!text.to_lowercase().contains("hunter2"), "{text}");
    assert!(!text.contains(&world.token), "{text}");
}
