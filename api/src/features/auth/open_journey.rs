//! The holder of a link opens it with the last digits of the patient's document.

use entity::enums::{EventKind, SessionKind};
use entity::{assistance_request, care_plan, journey_link, patient};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use subtle::ConstantTimeEq;

use super::journey_link::{LinkStatus, MAX_WRONG_DIGITS, link_status};
use super::session::{NewSession, SignedIn, open_session};
use super::throttle::Throttle;
use crate::app::App;
use crate::features::events::NewEvent;
use crate::platform::actor::{Actor, JourneyScope};
use crate::platform::error::{Error, Failure, Outcome, Refusal, Result, UserErrorCode};
use crate::platform::national_id::last_digits;
use crate::platform::token;

/// Digits of the document that open a link.
const DIGITS: usize = 4;

/// What the holder gives.
pub struct OpenJourney {
    /// The secret part of the address.
    pub token: String,
    /// The last four digits of the document.
    pub document_digits: String,
    /// Network address of the caller.
    pub address: String,
}

/// Opens a session that is limited to what the link leads to. Wrong digits are counted on the link itself, in a
/// transaction that holds its row, so that no number of parallel guesses gets more than its share. Without digits it
/// tells whether the link can be used, and nothing is counted there.
///
/// # Errors
/// `CREDENTIALS_REJECTED` for wrong digits and for a token that was never minted, `EXPIRED` for a link that
/// is past its time or was revoked, `TOO_MANY_ATTEMPTS`.
pub async fn open_journey(app: &App, input: OpenJourney) -> Outcome<SignedIn> {
    let token_hash = token::hash(&input.token);
    let attempt = Throttle::count(app, &input.address, &format!("link {}", hex::encode(&token_hash))).await?;
    let found = journey_link::Entity::find()
        .filter(journey_link::Column::TokenHash.eq(token_hash))
        .one(&app.db)
        .await?
        .ok_or_else(wrong)?;

    let mut work = app.begin(found.clinic_id).await?;
    let link = journey_link::Entity::find_by_id(found.id)
        .lock_exclusive()
        .one(work.db())
        .await?
        .ok_or_else(wrong)?;
    match link_status(&link, work.now()) {
        LinkStatus::Usable => {}
        LinkStatus::Expired => return Err(expired()),
        LinkStatus::Revoked => return Err(revoked(&link, is_replaced(work.db(), &link).await?)),
        LinkStatus::Locked => return Err(locked()),
    }
    let scope = JourneyScope::from_columns(link.assistance_request_id, link.care_plan_id)
        .ok_or_else(|| Error::internal("a link that leads nowhere"))?;
    let patient = patient_of(work.db(), scope).await?;
    if input.document_digits.trim().is_empty() {
        // Asks only whether the link can be used: no guess.
        return Err(wrong());
    }
    let right: bool = last_digits(&patient.national_id, DIGITS)
        .as_bytes()
        .ct_eq(input.document_digits.trim().as_bytes())
        .into();
    if !right {
        journey_link::Entity::update_many()
            .col_expr(
                journey_link::Column::FailedAttempts,
                Expr::col(journey_link::Column::FailedAttempts).add(1),
            )
            .filter(journey_link::Column::Id.eq(link.id))
            .exec(work.db())
            .await?;
        work.commit().await?;
        return Err(if link.failed_attempts + 1 >= MAX_WRONG_DIGITS { locked() } else { wrong() });
    }
    journey_link::Entity::update_many()
        .col_expr(journey_link::Column::FailedAttempts, Expr::value(0))
        .col_expr(journey_link::Column::OpenedAt, Expr::value(link.opened_at.unwrap_or(work.now())))
        .filter(journey_link::Column::Id.eq(link.id))
        .exec(work.db())
        .await?;
    let (session_id, token) = open_session(
        app,
        work.db(),
        NewSession {
            clinic_id: link.clinic_id,
            kind: SessionKind::Journey,
            user_id: None,
            patient_id: Some(patient.id),
            journey_link_id: Some(link.id),
            expires_at: link.expires_at,
        },
    )
    .await?;
    if link.opened_at.is_none() {
        work.emit(NewEvent {
            kind: EventKind::LinkOpened,
            request_id: scope.request(),
            patient_id: Some(patient.id),
            appointment_id: None,
        });
    }
    work.commit().await?;
    attempt.forgive(app).await?;
    let actor = Actor::Journey {
        clinic_id: link.clinic_id,
        patient_id: patient.id,
        scope,
        link_id: link.id,
        session_id,
    };
    Ok(SignedIn { token, expires_at: link.expires_at, actor })
}

