//! `[pbx]`: the link to the switch and what is known of the switch. Defaults are those of the profile `generic`.

use std::collections::BTreeMap;

use callbackd_api::words::FailureReason;
use callbackd_settings::spelling::{Count, H, M, S, Span, SpanOrOff};
use csta::{
    acse::{ecma, ecma_user_information},
    association::ProbeOperation,
    frame::Framing,
};
use serde::Deserialize;

use crate::{
    config::spelling::{Hex, Oid, OidOrNone, PauseOrNone, Pin, Port},
    switchboard::settings::{ReportsAnswer, Snapshot},
};

#[derive(Debug, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::config) struct Pbx {
    pub(in crate::config) profile: String,
    pub(in crate::config) address: Option<String>,
    pub(in crate::config) port: Option<Port>,
    pub(in crate::config) tls: Tls,
    #[serde(with = "FramingKey")]
    pub(in crate::config) framing: Framing,
    pub(in crate::config) prelude: bool,
    pub(in crate::config) association: Association,
    pub(in crate::config) status_first: SpanOrOff<S, M>,
    pub(in crate::config) activation: Activation,
    pub(in crate::config) connect_timeout: Span<S, M>,
    pub(in crate::config) bind_timeout: Span<S, { 2 * M }>,
    pub(in crate::config) request_timeout: Span<S, { 2 * M }>,
    pub(in crate::config) keep_alive: Span<S, { 2 * M }>,
    pub(in crate::config) user_timeout: Span<{ 2 * S }, { 10 * M }>,
    pub(in crate::config) probe_every: SpanOrOff<S, H>,
    #[serde(with = "ProbeKey")]
    pub(in crate::config) probe_with: ProbeOperation,
    pub(in crate::config) probes_answered: bool,
    pub(in crate::config) heartbeat_opcode: Option<Count<1, 65_535>>,
    pub(in crate::config) answer_escape: bool,
    pub(in crate::config) silence_limit: SpanOrOff<{ 5 * S }, { 2 * H }>,
    pub(in crate::config) backoff_min: Span<100, M>,
    pub(in crate::config) backoff_max: Span<S, H>,
    pub(in crate::config) reports_answer: ReportsAnswer,
    pub(in crate::config) snapshot: Snapshot,
    pub(in crate::config) offer_when_unknown: bool,
    pub(in crate::config) correlator: bool,
    pub(in crate::config) do_not_prompt: bool,
    pub(in crate::config) generate_digits: bool,
    pub(in crate::config) dial_pause: PauseOrNone,
    pub(in crate::config) causes: BTreeMap<String, FailureReason>,
}

impl Default for Pbx {
    fn default() -> Self {
        Self {
            profile: "generic".to_owned(),
            address: None,
            port: None,
            tls: Tls::default(),
            framing: Framing::Len16,
            prelude: false,
            association: Association::default(),
            status_first: SpanOrOff(None),
            activation: Activation::default(),
            connect_timeout: Span::millis(5 * S),
            bind_timeout: Span::millis(10 * S),
            request_timeout: Span::millis(10 * S),
            keep_alive: Span::millis(5 * S),
            user_timeout: Span::millis(15 * S),
            probe_every: SpanOrOff::millis(30 * S),
            probe_with: ProbeOperation::SystemStatus,
            probes_answered: false,
            heartbeat_opcode: None,
            answer_escape: true,
            silence_limit: SpanOrOff::millis(90 * S),
            backoff_min: Span::millis(S),
            backoff_max: Span::millis(30 * S),
            reports_answer: ReportsAnswer::Sometimes,
            snapshot: Snapshot::DeviceAndCall,
            offer_when_unknown: false,
            correlator: true,
            do_not_prompt: false,
            generate_digits: false,
            dial_pause: PauseOrNone(None),
            causes: BTreeMap::new(),
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::config) struct Tls {
    pub(in crate::config) enabled: bool,
    pub(in crate::config) ca_file: Option<String>,
    pub(in crate::config) fingerprint: Option<Pin>,
    pub(in crate::config) server_name: Option<String>,
    pub(in crate::config) certificate_file: Option<String>,
    pub(in crate::config) key_file: Option<String>,
}

/// How [`ProbeOperation`] is written.
#[derive(Deserialize)]
#[serde(remote = "ProbeOperation", rename_all = "kebab-case")]
enum ProbeKey {
    SystemStatus,
    RequestSystemStatus,
}

/// How [`Framing`] is written.
#[derive(Deserialize)]
#[serde(remote = "Framing", rename_all = "lowercase")]
enum FramingKey {
    Len16,
    HiPath26,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::config) struct Activation {
    pub(in crate::config) object: Option<Oid>,
    pub(in crate::config) payload: Option<Hex<64>>,
    pub(in crate::config) every: Option<Span<S, H>>,
}

#[derive(Debug, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::config) struct Association {
    pub(in crate::config) enabled: bool,
    pub(in crate::config) protocol_version: bool,
    pub(in crate::config) context: Oid,
    pub(in crate::config) user_information: OidOrNone,
    pub(in crate::config) versions: Vec<Count<0, 23>>,
    pub(in crate::config) version_width: Count<1, 24>,
    pub(in crate::config) requirements: bool,
    pub(in crate::config) name: Option<String>,
    pub(in crate::config) password_file: Option<String>,
    pub(in crate::config) text: Option<String>,
}

impl Default for Association {
    fn default() -> Self {
        Self {
            enabled: true,
            protocol_version: true,
            context: Oid(ecma(218)),
            user_information: OidOrNone(Some(ecma_user_information(285))),
            versions: vec![Count(4)],
            version_width: Count(16),
            requirements: false,
            name: None,
            password_file: None,
            text: None,
        }
    }
}
