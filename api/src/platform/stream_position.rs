//! How a transport and a subscription agree on the position in the feed.
//!
//! A transport that can resume (SSE) puts both into the request's data: the subscription reads
//! [`ResumeAfter`] and writes each frame's cursor into [`StreamPosition`] before the frame is executed.

use std::sync::{Arc, Mutex};

/// The cursor that a transport asks to resume after; it wins over the `after` argument, because a browser
/// repeats the address with the old argument and sends the newer position beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResumeAfter(pub String);

/// The cursor of the frame that is being delivered.
#[derive(Clone, Debug, Default)]
pub struct StreamPosition(Arc<Mutex<Option<String>>>);

impl StreamPosition {
    /// Records the cursor of the frame that comes next.
    pub fn set(&self, cursor: String) {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(cursor);
    }

    /// The cursor of the newest frame.
    pub fn get(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }
}
