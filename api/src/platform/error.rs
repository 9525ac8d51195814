//! The two kinds of failure: refusals, which a screen branches on and which travel as data, and errors,
//! which travel as GraphQL errors with a stable `extensions.code` and never show internals.

use std::ops::RangeInclusive;

use async_graphql::{Enum, ErrorExtensions, SimpleObject};

use super::db::is_unavailable;

/// Why something was refused; clients branch on it (error de usuario).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
pub enum UserErrorCode {
    /// A value does not fit; `field` says which.
    Invalid,
    /// What the input names does not exist, or is not the caller's to see.
    NotFound,
    /// The caller may not do this.
    Forbidden,
    /// It contradicts the present state, or the idempotency key was used with another input.
    Conflict,
    /// A link is past its time, or a newer one took its place; or a one-time password is past its day. Another one is
    /// needed.
    Expired,
    /// Too many attempts: wait before the next one.
    TooManyAttempts,
    /// The credentials are wrong. The answer is the same whether or not the account exists.
    CredentialsRejected,
    /// The password is a one-time one: sign in with a `newPassword` of one's own.
    PasswordChangeRequired,
    /// Nothing goes further without a mobile phone that receives WhatsApp.
    MobilePhoneRequired,
    /// An upload is unknown, somebody else's, used already, or older than a day: stage the file anew.
    UploadUnknown,
    /// The circuit of these services does not allow them together.
    ServicesNotCombinable,
    /// The message has left, or is leaving: it can no longer be changed.
    AlreadyDispatched,
    /// The request is closed.
    AlreadyResolved,
    /// The form is submitted: its answers no longer change.
    AlreadySubmitted,
    /// Somebody else is working on this request.
    ClaimedByOther,
    /// What is to change was changed since the caller read it, or the version is not the one asked for: read it
    /// again.
    StaleVersion,
    /// Somebody else took the slot; the payload carries fresh offers.
    SlotTaken,
    /// The reservation of the slot ran out, or the same patient reserved another slot; the payload carries fresh offers.
    HoldExpired,
    /// The patient's payer does not cover a service.
    NotCovered,
}

/// The language in which a caller is addressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Spanish of Argentina.
    #[default]
    Es,
    /// English.
    En,
}

impl Language {
    /// The language of a BCP 47 tag such as `es-AR`: Spanish, unless the tag is English.
    pub fn of_locale(tag: &str) -> Self {
        if tag.get(..2).is_some_and(|primary| primary.eq_ignore_ascii_case("en")) {
            Self::En
        } else {
            Self::Es
        }
    }

    /// The first of the languages in an `Accept-Language` header that is one of ours.
    pub fn of_accept_language(header: &str) -> Option<Self> {
        header.split(',').map(|range| range.split(';').next().unwrap_or_default().trim()).find_map(|tag| {
            match tag.get(..2)?.to_ascii_lowercase().as_str() {
                "es" => Some(Self::Es),
                "en" => Some(Self::En),
                _ => None,
            }
        })
    }
}

/// A refusal, with its words in both languages beside the rule that it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What a screen branches on.
    pub code: UserErrorCode,
    /// Path of the input field, for instance `["input", "mobilePhone"]`; empty where it is about the whole.
    pub field: Vec<String>,
    /// The message in Spanish.
    pub es: String,
    /// The message in English.
    pub en: String,
}

impl Refusal {
    /// A refusal about a field; `field` is a dotted path such as `"input.serviceIds"`, or empty.
    pub fn new(code: UserErrorCode, field: &str, es: impl Into<String>, en: impl Into<String>) -> Self {
        Self { code, field: path(field), es: es.into(), en: en.into() }
    }

    /// A number of the input within its range; `field` is the dotted path.
    ///
    /// # Errors
    /// `INVALID` with the range.
    pub fn unless_within(
        value: i32,
        field: &str,
        range: &RangeInclusive<u32>,
    ) -> std::result::Result<u32, Self> {
        u32::try_from(value).ok().filter(|value| range.contains(value)).ok_or_else(|| {
            let (low, high) = (range.start(), range.end());
            Self::new(
                UserErrorCode::Invalid,
                field,
                format!("Tiene que estar entre {low} y {high}."),
                format!("It must be between {low} and {high}."),
            )
        })
    }
}

/// A refusal that the caller can act on (error de usuario).
#[derive(Clone, Debug, SimpleObject)]
pub struct UserError {
    /// What a screen branches on.
    pub code: UserErrorCode,
    /// What to show, in the caller's language.
    pub message: String,
    /// Path of the input field that it is about; null where it is about the whole.
    pub field: Option<Vec<String>>,
}

