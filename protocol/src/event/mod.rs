//! Events: one file each, with golden test.
//!
//! On the wire an event stands in its group, and the group in the report; here [`Event`] is one flat enum.
#![expect(
    missing_docs,
    reason = "components and values have the standard's names; each type says what it is"
)]

mod agent_busy;
mod agent_logged_off;
mod agent_logged_on;
mod agent_not_ready;
mod agent_ready;
mod agent_working_after_call;
mod auto_answer;
mod auto_work_mode;
mod back_in_service;
mod bookmark_reached;
mod bridged;
mod button_information;
mod button_press;
mod call_back;
mod call_back_message;
mod call_cleared;
mod call_information;
mod caller_id_status;
mod charging;
mod completed;
mod conferenced;
mod connection_cleared;
mod delivered;
mod device_capabilities_changed;
mod digits_dialed;
mod digits_generated;
mod display_updated;
mod diverted;
mod do_not_disturb;
mod dtmf_detected;
mod emptied;
mod established;
mod failed;
mod forwarding;
mod held;
mod hookswitch;
mod interruption_detected;
mod lamp_mode;
mod media_attached;
mod media_detached;
mod message_waiting;
mod microphone_gain;
mod microphone_mute;
mod network_capabilities_changed;
mod network_reached;
mod not_recognized;
mod offered;
mod originated;
mod out_of_service;
mod partially_in_service;
mod play;
mod presence_state;
mod private;
mod queued;
mod recognized;
mod record;
mod report;
mod retrieved;
mod review;
mod ringer_status;
mod routeing_mode;
mod service_completion_failure;
mod service_initiated;
mod silence_timeout_expired;
mod speaker_mute;
mod speaker_volume;
mod speech_detected;
mod started;
mod stop;
mod suspend_play;
mod suspend_record;
mod telephony_tones_generated;
mod transferred;
mod voice_attributes_change;
mod voice_error_occured;

