//! How many files and connections the process may have open.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// The store, the link, the log, the watch over signals and whatever libraries open.
const OWN: u64 = 64;

/// Takes as many as the system gives, and tells how many that are.
///
/// # Errors
/// Fewer than the daemon itself needs; what to do about it.
pub fn claim() -> Result<u64, String> {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let raised = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum });
    // No limit at all is told as none.
    let limit = if raised.is_ok() { maximum } else { current }.unwrap_or(u64::MAX);
    match limit < OWN {
        true => Err(format!(
            "the system lets it open {limit} files, and it needs {OWN} and one for each client: raise LimitNOFILE= of the \
             unit, or ulimit -n"
        )),
        false => Ok(limit),
    }
}

/// What is to be said where there are fewer than the configured clients take.
pub(super) fn too_few_for(clients: usize) -> Option<String> {
    let limit = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    let wanted = u64::try_from(clients).unwrap_or(u64::MAX).saturating_add(OWN);
    (limit < wanted).then(|| {
        format!(
            "the system lets the daemon open {limit} files, and max-clients in [api] is {clients}: raise LimitNOFILE= to \
             {wanted}, or lower max-clients"
        )
    })
}
