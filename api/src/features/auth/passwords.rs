//! Passwords: Argon2id, off the async threads and behind a semaphore, for each hash takes 19 MiB.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use crate::platform::error::{Error, Result};

/// Hashes and checks passwords.
#[derive(Clone)]
pub struct Passwords {
    argon2: Argon2<'static>,
    permits: Arc<Semaphore>,
    decoy: Arc<str>,
}

impl Passwords {
    /// Parameters that OWASP recommends (19 MiB, 2 passes), two hashes at a time.
    ///
    /// # Errors
    /// Never with these parameters.
    pub fn production() -> Result<Self> {
        Self::with(Params::DEFAULT)
    }

    /// Parameters that make tests fast and protect nothing.
    ///
    /// # Errors
    /// Never with these parameters.
    pub fn weak_for_tests() -> Result<Self> {
        Self::with(Params::new(8, 1, 1, None).map_err(|error| Error::internal(error.to_string()))?)
    }

    fn with(params: Params) -> Result<Self> {
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let decoy = hash(&argon2, "nobody has this password", &[7; 16])?.into();
        Ok(Self { argon2, permits: Arc::new(Semaphore::new(2)), decoy })
    }

    /// Hashes a password with a salt of the caller's randomness.
    ///
    /// # Errors
    /// Where the hasher fails, which it does not with our parameters.
    pub async fn hash(&self, password: String, salt: [u8; 16]) -> Result<String> {
        let argon2 = self.argon2.clone();
        self.off_thread(move || hash(&argon2, &password, &salt)).await?
    }

    /// Whether the password is right. Without a hash it works as long and says no, so that the time tells
    /// nothing about which accounts exist.
    ///
    /// # Errors
    /// Where the worker thread is gone.
    pub async fn verify(&self, password: String, stored: Option<String>) -> Result<bool> {
        let argon2 = self.argon2.clone();
        let decoy = self.decoy.clone();
        self.off_thread(move || {
            let text = stored.as_deref().unwrap_or(&decoy);
            let right = PasswordHash::new(text)
                .is_ok_and(|parsed| argon2.verify_password(password.as_bytes(), &parsed).is_ok());
            right && stored.is_some()
        })
        .await
    }

    async fn off_thread<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let permit = self.permits.clone().acquire_owned().await?;
        // The work ends though its caller has gone, and takes its memory until then: so the permit goes with it.
        let work = move || {
            let _permit = permit;
            work()
        };
        Ok(tokio::task::spawn_blocking(work).await?)
    }
}

fn hash(argon2: &Argon2<'_>, password: &str, salt: &[u8]) -> Result<String> {
    let hash = argon2
        .hash_password_with_salt(password.as_bytes(), salt)
        .map_err(|error| Error::internal(error.to_string()))?;
    Ok(hash.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_of_an_account_is_right() {
        let passwords = Passwords::weak_for_tests().unwrap();
        let stored = passwords.hash("asistencia".into(), [1; 16]).await.unwrap();
        assert!(stored.starts_with("$argon2id$"));
        assert!(passwords.verify("asistencia".into(), Some(stored.clone())).await.unwrap());
        assert!(!passwords.verify("Asistencia".into(), Some(stored)).await.unwrap());
        assert!(!passwords.verify("nobody has this password".into(), None).await.unwrap());
    }

    #[tokio::test]
    async fn work_whose_caller_has_gone_keeps_its_permit_until_it_ends() {
        let passwords = Passwords::weak_for_tests().unwrap();
        let free = passwords.permits.available_permits();
        let (begun, has_begun) = tokio::sync::oneshot::channel();
        let (end, may_end) = std::sync::mpsc::channel::<()>();
        let caller = tokio::spawn({
            let passwords = passwords.clone();
            async move {
                let work = move || {
                    begun.send(()).unwrap();
                    may_end.recv()
                };
                passwords.off_thread(work).await
            }
        });
        has_begun.await.unwrap();
        caller.abort();
        assert!(caller.await.unwrap_err().is_cancelled());
        assert_eq!(passwords.permits.available_permits(), free - 1);
        end.send(()).unwrap();
        // All of them can be had again once the work has ended.
        passwords.permits.acquire_many(u32::try_from(free).unwrap()).await.unwrap().forget();
    }
}
