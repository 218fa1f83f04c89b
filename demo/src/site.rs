//! The contact centre of the demonstration.

use std::{path::PathBuf, time::Duration};

use centre::{Centre, Site};
use pbxsim::{
    Config,
    exchange::{Behaviour, Extension, User},
};

/// Starts switch and daemon, which writes into this folder; returns when the link is up.
pub(crate) async fn open(folder: Option<PathBuf>) -> anyhow::Result<Centre> {
    let site = Site::new("[callbacks]\ncustomer-status = true\n").with_queue("");
    let mut centre = Centre::prepare(switch()?, &site, folder, None).await?;
    centre.start().await?;
    Ok(centre)
}

/// People who lift their phones after a moment, and customers of every kind.
fn switch() -> anyhow::Result<Config> {
    let lifts = User::Lifts { after: Duration::from_millis(800) };
    let answers = Behaviour::Answers { after: Duration::from_millis(1500), hangs_up_after: None };
    let mut config = Config::default();
    for number in 2001..=2010 {
        config = config.with_extension(Extension::new(number.to_string()).with_user(lifts));
    }
    let kinds = [("1", Behaviour::Busy), ("2", Behaviour::RingsOut), ("3", Behaviour::Invalid)];
    for (last, behaviour) in kinds {
        config = config.with_destination(&format!("9XXXXXXXXXX{last}"), behaviour)?;
    }
    Ok(config.with_destination("9*", answers)?)
}
