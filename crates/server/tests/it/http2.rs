//! HTTP/2 in frames (RFC 9113), as its abusers send them.

use std::time::Duration;

use strongroom_server::listener::Bounds;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_rustls::client::TlsStream;

use crate::tls::Secure;

const SETTINGS: u8 = 4;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const GOAWAY: u8 = 7;

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let mut frame = length[1..].to_vec();
    frame.extend([kind, flags]);
    frame.extend(stream.to_be_bytes());
    frame.extend(payload);
    frame
}

/// `GET /api/v1/server` in HPACK without Huffman codes or indexing.
fn head() -> Vec<u8> {
    let mut block = Vec::new();
    for (name, value) in
        [(":method", "GET"), (":scheme", "https"), (":path", "/api/v1/server"), (":authority", "localhost")]
    {
        block.push(0);
        block.push(u8::try_from(name.len()).unwrap());
        block.extend(name.as_bytes());
        block.push(u8::try_from(value.len()).unwrap());
        block.extend(value.as_bytes());
    }
    block
}

async fn open(secure: &Secure) -> TlsStream<TcpStream> {
    let mut stream = secure.connect(&["h2"], &[&rustls::version::TLS13]).await.unwrap();
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
    let hello = [b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(), frame(SETTINGS, 0, 0, &[])].concat();
    stream.write_all(&hello).await.unwrap();
    stream
}

/// Reads frames until one of `kind` comes, or the server closes.
async fn read_until(stream: &mut TlsStream<TcpStream>, kind: u8) -> Option<Vec<u8>> {
    let read = async {
        loop {
            let mut head = [0; 9];
            stream.read_exact(&mut head).await.ok()?;
            let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
            let mut payload = vec![0; usize::try_from(length).unwrap()];
            stream.read_exact(&mut payload).await.ok()?;
            if head[3] == kind {
                return Some(payload);
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(10), read).await.ok().flatten()
}

#[tokio::test]
async fn a_request_is_answered() {
    let secure = Secure::start(Bounds::default()).await;
    let mut stream = open(&secure).await;
    stream.write_all(&frame(HEADERS, 0x5, 1, &head())).await.unwrap();
    let answer = read_until(&mut stream, HEADERS).await.unwrap();
    assert_eq!(answer.first(), Some(&0x88), "`:status: 200` of the static table");
}

// attack: R1
#[tokio::test]
async fn rapid_resets_end_the_connection() {
    let secure = Secure::start(Bounds::default()).await;
    let mut stream = open(&secure).await;
    let mut flood = Vec::new();
    for number in 0..2_000_u32 {
        let id = 2 * number + 1;
        flood.extend(frame(HEADERS, 0x5, id, &head()));
        flood.extend(frame(RST_STREAM, 0, id, &8_u32.to_be_bytes()));
    }
    // The server may close in the middle of it.
    let _ = stream.write_all(&flood).await;
    if let Some(goaway) = read_until(&mut stream, GOAWAY).await {
        assert_eq!(goaway.get(4..8), Some(&11_u32.to_be_bytes()[..]), "ENHANCE_YOUR_CALM");
    }
    let mut rest = Vec::new();
    let closed = tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut rest)).await;
    assert!(closed.is_ok(), "the connection is closed");
    let mut fresh = open(&secure).await;
    fresh.write_all(&frame(HEADERS, 0x5, 1, &head())).await.unwrap();
    assert!(read_until(&mut fresh, HEADERS).await.is_some(), "and the server goes on");
}

// attack: R1
#[tokio::test]
async fn a_head_without_end_is_refused() {
    let secure = Secure::start(Bounds::default()).await;
    let mut stream = open(&secure).await;
    let mut flood = frame(HEADERS, 0x1, 1, &head());
    let mut line = vec![0, 1, b'x', 0x7f];
    // A value of 127 + 9,000 bytes: 7-bit prefix, then 9,000 in groups of seven bits.
    line.extend([0xa8, 0x46]);
    line.extend(vec![b'y'; 9_127]);
    for _ in 0..1_000 {
        flood.extend(frame(9, 0, 1, &line));
    }
    let _ = stream.write_all(&flood).await;
    let mut rest = Vec::new();
    let ended = tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut rest)).await;
    assert!(ended.is_ok(), "the connection is closed");
}

// attack: R1
#[tokio::test]
async fn a_client_that_never_begins_is_cut_off() {
    let second = Duration::from_secs(1);
    let secure = Secure::start(Bounds { silence: second, ..Bounds::default() }).await;
    let mut stream = secure.connect(&["h2"], &[&rustls::version::TLS13]).await.unwrap();
    let mut rest = Vec::new();
    let ended = tokio::time::timeout(5 * second, stream.read_to_end(&mut rest)).await;
    assert!(ended.is_ok(), "the connection is closed");
}
