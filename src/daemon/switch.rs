//! The configuration's link as the link's task wants it.

use csta::{association, ber::ObjectIdentifier, frame::Framing};

use crate::{
    config::{self, Link},
    pbx::{self, Dialect},
    switchboard::settings::SwitchTraits,
};

pub(super) fn settings(link: Link, traits: &SwitchTraits, outstanding: usize) -> pbx::Settings {
    let probe = link.probe_every.map(|every| association::Probe {
        every,
        answer_timeout: link.request_timeout,
        with: association::ProbeOperation::SystemStatus,
        // Not every switch answers; the silence limit decides.
        give_up_after: None,
    });
    pbx::Settings {
        address: format!("{}:{}", bracketed(&link.host), link.port),
        framing: match link.framing {
            config::Framing::Len16 => Framing::Len16,
            config::Framing::Hipath26 => Framing::HiPath26,
        },
        prelude: link.prelude,
        association: association::Settings {
            acse: link.association.map(acse),
            bind_timeout: link.bind_timeout,
            answer_timeout: link.request_timeout,
            window: outstanding.clamp(1, association::LARGEST_WINDOW),
            probe,
            silence_limit: link.silence_limit,
            ..association::Settings::default()
        },
        dialect: Dialect { correlator: traits.correlator, do_not_prompt: traits.do_not_prompt },
        connect_timeout: link.connect_timeout,
        keep_alive: link.keep_alive,
        user_timeout: link.user_timeout,
        retry_least: link.backoff_min,
        retry_most: link.backoff_max,
    }
}

/// An IPv6 address as it is written before a port.
fn bracketed(host: &str) -> String {
    if host.contains(':') { format!("[{host}]") } else { host.to_owned() }
}

fn acse(configured: config::Association) -> association::Acse {
    association::Acse {
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
        ..association::Acse::default()
    }
}

/// The configuration has checked that it is one.
fn object_identifier(dotted: &str) -> ObjectIdentifier {
    let mut arcs = dotted.split('.').filter_map(|arc| arc.parse::<u32>().ok());
    let first = arcs.next().and_then(|arc| u8::try_from(arc).ok()).unwrap_or_default();
    let second = arcs.next().and_then(|arc| u8::try_from(arc).ok()).unwrap_or_default();
    ObjectIdentifier::new(first, second, &arcs.collect::<Vec<_>>())
}
