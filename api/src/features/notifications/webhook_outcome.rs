//! What webhooks come to.

/// What a webhook, or one event of it, came to: a stable word, stored with the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum WebhookOutcome {
    /// Nothing for us: what the bot said, a kind of event that we do not use.
    Ignored,
    /// It is about no message of this clinic.
    Unknown,
    /// It is too late, or told before: nothing changed.
    Stale,
    /// It changed a message, or is an answer of a patient.
    Applied,
    /// It may be about a message whose provider id is not known yet: once more, later.
    Later,
}

impl WebhookOutcome {
    /// The stored word.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Ignored => "ignored",
            Self::Unknown => "unknown",
            Self::Stale => "stale",
            Self::Applied => "applied",
            Self::Later => "later",
        }
    }
}
