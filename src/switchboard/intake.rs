//! The door that is open to the public: what `callback.request` lets in, and why it does not let in the rest.
//!
//! Nothing here walks over sessions: a request costs the same however many wait.

use callbackd_api::{
    ids::{Private, QueueName, SessionId},
    params::CallbackRequest,
    record::Fact,
    views::{Refused, Requested},
    words::{Reason, RulesStep},
};

use super::{Switchboard, command::Caller, ledger::About, methods::number_refused};
use crate::{
    dialplan::{Classified, Destination, Judged, Normalised, NumberClass, Region, Routed},
    ids::{Entropy, Now},
    session::{Customer, Party, Request, Session, Window},
};

impl Switchboard {
    pub(super) fn request(
        &mut self,
        now: Now,
        entropy: &Entropy,
        caller: &Caller,
        command: CallbackRequest,
    ) -> Result<Requested, Refused> {
        match self.earlier(caller, &command) {
            Earlier::Same(first) => return Ok(self.accepted(now, first)),
            Earlier::Other => {
                self.book.rates().attempt(now.wall, caller.uid, &self.settings.limits)?;
                return Err(key_reused());
            }
            Earlier::None => {}
        }
        self.book.rates().attempt(now.wall, caller.uid, &self.settings.limits)?;
        let queue = self.known_queue(command.queue.as_ref())?;
        let given = Window { not_before: command.not_before, not_after: command.not_after };
        let (window, first_chance) = self.window(now, given, &queue)?;
        let Understood { judged, extension, rules } = self.judged(&command, &queue)?;
        let party = Party { destination: judged.destination().telephone(), extension };
        if self.book.promised_to(&party) >= self.settings.limits.open_per_number {
            return Ok(Requested::Duplicate {
                duplicate: true,
                number: Some(Private::new(party.destination.expose())),
                formatted: Some(self.for_reader(&party.destination)),
                extension: party.extension,
                opens_at: self.opens_at(now, &queue),
            });
        }
        let classes: Vec<NumberClass> = judged.class().classes().collect();
        self.book.rates().check_number(now.wall, judged.destination(), &self.settings.limits)?;
        self.book.rates().check_classes(now.wall, &classes, &self.settings.limits)?;
        self.has_room(&queue)?;
        let request = Request {
            id: SessionId::new(entropy.id(now.wall)),
            queue,
            requested_by: caller.uid,
            created_at: now.wall,
            idempotency_key: command.idempotency_key,
            status_token: self.settings.customer_status.then(|| entropy.token()),
            destination: party.destination,
            extension: party.extension,
            counted: classes.into_iter().map(|class| (now.wall, class)).collect(),
            customer: Customer {
                name: command.name,
                subject: command.subject,
                attributes: command.attributes,
                language: command.language,
            },
            window,
            first_chance,
        };
        self.accept(now, request, rules)
    }

    fn accept(&mut self, now: Now, request: Request, rules: Fact) -> Result<Requested, Refused> {
        let id = request.id;
        let mut became = Vec::new();
        self.book.add(Session::queue(request, &mut became), &self.settings.policy, now.wall);
        let about = self.about(id);
        self.ledger.record(now, about, rules);
        self.follow(now, id, became);
        Ok(self.accepted(now, self.book.named(id)?))
    }

