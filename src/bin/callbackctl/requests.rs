//! `request`, `change`, `withdraw`: what the web layer does for customers.

use callbackd_api::{
    ids::Private,
    params::{CallbackChange, CallbackRequest, SessionRef},
    views::{CustomerStatus, Requested},
};

use crate::{
    cli,
    failure::Failure,
    reach::Reach,
    screen::list,
    words::{self, Moment, plain},
};

pub(crate) async fn request(reach: &mut Reach, wish: cli::Request) -> Result<(), Failure> {
    let params = CallbackRequest {
        number: Private::new(wish.number),
        region: wish.region,
        queue: wish.queue,
        name: wish.name.map(Private::new),
        subject: wish.subject.map(Private::new),
        attributes: Default::default(),
        language: None,
        not_before: wish.not_before,
        not_after: wish.not_after,
        idempotency_key: wish.key,
    };
    reach.ask("callback.request", &params, requested).await
}

fn requested(answer: &Requested, moment: &Moment) -> String {
    match answer {
        Requested::Duplicate { opens_at, .. } => {
            let opens = opens_at.map(|at| format!(" The queue opens at {}.", moment.when(at)));
            let said = "There is already a request for this number, which will be called; nothing was added.";
            format!("{said}{}", opens.unwrap_or_default())
        }
        Requested::Accepted {
            session_id, number, formatted, extension, place, not_before, opens_at, ..
        } => list([
            ("Requested", Some(session_id.to_string())),
            ("Number", Some(words::number(formatted.as_ref().unwrap_or(number), extension.as_ref()))),
            ("Place", Some(place.to_string()).filter(|_| *place > 0)),
            ("Not before", not_before.map(|from| moment.when(from))),
            ("Queue opens", opens_at.map(|at| moment.when(at))),
        ]),
    }
}

pub(crate) async fn change(reach: &mut Reach, wish: cli::Change) -> Result<(), Failure> {
    let params = CallbackChange {
        session_id: Some(reach.session(&wish.id).await?),
        queue: wish.queue,
        name: wish.name.map(Private::new),
        subject: wish.subject.map(Private::new),
        not_before: wish.not_before,
        not_after: wish.not_after,
        ..CallbackChange::default()
    };
    reach.ask("callback.change", &params, requested).await
}

pub(crate) async fn withdraw(reach: &mut Reach, id: &cli::SessionArg) -> Result<(), Failure> {
    let params = SessionRef { session_id: Some(reach.session(id).await?), status_token: None };
    reach.ask("callback.withdraw", &params, |status: &CustomerStatus, _| plain(&status.status)).await
}
