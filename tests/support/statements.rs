//! What a server asked its database, for tests of how much it asks.

use std::sync::{Arc, Mutex, PoisonError};

/// The SQL statements of a server, in their order. A server without subscribers asks only what its requests
/// need, so what lies between two looks belongs to the requests in between.
#[derive(Clone, Debug, Default)]
pub struct StatementLog(Arc<Mutex<Vec<String>>>);

impl StatementLog {
    /// The statements since the last look, and forgets them.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn note(&self, sql: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(sql.to_owned());
    }
}
