//! Types that services and events share.
//!
//! Each file follows a module of ECMA-285; the names are its own, in Rust's spelling: `DeviceID` is
//! [`DeviceId`].
#![expect(
    missing_docs,
    reason = "components and values have the standard's names; each type says what it is"
)]

mod agent;
mod call;
mod capability;
mod cause;
mod charging;
mod connection;
mod device;
mod extensions;
mod failure;
mod feature;
mod linkage;
mod location;
mod media;
mod monitor;
mod octets;
mod permitted;
mod physical;
mod snapshot;
mod system;
mod tone;

pub use self::agent::{AgentId, AgentPassword, AgentState, PendingAgentState};
pub use self::call::{
    AutoOriginate, CallCharacteristic, CallCharacteristics, CallQualifyingData, ConsultOptions,
    EventProvided, EventsProvided, NetworkCapability, NetworkType, ProgressDescription, ProgressIndicator,
    ProgressLocation,
};
pub use self::capability::{
    AcdModel, AcdModels, AgentLogOnModel, AgentLogOnModels, AppearanceType, CapabilityList, DeviceCategory,
    DeviceIdFormat, DeviceIdFormatBit, GroupDeviceAttribute, GroupDeviceAttributes,
    IgnoreUnsupportedParameters, MaxLengthParameters, MaxLengthParametersContinued, MediaServiceCaps,
    MediaServiceCapsList, MiscMonitorCap, MiscMonitorCaps, NamedDeviceTypes, PauseTime, ServiceCrossRefId,
    SwAppearanceAddressability, SwAppearanceAddressabilityBit, SwAppearanceType, SwAppearanceTypes,
    SwDomainFeature, SwDomainFeatures, TimeStampMode, TimeStampModeBit, TransAndConfSetup,
    TransAndConfSetupBit,
};
pub use self::cause::EventCause;
pub use self::charging::{
    ChargingInfo, ChargingUnits, CurrencyMultiplier, NumberOfChargingUnits, NumberOfCurrencyUnits,
    NumberUnits, TypeOfChargingInfo,
};
pub use self::connection::{
    AssociatedNid, CallId, ConnectionId, ConnectionList, ConnectionListEntry, Endpoint, LocalConnectionState,
    LocalDeviceId,
};
pub use self::device::{
    AssociatedCalledDeviceId, AssociatedCallingDeviceId, CalledDeviceId, CallingDeviceId, DeviceId,
    DeviceIdentifier, DeviceNumber, NetworkCalledDeviceId, NetworkCallingDeviceId, NumberDigits, OtherPlan,
    PartyDeviceId, PrivateTon, PublicTon, RedirectionDeviceId, SubjectDeviceId,
};
pub use self::extensions::{
    CstaCommonArguments, CstaPrivateData, CstaSecurityData, EscapeRegisterId, SecurityInfo, TimeInfo,
};
pub use self::failure::{
    OperationErrors, PerformanceManagementErrors, PrivateDataInfoErrors, SecurityErrors,
    StateIncompatibilityErrors, SubscribedResourceAvailabilityErrors, SystemResourceAvailabilityErrors,
    UniversalFailure, UnspecifiedErrors,
};
pub use self::feature::{
    AccountInfo, AuthCode, CallOrigination, CallOriginationBit, CorrelatorData, DeviceHistory,
    ForwardDefault, ForwardingType, LanguagePreferences, MessageId, MessageInfo, ParticipationType,
    PresenceState, PresenceStateBit, ResourceId, SubjectOfCall, UserData,
};
pub use self::linkage::{
    CallLinkageData, CallLinkageDataList, GlobalCallData, GlobalCallLinkageId, ThreadData, ThreadLinkageId,
};
pub use self::location::{
    CivicLoc, CivicLocGml, GeoPriv, GpLocationInfo, GpLocationInfoList, LocationInfo, LocationInfoList,
    LocationMethod, NenaCompanyIdType, ProvidedBy, TelUri247Type, UsageRules,
};
pub use self::media::{
    BitRate, CcieType, ConnectionInformation, ConnectionMode, ConnectionModeBMap, ConnectionModeBit,
    ConnectionRateList, DelayToleranceList, FlowDirection, MaxChannelBind, MediaCallCharacteristics,
    MediaClass, MediaClassBit, MediaServiceInstanceId, MediaServiceType, MediaStreamId, NumberOfChannels,
};
pub use self::monitor::{
    CallAssociatedEvent, CallAssociatedEvents, CallControlEvent, CallControlEvents, DeviceMaintenanceEvent,
    DeviceMaintenanceEvents, LogicalDeviceFeatureEvent, LogicalDeviceFeatureEvents, MediaAttachmentEvent,
    MediaAttachmentEvents, MonitorCrossRefId, MonitorFilter, MonitorMediaClass, MonitorMediaClassBit,
    MonitorObject, MonitorType, PhysicalDeviceFeatureEvent, PhysicalDeviceFeatureEvents, VendorSpecEvent,
    VendorSpecEvents, VoiceUnitEvent, VoiceUnitEvents,
};
pub(crate) use self::octets::octet_string;
pub use self::permitted::{
    CallAssociatedService, CallAssociatedServices, CallControlService, CallControlServices,
    MediaAttachmentService, MediaAttachmentServices, RouteingService, RouteingServices, ServicesPermitted,
    VoiceUnitService, VoiceUnitServices,
};
pub use self::physical::{
    AuditoryApparatusId, ButtonId, CharacterSet, DisplayId, HookswitchId, LampBrightness, LampColor, LampId,
    LampMode, MicGainAbs, MicGainInc, MicrophoneGain, RingMode, RingerId, VolAbs, VolInc, Volume,
};
pub use self::snapshot::{
    CallMediaInfo, CallMediaInfoList, CallState, CompoundCallState, DeviceMediaInfo, DeviceMediaInfoList,
    SimpleCallState, SnapshotCallData, SnapshotCallResponseInfo, SnapshotDeviceData,
    SnapshotDeviceResponseInfo,
};
pub use self::system::{SysStatRegisterId, SystemStatus};
pub use self::tone::TelephonyTone;
