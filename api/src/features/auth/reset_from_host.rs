//! Whoever runs the installation gives a member of staff a one-time password: for the only administrator of a clinic,
//! whose first one ran out, or who forgot theirs.

use entity::user::{self, Column};
use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::passwords_given::{OneTimePassword, give_password};
use super::users::replace_password;
use crate::app::App;
use crate::features::clinics::find_by_slug;
use crate::platform::actor::Actor;
use crate::platform::error::{Outcome, Refusal, UserErrorCode};

/// Gives a member of staff of a clinic a one-time password and ends their sessions. There is no actor: whoever runs
/// the installation does it from its own machine.
///
/// # Errors
/// `NOT_FOUND` for an unknown clinic, or where it has no such member of staff; `CONFLICT` for one who is kept out.
pub async fn reset_from_host(app: &App, clinic: &str, email: &str) -> Outcome<OneTimePassword> {
    let clinic_id = find_by_slug(app, Some(clinic)).await?.id;
    let (given, password_hash) = give_password(app).await?;
    let mut work = app.begin(clinic_id).await?;
    let user = user::Entity::find()
        .filter(Column::ClinicId.eq(clinic_id))
        .filter(Column::Email.eq(email.trim().to_lowercase()))
        .lock(LockType::NoKeyUpdate)
        .one(work.db())
        .await?
        .ok_or_else(|| {
            let en = "nobody of the clinic's staff signs in with this address";
            Refusal::new(UserErrorCode::NotFound, "input.email", en, en)
        })?;
    if user.disabled_at.is_some() {
        let en = "is disabled: an administrator has to let them in again";
        return Err(Refusal::new(UserErrorCode::Conflict, "input.email", en, en).into());
    }
    replace_password(&mut work, &Actor::System { clinic_id }, user, &given, password_hash).await?;
    work.commit().await?;
    Ok(given)
}
