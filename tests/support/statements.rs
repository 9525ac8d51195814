//! What a server asked its database, for tests of how much it asks.

use std::sync::Arc;

use tokio::sync::watch;

/// The SQL statements of a server, in their order, transactions' own left out. A server without subscribers asks
/// only what its requests need, so what lies between two looks belongs to the requests in between.
#[derive(Clone, Debug, Default)]
pub struct StatementLog(Arc<watch::Sender<Noted>>);

#[derive(Debug, Default)]
struct Noted {
    statements: Vec<String>,
    failed: usize,
}

impl StatementLog {
    /// The statements since the last look, and forgets them.
    pub fn take(&self) -> Vec<String> {
        let mut taken = Vec::new();
        self.0.send_modify(|noted| taken = std::mem::take(&mut noted.statements));
        taken
    }

    /// How many statements have failed.
    pub fn failed(&self) -> usize {
        self.0.borrow().failed
    }

    /// Waits until more have failed than that.
    pub async fn more_failed_than(&self, failed: usize) {
        let mut noted = self.0.subscribe();
        noted.wait_for(|noted| noted.failed > failed).await.expect("its sender is here");
    }

    pub(crate) fn note(&self, sql: &str, failed: bool) {
        self.0.send_modify(|noted| {
            noted.statements.push(sql.to_owned());
            noted.failed += usize::from(failed);
        });
    }
}
