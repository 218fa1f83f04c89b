//! How an association is asked for, and what the answer means (X.227).

use super::output::Reason;
use super::settings::{Acse, Authentication, Versions};
use crate::Apdu;
use crate::acse::{
    Aare, Aarq, AbortSource, Abrt, AcseRequirement, AcseRequirements, AssociateResult,
    AssociateSourceDiagnostic, AuthenticationValue, CstaVersion, External, ProtocolVersionBit, ReleaseReason,
    Rlre, Rlrq,
};
use crate::ber::{BitString, GraphicString};

/// HiPath sends and expects both of them.
const REQUIREMENT_BITS: usize = 2;

pub(super) fn request(acse: &Acse) -> Apdu {
    let mut aarq = Aarq::new(acse.application_context.clone());
    aarq.protocol_version =
        acse.protocol_version.then(|| [ProtocolVersionBit::Version1].into_iter().collect());
    aarq.sender_acse_requirements = acse.requirements.then(|| {
        let mut requirements: AcseRequirements = [AcseRequirement::Authentication].into_iter().collect();
        requirements.pad_to(REQUIREMENT_BITS);
        requirements
    });
    aarq.calling_authentication_value = acse.authentication.as_ref().map(authentication);
    aarq.user_information =
        Some(vec![External::csta(acse.user_information.clone(), versions(&acse.versions))]);
    Apdu::Aarq(Box::new(aarq))
}

fn authentication(authentication: &Authentication) -> AuthenticationValue {
    match authentication {
        Authentication::NamePassword { name, password } => {
            AuthenticationValue::credentials(name.as_bytes(), password.as_bytes())
        }
        Authentication::Text(text) => AuthenticationValue::Charstring(GraphicString(text.as_str().into())),
    }
}

fn versions(versions: &Versions) -> CstaVersion {
    let mut bits = BitString::default();
    for bit in &versions.bits {
        bits.insert(usize::from(*bit));
    }
    bits.pad_to(usize::from(versions.width));
    bits.into()
}

pub(super) fn release_request() -> Apdu {
    Apdu::Rlrq(Rlrq { reason: Some(ReleaseReason::Normal), ..Rlrq::default() })
}

pub(super) fn release_response() -> Apdu {
    Apdu::Rlre(Rlre { reason: Some(ReleaseReason::Normal), ..Rlre::default() })
}

pub(super) fn abort() -> Apdu {
    Apdu::Abrt(Abrt::new(AbortSource::AcseServiceUser))
}

/// Judges an AARE by its result alone: switches accept with diagnostics of refusal, and repeat, change or
/// leave out everything else.
pub(super) fn judge(aare: &Aare) -> Result<(), Reason> {
    let permanent = match aare.result {
        AssociateResult::Accepted => return Ok(()),
        AssociateResult::RejectedTransient => false,
        AssociateResult::RejectedPermanent | AssociateResult::Unknown(_) => true,
    };
    Err(Reason::Refused { permanent, diagnostic: in_words(&aare.result_source_diagnostic) })
}

/// X.227 9.1.3, Associate-source-diagnostic.
fn in_words(diagnostic: &AssociateSourceDiagnostic) -> String {
    let (source, code, words) = match diagnostic {
        AssociateSourceDiagnostic::AcseServiceUser(code) => ("user", *code, user_diagnostic(*code)),
        AssociateSourceDiagnostic::AcseServiceProvider(code) => {
            ("provider", *code, provider_diagnostic(*code))
        }
    };
    format!("{words} ({source} diagnostic {code})")
}

fn user_diagnostic(code: i64) -> &'static str {
    match code {
        0 => "no diagnostic",
        1 => "no reason given",
        2 => "application context not supported",
        3 => "calling AP title not recognised",
        4 => "calling AP invocation identifier not recognised",
        5 => "calling AE qualifier not recognised",
        6 => "calling AE invocation identifier not recognised",
        7 => "called AP title not recognised",
        8 => "called AP invocation identifier not recognised",
        9 => "called AE qualifier not recognised",
        10 => "called AE invocation identifier not recognised",
        11 => "authentication mechanism not recognised",
        12 => "authentication mechanism required",
        13 => "authentication failed",
        14 => "authentication required",
        _ => "a diagnostic unknown to X.227",
    }
}

fn provider_diagnostic(code: i64) -> &'static str {
    match code {
        0 => "no diagnostic",
        1 => "no reason given",
        2 => "no common ACSE version",
        _ => "a diagnostic unknown to X.227",
    }
}
