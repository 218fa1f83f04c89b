//! Legs that are not ended: whose they are, where they are, and when their time is over.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    time::Duration,
};

use callbackd_api::ids::{Device, LegId, SessionId};

use crate::leg::Leg;

/// Views of the live legs, in the order of their ids.
#[derive(Debug, Default)]
pub(super) struct LiveLegs {
    entries: BTreeMap<LegId, Entry>,
    devices: HashMap<Device, BTreeSet<LegId>>,
    planned: BTreeSet<LegId>,
    deadlines: BTreeSet<(Duration, LegId)>,
    /// Those whose deadline is to be set anew.
    moved: BTreeSet<LegId>,
}

#[derive(Debug)]
struct Entry {
    session: SessionId,
    device: Device,
    deadline: Option<Duration>,
}

impl LiveLegs {
    pub(super) fn add(&mut self, session: SessionId, leg: &Leg) {
        let device = leg.device.clone();
        self.devices.entry(device.clone()).or_default().insert(leg.id);
        self.entries.insert(leg.id, Entry { session, device, deadline: None });
        self.moved(leg);
    }

    pub(super) fn remove(&mut self, id: LegId) {
        self.set_deadline(id, None);
        let Some(entry) = self.entries.remove(&id) else { return };
        self.planned.remove(&id);
        self.moved.remove(&id);
        if let Some(legs) = self.devices.get_mut(&entry.device) {
            legs.remove(&id);
            if legs.is_empty() {
                self.devices.remove(&entry.device);
            }
        }
    }

    /// The leg took an input.
    pub(super) fn moved(&mut self, leg: &Leg) {
        match leg.is_planned() {
            true => self.planned.insert(leg.id),
            false => self.planned.remove(&leg.id),
        };
        self.moved.insert(leg.id);
    }

    pub(super) fn session(&self, id: LegId) -> Option<SessionId> {
        self.entries.get(&id).map(|entry| entry.session)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = LegId> + '_ {
        self.entries.keys().copied()
    }

    pub(super) fn at(&self, device: &Device) -> impl Iterator<Item = LegId> + '_ {
        self.devices.get(device).into_iter().flatten().copied()
    }

    pub(super) fn planned(&self) -> impl Iterator<Item = LegId> + '_ {
        self.planned.iter().copied()
    }

    /// Deadlines of legs at this device are to be set anew.
    pub(super) fn review(&mut self, device: &Device) {
        self.moved.extend(self.devices.get(device).into_iter().flatten());
    }

    pub(super) fn review_all(&mut self) {
        self.moved.extend(self.entries.keys());
    }

    pub(super) fn take_moved(&mut self) -> BTreeSet<LegId> {
        std::mem::take(&mut self.moved)
    }

    pub(super) fn set_deadline(&mut self, id: LegId, deadline: Option<Duration>) {
        let Some(entry) = self.entries.get_mut(&id) else { return };
        let before = std::mem::replace(&mut entry.deadline, deadline);
        if let Some(at) = before {
            self.deadlines.remove(&(at, id));
        }
        self.deadlines.extend(deadline.map(|at| (at, id)));
    }

    pub(super) fn next_due(&self) -> Option<Duration> {
        self.deadlines.first().map(|(at, _)| *at)
    }

    /// In the order of their ids.
    pub(super) fn due(&self, now: Duration) -> Vec<LegId> {
        let due: BTreeSet<LegId> =
            self.deadlines.iter().take_while(|(at, _)| *at <= now).map(|(_, id)| *id).collect();
        due.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use callbackd_api::ids::Private;

    fn leg(n: u128, device: &str) -> Leg {
        let id = LegId::new(uuid::Uuid::from_u128(n));
        Leg::plan(id, device.parse().unwrap(), Private::new("0"), Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn legs_are_found_by_device_and_those_that_are_due_come_in_the_order_of_their_ids() {
        let session = SessionId::new(uuid::Uuid::from_u128(7));
        let mut live = LiveLegs::default();
        let legs = [leg(1, "2001"), leg(2, "2002"), leg(3, "2001")];
        legs.iter().for_each(|leg| live.add(session, leg));
        let ids: Vec<LegId> = legs.iter().map(|leg| leg.id).collect();
        let device = "2001".parse().unwrap();
        assert_eq!(live.at(&device).collect::<Vec<_>>(), [ids[0], ids[2]]);
        assert_eq!(live.planned().collect::<Vec<_>>(), ids);
        assert_eq!(live.take_moved(), ids.iter().copied().collect());
        let second = Duration::from_secs(1);
        live.set_deadline(ids[2], Some(second));
        live.set_deadline(ids[0], Some(second * 2));
        live.set_deadline(ids[1], Some(second * 3));
        live.set_deadline(ids[1], Some(second * 4));
        assert_eq!(live.next_due(), Some(second));
        assert_eq!(live.due(second * 3), [ids[0], ids[2]], "not in the order of their deadlines");
        live.review(&device);
        assert_eq!(live.take_moved(), BTreeSet::from([ids[0], ids[2]]));
        ids.iter().for_each(|id| live.remove(*id));
        assert!(live.entries.is_empty() && live.devices.is_empty() && live.planned.is_empty());
        assert!(live.deadlines.is_empty());
    }
}
