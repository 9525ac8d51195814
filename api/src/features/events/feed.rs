//! A node's tail of the feeds: one reader of the log for all the node's subscribers.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use entity::ids::ClinicId;
use entity::{clinic_feed, event};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::cursor::FeedCursor;
use crate::platform::error::{Error, Result};

/// Events that a node keeps in memory for each followed clinic.
const RING: usize = 2_048;
/// Events that are read from the log at once.
pub(super) const PAGE: u64 = 256;
/// Without wake-ups, events are this late at most.
const POLL: Duration = Duration::from_secs(1);

/// An event with what was loaded for it: once per event and node, whatever the number of subscribers.
pub struct FeedEvent {
    /// The row of the log.
    pub event: event::Model,
    loaded: tokio::sync::OnceCell<Arc<dyn std::any::Any + Send + Sync>>,
}

impl FeedEvent {
    pub(super) fn new(event: event::Model) -> Arc<Self> {
        Arc::new(Self { event, loaded: tokio::sync::OnceCell::new() })
    }

    /// What the event is about, loaded by whoever asks first. One type for all events of a feed.
    ///
    /// # Errors
    /// What `load` fails with; the next subscriber tries again.
    pub async fn loaded<T: Send + Sync + 'static>(
        &self,
        load: impl Future<Output = Result<T>>,
    ) -> Result<Arc<T>> {
        let value = self
            .loaded
            .get_or_try_init(|| async {
                Ok::<_, Error>(Arc::new(load.await?) as Arc<dyn std::any::Any + Send + Sync>)
            })
            .await?;
        value.clone().downcast().map_err(|_| Error::internal("an event was loaded as two types"))
    }
}

/// Where a clinic's feed stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Extent {
    pub epoch: i32,
    pub tail: i64,
    pub head: i64,
}

/// The followed part of one clinic's feed.
pub(super) struct ClinicFeed {
    pub clinic_id: ClinicId,
    ring: Mutex<VecDeque<Arc<FeedEvent>>>,
    pub extent: watch::Sender<Extent>,
}

impl ClinicFeed {
    /// Events after a position, from memory; none where memory does not reach back that far.
    pub fn from_ring(&self, after: i64) -> Option<Vec<Arc<FeedEvent>>> {
        let ring = self.ring.lock().unwrap_or_else(PoisonError::into_inner);
        let first = ring.front()?.event.seq;
        let skip = usize::try_from(after + 1 - first).ok()?;
        Some(ring.iter().skip(skip).take(PAGE as usize).cloned().collect())
    }

    fn push(&self, events: Vec<event::Model>) {
        let mut ring = self.ring.lock().unwrap_or_else(PoisonError::into_inner);
        ring.extend(events.into_iter().map(FeedEvent::new));
        let surplus = ring.len().saturating_sub(RING);
        ring.drain(..surplus);
    }

