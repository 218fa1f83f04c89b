//! What a client says, and what it hears in return.

use std::time::Duration;

use csta::rose::{Invoke, Reject, ReturnError, ReturnResult};
use csta::service::{Argument, EscapeArgument, SystemStatusArg};
use csta::types::SystemStatus;
use csta::{Apdu, Error, InvokeId};

use super::link::{Link, LinkId, Pulse, Stage};
use super::serve::Reply;
use super::{HELD_BACK_LIMIT, Switch, associate, clock};
use crate::observation::{Message, What};

impl Switch {
    pub(super) fn receive(&mut self, now: Duration, link: LinkId, apdu: Apdu) {
        let bound = self.links.get(&link).is_some_and(Link::is_bound);
        match apdu {
            Apdu::Aarq(aarq) => {
                let Some(acse) = &self.config.acse else { return };
                let (answer, accepted) = associate::answer(acse, &aarq, self.faults.refuses);
                self.send(now, link, &answer);
                if accepted {
                    self.bind(now, link);
                } else if let Some(link) = self.links.get_mut(&link) {
                    link.stage = Stage::Refused;
                }
            }
            Apdu::Rlrq(_) => {
                self.send(now, link, &associate::release_response());
                self.leave(now, link, "released by the client");
            }
            Apdu::Abrt(_) => self.leave(now, link, "aborted by the client"),
            Apdu::Invoke(Invoke { invoke_id, argument, .. }) if bound && self.serves(link) => {
                let reply = self.serve(now, link, invoke_id, &argument);
                self.reply(now, link, invoke_id, reply);
            }
            Apdu::ReturnResult(_) => {
                let Some(link) = self.links.get_mut(&link) else { return };
                link.greeted = true;
                if let Some(pulse) = link.pulse() {
                    pulse.unanswered = 0;
                }
            }
            // Before an association, and after a refused one, nothing is answered; the rest wants no answer.
            _ => {}
        }
    }

    /// A client that says so takes its monitors along.
    fn leave(&mut self, now: Duration, link: LinkId, reason: &str) {
        if let Some(link) = self.links.get_mut(&link) {
            link.monitors.clear();
        }
        self.drop_link(now, link, reason);
    }

    fn serves(&self, link: LinkId) -> bool {
        !self.config.status_first || self.links.get(&link).is_some_and(|link| link.greeted)
    }

    pub(super) fn receive_malformed(&mut self, now: Duration, link: LinkId, error: &Error) {
        let message = Message { name: "malformed".to_owned(), invoke_id: None, detail: error.to_string() };
        self.observe(now, What::Received { link, message });
        if let (Error::Malformed { answer: Some(reject), .. }, false) = (error, self.faults.silent) {
            self.send(now, link, &Apdu::Reject(Reject::clone(reject)));
        }
    }

    pub(super) fn bind(&mut self, now: Duration, link: LinkId) {
        let heartbeat = self.config.heartbeat.map(|_| Pulse { next: now, unanswered: 0 });
        if let Some(link) = self.links.get_mut(&link) {
            // A second AARQ on the same connection begins anew.
            *link = Link::new(Stage::Bound { heartbeat });
            link.monitors = std::mem::take(&mut self.orphans);
        }
        if self.config.status_first {
            self.tell_status(now, link);
        }
        self.beat(now, link);
    }

    fn tell_status(&mut self, now: Duration, id: LinkId) {
        if let Some(apdu) = self.invoke(id, SystemStatusArg::new(SystemStatus::Normal).into()) {
            self.send(now, id, &apdu);
        }
    }

    /// Sends the Escape that is due with our clock. It wants no answer.
    pub(super) fn tell_clock(&mut self, now: Duration, id: LinkId) {
        let clock = self.links.get_mut(&id).and_then(|link| link.clock.as_mut());
        let Some(clock) = clock.filter(|clock| clock.next <= now) else { return };
        clock.next = now + clock.every;
        if let Some(apdu) = self.invoke(id, EscapeArgument::new(clock::told(now)).into()) {
            self.send(now, id, &apdu);
        }
    }

    /// Sends the heartbeat that is due, or gives up a client that does not answer.
    pub(super) fn beat(&mut self, now: Duration, id: LinkId) {
        let Some(heartbeat) = self.config.heartbeat else { return };
        let Some(link) = self.links.get_mut(&id) else { return };
        let Some(pulse) = link.pulse().filter(|pulse| pulse.next <= now) else { return };
        pulse.next = now + heartbeat.every.max(Duration::from_millis(1));
        if self.faults.silent {
            return;
        }
        if heartbeat.dead_after.is_some_and(|limit| pulse.unanswered >= limit) {
            return self.drop_link(now, id, "heartbeats were not answered");
        }
        pulse.unanswered += 1;
        self.tell_status(now, id);
    }

    fn reply(&mut self, now: Duration, link: LinkId, id: InvokeId, reply: Reply) {
        let (answer, following) = match reply {
            Reply::Done(result, following) => (Apdu::ReturnResult(ReturnResult::new(id, result)), following),
            Reply::Failed(failure) => (Apdu::ReturnError(ReturnError::new(id, failure)), Vec::new()),
            Reply::Rejected(problem) => (Apdu::Reject(Reject { invoke_id: Some(id), problem }), Vec::new()),
        };
        if std::mem::take(&mut self.faults.loses_reply) {
            return self.observe(now, What::Lost { link, message: Message::of(&answer) });
        }
        let invokes: Vec<_> =
            following.into_iter().filter_map(|argument| self.invoke(link, argument)).collect();
        for apdu in std::iter::once(answer).chain(invokes) {
            if self.faults.delay.is_zero() {
                self.send(now, link, &apdu);
            } else if self.held_back.len() < HELD_BACK_LIMIT {
                self.held_back.push_back((now + self.faults.delay, link, apdu));
            } else {
                self.observe(now, What::Lost { link, message: Message::of(&apdu) });
            }
        }
    }

    pub(super) fn invoke(&mut self, link: LinkId, argument: Argument) -> Option<Apdu> {
        let id = self.links.get_mut(&link)?.next_invoke();
        Some(Apdu::Invoke(Invoke::new(id, argument)))
    }
}
