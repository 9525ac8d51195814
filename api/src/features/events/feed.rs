//! A node's tail of the feeds: one reader of the log for all the node's subscribers.

use std::any::Any;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use entity::ids::ClinicId;
use entity::{clinic_feed, event};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use tokio::sync::{OnceCell, watch};
use tokio_util::sync::CancellationToken;

use super::cursor::FeedCursor;
use crate::platform::error::{Error, Result};

/// Events that a node keeps in memory for each followed clinic.
const RING: usize = 2_048;
/// Events that are read from the log at once for the ring.
const PAGE: u64 = 256;
/// Events that a subscriber reads from the log at once. It holds what was loaded for all of them.
pub(super) const REPLAY_PAGE: u64 = 64;

/// How often the feed does what it does without being asked. The defaults are meant for production.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Without wake-ups, events are this late at most.
    pub poll: Duration,
    /// How long a subscriber hears nothing at most.
    pub heartbeat: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self { poll: Duration::from_secs(1), heartbeat: Duration::from_secs(10) }
    }
}

/// An event with what was loaded for it: once per event and node in the ring, whatever the number of
/// subscribers; once per page for a subscriber that pages from the log.
pub struct FeedEvent {
    /// The row of the log.
    pub event: event::Model,
    together: Arc<Together>,
}

/// Events for which is loaded at once.
struct Together {
    events: Vec<event::Model>,
    loaded: OnceCell<Arc<dyn Any + Send + Sync>>,
}

impl FeedEvent {
    /// An event for which is loaded by itself.
    pub(super) fn new(event: event::Model) -> Arc<Self> {
        let together = Together { events: vec![event.clone()], loaded: OnceCell::new() };
        Arc::new(Self { event, together: Arc::new(together) })
    }

    /// A page of events; for those that are wanted is loaded together.
    pub(super) fn page(events: Vec<event::Model>, wanted: impl Fn(&event::Model) -> bool) -> Vec<Arc<Self>> {
        let together = events.iter().filter(|event| wanted(event)).cloned().collect();
        let together = Arc::new(Together { events: together, loaded: OnceCell::new() });
        events.into_iter().map(|event| Arc::new(Self { event, together: together.clone() })).collect()
    }

