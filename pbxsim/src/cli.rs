//! The command line, and the configuration it means.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use clap::{Parser, ValueEnum};
use csta::frame::Framing;
use pbxsim::config::{Acse, Config, Heartbeat, SAMPLE_DESTINATIONS, SnapshotStyle, Tls};
use pbxsim::exchange::{Behaviour, Extension, FarEndClearing, Pattern, User};
use pbxsim::{Profile, notation};

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
    /// Kind of switch, for what the options below leave open
    #[arg(long, value_enum, default_value_t = ProfileName::Generic)]
    profile: ProfileName,
    /// Link header
    #[arg(long, value_enum)]
    framing: Option<FramingName>,
    /// Serve TLS with this certificate (PEM)
    #[arg(long, requires = "tls_key", value_name = "FILE")]
    tls_cert: Option<PathBuf>,
    /// The certificate's private key (PEM)
    #[arg(long, requires = "tls_cert", value_name = "FILE")]
    tls_key: Option<PathBuf>,
    /// Ask clients for a certificate that one of these authorities has signed (PEM)
    #[arg(long, requires = "tls_cert", value_name = "FILE")]
    tls_clients: Option<PathBuf>,
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
    #[arg(long)]
    heartbeat: Option<u32>,
    /// Drop a client that left so many heartbeats in a row unanswered
    #[arg(long)]
    dead_after: Option<u32>,
    /// How the other party's hang-up is reported
    #[arg(long, value_enum)]
    far_end_clearing: Option<ClearingName>,
    /// How snapshots are answered
    #[arg(long, value_enum)]
    snapshot: Option<SnapshotName>,
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
enum ProfileName {
    /// Does everything as the standard says
    Generic,
    /// Panasonic KX-TDA, TDE, NCP, NS
    PanasonicKx,
    /// Siemens HiPath 3000; name AMHOST, password 77777
    #[value(name = "hipath-3000")]
    Hipath3000,
    /// Siemens HiPath 4000
    #[value(name = "hipath-4000")]
    Hipath4000,
    /// Unify OpenScape Business
    OpenscapeBusiness,
}

impl From<ProfileName> for Profile {
    fn from(name: ProfileName) -> Self {
        match name {
            ProfileName::Generic => Self::Generic,
            ProfileName::PanasonicKx => Self::PanasonicKx,
            ProfileName::Hipath3000 => Self::Hipath3000,
            ProfileName::Hipath4000 => Self::Hipath4000,
            ProfileName::OpenscapeBusiness => Self::OpenscapeBusiness,
        }
    }
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
        let mut config = Config::profile(self.profile.into());
        self.change_link(&mut config)?;
        config.plan.extensions = extensions(&self.extensions, &self.user)?;
        config.plan.destinations = self.destination;
        if let Some(style) = self.far_end_clearing {
            config.plan.far_end_clearing = match style {
                ClearingName::Cleared => FarEndClearing::Cleared,
                ClearingName::Blocked => FarEndClearing::FailedThenBlocked,
            };
        }
        Ok(config.with_sample_destinations().with_speed(self.speed))
    }

    /// What was said wins over the profile.
    fn change_link(&self, config: &mut Config) -> anyhow::Result<()> {
        match self.framing {
            Some(FramingName::Len16) => config.framing = Framing::Len16,
            Some(FramingName::Hipath26) => config.framing = Framing::HiPath26,
            None => {}
        }
        config.tls = self.tls()?;
        config.prelude |= self.prelude;
        if self.no_acse {
            config.acse = None;
        } else if let Some(credentials) = &self.credentials {
            let credentials = Some(name_and_password(credentials)?);
            config.acse = Some(Acse { credentials, ..config.acse.take().unwrap_or_default() });
        }
        if let Some(seconds) = self.heartbeat {
            let every = Duration::from_secs(seconds.into());
            config.heartbeat = (seconds > 0).then_some(Heartbeat { every, dead_after: None });
        }
        if let Some(heartbeat) = &mut config.heartbeat {
            heartbeat.dead_after = self.dead_after;
        }
        match self.snapshot {
            Some(SnapshotName::Inline) => config.snapshot = SnapshotStyle::Inline,
            Some(SnapshotName::Following) => config.snapshot = SnapshotStyle::Following,
            Some(SnapshotName::Unsupported) => config.snapshot = SnapshotStyle::Unsupported,
            None => {}
        }
        config.correlator_data &= !self.no_correlator_data;
        config.call_linkage_data |= self.call_linkage_data;
        Ok(())
    }

    fn tls(&self) -> anyhow::Result<Option<Tls>> {
        let (Some(certificates), Some(key)) = (&self.tls_cert, &self.tls_key) else { return Ok(None) };
        let clients = self.tls_clients.as_deref().map(read).transpose()?;
        Ok(Some(Tls { certificates: read(certificates)?, key: read(key)?, clients }))
    }
}

#[expect(clippy::disallowed_methods, reason = "a command line names files")]
fn read(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| path.display().to_string())
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
    fn a_profile_sets_what_is_not_said() {
        let plain = config(&["--profile", "hipath-3000"]).unwrap();
        assert_eq!((plain.framing, plain.status_first), (Framing::HiPath26, true));
        let told =
            config(&["--profile", "hipath-3000", "--framing", "len16", "--credentials", "me:1"]).unwrap();
        assert_eq!(told.framing, Framing::Len16);
        let acse = told.acse.unwrap();
        assert_eq!(acse.credentials, Some(("me".to_owned(), "1".to_owned())));
        assert_eq!(acse.style, pbxsim::config::AareStyle::Hipath3000);
        for profile in Profile::ALL {
            assert!(config(&["--profile", profile.name()]).is_ok(), "{}", profile.name());
        }
    }

    #[test]
    fn a_user_at_an_extension_that_is_not_there_is_refused_by_name() {
        let error = config(&["--user", "3003=absent"]).unwrap_err();
        assert_eq!(error.to_string(), "--user 3003: no such extension");
    }
}
