//! ACSE (X.227): how an association between computer and switch begins and ends.
//!
//! Judge an [`Aare`] by its `result` alone. Switches in the field accept with diagnostics of refusal, and
//! repeat, change or leave out any other component.

#![expect(missing_docs, reason = "components have the names of X.227")]

mod authentication;
mod user_information;

use crate::ber::{Asn1, Bits, GraphicString, NamedBits, ObjectIdentifier, Unknowns, named_integer};

pub use self::authentication::{
    AuthenticationEncoding, AuthenticationExternal, AuthenticationValue, Credentials, Password,
    SwitchIdentity, VendorAuthentication,
};
pub use self::user_information::{
    AcseUserInformationForCsta, AssociationInformation, BidirectionalServiceC2, BidirectionalServicesC2,
    ComputingFunctionServiceC2, ComputingFunctionServicesC2, CstaFunctionality, CstaPrivateDataVersionList,
    CstaVersion, CstaVersionBit, Encoding, EventReportServiceC2, EventReportServicesC2, External,
    InputOutputServiceC2, InputOutputServicesC2, NewAcseUserInformationForCsta,
    OldAcseUserInformationForCsta, StatusReportingServiceC2, StatusReportingServicesC2,
    SwitchingFunctionServiceC2, SwitchingFunctionServicesC2, VoiceUnitServiceC2, VoiceUnitServicesC2,
};

/// Asks for an association (AARQ).
#[derive(Asn1, Debug, Clone, PartialEq, Eq)]
#[asn1(implicit = application(0), kebab)]
pub struct Aarq {
    /// Editions of ACSE; absent, the first.
    #[asn1(implicit = 0)]
    pub protocol_version: Option<ProtocolVersion>,
    /// The standard spoken. Every Phase III switch seen wants [`ecma`] 218.
    #[asn1(explicit = 1)]
    pub application_context_name: ObjectIdentifier,
    #[asn1(explicit = 2, name = "called-AP-title")]
    pub called_ap_title: Option<ObjectIdentifier>,
    #[asn1(explicit = 3, name = "called-AE-qualifier")]
    pub called_ae_qualifier: Option<i64>,
    #[asn1(explicit = 4, name = "called-AP-invocation-identifier")]
    pub called_ap_invocation_identifier: Option<i64>,
    #[asn1(explicit = 5, name = "called-AE-invocation-identifier")]
    pub called_ae_invocation_identifier: Option<i64>,
    #[asn1(explicit = 6, name = "calling-AP-title")]
    pub calling_ap_title: Option<ObjectIdentifier>,
    #[asn1(explicit = 7, name = "calling-AE-qualifier")]
    pub calling_ae_qualifier: Option<i64>,
    #[asn1(explicit = 8, name = "calling-AP-invocation-identifier")]
    pub calling_ap_invocation_identifier: Option<i64>,
    #[asn1(explicit = 9, name = "calling-AE-invocation-identifier")]
    pub calling_ae_invocation_identifier: Option<i64>,
    /// Set when an authentication value follows.
    #[asn1(implicit = 10)]
    pub sender_acse_requirements: Option<AcseRequirements>,
    #[asn1(implicit = 11)]
    pub mechanism_name: Option<ObjectIdentifier>,
    #[asn1(explicit = 12)]
    pub calling_authentication_value: Option<AuthenticationValue>,
    #[asn1(implicit = 29)]
    pub implementation_information: Option<GraphicString>,
    #[asn1(implicit = 30)]
    pub user_information: Option<AssociationInformation>,
    pub unknown: Unknowns,
}

