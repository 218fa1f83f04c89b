//! What keeps the promises, each of which can be taken away to show that the simulation would notice.

/// A guard. All but those of the switchboard's own stand where the harness plays the daemon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Guard {
    /// Nothing is seen before the record that explains it is on disk.
    RecordFirst,
    /// MakeCall is sent only after `placing` is on disk.
    PlacingFirst,
    /// Places in the journal go on after a restart where they were.
    SeqDurable,
    /// After a restart, a MakeCall without an answer is unknown, not failed.
    UnknownAfterRestart,
    /// After the loss of the link, a MakeCall without an answer is unknown, not failed.
    UnknownAfterLoss,
    /// What is in the air is looked for after a loss.
    Reconcile,
    /// Hours and policy are looked at again when the permit is granted.
    PermitRecheck,
    /// A MakeCall's late answer still finds its leg.
    LateAnswer,
    /// The time that a customer chose outlives a restart.
    ChosenTime,
    /// Phones are cleared.
    Clear,
}
