//! What the outbox asks of the features above it: the words, and to hear what became of them.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use entity::notification;
use serde_json::Value;

use crate::features::events::UnitOfWork;
use crate::gateways::email::EmailMessage;
use crate::gateways::whatsapp::WhatsappMessage;
use crate::platform::error::Result;

/// Composes messages and takes note of their fate.
#[async_trait]
pub trait Composer: Send + Sync {
    /// What to say now, from what is true now; called inside the transaction that holds the row. It may write,
    /// for instance mint a link. An error that is not the database's ends the message visibly, and the others go
    /// on.
    async fn compose(
        &self,
        work: &mut UnitOfWork<'_>,
        notification: &notification::Model,
    ) -> Result<Composed>;

    /// The notification changed its state for good or ill; called inside the transaction that changes it, with
    /// the row as it is now: `accepted`, `delivered`, `read`, `failed`, `expired`, `suppressed`, `superseded` (by
    /// [`Composed::Supersede`] only), and `planned` where the provider had taken the message and then gave up on
    /// it for now. It may be called again with a better state after `failed` or `expired`: a late receipt proves
    /// that the person has the message.
    async fn settled(&self, work: &mut UnitOfWork<'_>, notification: &notification::Model) -> Result<()>;
}

/// What is to be said, or why nothing is.
#[derive(Clone, Debug)]
pub enum Composed {
    /// By WhatsApp.
    Whatsapp {
        /// The message; `webhook_payload` is filled in by the outbox.
        message: WhatsappMessage,
        /// What the ledger keeps of it, with nothing secret: `text`, and whatever else helps to explain.
        shown: Value,
        /// What it tells as facts, for whoever has to know later what the person knows; null where nobody has.
        carried: Value,
    },
    /// By e-mail.
    Email {
        /// The mail; `message_id` is filled in by the outbox.
        message: EmailMessage,
        /// What the ledger keeps of it, with nothing secret: `text`, `subject`, and whatever else helps.
        shown: Value,
        /// As above.
        carried: Value,
    },
    /// Not now: it is looked at again then.
    Postpone {
        /// Not before.
        until: DateTime<Utc>,
    },
    /// It cannot be said any more: it fails visibly.
    Fail {
        /// A stable word.
        reason: &'static str,
        /// What went wrong, without personal data.
        detail: String,
    },
    /// It should not be said.
    Suppress {
        /// A stable word.
        reason: &'static str,
        /// The rule's own words, without personal data.
        detail: Option<String>,
    },
    /// Something newer took its place.
    Supersede {
        /// A stable word.
        reason: &'static str,
    },
}