    fn clear(&self) {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// The node's tail of the feeds of all clinics that have subscribers here.
pub struct Feed {
    db: DatabaseConnection,
    clinics: Mutex<HashMap<ClinicId, Weak<ClinicFeed>>>,
    wake: watch::Sender<()>,
    committed: watch::Sender<()>,
}

impl Feed {
    /// A tail that follows nothing yet.
    pub fn new(db: DatabaseConnection) -> Arc<Self> {
        Arc::new(Self {
            db,
            clinics: Mutex::default(),
            wake: watch::Sender::new(()),
            committed: watch::Sender::new(()),
        })
    }

    /// This node committed something: its subscribers and the other nodes are woken. It carries no data.
    pub fn wake(&self) {
        self.wake.send_replace(());
        self.committed.send_replace(());
    }

    /// Another node committed something: only this node's subscribers are woken, or nodes would echo.
    pub(super) fn wake_followers(&self) {
        self.wake.send_replace(());
    }

    /// Tells of commits on this node.
    pub(super) fn commits(&self) -> watch::Receiver<()> {
        self.committed.subscribe()
    }

    pub(super) fn db(&self) -> &DatabaseConnection {
        &self.db
    }

    /// Follows a clinic's feed for as long as the result lives.
    pub(super) async fn follow(&self, clinic_id: ClinicId) -> Result<Arc<ClinicFeed>> {
        if let Some(feed) = self.followed().remove(&clinic_id) {
            return Ok(feed);
        }
        let extent = self
            .extents(&[clinic_id])
            .await?
            .remove(&clinic_id)
            .ok_or_else(|| Error::internal("the clinic has no feed"))?;
        let mut clinics = self.clinics.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(feed) = clinics.get(&clinic_id).and_then(Weak::upgrade) {
            return Ok(feed);
        }
        let feed =
            Arc::new(ClinicFeed { clinic_id, ring: Mutex::default(), extent: watch::Sender::new(extent) });
        clinics.insert(clinic_id, Arc::downgrade(&feed));
        Ok(feed)
    }

    fn followed(&self) -> HashMap<ClinicId, Arc<ClinicFeed>> {
        let mut clinics = self.clinics.lock().unwrap_or_else(PoisonError::into_inner);
        clinics.retain(|_, feed| feed.strong_count() > 0);
        clinics.iter().filter_map(|(id, feed)| Some((*id, feed.upgrade()?))).collect()
    }

    /// Follows the log until told to stop.
    pub async fn run(self: Arc<Self>, stop: CancellationToken) {
        let mut wakes = self.wake.subscribe();
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                _ = wakes.changed() => {}
                () = tokio::time::sleep(POLL) => {}
            }
            wakes.mark_unchanged();
            if let Err(error) = self.catch_up().await {
                tracing::warn!(error = ?error, "the feed could not be read; trying again");
            }
        }
    }

    /// Reads what the followed clinics committed since the last time.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn catch_up(&self) -> Result<()> {
        let followed = self.followed();
        if followed.is_empty() {
            return Ok(());
        }
        let clinics: Vec<_> = followed.keys().copied().collect();
        let extents = self.extents(&clinics).await?;
        for (clinic_id, feed) in followed {
            let (Some(now), known) = (extents.get(&clinic_id).copied(), *feed.extent.borrow()) else {
                continue;
            };
            if now.epoch != known.epoch || now.head < known.head {
                feed.clear();
            } else {
                let mut position = known.head;
                while position < now.head {
                    let page = page_of_log(&self.db, clinic_id, position, now.head).await?;
                    let Some(last) = page.last() else { break };
                    position = last.seq;
                    feed.push(page);
                }
            }
            feed.extent.send_if_modified(|extent| std::mem::replace(extent, now) != now);
        }
        Ok(())
    }

    async fn extents(&self, clinics: &[ClinicId]) -> Result<HashMap<ClinicId, Extent>> {
        let rows = clinic_feed::Entity::find()
            .filter(clinic_feed::Column::ClinicId.is_in(clinics.iter().copied()))
            .all(&self.db)
            .await?;
        Ok(rows
            .into_iter()
            .map(|row| (row.clinic_id, Extent { epoch: row.epoch, tail: row.tail, head: row.head }))
            .collect())
    }
}

/// Where a clinic's feed stands. Read it before what it is handed out with: whatever is committed in between
/// comes after it.
///
/// # Errors
/// Where the database does not answer.
pub async fn current_cursor(db: &impl ConnectionTrait, clinic_id: ClinicId) -> Result<FeedCursor> {
    let row = clinic_feed::Entity::find_by_id(clinic_id).one(db).await?;
    row.map(|row| FeedCursor::new(clinic_id, row.epoch, row.head))
        .ok_or_else(|| Error::internal("the clinic has no feed"))
}

/// Events of a clinic after a position, in order, up to a head that was read before.
pub(super) async fn page_of_log(
    db: &DatabaseConnection,
    clinic_id: ClinicId,
    after: i64,
    head: i64,
) -> Result<Vec<event::Model>> {
    Ok(event::Entity::find()
        .filter(event::Column::ClinicId.eq(clinic_id))
        .filter(event::Column::Seq.gt(after))
        .filter(event::Column::Seq.lte(head))
        .order_by_asc(event::Column::Seq)
        .limit(PAGE)
        .all(db)
        .await?)
}
