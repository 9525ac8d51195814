//! Sweeps events that nobody can resume from any more.

use chrono::Duration;
use entity::{clinic_feed, event};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::app::App;
use crate::platform::db::begin_write;
use crate::platform::error::Result;

/// Removes events older than the retention and records how far each clinic was swept, in one transaction a
/// clinic, so that a cursor is either served or told to read again. Returns how many events went.
///
/// # Errors
/// Where the database does not answer.
pub async fn sweep_events(app: &App) -> Result<u64> {
    let retention = Duration::from_std(app.config.feed_retention).unwrap_or(Duration::days(7));
    let horizon = app.now() - retention;
    let mut swept = 0;
    for feed in clinic_feed::Entity::find().all(&app.db).await? {
        let newest = event::Entity::find()
            .filter(event::Column::ClinicId.eq(feed.clinic_id))
            .filter(event::Column::At.lt(horizon))
            .order_by_desc(event::Column::Seq)
            .limit(1)
            .one(&app.db)
            .await?;
        let Some(newest) = newest else { continue };
        let tx = begin_write(&app.writer).await?;
        let gone = event::Entity::delete_many()
            .filter(event::Column::ClinicId.eq(feed.clinic_id))
            .filter(event::Column::Seq.lte(newest.seq))
            .exec(&tx)
            .await?;
        // Last: the clinic's commits wait for this row.
        clinic_feed::Entity::update_many()
            .col_expr(clinic_feed::Column::Tail, Expr::value(newest.seq))
            .filter(clinic_feed::Column::ClinicId.eq(feed.clinic_id))
            .filter(Expr::col(clinic_feed::Column::Tail).lt(newest.seq))
            .exec(&tx)
            .await?;
        tx.commit().await?;
        swept += gone.rows_affected;
    }
    Ok(swept)
}
