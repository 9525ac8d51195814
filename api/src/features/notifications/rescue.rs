//! Takes over from workers that died or were cut off: their leases have run out.

use entity::enums::NotificationState;
use entity::notification::{self, Column};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::carry_out::released;
use super::complete::conclude;
use super::composer::Composer;
use super::row::{after_commit, announce, hold_leased, newest_attempt};
use crate::app::App;
use crate::gateways::SendResult;
use crate::platform::error::Result;

/// Rescues what is held under leases that have run out. Where the attempt had begun, the message may have left:
/// that is a lost reply. Where it had not, the message waits for the next worker. Returns how many.
///
/// # Errors
/// Where the database does not answer.
pub(super) async fn rescue(app: &App, composer: &dyn Composer, limit: u64) -> Result<u64> {
    let lost = notification::Entity::find()
        .filter(Expr::cust("state = 'sending'"))
        .filter(Column::LeaseUntil.lt(app.now()))
        .order_by_asc(Column::LeaseUntil)
        .limit(limit)
        .all(&app.db)
        .await?;
    let mut rescued = 0;
    for seen in lost {
        match rescue_one(app, composer, &seen).await {
            Ok(taken_over) => rescued += u64::from(taken_over),
            Err(error) => {
                tracing::error!(notification = %seen.id, error = ?error, "a message could not be rescued");
            }
        }
    }
    Ok(rescued)
}

async fn rescue_one(app: &App, composer: &dyn Composer, seen: &notification::Model) -> Result<bool> {
    let mut work = app.begin(seen.clinic_id).await?;
    let held = hold_leased(&work, seen).await?;
    // Renewed meanwhile: it is not lost.
    let Some(row) = held.filter(|row| row.lease_until.is_some_and(|until| until < work.now())) else {
        return Ok(false);
    };
    let begun =
        newest_attempt(&work, row.id).await?.filter(|attempt| Some(attempt.lease_token) == row.lease_token);
    let row = match begun {
        Some(attempt) => {
            let cut_off = SendResult::Uncertain { detail: "the worker was cut off".into() };
            conclude(&mut work, composer, row, attempt, &cut_off).await?
        }
        None => {
            let mut change = released(row);
            change.state = Set(NotificationState::Planned);
            let row = change.update(work.db()).await?;
            announce(&mut work, &row);
            row
        }
    };
    work.commit().await?;
    after_commit(app, &row).await;
    tracing::warn!(notification = %row.id, state = row.state.as_str(), "a message was taken over from a lost worker");
    Ok(true)
}
