//! The hook for something that tells people from robots: a command of the company's own.
#![expect(clippy::disallowed_methods, reason = "the command is waited for")]

use std::{net::IpAddr, process::Stdio, sync::Arc};

use tokio::{io::AsyncWriteExt, process::Command, sync::Semaphore, time::timeout};
use tracing::error;

use crate::settings::CaptchaSettings;

/// Commands that may run at once; more requests wait.
const AT_ONCE: usize = 8;

/// Who checks.
#[derive(Debug, Clone)]
pub(super) enum Captcha {
    /// Nobody.
    None,
    /// A command, which gets the form's answer on standard input and the address, if it is
    /// known, as `REMOTE_ADDR`.
    Command(CaptchaSettings, Arc<Semaphore>),
}

/// What it found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Go on.
    Person,
    /// Ask again.
    NotProven,
}

impl Captcha {
    /// As configured.
    #[must_use]
    pub(super) fn new(settings: Option<CaptchaSettings>) -> Self {
        match settings {
            Some(settings) => Self::Command(settings, Arc::new(Semaphore::new(AT_ONCE))),
            None => Self::None,
        }
    }

    /// The field of the form that holds the answer.
    #[must_use]
    pub(super) fn field(&self) -> Option<&str> {
        match self {
            Self::None => None,
            Self::Command(settings, _) => Some(&settings.field),
        }
    }

    /// Checks an answer. A command that fails proves nothing.
    pub(super) async fn check(&self, answer: &str, address: Option<IpAddr>) -> Verdict {
        let Self::Command(settings, at_once) = self else { return Verdict::Person };
        // Never closed.
        let _permit = at_once.acquire().await;
        match timeout(settings.timeout.0, run(settings, answer, address)).await {
            Ok(Ok(true)) => Verdict::Person,
            Ok(Ok(false)) => Verdict::NotProven,
            Ok(Err(fault)) => {
                error!("The CAPTCHA's command does not run: {}: {fault}.", settings.command.0.display());
                Verdict::NotProven
            }
            Err(_) => {
                error!("The CAPTCHA's command took longer than {:?} and was ended.", settings.timeout.0);
                Verdict::NotProven
            }
        }
    }
}

async fn run(settings: &CaptchaSettings, answer: &str, address: Option<IpAddr>) -> std::io::Result<bool> {
    let mut command = Command::new(&settings.command.0);
    command.env_remove("REMOTE_ADDR");
    if let Some(address) = address {
        command.env("REMOTE_ADDR", address.to_string());
    }
    let mut child = command
        .args(&settings.arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::inherit())
        .kill_on_drop(true)
        .spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        // A command that does not read its input may still answer.
        let _ = stdin.write_all(answer.as_bytes()).await;
    }
    Ok(child.wait().await?.success())
}

#[cfg(test)]
mod tests {
    use std::{net::Ipv4Addr, path::PathBuf, time::Duration};

    use super::*;
    use crate::settings::{Absolute, Span};

    fn shell(script: &str) -> Captcha {
        Captcha::new(Some(CaptchaSettings {
            command: Absolute(PathBuf::from("/bin/sh")),
            arguments: vec!["-c".to_owned(), script.to_owned()],
            timeout: Span(Duration::from_secs(1)),
            field: "answer".to_owned(),
            script: None,
            class: String::new(),
            site_key: String::new(),
            sources: Vec::new(),
        }))
    }

    async fn verdict(captcha: &Captcha) -> Verdict {
        captcha.check("good", Some(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)))).await
    }

    #[tokio::test]
    async fn a_command_decides_by_what_it_reads() {
        assert_eq!(verdict(&Captcha::None).await, Verdict::Person);
        assert_eq!(verdict(&shell("read -r it; test \"$it\" = good")).await, Verdict::Person);
        assert_eq!(verdict(&shell("test \"$(cat)$REMOTE_ADDR\" = good192.0.2.1")).await, Verdict::Person);
        assert_eq!(verdict(&shell("exit 1")).await, Verdict::NotProven);
    }

    #[tokio::test]
    async fn a_command_that_hangs_or_is_not_there_proves_nothing() {
        assert_eq!(verdict(&shell("sleep 60")).await, Verdict::NotProven);
        let Captcha::Command(mut settings, _) = shell("") else { panic!("a command") };
        settings.command = Absolute(PathBuf::from("/nowhere/captcha"));
        assert_eq!(verdict(&Captcha::new(Some(settings))).await, Verdict::NotProven);
    }
}
