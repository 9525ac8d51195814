//! Staff sign in with e-mail and password.

use entity::enums::SessionKind;
use entity::user;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::change_password::open_session_with;
use super::passwords_given::exchange;
use super::session::{LIFETIME, NewSession, SignedIn, rejected};
use super::sessions_of::Whose;
use super::throttle::Throttle;
use crate::app::App;
use crate::platform::actor::Actor;
use crate::platform::error::Outcome;

/// What a member of staff gives.
pub struct SignIn {
    /// Address of the account.
    pub email: String,
    /// Its password.
    pub password: String,
    /// A password of their own, where the one above is a one-time password.
    pub new_password: Option<String>,
    /// Network address of the caller.
    pub address: String,
}

/// Opens a session for a member of staff.
///
/// # Errors
/// `CREDENTIALS_REJECTED`, `TOO_MANY_ATTEMPTS`; `PASSWORD_CHANGE_REQUIRED` or `EXPIRED` for a one-time password,
/// `INVALID` for the new one.
pub async fn sign_in(app: &App, input: SignIn) -> Outcome<SignedIn> {
    // PostgreSQL compares no text with a NUL in it, and no account has one.
    let email = input.email.trim().to_lowercase().replace('\0', " ");
    let attempt = Throttle::count(app, &input.address, &format!("user {email}")).await?;
    let user = user::Entity::find()
        .filter(user::Column::Email.eq(email))
        .filter(user::Column::DisabledAt.is_null())
        .one(&app.db)
        .await?;
    let stored = user.as_ref().map(|user| user.password_hash.clone());
    let right = app.passwords.verify(input.password.clone(), stored.clone()).await?;
    let Some(user) = user.filter(|_| right) else { return Err(rejected()) };
    attempt.forgive(app).await?;
    let own = exchange(app, user.one_time_until, &input.password, input.new_password).await?;
    let expires_at = app.now() + LIFETIME;
    let (session_id, token) = open_session_with(
        app,
        NewSession {
            clinic_id: user.clinic_id,
            kind: SessionKind::User,
            user_id: Some(user.id),
            patient_id: None,
            journey_link_id: None,
            expires_at,
        },
        Whose::User(user.id),
        stored,
        own,
    )
    .await?;
    let actor = Actor::User { clinic_id: user.clinic_id, user_id: user.id, role: user.role, session_id };
    Ok(SignedIn { token, expires_at, actor })
}
