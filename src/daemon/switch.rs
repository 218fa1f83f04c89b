//! The configuration's link as the link's task wants it.

use csta::{association, ber::ObjectIdentifier, frame::Framing};

use crate::{
    config::{self, Link},
    pbx::{self, Dialect},
    switchboard::settings::SwitchTraits,
};

/// So many probes in a row without an answer end a link whose switch is known to answer them.
const PROBES_MISSED: u32 = 2;

pub(super) fn settings(link: Link, traits: &SwitchTraits, outstanding: usize) -> pbx::Settings {
    let probe = link.probe_every.map(|every| association::Probe {
        every,
        answer_timeout: link.request_timeout.min(every),
        with: match link.probe_with {
            config::ProbeWith::SystemStatus => association::ProbeOperation::SystemStatus,
            config::ProbeWith::RequestSystemStatus => association::ProbeOperation::RequestSystemStatus,
        },
        // Not every switch answers; else the silence limit decides.
        give_up_after: link.probes_answered.then_some(PROBES_MISSED),
    });
    pbx::Settings {
        address: format!("{}:{}", bracketed(&link.host), link.port),
        tls: link.tls,
        framing: match link.framing {
            config::Framing::Len16 => Framing::Len16,
            config::Framing::Hipath26 => Framing::HiPath26,
        },
        prelude: link.prelude,
        association: association::Settings {
            acse: link.association.map(acse),
            bind_timeout: link.bind_timeout,
            answer_timeout: link.request_timeout,
            // One more for the activation, which the switchboard's pacing does not know.
            window: outstanding.saturating_add(1).min(association::LARGEST_WINDOW),
            probe,
            silence_limit: link.silence_limit,
            status_first: link.status_first,
            heartbeat_opcode: link.heartbeat_opcode.map(i64::from),
            answer_escape: link.answer_escape,
            ..association::Settings::default()
        },
        activation: link.activation.map(activation),
        dialect: Dialect {
            correlator: traits.correlator,
            do_not_prompt: traits.do_not_prompt,
            causes: link.causes,
        },
        connect_timeout: link.connect_timeout,
        keep_alive: link.keep_alive,
        user_timeout: link.user_timeout,
        retry_least: link.backoff_min,
        retry_most: link.backoff_max,
    }
}

fn activation(configured: config::Activation) -> pbx::Activation {
    pbx::Activation {
        object: object_identifier(&configured.object),
        payload: configured.payload,
        every: configured.every,
    }
}

/// An IPv6 address as it is written before a port.
fn bracketed(host: &str) -> String {
    if host.contains(':') { format!("[{host}]") } else { host.to_owned() }
}

fn acse(configured: config::Association) -> association::Acse {
    association::Acse {
        protocol_version: configured.protocol_version,
        application_context: object_identifier(&configured.context),
        requirements: configured.requirements,
        authentication: configured.authentication.map(|authentication| match authentication {
            config::Authentication::Password { name, password } => {
                association::Authentication::NamePassword { name, password: password.expose().to_owned() }
            }
            config::Authentication::Text(text) => association::Authentication::Text(text),
        }),
        user_information: configured.user_information.as_deref().map(object_identifier),
        versions: association::Versions { bits: configured.versions, width: configured.version_width },
    }
}

/// The configuration has checked that it is one.
fn object_identifier(dotted: &str) -> ObjectIdentifier {
    let mut arcs = dotted.split('.').filter_map(|arc| arc.parse::<u32>().ok());
    let first = arcs.next().and_then(|arc| u8::try_from(arc).ok()).unwrap_or_default();
    let second = arcs.next().and_then(|arc| u8::try_from(arc).ok()).unwrap_or_default();
    ObjectIdentifier::new(first, second, &arcs.collect::<Vec<_>>())
}