/// Grants an association, or refuses it (AARE).
#[derive(Asn1, Debug, Clone, PartialEq, Eq)]
#[asn1(implicit = application(1), kebab)]
pub struct Aare {
    /// Editions of ACSE; absent, the first.
    #[asn1(implicit = 0)]
    pub protocol_version: Option<ProtocolVersion>,
    #[asn1(explicit = 1)]
    pub application_context_name: ObjectIdentifier,
    /// The answer, and the only component of it to be trusted.
    #[asn1(explicit = 2)]
    pub result: AssociateResult,
    #[asn1(explicit = 3)]
    pub result_source_diagnostic: AssociateSourceDiagnostic,
    #[asn1(explicit = 4, name = "responding-AP-title")]
    pub responding_ap_title: Option<ObjectIdentifier>,
    #[asn1(explicit = 5, name = "responding-AE-qualifier")]
    pub responding_ae_qualifier: Option<i64>,
    #[asn1(explicit = 6, name = "responding-AP-invocation-identifier")]
    pub responding_ap_invocation_identifier: Option<i64>,
    #[asn1(explicit = 7, name = "responding-AE-invocation-identifier")]
    pub responding_ae_invocation_identifier: Option<i64>,
    #[asn1(implicit = 8)]
    pub responder_acse_requirements: Option<AcseRequirements>,
    #[asn1(implicit = 9)]
    pub mechanism_name: Option<ObjectIdentifier>,
    #[asn1(explicit = 10)]
    pub responding_authentication_value: Option<AuthenticationValue>,
    #[asn1(implicit = 29)]
    pub implementation_information: Option<GraphicString>,
    #[asn1(implicit = 30)]
    pub user_information: Option<AssociationInformation>,
    pub unknown: Unknowns,
}

/// Asks for the association to be released (RLRQ).
#[derive(Asn1, Debug, Clone, PartialEq, Eq)]
#[asn1(implicit = application(2), kebab)]
pub struct Rlrq {
    #[asn1(implicit = 0)]
    pub reason: Option<ReleaseReason>,
    #[asn1(implicit = 30)]
    pub user_information: Option<AssociationInformation>,
    pub unknown: Unknowns,
}

/// Releases the association (RLRE).
#[derive(Asn1, Debug, Clone, PartialEq, Eq)]
#[asn1(implicit = application(3), kebab)]
pub struct Rlre {
    #[asn1(implicit = 0)]
    pub reason: Option<ReleaseReason>,
    #[asn1(implicit = 30)]
    pub user_information: Option<AssociationInformation>,
    pub unknown: Unknowns,
}

/// Ends the association at once (ABRT).
#[derive(Asn1, Debug, Clone, PartialEq, Eq)]
#[asn1(implicit = application(4), kebab)]
pub struct Abrt {
    #[asn1(implicit = 0)]
    pub abort_source: AbortSource,
    #[asn1(implicit = 1)]
    pub abort_diagnostic: Option<AbortDiagnostic>,
    #[asn1(implicit = 30)]
    pub user_information: Option<AssociationInformation>,
    pub unknown: Unknowns,
}

/// Editions of ACSE.
pub type ProtocolVersion = Bits<ProtocolVersionBit>;

/// An edition of ACSE.
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProtocolVersionBit {
    /// The only one.
    Version1 = 0,
}

/// What else of ACSE is in use.
pub type AcseRequirements = Bits<AcseRequirement>;

/// A part of ACSE that one may leave out.
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[asn1(kebab)]
pub enum AcseRequirement {
    /// An authentication value is sent.
    Authentication = 0,
    /// Several contexts are offered.
    ApplicationContextNegotiation = 1,
}

named_integer! {
    /// Whether there is an association.
    pub enum AssociateResult {
        /// There is.
        Accepted = 0,
        /// There is none, and there will be none however often one asks.
        RejectedPermanent = 1,
        /// There is none now.
        RejectedTransient = 2,
    }
}

/// Why there is an association or none. Not to be relied on: accepting switches send `no-reason-given`.
#[derive(Asn1, Debug, Clone, PartialEq, Eq)]
#[asn1(kebab)]
pub enum AssociateSourceDiagnostic {
    /// The application says so; 0 is no diagnostic, 1 no reason given, 2 an unknown context, 11 to 14
    /// authentication.
    #[asn1(explicit = 1)]
    AcseServiceUser(i64),
    /// ACSE says so; 2 is a version it does not have.
    #[asn1(explicit = 2)]
    AcseServiceProvider(i64),
}

named_integer! {
    /// Why an association is released.
    pub enum ReleaseReason {
        /// It is no longer needed.
        Normal = 0,
        /// In a request urgent, in a response not finished.
        UrgentOrNotFinished = 1,
        /// The application knows.
        UserDefined = 30,
    }
}

