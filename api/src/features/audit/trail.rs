//! Who was shown what by lists and live feeds, until it is written.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use entity::enums::ActorKind;
use entity::ids::{AssistanceRequestId, CarePlanId, ClinicId, PatientId};
use tokio::sync::Notify;
use tokio::time::Instant;
use uuid::Uuid;

use super::record_read::leaves_a_trace;
use crate::app::App;
use crate::platform::actor::Actor;
use crate::platform::error::{Error, Result};

/// Ids that may wait: some tens of megabytes at the very most.
const MOST_WAITING: usize = 50_000;

/// How long a list waits for room before it is refused.
const PATIENCE: Duration = Duration::from_secs(5);

/// What of a clinic is shown: the ids of one kind of row.
pub trait Recorded: Into<Uuid> {
    /// What an entry calls them.
    const NAME: &'static str;
}

impl Recorded for AssistanceRequestId {
    const NAME: &'static str = "assistanceRequests";
}

impl Recorded for PatientId {
    const NAME: &'static str = "patients";
}

impl Recorded for CarePlanId {
    const NAME: &'static str = "carePlans";
}

/// By which way an actor was shown what: a clinic's list or live feed, and who looked at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct View {
    pub clinic_id: ClinicId,
    pub actor_kind: ActorKind,
    pub actor_id: Option<Uuid>,
    pub action: &'static str,
    /// [`Recorded::NAME`] of what was shown.
    pub name: &'static str,
}

/// What was shown, each id once, and from when to when.
#[derive(Debug)]
pub(super) struct Shown {
    pub ids: BTreeSet<Uuid>,
    pub first_at: DateTime<Utc>,
    pub last_at: DateTime<Utc>,
}

#[derive(Debug, Default)]
struct State {
    waiting: HashMap<View, Shown>,
    /// Ids in `waiting` and in batches that are being written.
    unwritten: usize,
    closed: bool,
}

impl State {
    /// Adds what was shown; how many of the ids were not there.
    fn add(&mut self, view: View, shown: Shown) -> usize {
        let Shown { ids, first_at, last_at } = shown;
        let known =
            self.waiting.entry(view).or_insert_with(|| Shown { ids: BTreeSet::new(), first_at, last_at });
        known.first_at = known.first_at.min(first_at);
        known.last_at = known.last_at.max(last_at);
        let before = known.ids.len();
        known.ids.extend(ids);
        known.ids.len() - before
    }
}

/// What lists and live feeds showed and what is not written yet. Bounded: where it is full, lists wait and are
/// then refused, and live feeds wait.
#[derive(Debug)]
pub struct Trail {
    state: Mutex<State>,
    limit: usize,
    patience: Duration,
    room: Notify,
    pub(super) filling: Notify,
    /// Held while a batch is written, so that entries keep the order in which things were shown.
    pub(super) writing: tokio::sync::Mutex<()>,
}

impl Default for Trail {
    fn default() -> Self {
        Self::with_limit(MOST_WAITING, PATIENCE)
    }
}

impl Trail {
    /// A trail that holds about so many ids, and lets lists wait that long for room.
    pub fn with_limit(limit: usize, patience: Duration) -> Self {
        Self {
            state: Mutex::default(),
            limit,
            patience,
            room: Notify::new(),
            filling: Notify::new(),
            writing: tokio::sync::Mutex::default(),
        }
    }

    /// Ids that are not written yet.
    pub fn backlog(&self) -> usize {
        self.lock().unwritten
    }

    /// Takes nothing any more: what would be shown from now on could not be written.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.room.notify_waiters();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn add(&self, view: View, ids: BTreeSet<Uuid>, at: DateTime<Utc>) -> Result<()> {
        let deadline = Instant::now() + self.patience;
        loop {
            // Before the look: room that is made in between is not missed.
            let room = self.room.notified();
            {
                let mut state = self.lock();
                if state.closed {
                    return Err(Error::Unavailable(anyhow::anyhow!(
                        "the server stops: nothing more is shown"
                    )));
                }
                if state.unwritten < self.limit {
                    let new = state.add(view, Shown { ids, first_at: at, last_at: at });
                    state.unwritten += new;
                    if state.unwritten > self.limit / 2 {
                        self.filling.notify_one();
                    }
                    return Ok(());
                }
            }
            if tokio::time::timeout_at(deadline, room).await.is_err() {
                return Err(Error::Unavailable(anyhow::anyhow!("the audit trail is full")));
            }
        }
    }

    /// Everything that waits. What is not [`Batch::written`] when the batch is dropped waits again.
    pub(super) fn take(&self) -> Batch<'_> {
        Batch { trail: self, views: std::mem::take(&mut self.lock().waiting) }
    }
}