pub use self::agent_busy::AgentBusyEvent;
pub use self::agent_logged_off::AgentLoggedOffEvent;
pub use self::agent_logged_on::AgentLoggedOnEvent;
pub use self::agent_not_ready::AgentNotReadyEvent;
pub use self::agent_ready::AgentReadyEvent;
pub use self::agent_working_after_call::{AgentWorkingAfterCallEvent, StateAfterWork};
pub use self::auto_answer::AutoAnswerEvent;
pub use self::auto_work_mode::AutoWorkModeEvent;
pub use self::back_in_service::BackInServiceEvent;
pub use self::bookmark_reached::BookmarkReachedEvent;
pub use self::bridged::BridgedEvent;
pub use self::button_information::ButtonInformationEvent;
pub use self::button_press::ButtonPressEvent;
pub use self::call_back::CallBackEvent;
pub use self::call_back_message::CallBackMessageEvent;
pub use self::call_cleared::CallClearedEvent;
pub use self::call_information::CallInformationEvent;
pub use self::caller_id_status::CallerIdStatusEvent;
pub use self::charging::ChargingEvent;
pub use self::completed::CompletedEvent;
pub use self::conferenced::ConferencedEvent;
pub use self::connection_cleared::ConnectionClearedEvent;
pub use self::delivered::DeliveredEvent;
pub use self::device_capabilities_changed::DeviceCapsChangedEvent;
pub use self::digits_dialed::DigitsDialedEvent;
pub use self::digits_generated::DigitsGeneratedEvent;
pub use self::display_updated::DisplayUpdatedEvent;
pub use self::diverted::DivertedEvent;
pub use self::do_not_disturb::DoNotDisturbEvent;
pub use self::dtmf_detected::DtmfDetectedEvent;
pub use self::emptied::EmptiedEvent;
pub use self::established::EstablishedEvent;
pub use self::failed::FailedEvent;
pub use self::forwarding::ForwardingEvent;
pub use self::held::HeldEvent;
pub use self::hookswitch::HookswitchEvent;
pub use self::interruption_detected::InterruptionDetectedEvent;
pub use self::lamp_mode::LampModeEvent;
pub use self::media_attached::MediaAttachedEvent;
pub use self::media_detached::MediaDetachedEvent;
pub use self::message_waiting::MessageWaitingEvent;
pub use self::microphone_gain::MicrophoneGainEvent;
pub use self::microphone_mute::MicrophoneMuteEvent;
pub use self::network_capabilities_changed::NetworkCapabilitiesChangedEvent;
pub use self::network_reached::NetworkReachedEvent;
pub use self::not_recognized::NotRecognizedEvent;
pub use self::offered::OfferedEvent;
pub use self::originated::OriginatedEvent;
pub use self::out_of_service::OutOfServiceEvent;
pub use self::partially_in_service::PartiallyInServiceEvent;
pub use self::play::PlayEvent;
pub use self::presence_state::PresenceStateEvent;
pub use self::private::PrivateEvent;
pub use self::queued::QueuedEvent;
pub use self::recognized::RecognizedEvent;
pub use self::record::RecordEvent;
pub use self::retrieved::RetrievedEvent;
pub use self::review::ReviewEvent;
pub use self::ringer_status::RingerStatusEvent;
pub use self::routeing_mode::RouteingModeEvent;
pub use self::service_completion_failure::{
    OtherCall, PrimaryOrSecondaryCall, ServiceCompletionFailureEvent,
};
pub use self::service_initiated::ServiceInitiatedEvent;
pub use self::silence_timeout_expired::SilenceTimeoutExpiredEvent;
pub use self::speaker_mute::SpeakerMuteEvent;
pub use self::speaker_volume::SpeakerVolumeEvent;
pub use self::speech_detected::SpeechDetectedEvent;
pub use self::started::StartedEvent;
pub use self::stop::StopEvent;
pub use self::suspend_play::SuspendPlayEvent;
pub use self::suspend_record::SuspendRecordEvent;
pub use self::telephony_tones_generated::TelephonyTonesGeneratedEvent;
pub use self::transferred::TransferredEvent;
pub use self::voice_attributes_change::{RecognitionMode, VoiceAttributesChangeEvent};
pub use self::voice_error_occured::VoiceErrorOccuredEvent;

use serde_json::Value;

pub use self::report::CstaEventReportArgument;
use self::report::events;
use crate::ber::{Asn1, Class, Element, Object, Open, Result, Tag, Writer};

