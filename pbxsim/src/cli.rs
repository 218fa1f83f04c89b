//! The command line, and the configuration it means.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context;
use clap::{Parser, ValueEnum};
use csta::frame::Framing;
use pbxsim::config::{Acse, Config, Heartbeat, SAMPLE_DESTINATIONS, SnapshotStyle};
use pbxsim::exchange::{Behaviour, Extension, FarEndClearing, Pattern, User};
use pbxsim::notation;

/// A simulated PBX that speaks CSTA Phase III, for trying clients. Type help for what it can be told to do.
#[derive(Debug, Parser)]
#[command(version, after_help = after_help())]
pub(crate) struct Arguments {
    /// Address to listen at
    #[arg(long, default_value = "127.0.0.1:33333")]
    pub(crate) listen: SocketAddr,
    /// Extensions: FIRST-LAST, or one; may be repeated
    #[arg(long, default_value = "2001-2010")]
    extensions: Vec<String>,
    /// What happens at an extension: EXT=lifts:SECONDS, auto:SECONDS, rejects:SECONDS or absent; may be repeated
    #[arg(long, value_parser = notation::user)]
    user: Vec<(String, User)>,
    /// Where numbers lead, before the sample destinations: PATTERN=BEHAVIOUR; may be repeated
    #[arg(long, value_parser = notation::destination)]
    destination: Vec<(Pattern, Behaviour)>,
    /// Link header
    #[arg(long, value_enum, default_value_t = FramingName::Len16)]
    framing: FramingName,
    /// Expect the octet B from clients, and answer P
    #[arg(long)]
    prelude: bool,
    /// No association: ROSE comes first
    #[arg(long)]
    no_acse: bool,
    /// NAME:PASSWORD that association requests must carry
    #[arg(long, conflicts_with = "no_acse")]
    credentials: Option<String>,
    /// Seconds between heartbeats; 0 for none
    #[arg(long, default_value_t = 120)]
    heartbeat: u32,
    /// Drop a client that left so many heartbeats in a row unanswered
    #[arg(long)]
    dead_after: Option<u32>,
    /// How the other party's hang-up is reported
    #[arg(long, value_enum, default_value_t = ClearingName::Cleared)]
    far_end_clearing: ClearingName,
    /// How snapshots are answered
    #[arg(long, value_enum, default_value_t = SnapshotName::Inline)]
    snapshot: SnapshotName,
    /// Send callLinkageData
    #[arg(long)]
    call_linkage_data: bool,
    /// Do not return correlator data
    #[arg(long)]
    no_correlator_data: bool,
    /// Run so many times faster than real time
    #[arg(long, default_value_t = 1)]
    speed: u32,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum FramingName {
    /// Two octets of length
    Len16,
    /// 26, then two octets of length with the top bit set
    Hipath26,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ClearingName {
    /// connectionCleared for both
    Cleared,
    /// failed (networkSignal), then failed (blocked), as Panasonic does
    Blocked,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum SnapshotName {
    /// With the data in the result
    Inline,
    /// With a cross reference; the data follow
    Following,
    /// Not at all
    Unsupported,
}

impl Arguments {
    /// The configuration that these arguments mean.
    pub(crate) fn config(self) -> anyhow::Result<Config> {
        let credentials = self.credentials.as_deref().map(name_and_password).transpose()?;
        let every = Duration::from_secs(self.heartbeat.into());
        let mut config = Config {
            framing: match self.framing {
                FramingName::Len16 => Framing::Len16,
                FramingName::Hipath26 => Framing::HiPath26,
            },
            prelude: self.prelude,
            acse: (!self.no_acse).then_some(Acse { credentials }),
            heartbeat: (!every.is_zero()).then_some(Heartbeat { every, dead_after: self.dead_after }),
            snapshot: match self.snapshot {
                SnapshotName::Inline => SnapshotStyle::Inline,
                SnapshotName::Following => SnapshotStyle::Following,
                SnapshotName::Unsupported => SnapshotStyle::Unsupported,
            },
            correlator_data: !self.no_correlator_data,
            call_linkage_data: self.call_linkage_data,
            ..Config::default()
        };
        config.plan.extensions = extensions(&self.extensions, &self.user)?;
        config.plan.destinations = self.destination;
        let style = match self.far_end_clearing {
            ClearingName::Cleared => FarEndClearing::Cleared,
            ClearingName::Blocked => FarEndClearing::FailedThenBlocked,
        };
        Ok(config.with_sample_destinations().with_far_end_clearing(style).with_speed(self.speed))
    }
}

fn extensions(ranges: &[String], users: &[(String, User)]) -> anyhow::Result<Vec<Extension>> {
    let mut extensions = Vec::new();
    for range in ranges {
        extensions.extend(notation::extensions(range)?.into_iter().map(Extension::new));
    }
    for (number, user) in users {
        let listed = extensions.iter_mut().find(|extension| extension.number == *number);
        listed.with_context(|| format!("--user {number}: no such extension"))?.user = *user;
    }
    Ok(extensions)
}

fn name_and_password(text: &str) -> anyhow::Result<(String, String)> {
    let (name, password) = text.split_once(':').context("--credentials: expected NAME:PASSWORD")?;
    Ok((name.to_owned(), password.to_owned()))
}

fn after_help() -> String {
    let list = SAMPLE_DESTINATIONS.map(|line| format!("  {line}")).join("\n");
    format!("Sample destinations (X is any digit, * any rest; the first match counts):\n{list}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(arguments: &[&str]) -> anyhow::Result<Config> {
        Arguments::try_parse_from([&["pbxsim"], arguments].concat())?.config()
    }

    #[test]
    fn without_arguments_there_are_ten_extensions_and_the_sample_destinations() {
        let config = config(&[]).unwrap();
        assert_eq!(config.plan.extensions.len(), 10);
        assert_eq!(config.plan.destinations.len(), SAMPLE_DESTINATIONS.len());
        assert!(config.acse.is_some());
    }

    #[test]
    fn own_destinations_come_before_the_samples() {
        let config = config(&["--destination", "9*=busy", "--user", "2003=absent"]).unwrap();
        assert_eq!(config.plan.destinations[0].1, Behaviour::Busy);
        assert_eq!(config.plan.extension("2003").unwrap().user, User::Absent);
    }

    #[test]
    fn a_user_at_an_extension_that_is_not_there_is_refused_by_name() {
        let error = config(&["--user", "3003=absent"]).unwrap_err();
        assert_eq!(error.to_string(), "--user 3003: no such extension");
    }
}