    /// What the same layer asked for under the same key.
    fn earlier(&self, caller: &Caller, command: &CallbackRequest) -> Earlier<'_> {
        let key = command.idempotency_key.as_deref();
        match key.and_then(|key| self.book.by_key(caller.uid, key)) {
            None => Earlier::None,
            Some(first) if self.is_repeated(first, command) => Earlier::Same(first),
            Some(_) => Earlier::Other,
        }
    }

    /// Did the same layer make the same request under the same key before?
    pub(super) fn is_known(&self, caller: &Caller, command: &CallbackRequest) -> bool {
        matches!(self.earlier(caller, command), Earlier::Same(_))
    }

    /// Is it the request that this session came from, in whatever spelling and language?
    fn is_repeated(&self, first: &Session, command: &CallbackRequest) -> bool {
        let asked = first.asked();
        let queue = command.queue.as_ref().unwrap_or(&self.settings.default_queue);
        // A time that was over at the request was no wish.
        let not_before = command.not_before.filter(|from| *from > first.request().created_at);
        let same = asked.queue == *queue
            && asked.window == Window { not_before, not_after: command.not_after }
            && asked.customer.name == command.name
            && asked.customer.subject == command.subject
            && asked.customer.attributes == command.attributes;
        same && self.read(command, queue).is_ok_and(|read| {
            *read.destination() == first.request().destination
                && extension(&read) == first.request().extension
        })
    }

    pub(super) fn known_queue(&self, wished: Option<&QueueName>) -> Result<QueueName, Refused> {
        let Some(queue) = wished else { return Ok(self.settings.default_queue.clone()) };
        if self.queue_named(queue).is_some() {
            return Ok(queue.clone());
        }
        let detail = format!("there is no queue {queue}: name one of [[queues]]");
        Err(Refused { rule: Some("queues".to_owned()), ..Refused::new(Reason::QueueClosed, detail) })
    }

    /// The number as understood and let pass, and by which rules.
    fn judged(&self, command: &CallbackRequest, queue: &QueueName) -> Result<Understood, Refused> {
        let normalised = self.read(command, queue)?;
        let (judged, routed) = self.judge_for(normalised.destination(), queue)?;
        let rules = Fact::RulesFired {
            step: RulesStep::Request.into(),
            class: judged.class().to_string(),
            rules: vec![
                format!("normalise {}", normalised.reading()),
                format!("judge {}", judged.rule()),
                format!("route {}", routed.rule),
            ],
            rules_version: routed.rules_version.to_string(),
        };
        Ok(Understood { judged, extension: extension(&normalised), rules })
    }

    /// The number as its text is understood.
    fn read(&self, command: &CallbackRequest, queue: &QueueName) -> Result<Normalised, Refused> {
        let region = command.region.as_deref().map(read_region).transpose()?;
        let region = region.or_else(|| self.dial_plan.region_of(Some(queue.as_str())));
        self.dial_plan.normalise(command.number.expose(), region).map_err(number_refused)
    }

    /// May a queue call this number, and how? One that cannot be routed would only be found out in front of an agent.
    pub(super) fn judge_for(
        &self,
        number: &Destination,
        queue: &QueueName,
    ) -> Result<(Judged, Routed), Refused> {
        let queue = Some(queue.as_str());
        let judged = self.dial_plan.judge(number, queue).map_err(number_refused)?;
        let routed = self.dial_plan.route(&judged, queue).map_err(number_refused)?;
        Ok((judged, routed))
    }

    fn has_room(&self, queue: &QueueName) -> Result<(), Refused> {
        let most = self.settings.limits.open_sessions;
        if self.book.total().open() >= most {
            let rule = "limits.open-sessions";
            let detail = format!(
                "{most} sessions are open, and {rule} permits no more: try again when some of them are closed"
            );
            return Err(Refused { rule: Some(rule.to_owned()), ..Refused::new(Reason::Busy, detail) });
        }
        self.queue_has_room(queue)
    }

    pub(super) fn queue_has_room(&self, queue: &QueueName) -> Result<(), Refused> {
        let most = self.queue_named(queue).map_or(0, |known| known.max_waiting);
        let load = self.book.load(queue);
        if load.waiting + load.scheduled >= most {
            let detail = format!(
                "{most} requests wait in queue {queue}, and its max-waiting permits no more: try again when agents have \
                 taken some of them"
            );
            let rule = Some(format!("queues.{queue}.max-waiting"));
            return Err(Refused { rule, ..Refused::new(Reason::QueueClosed, detail) });
        }
        Ok(())
    }

    /// Tells when a queue became full, and when there is room again: once for each, not once for each request at the brink.
    pub(super) fn watch_queues(&mut self, now: Now) {
        for queue in &self.settings.queues {
            if let Some(fact) = self.floor.watch_queue(queue, self.book.load(&queue.name)) {
                self.ledger.record(now, About::default(), fact);
            }
        }
    }

    /// The classes of what the agent made of the number: an edit is one more call to them, and must be within their limits.
    pub(super) fn classes_of_edit(
        &mut self,
        now: Now,
        id: SessionId,
        dial: &Routed,
    ) -> Result<Vec<NumberClass>, Refused> {
        let edited =
            self.book.session(id).is_some_and(|session| session.request().destination != dial.number);
        let class = edited.then(|| self.dial_plan.classify(&dial.number));
        let classes: Vec<NumberClass> = class.into_iter().flat_map(Classified::classes).collect();
        self.book.rates().check_classes(now.wall, &classes, &self.settings.limits)?;
        Ok(classes)
    }
}

/// What a layer asked for before under the same key.
enum Earlier<'a> {
    None,
    /// The same.
    Same(&'a Session),
    /// Something else.
    Other,
}

/// A request's number, let pass.
struct Understood {
    judged: Judged,
    extension: Option<Private>,
    rules: Fact,
}

fn extension(read: &Normalised) -> Option<Private> {
    read.extension().map(Private::new)
}

fn key_reused() -> Refused {
    let detail = "this idempotency_key belongs to a request with another number, queue, time, name, subject or attributes: a key \
                  repeats one request, take a new one for each";
    Refused::new(Reason::KeyReused, detail)
}

pub(super) fn read_region(text: &str) -> Result<Region, Refused> {
    text.parse().map_err(|_| {
        let detail = "region is not a two-letter country code (ISO 3166 alpha-2) such as GB";
        Refused { rule: Some("region".to_owned()), ..Refused::new(Reason::NumberRefused, detail) }
    })
}
