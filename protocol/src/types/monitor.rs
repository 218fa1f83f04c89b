//! Monitors and their filters (ECMA-285 `status-reporting`, `application-context-information`).

use super::octet_string;
use crate::ber::{Asn1, Bits, NamedBits, Unknowns};
use crate::types::{ConnectionId, DeviceId};

/// What is monitored.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MonitorObject {
    DeviceObject(DeviceId),
    CallObject(ConnectionId),
}

octet_string! {
    /// A monitor: every event it causes carries this. Some switches give the same one again after a
    /// reconnect.
    #[asn1(implicit = application(21))]
    pub struct MonitorCrossRefId;
}

/// Events a monitor does not report: a set bit **suppresses**. An empty filter lets all through.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MonitorFilter {
    #[asn1(implicit = 0, default)]
    pub call_control: CallControlEvents,
    #[asn1(implicit = 6, default)]
    pub call_associated: CallAssociatedEvents,
    #[asn1(implicit = 7, default)]
    pub media_attachment: MediaAttachmentEvents,
    #[asn1(implicit = 8, default)]
    pub physical_device_feature: PhysicalDeviceFeatureEvents,
    #[asn1(implicit = 9, default)]
    pub logical_device_feature: LogicalDeviceFeatureEvents,
    #[asn1(implicit = 3, default)]
    pub maintenance: DeviceMaintenanceEvents,
    #[asn1(implicit = 5, default)]
    pub voice_unit: VoiceUnitEvents,
    #[asn1(implicit = 4, default)]
    pub private: VendorSpecEvents,
    pub unknown: Unknowns,
}

/// Whether a monitor follows the call or stays with the device.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum MonitorType {
    Call = 0,
    Device = 1,
    Unknown(i64),
}

/// Calls of which media are monitored.
pub type MonitorMediaClass = Bits<MonitorMediaClassBit>;

/// A bit of [`MonitorMediaClass`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MonitorMediaClassBit {
    Voice = 0,
    Data = 1,
    Image = 2,
    Other = 3,
    Audio = 4,
    NotKnown = 5,
    Chat = 6,
    Email = 7,
    Message = 8,
    Im = 9,
    Sms = 10,
    Mms = 11,
}

/// Call control events.
pub type CallControlEvents = Bits<CallControlEvent>;

/// A bit of [`CallControlEvents`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CallControlEvent {
    CallCleared = 0,
    Conferenced = 1,
    ConnectionCleared = 2,
    Delivered = 3,
    Diverted = 4,
    Established = 5,
    Failed = 6,
    Held = 7,
    NetworkReached = 8,
    Originated = 9,
    Queued = 10,
    Retrieved = 11,
    ServiceInitiated = 12,
    Transferred = 13,
    DigitsDialed = 14,
    Bridged = 15,
    NetworkCapabilitiesChanged = 16,
    Offered = 17,
}

/// Events about calls.
pub type CallAssociatedEvents = Bits<CallAssociatedEvent>;

/// A bit of [`CallAssociatedEvents`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CallAssociatedEvent {
    CallInformation = 0,
    Charging = 1,
    #[asn1(name = "dTMFDigitsDetected")]
    DtmfDigitsDetected = 2,
    TelephonyTonesDetected = 3,
    ServiceCompletionFailure = 4,
}

/// Events of media services.
pub type MediaAttachmentEvents = Bits<MediaAttachmentEvent>;

/// A bit of [`MediaAttachmentEvents`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MediaAttachmentEvent {
    MediaAttached = 0,
    MediaDetached = 1,
}

/// Events of buttons, lamps, displays and handsets.
pub type PhysicalDeviceFeatureEvents = Bits<PhysicalDeviceFeatureEvent>;

/// A bit of [`PhysicalDeviceFeatureEvents`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PhysicalDeviceFeatureEvent {
    ButtonInformation = 0,
    ButtonPress = 1,
    DisplayUpdated = 2,
    Hookswitch = 3,
    LampMode = 4,
    MessageWaiting = 5,
    MicrophoneGain = 6,
    MicrophoneMute = 7,
    RingerStatus = 8,
    SpeakerMute = 9,
    SpeakerVolume = 10,
}

/// Events of agents and of features such as forwarding.
pub type LogicalDeviceFeatureEvents = Bits<LogicalDeviceFeatureEvent>;

/// A bit of [`LogicalDeviceFeatureEvents`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LogicalDeviceFeatureEvent {
    AgentBusy = 0,
    AgentLoggedOn = 1,
    AgentLoggedOff = 2,
    AgentNotReady = 3,
    AgentReady = 4,
    AgentWorkingAfterCall = 5,
    AutoAnswer = 6,
    AutoWorkMode = 7,
    CallBack = 8,
    CallBackMessage = 9,
    CallerIdStatus = 10,
    DoNotDisturb = 11,
    Forwarding = 12,
    RouteingMode = 13,
    PresenceState = 14,
}

/// Events of devices that come and go.
pub type DeviceMaintenanceEvents = Bits<DeviceMaintenanceEvent>;

/// A bit of [`DeviceMaintenanceEvents`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeviceMaintenanceEvent {
    BackInService = 0,
    OutOfService = 1,
    DeviceCapabilityChanged = 2,
    PartiallyInService = 3,
}

/// Events of voice units.
pub type VoiceUnitEvents = Bits<VoiceUnitEvent>;

/// A bit of [`VoiceUnitEvents`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VoiceUnitEvent {
    Stop = 0,
    Play = 1,
    SuspendPlay = 2,
    Record = 3,
    SuspendRecord = 4,
    Review = 5,
    VoiceAttributesChange = 6,
    BookmarkReached = 7,
    Completed = 8,
    DtmfDetected = 9,
    Emptied = 10,
    InterruptionDetected = 11,
    NotRecognized = 12,
    Recognized = 13,
    Started = 14,
    SilenceTimeoutExpired = 15,
    SpeechDetected = 16,
    VoiceErrorOccured = 17,
}

/// Events of the vendor's own.
pub type VendorSpecEvents = Bits<VendorSpecEvent>;

/// A bit of [`VendorSpecEvents`].
#[derive(NamedBits, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VendorSpecEvent {
    PrivateEvent = 0,
}
