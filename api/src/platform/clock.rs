//! Time as a parameter: code asks the application's clock, never the system's.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Duration, Utc};

/// Tells what time it is.
pub trait Clock: Send + Sync + 'static {
    /// Now, in UTC, cut to microseconds: what both databases can keep.
    fn now(&self) -> DateTime<Utc>;
}

/// The machine's clock.
#[derive(Debug)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where the system clock is read")]
    fn now(&self) -> DateTime<Utc> {
        to_micros(Utc::now())
    }
}

/// The machine's clock, ahead by so much. Only in debug builds, so that somebody can look at what a link or a hold is
/// like once it has run out.
#[cfg(debug_assertions)]
#[derive(Debug)]
pub struct AheadClock(pub Duration);

#[cfg(debug_assertions)]
impl Clock for AheadClock {
    fn now(&self) -> DateTime<Utc> {
        SystemClock.now() + self.0
    }
}

/// A clock that stands still until it is told to move; tests and replays use it.
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<Mutex<DateTime<Utc>>>);

impl ManualClock {
    /// A clock that shows `start`.
    pub fn new(start: DateTime<Utc>) -> Self {
        Self(Arc::new(Mutex::new(to_micros(start))))
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) += by;
    }

    /// Sets the clock.
    pub fn set(&self, to: DateTime<Utc>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = to_micros(to);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Cuts an instant to microseconds: SQLite keeps nanoseconds and PostgreSQL does not, and a value must be
/// equal to itself after a round trip.
pub fn to_micros(at: DateTime<Utc>) -> DateTime<Utc> {
    // A leap second is the first one of the next minute, as PostgreSQL reads it.
    DateTime::from_timestamp_micros(at.timestamp_micros()).unwrap_or(at)
}
