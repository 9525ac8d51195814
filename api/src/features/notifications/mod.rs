//! Messages to patients: the outbox, and the ledger of what a person received.
//!
//! A `notification` is one obligation to say something; its unique `dedupe_key` makes it one however often
//! it is planned. It is planned in the transaction of whatever it tells about ([`plan`]), so that there is
//! no message without its cause and no cause without its message. Features above give it its words and hear
//! what became of it through [`Composer`]; this one knows none of them.
//!
//! | from | to | when |
//! |---|---|---|
//! | planned | sending | a worker claims it, when it is due |
//! | planned | superseded | it is taken back ([`supersede`]), until it is claimed |
//! | planned | expired | its time passed |
//! | sending | superseded, suppressed, expired | the last look before it leaves says so |
//! | sending | accepted | the provider took it |
//! | sending | planned | it certainly did not leave, or is a mail whose reply was lost: back-off |
//! | sending | uncertain | WhatsApp's reply was lost, or the worker died after the attempt began |
//! | sending | failed | it was refused, or no time is left for another attempt |
//! | uncertain | accepted, delivered, read | its status came |
//! | uncertain, accepted | planned, failed | its status says 'failed': worth a retry, or not |
//! | uncertain | failed | no status came in time: a person decides |
//! | any that had an attempt | delivered, read | a receipt proves that the person has it |
//!
//! What holds, whatever crashes between two steps:
//! - Claiming, preparing and completing are transactions of their own. The attempt's row commits
//!   before anything leaves, so an attempt that was cut off is known to be one.
//! - Every completion, renewal and rescue checks id, lease token and state: a worker that comes back late
//!   changes nothing.
//! - What certainly did not leave is tried again. What may have left is `uncertain`: a mail goes again under
//!   the same Message-ID, unless it tells something else by then; WhatsApp waits for its status webhook and is
//!   handed to a person after a while. It is never sent twice blindly.
//! - What is said is composed when it is sent, from what is true then.
//! - Each channel leaves by its own lane (`lane.rs`). One that its provider refuses stays stopped in its clinic until a
//!   message gets through: one tries it now and then, the others stay planned.
//! - A failure is never silent: it returns to whoever owns the case by [`Composer::settled`].
//! - Webhooks are kept raw, answered at once, processed after. Those that are late, repeated, reordered or
//!   forged change nothing that they should not: facts only ever grow (sent, delivered, read).
//!
//! Locks are taken in the order of docs/ARCHITECTURE.md. Here: the patient, where an answer proves a number, the
//! request of the message, the message, links that are minted with its words, the clinic's feed.

mod apply_status;
mod carry_out;
mod claim;
mod complete;
mod composer;
mod deliver;
mod expire;
pub mod graphql;
mod keep_reply;
mod lane;
mod pause_channel;
mod plan;
mod prepare;
mod process_webhooks;
mod queries;
mod queue;
mod receive_webhook;
mod rescue;
mod row;
mod run_due;
mod sweep_webhooks;
mod verdict;
mod webhook_outcome;

#[cfg(test)]
mod tests;

pub use composer::{Composed, Composer};
pub use plan::{
    LedgerEntry, NewNotification, bring_forward, plan, supersede, supersede_kind, take_back, write_all,
};
pub use process_webhooks::{WebhookReport, process_webhooks};
pub use queries::{
    NotificationKey, NotificationRow, notifications_by_ids, notifications_of_patients,
    notifications_of_request, notifications_of_requests, replies_of_request, replies_of_requests,
    unreachable_by_whatsapp, whatsapp_number,
};
pub use queue::{Queued, queue};
pub use receive_webhook::{MAX_WEBHOOK_BYTES, ReceivedWebhook, is_botmaker, receive_webhook};
pub use run_due::{RunReport, run_due, run_outbox};
pub use sweep_webhooks::sweep_webhooks;
pub use verdict::reason;
