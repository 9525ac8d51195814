//! Notifications: the outbox, and the ledger of what a person received.

mod plan;

pub use plan::{NewNotification, plan};
