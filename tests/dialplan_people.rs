//! Numbers as people write them, with the right answer: `tests/data/people.py` says how the tables are made. They share
//! nothing with the reader. What fails is told by file and line only.
#![expect(clippy::unwrap_used, reason = "a test that cannot set up must fail")]

mod people_support;

use std::sync::LazyLock;

use callbackd::dialplan::{Destination, DialPlan, RefusalRule, Region};
use people_support::{Plans, unescaped};

/// What the reader made of a text, and how that compares with the answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Outcome {
    Right,
    /// A number that is not the one meant, or a number where there is none.
    Wrong,
    /// The right number with another extension, or with none.
    OtherExtension,
    /// One number where two are meant.
    NotAsked,
    /// A question where one reading is certain.
    NeedlessQuestion,
    /// A question without the number that is meant.
    PoorQuestion,
    /// A refusal of what a person can read.
    Refused,
    /// A refusal by a rule that does not fit.
    OtherReason,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    Either,
    Question,
    Refusal,
    Doubt,
}

struct Row {
    place: String,
    region: Region,
    kind: Kind,
    answers: Vec<&'static str>,
    text: String,
}

const TABLES: [(&str, &str); 2] = [
    ("people.tsv", include_str!("data/people.tsv")),
    ("people_by_hand.tsv", include_str!("data/people_by_hand.tsv")),
];

fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for (name, table) in TABLES {
        for (line, columns) in table.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
            let columns: Vec<_> = columns.split('\t').collect();
            let [region, kind, answers, rule, text] = columns.try_into().unwrap();
            rows.push(Row {
                place: format!("{name}:{} ({rule})", line + 1),
                region: region.parse().unwrap(),
                kind: match kind {
                    "number" => Kind::Number,
                    "either" => Kind::Either,
                    "question" => Kind::Question,
                    "refusal" => Kind::Refusal,
                    "doubt" => Kind::Doubt,
                    _ => unreachable!("{name}:{}", line + 1),
                },
                answers: answers.split('|').collect(),
                text: unescaped(text),
            });
        }
    }
    rows
}

enum Read {
    Number(String),
    Question(Vec<String>),
    Refusal(RefusalRule),
}

fn answer(destination: &Destination, extension: Option<&str>) -> String {
    let extension = extension.map(|extension| format!(";ext={extension}"));
    format!("{}{}", destination.expose(), extension.unwrap_or_default())
}

fn read(plan: &DialPlan, text: &str) -> Read {
    match plan.normalise(text, None) {
        Ok(read) => Read::Number(answer(read.destination(), read.extension())),
        Err(refusal) if refusal.rule == RefusalRule::AmbiguousNumber => Read::Question(
            refusal
                .readings
                .iter()
                .map(|read| answer(&read.destination, read.extension.as_deref()))
                .collect(),
        ),
        Err(refusal) => Read::Refusal(refusal.rule),
    }
}

/// The answer without its extension.
fn number(answer: &str) -> &str {
    answer.split(';').next().unwrap_or_default()
}

fn compare(row: &Row, read: &Read) -> Outcome {
    let is_answer = |made: &String| row.answers.contains(&made.as_str());
    let same_number = |made: &String| row.answers.iter().any(|answer| number(answer) == number(made));
    match (row.kind, read) {
        (Kind::Number | Kind::Either, Read::Number(made)) if is_answer(made) => Outcome::Right,
        (Kind::Number | Kind::Either, Read::Number(made)) if same_number(made) => Outcome::OtherExtension,
        (Kind::Question, Read::Number(made)) if is_answer(made) => Outcome::NotAsked,
        (_, Read::Number(_)) => Outcome::Wrong,
        (Kind::Number, Read::Question(made)) if made.iter().any(same_number) => Outcome::NeedlessQuestion,
        (Kind::Either, Read::Question(made)) if made.iter().any(is_answer) => Outcome::Right,
        (Kind::Question, Read::Question(made))
            if row.answers.iter().all(|answer| made.iter().any(|made| made == answer)) =>
        {
            Outcome::Right
        }
        (Kind::Number | Kind::Either | Kind::Question, Read::Question(_)) => Outcome::PoorQuestion,
        (Kind::Number | Kind::Either | Kind::Question, Read::Refusal(_)) => Outcome::Refused,
        (Kind::Refusal, Read::Refusal(rule)) if row.answers.contains(&rule.as_str()) => Outcome::Right,
        (Kind::Refusal, Read::Refusal(_) | Read::Question(_)) => Outcome::OtherReason,
        (Kind::Doubt, Read::Refusal(_) | Read::Question(_)) => Outcome::Right,
    }
}

/// All of them, each with its place and whether a person can read a number in it.
static OUTCOMES: LazyLock<Vec<(String, bool, Outcome)>> = LazyLock::new(|| {
    let mut plans = Plans::default();
    let judged = rows().into_iter().map(|row| {
        let outcome = compare(&row, &read(plans.of(row.region), &row.text));
        (row.place, !matches!(row.kind, Kind::Refusal | Kind::Doubt), outcome)
    });
    judged.collect()
});

fn places(outcome: Outcome) -> Vec<&'static str> {
    let of = OUTCOMES.iter().filter(|(_, _, found)| *found == outcome);
    of.map(|(place, _, _)| place.as_str()).collect()
}

/// No more than so many in a thousand of the texts in which a person can read a number.
fn at_most(thousandth: usize, outcome: Outcome) {
    let readable = OUTCOMES.iter().filter(|(_, readable, _)| *readable).count();
    let places = places(outcome);
    assert!(
        places.len() * 1_000 <= readable * thousandth,
        "{outcome:?}, {} of {readable}:\n{}",
        places.len(),
        places.join("\n")
    );
}

#[test]
fn the_tables_are_large_and_of_many_countries() {
    let rows = rows();
    let mut regions: Vec<_> = rows.iter().map(|row| row.region).collect();
    regions.sort_unstable();
    regions.dedup();
    assert!(rows.len() > 4_000 && regions.len() > 60, "{} rows, {} regions", rows.len(), regions.len());
}

#[test]
fn nobody_else_is_called() {
    assert_eq!(places(Outcome::Wrong), [""; 0]);
}

#[test]
fn an_extension_is_neither_lost_nor_made_up() {
    assert_eq!(places(Outcome::OtherExtension), [""; 0]);
}

#[test]
fn where_two_readings_are_possible_both_are_offered() {
    assert_eq!((places(Outcome::NotAsked), places(Outcome::PoorQuestion)), (vec![], vec![]));
}

#[test]
fn where_one_reading_is_certain_nobody_is_asked() {
    at_most(20, Outcome::NeedlessQuestion);
}

#[test]
fn what_a_person_can_read_is_read() {
    at_most(20, Outcome::Refused);
}

#[test]
fn what_is_no_number_is_refused_with_its_reason() {
    assert_eq!(places(Outcome::OtherReason), [""; 0]);
}
