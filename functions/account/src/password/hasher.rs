//! Hashing on blocking threads, no more at once than there are permits for.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Semaphore;

use super::hash::{Memory, NoMemory};
use super::{Cost, Password, PasswordHash};

/// Hashes and verifies at one cost.
#[derive(Clone)]
pub struct Hasher {
    cost: Cost,
    nobody: PasswordHash,
    room: Arc<Semaphore>,
    /// Memory that is not in use, one for each hash that was made at once so far.
    memory: Arc<Mutex<Vec<Memory>>>,
}

/// Verdict on a password that was presented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verification {
    /// It is not the account's, or there is no such account.
    Wrong,
    /// It is the account's.
    Right,
    /// It is the account's, and its hash should be replaced by a new one.
    NeedsRehash,
}

/// A hash was not made.
#[derive(Debug, thiserror::Error)]
pub enum HashingError {
    /// There was no room for it.
    #[error(transparent)]
    NoMemory(#[from] NoMemory),
    /// Its thread ended without a result.
    #[error("a hash was lost")]
    Lost(#[source] tokio::task::JoinError),
}

impl Hasher {
    /// At most `at_once` hashes at the same time; more than there are cores only cost memory.
    /// Others wait, in the order in which they came.
    pub fn new(cost: Cost, at_once: usize) -> Self {
        Self {
            cost,
            nobody: PasswordHash::dummy(cost),
            room: Arc::new(Semaphore::new(at_once.max(1))),
            memory: Arc::default(),
        }
    }

    /// A new hash of a password.
    pub async fn hash(&self, password: &Password) -> Result<PasswordHash, HashingError> {
        let (password, cost) = (password.clone(), self.cost);
        Ok(self
            .run(move |memory| PasswordHash::of(&password, cost, memory))
            .await??)
    }

    /// Verifies a password against the hash of the account, or, where there is none, against a
    /// hash of nobody, so that both take the same time. What a hash that was made at a lower cost takes
    /// less is taken too, also of the right one: of many at once it must not be done before the wrong
    /// ones, nor be told from them where it is refused like them. A bcrypt hash, or one of a higher
    /// cost, has its own time: an account that was brought from elsewhere with one can be told by it.
    pub async fn verify(&self, password: &Password, hash: Option<&PasswordHash>) -> Result<Verification, HashingError> {
        let is_weak = hash.is_some_and(|hash| hash.is_weaker_than(self.cost));
        let (password, hash) = (password.clone(), hash.unwrap_or(&self.nobody).clone());
        let cost = self.cost;
        let verifying = self.run(move |memory| {
            memory.grow(cost)?;
            let is_right = hash.verifies(&password, memory)?;
            hash.make_up(cost, &password, memory)?;
            Ok::<_, NoMemory>(is_right)
        });
        Ok(match (verifying.await??, is_weak) {
            (false, _) => Verification::Wrong,
            (true, false) => Verification::Right,
            (true, true) => Verification::NeedsRehash,
        })
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Memory) -> T + Send + 'static,
    ) -> Result<T, HashingError> {
        let room = Arc::clone(&self.room).acquire_owned().await;
        let room = room.expect("the semaphore is never closed");
        let kept = Arc::clone(&self.memory);
        let work = tokio::task::spawn_blocking(move || {
            // Kept until the work is done, even if the request is gone.
            let _room = room;
            let free = || kept.lock().unwrap_or_else(PoisonError::into_inner);
            let mut memory = free().pop().unwrap_or_default();
            let done = work(&mut memory);
            free().push(memory);
            done
        });
        work.await.map_err(HashingError::Lost)
    }
}

impl fmt::Debug for Hasher {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Hasher")
            .field("cost", &self.cost)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
    use std::sync::mpsc;

    use super::*;

    fn password(text: &str) -> Password {
        Password::presented(text.to_owned()).unwrap()
    }

    #[tokio::test]
    async fn a_password_is_right_for_its_own_hash_only() {
        let hasher = Hasher::new(Cost::DEFAULT, 2);
        let hash = hasher.hash(&password("correct horse")).await.unwrap();
        let verify = async |text, hash| hasher.verify(&password(text), hash).await.unwrap();
        assert_eq!(verify("correct horse", Some(&hash)).await, Verification::Right);
        assert_eq!(verify("correct horsE", Some(&hash)).await, Verification::Wrong);
        assert_eq!(verify("correct horse ", Some(&hash)).await, Verification::Wrong);
        assert_eq!(verify("correct horse", None).await, Verification::Wrong);
    }

    #[tokio::test]
    async fn a_hash_that_was_cheaper_is_right_but_weak() {
        let before = Hasher::new(Cost::DEFAULT, 1);
        let hash = before.hash(&password("correct horse")).await.unwrap();
        let now = Hasher::new(Cost::new(20, 2).unwrap(), 1);
        let verify = async |text| now.verify(&password(text), Some(&hash)).await.unwrap();
        assert_eq!(verify("correct horse").await, Verification::NeedsRehash);
        assert_eq!(verify("wrong horse").await, Verification::Wrong);
    }

