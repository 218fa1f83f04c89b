//! Everything that can happen to the switchboard, and everything it asks of the world.

use callbackd_api::{
    ids::{LegId, Seq},
    message::RequestId,
    params::Subscribe,
    record::Record,
    views::Refused,
};
use csta::types::MonitorCrossRefId;

use super::{
    command::{Caller, Command},
    phones::Token,
    request::{Answer, SwitchRequest},
    settings::Settings,
    view::Reply,
};
use crate::{
    dialplan::{DialPlan, NumberSet},
    ids::{ClientId, Epoch},
    journal::{DamagedRow, Finding, Write},
    leg::CallEvent,
};

/// Something happened.
#[derive(Debug)]
pub enum Input {
    /// The daemon has started and everything stored was restored.
    Started {
        /// The daemon's version.
        version: &'static str,
    },
    /// A layer calls.
    Command {
        /// Who.
        caller: Caller,
        /// The connection's own id of the call, to be given back with the reply.
        id: RequestId,
        /// The person for whom the layer acts.
        actor: Option<String>,
        /// What.
        command: Command,
    },
    /// A layer's connection is gone.
    ClientGone(ClientId),
    /// The link to the switch.
    Link(LinkInput),
    /// The store began or ceased to fail: nothing new is offered or dialled while it does.
    Store {
        /// Does it take commits?
        works: bool,
    },
    /// What the store holds was looked through, and this is wrong with it.
    StoreFault(Finding),
    /// A session that was taken for closed, and whose row is not as it was written.
    SessionDamaged(DamagedRow),
    /// A valid configuration was read again.
    Reloaded {
        /// What now applies.
        settings: Box<Settings>,
        /// How numbers are now read and dialled.
        dial_plan: Box<DialPlan>,
        /// Hash of the configuration.
        configuration: String,
    },
    /// The do-not-call file was read again.
    DoNotCall {
        /// What it has now.
        numbers: NumberSet,
    },
    /// It is on disk that a leg may dial ([`Deed::Dial`]): the call is placed now, unless something has changed meanwhile.
    Dial {
        /// Of the MakeCall to come.
        token: Token,
        /// The leg.
        leg: LegId,
    },
    /// A deadline given by `poll_timeout` has passed.
    Timeout,
}

/// What the link reports.
#[derive(Debug)]
pub enum LinkInput {
    /// It tries to connect, or waits before trying again.
    Connecting {
        /// In words: what is wrong and what happens next.
        detail: String,
    },
    /// TCP is up, the association is not.
    Binding,
    /// The association is up: call ids of earlier ones mean nothing now.
    Up {
        /// The association.
        epoch: Epoch,
        /// In words: what the switch said of itself.
        detail: String,
    },
    /// It is gone. Requests without an answer stay without one.
    Down {
        /// In words: why.
        detail: String,
    },
    /// A call-control event through a monitor.
    Event {
        /// The monitor.
        cross_ref: MonitorCrossRefId,
        /// What happened; `None` for events that no leg acts on.
        event: Option<CallEvent>,
        /// The device went out of or back in service.
        in_service: Option<bool>,
    },
    /// The switch ended a monitor by itself.
    MonitorEnded(MonitorCrossRefId),
    /// What came of a request.
    Answered {
        /// The request.
        token: Token,
        /// What came of it.
        answer: Answer,
    },
}

/// Something to be done. Outputs are in causal order.
#[derive(Debug)]
pub enum Output {
    /// At once: what a crash does no harm to repeat or to lose (clears, snapshots, monitors), and MakeCalls whose permit is
    /// on disk.
    Now(Send),
    /// After everything written before it is on disk.
    AfterCommit(Deed),
}

/// A request to the switch.
#[derive(Debug)]
pub struct Send {
    /// To be given back with the answer.
    pub token: Token,
    /// What.
    pub request: SwitchRequest,
}

/// What must not be seen before the record that explains it.
#[derive(Debug)]
pub enum Deed {
    /// Answers a layer's call.
    Reply {
        /// The connection.
        client: ClientId,
        /// The call.
        id: RequestId,
        /// The answer.
        result: Box<Result<Reply, Refused>>,
        /// Nothing was to be changed, so the answer need not wait for a store that fails.
        question: bool,
    },
    /// Tells a subscriber.
    Notify {
        /// The connection.
        client: ClientId,
        /// What became true.
        record: Box<Record>,
        /// How much of it this client may see.
        sight: super::subscription::Sight,
    },
    /// Replays the journal to a subscriber, up to and including `to`, before anything live.
    Replay {
        /// The connection.
        client: ClientId,
        /// Everything after this.
        after: Seq,
        /// The last place to be replayed; what follows comes live.
        to: Seq,
        /// What the client asked to see.
        wish: Box<Subscribe>,
        /// What the client may see.
        viewer: super::subscription::Viewer,
    },
    /// To be given back as [`Input::Dial`], now that it is on disk that the leg may dial.
    Dial {
        /// Of the MakeCall to come.
        token: Token,
        /// The leg.
        leg: LegId,
    },
}

/// What one call of `handle` leaves behind.
#[derive(Debug, Default)]
pub struct Batch {
    /// To be committed together.
    pub writes: Vec<Write>,
    /// To be done, in this order.
    pub outputs: Vec<Output>,
}
