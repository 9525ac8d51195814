//! What ran out of time: messages that are no longer worth sending, and lost replies that nothing cleared up.

use entity::enums::NotificationState;
use entity::notification::{self, Column};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};

use super::carry_out::end;
use super::composer::Composer;
use super::row::{after_commit, hold};
use super::verdict::reason;
use crate::app::App;
use crate::platform::error::Result;

/// Ends messages whose time passed before they could leave. Returns how many.
///
/// # Errors
/// Where the database does not answer.
pub(super) async fn expire(app: &App, composer: &dyn Composer, limit: u64) -> Result<u64> {
    let due = overdue(app, "state = 'planned'", limit).filter(Column::ExpiresAt.lte(app.now()));
    let mut ended = 0;
    for seen in due.all(&app.db).await? {
        let ending = end_if_unchanged(app, composer, &seen, NotificationState::Expired, reason::EXPIRED);
        ended += count(&seen, ending.await);
    }
    Ok(ended)
}

/// Hands over to a person what may have left and of which no status told: it is never sent twice blindly.
/// Returns how many.
///
/// # Errors
/// Where the database does not answer.
pub(super) async fn give_up_on_uncertain(app: &App, composer: &dyn Composer, limit: u64) -> Result<u64> {
    let mut ended = 0;
    for seen in overdue(app, "state = 'uncertain'", limit).all(&app.db).await? {
        let ending = end_if_unchanged(app, composer, &seen, NotificationState::Failed, reason::UNCERTAIN);
        ended += count(&seen, ending.await);
    }
    Ok(ended)
}

/// The first condition is the index's own; see [`super::claim::claim`].
fn overdue(app: &App, state: &'static str, limit: u64) -> Select<notification::Entity> {
    notification::Entity::find()
        .filter(Expr::cust("state IN ('planned', 'uncertain')"))
        .filter(Expr::cust(state))
        .filter(Column::NextAttemptAt.lte(app.now()))
        .order_by_asc(Column::NextAttemptAt)
        .limit(limit)
}

/// One message that cannot be ended must not keep the others.
fn count(seen: &notification::Model, ended: Result<bool>) -> u64 {
    ended.map(u64::from).unwrap_or_else(|error| {
        tracing::error!(notification = %seen.id, error = ?error, "a message could not be ended");
        0
    })
}

async fn end_if_unchanged(
    app: &App,
    composer: &dyn Composer,
    seen: &notification::Model,
    state: NotificationState,
    reason: &'static str,
) -> Result<bool> {
    let mut work = app.begin(seen.clinic_id).await?;
    let held = hold(&work, seen).await?;
    let Some(row) = held.filter(|row| row == seen) else { return Ok(false) };
    let row = end(&mut work, composer, row, state, reason, None).await?;
    work.commit().await?;
    after_commit(app, &row).await;
    Ok(true)
}
