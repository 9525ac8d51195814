//! A clinic in memory: one patient, a worker, an outbox and two channels on a simulated clock, driven by a history
//! of dated events. It runs the very [`changes`](super::changes::changes) and [`claim`](super::planner::claim) that
//! production runs; only what surrounds them is made up, in the likeness of `features/notifications`.
//!
//! - [`history`]: what happens and when; [`generate`] makes up histories from a number, [`replay`] reads them.
//! - [`world`]: the facts; `by_rule` asks for the forms that rules owe, with production's own functions.
//! - [`outbox`]: planned → sending → accepted, uncertain, again, failed or expired, with back-off, leases, crashes
//!   between any two steps, lost replies and late statuses.
//! - [`run`](mod@run): the clock and the worker.
//! - [`invariants`]: what must hold in every history, each with a name; `measures` and `forbidden` are what they are
//!   measured by.
//! - [`otherwise`]: the same history with other looks, in another rhythm and another order.
//! - `notices`: the messages about visits themselves, which a replay tells beside the reminders.
//! - [`seed_rule`]: the rule that all this replaces, to be played beside it.

mod by_rule;
pub mod dice;
mod forbidden;
pub mod generate;
pub mod history;
pub mod invariants;
mod measures;
mod notices;
pub mod otherwise;
pub mod outbox;
pub mod replay;
mod replay_words;
pub mod run;
pub mod seed_rule;
pub mod soak;
pub mod world;

#[cfg(test)]
mod histories_tests;
#[cfg(test)]
mod mutants;
#[cfg(test)]
mod mutants_with_memory;
#[cfg(test)]
mod stories;
#[cfg(test)]
mod stories_of_change;
#[cfg(test)]
mod stories_of_the_past;
#[cfg(test)]
mod stories_of_trouble;