events! {
    [0] callControlEvents {
        [0] bridged Bridged(BridgedEvent),
        [1] callCleared CallCleared(CallClearedEvent),
        [2] conferenced Conferenced(ConferencedEvent),
        [3] connectionCleared ConnectionCleared(ConnectionClearedEvent),
        [4] delivered Delivered(DeliveredEvent),
        [5] digitsDialed DigitsDialed(DigitsDialedEvent),
        [6] diverted Diverted(DivertedEvent),
        [7] established Established(EstablishedEvent),
        [8] failed Failed(FailedEvent),
        [9] held Held(HeldEvent),
        [10] networkCapabilitiesChanged NetworkCapabilitiesChanged(NetworkCapabilitiesChangedEvent),
        [11] networkReached NetworkReached(NetworkReachedEvent),
        [12] offered Offered(OfferedEvent),
        [13] originated Originated(OriginatedEvent),
        [14] queued Queued(QueuedEvent),
        [15] retrieved Retrieved(RetrievedEvent),
        [16] serviceInitiated ServiceInitiated(ServiceInitiatedEvent),
        [17] transferred Transferred(TransferredEvent),
    }
    [1] callAssociatedEvents {
        [0] callInformation CallInformation(CallInformationEvent),
        [1] charging Charging(ChargingEvent),
        [2] digitsGeneratedEvent DigitsGenerated(DigitsGeneratedEvent),
        [3] telephonyTonesGeneratedEvent TelephonyTonesGenerated(TelephonyTonesGeneratedEvent),
        [4] serviceCompletionFailure ServiceCompletionFailure(ServiceCompletionFailureEvent),
    }
    [2] mediaAttachmentEvents {
        [0] mediaAttached MediaAttached(MediaAttachedEvent),
        [1] mediaDetached MediaDetached(MediaDetachedEvent),
    }
    [3] physicalDeviceFeatureEvents {
        [0] buttonInformation ButtonInformation(ButtonInformationEvent),
        [1] buttonPress ButtonPress(ButtonPressEvent),
        [2] displayUpdated DisplayUpdated(DisplayUpdatedEvent),
        [3] hookswitch Hookswitch(HookswitchEvent),
        [4] lampMode LampMode(LampModeEvent),
        [5] messageWaiting MessageWaiting(MessageWaitingEvent),
        [6] microphoneGain MicrophoneGain(MicrophoneGainEvent),
        [7] microphoneMute MicrophoneMute(MicrophoneMuteEvent),
        [8] ringerStatus RingerStatus(RingerStatusEvent),
        [9] speakerMute SpeakerMute(SpeakerMuteEvent),
        [10] speakerVolume SpeakerVolume(SpeakerVolumeEvent),
    }
    [4] logicalDeviceFeatureEvents {
        [0] agentBusy AgentBusy(AgentBusyEvent),
        [1] agentLoggedOn AgentLoggedOn(AgentLoggedOnEvent),
        [2] agentLoggedOff AgentLoggedOff(AgentLoggedOffEvent),
        [3] agentNotReady AgentNotReady(AgentNotReadyEvent),
        [4] agentReady AgentReady(AgentReadyEvent),
        [5] agentWorkingAfterCall AgentWorkingAfterCall(AgentWorkingAfterCallEvent),
        [6] autoAnswer AutoAnswer(AutoAnswerEvent),
        [7] autoWorkMode AutoWorkMode(AutoWorkModeEvent),
        [8] callBack CallBack(CallBackEvent),
        [9] callBackMessage CallBackMessage(CallBackMessageEvent),
        [10] callerIDStatus CallerIdStatus(CallerIdStatusEvent),
        [11] doNotDisturb DoNotDisturb(DoNotDisturbEvent),
        [12] forwarding Forwarding(ForwardingEvent),
        [14] presenceState PresenceState(PresenceStateEvent),
        [13] routeingMode RouteingMode(RouteingModeEvent),
    }
    [5] deviceMaintenanceEvents {
        [0] backInService BackInService(BackInServiceEvent),
        [1] deviceCapabilityChanged DeviceCapabilityChanged(DeviceCapsChangedEvent),
        [2] outOfService OutOfService(OutOfServiceEvent),
        [3] partiallyInService PartiallyInService(PartiallyInServiceEvent),
    }
    [6] voiceUnitEvents {
        [7] bookmarkReached BookmarkReached(BookmarkReachedEvent),
        [8] completed Completed(CompletedEvent),
        [9] dtmfDetected DtmfDetected(DtmfDetectedEvent),
        [10] emptied Emptied(EmptiedEvent),
        [11] interruptionDetected InterruptionDetected(InterruptionDetectedEvent),
        [12] notRecognized NotRecognized(NotRecognizedEvent),
        [0] play Play(PlayEvent),
        [13] recognized Recognized(RecognizedEvent),
        [1] record Record(RecordEvent),
        [2] review Review(ReviewEvent),
        [14] silenceTimeoutExpired SilenceTimeoutExpired(SilenceTimeoutExpiredEvent),
        [15] speechDetected SpeechDetected(SpeechDetectedEvent),
        [16] started Started(StartedEvent),
        [3] stop Stop(StopEvent),
        [4] suspendPlay SuspendPlay(SuspendPlayEvent),
        [5] suspendRecord SuspendRecord(SuspendRecordEvent),
        [6] voiceAttributesChange VoiceAttributesChange(VoiceAttributesChangeEvent),
        [17] voiceErrorOccured VoiceErrorOccured(VoiceErrorOccuredEvent),
    }
    [7] vendorSpecEvents {
        [0] privateEvent Private(PrivateEvent),
    }
}
