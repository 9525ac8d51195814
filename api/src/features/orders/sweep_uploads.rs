//! Housekeeping of uploads that no order took.

use chrono::Duration;
use entity::upload::{Column, Entity};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::stage_upload::{STORING_MAX, remove_files, withdraw};
use crate::app::App;
use crate::platform::error::Result;

/// How long a staged upload waits to be submitted.
const UNUSED_FOR: Duration = Duration::hours(24);

/// Uploads that one sweep removes; the next one goes on.
const BATCH: u64 = 500;

/// Removes uploads that were never submitted, and what crashes left of uploads that were never acknowledged.
/// Each is taken out of use before its files go, so that a submission that comes in between either has it
/// already or finds it unknown. Returns how many went; cut off anywhere, the next sweep goes on.
///
/// # Errors
/// Where the database or the staging area does not answer. A file that cannot be removed is tried again by
/// the next sweep.
pub async fn sweep_uploads(app: &App) -> Result<u64> {
    let now = app.now();
    let left = Entity::find()
        .filter(Column::UsedAt.is_null())
        .filter(Column::DiscardedAt.is_null())
        .filter(Column::CreatedAt.lt(now - STORING_MAX * 2))
        .filter(Condition::any().add(Column::StoredAt.is_null()).add(Column::CreatedAt.lt(now - UNUSED_FOR)))
        .order_by_asc(Column::CreatedAt)
        .limit(BATCH)
        .all(&app.db)
        .await?;
    let mut swept = 0;
    for row in left {
        if !withdraw(app, row.id).await? {
            continue;
        }
        if let Err(error) = remove_files(app, &row).await {
            tracing::warn!(upload = %row.id, ?error, "the files of an unused upload could not be removed");
            continue;
        }
        Entity::update_many()
            .col_expr(Column::DiscardedAt, Expr::value(app.now()))
            .filter(Column::Id.eq(row.id))
            .exec(&app.writer)
            .await?;
        swept += 1;
    }
    app.storage.sweep((now - UNUSED_FOR).into()).await?;
    Ok(swept)
}
