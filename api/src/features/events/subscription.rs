//! A subscriber: a cursor that moves along the feed.

use std::sync::Arc;
use std::time::Duration;

use async_graphql::Enum;
use entity::event;
use entity::ids::ClinicId;
use futures_util::Stream;
use tokio::time::Instant;

use super::cursor::FeedCursor;
use super::feed::{ClinicFeed, Extent, Feed, FeedEvent, REPLAY_PAGE, page_of_log};
use crate::platform::error::Result;

/// Why a feed cannot continue from a cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(name = "FeedResyncReason")]
pub enum ResyncReason {
    /// The cursor is older than what is kept.
    Retention,
    /// The log was replaced, for instance by a restored backup.
    EpochChanged,
    /// The cursor is newer than the log: it comes from elsewhere.
    CursorAhead,
    /// The cursor is of another clinic.
    ScopeChanged,
}

/// What a subscriber is handed.
#[derive(Clone)]
pub enum Delivery {
    /// Something happened.
    Event(FeedCursor, Arc<FeedEvent>),
    /// Nothing happened up to here.
    Heartbeat(FeedCursor),
    /// Read again, and go on from here.
    Resync(FeedCursor, ResyncReason),
}

impl Delivery {
    /// Where the subscriber stands with it.
    pub fn cursor(&self) -> FeedCursor {
        match self {
            Self::Event(cursor, _) | Self::Heartbeat(cursor) | Self::Resync(cursor, _) => *cursor,
        }
    }
}

/// Follows a clinic's feed after a cursor, or from now on, as far as `wanted` picks its events. The first
/// delivery comes at once and tells where the subscriber stands.
///
/// # Errors
/// Where the database does not answer.
pub async fn subscribe<F>(
    feed: Arc<Feed>,
    clinic_id: ClinicId,
    after: Option<FeedCursor>,
    wanted: F,
) -> Result<impl Stream<Item = Delivery> + Send + use<F>>
where
    F: Fn(&event::Model) -> bool + Send + Sync + 'static,
{
    let followed = feed.follow(clinic_id).await?;
    let changes = followed.extent.subscribe();
    if let Some(cursor) = after.filter(|cursor| cursor.belongs_to(clinic_id)) {
        // It may come from a node that has read further than this one.
        feed.reach(&followed, cursor).await?;
    }
    let extent = *followed.extent.borrow();
    let (position, first) = match after.map(|cursor| judge(cursor, clinic_id, extent)) {
        None => (extent.head, None),
        Some(Ok(position)) => (position, None),
        Some(Err(reason)) => (extent.head, Some(reason)),
    };
    let subscriber = Subscriber {
        feed,
        followed,
        changes,
        wanted,
        epoch: extent.epoch,
        position,
        batch: Vec::new().into_iter(),
        first,
        announced: false,
    };
    Ok(futures_util::stream::unfold(subscriber, |mut subscriber| async move {
        let delivery = subscriber.next().await;
        subscriber.announced = true;
        Some((delivery, subscriber))
    }))
}

/// The position of a cursor, or why it is none of this feed.
fn judge(cursor: FeedCursor, clinic_id: ClinicId, extent: Extent) -> Result<i64, ResyncReason> {
    if !cursor.belongs_to(clinic_id) {
        Err(ResyncReason::ScopeChanged)
    } else if cursor.epoch != extent.epoch {
        Err(ResyncReason::EpochChanged)
    } else if cursor.seq < extent.tail {
        Err(ResyncReason::Retention)
    } else if cursor.seq > extent.head {
        Err(ResyncReason::CursorAhead)
    } else {
        Ok(cursor.seq)
    }
}

struct Subscriber<F> {
    feed: Arc<Feed>,
    followed: Arc<ClinicFeed>,
    changes: tokio::sync::watch::Receiver<Extent>,
    wanted: F,
    epoch: i32,
    position: i64,
    batch: std::vec::IntoIter<Arc<FeedEvent>>,
    /// What has to be said first.
    first: Option<ResyncReason>,
    announced: bool,
}

impl<F: Fn(&event::Model) -> bool> Subscriber<F> {
    fn cursor(&self) -> FeedCursor {
        FeedCursor::new(self.followed.clinic_id, self.epoch, self.position)
    }

    fn resync(&mut self, extent: Extent, reason: ResyncReason) -> Delivery {
        self.epoch = extent.epoch;
        self.position = extent.head;
        self.batch = Vec::new().into_iter();
        Delivery::Resync(self.cursor(), reason)
    }

    async fn next(&mut self) -> Delivery {
        if let Some(reason) = self.first.take() {
            return Delivery::Resync(self.cursor(), reason);
        }
        let heartbeat_due = Instant::now() + self.feed.pace.heartbeat;
        loop {
            // Other people's events move the position and nothing else: the heartbeat tells of them.
            while let Some(event) = self.batch.next() {
                self.position = event.event.seq;
                if (self.wanted)(&event.event) {
                    return Delivery::Event(self.cursor(), event);
                }
            }
            if Instant::now() >= heartbeat_due {
                return Delivery::Heartbeat(self.cursor());
            }
            let extent = *self.changes.borrow_and_update();
            if extent.epoch != self.epoch {
                return self.resync(extent, ResyncReason::EpochChanged);
            }
            if self.position > extent.head {
                return self.resync(extent, ResyncReason::CursorAhead);
            }
            if self.position < extent.head {
                match self.read(extent).await {
                    Ok(events)
                        if events.first().is_some_and(|first| first.event.seq == self.position + 1) =>
                    {
                        self.batch = events.into_iter();
                    }
                    Ok(_) => return self.resync(extent, ResyncReason::Retention),
                    Err(error) => {
                        tracing::warn!(error = ?error, "the feed could not be read; trying again");
                        tokio::time::sleep(Duration::from_secs(1)).await;
                    }
                }
                continue;
            }
            if !self.announced {
                return Delivery::Heartbeat(self.cursor());
            }
            tokio::select! {
                _ = self.changes.changed() => {}
                () = tokio::time::sleep_until(heartbeat_due) => {}
            }
        }
    }

    async fn read(&self, extent: Extent) -> Result<Vec<Arc<FeedEvent>>> {
        let known = self.followed.remembered(self.position, extent.head);
        if let Some(events) = known.filter(|events| !events.is_empty()) {
            return Ok(events);
        }
        let (db, clinic_id) = (self.feed.db(), self.followed.clinic_id);
        let page = page_of_log(db, clinic_id, self.position, extent.head, REPLAY_PAGE).await?;
        Ok(FeedEvent::page(page, &self.wanted))
    }
}
