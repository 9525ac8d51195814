//! The audit trail: who read or changed an order or a form. Append-only and hash-chained per clinic, so
//! that a row that was changed or taken out shows (Ley 26.529 asks for unalterable records).
//!
//! Entries are written by [`crate::features::events::UnitOfWork`] in the transaction of what they tell
//! about; a read has a transaction of its own ([`record_read`]), and fails where the entry cannot be written.

mod chain;
mod record_read;

pub use chain::{NewEntry, chain, first_broken_link};
pub use record_read::{record_read, record_read_by};
