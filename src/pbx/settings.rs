//! How a switch is reached and spoken to.

use std::time::Duration;

use csta::{
    association,
    ber::{ObjectIdentifier, Octets},
    frame::Framing,
    service::EscapeArgument,
    types::CstaPrivateData,
};

use super::{Dialect, Tls};

/// How one switch is reached, kept and spoken to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkSettings {
    /// Host name or IP address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// Encrypts the link.
    pub tls: Option<Tls>,
    /// How APDUs are cut out of the octet stream.
    pub framing: Framing,
    /// Send `B` and wait for `P` before anything else.
    pub prelude: bool,
    /// The association: ACSE, heartbeats, deadlines.
    pub association: association::Settings,
    /// The heartbeat that must be asked for, where there is one.
    pub activation: Option<Activation>,
    /// What this switch wants said, or not said.
    pub dialect: Dialect,
    /// How long a TCP connection may take to come up, and TLS on it once more (5 s).
    pub connect_timeout: Duration,
    /// TCP keep-alive: idle time and interval (5 s).
    pub keep_alive: Duration,
    /// TCP_USER_TIMEOUT: octets unacknowledged for this long end the connection (15 s).
    pub user_timeout: Duration,
    /// The first wait before trying again (1 s).
    pub retry_least: Duration,
    /// The longest wait before trying again (30 s).
    pub retry_most: Duration,
}

impl LinkSettings {
    /// The same for a switchboard that awaits the answers to so many requests at once: room for them and for the activation,
    /// which the switchboard's pacing does not know.
    #[must_use]
    pub fn with_outstanding(mut self, requests: usize) -> Self {
        self.association.window = requests.saturating_add(1).min(association::LARGEST_WINDOW);
        self
    }

    /// Host and port, as they are written together: an IPv6 address in brackets.
    pub(super) fn address(&self) -> String {
        let Self { host, port, .. } = self;
        if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
    }

    /// How soon a switch that hangs is noticed, for people.
    pub(super) fn watch(&self) -> String {
        let association = &self.association;
        let probes = association.probe.and_then(|probe| Some((probe, probe.give_up_after?)));
        let probed = probes.map(|(probe, missed)| probe.every * missed + probe.answer_timeout);
        match [probed, association.silence_limit].into_iter().flatten().min() {
            Some(within) => format!("a hang is noticed within {} s", within.as_secs()),
            None => "a hang is not noticed, only the loss of the connection".to_owned(),
        }
    }
}

/// An Escape that makes a silent switch send heartbeats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activation {
    /// Names the private data.
    pub object: ObjectIdentifier,
    /// What they hold before the period.
    pub payload: Vec<u8>,
    /// The period; whole seconds, at most 65 535 of them.
    pub every: Duration,
}

impl Activation {
    /// The Escape's argument. HiPath 3000 reads the period as two octets, the least significant first.
    pub(super) fn argument(&self) -> EscapeArgument {
        let seconds = u16::try_from(self.every.as_secs()).unwrap_or(u16::MAX);
        let data = [self.payload.as_slice(), &seconds.to_le_bytes()].concat();
        EscapeArgument::new(CstaPrivateData::named(self.object.clone(), Octets::from(data)))
    }
}

#[cfg(test)]
mod tests {
    use csta::{Apdu, InvokeId, rose::Invoke, service::Argument};

    use super::*;

    #[test]
    fn hipath_is_activated_by_the_octets_that_were_captured() {
        let activation = Activation {
            object: ObjectIdentifier::new(1, 3, &[12, 2, 1107, 15]),
            payload: vec![0x1a, 0x04, 0x06, 0xc4, 0x22, 0x04, 0x03, 0x00, 0x23, 0x04],
            every: Duration::from_secs(30),
        };
        let invoke = Invoke::new(InvokeId(1), Argument::from(activation.argument()));
        let octets: String =
            Apdu::Invoke(invoke).encode().iter().map(|octet| format!("{octet:02x}")).collect();
        assert_eq!(octets, "a1200201010201333018e11606062b0c0288530f040c1a0406c42204030023041e00");
    }
}
