//! A subscriber: a cursor that moves along the feed.

use std::sync::Arc;
use std::time::Duration;

use async_graphql::Enum;
use entity::ids::ClinicId;
use futures_util::Stream;

use super::cursor::FeedCursor;
use super::feed::{ClinicFeed, Extent, Feed, FeedEvent, page_of_log};
use crate::platform::error::Result;

/// How often a subscriber hears that nothing happened.
const HEARTBEAT: Duration = Duration::from_secs(10);

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

/// Follows a clinic's feed after a cursor, or from now on. The first delivery comes at once and tells where
/// the subscriber stands.
///
/// # Errors
/// Where the database does not answer.
pub async fn subscribe(
    feed: Arc<Feed>,
    clinic_id: ClinicId,
    after: Option<FeedCursor>,
) -> Result<impl Stream<Item = Delivery> + Send + 'static> {
    let followed = feed.follow(clinic_id).await?;
    let extent = *followed.extent.borrow();
    let start = match after {
        None => Start::At(extent.head),
        Some(cursor) => start_after(cursor, clinic_id, extent),
    };
    let state = Subscriber {
        feed,
        changes: followed.extent.subscribe(),
        followed,
        epoch: extent.epoch,
        position: extent.head,
        batch: Vec::new().into_iter(),
        announced: false,
    };
    let state = match start {
        Start::At(position) => (None, Subscriber { position, ..state }),
        Start::Resync(reason) => (Some(reason), state),
    };
    Ok(futures_util::stream::unfold(state, |(resync, mut subscriber)| async move {
        let delivery = match resync {
            Some(reason) => {
                subscriber.announced = true;
                Delivery::Resync(subscriber.cursor(), reason)
            }
            None => subscriber.next().await,
        };
        Some((delivery, (None, subscriber)))
    }))
}

enum Start {
    At(i64),
    Resync(ResyncReason),
}

fn start_after(cursor: FeedCursor, clinic_id: ClinicId, extent: Extent) -> Start {
    if !cursor.belongs_to(clinic_id) {
        Start::Resync(ResyncReason::ScopeChanged)
    } else if cursor.epoch != extent.epoch {
        Start::Resync(ResyncReason::EpochChanged)
    } else if cursor.seq < extent.tail {
        Start::Resync(ResyncReason::Retention)
    } else {
        // A cursor a little ahead of this node's tail comes from a node that has read further: it is
        // judged once this node has caught up.
        Start::At(cursor.seq)
    }
}

struct Subscriber {
    feed: Arc<Feed>,
    followed: Arc<ClinicFeed>,
    changes: tokio::sync::watch::Receiver<Extent>,
    epoch: i32,
    position: i64,
    batch: std::vec::IntoIter<Arc<FeedEvent>>,
    announced: bool,
}

impl Subscriber {
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
        loop {
            if let Some(event) = self.batch.next() {
                self.position = event.event.seq;
                self.announced = true;
                return Delivery::Event(self.cursor(), event);
            }
            let mut extent = *self.changes.borrow_and_update();
            if self.position > extent.head {
                // Either this node is behind, or the cursor is from elsewhere: the log decides.
                if let Err(error) = self.feed.catch_up().await {
                    tracing::warn!(error = ?error, "the feed could not be read; trying again");
                }
                extent = *self.changes.borrow_and_update();
            }
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
                        continue;
                    }
                    Ok(_) => return self.resync(extent, ResyncReason::Retention),
                    Err(error) => {
                        tracing::warn!(error = ?error, "the feed could not be read; trying again");
                        tokio::time::sleep(Duration::from_secs(1)).await;
                        continue;
                    }
                }
            }
            if !self.announced {
                self.announced = true;
                return Delivery::Heartbeat(self.cursor());
            }
            tokio::select! {
                _ = self.changes.changed() => {}
                () = tokio::time::sleep(HEARTBEAT) => return Delivery::Heartbeat(self.cursor()),
            }
        }
    }

    async fn read(&self, extent: Extent) -> Result<Vec<Arc<FeedEvent>>> {
        if let Some(events) = self.followed.from_ring(self.position).filter(|events| !events.is_empty()) {
            return Ok(events);
        }
        let page = page_of_log(self.feed.db(), self.followed.clinic_id, self.position, extent.head).await?;
        Ok(page.into_iter().map(FeedEvent::new).collect())
    }
}
