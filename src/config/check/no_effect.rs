//! Keys that do nothing, as the rest is configured: whoever wrote them believes otherwise.

use super::Checker;
use crate::{
    config::tables::{Pbx, Queue},
    switchboard::settings::ReportsAnswer,
};

/// What TLS needs.
const TLS: [&str; 5] = ["ca-file", "fingerprint", "server-name", "certificate-file", "key-file"];

/// What the association request holds.
const ASSOCIATION: [&str; 9] = [
    "protocol-version",
    "context",
    "user-information",
    "versions",
    "version-width",
    "requirements",
    "name",
    "password-file",
    "text",
];

impl Checker<'_> {
    /// Tells each of them that somebody has written.
    pub(super) fn without_effect(&mut self, pbx: &Pbx, queues: &[Queue]) {
        if !pbx.tls.enabled {
            self.without_tls();
        }
        if !pbx.association.enabled {
            self.no_effect(
                "pbx.association",
                &ASSOCIATION,
                "without an association (enabled = false) none of it is sent",
            );
        }
        if pbx.probe_every.0.is_none() {
            self.no_effect(
                "pbx",
                &["probe-with", "probes-answered"],
                "nothing is asked while probe-every is \"off\"",
            );
        }
        if pbx.reports_answer == ReportsAnswer::Yes {
            self.no_effect(
                "timers",
                &["assumed-answer"],
                "no answer is assumed while pbx.reports-answer is \"yes\"",
            );
        }
        for (index, queue) in queues.iter().enumerate() {
            if queue.hours.is_empty() && queue.holidays.is_empty() {
                let zone = "a queue without hours is always open, whatever its zone: add hours, or set the zone in [site]";
                self.no_effect(&format!("queues[{index}]"), &["zone"], zone);
            }
        }
    }

    /// A link that is believed to be encrypted is worse than one that is known not to be.
    fn without_tls(&mut self) {
        let why = "TLS is off, so everything on the link can be read and forged";
        if self.sets("pbx.tls.enabled") || !self.is_whole("pbx.tls.enabled") {
            self.no_effect("pbx.tls", &TLS, why);
            return;
        }
        for key in TLS.map(|key| format!("pbx.tls.{key}")) {
            if self.sets(&key) {
                let remedy = "write enabled = true beside it, or enabled = false if that is meant";
                self.fault(&key, format!("has no effect: {why}; {remedy}"));
            }
        }
    }

    fn no_effect(&mut self, table: &str, keys: &[&str], why: &str) {
        for key in keys.iter().map(|key| format!("{table}.{key}")) {
            if self.sets(&key) {
                self.warn(&key, format!("has no effect: {why}"));
            }
        }
    }
}
