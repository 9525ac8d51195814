//! Raw bodies hold what people wrote: they go once nobody will ask for them.

use chrono::Duration;
use entity::webhook_delivery::{self, Column};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::app::App;
use crate::platform::error::Result;

/// How long a processed body is kept, to look into what a provider said.
const RETENTION: Duration = Duration::days(30);

/// Removes processed bodies past their retention; what came of them stays in the ledger. Returns how many.
///
/// # Errors
/// Where the database does not answer.
pub async fn sweep_webhooks(app: &App) -> Result<u64> {
    let swept = webhook_delivery::Entity::delete_many()
        .filter(Column::ProcessedAt.lt(app.now() - RETENTION))
        .exec(&app.writer)
        .await?;
    Ok(swept.rows_affected)
}