/// What is being written.
pub(super) struct Batch<'a> {
    trail: &'a Trail,
    pub views: HashMap<View, Shown>,
}

impl Batch<'_> {
    /// These views are in the database now.
    pub fn written(&mut self, views: &[View]) {
        let ids: usize = views.iter().filter_map(|view| self.views.remove(view)).map(|it| it.ids.len()).sum();
        self.trail.lock().unwritten -= ids;
        self.trail.room.notify_waiters();
    }
}

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        let mut state = self.trail.lock();
        for (view, shown) in self.views.drain() {
            // An id that was shown again meanwhile was counted twice.
            let before = shown.ids.len();
            let new = state.add(view, shown);
            state.unwritten -= before - new;
        }
    }
}

/// Remembers that a list or a live feed shows these rows to an actor, to be written within about a second
/// ([`super::write_trail`]). Staff and integrations leave a trace, patients with their own do not. Call it
/// before anything is shown.
///
/// # Errors
/// `Unavailable` where the trail is full and stays so: then nothing must be shown.
pub async fn record_shown<T: Recorded>(
    app: &App,
    actor: &Actor,
    clinic_id: ClinicId,
    action: &'static str,
    shown: impl IntoIterator<Item = T>,
) -> Result<()> {
    let (actor_kind, actor_id) = actor.identity();
    let ids: BTreeSet<Uuid> = shown.into_iter().map(Into::into).collect();
    if ids.is_empty() || !leaves_a_trace(actor_kind) {
        return Ok(());
    }
    let view = View { clinic_id, actor_kind, actor_id, action, name: T::NAME };
    app.trail.add(view, ids, app.now()).await
}

#[cfg(test)]
mod tests {
    use super::*;

    const VIEW: View = View {
        clinic_id: ClinicId(Uuid::from_u128(1)),
        actor_kind: ActorKind::User,
        actor_id: None,
        action: "worklist.read",
        name: AssistanceRequestId::NAME,
    };

    fn ids(range: std::ops::Range<u128>) -> BTreeSet<Uuid> {
        range.map(Uuid::from_u128).collect()
    }

    #[tokio::test]
    async fn a_full_trail_refuses_once_its_patience_is_over() {
        let trail = Trail::with_limit(5, Duration::ZERO);
        let at = DateTime::UNIX_EPOCH;
        trail.add(VIEW, ids(0..3), at).await.unwrap();
        trail.add(VIEW, ids(2..6), at).await.unwrap();
        assert_eq!(trail.backlog(), 6, "each id once");
        assert!(matches!(trail.add(VIEW, ids(6..7), at).await, Err(Error::Unavailable(_))));
        assert_eq!(trail.backlog(), 6, "what was refused is not there");
    }

    #[tokio::test]
    async fn a_full_trail_takes_again_once_there_is_room() {
        let trail = Trail::with_limit(5, Duration::from_secs(60));
        let at = DateTime::UNIX_EPOCH;
        trail.add(VIEW, ids(0..6), at).await.unwrap();
        let write = async {
            tokio::task::yield_now().await;
            trail.take().written(&[VIEW]);
        };
        let (taken, ()) = tokio::join!(trail.add(VIEW, ids(6..7), at), write);
        assert!(taken.is_ok(), "it waited for the room");
        assert_eq!(trail.backlog(), 1);
        trail.close();
        assert!(trail.add(VIEW, ids(7..8), at).await.is_err());
    }

    #[tokio::test]
    async fn what_was_not_written_waits_again() {
        let trail = Trail::default();
        let at = DateTime::UNIX_EPOCH;
        trail.add(VIEW, ids(0..3), at).await.unwrap();
        let batch = trail.take();
        trail.add(VIEW, ids(2..5), at).await.unwrap();
        assert_eq!(trail.backlog(), 6, "counted until one of them is written");
        drop(batch);
        assert_eq!(trail.backlog(), 5);
        let mut batch = trail.take();
        assert_eq!(batch.views[&VIEW].ids, ids(0..5));
        batch.written(&[VIEW]);
        drop(batch);
        assert_eq!(trail.backlog(), 0);
    }
}
