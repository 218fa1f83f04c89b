//! Association requests: accepted, or refused the way switches in the field do it.

use csta::Apdu;
use csta::acse::{
    Aare, Aarq, AssociateResult, AssociateSourceDiagnostic, AuthenticationEncoding, AuthenticationValue,
    Credentials, CstaVersion, CstaVersionBit, External, Rlre, VendorAuthentication, ecma_user_information,
};

use crate::config::Acse;

const NO_REASON_GIVEN: i64 = 1;
const AUTHENTICATION_FAILURE: i64 = 13;

/// As many bits of cSTAVersion as Panasonic sends.
const VERSION_BITS: usize = 16;

/// The answer to an AARQ, and whether it accepts.
pub(super) fn answer(acse: &Acse, aarq: &Aarq, refuses: bool) -> (Apdu, bool) {
    let diagnostic = match &acse.credentials {
        _ if refuses => Some(NO_REASON_GIVEN),
        Some(credentials) if !proves(aarq, credentials) => Some(AUTHENTICATION_FAILURE),
        _ => None,
    };
    let (result, accepted) = match diagnostic {
        Some(_) => (AssociateResult::RejectedPermanent, false),
        None => (AssociateResult::Accepted, true),
    };
    // Panasonic accepts with "no reason given": a client must look at the result alone.
    let diagnostic = AssociateSourceDiagnostic::AcseServiceUser(diagnostic.unwrap_or(NO_REASON_GIVEN));
    let mut aare = Aare::new(aarq.application_context_name.clone(), result, diagnostic);
    aare.protocol_version.clone_from(&aarq.protocol_version);
    aare.user_information = accepted.then(|| vec![user_information()]);
    (Apdu::Aare(Box::new(aare)), accepted)
}

pub(super) fn release_response() -> Apdu {
    Apdu::Rlre(Rlre::default())
}

fn user_information() -> External {
    let mut version: CstaVersion = [CstaVersionBit::VersionFive].into_iter().collect();
    version.pad_to(VERSION_BITS);
    External::csta(Some(ecma_user_information(285)), version)
}

fn proves(aarq: &Aarq, (name, password): &(String, String)) -> bool {
    let Some(AuthenticationValue::External(external)) = &aarq.calling_authentication_value else {
        return false;
    };
    let AuthenticationEncoding::SingleAsn1Type(VendorAuthentication::Request(credentials)) =
        &external.encoding
    else {
        return false;
    };
    let Credentials { name: got_name, password: got_password, .. } = credentials;
    got_name.as_bytes() == name.as_bytes() && got_password.as_bytes() == password.as_bytes()
}
