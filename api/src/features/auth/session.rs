//! Opening a session.

use chrono::{DateTime, Duration, Utc};
use entity::enums::SessionKind;
use entity::ids::{ClinicId, JourneyLinkId, PatientId, SessionId, UserId};
use entity::session;
use http::HeaderValue;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait};

use crate::app::App;
use crate::platform::actor::Actor;
use crate::platform::error::{Failure, Refusal, Result, UserErrorCode};
use crate::platform::token::Token;

/// Name of the cookie that carries a browser's session.
pub const SESSION_COOKIE: &str = "asistencia_session";
/// Tells session tokens from API keys.
pub(super) const SESSION_PREFIX: &str = "as_";

/// A session that was just opened; the only moment at which its token is known.
#[derive(Debug)]
pub struct SignedIn {
    /// The bearer token.
    pub token: Token,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
    /// Who is signed in.
    pub actor: Actor,
}

/// The `Set-Cookie` value of a browser's session, which scripts cannot read; it is accepted only with a matching
/// `Origin` where it changes something. Without a value it takes the cookie away.
pub fn session_cookie(app: &App, token: &str, seconds: i64) -> HeaderValue {
    let secure = if app.config.public_url.starts_with("https:") { "; Secure" } else { "" };
    let cookie =
        format!("{SESSION_COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    // Tokens are base64url: a header can carry them.
    HeaderValue::from_str(&cookie).unwrap_or(HeaderValue::from_static(""))
}

pub(super) struct NewSession {
    pub clinic_id: ClinicId,
    pub kind: SessionKind,
    pub user_id: Option<UserId>,
    pub patient_id: Option<PatientId>,
    pub journey_link_id: Option<JourneyLinkId>,
    pub expires_at: DateTime<Utc>,
}

/// How long a session of staff or a patient lasts: a working day with its night.
pub(super) const LIFETIME: Duration = Duration::hours(24);

pub(super) async fn open_session(
    app: &App,
    db: &impl ConnectionTrait,
    new: NewSession,
) -> Result<(SessionId, Token)> {
    let token = Token::mint(&app.random, SESSION_PREFIX);
    let id: SessionId = app.new_id();
    session::ActiveModel {
        id: Set(id),
        clinic_id: Set(new.clinic_id),
        kind: Set(new.kind),
        token_hash: Set(token.hash()),
        user_id: Set(new.user_id),
        patient_id: Set(new.patient_id),
        journey_link_id: Set(new.journey_link_id),
        created_at: Set(app.now()),
        expires_at: Set(new.expires_at),
        revoked_at: Set(None),
    }
    .insert(db)
    .await?;
    Ok((id, token))
}

/// One answer whether or not the account exists.
pub(super) fn rejected() -> Failure {
    Refusal::new(
        UserErrorCode::CredentialsRejected,
        "",
        "Los datos de ingreso no son correctos.",
        "These credentials are not right.",
    )
    .into()
}
