//! Octets that may wait for a reader, per client and per user, so that nobody's memory is another's to spend.

use std::sync::Arc;

use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};

/// What one client and its user may have waiting; clones share it.
#[derive(Debug, Clone)]
pub(super) struct Room {
    client: Arc<Semaphore>,
    user: Arc<Semaphore>,
}

/// Room that is taken; given back when it is dropped.
#[derive(Debug)]
pub(super) struct Taken {
    client: OwnedSemaphorePermit,
    user: OwnedSemaphorePermit,
}

impl Room {
    /// Room for one more client of a user.
    pub(super) fn new(client: usize, user: Arc<Semaphore>) -> Self {
        Self { client: semaphore(client), user }
    }

    /// Takes so many octets once they are free; the client's own come first, so that whoever does not read waits for itself.
    pub(super) async fn take(&self, octets: u32) -> Result<Taken, AcquireError> {
        let client = Arc::clone(&self.client).acquire_many_owned(octets).await?;
        let user = Arc::clone(&self.user).acquire_many_owned(octets).await?;
        Ok(Taken { client, user })
    }

    /// Takes so many octets if they are free now.
    pub(super) fn try_take(&self, octets: usize) -> Option<Taken> {
        let octets = u32::try_from(octets).ok()?;
        let client = Arc::clone(&self.client).try_acquire_many_owned(octets).ok()?;
        let user = Arc::clone(&self.user).try_acquire_many_owned(octets).ok()?;
        Some(Taken { client, user })
    }
}

impl Taken {
    /// Comes to what is needed after all: gives back what was too much, and takes of the missing what is free.
    pub(super) fn fit(self, octets: usize) -> Self {
        Self { client: fit(self.client, octets), user: fit(self.user, octets) }
    }
}

fn fit(mut permit: OwnedSemaphorePermit, octets: usize) -> OwnedSemaphorePermit {
    let held = permit.num_permits();
    if octets < held {
        drop(permit.split(held - octets));
        return permit;
    }
    let of = Arc::clone(permit.semaphore());
    let more = (octets - held).min(of.available_permits());
    if let Ok(more) = u32::try_from(more)
        && let Ok(more) = of.try_acquire_many_owned(more)
    {
        permit.merge(more);
    }
    permit
}

/// Room for so many octets.
pub(super) fn semaphore(octets: usize) -> Arc<Semaphore> {
    Arc::new(Semaphore::new(octets.min(Semaphore::MAX_PERMITS)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_answer_takes_what_it_needs_and_gives_it_back() {
        let user = semaphore(1_000);
        let room = Room::new(300, Arc::clone(&user));
        let small = room.take(100).await.unwrap().fit(40);
        assert_eq!((room.client.available_permits(), user.available_permits()), (260, 960));
        let large = room.take(100).await.unwrap().fit(900);
        assert_eq!(room.client.available_permits(), 0, "no more than there is");
        assert_eq!(user.available_permits(), 60);
        assert!(room.try_take(1).is_none());
        drop((small, large));
        assert_eq!((room.client.available_permits(), user.available_permits()), (300, 1_000));
    }

    #[test]
    fn clients_of_one_user_share_the_users_room() {
        let user = semaphore(1_000);
        let rooms: Vec<Room> = (0..5).map(|_| Room::new(300, Arc::clone(&user))).collect();
        let taken: Vec<Taken> = rooms.iter().filter_map(|room| room.try_take(300)).collect();
        assert_eq!(taken.len(), 3);
        assert!(Room::new(300, semaphore(1_000)).try_take(300).is_some(), "another user's");
    }
}
