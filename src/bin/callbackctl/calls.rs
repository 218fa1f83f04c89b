//! `open`, `call-back`, `cancel`, `drop`, `hold`, `retrieve`, `draft`, `close`, `resolve`: what agents do with a session.

use callbackd_api::{
    ids::Private,
    params::{CallBack, Draft, Finish, OnSession, Resolution, Resolve, SendDigits},
    views::{Changed, Controls, LegView, SessionView},
};

use crate::{
    cli::{self, SessionArg},
    failure::Failure,
    reach::Reach,
    screen::list,
    sessions,
    words::{self, Moment, clean, short_leg},
};

pub(crate) async fn open(reach: &mut Reach, id: &SessionArg) -> Result<(), Failure> {
    let params = OnSession { session_id: reach.session(id).await?, actor: None };
    reach.ask("session.open", &params, |opened: &Changed<Controls>, _| controls(&opened.view)).await
}

/// The controls, as the agent sees them.
fn controls(shown: &Controls) -> String {
    let prepended = match shown.prepended.as_str() {
        "" => String::new(),
        digits => format!("  ({} is put in front)", clean(digits)),
    };
    let fixed = if shown.editable { "" } else { "  (not to be edited)" };
    let rows = [
        ("Session", Some(shown.session_id.to_string())),
        ("State", Some(words::session_state(&shown.state, None))),
        ("Beware", shown.outdated.then(|| words::OUTDATED.to_owned())),
        ("Customer", shown.name.as_ref().map(|name| clean(name.expose()))),
        ("About", shown.subject.as_ref().map(|subject| clean(subject.expose()))),
        ("Language", shown.language.as_deref().map(clean)),
        ("Number", Some(clean(shown.formatted.as_ref().unwrap_or(&shown.number).expose()))),
        ("Ask for", shown.extension.as_ref().map(|extension| clean(extension.expose()))),
        ("Dials", Some(format!("{}{prepended}{fixed}", clean(shown.dial_string.expose())))),
        ("Last failure", shown.last_failure.as_ref().map(words::failure)),
        ("Disposition", shown.disposition.as_deref().map(clean)),
        ("Note", shown.note.as_ref().map(|note| clean(note.expose()))),
        ("With", words::attributes(&shown.attributes)),
    ];
    list(rows)
}

pub(crate) async fn call_back(
    reach: &mut Reach,
    id: &SessionArg,
    dial: Option<String>,
) -> Result<(), Failure> {
    let session_id = reach.session(id).await?;
    let opened: Changed<Controls> =
        reach.call("session.open", &OnSession { session_id, actor: None }).await?;
    if !reach.screen.json {
        reach.screen.text(&controls(&opened.view))?;
    }
    let params = CallBack {
        session_id,
        dial_string: dial.map(Private::new),
        rules_version: opened.view.rules_version,
        actor: None,
    };
    let answer =
        reach.ask("session.call_back", &params, |leg: &Changed<LegView>, _| dialling(&leg.view)).await;
    if let Err(Failure::Refused { refused }) = &answer
        && let Some(fresh) = refused.controls.as_deref().filter(|_| !reach.screen.json)
    {
        reach
            .screen
            .text(&format!("\nThe routing rules have changed; it would now be:\n{}", controls(fresh)))?;
    }
    answer
}

fn dialling(leg: &LegView) -> String {
    let dialled = leg.dial_string.as_ref().map(|dialled| format!(" {}", clean(dialled.expose())));
    format!(
        "\nDialling{} from {}, attempt {}. `callbackctl watch` tells what becomes of it.",
        dialled.unwrap_or_default(),
        clean(leg.device.as_str()),
        short_leg(&leg.leg_id),
    )
}

/// The changes that need nothing but the session.
pub(crate) async fn change(reach: &mut Reach, method: &str, id: &SessionArg) -> Result<(), Failure> {
    let params = OnSession { session_id: reach.session(id).await?, actor: None };
    reach.ask(method, &params, changed).await
}

pub(crate) async fn finish(reach: &mut Reach, method: &str, wish: cli::Finish) -> Result<(), Failure> {
    let params = Finish {
        session_id: reach.session(&wish.id).await?,
        disposition: wish.disposition,
        note: wish.note.map(Private::new),
        actor: None,
    };
    reach.ask(method, &params, changed).await
}

pub(crate) async fn send_digits(
    reach: &mut Reach,
    id: &SessionArg,
    digits: Option<String>,
) -> Result<(), Failure> {
    let params =
        SendDigits { session_id: reach.session(id).await?, digits: digits.map(Private::new), actor: None };
    reach.ask("session.send_digits", &params, changed).await
}

pub(crate) async fn draft(reach: &mut Reach, wish: cli::Finish) -> Result<(), Failure> {
    let params = Draft {
        session_id: reach.session(&wish.id).await?,
        disposition: wish.disposition,
        note: wish.note.map(Private::new),
        again_at: None,
        actor: None,
    };
    reach.ask("session.draft", &params, changed).await
}

pub(crate) async fn resolve(reach: &mut Reach, id: &SessionArg, outcome: Resolution) -> Result<(), Failure> {
    let params = Resolve { session_id: reach.session(id).await?, outcome, actor: None };
    reach.ask("session.resolve", &params, changed).await
}

fn changed(session: &Changed<SessionView>, moment: &Moment) -> String {
    sessions::in_full(&session.view, moment)
}
