//! ECMA-285 `make-predictive-call`: operation 11.

use crate::ber::{Asn1, Unknowns};
use crate::types::{
    AccountInfo, AuthCode, AutoOriginate, CallCharacteristics, CallLinkageData, ConnectionId,
    ConnectionInformation, CorrelatorData, CstaCommonArguments, DeviceId, LanguagePreferences, SubjectOfCall,
    UserData,
};

/// Calls the called device first and the calling device when that answers.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MakePredictiveCallArgument {
    pub calling_device: DeviceId,
    pub called_directory_number: DeviceId,
    #[asn1(implicit = 0)]
    pub signalling_detection: Option<SignallingDetection>,
    #[asn1(implicit = 1)]
    pub destination_detection: Option<DestinationDetection>,
    #[asn1(implicit = 2)]
    pub default_action: Option<DefaultAction>,
    #[asn1(implicit = 3)]
    pub account_code: Option<AccountInfo>,
    #[asn1(implicit = 4)]
    pub auth_code: Option<AuthCode>,
    #[asn1(implicit = 5, default = AutoOriginate::Prompt)]
    pub auto_originate: AutoOriginate,
    #[asn1(implicit = 6)]
    pub alert_time: Option<i64>,
    #[asn1(implicit = 7)]
    pub correlator_data: Option<CorrelatorData>,
    #[asn1(implicit = 8)]
    pub call_characteristics: Option<CallCharacteristics>,
    pub user_data: Option<UserData>,
    #[asn1(implicit = 9)]
    pub subject_of_call: Option<SubjectOfCall>,
    #[asn1(implicit = 10)]
    pub language_preferences: Option<LanguagePreferences>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

/// What signalling is waited for, and what then.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SignallingDetection {
    pub signalling_condition: SignallingCondition,
    pub signalling_conditions_action: SignallingConditionsAction,
    pub unknown: Unknowns,
}

/// Signalling that is waited for.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum SignallingCondition {
    CallDelivered = 0,
    CallEstablished = 1,
    Unknown(i64),
}

/// What follows signalling that was waited for.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum SignallingConditionsAction {
    DestinationDetection = 0,
    RemainConnected = 1,
    Unknown(i64),
}

/// What follows who or what has answered.
pub type DestinationDetection = Vec<DestinationDetectionEntry>;

/// What follows one kind of answer.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DestinationDetectionEntry {
    pub destination_condition: DestinationCondition,
    pub detection_action: DetectionAction,
    pub unknown: Unknowns,
}

/// Who or what has answered.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum DestinationCondition {
    HumanVoice = 0,
    AnsweringMachine = 1,
    FacsimileMachine = 2,
    Unknown(i64),
}

/// What is done with the call.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum DetectionAction {
    ClearCalledConnection = 0,
    RemainConnected = 1,
    Unknown(i64),
}

/// What is done when nothing else is said.
pub type DefaultAction = DetectionAction;

/// The new call.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MakePredictiveCallResult {
    pub initiated_call: ConnectionId,
    pub initiated_call_info: Option<ConnectionInformation>,
    #[asn1(implicit = 1)]
    pub call_linkage_data: Option<CallLinkageData>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{connection, device, golden, invoke, result};

    #[test]
    fn the_argument_is_these_octets() {
        let argument = json!({
            "callingDevice": device("111"),
            "calledDirectoryNumber": device("222"),
            "signallingDetection": {
                "signallingCondition": "callEstablished",
                "signallingConditionsAction": "remainConnected"
            },
            "destinationDetection": [
                { "destinationCondition": "answeringMachine", "detectionAction": "remainConnected" }
            ],
            "defaultAction": "remainConnected",
            "autoOriginate": "doNotPrompt",
            "alertTime": 2,
            "correlatorData": "c0ffee",
            "userData": "68656c6c6f",
            "subjectOfCall": "invoice"
        });
        golden(
            "A1 48 02 01 01 02 01 0B 30 40 30 05 80 03 31 31 31 30 05 80 03 32 32 32 A0 06 0A 01 01 0A 01 \
             01 A1 08 30 06 0A 01 01 0A 01 01 82 01 01 85 01 01 86 01 02 87 03 C0 FF EE 7D 07 04 05 68 65 \
             6C 6C 6F 89 07 69 6E 76 6F 69 63 65",
            &invoke("makePredictiveCall", 11, &argument),
        );
    }

    #[test]
    fn the_result_is_these_octets() {
        let answer = json!({ "initiatedCall": connection("111") });
        golden(
            "A2 1D 02 01 01 30 18 02 01 0B 30 13 6B 11 30 0F 80 04 30 30 37 35 A1 07 30 05 80 03 31 31 31",
            &result("makePredictiveCall", 11, &answer),
        );
    }
}
