//! TLS as clients meet it.

use std::sync::Arc;

use rustls::{ClientConfig, RootCertStore, pki_types::ServerName};
use strongroom_server::{
    listener::{Bounds, Listener},
    tls::{Identity, server_config},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_rustls::{TlsConnector, client::TlsStream};

use crate::world::World;

pub struct Secure {
    pub world: World,
    roots: Arc<RootCertStore>,
}

impl Secure {
    pub async fn start(bounds: Bounds) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let identity =
            Identity::load_or_make(folder.path(), &["127.0.0.1".into(), "localhost".into()]).unwrap();
        let mut roots = RootCertStore::empty();
        roots.add(identity.certificate().clone()).unwrap();
        let world = World::with(Some(server_config(&identity).unwrap()), bounds).await;
        Self { world, roots: Arc::new(roots) }
    }

    pub async fn connect(
        &self,
        alpn: &[&str],
        versions: &[&'static rustls::SupportedProtocolVersion],
    ) -> std::io::Result<TlsStream<TcpStream>> {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(versions)
            .unwrap()
            .with_root_certificates(Arc::clone(&self.roots))
            .with_no_client_auth();
        config.alpn_protocols = alpn.iter().map(|name| name.as_bytes().to_vec()).collect();
        let stream = TcpStream::connect(self.world.address).await?;
        let name = ServerName::try_from("localhost").unwrap();
        TlsConnector::from(Arc::new(config)).connect(name, stream).await
    }
}

// attack: W8
#[tokio::test]
async fn the_certificate_is_good_for_its_names_in_both_versions() {
    let secure = Secure::start(Bounds::default()).await;
    for version in [&rustls::version::TLS12, &rustls::version::TLS13] {
        let mut stream = secure.connect(&["http/1.1"], &[version]).await.unwrap();
        let text = "GET /api/v1/server HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        stream.write_all(text.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        assert!(answer.contains("strict-transport-security: max-age="), "{answer}");
    }
}

// attack: W8
#[tokio::test]
async fn plain_http_gets_the_reason_and_nothing_else_from_a_tls_port() {
    let secure = Secure::start(Bounds::default()).await;
    for line in ["GET /api/v1/server", "GET /setup", "POST /api/v1/auth/login"] {
        let answer = secure.world.raw(&format!("{line} HTTP/1.1\r\nHost: localhost\r\n\r\n")).await;
        assert!(answer.starts_with("HTTP/1.1 400 "), "{line}: {answer}");
        assert!(answer.contains("This server speaks HTTPS only."), "{line}: {answer}");
        assert!(answer.to_lowercase().contains("connection: close"), "{line}: {answer}");
        for never in ["location:", "set-cookie:", "setup_required", "<html"] {
            assert!(!answer.to_lowercase().contains(never), "{line}: {answer}");
        }
    }
    let answer = secure.world.raw("\0\0\0\0\0\0\0\0").await;
    assert!(!answer.contains("HTTP/"), "what is no HTTP is told nothing: {answer}");
}

// attack: W8
#[tokio::test]
async fn a_hello_of_tls_1_1_is_refused() {
    let secure = Secure::start(Bounds::default()).await;
    let mut stream = secure.world.connect().await;
    // A ClientHello of TLS 1.1 that offers ECDHE_RSA and ECDHE_ECDSA with AES-CBC and nothing else.
    let mut hello = vec![3, 2];
    hello.extend([7; 32]);
    hello.extend([0, 0, 4, 0xc0, 0x09, 0xc0, 0x13, 1, 0]);
    let mut record = vec![22, 3, 1];
    record.extend(u16::try_from(hello.len() + 4).unwrap().to_be_bytes());
    record.extend([1, 0]);
    record.extend(u16::try_from(hello.len()).unwrap().to_be_bytes());
    record.extend(hello);
    stream.write_all(&record).await.unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    // An alert (21) that is fatal (2): protocol_version (70), handshake_failure (40) or missing_extension (109).
    assert_eq!(answer.first(), Some(&21), "{answer:?}");
    assert_eq!(answer.get(5), Some(&2), "{answer:?}");
}

// attack: R1
#[tokio::test]
async fn a_handshake_has_its_time() {
    let second = std::time::Duration::from_secs(1);
    let secure = Secure::start(Bounds { handshake: second, ..Bounds::default() }).await;
    let mut stream = secure.world.connect().await;
    let began = std::time::Instant::now();
    stream.write_all(&[22, 3, 1, 2]).await.unwrap();
    crate::world::read_to_end(&mut stream).await;
    assert!(began.elapsed() < 4 * second);
}

// attack: W8
#[tokio::test]
async fn without_tls_only_loopback_is_listened_on() {
    for address in ["0.0.0.0:0", "[::]:0", "[::ffff:0.0.0.0]:0"] {
        let refused = Listener::bind(address.parse().unwrap(), None, Bounds::default()).await;
        assert_eq!(refused.map(|_| ()).unwrap_err().kind(), std::io::ErrorKind::InvalidInput, "{address}");
    }
}