    /// What the event is about, together with what others are about that came with it, loaded by whoever asks
    /// first. One type for all events of a feed.
    ///
    /// # Errors
    /// What `load` fails with; the next subscriber tries again.
    pub async fn loaded<T: Send + Sync + 'static>(
        &self,
        load: impl AsyncFnOnce(&[event::Model]) -> Result<T>,
    ) -> Result<Arc<T>> {
        let Together { events, loaded } = self.together.as_ref();
        let value = loaded
            .get_or_try_init(async || {
                Ok::<_, Error>(Arc::new(load(events).await?) as Arc<dyn Any + Send + Sync>)
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
    fn new(clinic_id: ClinicId, extent: Extent) -> Arc<Self> {
        Arc::new(Self { clinic_id, ring: Mutex::default(), extent: watch::Sender::new(extent) })
    }

    /// Events after a position and up to a head, from memory; none where memory does not reach back that
    /// far. Memory may be ahead of the extent while the log is being read.
    pub fn remembered(&self, after: i64, head: i64) -> Option<Vec<Arc<FeedEvent>>> {
        let ring = self.ring.lock().unwrap_or_else(PoisonError::into_inner);
        let first = ring.front()?.event.seq;
        let skip = usize::try_from(after + 1 - first).ok()?;
        let known = ring.iter().skip(skip).take_while(|event| event.event.seq <= head);
        Some(known.take(PAGE as usize).cloned().collect())
    }

    /// The ring stays dense: what it has is passed over (reading was broken off halfway), and after a gap
    /// (the rest was swept) it begins anew. A position in it is found by arithmetic.
    fn push(&self, events: Vec<event::Model>) {
        let mut ring = self.ring.lock().unwrap_or_else(PoisonError::into_inner);
        for event in events {
            let next = ring.back().map_or(event.seq, |newest| newest.event.seq + 1);
            if event.seq < next {
                continue;
            }
            if event.seq > next {
                ring.clear();
            }
            ring.push_back(FeedEvent::new(event));
        }
        let surplus = ring.len().saturating_sub(RING);
        ring.drain(..surplus);
    }

    /// Whether a position is one that this node has not read yet; another node may have.
    fn is_behind(&self, cursor: FeedCursor) -> bool {
        let extent = *self.extent.borrow();
        (extent.epoch, extent.head) < (cursor.epoch, cursor.seq)
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
    /// Held while the log is read: two readers would each take the other's half for the whole.
    reading: tokio::sync::Mutex<()>,
    pub(super) pace: Pace,
}

impl Feed {
    /// A tail that follows nothing yet.
    pub fn new(db: DatabaseConnection) -> Arc<Self> {
        Self::with_pace(db, Pace::default())
    }

    /// A tail with a pace of its own.
    pub fn with_pace(db: DatabaseConnection, pace: Pace) -> Arc<Self> {
        Arc::new(Self {
            db,
            pace,
            reading: tokio::sync::Mutex::default(),
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
        let known = |clinics: &HashMap<_, Weak<_>>| clinics.get(&clinic_id).and_then(Weak::upgrade);
        if let Some(feed) = known(&self.clinics.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(feed);
        }
        let extent = self
            .extents(&[clinic_id])
            .await?
            .remove(&clinic_id)
            .ok_or_else(|| Error::internal("the clinic has no feed"))?;
        let mut clinics = self.clinics.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(feed) = known(&clinics) {
            return Ok(feed);
        }
        let feed = ClinicFeed::new(clinic_id, extent);
        clinics.insert(clinic_id, Arc::downgrade(&feed));
        drop(clinics);
        // The wake-up of what was committed since the extent was read found nobody who follows the clinic.
        self.wake_followers();
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
                () = tokio::time::sleep(self.pace.poll) => {}
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
        let _alone = self.reading.lock().await;
        self.read_on().await
    }

    /// Reads on where a position is ahead of this node, so that it can be judged. Many subscribers come
    /// back at once: the first one reads for all of them.
    pub(super) async fn reach(&self, feed: &ClinicFeed, cursor: FeedCursor) -> Result<()> {
        if !feed.is_behind(cursor) {
            return Ok(());
        }
        let _alone = self.reading.lock().await;
        if feed.is_behind(cursor) { self.read_on().await } else { Ok(()) }
    }

    /// How many events this node has not read yet, in the clinic where it is furthest behind of those that are
    /// followed here.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn lag(&self) -> Result<i64> {
        let followed = self.followed();
        if followed.is_empty() {
            return Ok(0);
        }
        let clinics: Vec<_> = followed.keys().copied().collect();
        let behind = self.extents(&clinics).await?.into_iter().filter_map(|(clinic_id, now)| {
            let known = *followed.get(&clinic_id)?.extent.borrow();
            // After a restored backup everything is new.
            Some(if now.epoch == known.epoch { now.head - known.head } else { now.head })
        });
        Ok(behind.max().unwrap_or_default().max(0))
    }

    async fn read_on(&self) -> Result<()> {
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
                // What would not stay in memory anyway is left to those who page.
                let mut position = known.head.max(now.head - RING as i64);
                while position < now.head {
                    let page = page_of_log(&self.db, clinic_id, position, now.head, PAGE).await?;
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

/// Some events of a clinic after a position, in order, up to a head that was read before.
pub(super) async fn page_of_log(
    db: &DatabaseConnection,
    clinic_id: ClinicId,
    after: i64,
    head: i64,
    most: u64,
) -> Result<Vec<event::Model>> {
    Ok(event::Entity::find()
        .filter(event::Column::ClinicId.eq(clinic_id))
        .filter(event::Column::Seq.gt(after))
        .filter(event::Column::Seq.lte(head))
        .order_by_asc(event::Column::Seq)
        .limit(most)
        .all(db)
        .await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use entity::enums::EventKind;

    const CLINIC: ClinicId = ClinicId(uuid::Uuid::from_u128(1));

    fn events(seqs: impl IntoIterator<Item = i64>) -> Vec<event::Model> {
        let row = |seq| event::Model {
            clinic_id: CLINIC,
            seq,
            kind: EventKind::Claimed,
            assistance_request_id: None,
            patient_id: None,
            appointment_id: None,
            at: chrono::DateTime::UNIX_EPOCH,
        };
        seqs.into_iter().map(row).collect()
    }

    fn ring(feed: &ClinicFeed, after: i64, head: i64) -> Option<Vec<i64>> {
        Some(feed.remembered(after, head)?.iter().map(|event| event.event.seq).collect())
    }

    fn feed() -> Arc<ClinicFeed> {
        ClinicFeed::new(CLINIC, Extent { epoch: 1, tail: 0, head: 0 })
    }

    #[test]
    fn what_was_read_twice_is_in_memory_once() {
        let feed = feed();
        feed.push(events(1..=3));
        feed.push(events(1..=5));
        assert_eq!(ring(&feed, 0, 5), Some(vec![1, 2, 3, 4, 5]));
        assert_eq!(ring(&feed, 2, 4), Some(vec![3, 4]), "not beyond the head");
    }

    #[test]
    fn memory_begins_anew_after_a_gap() {
        let feed = feed();
        feed.push(events((1..=3).chain(8..=9)));
        assert_eq!(ring(&feed, 2, 9), None, "the log has to say that 4 to 7 were swept");
        assert_eq!(ring(&feed, 7, 9), Some(vec![8, 9]));
    }

    #[test]
    fn memory_is_bounded() {
        let feed = feed();
        feed.push(events(1..=10_000));
        assert_eq!(feed.ring.lock().unwrap().len(), RING);
        assert_eq!(ring(&feed, 10_000 - RING as i64 - 1, 10_000), None);
        assert_eq!(ring(&feed, 9_998, 10_000), Some(vec![9_999, 10_000]));
    }
}
