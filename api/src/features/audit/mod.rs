//! The audit trail: who read or changed an order, a form, a patient or a care plan. Append-only and hash-chained per
//! clinic, so that a row that was changed or taken out shows ([`verify_trails`]; Ley 26.529 asks for unalterable records).
//! The database itself refuses both.
//!
//! Entries are written by [`crate::features::events::UnitOfWork`] in the transaction of what they tell
//! about. Opening one thing has a transaction of its own ([`record_read`]), and fails where the entry cannot be
//! written. Lists and live feeds show much at once and often: what they show goes to the [`Trail`] in memory
//! before it is shown ([`record_shown`]), and is written about every second and when the process ends
//! ([`keep_trail`]), an entry for each clinic, actor and kind of list, through the same chain. Only a process that is
//! killed loses some, of its last second. Nothing is dropped: where the database is away for long and the trail
//! is full, lists are refused and live feeds wait.

mod chain;
mod record_read;
mod trail;
mod verify_trail;
mod write_trail;

pub use chain::{NewEntry, chain, first_broken_link};
pub use record_read::{record_read, record_read_by};
pub use trail::{Trail, record_shown};
pub use verify_trail::{Verified, verify_trails};
pub use write_trail::{keep_trail, write_trail};
