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
