//! Which digits of a text are its number. What people write around one is never glued to it.

use super::numbering::Numbering;
use super::reading::{Meaning, Standing};
use super::scan::{Group, Joint, Scanned, digits};
use super::{DialPlan, E164, Region};

/// A number and the extension that is written after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Choice {
    pub(super) number: E164,
    pub(super) extension: Option<String>,
}

/// The numbers of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    One(Choice),
    /// Whoever wrote the text has to say which; at least one.
    Several(Vec<Choice>),
    Nothing,
}

/// How likely it is that a number ends where two groups meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Doubt {
    None,
    /// As likely as that it goes on.
    Even,
    Strong,
}

/// Part of a text that may be a number.
struct Part {
    meaning: Meaning,
    extension: Option<String>,
    fax: bool,
}

/// A number that other digits may follow has at least so many.
const NUMBER_MIN: usize = 6;
/// Remarks, ranges and the last digits of a second number have no more digits.
const REMARK_MAX: usize = 4;
/// A range names no more telephones; what seems to is something else.
const RANGE_MAX: u64 = 100;

impl<N: Numbering> DialPlan<N> {
    /// The number of a text, or the numbers.
    pub(super) fn find(&self, scanned: &Scanned, region: Region) -> Found {
        let runs = runs(&scanned.groups);
        let mut parts: Vec<Part> = runs.iter().filter_map(|run| self.part(run, region)).collect();
        if parts.iter().any(|part| !part.fax) {
            parts.retain(|part| !part.fax);
        }
        if parts.iter().any(|part| part.meaning.is_certain()) {
            let leading = runs.len() == 2 && runs.first().is_some_and(|run| self.part(run, region).is_none());
            parts.retain(|part| part.meaning.is_certain());
            // A line may end after an area code that the rest does without.
            let glued = leading.then(|| self.glued(&scanned.groups, region)).flatten();
            parts.extend(glued.filter(|glued| glued.meaning.is_certain()));
        } else if runs.len() > 1 {
            // A comma or a line's end may stand within a number after all.
            let glued = self.glued(&scanned.groups, region);
            if glued.as_ref().is_some_and(|glued| glued.meaning.is_certain()) {
                parts.retain(|part| part.meaning.standing != Standing::Loose);
            }
            parts.extend(glued);
        }
        let asks = parts.iter().any(|part| part.meaning.one().is_none());
        let mut choices: Vec<Choice> = Vec::new();
        for part in parts {
            for number in part.meaning.numbers {
                match choices.iter_mut().find(|choice| choice.number == number) {
                    Some(known) => {
                        known.extension = known.extension.take().or_else(|| part.extension.clone());
                    }
                    None => choices.push(Choice { number, extension: part.extension.clone() }),
                }
            }
        }
        match choices.as_slice() {
            [] => Found::Nothing,
            [one] if !asks => Found::One(one.clone()),
            _ => Found::Several(choices),
        }
    }

    fn glued(&self, groups: &[Group], region: Region) -> Option<Part> {
        let mut later = groups.iter().skip(1);
        if later.any(|group| group.joint == Joint::Words || group.plus || group.fax) {
            return None;
        }
        let meaning = self.meaning(groups, region)?;
        Some(Part { meaning, extension: extension(groups), fax: false })
    }

    fn part(&self, run: &[Group], region: Region) -> Option<Part> {
        let meaning = self.in_run(run, region)?;
        let fax = run.first().is_some_and(|group| group.fax);
        Some(Part { meaning, extension: extension(run), fax })
    }

    /// What digits mean that nothing parts for certain.
    fn in_run(&self, run: &[Group], region: Region) -> Option<Meaning> {
        let run = without_decimals(run);
        if is_full_date(run) {
            return self.meaning(run, region).map(Meaning::in_doubt);
        }
        if let Some(two) = self.two_numbers(run, region) {
            return Some(two);
        }
        let whole = self.meaning(run, region);
        let item =
            whole.is_none().then(|| self.after_item(run, region)).flatten().filter(Meaning::is_certain);
        let ended = match (self.ended(run, whole.as_ref(), region), item) {
            // An area code in brackets after an item's number, which may seem to be part of a shorter one.
            (Some(ended), Some(item)) if run.get(1).is_some_and(|group| group.joint == Joint::Open) => {
                Some(both(&item, &ended))
            }
            (ended, item) => ended.or(item),
        };
        let parted = || self.before_remark(run, region).or_else(|| self.after_item(run, region));
        ended.or_else(|| match whole {
            Some(whole) if whole.one().is_none() => match parted() {
                Some(parted) => Some(both(&parted, &whole)),
                None => Some(whole),
            },
            Some(whole) => Some(self.without_item(run, whole, region)),
            None => parted().or_else(|| self.beside_another(run, region)),
        })
    }

