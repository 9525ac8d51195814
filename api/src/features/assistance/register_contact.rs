//! Staff registers a contact with the patient (indicar contacto): date, user and a comment that is required.

use entity::contact_attempt;
use entity::enums::{AssistanceRequestState, EventKind};
use entity::ids::AssistanceRequestId;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};

use super::review::{Review, Target, required_text};
use crate::app::App;
use crate::platform::actor::Actor;
use crate::platform::error::{Error, Outcome};

/// Most characters of a comment.
const MESSAGE_MAX: usize = 2_000;

/// What staff registers.
pub struct RegisterContact {
    /// Which request.
    pub target: Target,
    /// What was said.
    pub message: String,
    /// The same key answers with the first result.
    pub idempotency_key: Option<String>,
}

/// Keeps the contact in the request's history, the newest also in its row. Where a message about the appointment
/// could not be said, nobody has to look any more. A closed request takes contacts
/// too: people call back.
///
/// # Errors
/// `NOT_FOUND`, `STALE_VERSION`, `INVALID` for an empty or endless comment, `CONFLICT` where the key was used for
/// another one.
pub async fn register_contact(
    app: &App,
    actor: &Actor,
    input: RegisterContact,
) -> Outcome<AssistanceRequestId> {
    let message = required_text(&input.message, "input.message", MESSAGE_MAX)?;
    Review::run(app, actor, input.target.id, |review| register(review, &input, &message)).await
}

async fn register(
    review: Review<'_>,
    input: &RegisterContact,
    message: &str,
) -> Outcome<AssistanceRequestId> {
    if review.is_replay("registerContact", input.idempotency_key.as_deref(), &message).await? {
        return Ok(review.request.id);
    }
    review.must_be_current(input.target.version)?;
    let user_id = review.user_id.ok_or(Error::Forbidden)?;
    let now = review.work.now();
    contact_attempt::ActiveModel {
        id: Set(review.work.app().new_id()),
        clinic_id: Set(review.work.clinic_id()),
        assistance_request_id: Set(review.request.id),
        user_id: Set(user_id),
        at: Set(now),
        message: Set(message.to_owned()),
    }
    .insert(review.work.db())
    .await?;
    let mut row = review.request.clone().into_active_model();
    // The patient was told in person what no mail could tell. Where the whole request waits for a person, a call
    // alone does not settle it.
    if review.request.state != AssistanceRequestState::NeedsAttention {
        row.attention_reason = Set(None);
    }
    row.last_contact_at = Set(Some(now));
    row.last_contact_by_id = Set(Some(user_id));
    row.last_contact_message = Set(Some(message.to_owned()));
    row.version = Set(review.request.version + 1);
    review.finish_plain(row, EventKind::ContactRegistered, "assistance_request.contact_registered").await
}
