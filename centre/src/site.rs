//! What the daemon is configured as.

use std::path::Path;

/// A British site that dials 9 for an outside line, with one queue `sales` and two agents, `ann` at 2001 and `bob` at 2002.
/// Whoever runs it has every role.
#[derive(Debug, Clone)]
pub struct Site {
    queue: String,
    more: String,
}

impl Site {
    /// The site, with these further lines of configuration. Nobody writes up a call.
    #[must_use]
    pub fn new(more: &str) -> Self {
        Self { queue: "wrap-up = \"0s\"".to_owned(), more: more.to_owned() }
    }

    /// The same with these lines for the queue.
    #[must_use]
    pub fn with_queue(self, lines: &str) -> Self {
        Self { queue: lines.to_owned(), ..self }
    }

    /// The text of the configuration file, for a daemon whose files are in `folder` and whose switch listens at `port`.
    #[must_use]
    pub fn configuration(&self, folder: &Path, port: u16) -> String {
        let Self { queue, more } = self;
        let folder = folder.display();
        let uid = rustix::process::getuid().as_raw();
        format!(
            r#"
[pbx]
address = "127.0.0.1"
port = {port}
backoff-min = "100ms"
backoff-max = "1s"
[api]
socket = "{folder}/api.sock"
[store]
path = "{folder}/callbackd.db"
[site]
zone = "Europe/London"
[dialplan]
region = "GB"
outside-line = "9"
extensions = ["2XXX"]
[pacing]
per-second = 200
outstanding = 50
monitor-gap = "0s"
[[queues]]
name = "sales"
{queue}
[[agents]]
id = "ann"
devices = ["2001"]
users = [{uid}]
[[agents]]
id = "bob"
devices = ["2002"]
users = [{uid}]
[[access]]
user = {uid}
roles = ["requester", "agent", "supervisor", "operator"]
{more}
"#
        )
    }
}