    /// The number that ends before the first doubtful joint, and what else the digits may mean.
    fn ended(&self, run: &[Group], whole: Option<&Meaning>, region: Region) -> Option<Meaning> {
        let certain = whole.is_some_and(Meaning::is_certain);
        let (at, doubt, head, number) = (1..run.len()).find_map(|at| {
            let doubt = doubt(run, at);
            let head = self.meaning(run.get(..at)?, region).filter(|_| doubt != Doubt::None)?;
            let number = head.one()?.clone();
            // Of few digits the library makes a local number, and adds the area code.
            if run.first()?.plus && number.digits().len() > digits(run.get(..at)?).len() {
                return None;
            }
            (head.is_certain() || !certain || doubt == Doubt::Strong).then_some((at, doubt, head, number))
        })?;
        let rest = run.get(at..)?;
        let tail =
            self.meaning(rest, region).filter(|tail| tail.is_certain() && self.stands_alone(rest, region));
        if let Some(tail) = tail {
            return Some(both(&head, &tail));
        }
        match whole.filter(|whole| doubt != Doubt::Strong && whole.numbers.as_slice() != [number]) {
            Some(whole) => Some(both(&head, whole)),
            None => Some(head),
        }
    }

    /// Two numbers with nothing but spaces between them.
    fn two_numbers(&self, run: &[Group], region: Region) -> Option<Meaning> {
        (1..run.len()).find_map(|at| {
            let (head, tail) = run.split_at_checked(at)?;
            if digits(head).len() > NUMBER_MIN && digits(head) == digits(tail) {
                return self.meaning(head, region);
            }
            // Of few digits, a number twice and a longer one look alike.
            if digits(head).len() >= REMARK_MAX && digits(head) == digits(tail) {
                let once = self.meaning(head, region).filter(Meaning::is_certain)?;
                return Some(match self.meaning(run, region) {
                    Some(whole) => both(&once, &whole),
                    None => once,
                });
            }
            let (first, second) = (digits(head).len(), digits(tail).len());
            let alike = first == second && first > NUMBER_MIN && self.stands_alone(tail, region);
            if first < NUMBER_MIN || second < NUMBER_MIN || !(alike || self.has_trunk(tail, region)) {
                return None;
            }
            let head = self.meaning(head, region).filter(|head| head.is_certain())?;
            let tail = self.meaning(tail, region).filter(|tail| tail.is_certain())?;
            Some(both(&head, &tail))
        })
    }

    /// Without the number of an item in a list, or a label's: `Handy 5 030 …`.
    fn without_item(&self, run: &[Group], whole: Meaning, region: Region) -> Meaning {
        let Some((item, rest)) = run.split_first() else { return whole };
        let coded =
            whole.is_certain() && !self.national(&digits(run), region).is_some_and(|(_, natural)| natural);
        if item.plus || item.digits.len() > 2 || coded || !self.has_trunk(rest, region) {
            return whole;
        }
        match self.meaning(rest, region).filter(Meaning::is_certain) {
            Some(rest) if whole.standing == Standing::Loose => rest,
            Some(rest) => both(&rest, &whole),
            None => whole,
        }
    }

    /// A number before something short that makes no number with it.
    fn before_remark(&self, run: &[Group], region: Region) -> Option<Meaning> {
        (1..run.len()).rev().find_map(|at| {
            let (head, rest) = run.split_at_checked(at)?;
            let parted = rest.iter().any(|group| !matches!(group.joint, Joint::Space | Joint::Close));
            let short =
                digits(rest).len() <= REMARK_MAX || rest.iter().all(|group| group.digits.len() <= REMARK_MAX);
            let head = self.meaning(head, region).filter(|_| parted && short)?;
            head.is_certain().then_some(head)
        })
    }

