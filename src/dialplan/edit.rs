//! The agent's edit: dialled as shown, once it is understood and judged.

use super::codes::Auth;
use super::numbering::Numbering;
use super::scan::scan_dialled;
use super::site::short_code;
use super::{ApprovedDial, Destination, DialPlan, DialString, Refusal, RefusalRule, Routed};

impl<N: Numbering> DialPlan<N> {
    /// Reads what the agent made of the `shown` dial string. The route's prefix, or just the outside line, is
    /// taken off; the rest is read as if dialled at the site and judged for `queue`. The answer keeps the name of
    /// the rule that was shown.
    ///
    /// # Errors
    ///
    /// A refusal that says what to write: for what cannot be read, may not be called, or would reach an emergency
    /// service. Nothing is completed or corrected: it is dialled as it stands, freed of spacing, or not at all.
    pub fn read_edit(&self, shown: &Routed, text: &str, queue: Option<&str>) -> Result<Routed, Refusal> {
        let dialled = scan_dialled(text)?;
        if dialled.is_empty() {
            return Err(Refusal::new(RefusalRule::Empty, "type a telephone number"));
        }
        let dial_string = self.dial_string(dialled)?;
        let (number, prepended) = if dial_string == shown.dial_string {
            (shown.number.clone(), shown.prepended.clone())
        } else {
            self.read_changed(shown, &dial_string)?
        };
        let class = self.judge(&number, queue)?.class();
        self.check_emergency(&dial_string, &prepended, class)?;
        Ok(Routed { number, prepended, dial_string, rule: shown.rule.clone(), rules_version: self.version() })
    }

    /// Gives leave to dial what was shown or edited, by the rules as they are now. Call it at the moment of
    /// dialling: only the number and the dial string of `dial` are looked at, and both are judged afresh.
    ///
    /// # Errors
    ///
    /// A refusal where the number may not be called for `queue`, or the dial string does not reach it.
    pub fn approve(&self, dial: &Routed, queue: Option<&str>) -> Result<ApprovedDial, Refusal> {
        let Routed { number, dial_string, .. } = dial;
        let judged = self.judge(number, queue)?;
        self.dial_string(dial_string.expose().to_owned())?;
        let routed = self.route(&judged, queue).ok().filter(|routed| routed.dial_string == *dial_string);
        let prepended = match routed {
            Some(routed) => routed.prepended,
            None => self.prefix_by_which(dial_string, number, queue)?,
        };
        self.check_emergency(dial_string, &prepended, judged.class())?;
        // Whatever digits the agent made, the number is in the reach of this rule, and so is who pays for it.
        let rule = self.rule_for(&judged, queue);
        let codes = rule.map(|rule| rule.codes.clone()).unwrap_or_default();
        match (&codes.auth, rule) {
            (Auth::Unread, Some(rule)) => Err(no_auth_code(&rule.name)),
            _ => Ok(ApprovedDial::new(&judged, dial_string, self.site.pause, codes)),
        }
    }

    /// The number that `dial_string` reaches after its prefix, read as a call to the same kind of destination.
    pub(super) fn read_proper(
        &self,
        dial_string: &DialString,
        prefix: &str,
        like: &Destination,
    ) -> Result<Destination, Refusal> {
        let proper = dial_string.expose().strip_prefix(prefix).ok_or_else(not_understood)?;
        match like {
            Destination::Internal(_) => {
                self.site.extension(proper).map(Destination::Internal).ok_or_else(not_understood)
            }
            Destination::External(_) | Destination::Short(_) => self.read_dialled(proper),
        }
    }

    fn read_changed(
        &self,
        shown: &Routed,
        dial_string: &DialString,
    ) -> Result<(Destination, String), Refusal> {
        let digits = dial_string.expose();
        if let Some(extension) = self.site.extension(digits) {
            return Ok((Destination::Internal(extension), String::new()));
        }
        if self.site.is_emergency(digits) {
            return Ok((Destination::Short(short_code(digits)?), String::new()));
        }
        let outside = self.site.outside_line.as_str();
        let of_route = self.is_readable(shown).then_some(shown.prepended.as_str());
        let mut refusal = None;
        // The longer one first: the route's prefix begins with the outside line.
        for prefix in of_route.into_iter().chain([outside]) {
            let Some(proper) = digits.strip_prefix(prefix) else { continue };
            match self.read_dialled(proper) {
                Ok(number) => return Ok((number, prefix.to_owned())),
                Err(why) => refusal = refusal.or(Some(why)),
            }
        }
        Err(refusal.unwrap_or_else(|| {
            let detail =
                format!("numbers outside are dialled with {outside} in front; extensions as they are");
            Refusal::new(RefusalRule::NoOutsideLine, detail)
        }))
    }

    /// Whether what follows the prefix of `shown` is what people at the site would dial on a public line.
    fn is_readable(&self, shown: &Routed) -> bool {
        !matches!(shown.number, Destination::Internal(_))
            && self.rules.iter().any(|rule| rule.name == shown.rule && rule.reversible)
    }

    /// What an agent may have dialled in front of `destination`: the prefix of any rule for such numbers, since the
    /// one that was shown was made for the number before the edit.
    fn prefix_by_which(
        &self,
        dial_string: &DialString,
        destination: &Destination,
        queue: Option<&str>,
    ) -> Result<String, Refusal> {
        let outside = self.site.outside_line.as_str();
        let of_rules = self.rules.iter().filter(|rule| rule.reversible && rule.is_for(destination, queue));
        let direct = match destination {
            Destination::External(_) => false,
            Destination::Internal(_) => true,
            Destination::Short(code) => self.site.is_emergency(code.expose()),
        };
        of_rules
            .map(|rule| rule.prepended(destination, outside))
            .chain([outside.to_owned()])
            .chain(direct.then(String::new))
            .find(|prefix| self.read_proper(dial_string, prefix, destination).as_ref() == Ok(destination))
            .ok_or_else(|| {
                Refusal::new(
                    RefusalRule::NotAsJudged,
                    "the digits to dial do not reach this number by the rules in force: show the controls again",
                )
            })
    }
}

fn not_understood() -> Refusal {
    Refusal::new(RefusalRule::EditNotUnderstood, "this cannot be read as a number dialled at the site")
}

pub(super) fn route_reaches_emergency(rule: &str) -> Refusal {
    Refusal::new(
        RefusalRule::Emergency,
        format!(
            "by rule `{rule}` this would reach an emergency service: let a rule before it dial such numbers with other \
             digits in front"
        ),
    )
}

pub(super) fn route_loops(rule: &str) -> Refusal {
    Refusal::new(
        RefusalRule::RouteLoops,
        format!(
            "rule `{rule}` makes an extension of this switch of a public number, so the call would come back: correct the \
             rule"
        ),
    )
}

fn no_auth_code(rule: &str) -> Refusal {
    Refusal::new(
        RefusalRule::NoAuthCode,
        format!(
            "rule `{rule}` needs an authorisation code that was not read: look at its `auth-code-file`, then reload"
        ),
    )
}

pub(super) fn route_differs(rule: &str) -> Refusal {
    Refusal::new(
        RefusalRule::RouteDiffers,
        format!(
            "rule `{rule}` makes digits that reach another number from the site: correct it, or give it \
             reversible = false"
        ),
    )
}
