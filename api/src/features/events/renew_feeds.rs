//! After a backup was restored: no cursor that somebody still holds may be taken for one of the feed as it is now.

use entity::clinic_feed::{Column, Entity};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::app::App;
use crate::platform::db::begin_write;
use crate::platform::error::Result;

/// Gives each clinic's feed an epoch that was never used: the minutes since 1970, or one
/// more than now. What the lost part of the log had reached does not matter, nor how often the same backup is
/// restored. Returns how many feeds there are.
///
/// # Errors
/// Where the database does not answer.
pub async fn renew_feeds(app: &App) -> Result<u64> {
    let minutes = i32::try_from(app.now().timestamp() / 60).unwrap_or(i32::MAX - 1);
    let tx = begin_write(&app.writer).await?;
    let raised = Entity::update_many()
        .col_expr(Column::Epoch, Expr::col(Column::Epoch).add(1))
        .filter(Column::Epoch.gte(minutes))
        .exec(&tx)
        .await?;
    let set = Entity::update_many()
        .col_expr(Column::Epoch, Expr::value(minutes))
        .filter(Column::Epoch.lt(minutes))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    app.feed.wake();
    Ok(raised.rows_affected + set.rows_affected)
}
