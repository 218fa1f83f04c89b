//! The link to the switch.

use std::{collections::BTreeMap, path::Path};

use callbackd_api::words::FailureReason;
use csta::association::{self, Acse, Authentication, Probe, Versions};

use super::{Checker, list};
use crate::{
    config::{
        sources::profiles,
        tables::{self, Pbx},
    },
    pbx::{Activation, Dialect, LinkSettings},
};

/// What a cause can mean for an attempt.
const MEANINGS: [FailureReason; 8] = [
    FailureReason::Busy,
    FailureReason::NoAnswer,
    FailureReason::HungUpEarly,
    FailureReason::Barred,
    FailureReason::InvalidNumber,
    FailureReason::Congestion,
    FailureReason::DoNotDisturb,
    FailureReason::Rejected,
];

/// So many probes in a row without an answer end a link whose switch is known to answer them.
const PROBES_MISSED: u32 = 2;

impl Checker<'_> {
    pub(super) fn link(&mut self, pbx: &Pbx, credentials: Option<&Path>) -> Option<LinkSettings> {
        if !profiles().any(|name| name == pbx.profile) {
            let message = format!("there is no profile `{}`: write one of {}", pbx.profile, list(profiles()));
            self.fault("pbx.profile", message);
        }
        let host = self.required("pbx.address", pbx.address.as_ref(), "address = \"192.0.2.10\"");
        if let Some(host) = host {
            self.host(host);
        }
        let port = self.required("pbx.port", pbx.port, "port = 2555");
        if pbx.backoff_min.0 > pbx.backoff_max.0 {
            self.misfit("pbx.backoff-min", "pbx.backoff-max", "is above backoff-max: write a shorter time");
        }
        if pbx.keep_alive.0 >= pbx.user_timeout.0 {
            self.misfit(
                "pbx.keep-alive",
                "pbx.user-timeout",
                "a dead host would be given up before it is asked: keep it below user-timeout",
            );
        }
        if let (Some(probe), Some(limit)) = (pbx.probe_every.0, pbx.silence_limit.0)
            && probe >= limit
        {
            self.misfit(
                "pbx.probe-every",
                "pbx.silence-limit",
                "a silent switch would be given up before it is asked: keep it below silence-limit",
            );
        }
        let association = self.association(&pbx.association, credentials);
        let activation = self.activation(pbx);
        let tls = self.tls(&pbx.tls, host, credentials);
        let causes = self.causes(pbx);
        Some(LinkSettings {
            host: host?.clone(),
            port: port?.0.try_into().ok()?,
            tls,
            framing: pbx.framing,
            prelude: pbx.prelude,
            association: association::Settings {
                acse: association,
                bind_timeout: pbx.bind_timeout.0,
                answer_timeout: pbx.request_timeout.0,
                probe: probe(pbx),
                silence_limit: pbx.silence_limit.0,
                status_first: pbx.status_first.0,
                heartbeat_opcode: pbx.heartbeat_opcode.map(|code| code.0.into()),
                answer_escape: pbx.answer_escape,
                ..association::Settings::default()
            },
            activation,
            dialect: Dialect { correlator: pbx.correlator, do_not_prompt: pbx.do_not_prompt, causes },
            connect_timeout: pbx.connect_timeout.0,
            keep_alive: pbx.keep_alive.0,
            user_timeout: pbx.user_timeout.0,
            retry_least: pbx.backoff_min.0,
            retry_most: pbx.backoff_max.0,
        })
    }

    /// Object, payload and period belong together; without any there is nothing to activate.
    fn activation(&mut self, pbx: &Pbx) -> Option<Activation> {
        let tables::Activation { object, payload, every } = &pbx.activation;
        let (Some(object), Some(payload), Some(every)) = (object, payload, every) else {
            if object.is_some() || payload.is_some() || every.is_some() {
                self.misfit(
                    "pbx.activation",
                    "pbx.activation",
                    "is incomplete: write object, payload and every, or none of them",
                );
            }
            return None;
        };
        if pbx.silence_limit.0.is_some_and(|limit| limit <= every.0) {
            let message = "heartbeats would come too late: keep it below silence-limit";
            self.misfit("pbx.activation.every", "pbx.silence-limit", message);
        }
        Some(Activation { object: object.0.clone(), payload: payload.0.clone(), every: every.0 })
    }

    /// Causes by number, with what an attempt that ends so is called.
    fn causes(&mut self, pbx: &Pbx) -> BTreeMap<i64, FailureReason> {
        let mut causes = BTreeMap::new();
        for (code, reason) in &pbx.causes {
            let key = format!("pbx.causes.{code}");
            match code.parse::<u16>() {
                Ok(code) => drop(causes.insert(code.into(), *reason)),
                Err(_) => {
                    self.fault(&key, "is no cause: write its number as the key, such as 46 = \"congestion\"");
                }
            }
            if !MEANINGS.contains(reason) {
                let words = list(MEANINGS.map(FailureReason::word));
                self.fault(&key, format!("no switch can tell that: write one of {words}"));
            }
        }
        causes
    }

    /// An address, or a name as RFC 1123 has them.
    fn host(&mut self, host: &str) {
        let is_label = |label: &str| {
            !label.is_empty()
                && label.len() <= 63
                && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        };
        let is_name = host.len() <= 253 && host.trim_end_matches('.').split('.').all(is_label);
        if host.parse::<std::net::IpAddr>().is_err() && !is_name {
            let message = "is neither an IP address nor a host name: write one such as \"192.0.2.10\"; the port has a key of its own";
            self.fault("pbx.address", message);
        }
    }

    fn association(&mut self, association: &tables::Association, credentials: Option<&Path>) -> Option<Acse> {
        let width = association.version_width.0;
        if association.versions.is_empty() {
            self.fault("pbx.association.versions", "offers no version: write bits such as [4]");
        }
        for (place, bit) in association.versions.iter().enumerate() {
            if bit.0 >= width {
                let message = format!("bit {} is not among {width}: raise version-width", bit.0);
                let key = format!("pbx.association.versions[{place}]");
                self.misfit(&key, "pbx.association.version-width", message);
            }
        }
        let authentication = self.authentication(association, credentials);
        let anonymous = association.name.is_none() && association.password_file.is_none();
        if association.requirements && anonymous && association.text.is_none() {
            let message = "announces an authentication, and there is none: write name and password-file";
            self.misfit("pbx.association.requirements", "pbx.association", message);
        }
        association.enabled.then(|| Acse {
            protocol_version: association.protocol_version,
            application_context: association.context.0.clone(),
            user_information: association.user_information.0.clone(),
            versions: Versions {
                bits: association.versions.iter().filter_map(|bit| bit.0.try_into().ok()).collect(),
                width: width.try_into().unwrap_or(u8::MAX),
            },
            requirements: association.requirements,
            authentication,
        })
    }

    fn authentication(
        &mut self,
        association: &tables::Association,
        credentials: Option<&Path>,
    ) -> Option<Authentication> {
        let key = |name: &str| format!("pbx.association.{name}");
        let text = association.text.as_ref().filter(|text| !text.is_empty());
        match (&association.name, &association.password_file, text) {
            (None, None, None) => None,
            (None, None, Some(text)) => Some(Authentication::Text(text.clone())),
            (Some(name), Some(file), None) => {
                let password = self.secret(&key("password-file"), file, credentials, "password")?;
                Some(Authentication::NamePassword { name: name.clone(), password })
            }
            (_, _, Some(_)) => {
                self.fault(&key("text"), "excludes name and password-file: keep what the switch asks for, and write \"\" for a text of the profile");
                None
            }
            (Some(_), None, None) => {
                self.misfit(&key("name"), &key("password-file"), "needs a password-file beside it");
                None
            }
            (None, Some(_), None) => {
                self.misfit(&key("password-file"), &key("name"), "needs a name beside it");
                None
            }
        }
    }
}

/// What a silent switch is asked, if it is asked.
fn probe(pbx: &Pbx) -> Option<Probe> {
    Some(Probe {
        every: pbx.probe_every.0?,
        answer_timeout: pbx.request_timeout.0.min(pbx.probe_every.0?),
        with: pbx.probe_with,
        // Not every switch answers; else the silence limit decides.
        give_up_after: pbx.probes_answered.then_some(PROBES_MISSED),
    })
}
