//! Ends the sessions of one person: where their password changed, or they are kept out.

use entity::enums::SessionKind;
use entity::ids::{PatientId, SessionId, UserId};
use entity::session::{self, Column};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::features::events::UnitOfWork;
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
    work: &mut UnitOfWork<'_>,
    whose: Whose,
    but: Option<SessionId>,
) -> Result<()> {
    let (kind, theirs) = match whose {
        Whose::User(id) => (SessionKind::User, Column::UserId.eq(id)),
        Whose::Patient(id) => (SessionKind::Patient, Column::PatientId.eq(id)),
    };
    let mut update = session::Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::value(work.now()))
        .filter(theirs)
        .filter(Column::Kind.eq(kind))
        .filter(Column::RevokedAt.is_null());
    if let Some(own) = but {
        update = update.filter(Column::Id.ne(own));
    }
    update.exec(work.db()).await?;
    work.end_sessions();
    Ok(())
}
