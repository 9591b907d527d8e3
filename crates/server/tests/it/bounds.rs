//! What a client can make the server hold, and for how long.

use std::time::{Duration, Instant};

use strongroom_server::listener::Bounds;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::world::{World, read_to_end};

fn short() -> Bounds {
    let second = Duration::from_secs(1);
    Bounds { connections: 100, handshake: second, head: second, silence: 2 * second, farewell: 3 * second }
}

// attack: R1
#[tokio::test]
async fn a_flood_of_headers_is_refused() {
    let world = World::plain().await;
    let many = "X: y\r\n".repeat(1_000);
    let answer = world.raw(format!("GET /api/v1/server HTTP/1.1\r\nHost: localhost\r\n{many}\r\n")).await;
    assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
    let long = "y".repeat(1 << 20);
    let answer =
        world.raw(format!("GET /api/v1/server HTTP/1.1\r\nHost: localhost\r\nX: {long}\r\n\r\n")).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431"), "{answer}");
    let answer = world.raw(format!("GET /{long} HTTP/1.1\r\nHost: localhost\r\n\r\n")).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
    assert_eq!(world.ask("GET /api/v1/server", &[], b"").await.status(), 200, "and the server goes on");
}

// attack: R1
#[tokio::test]
async fn a_head_that_drips_is_cut_off() {
    let world = World::with(None, short()).await;
    let mut stream = world.connect().await;
    let began = Instant::now();
    stream.write_all(b"GET /api/v1/server HTTP/1.1\r\n").await.unwrap();
    let mut end = [0; 1];
    loop {
        if stream.write_all(b"X: y\r\n").await.is_err() {
            break;
        }
        match tokio::time::timeout(Duration::from_millis(200), stream.read(&mut end)).await {
            Ok(_) => break,
            Err(_) => assert!(began.elapsed() < Duration::from_secs(5), "still open"),
        }
    }
    assert!(began.elapsed() >= Duration::from_millis(900));
}

// attack: R1
#[tokio::test]
async fn a_body_that_drips_is_cut_off() {
    let world = World::with(None, short()).await;
    let mut stream = world.connect().await;
    let head = format!(
        "POST /api/v1/notes HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n",
        world.token
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let (mut reader, mut writer) = stream.into_split();
    let drip = tokio::spawn(async move {
        while writer.write_all(b" ").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    });
    let mut answer = [0; 16];
    tokio::time::timeout(Duration::from_secs(5), reader.read_exact(&mut answer)).await.unwrap().unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 408"), "{answer:?}");
    drip.abort();
}

// attack: R1
#[tokio::test]
async fn a_client_that_never_reads_is_cut_off() {
    let world = World::with(None, short()).await;
    let mut stream = world.connect().await;
    let request = format!("GET /api/v1/openapi.json HTTP/1.1\r\nHost: {}\r\n\r\n", world.address);
    let flood = async { while stream.write_all(request.as_bytes()).await.is_ok() {} };
    tokio::time::timeout(Duration::from_secs(15), flood).await.expect("the server gives up on it");
}

// attack: R1
#[tokio::test]
async fn idle_sockets_keep_nobody_out() {
    let bounds = Bounds { connections: 100, ..Bounds::default() };
    let world = World::with(None, bounds).await;
    let mut idle = Vec::new();
    for _ in 0..500 {
        idle.push(world.connect().await);
    }
    for _ in 0..20 {
        assert_eq!(world.ask("GET /api/v1/server", &[], b"").await.status(), 200);
    }
    let first = idle.first_mut().unwrap();
    assert_eq!(read_to_end(first).await, "", "the longest idle was closed");
}

// attack: R1
#[tokio::test]
async fn silence_ends_a_connection() {
    let world = World::with(None, short()).await;
    let mut stream = world.connect().await;
    let began = Instant::now();
    read_to_end(&mut stream).await;
    let took = began.elapsed();
    assert!((Duration::from_millis(900)..Duration::from_secs(4)).contains(&took), "{took:?}");
}

// attack: R1
#[tokio::test]
async fn a_request_has_its_time() {
    let world = World::plain().await;
    let answer = world.ask("GET /api/v1/stuck", &[], b"").await;
    assert_eq!((answer.status(), answer.code().as_str()), (408, "timeout"));
}

#[tokio::test]
async fn stopping_lets_a_request_finish_and_takes_no_new_one() {
    let world = World::with(None, short()).await;
    let mut idle = world.connect().await;
    let mut stream = world.connect().await;
    stream.write_all(b"GET /api/v1/slow HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    let (address, began) = (world.address, Instant::now());
    world.stop().await;
    assert!(began.elapsed() < Duration::from_secs(3));
    let answer = read_to_end(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("done"), "{answer}");
    assert_eq!(read_to_end(&mut idle).await, "");
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn stopping_does_not_wait_for_ever() {
    let world = World::with(None, Bounds { farewell: Duration::from_millis(300), ..short() }).await;
    let mut stream = world.connect().await;
    stream.write_all(b"GET /api/v1/stuck HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    let began = Instant::now();
    world.stop().await;
    assert!(began.elapsed() < Duration::from_secs(2));
}
