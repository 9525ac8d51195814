//! The feed: an append-only log of what happened in a clinic, and its live delivery.
//!
//! `event` is dense per clinic. The writer's transaction raises the clinic's head last, and its events take
//! the numbers up to it: whoever commits later has the larger number, on both databases, so that one
//! integer is a full cursor ([`UnitOfWork::commit`]).
//!
//! Delivery is at least once, gap-free, in order, and resumable on any node within the retention. Each node
//! tails the log once for all its subscribers ([`Feed`]); a subscriber is a cursor and not a queue: it reads
//! from a ring in memory, else pages from the log, else is told to read again ([`Delivery::Resync`]). A slow
//! reader loses nothing and costs no memory.
//!
//! A subscriber wants some of the events; the others move its position, which the next heartbeat tells. One
//! task at a time reads the log into the ring, and the ring is dense, so that a position is an index.
//!
//! Wake-ups carry no data and may be lost: a poll of one second makes delivery correct without them.

mod cursor;
mod feed;
mod housekeeping;
mod renew_feeds;
mod subscription;
mod unit_of_work;
mod wakeups;

pub use cursor::FeedCursor;
pub use feed::{Feed, FeedEvent, Pace, current_cursor};
pub use housekeeping::sweep_events;
pub use renew_feeds::renew_feeds;
pub use subscription::{Delivery, ResyncReason, subscribe};
pub use unit_of_work::{NewEvent, UnitOfWork, mark_agenda};
pub use wakeups::exchange_wakeups;
