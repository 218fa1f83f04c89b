//! What a layer may ask for, and who asks.

use callbackd_api::params::{
    CallBack, CallbackChange, CallbackRequest, Draft, Finish, Hello, ListSessions, LogIn, OnAgent, OnSession,
    QueueStatus, Resolve, ResolveNumber, Roles, SendDigits, SessionRef, SetState, Subscribe,
};

use crate::ids::ClientId;

/// Who calls: a connection and what the socket vouches for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The connection.
    pub client: ClientId,
    /// The peer's user id (SO_PEERCRED).
    pub uid: u32,
    /// What the access rules grant that uid and its groups.
    pub roles: Roles,
}

/// One call of a layer, decoded and allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// `system.hello`
    Hello(Hello),
    /// `system.status`
    SystemStatus,
    /// `callback.request`
    Request(Box<CallbackRequest>),
    /// `callback.change`
    Change(Box<CallbackChange>),
    /// `callback.status`
    Status(SessionRef),
    /// `callback.withdraw`
    Withdraw(SessionRef),
    /// `agent.log_in`
    LogIn(LogIn),
    /// `agent.set_state`
    SetState(SetState),
    /// `agent.present`
    Present(OnAgent),
    /// `agent.log_out`
    LogOut(OnAgent),
    /// `session.open`
    Open(OnSession),
    /// `session.call_back`
    CallBack(CallBack),
    /// `session.cancel`
    Cancel(OnSession),
    /// `session.drop`
    Drop(Finish),
    /// `session.hold`
    Hold(OnSession),
    /// `session.retrieve`
    Retrieve(OnSession),
    /// `session.close`
    Close(Finish),
    /// `session.send_digits`
    SendDigits(SendDigits),
    /// `session.draft`
    Draft(Draft),
    /// `session.resolve`
    Resolve(Resolve),
    /// `session.list`
    List(ListSessions),
    /// `session.get`
    Get(OnSession),
    /// `queue.status`
    QueueStatus(QueueStatus),
    /// `dialplan.resolve`
    ResolveNumber(ResolveNumber),
    /// `events.subscribe`
    Subscribe(Subscribe),
}

impl Command {
    /// Does it change anything that must be on disk before it is answered?
    #[must_use]
    pub fn is_change(&self) -> bool {
        !matches!(
            self,
            Self::Hello(_)
                | Self::SystemStatus
                | Self::Status(_)
                | Self::Present(_)
                | Self::List(_)
                | Self::Get(_)
                | Self::QueueStatus(_)
                | Self::ResolveNumber(_)
                | Self::Subscribe(_)
        )
    }
}
