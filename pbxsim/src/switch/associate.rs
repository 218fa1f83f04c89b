//! Association requests: accepted, or refused the way switches in the field do it.

use csta::Apdu;
use csta::acse::{
    Aare, Aarq, AssociateResult, AssociateSourceDiagnostic, AuthenticationEncoding, AuthenticationExternal,
    AuthenticationValue, Credentials, CstaVersion, CstaVersionBit, External, Rlre, SwitchIdentity,
    VendorAuthentication, ecma_user_information,
};
use csta::ber::GraphicString;

use crate::config::{AareStyle, Acse};

const NO_DIAGNOSTIC: i64 = 0;
const NO_REASON_GIVEN: i64 = 1;
const AUTHENTICATION_FAILURE: i64 = 13;

/// The answer to an AARQ, and whether it accepts.
pub(super) fn answer(acse: &Acse, aarq: &Aarq, refuses: bool) -> (Apdu, bool) {
    let diagnostic = match &acse.credentials {
        _ if refuses => Some(NO_REASON_GIVEN),
        Some(credentials) if !proves(aarq, credentials) => Some(AUTHENTICATION_FAILURE),
        _ if !tells(aarq, acse.text.as_deref()) => Some(AUTHENTICATION_FAILURE),
        _ => None,
    };
    let (result, accepted) = match diagnostic {
        Some(_) => (AssociateResult::RejectedPermanent, false),
        None => (AssociateResult::Accepted, true),
    };
    let unbidden = match acse.style {
        // Accepted all the same: a client must look at the result alone.
        AareStyle::Panasonic => NO_REASON_GIVEN,
        AareStyle::Hipath3000 => NO_DIAGNOSTIC,
    };
    let diagnostic = AssociateSourceDiagnostic::AcseServiceUser(diagnostic.unwrap_or(unbidden));
    let mut aare = Aare::new(aarq.application_context_name.clone(), result, diagnostic);
    aare.protocol_version.clone_from(&aarq.protocol_version);
    if accepted {
        aare.user_information = Some(vec![user_information(acse.style)]);
    }
    if accepted && acse.style == AareStyle::Hipath3000 {
        aare.responder_acse_requirements.clone_from(&aarq.sender_acse_requirements);
        aare.responding_authentication_value = Some(software());
    }
    (Apdu::Aare(Box::new(aare)), accepted)
}

pub(super) fn release_response() -> Apdu {
    Apdu::Rlre(Rlre::default())
}

fn user_information(style: AareStyle) -> External {
    let (bit, width, name) = match style {
        AareStyle::Panasonic => (CstaVersionBit::VersionFive, 16, Some(ecma_user_information(285))),
        AareStyle::Hipath3000 => (CstaVersionBit::VersionFour, 4, None),
    };
    let mut version: CstaVersion = [bit].into_iter().collect();
    version.pad_to(width);
    External::csta(name, version)
}

/// What HiPath 3000 says of itself.
fn software() -> AuthenticationValue {
    let identity = SwitchIdentity::new(b"HE645P.00.023:60".as_slice().into(), b"023.000".as_slice().into());
    let encoding = AuthenticationEncoding::SingleAsn1Type(VendorAuthentication::Response(identity));
    AuthenticationValue::External(AuthenticationExternal::new(encoding))
}

/// Does it carry the charstring that is wanted, if one is?
fn tells(aarq: &Aarq, wanted: Option<&str>) -> bool {
    let Some(wanted) = wanted else { return true };
    let value = aarq.calling_authentication_value.as_ref();
    matches!(value, Some(AuthenticationValue::Charstring(text)) if text == &GraphicString(wanted.into()))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Config, Profile};

    fn octets(hex: &str) -> Vec<u8> {
        let digits: Vec<u8> = hex.chars().filter_map(|c| c.to_digit(16)?.try_into().ok()).collect();
        digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
    }

    fn answered(profile: Profile, aarq: &str) -> Vec<u8> {
        let acse = Config::profile(profile).acse.unwrap();
        let Apdu::Aarq(aarq) = Apdu::decode(&octets(aarq)).unwrap() else { panic!("an AARQ") };
        answer(&acse, &aarq, false).0.encode()
    }

    #[test]
    fn panasonic_accepts_in_the_octets_that_were_captured() {
        let asked = "602380020780a10706052b0c00815abe14281206072b0c00821d8148a007a0050303000800";
        let told = "612f80020780a10706052b0c00815aa203020100a305a103020101be14281206072b0c00821d8148a007a0050303000800";
        assert_eq!(answered(Profile::PanasonicKx, asked), octets(told));
    }

    #[test]
    fn hipath_3000_accepts_in_the_octets_that_were_captured() {
        let asked = "6031a10706052b0c00815a8a020680ac15a213a011a00f0406414d484f535404053737373737be0b2809a007a0050303001600";
        let told = "6148a10706052b0c00815aa203020100a305a10302010088020680aa21a21fa01da11b04104845363435502e30302e3032333a363004073032332e303030be0a2808a006a00403020410";
        assert_eq!(answered(Profile::Hipath3000, asked), octets(told));
    }
}
