//! Why storage failed.

/// The error of something below.
pub(super) type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Why storage failed.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// No space, or the quota is used up: the HTTP layer answers 507.
    #[error("the storage is full")]
    Full,
    /// Nothing is stored under this key.
    #[error("nothing is stored under this key")]
    NotFound,
    /// Not a key: segments of letters, digits, `-`, `_` and inner dots, separated by `/`.
    #[error("not a storage key")]
    InvalidKey,
    /// The stream that was to be stored failed; its own error is inside.
    #[error("the content broke off")]
    Interrupted(#[source] BoxError),
    /// Anything else; worth another try.
    #[error("the storage failed")]
    Unavailable(#[source] BoxError),
}