    /// A number after an item's one or two digits.
    fn after_item(&self, run: &[Group], region: Region) -> Option<Meaning> {
        let (item, rest) = run.split_first()?;
        let rest_meaning = self.meaning(rest, region).filter(Meaning::is_certain)?;
        if item.plus || item.digits.len() > 2 {
            return None;
        }
        let parted = rest.first().is_some_and(|group| group.joint == Joint::Open);
        if parted || self.has_trunk(rest, region) {
            Some(rest_meaning)
        } else {
            Some(rest_meaning.in_doubt())
        }
    }

    /// A number with digits before or after it that are something else: a customer's number, a postcode.
    fn beside_another(&self, run: &[Group], region: Region) -> Option<Meaning> {
        let certain = |groups: &[Group]| self.meaning(groups, region).filter(Meaning::is_certain);
        let after = || {
            let mut tails = (1..run.len()).filter_map(|at| run.get(at..));
            tails.find_map(|tail| certain(tail).filter(|_| self.has_trunk(tail, region)))
        };
        let before = || {
            let mut heads = (1..run.len()).rev().filter_map(|at| run.get(..at));
            heads.find_map(certain)
        };
        after().or_else(before).map(Meaning::in_doubt)
    }

    /// Other telephones that a line names together with `number`, by no more than their last digits: `23125123/24`, and
    /// all from the first to the last where it says `23125123-27`.
    pub(super) fn named_with(&self, scanned: &Scanned, region: Region, number: &E164) -> Vec<E164> {
        let mut named = Vec::new();
        for run in runs(&scanned.groups) {
            let is_head = |at: &usize| {
                let head = run.get(..*at).and_then(|head| self.meaning(head, region));
                head.is_some_and(|head| head.one() == Some(number))
            };
            let Some(rest) = (1..run.len()).find(is_head).and_then(|at| run.get(at..)) else { continue };
            let mut last = number.clone();
            for group in rest {
                let ends = matches!(group.joint, Joint::Slash | Joint::Dash) && !group.unit;
                let Some(other) =
                    last.ending(&group.digits).filter(|_| ends && group.digits.len() <= REMARK_MAX)
                else {
                    break;
                };
                match group.joint {
                    Joint::Dash => named.extend(last.up_to(&other, RANGE_MAX)),
                    _ => named.push(other.clone()),
                }
                last = other;
            }
        }
        named.retain(|other| other != number && self.numbering.facts(other).valid);
        named
    }

    /// Whether digits begin as a number does that nothing precedes.
    fn stands_alone(&self, groups: &[Group], region: Region) -> bool {
        let no_trunk = self.habits(region).is_some_and(|home| home.national_prefix.is_empty());
        no_trunk
            || self.has_trunk(groups, region)
            || self.habits(region).is_some_and(|home| home.calling_code == "1")
    }

    fn has_trunk(&self, groups: &[Group], region: Region) -> bool {
        let Some(first) = groups.first() else { return false };
        let home = self.habits(region);
        let trunk = home.as_ref().map_or("", |home| home.national_prefix.as_str());
        first.plus || first.digits.starts_with("00") || (!trunk.is_empty() && first.digits.starts_with(trunk))
    }
}

/// What two parts mean, as one number if it is the same.
fn both(first: &Meaning, second: &Meaning) -> Meaning {
    if first.numbers == second.numbers && first.one().is_some() {
        return first.clone();
    }
    let mut numbers = first.numbers.clone();
    numbers.extend(second.numbers.iter().filter(|number| !first.numbers.contains(number)).cloned());
    Meaning { numbers, standing: Standing::Asks }
}

/// Groups between which nothing says that they are two things.
pub(super) fn runs(groups: &[Group]) -> Vec<&[Group]> {
    let mut runs = Vec::new();
    let mut rest = groups;
    while !rest.is_empty() {
        let end = rest.iter().skip(1).position(|group| group.joint.parts()).map_or(rest.len(), |at| at + 1);
        let Some((run, after)) = rest.split_at_checked(end) else { break };
        runs.push(run);
        rest = after;
    }
    runs
}

/// Without the `.0` that a spreadsheet makes of a number.
fn without_decimals(run: &[Group]) -> &[Group] {
    match run {
        [number @ .., before, last]
            if last.joint == Joint::Dot
                && before.digits.len() >= NUMBER_MIN - 1
                && matches!(last.digits.as_str(), "0" | "00") =>
        {
            run.get(..=number.len()).unwrap_or(run)
        }
        _ => run,
    }
}

