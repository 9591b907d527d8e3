//! One large file up and down: how fast, and how much memory the server takes for it.

use std::{sync::Arc, time::Instant};

use anyhow::{Context, ensure};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use strongroom_bench::{
    connection::{Connection, text},
    load::Place,
    process,
};

use crate::Single;

/// The size of the file, in MiB: the ceiling of a new server.
const MEBIBYTES: usize = 100;
const MEBIBYTE: usize = 1 << 20;

/// Megabytes in a second both ways, and what the server's memory grows by.
pub async fn measured(place: &Place, database: &Arc<str>) -> anyhow::Result<Vec<Single>> {
    let mut first = Connection::open(&place.host, &place.token).await?;
    let body = json!({"kind": "entry", "title": "With a file"});
    let made = first.must(201, "POST", &format!("{database}/objects"), Some(&body)).await?;
    let path = format!("{database}/objects/{}/attachments", text(&made, "id")?);
    let megabytes = (MEBIBYTES * MEBIBYTE) as f64 / 1e6;
    let before = process::resident(place.pid);
    let mut most = before;

    let (begin, cpu) = (Instant::now(), process::cpu_seconds(place.pid));
    let mut stream = open(place, "POST", &path, MEBIBYTES * MEBIBYTE).await?;
    let mut piece = vec![0_u8; MEBIBYTE];
    for number in 0..MEBIBYTES {
        piece.iter_mut().zip(number..).for_each(|(byte, value)| *byte = (value * 31 % 251) as u8);
        stream.write_all(&piece).await?;
        most = most.max(process::resident(place.pid));
    }
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    let answer = String::from_utf8_lossy(&answer).into_owned();
    ensure!(answer.starts_with("HTTP/1.1 201"), "upload: {answer}");
    let took = begin.elapsed().as_secs_f64();
    let used = process::cpu_seconds(place.pid) - cpu;
    let body = answer.split_once("\r\n\r\n").map(|(_, body)| body).context("no body")?;
    let file = format!("{path}/{}", text(body.as_bytes(), "id")?);
    let mut singles = vec![
        Single::new(format!("upload of {MEBIBYTES} MiB"), megabytes / took, "MB/s"),
        Single::new("upload: server's CPU for each MB", used * 1e3 / megabytes, "ms"),
    ];

    let (begin, cpu) = (Instant::now(), process::cpu_seconds(place.pid));
    let mut stream = open(place, "GET", &file, 0).await?;
    let (mut buffer, mut arrived) = (vec![0_u8; MEBIBYTE], 0);
    loop {
        let read = stream.read(&mut buffer).await?;
        if read == 0 {
            break;
        }
        arrived += read;
        if arrived % (8 * MEBIBYTE) < read {
            most = most.max(process::resident(place.pid));
        }
    }
    ensure!(arrived > MEBIBYTES * MEBIBYTE, "only {arrived} bytes came");
    let took = begin.elapsed().as_secs_f64();
    let used = process::cpu_seconds(place.pid) - cpu;
    singles.extend([
        Single::new(format!("download of {MEBIBYTES} MiB"), megabytes / took, "MB/s"),
        Single::new("download: server's CPU for each MB", used * 1e3 / megabytes, "ms"),
        Single::new("server's memory grows by, both ways", (most - before) / 1e6, "MB"),
    ]);
    Ok(singles)
}

/// Sends the head of a request on a connection of its own.
async fn open(place: &Place, method: &str, path: &str, length: usize) -> anyhow::Result<TcpStream> {
    let mut stream = TcpStream::connect(&place.host).await?;
    let mut head = format!(
        "{method} {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nConnection: close\r\n",
        place.host, place.token
    );
    if length > 0 {
        head.push_str(&format!(
            "Content-Type: application/octet-stream\r\nStrongroom-Name: bench.bin\r\nContent-Length: {length}\r\n"
        ));
    }
    stream.write_all(format!("{head}\r\n").as_bytes()).await?;
    Ok(stream)
}
