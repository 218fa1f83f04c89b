//! Looks whether the do-not-call file has changed, and reads it away from the engine's task.

use std::time::Duration;

use tokio::task::{JoinHandle, spawn_blocking};

use crate::{
    config::{DoNotCallFile, Listed},
    dialplan::DialPlan,
};

/// How often a change is looked for.
pub(super) const LOOK_EVERY: Duration = Duration::from_secs(30);

/// What has changed: the file with what stands in it, or what is wrong with it.
type Found = Result<(DoNotCallFile, Listed), String>;

/// The file, and the look at it that runs.
#[derive(Debug)]
pub(super) struct DoNotCallList {
    file: Option<DoNotCallFile>,
    running: Option<JoinHandle<Option<Found>>>,
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
        self.running = Some(spawn_blocking(move || file.has_changed().then(|| read(&file, &plan))));
    }

    /// Waits for another list, or for what is newly wrong with the file; for ever where no look runs. May be dropped and
    /// called again.
    pub(super) async fn changed(&mut self) -> Result<Listed, String> {
        loop {
            let Some(running) = &mut self.running else { return std::future::pending().await };
            let found = running.await;
            self.running = None;
            match found {
                Ok(Some(Ok((file, listed)))) => {
                    self.file = Some(file);
                    self.told = None;
                    return Ok(listed);
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

/// Where a line protects nobody, nobody loses the protection that the list gave before: who stands there is not known.
fn read(file: &DoNotCallFile, plan: &DialPlan) -> Found {
    let (file, Listed { numbers, faults }) = DoNotCallFile::read(file.path(), plan)?;
    let unprotected = faults.as_ref().is_some_and(|faults| faults.unprotected);
    let numbers = if unprotected { numbers.with(plan.do_not_call_file()) } else { numbers };
    Ok((file, Listed { numbers, faults }))
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;
    use crate::dialplan::Settings;

    fn plan() -> DialPlan {
        DialPlan::new(Settings::new("GB".parse().unwrap())).unwrap()
    }

    fn list(path: &Path, text: &str) -> DoNotCallList {
        fs::write(path, text).unwrap();
        DoNotCallList::new(Some(DoNotCallFile::read(path, &plan()).unwrap().0))
    }

    /// One look of a daemon with this plan: how many numbers there are then and what is wrong with lines; `None` where there
    /// was nothing to tell.
    async fn look(list: &mut DoNotCallList, plan: &mut DialPlan) -> Option<Result<(usize, String), String>> {
        list.look(plan);
        let ended = tokio::time::timeout(Duration::from_millis(300), list.changed()).await;
        ended.ok().map(|changed| {
            changed.map(|listed| {
                let told = (listed.numbers.len(), listed.faults.map_or(String::new(), |faults| faults.told));
                plan.take_do_not_call_file(listed.numbers);
                told
            })
        })
    }

    #[tokio::test]
    async fn a_file_that_changes_is_read_again_and_a_bad_one_is_told_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list");
        let mut list = list(&path, "020 7946 0018\n");
        let plan = &mut plan();
        assert_eq!(look(&mut list, plan).await, None, "nothing has changed");

        fs::write(&path, "020 7946 0018\n020 7946 0019\n").unwrap();
        assert_eq!(look(&mut list, plan).await, Some(Ok((2, String::new()))));
        assert_eq!(look(&mut list, plan).await, None);

        fs::write(&path, "020 7946 0017\nnobody at all\n").unwrap();
        let (numbers, told) = look(&mut list, plan).await.unwrap().unwrap();
        assert_eq!(numbers, 3, "those of before stay, for one of them may stand in the faulty line");
        assert!(told.starts_with(&format!("{}: line 2: ", path.display())), "{told}");
        assert_eq!(look(&mut list, plan).await, None, "the same fault is not news");

        fs::remove_file(&path).unwrap();
        let told = look(&mut list, plan).await.unwrap().unwrap_err();
        assert!(told.contains("there is no such file"), "{told}");
        assert_eq!(look(&mut list, plan).await, None, "nor is this");

        fs::write(&path, "").unwrap();
        assert_eq!(look(&mut list, plan).await, Some(Ok((0, String::new()))));
    }

    #[tokio::test]
    async fn where_no_file_is_configured_nothing_is_looked_at() {
        assert_eq!(look(&mut DoNotCallList::new(None), &mut plan()).await, None);
    }
}