named_integer! {
    /// Who ends an association.
    pub enum AbortSource {
        /// The application.
        AcseServiceUser = 0,
        /// ACSE.
        AcseServiceProvider = 1,
    }
}

/// Why an association ends.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[asn1(kebab)]
#[repr(u8)]
pub enum AbortDiagnostic {
    NoReasonGiven = 1,
    ProtocolError = 2,
    AuthenticationMechanismNameNotRecognized = 3,
    AuthenticationMechanismNameRequired = 4,
    AuthenticationFailure = 5,
    AuthenticationRequired = 6,
    Unknown(i64),
}

/// {iso(1) identified-organization(3) icd-ecma(12) standard(0) `standard`}: 180 is CSTA I, 218 CSTA II,
/// 285 CSTA III.
pub fn ecma(standard: u32) -> ObjectIdentifier {
    ObjectIdentifier::new(1, 3, &[12, 0, standard])
}

/// The user-information module of [`ecma`] `standard`.
pub fn ecma_user_information(standard: u32) -> ObjectIdentifier {
    ObjectIdentifier::new(1, 3, &[12, 0, standard, 200])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::Apdu;
    use crate::golden::{golden, octets};

    const OFFER: &str = "60 1F A1 07 06 05 2B 0C 00 81 5A BE 14 28 12 06 07 2B 0C 00 82 1D 81 48 \
                         A0 07 A0 05 03 03 00 08 00";

    #[test]
    fn a_request_for_version_five_is_these_octets() {
        let mut versions: CstaVersion = [CstaVersionBit::VersionFive].into_iter().collect();
        versions.pad_to(16);
        let user_information = External::csta(Some(ecma_user_information(285)), versions);
        let aarq = Aarq { user_information: Some(vec![user_information]), ..Aarq::new(ecma(218)) };
        assert_eq!(Apdu::Aarq(Box::new(aarq)).encode(), octets(OFFER));
    }

    #[test]
    fn a_request_with_name_and_password_is_these_octets() {
        let password = AuthenticationValue::credentials(b"AMHOST", b"77777");
        let authentication = Some([AcseRequirement::Authentication].into_iter().collect());
        let aarq = Aarq {
            sender_acse_requirements: authentication,
            calling_authentication_value: Some(password),
            ..Aarq::new(ecma(218))
        };
        let expected = "60 24 A1 07 06 05 2B 0C 00 81 5A 8A 02 07 80 AC 15 A2 13 A0 11 A0 0F \
                        04 06 41 4D 48 4F 53 54 04 05 37 37 37 37 37";
        assert_eq!(Apdu::Aarq(Box::new(aarq)).encode(), octets(expected));
    }

    #[test]
    fn a_granted_association_is_these_octets() {
        let version = json!({ "newDefinition": { "cSTAVersion": { "value": "0800", "length": 16 } } });
        golden(
            "61 2B A1 07 06 05 2B 0C 00 81 5A A2 03 02 01 00 A3 05 A1 03 02 01 00 BE 14 28 12 06 07 2B 0C 00 \
             82 1D 81 48 A0 07 A0 05 03 03 00 08 00",
            &json!({
                "kind": "aare",
                "value": {
                    "application-context-name": "1.3.12.0.218",
                    "result": 0,
                    "result-source-diagnostic": { "acse-service-user": 0 },
                    "user-information": [
                        { "direct-reference": "1.3.12.0.285.200", "encoding": { "single-ASN1-type": version } }
                    ]
                }
            }),
        );
    }

    #[test]
    fn release_and_abort_are_these_octets() {
        golden("62 03 80 01 00", &json!({ "kind": "rlrq", "value": { "reason": 0 } }));
        golden("63 03 80 01 00", &json!({ "kind": "rlre", "value": { "reason": 0 } }));
        golden("64 03 80 01 00", &json!({ "kind": "abrt", "value": { "abort-source": 0 } }));
    }

    #[test]
    fn the_version_is_found_in_either_definition() {
        let Apdu::Aarq(aarq) = Apdu::decode(&octets(OFFER)).unwrap() else { panic!() };
        let version = aarq.user_information.as_ref().and_then(|list| list[0].csta_version());
        assert!(version.unwrap().contains(CstaVersionBit::VersionFive));
    }
}
