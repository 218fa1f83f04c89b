//! Certificates of all kinds, made for one test each.

use std::path::{Path, PathBuf};

use callbackd::pbx::Fingerprint;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};

/// An authority that signs whatever it is asked to.
pub struct Authority {
    pem: String,
    issuer: Issuer<'static, KeyPair>,
}

/// A certificate with its key, in PEM.
pub struct Pair {
    pub certificate: String,
    pub key: String,
    pub fingerprint: Fingerprint,
}

impl Authority {
    pub fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, "An authority");
        let key = KeyPair::generate().unwrap();
        let pem = params.self_signed(&key).unwrap().pem();
        Self { pem, issuer: Issuer::new(params, key) }
    }

    /// A file with the authority's own certificate.
    pub fn file(&self, folder: &Path) -> PathBuf {
        file(folder, "authority.pem", &self.pem)
    }

    pub fn pem(&self) -> String {
        self.pem.clone()
    }

    /// Signs for these names (or addresses).
    pub fn signs(&self, names: &[&str]) -> Pair {
        self.signs_until(names, 4096)
    }

    /// The same, in force until the first day of a year.
    pub fn signs_until(&self, names: &[&str], year: i32) -> Pair {
        let mut params = params(names);
        params.not_after = date_time_ymd(year, 1, 1);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        Pair::new(&certificate, &key)
    }
}

impl Pair {
    /// One that has signed itself, as an old switch makes it: long expired, made out to nobody who is there.
    pub fn of_an_old_switch() -> Self {
        let mut params = params(&["pbx.invalid"]);
        params.not_after = date_time_ymd(2012, 1, 1);
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        Self::new(&certificate, &key)
    }

    /// One that has signed itself and could sign others, as `openssl req -x509` makes them.
    pub fn of_an_authority_for_itself(name: &str) -> Self {
        let mut params = params(&[name]);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        Self::new(&certificate, &key)
    }

    fn new(certificate: &rcgen::Certificate, key: &KeyPair) -> Self {
        let fingerprint = Fingerprint::of(certificate.der());
        Self { certificate: certificate.pem(), key: key.serialize_pem(), fingerprint }
    }

    /// What a simulated switch is told.
    pub fn of_switch(&self, clients: Option<&Authority>) -> pbxsim::config::Tls {
        let clients = clients.map(Authority::pem);
        pbxsim::config::Tls { certificates: self.certificate.clone(), key: self.key.clone(), clients }
    }

    /// Files with the certificate and the key.
    pub fn files(&self, folder: &Path) -> (PathBuf, PathBuf) {
        (file(folder, "own.pem", &self.certificate), file(folder, "own.key", &self.key))
    }
}

fn params(names: &[&str]) -> CertificateParams {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    CertificateParams::new(names).unwrap()
}

fn file(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}
