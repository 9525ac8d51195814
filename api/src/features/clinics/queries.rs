//! Reads of clinics.

use chrono_tz::Tz;
use entity::clinic;
use entity::ids::ClinicId;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use crate::app::App;
use crate::platform::error::{Error, Outcome, Refusal, Result, UserErrorCode};
use crate::platform::templates::ClinicText;

/// The clinic that a visitor names by its slug, or the only one where none is named.
///
/// # Errors
/// `NOT_FOUND` for an unknown slug, `INVALID` where several clinics are there and none was named.
pub async fn find_by_slug(app: &App, slug: Option<&str>) -> Outcome<clinic::Model> {
    if let Some(slug) = slug {
        return clinic::Entity::find().filter(clinic::Column::Slug.eq(slug)).one(&app.db).await?.ok_or_else(
            || {
                Refusal::new(
                    UserErrorCode::NotFound,
                    "input.clinic",
                    "No conocemos esa clínica.",
                    "We do not know this clinic.",
                )
                .into()
            },
        );
    }
    let mut clinics = clinic::Entity::find().limit(2).all(&app.db).await?;
    match (clinics.pop(), clinics.is_empty()) {
        (Some(only), true) => Ok(only),
        _ => Err(Refusal::new(
            UserErrorCode::Invalid,
            "input.clinic",
            "Indicá la clínica.",
            "Say which clinic.",
        )
        .into()),
    }
}

/// A clinic by its id.
///
/// # Errors
/// Where the database does not answer, or the clinic is gone.
pub async fn clinic_by_id(db: &impl ConnectionTrait, id: ClinicId) -> Result<clinic::Model> {
    clinic::Entity::find_by_id(id).one(db).await?.ok_or_else(|| Error::internal("no such clinic"))
}

/// The clinic's time zone; UTC where its name is unknown to this build.
pub fn time_zone(clinic: &clinic::Model) -> Tz {
    clinic.time_zone.parse().unwrap_or(Tz::UTC)
}

/// The clinic as its mails sign.
pub fn clinic_text(clinic: &clinic::Model) -> ClinicText<'_> {
    ClinicText { name: &clinic.name, phone: clinic.phone.as_deref(), email: clinic.email.as_deref() }
}

/// The Botmaker channel by which the clinic writes: its own, or the installation's; empty where there is none.
pub fn botmaker_channel(app: &App, clinic: &clinic::Model) -> String {
    let own = clinic.settings.botmaker_channel.as_ref();
    own.or(app.config.botmaker_channel.as_ref()).cloned().unwrap_or_default()
}