/// To whom a link was sent.
async fn patient_of(db: &impl ConnectionTrait, scope: JourneyScope) -> Result<patient::Model> {
    let patient_id = match scope {
        JourneyScope::Request(id) => {
            assistance_request::Entity::find_by_id(id).one(db).await?.map(|row| row.patient_id)
        }
        JourneyScope::CarePlan(id) => {
            care_plan::Entity::find_by_id(id).one(db).await?.map(|row| row.patient_id)
        }
    };
    let patient_id = patient_id.ok_or_else(|| Error::internal("a link to what is gone"))?;
    let found = patient::Entity::find_by_id(patient_id).one(db).await?;
    found.ok_or_else(|| Error::internal("a link to nobody"))
}

fn wrong() -> Failure {
    Refusal::new(
        UserErrorCode::CredentialsRejected,
        "input.documentDigits",
        "Esos números no coinciden. Fijate los últimos 4 de tu documento.",
        "These digits do not match. Look at the last 4 of your document.",
    )
    .into()
}

fn expired() -> Failure {
    Refusal::new(
        UserErrorCode::Expired,
        "input.token",
        "Este enlace venció. Pedinos uno nuevo respondiendo el mensaje.",
        "This link has expired. Ask us for a new one by answering the message.",
    )
    .into()
}

/// Whether another link to the same was sent since.
async fn is_replaced(db: &impl ConnectionTrait, link: &journey_link::Model) -> Result<bool> {
    let Some(request_id) = link.assistance_request_id else { return Ok(false) };
    let newer = journey_link::Entity::find()
        .filter(journey_link::Column::ClinicId.eq(link.clinic_id))
        .filter(journey_link::Column::AssistanceRequestId.eq(request_id))
        .filter(journey_link::Column::MintedAt.gt(link.minted_at))
        .one(db)
        .await?;
    Ok(newer.is_some())
}

/// Why a link was taken back, in words that are true: another message comes of a correction only, and later.
fn revoked(link: &journey_link::Model, replaced: bool) -> Failure {
    let (es, en) = match link.revoke_reason.as_deref() {
        _ if replaced => (
            "Este enlace ya no sirve: lo reemplazó otro. Buscá nuestro último mensaje o respondelo.",
            "This link no longer works: another one took its place. Look for our newest message or answer it.",
        ),
        Some("booked_externally") => (
            "Este enlace ya no sirve: la clínica ya te dio el turno. Si tenés dudas, respondé el mensaje.",
            "This link no longer works: the clinic has given you the appointment. If in doubt, answer the message.",
        ),
        Some("resolved" | "voided") => (
            "Este enlace ya no sirve: el pedido está cerrado. Si necesitás algo, respondé el mensaje.",
            "This link no longer works: the request is closed. If you need anything, answer the message.",
        ),
        _ => (
            "Este enlace ya no sirve: estamos revisando tu pedido de nuevo. Si falta algo, te escribimos por WhatsApp.",
            "This link no longer works: we are reviewing your request again. If anything is needed, we will write to you \
             by WhatsApp.",
        ),
    };
    Refusal::new(UserErrorCode::Expired, "input.token", es, en).into()
}

fn locked() -> Failure {
    Refusal::new(
        UserErrorCode::TooManyAttempts,
        "input.documentDigits",
        "Hubo demasiados intentos con este enlace. Pedinos uno nuevo respondiendo el mensaje.",
        "There were too many attempts with this link. Ask us for a new one by answering the message.",
    )
    .into()
}
