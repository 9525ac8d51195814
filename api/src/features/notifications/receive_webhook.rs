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
    /// No clinic has this name: nothing was kept.
    UnknownClinic,
}

/// Whether this is the token that Botmaker was told. It is looked at first: nobody else learns which clinics there are,
/// and nobody else's body is read. False where none was agreed.
pub fn is_botmaker(app: &App, token: Option<&str>) -> bool {
    verify_token(token, app.config.botmaker_webhook_token.as_deref().unwrap_or_default())
}

/// Keeps a body that Botmaker sent about a clinic, once.
///
/// # Errors
/// Where the database does not answer; Botmaker sends it again.
pub async fn receive_webhook(app: &App, slug: &str, body: &[u8]) -> Result<ReceivedWebhook> {
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
        .exec_without_returning(&app.writer)
        .await?;
    if !was_inserted(&inserted) {
        return Ok(ReceivedWebhook::Repeated);
    }
    app.work.send_replace(());
    Ok(ReceivedWebhook::Kept)
}
