//! One number's way through the dial plan, step by step.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::numbering::Numbering;
use super::{Destination, DialPlan, DialString, Refusal, Region};

/// What the dial plan makes of a text, and why. Made by the same code that decides, so it cannot differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// Every rule that was looked at, in order.
    pub steps: Vec<Step>,
    /// The number, once it was understood.
    pub number: Option<Destination>,
    /// What would be dialled.
    pub dial_string: Option<DialString>,
    /// Why nothing would.
    pub refusal: Option<Refusal>,
}

/// One rule and what it did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What the rule is part of.
    pub stage: Stage,
    /// A configuration key or the rule's name.
    pub rule: String,
    /// What it did.
    pub verdict: Verdict,
    /// In words; numbers are redacted.
    pub detail: String,
}

/// The stages, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Text to number.
    Normalise,
    /// Number to permission.
    Judge,
    /// Number to dial string.
    Route,
}

/// What a rule did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It applied.
    Fired,
    /// It did not.
    Skipped,
    /// It ended the matter.
    Refused,
}

/// Collects steps, or nothing where nobody asked for them.
pub(super) struct Trail {
    stage: Stage,
    steps: Option<Vec<Step>>,
}

impl Trail {
    pub(super) fn off() -> Self {
        Self { stage: Stage::Normalise, steps: None }
    }

    fn on() -> Self {
        Self { stage: Stage::Normalise, steps: Some(Vec::new()) }
    }

    fn stage(&mut self, stage: Stage) {
        self.stage = stage;
    }

    pub(super) fn fired(&mut self, rule: &str, detail: impl FnOnce() -> String) {
        self.push(rule, Verdict::Fired, detail);
    }

    pub(super) fn skipped(&mut self, rule: &str, detail: impl FnOnce() -> String) {
        self.push(rule, Verdict::Skipped, detail);
    }

    fn push(&mut self, rule: &str, verdict: Verdict, detail: impl FnOnce() -> String) {
        let stage = self.stage;
        if let Some(steps) = &mut self.steps {
            steps.push(Step { stage, rule: rule.to_owned(), verdict, detail: detail() });
        }
    }
}

impl<N: Numbering> DialPlan<N> {
    /// Follows `text` through every stage, for `callbackctl dialplan resolve`. Without a region it is read as in that of
    /// the queue ([`DialPlan::region_of`]).
    #[must_use]
    pub fn explain(&self, text: &str, region: Option<Region>, queue: Option<&str>) -> Explanation {
        let mut trail = Trail::on();
        let mut number = None;
        let result = self.follow(text, region, queue, &mut trail, &mut number);
        if let Err(refusal) = &result {
            trail.push(refusal.rule.as_str(), Verdict::Refused, || refusal.detail.clone());
        }
        let (dial_string, refusal) = match result {
            Ok(dial_string) => (Some(dial_string), None),
            Err(refusal) => (None, Some(refusal)),
        };
        Explanation { steps: trail.steps.unwrap_or_default(), number, dial_string, refusal }
    }

    fn follow(
        &self,
        text: &str,
        region: Option<Region>,
        queue: Option<&str>,
        trail: &mut Trail,
        number: &mut Option<Destination>,
    ) -> Result<DialString, Refusal> {
        let of_queue = self.region_of(queue).filter(|_| region.is_none());
        if let Some(region) = region {
            trail.fired("region", || format!("read as in {region}, because that was asked for"));
        } else if let Some(region) = of_queue {
            trail.fired("queues.region", || format!("read as in {region}, where this queue's customers are"));
        }
        let region = region.or(of_queue);
        let normalised = self.normalise_traced(text, region, trail)?;
        let destination = number.insert(normalised.destination().clone());
        trail.stage(Stage::Judge);
        let judged = self.judge_traced(destination, queue, trail)?;
        trail.stage(Stage::Route);
        Ok(self.route_traced(&judged, queue, trail)?.dial_string)
    }
}

impl fmt::Display for Explanation {
    /// For a terminal. Shows the number and the dial string in full: whoever asks has typed the number.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.steps {
            writeln!(
                f,
                "{:<9} {:<7} {}: {}",
                step.stage.as_str(),
                step.verdict.as_str(),
                step.rule,
                step.detail
            )?;
        }
        if let Some(number) = &self.number {
            writeln!(f, "number    {}", number.expose())?;
        }
        match (&self.dial_string, &self.refusal) {
            (Some(dial_string), _) => writeln!(f, "dials     {}", dial_string.expose()),
            (None, Some(refusal)) => writeln!(f, "refused   {refusal}"),
            (None, None) => Ok(()),
        }
    }
}

impl Stage {
    fn as_str(self) -> &'static str {
        match self {
            Self::Normalise => "normalise",
            Self::Judge => "judge",
            Self::Route => "route",
        }
    }
}

impl Verdict {
    fn as_str(self) -> &'static str {
        match self {
            Self::Fired => "fired",
            Self::Skipped => "skipped",
            Self::Refused => "refused",
        }
    }
}
