//! Takes a provider's webhook in: the body is kept raw and processed after the answer.

use entity::clinic;
use entity::webhook_delivery::{self, Column};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::row::was_inserted;
use crate::app::App;
use crate::gateways::botmaker_webhook::verify_token;
use crate::platform::error::Result;
use crate::platform::token;

/// Largest body that is taken in.
pub const MAX_WEBHOOK_BYTES: usize = 256 * 1024;

/// What came of a webhook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReceivedWebhook {
    /// It is kept, and will be processed.
    Kept,
    /// The very same body was kept before.
    Repeated,
    /// The agreed token is missing or wrong, or none was agreed: nothing was kept.
    Forged,
    /// No clinic has this name: nothing was kept.
    UnknownClinic,
}

/// Keeps a body that Botmaker sent about a clinic, once. Its token is looked at first, so that nobody learns
/// which clinics there are.
///
/// # Errors
/// Where the database does not answer; Botmaker sends it again.
pub async fn receive_webhook(
    app: &App,
    slug: &str,
    token: Option<&str>,
    body: &[u8],
) -> Result<ReceivedWebhook> {
    let expected = app.config.botmaker_webhook_token.as_deref().unwrap_or_default();
    if !verify_token(token, expected) {
        return Ok(ReceivedWebhook::Forged);
    }
    // PostgreSQL takes no NUL in a text, not even to look for it.
    if slug.contains('\0') {
        return Ok(ReceivedWebhook::UnknownClinic);
    }
    let found = clinic::Entity::find().filter(clinic::Column::Slug.eq(slug)).one(&app.db).await?;
    let Some(clinic) = found else { return Ok(ReceivedWebhook::UnknownClinic) };
    let row = webhook_delivery::ActiveModel {
        id: Set(app.new_id()),
        clinic_id: Set(clinic.id),
        received_at: Set(app.now()),
        // PostgreSQL keeps no NUL; a body with one is no JSON anyway.
        body: Set(String::from_utf8_lossy(body).replace('\0', "\u{fffd}")),
        body_hash: Set(token::hash(body)),
        processed_at: Set(None),
        attempts: Set(0),
        outcome: Set(None),
    };
    let inserted = webhook_delivery::Entity::insert(row)
        .on_conflict_do_nothing_on([Column::ClinicId, Column::BodyHash])
        .exec_without_returning(&app.db)
        .await?;
    if !was_inserted(&inserted) {
        return Ok(ReceivedWebhook::Repeated);
    }
    app.work.send_replace(());
    Ok(ReceivedWebhook::Kept)
}
