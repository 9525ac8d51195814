//! The edge to the outside world: a trait each, the real one, a recording one.
//!
//! A gateway sends once and says what became of it; retries, leases and the ledger belong to the outbox.
//! What matters is the difference between 'it did not leave' ([`SendResult::Retry`], [`SendResult::Refused`])
//! and 'it may have left' ([`SendResult::Uncertain`]): only the first may be tried again blindly.
//!
//! - [`whatsapp`] the trait, [`botmaker`] the real one over HTTP, [`botmaker_webhook`] what comes back
//! - [`email`] the trait, [`smtp`] the real one
//! - [`recording`] both, kept in memory: the default without settings, and what tests look at
//! - [`storage`] the files: a folder or an S3 bucket

pub mod botmaker;
pub mod botmaker_webhook;
pub mod email;
pub mod recording;
pub mod redact;
pub mod smtp;
pub mod storage;
pub mod storage_error;
mod storage_folder;
pub mod whatsapp;

use std::time::Duration;

/// What became of one attempt to send. No text in it holds personal data, so all of it may be stored and
/// logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SendResult {
    /// The provider took it and answers for it now.
    Accepted {
        /// The provider's name for the message; later webhooks carry it.
        provider_id: String,
    },
    /// It may have left: the connection was cut, or the time ran out, while the reply was awaited, or the
    /// reply could not be read.
    Uncertain {
        /// What happened.
        detail: String,
    },
    /// It certainly did not leave, and may later.
    Retry {
        /// The provider's code, or a short word of ours such as `connect`.
        code: String,
        /// What happened.
        detail: String,
        /// The provider's wish: not before this long from now.
        not_before: Option<Duration>,
    },
    /// It will never leave as it is.
    Refused {
        /// The provider's code, or a short word of ours such as `address`.
        code: String,
        /// What happened.
        detail: String,
        /// How far the refusal reaches.
        scope: RefusalScope,
    },
}

/// How far a refusal reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalScope {
    /// Never again to this person by this channel: no such mailbox, not on WhatsApp, opted out.
    Person,
    /// Our mistake in this message: template, variables, session, content.
    Ours,
    /// Nothing more will get through this channel: stop it and alert somebody (credentials, credit, policy).
    Channel,
}

impl SendResult {
    /// A retry with no wish about when.
    pub(crate) fn retry(code: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::Retry { code: code.into(), detail: detail.into(), not_before: None }
    }

    /// A refusal.
    pub(crate) fn refused(code: impl Into<String>, detail: impl Into<String>, scope: RefusalScope) -> Self {
        Self::Refused { code: code.into(), detail: detail.into(), scope }
    }

    /// One word for the ledger and for metrics.
    pub fn outcome(&self) -> &'static str {
        match self {
            Self::Accepted { .. } => "accepted",
            Self::Uncertain { .. } => "uncertain",
            Self::Retry { .. } => "retry",
            Self::Refused { .. } => "refused",
        }
    }
}
