//! TLS on the link: files of certificates and keys become what the link trusts and shows.

use std::path::Path;

use rustls::pki_types::{
    CertificateDer, PrivateKeyDer,
    pem::{Error, PemObject},
};

use super::Checker;
use callbackd_settings::file::read_text;

use crate::{
    config::tables,
    pbx::{Identity, Tls, TlsFault, Trust},
};

/// Longest file of certificates, in octets; the authorities of a whole system are a quarter of it.
const MAX_PEM: u64 = 1 << 20;

impl Checker<'_> {
    /// `None` without TLS, and where it cannot work. Files that are not used are not looked for.
    pub(super) fn tls(
        &mut self,
        tls: &tables::Tls,
        host: Option<&String>,
        credentials: Option<&Path>,
    ) -> Option<Tls> {
        if !tls.enabled {
            return None;
        }
        let trust = self.trust(tls, credentials);
        let identity = self.identity(tls, credentials);
        let server_name = tls.server_name.as_ref().or(host)?;
        match Tls::new(server_name, trust?, identity.ok()?) {
            Ok(tls) => Some(tls),
            Err(fault) => {
                let key = match fault {
                    TlsFault::ServerName => "pbx.tls.server-name",
                    TlsFault::Authorities(_) => "pbx.tls.ca-file",
                    TlsFault::Identity(_) => "pbx.tls.certificate-file",
                };
                self.fault(key, fault.to_string());
                None
            }
        }
    }

    fn trust(&mut self, tls: &tables::Tls, credentials: Option<&Path>) -> Option<Trust> {
        match (&tls.ca_file, tls.fingerprint) {
            (Some(file), None) => {
                self.certificates("pbx.tls.ca-file", file, credentials).map(Trust::Authorities)
            }
            (None, Some(pin)) => Some(Trust::Certificate(pin.0)),
            (None, None) => {
                self.misfit(
                    "pbx.tls.enabled",
                    "pbx.tls",
                    "needs to know whom to trust: write ca-file, or fingerprint for a certificate that signed itself",
                );
                None
            }
            (Some(_), Some(_)) => {
                self.fault(
                    "pbx.tls.fingerprint",
                    "excludes ca-file: a pinned certificate needs no authority",
                );
                None
            }
        }
    }

    /// Our certificate and its key belong together; without either there is none to show.
    ///
    /// # Errors
    /// What is wrong has been told.
    fn identity(&mut self, tls: &tables::Tls, credentials: Option<&Path>) -> Result<Option<Identity>, ()> {
        let (certificate, key) = ("pbx.tls.certificate-file", "pbx.tls.key-file");
        match (&tls.certificate_file, &tls.key_file) {
            (None, None) => Ok(None),
            (Some(certificate_file), Some(key_file)) => {
                let certificates = self.certificates(certificate, certificate_file, credentials);
                let key = self.key(key, key_file, credentials);
                let (Some(certificates), Some(key)) = (certificates, key) else { return Err(()) };
                Ok(Some(Identity { certificates, key }))
            }
            (Some(_), None) => {
                self.misfit(certificate, key, "needs a key-file beside it");
                Err(())
            }
            (None, Some(_)) => {
                self.misfit(key, certificate, "needs a certificate-file beside it");
                Err(())
            }
        }
    }

    /// At least one certificate.
    fn certificates(
        &mut self,
        key: &str,
        file: &str,
        credentials: Option<&Path>,
    ) -> Option<Vec<CertificateDer<'static>>> {
        let path = self.located(key, file, credentials)?;
        let certificates = pem(&path).and_then(|text| {
            let found: Result<Vec<_>, Error> = CertificateDer::pem_slice_iter(text.as_bytes()).collect();
            let found = found.map_err(|error| format!("cannot be read as PEM: {error}"))?;
            match found.is_empty() {
                false => Ok(found),
                true => Err("has no certificate in it: write PEM, with the lines -----BEGIN CERTIFICATE----- and -----END CERTIFICATE-----".to_owned()),
            }
        });
        self.unless_wrong(key, &path, certificates)
    }

    fn key(&mut self, key: &str, file: &str, credentials: Option<&Path>) -> Option<PrivateKeyDer<'static>> {
        let path = self.located(key, file, credentials)?;
        let found = pem(&path).and_then(|text| {
            PrivateKeyDer::from_pem_slice(text.as_bytes()).map_err(|error| match error {
                Error::NoItemsFound if text.contains("ENCRYPTED PRIVATE KEY") => {
                    "is locked by a passphrase, and nobody is there to type it: unlock it (openssl pkey -in OLD -out NEW) and let only the daemon read it".to_owned()
                }
                Error::NoItemsFound => {
                    "has no private key in it: write PEM, with the line -----BEGIN PRIVATE KEY-----".to_owned()
                }
                // What stands in the file is not repeated: it is a secret.
                _ => "cannot be read as PEM".to_owned(),
            })
        });
        self.warn_if_open(key, &path);
        self.unless_wrong(key, &path, found)
    }

    fn unless_wrong<T>(&mut self, key: &str, path: &Path, found: Result<T, String>) -> Option<T> {
        found.map_err(|message| self.fault(key, format!("{}: {message}", path.display()))).ok()
    }
}

fn pem(path: &Path) -> Result<String, String> {
    read_text(path, MAX_PEM).map_err(|fault| fault.to_string())
}
