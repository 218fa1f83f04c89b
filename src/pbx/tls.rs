//! TLS on the link: whom we trust, how we show who we are, and in words what went wrong.

use std::{fmt, io, str::FromStr, sync::Arc};

use rustls::{
    AlertDescription, CertificateError, ClientConfig, ClientConnection, DigitallySignedStruct, Error,
    OtherError, ProtocolVersion, RootCertStore, SignatureScheme,
    client::{
        WebPkiServerVerifier,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    },
    crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime},
};
use sha2::{Digest, Sha256};
use tokio::net::TcpStream;
use tokio_rustls::{TlsConnector, client::TlsStream};

/// Names of a certificate that are told; whoever made it may have put in thousands.
const NAMES_TOLD: usize = 4;
/// Characters of a name that are told.
const NAME_TOLD: usize = 80;

/// How the link is encrypted: TLS 1.2 or 1.3.
#[derive(Clone)]
pub struct Tls {
    client: Arc<ClientConfig>,
    server_name: ServerName<'static>,
}

/// Whose certificate the switch must show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trust {
    /// One that these have signed, that is in force, and that is made out to the server name.
    Authorities(Vec<CertificateDer<'static>>),
    /// This one, whoever signed it, until when and to whom: old switches have made theirs by themselves.
    Certificate(Fingerprint),
}

/// Our own certificate, those that lead to its authority, and its key, for a switch that wants to see one.
#[derive(Debug)]
pub struct Identity {
    /// The certificate comes first.
    pub certificates: Vec<CertificateDer<'static>>,
    /// Its private key.
    pub key: PrivateKeyDer<'static>,
}

/// What cannot be made use of.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TlsFault {
    /// No host name and no address.
    #[error("is neither a host name nor an IP address: write one that the certificate names")]
    ServerName,
    /// The authorities' certificates.
    #[error("cannot be trusted: {0}")]
    Authorities(String),
    /// Our certificate or its key.
    #[error("cannot be shown to the switch: {0}")]
    Identity(String),
}

impl Tls {
    /// Trusts `trust` to be `server_name`, and shows `identity` if asked.
    ///
    /// # Errors
    /// What cannot be made use of.
    pub fn new(server_name: &str, trust: Trust, identity: Option<Identity>) -> Result<Self, TlsFault> {
        let server_name = ServerName::try_from(server_name.to_owned()).map_err(|_| TlsFault::ServerName)?;
        let provider = Arc::new(ring::default_provider());
        let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(|error| TlsFault::Authorities(error.to_string()))?
            .dangerous()
            .with_custom_certificate_verifier(verifier(trust, provider)?);
        let client = match identity {
            None => builder.with_no_client_auth(),
            Some(Identity { certificates, key }) => builder
                .with_client_auth_cert(certificates, key)
                .map_err(|error| TlsFault::Identity(of_identity(&error)))?,
        };
        Ok(Self { client: Arc::new(client), server_name })
    }

    /// Agrees on keys with the switch at the other end of `stream`.
    ///
    /// # Errors
    /// [`in_words`] tells what they mean.
    pub(super) async fn connect(&self, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        TlsConnector::from(Arc::clone(&self.client)).connect(self.server_name.clone(), stream).await
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").field("server_name", &self.server_name).finish_non_exhaustive()
    }
}

/// The same, not alike: clones of one are equal.
impl PartialEq for Tls {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.client, &other.client) && self.server_name == other.server_name
    }
}

impl Eq for Tls {}

fn verifier(trust: Trust, provider: Arc<CryptoProvider>) -> Result<Arc<dyn ServerCertVerifier>, TlsFault> {
    match trust {
        Trust::Certificate(fingerprint) => Ok(Arc::new(Pinned { fingerprint, provider })),
        Trust::Authorities(certificates) => {
            let mut roots = RootCertStore::empty();
            for certificate in certificates {
                roots.add(certificate).map_err(|error| TlsFault::Authorities(error.to_string()))?;
            }
            let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider);
            Ok(verifier.build().map_err(|error| TlsFault::Authorities(error.to_string()))?)
        }
    }
}

fn of_identity(error: &Error) -> String {
    match error {
        Error::InconsistentKeys(_) => "the key is not that of the certificate".to_owned(),
        error => error.to_string(),
    }
}

/// SHA-256 of a certificate's DER octets.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// That of `certificate`.
    #[must_use]
    pub fn of(certificate: &CertificateDer<'_>) -> Self {
        Self(Sha256::digest(certificate).into())
    }
}

impl FromStr for Fingerprint {
    type Err = ();

    /// Sixty-four hexadecimal digits; colons, as `openssl` writes them, do not count.
    fn from_str(text: &str) -> Result<Self, ()> {
        let digits: Vec<char> = text.chars().filter(|c| *c != ':').collect();
        let mut octets = [0; 32];
        if digits.len() != 2 * octets.len() {
            return Err(());
        }
        for (octet, pair) in octets.iter_mut().zip(digits.chunks_exact(2)) {
            let pair: String = pair.iter().filter(|c| c.is_ascii_hexdigit()).collect();
            *octet = u8::from_str_radix(&pair, 16).ok().filter(|_| pair.len() == 2).ok_or(())?;
        }
        Ok(Self(octets))
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, octet) in self.0.iter().enumerate() {
            let separator = if place == 0 { "" } else { ":" };
            write!(f, "{separator}{octet:02X}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({self})")
    }
}

/// The switch showed a certificate that is not the pinned one.
#[derive(Debug, thiserror::Error)]
#[error(
    "the switch shows another certificate than the one in [pbx.tls] fingerprint: if it was renewed, write \"{shown}\""
)]
struct Another {
    shown: Fingerprint,
}

