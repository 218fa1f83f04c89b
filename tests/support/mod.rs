//! What the tests share.
#![allow(dead_code, unreachable_pub, reason = "each test binary uses its own part")]

pub mod centre;
pub mod certificates;
pub mod chance;
pub mod faulty;
pub mod recording;
pub mod secrets;
pub mod settings;
pub mod transcript;

use callbackd::{
    calendar::{Hours, Span},
    dialplan::{DialPlan, Settings},
};
use jiff::{
    civil::{Weekday, time},
    tz::TimeZone,
};

/// A British site: 9 for an outside line, national numbers dialled with their 0.
pub fn dial_plan() -> DialPlan {
    dial_plan_with_line("9")
}

/// The same with another outside line.
pub fn dial_plan_with_line(line: &str) -> DialPlan {
    let text = include_str!("british.toml");
    let text = text.replace("outside-line = \"9\"", &format!("outside-line = {line:?}"));
    let settings: Settings = toml::from_str(&text).expect("the test's dial plan reads");
    DialPlan::new(settings).expect("the test's dial plan is without fault")
}

/// Mondays from nine to five, Greenwich time.
pub fn office_hours() -> Hours {
    let span = Span { days: vec![Weekday::Monday], from: time(9, 0, 0, 0), to: time(17, 0, 0, 0) };
    Hours::new(TimeZone::UTC, vec![span], Vec::new())
}