impl UserError {
    /// The refusal in the caller's language.
    pub fn from_refusal(refusal: Refusal, language: Language) -> Self {
        let message = match language {
            Language::Es => refusal.es,
            Language::En => refusal.en,
        };
        let field = (!refusal.field.is_empty()).then_some(refusal.field);
        Self { code: refusal.code, message, field }
    }
}

/// The parts of a dotted path.
fn path(field: &str) -> Vec<String> {
    field.split('.').filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// What a person may read of an error with this code; none where its message is for developers.
pub fn words_for(code: &str, language: Language) -> Option<&'static str> {
    // English is what the errors say by themselves.
    let es = match (language, code) {
        (Language::Es, "UNAUTHENTICATED") => "Ingresá primero.",
        (Language::Es, "FORBIDDEN") => "No podés ver ni hacer esto.",
        (Language::Es, "RATE_LIMITED") => {
            "Hay demasiado tuyo en curso a la vez, o demasiadas conexiones desde tu red. Probá de nuevo en un rato."
        }
        (Language::Es, "UNAVAILABLE") => "No está disponible en este momento. Probá de nuevo en un rato.",
        (Language::Es, "INTERNAL") => "Algo falló de nuestro lado.",
        _ => return None,
    };
    Some(es)
}

/// Everything that is not a refusal. It has no `Display` on purpose: async-graphql turns whatever displays
/// itself into a message for the client, and a database error would then show its SQL.
#[derive(Debug)]
pub enum Error {
    /// Nobody is signed in.
    Unauthenticated,
    /// The caller may not see or do this.
    Forbidden,
    /// The input makes no sense; the message is for the developer of the client.
    BadInput(String),
    /// A peer or the database is not there; worth another try.
    Unavailable(anyhow::Error),
    /// A fault of ours. Logged, never shown.
    Internal(anyhow::Error),
}

impl Error {
    /// A fault of ours in words.
    pub fn internal(message: impl Into<String>) -> Self {
        Self::Internal(anyhow::anyhow!(message.into()))
    }

    /// The stable `extensions.code`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::BadInput(_) => "BAD_USER_INPUT",
            Self::Unavailable(_) => "UNAVAILABLE",
            Self::Internal(_) => "INTERNAL",
        }
    }

    /// What the client reads.
    pub fn public_message(&self) -> String {
        match self {
            Self::Unauthenticated => "Sign in first.".into(),
            Self::Forbidden => "You may not see or do this.".into(),
            Self::BadInput(message) => message.clone(),
            Self::Unavailable(_) => "Temporarily unavailable: try again.".into(),
            Self::Internal(_) => "Something went wrong on our side.".into(),
        }
    }
}

impl<E: Into<anyhow::Error>> From<E> for Error {
    fn from(error: E) -> Self {
        let error = error.into();
        match error.downcast_ref() {
            Some(fault) if is_unavailable(fault) => Self::Unavailable(error),
            _ => Self::Internal(error),
        }
    }
}

impl From<Error> for async_graphql::Error {
    fn from(error: Error) -> Self {
        if let Error::Internal(source) | Error::Unavailable(source) = &error {
            tracing::error!(code = error.code(), error = format!("{source:#}"), "request failed");
        }
        let code = error.code();
        async_graphql::Error::new(error.public_message())
            .extend_with(|_, extensions| extensions.set("code", code))
    }
}

/// The result of whatever cannot be refused.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The result of an operation that may be refused.
pub type Outcome<T> = std::result::Result<T, Failure>;

/// How an operation fails.
#[derive(Debug)]
pub enum Failure {
    /// Refused, with at least one reason.
    Refused(Vec<Refusal>),
    /// Anything else.
    Error(Error),
}

impl Failure {
    /// The same, where what is refused about one input, or about a part of it, is about another one that stands for it;
    /// both are dotted paths.
    #[must_use]
    pub fn about(mut self, input: &str, instead: &str) -> Self {
        if let Self::Refused(refusals) = &mut self {
            let (input, instead) = (path(input), path(instead));
            for refusal in refusals {
                if let Some(part) = refusal.field.strip_prefix(&input[..]) {
                    refusal.field = [&instead[..], part].concat();
                }
            }
        }
        self
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(vec![refusal])
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl From<sea_orm::DbErr> for Failure {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Error(error.into())
    }
}
