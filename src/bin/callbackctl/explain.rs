//! `explain`: one callback's whole story, a line for each thing that happened.

use callbackd_api::{
    params::OnSession,
    story::{Numbers, Step, Story},
};

use crate::{
    cli::SessionArg,
    failure::Failure,
    reach::Reach,
    screen::list,
    words::{self, Moment, clean},
};

pub(crate) async fn run(reach: &mut Reach, id: &SessionArg) -> Result<(), Failure> {
    let params = OnSession { session_id: reach.session(id).await?, actor: None };
    reach.ask("session.explain", &params, in_words).await
}

fn in_words(story: &Story, moment: &Moment) -> String {
    let asked = story.requested_at.map(|at| {
        let by = story.requested_by.map(|uid| format!(", by uid {uid}")).unwrap_or_default();
        format!("{}{by}", moment.when(at))
    });
    let number = match (&story.number, story.numbers) {
        (Some(number), Numbers::Redacted) => format!("{}  (in full for supervisors)", clean(number.expose())),
        (Some(number), _) => clean(number.expose()),
        (None, _) => "erased".to_owned(),
    };
    let prepended = story.prepended.as_ref().filter(|prepended| !prepended.is_empty());
    let prepended =
        prepended.map(|prepended| format!("  ({} is put in front)", clean(prepended))).unwrap_or_default();
    let head = list([
        ("Session", Some(story.session_id.to_string())),
        ("Asked for", asked),
        ("Number", Some(number)),
        ("Extension", story.extension.as_ref().map(|extension| clean(extension.expose()))),
        ("With", words::attributes(&story.attributes)),
        ("Note", story.note.as_ref().map(|note| clean(note.expose()))),
        ("Shown", story.shown.as_ref().map(|shown| format!("{}{prepended}", clean(shown.expose())))),
    ]);
    let steps: String = story.steps.iter().map(|step| line(step, moment)).collect();
    let more = if story.more { "More is on record than this tells.\n" } else { "" };
    format!("{head}\n{steps}{more}")
}

/// "14:03:22.120    +0.450 s  #13     Offered to ann for 20 s."
fn line(step: &Step, moment: &Moment) -> String {
    let clock = moment.clock_ms(step.at);
    format!("{clock}  {:>14}  #{:<5}  {}\n", after(step.after_ms), step.seq, clean(&step.detail))
}

/// The time since the request.
fn after(ms: i64) -> String {
    let sign = if ms < 0 { '-' } else { '+' };
    let ms = ms.unsigned_abs();
    let (seconds, minutes, hours) = (ms / 1_000, ms / 60_000, ms / 3_600_000);
    match ms {
        0..60_000 => format!("{sign}{seconds}.{:03} s", ms % 1_000),
        60_000..3_600_000 => format!("{sign}{minutes} min {:02} s", seconds % 60),
        _ => format!("{sign}{hours} h {:02} min", minutes % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_since_the_request_is_told_in_what_people_can_grasp() {
        for (ms, text) in [
            (0, "+0.000 s"),
            (59_999, "+59.999 s"),
            (60_000, "+1 min 00 s"),
            (3_599_999, "+59 min 59 s"),
            (3_600_000, "+1 h 00 min"),
            (-1_500, "-1.500 s"),
        ] {
            assert_eq!(after(ms), text);
        }
    }
}
