//! Server-sent events: the page as it is, whenever it changes; what happened, to be read aloud; pings.
//!
//! The id of an event is its place in the journal, so that a browser that was away says where it stopped.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::{
        IntoResponse, Response,
        sse::{Event, Sse},
    },
};
use futures_util::stream::unfold;
use serde::Deserialize;
use serde_json::json;
use tokio::{
    sync::{OwnedSemaphorePermit, watch},
    time::{Interval, MissedTickBehavior, interval},
};

use super::{
    Desk,
    guard::{Signed, Supervisor},
    locked,
    overview::Overview,
    pages,
    sign_ins::Token,
    supervise, words,
    workstation::Workstation,
};
use crate::language::Language;

/// The browser is asked so often whether it is there. The daemon wants to hear of it three times as often as it must.
const PING: Duration = Duration::from_secs(10);
/// A browser that was away is told at most so many things that it missed.
const MISSED: usize = 5;

/// `GET /events`
pub(super) async fn agent(
    State(desk): State<Desk>,
    t: Language,
    signed: Signed,
    headers: HeaderMap,
    Query(since): Query<Since>,
) -> Response {
    let Some(agent) = signed.acts_as().cloned() else { return StatusCode::FORBIDDEN.into_response() };
    let client = desk.client(&agent, &signed.person.name);
    let Some(tab) = client.tab() else { return StatusCode::TOO_MANY_REQUESTS.into_response() };
    let station = client.watch();
    let settled = client.settled().await;
    let told =
        last_event_id(&headers).or(since.last).filter(|seq| *seq <= settled.seq()).unwrap_or(settled.seq());
    let stream = Agents { desk, t, signed, station, told, ping: pings(), queue: Vec::new(), _tab: tab };
    events(unfold(stream, Agents::next))
}

/// What a page that opens the stream itself was told last; a browser that does so says it in a header.
#[derive(Debug, Deserialize)]
pub(super) struct Since {
    last: Option<u64>,
}

fn last_event_id(headers: &HeaderMap) -> Option<u64> {
    headers.get("last-event-id")?.to_str().ok()?.parse().ok()
}

fn pings() -> Interval {
    let mut ping = interval(PING);
    ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ping
}

fn events<S>(stream: S) -> Response
where
    S: futures_util::Stream<Item = Result<Event, Infallible>> + Send + 'static,
{
    // Proxies that collect answers before they pass them on would make a conversation of this a letter.
    ([("x-accel-buffering", "no")], Sse::new(stream)).into_response()
}

/// Is the browser still signed in? A stream does not count as being heard of.
fn is_signed_in(desk: &Desk, token: &Token) -> bool {
    locked(&desk.sign_ins).is_open(desk.now(), token)
}

struct Agents {
    desk: Desk,
    t: Language,
    signed: Signed,
    station: watch::Receiver<Arc<Workstation>>,
    told: u64,
    ping: Interval,
    /// To be sent next, the last one first.
    queue: Vec<Event>,
    _tab: OwnedSemaphorePermit,
}

impl Agents {
    async fn next(mut self) -> Option<(Result<Event, Infallible>, Self)> {
        loop {
            if let Some(event) = self.queue.pop() {
                return Some((Ok(event), self));
            }
            tokio::select! {
                changed = self.station.changed() => {
                    // The client has ended: the browser comes back and opens it again.
                    changed.ok()?;
                    self.fill();
                }
                _ = self.ping.tick() => {
                    if !is_signed_in(&self.desk, &self.signed.token) || self.acts_as_another() {
                        return None;
                    }
                    self.queue.push(Event::default().event("ping").data("here?"));
                }
            }
        }
    }

    /// The person has become another agent meanwhile: the browser comes back and is shown that one.
    fn acts_as_another(&self) -> bool {
        let agent = locked(&self.desk.sign_ins).agent(&self.signed.token);
        agent.is_some_and(|agent| self.signed.acts_as() != Some(&agent))
    }

    fn fill(&mut self) {
        let station = Arc::clone(&self.station.borrow_and_update());
        let id = station.seq().to_string();
        let page = pages::present(&self.desk, self.t, &self.signed, &station).to_string();
        let missed: Vec<_> = station
            .records_after(self.told)
            .filter_map(|record| Some((words::told(self.t, record)?, words::is_urgent(record))))
            .collect();
        self.told = station.seq();
        let last = missed.iter().rev().take(MISSED);
        self.queue.extend(last.map(|(text, urgent)| {
            let told = json!({ "text": text, "urgent": urgent }).to_string();
            Event::default().event("say").id(&id).data(told)
        }));
        // Popped first: what is read aloud is then on the page already.
        self.queue.push(Event::default().event("desk").id(id).data(page));
    }
}

/// `GET /supervisor/events`
pub(super) async fn supervisor(
    State(desk): State<Desk>,
    t: Language,
    Supervisor(signed): Supervisor,
) -> Response {
    let Some(tab) = desk.lookout.tab() else { return StatusCode::TOO_MANY_REQUESTS.into_response() };
    let mut seen = desk.lookout.watch();
    seen.mark_changed();
    events(unfold(Supervisors { desk, t, signed, seen, ping: pings(), _tab: tab }, Supervisors::next))
}

struct Supervisors {
    desk: Desk,
    t: Language,
    signed: Signed,
    seen: watch::Receiver<Arc<Overview>>,
    ping: Interval,
    _tab: OwnedSemaphorePermit,
}

impl Supervisors {
    async fn next(mut self) -> Option<(Result<Event, Infallible>, Self)> {
        loop {
            tokio::select! {
                changed = self.seen.changed() => {
                    changed.ok()?;
                    let seen = Arc::clone(&self.seen.borrow_and_update());
                    if seen.look == 0 {
                        continue;
                    }
                    let page = supervise::main(&self.desk.calendar(self.t), &seen);
                    let page = json!({ "html": page, "now": pages::now() }).to_string();
                    return Some((Ok(Event::default().event("desk").data(page)), self));
                }
                _ = self.ping.tick() => {
                    if !is_signed_in(&self.desk, &self.signed.token) {
                        return None;
                    }
                    return Some((Ok(Event::default().event("ping").data("here?")), self));
                }
            }
        }
    }
}
