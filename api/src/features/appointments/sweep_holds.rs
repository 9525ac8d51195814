//! Clears holds that ran out. Booking does not wait for it: whoever wants such cells takes them.

use entity::ids::SlotHoldId;
use entity::{booking_cell, slot_hold};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::app::App;
use crate::platform::db::{begin_write, retrying};
use crate::platform::error::Result;

/// Holds that one transaction clears.
const BUNDLE: u64 = 200;

/// Frees the cells of holds that ran out, of all clinics. Returns how many holds went.
///
/// # Errors
/// Where the database does not answer.
pub async fn sweep_holds(app: &App) -> Result<u64> {
    let mut swept = 0;
    while let Some(gone) = retrying(|| sweep_bundle(app)).await? {
        swept += gone;
    }
    Ok(swept)
}

/// Clears some of them, in one transaction: how many; none where there was nothing to clear.
async fn sweep_bundle(app: &App) -> Result<Option<u64>> {
    let now = app.now();
    let expired: Vec<SlotHoldId> = slot_hold::Entity::find()
        .select_only()
        .column(slot_hold::Column::Id)
        .filter(slot_hold::Column::ReleasedAt.is_null())
        .filter(slot_hold::Column::ExpiresAt.lte(now))
        .order_by_asc(slot_hold::Column::ExpiresAt)
        .limit(BUNDLE)
        .into_tuple()
        .all(&app.db)
        .await?;
    if expired.is_empty() {
        return Ok(None);
    }
    let tx = begin_write(&app.writer).await?;
    booking_cell::Entity::delete_many()
        .filter(booking_cell::Column::SlotHoldId.is_in(expired.iter().copied()))
        .exec(&tx)
        .await?;
    let gone = slot_hold::Entity::update_many()
        .col_expr(slot_hold::Column::ReleasedAt, Expr::value(now))
        .filter(slot_hold::Column::Id.is_in(expired))
        .filter(slot_hold::Column::ReleasedAt.is_null())
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(Some(gone.rows_affected))
}