/// Takes one certificate, by its fingerprint.
#[derive(Debug)]
struct Pinned {
    fingerprint: Fingerprint,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let shown = Fingerprint::of(end_entity);
        if shown == self.fingerprint {
            Ok(ServerCertVerified::assertion())
        } else {
            Err(CertificateError::Other(OtherError(Arc::new(Another { shown }))).into())
        }
    }

    // That the peer has the certificate's key is what the signatures prove.
    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// The version that was agreed on.
pub(super) fn version(connection: &ClientConnection) -> &'static str {
    match connection.protocol_version() {
        Some(ProtocolVersion::TLSv1_2) => "TLS 1.2",
        Some(ProtocolVersion::TLSv1_3) => "TLS 1.3",
        _ => "TLS",
    }
}

/// What went wrong with TLS and what to do about it; `None` for what has nothing to do with it.
pub(super) fn in_words(error: &io::Error) -> Option<String> {
    use AlertDescription as Alert;
    let error = error.get_ref()?.downcast_ref::<Error>()?;
    Some(match error {
        Error::InvalidCertificate(fault) => of_certificate(fault),
        Error::InvalidMessage(_) => {
            "what answers at this port speaks no TLS: check the port, or switch [pbx.tls] off".to_owned()
        }
        Error::PeerIncompatible(_)
        | Error::AlertReceived(
            Alert::HandshakeFailure | Alert::ProtocolVersion | Alert::InsufficientSecurity,
        ) => {
            format!("the switch knows no version or cipher that is still safe (TLS 1.2 and 1.3 are): {error}")
        }
        Error::AlertReceived(Alert::CertificateRequired) => {
            "the switch wants to see a certificate: write certificate-file and key-file in [pbx.tls]"
                .to_owned()
        }
        Error::AlertReceived(
            Alert::BadCertificate
            | Alert::UnsupportedCertificate
            | Alert::CertificateRevoked
            | Alert::CertificateExpired
            | Alert::CertificateUnknown
            | Alert::UnknownCA
            | Alert::AccessDenied,
        ) => format!("the switch does not take our certificate: {error}"),
        error => error.to_string(),
    })
}

fn of_certificate(fault: &CertificateError) -> String {
    use CertificateError as Fault;
    match fault {
        // A bad signature is that of an authority of the same name with another key.
        Fault::UnknownIssuer | Fault::BadSignature => {
            "the switch's certificate is signed by none of the authorities in [pbx.tls] ca-file: add the one that signed it, or pin the certificate by its fingerprint".to_owned()
        }
        Fault::Expired | Fault::ExpiredContext { .. } => {
            "the switch's certificate has expired: have it renewed, or pin it by its fingerprint, which does not look at dates".to_owned()
        }
        Fault::NotValidYet | Fault::NotValidYetContext { .. } => {
            "the switch's certificate is not in force yet: check the clocks, the switch's and ours".to_owned()
        }
        Fault::NotValidForNameContext { expected, presented } => format!(
            "the switch's certificate is made out to {}, not to {}: write server-name in [pbx.tls] as the certificate has it",
            names(presented),
            expected.to_str(),
        ),
        Fault::NotValidForName => {
            "the switch's certificate is made out to another name: write server-name in [pbx.tls] as it has it".to_owned()
        }
        Fault::Other(OtherError(other)) if other.is::<Another>() => other.to_string(),
        // Most often one made by `openssl req -x509`: an authority that stands for itself.
        Fault::Other(OtherError(other)) => format!(
            "the switch's certificate is no ordinary one ({other}): if it has signed itself, pin it by its fingerprint"
        ),
        fault => format!("the switch's certificate cannot be used: {fault}"),
    }
}

/// Some names of a certificate, told short.
fn names(presented: &[String]) -> String {
    if presented.is_empty() {
        return "no name at all (it has no subjectAltName)".to_owned();
    }
    let short = |name: &String| name.chars().take(NAME_TOLD).collect::<String>();
    let told: Vec<String> = presented.iter().take(NAMES_TOLD).map(short).collect();
    let more = if presented.len() > NAMES_TOLD { " and others" } else { "" };
    format!("{}{more}", told.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPELT: &str =
        "E3:B0:C4:42:98:FC:1C:14:9A:FB:F4:C8:99:6F:B9:24:27:AE:41:E4:64:9B:93:4C:A4:95:99:1B:78:52:B8:55";

    #[test]
    fn a_fingerprint_is_read_with_and_without_colons() {
        // SHA-256 of nothing, as FIPS 180-4's examples have it.
        let empty = Fingerprint::of(&CertificateDer::from(Vec::new()));
        assert_eq!(empty.to_string(), SPELT);
        assert_eq!(SPELT.parse(), Ok(empty));
        assert_eq!(SPELT.to_lowercase().replace(':', "").parse(), Ok(empty));
        for wrong in ["", "E3:B0", &SPELT[1..], &SPELT.replace('E', "+"), &SPELT.replace('E', "G")] {
            assert_eq!(wrong.parse::<Fingerprint>(), Err(()), "{wrong}");
        }
    }

    #[test]
    fn names_of_a_certificate_are_told_short() {
        assert!(names(&[]).starts_with("no name"));
        let many = vec!["x".repeat(1000); 1000];
        assert!(names(&many).len() < 400 && names(&many).ends_with("and others"));
    }

    #[test]
    fn what_has_nothing_to_do_with_tls_is_not_explained() {
        assert_eq!(in_words(&io::Error::other("disk on fire")), None);
        let tls = io::Error::other(Error::InvalidCertificate(CertificateError::UnknownIssuer));
        assert!(in_words(&tls).is_some_and(|words| words.contains("ca-file")));
    }
}
