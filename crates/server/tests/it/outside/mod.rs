//! What goes out: mail to a real SMTP server and calls to a real HTTPS server, both on loopback.

mod mail;
mod sending;
mod sink;
mod webhooks;

use std::{path::PathBuf, sync::Arc};

use rustls::ServerConfig;
use strongroom_server::tls::{Identity, server_config};
use tempfile::TempDir;

use crate::world::World;

/// A server's identity for `localhost`, and the file with the certificate to trust.
pub struct Trusted {
    pub config: Arc<ServerConfig>,
    pub ca: PathBuf,
    _folder: TempDir,
}

impl Trusted {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let names = ["localhost".to_owned(), "127.0.0.1".to_owned()];
        let identity = Identity::load_or_make(folder.path(), &names).unwrap();
        let mut config = (*server_config(&identity).unwrap()).clone();
        config.alpn_protocols = vec![];
        let ca = folder.path().join("trusted.pem");
        let pem = {
            use base64::Engine as _;
            let text = base64::engine::general_purpose::STANDARD.encode(identity.certificate());
            let lines: Vec<&str> =
                text.as_bytes().chunks(64).map(|it| std::str::from_utf8(it).unwrap()).collect();
            format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
        };
        std::fs::write(&ca, pem).unwrap();
        Self { config: Arc::new(config), ca, _folder: folder }
    }
}

/// Tells what happened and sends what is due.
pub async fn tell_and_send(world: &World) {
    while world.service.tell().await.unwrap() {}
    for receiver in world.service.receivers().unwrap() {
        world.service.send_to(receiver).await.unwrap();
    }
}