fn extension(groups: &[Group]) -> Option<String> {
    groups.iter().find_map(|group| group.extension.clone())
}

/// How likely a number ends before group `at`, by the way people write.
fn doubt(run: &[Group], at: usize) -> Doubt {
    let (Some(before), Some(group)) = (at.checked_sub(1).and_then(|at| run.get(at)), run.get(at)) else {
        return Doubt::None;
    };
    let rest = run.get(at..).unwrap_or_default();
    let is_last = rest.len() == 1;
    let (previous, next) = (before.digits.len(), group.digits.len());
    let uniform = before.joint == group.joint;
    // The same marks throughout, or groups of three and four: area code, exchange, line.
    let pair = next == 2 && (previous == 2 || (previous == 3 && !is_last));
    let grouping = ((3..=4).contains(&previous) && next >= previous) || (uniform && (next >= 3 || pair));
    let hours = rest.get(1).is_some_and(|next| next.unit && matches!(next.joint, Joint::Dash | Joint::Colon));
    if (group.unit || hours) && next <= 2 {
        return if group.joint == Joint::Open { Doubt::Strong } else { Doubt::Even };
    }
    let slashed = |group: &Group| matches!(group.joint, Joint::Slash | Joint::Dash | Joint::Dot);
    let date = next <= 2 && rest.iter().skip(1).all(slashed) && is_date(rest);
    // The last two digits of a grouped number, and of the one after it: `08-123 456 78/79`.
    let last_pair = rest.len() == 2 && next == 2 && previous <= 4;
    match group.joint {
        Joint::Space if date && !last_pair && (previous >= 3 || rest.len() == 3) => Doubt::Even,
        // A postcode and its town.
        Joint::Space if is_last && group.named && (4..=5).contains(&next) && previous >= 5 => Doubt::Even,
        Joint::Space => even(is_last && ((next == 1 && previous >= 3) || (next <= 2 && previous >= 5))),
        Joint::Wide => even(previous >= 5 && next <= REMARK_MAX),
        Joint::Open if next <= 2 => Doubt::Strong,
        Joint::Open => Doubt::Even,
        Joint::Close => even(previous >= NUMBER_MIN && next <= REMARK_MAX),
        Joint::Slash if !grouping && previous >= 5 && digits(rest).len() <= REMARK_MAX => Doubt::Strong,
        // A line of an exchange: `030/23125-123`.
        Joint::Dash if previous <= 5 && next >= 3 => Doubt::None,
        // Something else begins: `2114 / 2115`, `0521 557 666/667`. A slash within a number comes first, or everywhere.
        Joint::Slash if group.spaced || !slashes_only(run, at) => Doubt::Even,
        Joint::Dot | Joint::Slash | Joint::Dash => even(!grouping),
        Joint::First | Joint::Colon | Joint::Mark | Joint::Words => Doubt::None,
    }
}

/// Whether nothing but slashes parts the digits up to group `at`.
fn slashes_only(run: &[Group], at: usize) -> bool {
    run.get(1..=at).unwrap_or_default().iter().all(|group| group.joint == Joint::Slash)
}

/// A day, a month and a year, which is no number until somebody says so.
fn is_full_date(run: &[Group]) -> bool {
    let [first, second, third] = run else { return false };
    let alike =
        second.joint == third.joint && matches!(second.joint, Joint::Dot | Joint::Slash | Joint::Dash);
    let year = |group: &Group| {
        group.digits.len() == 4 && (group.digits.starts_with("19") || group.digits.starts_with("20"))
    };
    let day = |group: &Group| {
        group.digits.len() <= 2 && group.digits.parse().is_ok_and(|day| (1..=31).contains(&day))
    };
    alike && !first.plus && day(second) && ((day(first) && year(third)) || (year(first) && day(third)))
}

/// A day and a month, in either order, perhaps with a year: or hours, which look the same.
fn is_date(groups: &[Group]) -> bool {
    let values: Vec<u32> = groups.iter().filter_map(|group| group.digits.parse().ok()).collect();
    match values.as_slice() {
        [from, to] => (1..=31).contains(from) && (1..=31).contains(to),
        [first, second, _] => (1..=31).contains(first) && (1..=31).contains(second),
        _ => false,
    }
}

fn even(doubtful: bool) -> Doubt {
    if doubtful { Doubt::Even } else { Doubt::None }
}
