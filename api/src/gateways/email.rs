//! What the system asks of an e-mail provider.

use async_trait::async_trait;

use super::SendResult;
pub use crate::platform::ics::{Calendar, CalendarMethod};

/// Sends e-mail.
#[async_trait]
pub trait EmailGateway: Send + Sync {
    /// Hands one mail to the provider, once. It never fails: whatever happened is in the result.
    async fn send(&self, message: &EmailMessage) -> SendResult;
}

/// One mail to one person; the sender is a setting of the gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailMessage {
    /// To whom: a bare address.
    pub to: String,
    /// To whom an answer goes, a bare address: the sender reads none.
    pub reply_to: Option<String>,
    /// Subject, in plain text of any script.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The same, prettier.
    pub html: Option<String>,
    /// An appointment that a calendar can take in (RFC 6047).
    pub calendar: Option<Calendar>,
    /// `Message-ID`, with or without angle brackets. It stays the same over retries that tell the same, so
    /// that a mail that left twice shows once.
    pub message_id: String,
}
