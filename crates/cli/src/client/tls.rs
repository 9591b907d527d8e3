//! TLS that trusts one certificate: the one whose fingerprint the person confirmed.
//!
//! Authorities and host names are not asked, so a certificate that somebody else can obtain for the same
//! name is refused. The handshake's signature is always checked: a copy of the certificate without its key
//! does not pass.

use std::{
    net::TcpStream,
    sync::{Arc, OnceLock},
    time::Duration,
};

use rustls::{
    ClientConfig, ClientConnection, DigitallySignedStruct, Error as TlsError, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime},
    version::{TLS12, TLS13},
};

use super::{Fingerprint, ServerAddress};
use crate::error::CliError;

/// How long the first handshake may take.
const HANDSHAKE_TIME: Duration = Duration::from_secs(15);

/// Accepts one certificate, or, without a pin, none: it then only takes note of what it saw.
#[derive(Debug)]
pub struct PinnedCertificate {
    pin: Option<Fingerprint>,
    refused: OnceLock<Fingerprint>,
    provider: Arc<CryptoProvider>,
}

impl PinnedCertificate {
    /// The verifier for a pin.
    pub fn new(pin: Option<Fingerprint>) -> Arc<Self> {
        Arc::new(Self { pin, refused: OnceLock::new(), provider: Arc::new(aws_lc_rs::default_provider()) })
    }

    /// The certificate that was refused, if one was.
    pub fn refused(&self) -> Option<Fingerprint> {
        self.refused.get().copied()
    }

    /// The TLS settings that use this verifier: TLS 1.2 and 1.3 with AEAD suites, which are the only ones
    /// that the provider has.
    ///
    /// # Errors
    /// [`CliError::Failed`] when the provider supports none of the versions.
    pub fn settings(self: &Arc<Self>) -> Result<ClientConfig, CliError> {
        let verifier: Arc<dyn ServerCertVerifier> = Arc::clone(self) as Arc<dyn ServerCertVerifier>;
        Ok(ClientConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_protocol_versions(&[&TLS13, &TLS12])
            .map_err(|error| CliError::Failed(format!("TLS is not available: {error}")))?
            .dangerous()
            .with_custom_certificate_verifier(verifier)
            .with_no_client_auth())
    }
}

impl ServerCertVerifier for PinnedCertificate {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _name: &ServerName<'_>,
        _ocsp: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, TlsError> {
        let presented = Fingerprint::of(certificate);
        if self.pin == Some(presented) {
            return Ok(ServerCertVerified::assertion());
        }
        // Only the first is kept: one connection presents one certificate.
        let _ = self.refused.set(presented);
        Err(TlsError::General("certificate is not the pinned one".into()))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// Asks a server for its certificate and hangs up: nothing but the handshake is sent.
///
/// # Errors
/// [`CliError::Unreachable`] when there is no such server, or it does not speak TLS.
pub fn observe(server: &ServerAddress) -> Result<Fingerprint, CliError> {
    let unreachable = |reason: String| CliError::Unreachable { server: server.to_string(), reason };
    let name =
        ServerName::try_from(server.host().to_owned()).map_err(|error| unreachable(error.to_string()))?;
    let mut stream =
        TcpStream::connect((server.host(), server.port())).map_err(|error| unreachable(error.to_string()))?;
    stream
        .set_read_timeout(Some(HANDSHAKE_TIME))
        .and_then(|()| stream.set_write_timeout(Some(HANDSHAKE_TIME)))
        .map_err(|error| unreachable(error.to_string()))?;
    let verifier = PinnedCertificate::new(None);
    let mut connection = ClientConnection::new(Arc::new(verifier.settings()?), name)
        .map_err(|error| unreachable(error.to_string()))?;
    // The verifier refuses every certificate, so the handshake always fails; what matters is what it saw.
    let ended = connection.complete_io(&mut stream);
    verifier.refused().ok_or_else(|| match ended {
        Ok(_) => unreachable("no certificate was presented".into()),
        Err(error) => unreachable(format!("no TLS: {error}")),
    })
}
