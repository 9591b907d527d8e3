//! One request can not carry another.

use crate::world::World;

const SMUGGLED: &str = "GET /api/v1/whoami HTTP/1.1\r\nHost: localhost\r\n\r\n";

// attack: W7
#[tokio::test]
async fn what_is_hidden_behind_two_lengths_is_never_answered() {
    let world = World::plain().await;
    let chunked = "0\r\n\r\n";
    for lengths in [
        format!("Content-Length: {}\r\nTransfer-Encoding: chunked\r\n", chunked.len() + SMUGGLED.len()),
        format!("Transfer-Encoding: chunked\r\nContent-Length: {}\r\n", chunked.len() + SMUGGLED.len()),
        "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n".to_owned(),
        "Transfer-Encoding: chunked\r\n".to_owned(),
    ] {
        let text =
            format!("POST /api/v1/notes HTTP/1.1\r\nHost: localhost\r\n{lengths}\r\n{chunked}{SMUGGLED}");
        let answers = world.raw(text).await;
        assert_eq!(answers.matches("HTTP/1.1 ").count(), 1, "{lengths}\n{answers}");
        assert!(answers.contains("connection: close"), "{answers}");
    }
}

// attack: W7
#[tokio::test]
async fn lengths_that_contradict_themselves_are_refused() {
    let world = World::plain().await;
    for lengths in [
        "Content-Length: 5\r\nContent-Length: 6\r\n",
        "Content-Length: 5, 6\r\n",
        "Content-Length: +5\r\n",
        "Content-Length: -1\r\n",
        "Content-Length: 0x5\r\n",
        "Content-Length : 5\r\n",
        "Content-Length: 99999999999999999999\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding: xchunked\r\n",
        " Transfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        "X: y\r\n Transfer-Encoding: chunked\r\n",
        "Transfer-Encoding\t: chunked\r\n",
    ] {
        let text = format!("POST /api/v1/notes HTTP/1.1\r\nHost: localhost\r\n{lengths}\r\nhello{SMUGGLED}");
        let answers = world.raw(text).await;
        assert!(answers.starts_with("HTTP/1.1 400 "), "{lengths:?}\n{answers}");
        assert_eq!(answers.matches("HTTP/1.1 ").count(), 1, "{lengths:?}\n{answers}");
    }
    let answers =
        world.raw("POST /api/v1/notes HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n").await;
    assert!(answers.starts_with("HTTP/1.0 400 ") || answers.starts_with("HTTP/1.1 400 "), "{answers}");
}

// attack: W7
#[tokio::test]
async fn chunks_that_lie_about_their_size_are_refused() {
    let world = World::plain().await;
    let bearer = format!("Authorization: Bearer {}\r\nContent-Type: application/json\r\n", world.token);
    let head = format!(
        "POST /api/v1/notes HTTP/1.1\r\nHost: localhost\r\n{bearer}Transfer-Encoding: chunked\r\n\r\n"
    );
    for body in
        ["5\r\n{\"text\r\n0\r\n\r\n", "zz\r\n{}\r\n0\r\n\r\n", "fffffffffffffffff\r\n{}\r\n", "-1\r\n{}\r\n"]
    {
        let answers = world.raw(format!("{head}{body}{SMUGGLED}")).await;
        assert!(!answers.contains("HTTP/1.1 200"), "{body:?}\n{answers}");
    }
    let whole = world.raw(format!("{head}e\r\n{{\"text\":\"abc\"}}\r\n0\r\n\r\n")).await;
    assert!(whole.starts_with("HTTP/1.1 200") && whole.ends_with("3 0"), "{whole}");
}
