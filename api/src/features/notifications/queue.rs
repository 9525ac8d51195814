//! How long the outbox is.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, Statement};

use crate::platform::error::Result;

/// The messages of one state in which they wait for something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queued {
    /// `planned`, `sending` or `uncertain`.
    pub name: &'static str,
    /// How many there are.
    pub messages: i64,
    /// When the first of them is to be looked at: the next attempt, the end of the lease. None without messages.
    pub oldest_due_at: Option<DateTime<Utc>>,
}

/// The messages that are not settled, of all clinics. Each statement reads a partial index and nothing else; the
/// states stand in the text, so that the database can prove that it applies.
///
/// # Errors
/// Where the database does not answer.
pub async fn queue(db: &impl ConnectionTrait) -> Result<Vec<Queued>> {
    let mut states = Vec::new();
    for (name, condition, column) in [
        ("planned", "state IN ('planned', 'uncertain') AND state = 'planned'", "next_attempt_at"),
        ("uncertain", "state IN ('planned', 'uncertain') AND state = 'uncertain'", "next_attempt_at"),
        ("sending", "state = 'sending'", "lease_until"),
    ] {
        let sql =
            format!("SELECT COUNT(*) AS n, MIN({column}) AS oldest FROM notification WHERE {condition}");
        if let Some(row) = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await? {
            let (messages, oldest_due_at) = (row.try_get("", "n")?, row.try_get("", "oldest")?);
            states.push(Queued { name, messages, oldest_due_at });
        }
    }
    Ok(states)
}
