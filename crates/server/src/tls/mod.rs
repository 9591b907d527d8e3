//! The server's certificate and the TLS settings: TLS 1.2 and 1.3, authenticated encryption only.
//!
//! There is no mode that accepts less, and no way to reach the API without TLS but on loopback.

mod fingerprint;
mod identity;

pub use fingerprint::Fingerprint;
pub use identity::{Identity, IdentityError};

use std::sync::Arc;

use rustls::{ServerConfig, crypto::CryptoProvider, version};

/// The settings under which `identity` is shown to clients: HTTP/2 is offered before HTTP/1.1.
///
/// # Errors
///
/// [`IdentityError::Mismatch`] when the key does not belong to the certificate.
pub fn server_config(identity: &Identity) -> Result<Arc<ServerConfig>, IdentityError> {
    let provider: Arc<CryptoProvider> = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&version::TLS13, &version::TLS12])
        .map_err(IdentityError::Mismatch)?
        .with_no_client_auth()
        .with_single_cert(identity.chain.clone(), identity.key.clone_key())
        .map_err(IdentityError::Mismatch)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    // Early data can be replayed by whoever records it.
    config.max_early_data_size = 0;
    Ok(Arc::new(config))
}

#[cfg(test)]
mod tests {
    use super::*;

    // attack: W8
    #[test]
    fn every_offered_suite_is_authenticated_encryption_with_forward_secrecy() {
        let folder = tempfile::tempdir().unwrap();
        let identity = Identity::load_or_make(folder.path(), &[]).unwrap();
        let config = server_config(&identity).unwrap();
        let suites = &config.crypto_provider().cipher_suites;
        assert!(!suites.is_empty());
        for suite in suites {
            let name = format!("{:?}", suite.suite());
            let aead = name.contains("_GCM_") || name.contains("_CHACHA20_POLY1305_");
            assert!(aead && (name.starts_with("TLS13_") || name.starts_with("TLS_ECDHE_")), "{name}");
        }
    }
}
