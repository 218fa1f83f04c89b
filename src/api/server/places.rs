//! Places for clients: bounded, shared between users, and some kept for whoever must look after the daemon.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use callbackd_api::params::{Role, Roles};

/// Places beyond the bound for peers with the role operator, so that somebody can look what takes up the others.
pub(super) const FOR_OPERATORS: usize = 8;

/// Of those, as many for one user: a program that is an operator too leaves some to people.
const FOR_ONE_OPERATOR: usize = 4;

/// Places within the bound for peers without any role: they can do nothing but learn that.
pub(super) const FOR_STRANGERS: usize = 8;

/// What a peer is to the daemon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Has no role.
    Stranger,
    /// Has some role.
    Client,
    /// Has the role operator, perhaps among others.
    Operator,
}

impl Standing {
    pub(super) fn of(roles: Roles) -> Self {
        match roles {
            _ if roles.has(Role::Operator) => Self::Operator,
            _ if roles.is_empty() => Self::Stranger,
            _ => Self::Client,
        }
    }
}

/// Who has taken places. Clones share them.
#[derive(Debug, Clone)]
pub(super) struct Places {
    most: usize,
    taken: Arc<Mutex<Taken>>,
}

#[derive(Debug, Default)]
struct Taken {
    /// Places within the bound, by user.
    users: HashMap<u32, usize>,
    /// Places that are kept for operators, by user.
    operators: HashMap<u32, usize>,
    /// Of the places within the bound, those of peers without a role.
    strangers: usize,
}

/// A client's place; free again once it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    places: Places,
    uid: u32,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// One within the bound.
    Common,
    /// The same, taken without a role.
    Stranger,
    /// One that is kept for operators.
    Operator,
}

/// Why there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoPlace {
    /// All are taken.
    Full,
    /// The last ones are left to other users.
    Share,
    /// Those for users without a role are taken.
    Strangers,
}

impl Places {
    pub(super) fn new(most: usize) -> Self {
        Self { most: most.max(1), taken: Arc::default() }
    }

    /// A place for a peer with this user id.
    pub(super) fn take(&self, uid: u32, standing: Standing) -> Result<Place, NoPlace> {
        let mut taken = self.taken();
        if standing == Standing::Stranger && taken.strangers >= FOR_STRANGERS {
            return Err(NoPlace::Strangers);
        }
        let refused = match self.refusal(&taken, uid) {
            None => {
                *taken.users.entry(uid).or_default() += 1;
                let stranger = standing == Standing::Stranger;
                taken.strangers += usize::from(stranger);
                return Ok(self.place(uid, if stranger { Kind::Stranger } else { Kind::Common }));
            }
            Some(refused) => refused,
        };
        let kept: usize = taken.operators.values().sum();
        let own = taken.operators.get(&uid).copied().unwrap_or_default();
        if standing != Standing::Operator || kept >= FOR_OPERATORS || own >= FOR_ONE_OPERATOR {
            return Err(refused);
        }
        taken.operators.insert(uid, own + 1);
        Ok(self.place(uid, Kind::Operator))
    }

    /// Who has half of the places already gets none of the last quarter.
    fn refusal(&self, taken: &Taken, uid: u32) -> Option<NoPlace> {
        let free = self.most.saturating_sub(taken.users.values().sum());
        let own = taken.users.get(&uid).copied().unwrap_or_default();
        match free {
            0 => Some(NoPlace::Full),
            _ if free <= self.most / 4 && own >= self.most / 2 => Some(NoPlace::Share),
            _ => None,
        }
    }

    fn place(&self, uid: u32, kind: Kind) -> Place {
        Place { places: self.clone(), uid, kind }
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.taken();
        taken.strangers -= usize::from(self.kind == Kind::Stranger);
        let of = if self.kind == Kind::Operator { &mut taken.operators } else { &mut taken.users };
        if let Some(count) = of.get_mut(&self.uid) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                of.remove(&self.uid);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEB: u32 = 33;
    const DESK: u32 = 34;
    const ROOT: u32 = 0;

    fn fill(places: &Places, uid: u32) -> Vec<Place> {
        std::iter::from_fn(|| places.take(uid, Standing::Client).ok()).collect()
    }

    #[test]
    fn one_user_leaves_a_quarter_to_others() {
        let places = Places::new(256);
        let web = fill(&places, WEB);
        assert_eq!(web.len(), 192);
        assert_eq!(places.take(WEB, Standing::Client).err(), Some(NoPlace::Share));
        let desk = fill(&places, DESK);
        assert_eq!(desk.len(), 64);
        assert_eq!(places.take(DESK, Standing::Client).err(), Some(NoPlace::Full));
        drop(web);
        assert_eq!(fill(&places, DESK).len(), 128);
    }

    #[test]
    fn few_places_are_all_given_away() {
        for most in 1..4 {
            assert_eq!(fill(&Places::new(most), WEB).len(), most);
        }
    }

    #[test]
    fn operators_find_places_however_many_clients_there_are() {
        let places = Places::new(4);
        let _web = (fill(&places, WEB), fill(&places, DESK));
        assert!(places.take(ROOT, Standing::Client).is_err());
        let of_desk: Vec<_> = std::iter::from_fn(|| places.take(DESK, Standing::Operator).ok()).collect();
        assert_eq!(of_desk.len(), FOR_ONE_OPERATOR);
        let root = places.take(ROOT, Standing::Operator).unwrap();
        drop((of_desk, root));
        let users = (1..100).filter_map(|uid| places.take(uid, Standing::Operator).ok()).count();
        assert_eq!(users, 99, "each gives its place back");
        let all: Vec<_> = (1..100).filter_map(|uid| places.take(uid, Standing::Operator).ok()).collect();
        assert_eq!(all.len(), FOR_OPERATORS, "they are bounded too");
    }

    #[test]
    fn whoever_is_refused_leaves_no_trace() {
        let places = Places::new(1);
        let _web = places.take(WEB, Standing::Client).unwrap();
        assert!((1000..2000).all(|uid| places.take(uid, Standing::Client).is_err()));
        assert!(places.taken().operators.is_empty());
    }

    #[test]
    fn peers_without_a_role_lock_nobody_out() {
        let places = Places::new(256);
        let strangers: Vec<_> =
            (1..100).filter_map(|uid| places.take(uid, Standing::Stranger).ok()).collect();
        assert_eq!(strangers.len(), FOR_STRANGERS);
        assert_eq!(places.take(7, Standing::Stranger).err(), Some(NoPlace::Strangers));
        let web = fill(&places, WEB);
        assert!(web.len() > 128, "{}", web.len());
        drop(strangers);
        assert!(places.take(7, Standing::Stranger).is_ok(), "each gives its place back");
    }
}
