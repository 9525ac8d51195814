//! Passwords that somebody else gives: one-time ones, which open nothing.
//!
//! Whoever makes an account or resets a password hands over a one-time password. It opens no session by itself:
//! signing in with it takes a new password too, and from then on only that one counts. So nobody works under a
//! password that another person knows, and no session needs to be half a session. It lasts for a day, or for a
//! week where it is the first of a new clinic.

use chrono::{DateTime, Duration, Utc};

use crate::app::App;
use crate::platform::error::{Outcome, Refusal, Result, UserErrorCode};
use crate::platform::random::Random;
use crate::platform::token::Token;

/// Fewest characters of a password (NIST SP 800-63B).
const PASSWORD_MIN: usize = 8;
/// Most bytes of a password: a hash of a novel is an attack.
const PASSWORD_MAX: usize = 256;

/// How long a one-time password can be exchanged.
pub(super) const ONE_TIME: Duration = Duration::days(1);

/// What a one-time password is made of: no letter that can be taken for another one.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// A password that was given to somebody; the only moment at which it is known.
#[derive(Debug)]
pub struct OneTimePassword {
    /// The password, to be handed over.
    pub password: Token,
    /// Until when it can be exchanged for one of their own.
    pub expires_at: DateTime<Utc>,
}

/// A one-time password and what is stored of it.
pub(super) async fn give_password(app: &App) -> Result<(OneTimePassword, String)> {
    let password = mint(&app.random);
    let hash = app.passwords.hash(password.reveal().to_owned(), app.random.bytes()).await?;
    Ok((OneTimePassword { password, expires_at: app.now() + ONE_TIME }, hash))
}

/// Sixteen characters in four groups, that is 80 bits: it can be read out at a desk.
pub(super) fn mint(random: &Random) -> Token {
    let bytes: [u8; 16] = random.bytes();
    let groups = bytes.chunks(4).map(|group| {
        group.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect::<String>()
    });
    Token::from(groups.collect::<Vec<_>>().join("-"))
}

/// Why a password cannot be taken; none where it can.
pub(super) fn check_password(password: &str, field: &str) -> Option<Refusal> {
    let fits = password.chars().count() >= PASSWORD_MIN && password.len() <= PASSWORD_MAX;
    (!fits).then(|| {
        Refusal::new(
            UserErrorCode::Invalid,
            field,
            "La contraseña debe tener al menos 8 caracteres, y 256 como mucho.",
            "The password must have at least 8 characters, and 256 at most.",
        )
    })
}

/// Hashes a password that is to take the place of another one.
///
/// # Errors
/// `INVALID` where it is too short, too long, or the one before.
pub(super) async fn hash_new(app: &App, new: String, before: &str, field: &str) -> Outcome<String> {
    if let Some(refusal) = check_password(&new, field) {
        return Err(refusal.into());
    }
    if new == before {
        let (es, en) = ("Elegí una contraseña distinta.", "Choose a different password.");
        return Err(Refusal::new(UserErrorCode::Invalid, field, es, en).into());
    }
    Ok(app.passwords.hash(new, app.random.bytes()).await?)
}

/// What signing in with the right password comes to: the hash of the new password where a one-time one is
/// exchanged, none where the password is the person's own.
///
/// # Errors
/// `PASSWORD_CHANGE_REQUIRED` without a new password, `EXPIRED`, `INVALID` for the new one.
pub(super) async fn exchange(
    app: &App,
    one_time_until: Option<DateTime<Utc>>,
    given: &str,
    new: Option<String>,
) -> Outcome<Option<String>> {
    let Some(until) = one_time_until else {
        return match new {
            None => Ok(None),
            Some(_) => Err(Refusal::new(
                UserErrorCode::Invalid,
                "input.newPassword",
                "Tu contraseña ya es tuya: cambiala una vez que entraste.",
                "Your password is your own already: change it once you are signed in.",
            )
            .into()),
        };
    };
    if until <= app.now() {
        return Err(Refusal::new(
            UserErrorCode::Expired,
            "",
            "Esta contraseña provisoria ya venció. Pedí otra.",
            "This one-time password has expired. Ask for another one.",
        )
        .into());
    }
    let Some(new) = new else {
        return Err(Refusal::new(
            UserErrorCode::PasswordChangeRequired,
            "input.newPassword",
            "Esta contraseña es provisoria: elegí una tuya.",
            "This is a one-time password: choose one of your own.",
        )
        .into());
    };
    hash_new(app, new, given, "input.newPassword").await.map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_one_time_password_can_be_read_out() {
        let random = Random::seeded(7);
        let (one, other) = (mint(&random), mint(&random));
        assert_ne!(one, other);
        assert_eq!(one.reveal().len(), 19);
        assert_eq!(one.reveal().split('-').map(str::len).collect::<Vec<_>>(), [4, 4, 4, 4]);
        assert!(check_password(one.reveal(), "").is_none());
    }

    #[test]
    fn passwords_have_a_length() {
        assert!(check_password("1234567", "").is_some() && check_password(&"x".repeat(257), "").is_some());
        assert!(check_password("ñandúes!", "").is_none());
    }
}
