//! What was gone through, for the table at the end.

use std::time::Duration;

macro_rules! tally {
    ($($name:ident: $words:literal),* $(,)?) => {
        #[derive(Debug, Clone, Copy, Default)]
        pub(crate) struct Tally {
            pub(crate) hours: f64,
            $(pub(crate) $name: u64,)*
        }

        impl Tally {
            pub(crate) fn add(&mut self, other: &Self) {
                self.hours += other.hours;
                $(self.$name += other.$name;)*
            }

            /// Two columns.
            pub(crate) fn table(&self) -> String {
                let mut rows = vec![("simulated hours", format!("{:.0}", self.hours))];
                $(rows.push(($words, self.$name.to_string()));)*
                rows.iter().map(|(words, count)| format!("{words:<50} {count:>12}\n")).collect()
            }
        }
    };
}

tally! {
    seeds: "seeds",
    steps: "steps",
    sessions: "sessions",
    chosen: "  for a time that the customer chose",
    talked: "conversations",
    make_calls: "MakeCalls seen by the switch",
    calls: "calls made of them",
    unknown: "calls lost from sight",
    adopted: "of these found again",
    resolved: "of these resolved by a person",
    crashes: "crashes",
    crashes_before: "  between decision and commit",
    crashes_after: "  between commit and last output",
    restarts: "restarts",
    cuts: "link cuts",
    half_open: "half-open links",
    silences: "silences of the switch",
    associations: "associations",
    store_failures: "store failures",
    commits: "commits",
    records: "records",
    jumps: "jumps of the wall clock",
    reloads: "configuration reloads",
    layers_lost: "layers lost",
    lost_events: "lost events and answers",
    congestion: "passing refusals",
    left: "phones that a blind switch leaves to their people",
}

impl Tally {
    pub(crate) fn simulated(&mut self, span: Duration) {
        self.hours += span.as_secs_f64() / 3600.0;
    }
}