    /// Block-passes of all that a hasher with room for one has done so far.
    fn work_of(hasher: &Hasher) -> u64 {
        let kept = hasher.memory.lock().unwrap();
        kept.iter().map(|memory| memory.work).sum()
    }

    #[tokio::test]
    async fn any_password_takes_the_configured_work_whatever_was_configured_before() {
        let old = Hasher::new(Cost::DEFAULT, 1);
        let weak = old.hash(&password("correct horse")).await.unwrap();
        for (memory_mib, passes) in [(19, 2), (20, 2), (19, 3), (33, 4), (64, 2)] {
            let cost = Cost::new(memory_mib, passes).unwrap();
            let work = async |text: &str, hash: Option<&PasswordHash>| {
                let hasher = Hasher::new(cost, 1);
                hasher.verify(&password(text), hash).await.unwrap();
                work_of(&hasher)
            };
            let configured = u64::from(cost.work());
            assert_eq!(work("wrong horse", None).await, configured);
            let known = work("wrong horse", Some(&weak)).await;
            assert!(known <= configured && known + 20 > configured, "{known} {cost:?}");
            assert_eq!(work("correct horse", Some(&weak)).await, known, "right or wrong");
        }
    }

    #[tokio::test]
    async fn what_is_made_up_takes_no_more_memory_than_a_hash_nor_more_room() {
        let hash = Hasher::new(Cost::DEFAULT, 1).hash(&password("correct horse")).await;
        let (hash, hasher) = (hash.unwrap(), Hasher::new(Cost::new(33, 4).unwrap(), 1));
        for hash in [Some(&hash), None, Some(&hash)] {
            hasher.verify(&password("wrong horse"), hash).await.unwrap();
            let kept = hasher.memory.lock().unwrap();
            let sizes: Vec<_> = kept.iter().map(Memory::blocks).collect();
            assert_eq!(sizes, [33 * 1024]);
        }
    }

    #[tokio::test]
    async fn an_account_that_is_not_there_takes_the_same_work() {
        let hasher = Hasher::new(Cost::DEFAULT, 1);
        let hash = hasher.hash(&password("correct horse")).await.unwrap();
        for hash in [Some(&hash), None, Some(&hash), None] {
            let before = work_of(&hasher);
            hasher.verify(&password("wrong horse"), hash).await.unwrap();
            assert_eq!(work_of(&hasher) - before, u64::from(Cost::DEFAULT.work()), "{hash:?}");
        }
    }

    #[tokio::test]
    async fn no_more_is_done_at_once_than_there_is_room_for() {
        let hasher = Hasher::new(Cost::DEFAULT, 2);
        let (started, starts) = mpsc::channel();
        let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let jobs: Vec<_> = (0..8)
            .map(|_| {
                let (hasher, started) = (hasher.clone(), started.clone());
                let (running, most) = (Arc::clone(&running), Arc::clone(&most));
                let (finish, may_finish) = mpsc::channel::<()>();
                tokio::spawn(async move {
                    let work = move |_: &mut Memory| {
                        most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        started.send(finish).unwrap();
                        let _ = may_finish.recv();
                        running.fetch_sub(1, Ordering::SeqCst);
                    };
                    hasher.run(work).await.unwrap();
                })
            })
            .collect();
        // Each one ends only when the next has had every chance to begin.
        for _ in 0..8 {
            let finish = loop {
                match starts.try_recv() {
                    Ok(finish) => break finish,
                    Err(_) => tokio::task::yield_now().await,
                }
            };
            for _ in 0..1000 {
                tokio::task::yield_now().await;
            }
            finish.send(()).unwrap();
        }
        for job in jobs {
            job.await.unwrap();
        }
        assert_eq!(most.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn others_are_served_while_a_hash_is_made() {
        let hasher = Hasher::new(Cost::DEFAULT, 1);
        let is_done = Arc::new(AtomicBool::new(false));
        let done = Arc::clone(&is_done);
        let hashing = tokio::spawn(async move {
            hasher.hash(&password("correct horse")).await.unwrap();
            done.store(true, Ordering::SeqCst);
        });
        let mut served = 0;
        while !is_done.load(Ordering::SeqCst) {
            served += 1;
            tokio::task::yield_now().await;
        }
        hashing.await.unwrap();
        // A hash that held the thread would be done by the second time.
        assert!(served > 10, "{served}");
    }

    #[tokio::test]
    async fn a_caller_who_goes_away_does_not_make_room_before_the_work_is_done() {
        let hasher = Hasher::new(Cost::DEFAULT, 1);
        let (started, starts) = mpsc::channel();
        let (finish, may_finish) = mpsc::channel::<()>();
        let job = {
            let hasher = hasher.clone();
            tokio::spawn(async move {
                let work = move |_: &mut Memory| {
                    started.send(()).unwrap();
                    let _ = may_finish.recv();
                };
                hasher.run(work).await.unwrap();
            })
        };
        while starts.try_recv().is_err() {
            tokio::task::yield_now().await;
        }
        job.abort();
        assert!(job.await.unwrap_err().is_cancelled());
        assert_eq!(hasher.room.available_permits(), 0);
        finish.send(()).unwrap();
        hasher.run(|_| ()).await.unwrap();
    }
}
