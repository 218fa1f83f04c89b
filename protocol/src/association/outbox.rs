//! The append-only output of an association.

use std::collections::VecDeque;

use bytes::Bytes;

use super::output::{Counters, Fault, Output};
use crate::Apdu;

#[derive(Debug, Default)]
pub(super) struct Outbox {
    queue: VecDeque<Output>,
    pub(super) counters: Counters,
}

impl Outbox {
    pub(super) fn send(&mut self, apdu: &Apdu) {
        self.counters.sent += 1;
        self.queue.push_back(Output::Send(Bytes::from(apdu.encode())));
    }

    pub(super) fn tell(&mut self, output: Output) {
        self.queue.push_back(output);
    }

    pub(super) fn fault(&mut self, fault: Fault) {
        self.counters.faults += 1;
        self.queue.push_back(Output::Fault(fault));
    }

    pub(super) fn pop(&mut self) -> Option<Output> {
        self.queue.pop_front()
    }
}
