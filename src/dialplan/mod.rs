//! Telephone numbers, from what people type to what the PBX dials.
//!
//! ```text
//! text ──normalise──▶ Destination ──judge──▶ Judged ──route──▶ Routed            the agent's controls
//!                          Routed ──read_edit──▶ Routed                         the agent's edit
//!                          Routed ──approve──▶ ApprovedDial                     leave to dial
//! ```
//!
//! Everything here is a pure function of [`Settings`] and arguments. Counting (rate limits, duplicates) belongs to
//! whoever keeps state. What a number may cost or whom it may disturb is asked three times: at the request, after
//! an edit and at the moment of dialling. Only the last gives an [`ApprovedDial`], and nothing else can be dialled.
//!
//! Numbers are personal data: every type that holds one hides it from `Debug` and `Display`, and no [`Refusal`]
//! contains one.

mod advice;
mod check;
mod class;
mod codes;
mod country;
mod do_not_call;
mod edit;
mod explain;
mod heard;
mod normalise;
mod number;
pub mod numbering;
mod outline;
mod pattern;
mod permission;
mod policy;
mod reach;
mod reading;
mod refusal;
mod region;
mod route;
mod scan;
mod settings;
mod site;
mod split;
mod table;
mod telephone;
mod version;

use do_not_call::DoNotCall;
use numbering::{Metadata, Numbering};
use pattern::Pattern;
use policy::Policy;
use route::Rule;
use site::Site;

pub use check::Fault;
pub use class::{Classified, NumberClass};
pub use codes::{AccountCode, AuthCode, NotACode};
pub use do_not_call::{Line, NumberSet};
pub use explain::{Explanation, Stage, Step, Verdict};
pub use normalise::{Normalised, Reading};
pub use number::{Destination, DialString, E164, Extension, Malformed, PAUSE, ShortCode};
pub use permission::ApprovedDial;
pub use policy::Judged;
pub use refusal::{Candidate, Refusal, RefusalRule};
pub use region::{NotARegion, Region};
pub use route::{Routed, RulesVersion};
pub use settings::{
    ConditionSettings, EntrySettings, PolicySettings, QueuePolicySettings, RuleSettings, Settings,
};
pub use table::{BadRow, Expected, Row, read_table};

/// The rules of one site, checked and ready. Its verbs, in the order of a callback: `normalise`, `classify`,
/// `judge`, `route`, `read_edit`, `approve`; `explain` follows one number through them, `check_row` compares it with what
/// an administrator expects.
#[derive(Debug, Clone)]
pub struct DialPlan<N = Metadata> {
    numbering: N,
    site: Site,
    own_numbers: Vec<Pattern>,
    do_not_call: DoNotCall,
    policy: Policy,
    rules: Vec<Rule>,
    version: RulesVersion,
    /// Not those that are made where the settings have none.
    has_own_rules: bool,
}

impl DialPlan {
    /// Checks `settings` against the numbering plans of the world.
    ///
    /// # Errors
    ///
    /// Every fault there is, not just the first.
    pub fn new(settings: Settings) -> Result<Self, Vec<Fault>> {
        Self::with_numbering(settings, Metadata)
    }
}

impl<N: Numbering> DialPlan<N> {
    /// Like [`DialPlan::new`], with other knowledge of numbering plans.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn with_numbering(settings: Settings, numbering: N) -> Result<Self, Vec<Fault>> {
        let has_own_rules = !settings.rules.is_empty();
        let checked = check::check(settings, &numbering)?;
        let version = version::version(&checked.site, &checked.rules);
        Ok(Self {
            numbering,
            site: checked.site,
            own_numbers: checked.own_numbers,
            do_not_call: checked.do_not_call,
            policy: checked.policy,
            rules: checked.rules,
            version,
            has_own_rules,
        })
    }

    /// What works but may not be meant: rules that may make extensions or emergency numbers of public numbers.
    #[must_use]
    pub fn warnings(&self) -> Vec<Fault> {
        let mut found = check::cover::loops(&self.rules, &self.site);
        found.extend(self.reaching_help());
        found
    }

    /// Why hardly a call can be dialled although numbers are read and judged: where callers have to choose a carrier, the
    /// rules that are made where there are none choose none. A daemon must not start so.
    #[must_use]
    pub fn missing_carrier(&self) -> Option<Fault> {
        if self.has_own_rules { None } else { check::routes::missing_carrier(&self.site) }
    }

    /// Rules of which both fit some numbers and neither is a special case of the other, for people who look after them.
    #[must_use]
    pub fn overlaps(&self) -> Vec<Fault> {
        if self.has_own_rules { check::cover::overlaps(&self.rules, &self.site) } else { Vec::new() }
    }
}
