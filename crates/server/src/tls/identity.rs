//! The certificate and its private key: read from the configured files, or made at the first start.

use std::{
    io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use rcgen::{
    CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use zeroize::Zeroizing;

use super::Fingerprint;
use crate::{configuration::Tls, files::write_whole};

/// A certificate chain with the private key of its first certificate.
pub struct Identity {
    pub(super) chain: Vec<CertificateDer<'static>>,
    pub(super) key: PrivateKeyDer<'static>,
    certificate: CertificateDer<'static>,
    fingerprint: Fingerprint,
}

/// Why there is no usable certificate.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// A file can not be read or written.
    #[error("cannot use `{}`: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file holds no certificate or key.
    #[error("`{}` does not hold {expected} in PEM", path.display())]
    Pem {
        /// The file.
        path: PathBuf,
        /// What it should hold.
        expected: &'static str,
    },
    /// The certificate is there without its key.
    #[error("`{}` is missing: put it back, or remove the certificate so that a new one is made", path.display())]
    KeyMissing {
        /// Where the key should be.
        path: PathBuf,
    },
    /// A certificate can not be made.
    #[error("cannot make a certificate: {0}")]
    Make(#[from] rcgen::Error),
    /// Certificate and key do not fit together, or are of a kind that TLS does not take.
    #[error("certificate and key can not be used: {0}")]
    Mismatch(rustls::Error),
}

impl Identity {
    /// The certificate of the configuration.
    ///
    /// # Errors
    ///
    /// [`IdentityError`] when a file is missing or holds something else.
    pub fn load(files: &Tls) -> Result<Self, IdentityError> {
        let expected = "a certificate";
        let text = read(&files.certificate)?;
        let chain: Vec<_> = CertificateDer::pem_slice_iter(&text)
            .collect::<Result<_, _>>()
            .map_err(|_| IdentityError::Pem { path: files.certificate.clone(), expected })?;
        let first = chain.first().ok_or(IdentityError::Pem { path: files.certificate.clone(), expected })?;
        let (certificate, fingerprint) = (first.clone(), Fingerprint::of(first));
        let key = PrivateKeyDer::from_pem_slice(&Zeroizing::new(read(&files.key)?))
            .map_err(|_| IdentityError::Pem { path: files.key.clone(), expected: "a private key" })?;
        Ok(Self { chain, key, certificate, fingerprint })
    }

    /// The certificate `tls.crt` of the data folder with its key `tls.key`; made where there is none, for
    /// `names` (host names and addresses).
    ///
    /// # Errors
    ///
    /// [`IdentityError`]; an existing certificate is never replaced, because clients have pinned it.
    pub fn load_or_make(data: &Path, names: &[String]) -> Result<Self, IdentityError> {
        let files = Tls { certificate: data.join("tls.crt"), key: data.join("tls.key") };
        match (files.certificate.exists(), files.key.exists()) {
            (true, true) => {}
            (true, false) => return Err(IdentityError::KeyMissing { path: files.key }),
            // A start that was killed between the two files left the key alone; nobody has seen it yet.
            (false, _) => make(&files, names)?,
        }
        Self::load(&files)
    }

    /// The certificate itself, without its intermediates.
    pub fn certificate(&self) -> &CertificateDer<'static> {
        &self.certificate
    }

    /// The fingerprint of the first certificate.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }
}

const DAY: Duration = Duration::from_secs(86_400);

/// ECDSA on P-256, because every browser takes it and not every one takes Ed25519.
fn make(files: &Tls, names: &[String]) -> Result<(), IdentityError> {
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
    let mut parameters = CertificateParams::new(names)?;
    parameters.distinguished_name = rcgen::DistinguishedName::new();
    parameters.distinguished_name.push(DnType::CommonName, "Strongroom");
    parameters.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    // Trust rests on the fingerprint, so a date would only break it one day; a day back for slow clocks.
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let now = rcgen::date_time_ymd(1970, 1, 1) + since_epoch;
    parameters.not_before = now - DAY;
    parameters.not_after = now + 20 * 366 * DAY;
    let certificate = parameters.self_signed(&key)?;
    let pem = Zeroizing::new(key.serialize_pem());
    for (path, mode, text) in
        [(&files.key, 0o600, pem.as_str()), (&files.certificate, 0o644, &certificate.pem())]
    {
        write_whole(path, mode, text.as_bytes())
            .map_err(|source| IdentityError::File { path: path.clone(), source })?;
    }
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>, IdentityError> {
    std::fs::read(path).map_err(|source| IdentityError::File { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn the_first_start_makes_it_and_later_ones_keep_it() {
        let folder = tempfile::tempdir().unwrap();
        let names = ["localhost".to_owned(), "127.0.0.1".to_owned()];
        let first = Identity::load_or_make(folder.path(), &names).unwrap().fingerprint();
        assert_eq!(Identity::load_or_make(folder.path(), &names).unwrap().fingerprint(), first);
        let mode = |name| folder.path().join(name).metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode("tls.key"), 0o600);
        assert_eq!(mode("tls.crt"), 0o644);
    }

    #[test]
    fn a_lost_key_is_an_error_and_not_a_new_certificate() {
        let folder = tempfile::tempdir().unwrap();
        Identity::load_or_make(folder.path(), &[]).unwrap();
        std::fs::remove_file(folder.path().join("tls.key")).unwrap();
        let error = Identity::load_or_make(folder.path(), &[]).map(|_| ()).unwrap_err();
        assert!(error.to_string().contains("tls.key"), "{error}");
    }

    #[test]
    fn a_start_killed_between_the_two_files_is_made_good() {
        let folder = tempfile::tempdir().unwrap();
        Identity::load_or_make(folder.path(), &[]).unwrap();
        std::fs::remove_file(folder.path().join("tls.crt")).unwrap();
        std::fs::write(folder.path().join("tls.new"), "half").unwrap();
        Identity::load_or_make(folder.path(), &[]).unwrap();
    }

    #[test]
    fn files_with_other_content_are_named() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("tls.crt"), "no certificate").unwrap();
        std::fs::write(folder.path().join("tls.key"), "no key").unwrap();
        let error = Identity::load_or_make(folder.path(), &[]).map(|_| ()).unwrap_err();
        assert!(error.to_string().contains("tls.crt"), "{error}");
    }
}
