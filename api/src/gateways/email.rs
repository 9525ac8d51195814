//! What the system asks of an e-mail provider.

use async_trait::async_trait;

use super::SendResult;

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
    /// Subject, in plain text of any script.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The same, prettier.
    pub html: Option<String>,
    /// An appointment that a calendar can take in.
    pub calendar: Option<CalendarPart>,
    /// `Message-ID`, with or without angle brackets. It stays the same over retries, so that a mail that
    /// left twice shows once.
    pub message_id: String,
}

/// An iCalendar document as part of a mail (RFC 6047).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarPart {
    /// The document; see [`crate::platform::ics`].
    pub ics: String,
    /// Its METHOD, which the part's content type repeats.
    pub method: CalendarMethod,
}

/// What the calendar is asked to do (RFC 5546, section 1.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalendarMethod {
    /// Take note; no reply is expected.
    Publish,
    /// Invite; a newer sequence replaces the older one.
    Request,
    /// Take it out.
    Cancel,
}

impl CalendarMethod {
    /// As RFC 5546 writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Publish => "PUBLISH",
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::CalendarMethod;

    #[test]
    fn methods_are_written_as_the_standard_says() {
        assert_eq!(CalendarMethod::Request.as_str(), "REQUEST");
        assert_eq!(CalendarMethod::Cancel.as_str(), "CANCEL");
    }
}
