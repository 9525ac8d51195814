//! Reminders: what is owed to a patient around their visits, derived from what is true now.
//!
//! Two obligations that are easily mixed up are kept apart. A **reminder** is owed for each visit once it is near.
//! A **form link** is owed for each open form that no accepted message has carried. What is owed is a pure function
//! of what is true and of the time ([`planner`]); nothing remembers when it last looked. So a worker that was down,
//! a visit that runs late, visits close to each other and the order of events need no special case.
//!
//! 1. A reminder carries every link that is still owed. A form that comes into being after the reminder went out,
//!    or that no reminder would carry soon, gets a message of its own.
//! 2. 'Outstanding' is said only after an accepted message carried the link, and carries it again.
//! 3. A moved visit owes a reminder of its new start, and what was planned for the old one is taken back. A
//!    cancelled one owes nothing. The link to a form is owed before the next visit, as it was agreed; where none is
//!    ahead, at once.
//! 4. A previous visit that goes on may hold the reminder back, within a bound: it may bring a form about.
//! 5. What cannot be said in time tries the next channel; then the ledger keeps why, and a person is alerted. That
//!    a visit began takes nothing from it. What a rule kept from being said in its time alerts nobody, also once the
//!    rule is another. What an address refused says nothing of the one that takes its place.

mod alerts;
mod by_channel;
pub mod changes;
mod compose;
pub mod decision;
mod explain;
pub mod facts;
pub mod graphql;
mod ledger;
mod load;
pub mod model;
mod past;
pub mod planner;
#[cfg(test)]
mod planner_tests;
mod policy;
mod preferences;
mod preview;
mod queries;
mod reason_words;
mod reconcile;
pub mod resend;
mod resend_form_link;
mod run;
mod settle_alerts;
mod words;

pub use alerts::{alert_if_unsaid, resolve_alert};
pub use compose::compose;
pub use explain::{Explanation, Step, explain_reminder};
pub use load::load_facts;
pub use policy::{PolicyChange, update_policy};
pub use preferences::{ReminderPreferences, set_reminder_preferences};
pub use preview::{Preview, PreviewBounds, Previewed, preview_reminders};
pub use queries::{AlertKey, AlertRow, find_alert, search_alerts};
pub use reconcile::{reconcile, reconcile_due};
pub use resend_form_link::resend_form_link;
pub use run::run_reminders;
