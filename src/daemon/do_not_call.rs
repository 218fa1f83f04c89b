//! Looks whether the do-not-call file has changed, and reads it away from the engine's task.

use std::time::Duration;

use tokio::task::{JoinHandle, spawn_blocking};

use crate::{
    config::DoNotCallFile,
    dialplan::{DialPlan, NumberSet},
};

/// How often a change is looked for.
pub(super) const LOOK_EVERY: Duration = Duration::from_secs(30);

/// The file, and the look at it that runs.
#[derive(Debug)]
pub(super) struct DoNotCallList {
    file: Option<DoNotCallFile>,
    running: Option<JoinHandle<Option<Result<(DoNotCallFile, NumberSet), String>>>>,
    /// The same fault is told once, not every half minute.
    told: Option<String>,
}

impl DoNotCallList {
    pub(super) fn new(file: Option<DoNotCallFile>) -> Self {
        Self { file, running: None, told: None }
    }

    /// Looks, unless there is nothing to look at or a look runs already. `plan` is how its lines are read.
    pub(super) fn look(&mut self, plan: &DialPlan) {
        let (Some(file), None) = (&self.file, &self.running) else { return };
        let (file, plan) = (file.clone(), plan.clone());
        self.running =
            Some(spawn_blocking(move || file.has_changed().then(|| DoNotCallFile::read(file.path(), &plan))));
    }

    /// Waits for another list, or for what is newly wrong with the file; for ever where no look runs. May be dropped and
    /// called again.
    pub(super) async fn changed(&mut self) -> Result<NumberSet, String> {
        loop {
            let Some(running) = &mut self.running else { return std::future::pending().await };
            let found = running.await;
            self.running = None;
            match found {
                Ok(Some(Ok((file, numbers)))) => {
                    self.file = Some(file);
                    self.told = None;
                    return Ok(numbers);
                }
                Ok(Some(Err(fault))) if self.told.as_ref() != Some(&fault) => {
                    self.told = Some(fault.clone());
                    return Err(fault);
                }
                Ok(None) => self.told = None,
                _ => {}
            }
        }
    }
}
