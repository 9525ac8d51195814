//! Ends the session that asks.

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
            .exec(&app.db)
            .await?;
    }
    Ok(())
}
