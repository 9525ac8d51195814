//! Ends the sessions of one person: where their password changed, or they are kept out.

use chrono::{DateTime, Utc};
use entity::enums::SessionKind;
use entity::ids::{PatientId, SessionId, UserId};
use entity::session::{self, Column};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::platform::error::Result;

/// Whose sessions.
#[derive(Clone, Copy, Debug)]
pub(super) enum Whose {
    User(UserId),
    /// Those that a password opened. A link's session has nothing to do with it.
    Patient(PatientId),
}

/// Ends them all but one.
pub(super) async fn end_sessions(
    db: &impl ConnectionTrait,
    whose: Whose,
    but: Option<SessionId>,
    now: DateTime<Utc>,
) -> Result<()> {
    let (kind, theirs) = match whose {
        Whose::User(id) => (SessionKind::User, Column::UserId.eq(id)),
        Whose::Patient(id) => (SessionKind::Patient, Column::PatientId.eq(id)),
    };
    let mut update = session::Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::value(now))
        .filter(theirs)
        .filter(Column::Kind.eq(kind))
        .filter(Column::RevokedAt.is_null());
    if let Some(own) = but {
        update = update.filter(Column::Id.ne(own));
    }
    update.exec(db).await?;
    Ok(())
}
