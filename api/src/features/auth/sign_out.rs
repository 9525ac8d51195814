//! Ends the session that asks, and forgets those that ended.

use chrono::{DateTime, Utc};
use entity::session::{self, Column};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::app::App;
use crate::platform::actor::Actor;
use crate::platform::error::Result;

/// Ends the actor's session; nothing to do where there is none.
///
/// # Errors
/// Where the database does not answer.
pub async fn sign_out(app: &App, actor: &Actor) -> Result<()> {
    if let Some(id) = actor.session_id() {
        session::Entity::update_many()
            .col_expr(Column::RevokedAt, Expr::value(app.now()))
            .filter(Column::Id.eq(id))
            .filter(Column::RevokedAt.is_null())
            .exec(&app.writer)
            .await?;
        app.endings.send_replace(());
    }
    Ok(())
}

/// Forgets sessions that ended before `horizon`: nobody can use them, and they say who was here. Returns how
/// many.
///
/// # Errors
/// Where the database does not answer.
pub async fn sweep_sessions(app: &App, horizon: DateTime<Utc>) -> Result<u64> {
    let gone = session::Entity::delete_many().filter(Column::ExpiresAt.lt(horizon)).exec(&app.writer).await?;
    Ok(gone.rows_affected)
}
