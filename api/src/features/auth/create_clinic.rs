//! A clinic comes into being: its row, its feed, the usual settings and its first administrator.

use chrono::Duration;
use entity::clinic_feed;
use entity::enums::Role;
use entity::ids::ClinicId;
use entity::settings::ClinicSettings;
use entity::{clinic, user};
use sea_orm::{EntityTrait, IntoActiveModel};
use serde_json::json;

use super::passwords_given::{OneTimePassword, check_password, mint};
use super::users::{checked, insert_user};
use crate::app::App;
use crate::platform::actor::Actor;
use crate::platform::clinic_time;
use crate::platform::db::is_unique_violation;
use crate::platform::error::{Failure, Outcome, Refusal, UserErrorCode};
use crate::platform::token::Token;

/// How long the first administrator's one-time password can be exchanged.
const FIRST_PASSWORD: Duration = Duration::days(7);

/// A new clinic.
pub struct CreateClinic {
    /// Short name, for addresses and the `clinic` arguments of signing in.
    pub slug: String,
    /// Name that patients read.
    pub name: String,
    /// IANA time zone in which its days begin and end.
    pub time_zone: String,
    /// BCP 47 tag of the language in which patients are addressed.
    pub locale: String,
    /// Address with which the first administrator signs in.
    pub admin_email: String,
    /// Name of the first administrator.
    pub admin_name: String,
    /// Their one-time password; made where there is none.
    pub password: Option<String>,
}

/// Makes a clinic. There is no actor: whoever runs the installation does it from its own machine.
///
/// # Errors
/// `INVALID` with the field, `CONFLICT` where the slug or the administrator's address is taken.
pub async fn create_clinic(app: &App, input: CreateClinic) -> Outcome<OneTimePassword> {
    let (slug, name) = (input.slug.trim().to_owned(), input.name.trim().to_owned());
    let mut refusals: Vec<Refusal> = [
        (is_slug(&slug), "input.slug", "must have 1 to 63 lower-case letters, digits and hyphens"),
        (is_line(&name), "input.name", "must have 1 to 100 characters"),
        (clinic_time::zone(&input.time_zone).is_some(), "input.timeZone", "is no IANA time zone"),
        (is_locale(&input.locale), "input.locale", "must be es or en, with or without a region: es-AR"),
    ]
    .into_iter()
    .filter(|(fits, _, _)| !fits)
    .map(|(_, field, en)| Refusal::new(UserErrorCode::Invalid, field, en, en))
    .collect();
    refusals
        .extend(input.password.as_deref().and_then(|password| check_password(password, "input.password")));
    if !refusals.is_empty() {
        return Err(Failure::Refused(refusals));
    }
    let (email, admin_name) = checked(&input.admin_email, &input.admin_name).map_err(of_administrator)?;
    let password = input.password.map_or_else(|| mint(&app.random), Token::from);
    let password_hash = app.passwords.hash(password.reveal().to_owned(), app.random.bytes()).await?;
    let clinic_id: ClinicId = app.new_id();
    let mut work = app.begin(clinic_id).await?;
    let expires_at = work.now() + FIRST_PASSWORD;
    let row = clinic::Model {
        id: clinic_id,
        slug,
        name,
        time_zone: input.time_zone,
        locale: input.locale,
        phone: None,
        email: None,
        settings: ClinicSettings::default(),
        created_at: work.now(),
    };
    match clinic::Entity::insert(row.into_active_model()).exec_without_returning(work.db()).await {
        Ok(_) => {}
        Err(error) if is_unique_violation(&error) => {
            let en = "is taken by another clinic";
            return Err(Refusal::new(UserErrorCode::Conflict, "input.slug", en, en).into());
        }
        Err(error) => return Err(error.into()),
    }
    let feed =
        clinic_feed::Model { clinic_id, epoch: 1, head: 0, tail: 0, audit_head: 0, audit_hash: Vec::new() };
    clinic_feed::Entity::insert(feed.into_active_model()).exec_without_returning(work.db()).await?;
    let administrator = user::Model {
        id: app.new_id(),
        clinic_id,
        email,
        name: admin_name,
        role: Role::Administrator,
        password_hash,
        one_time_until: Some(expires_at),
        disabled_at: None,
        version: 1,
        created_at: work.now(),
    };
    let user_id = administrator.id;
    insert_user(&work, administrator).await.map_err(of_administrator)?;
    let system = Actor::System { clinic_id };
    work.audit_plain(&system, "clinic.created", "Clinic", clinic_id);
    work.audit(&system, "user.created", "User", user_id, json!({ "role": Role::Administrator }));
    work.commit().await?;
    Ok(OneTimePassword { password, expires_at })
}

/// What is wrong with an account is wrong with the administrator's.
fn of_administrator(failure: Failure) -> Failure {
    let Failure::Refused(mut refusals) = failure else { return failure };
    for field in refusals.iter_mut().filter_map(|refusal| refusal.field.last_mut()) {
        *field = if field == "email" { "adminEmail".into() } else { "adminName".into() };
    }
    Failure::Refused(refusals)
}

fn is_slug(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=63).contains(&text.len()) && text.chars().all(fits) && !text.starts_with('-') && !text.ends_with('-')
}

fn is_line(text: &str) -> bool {
    (1..=100).contains(&text.chars().count()) && !text.contains(char::is_control)
}

fn is_locale(tag: &str) -> bool {
    let (language, region) = tag.split_once('-').unwrap_or((tag, "AR"));
    matches!(language, "es" | "en") && region.len() == 2 && region.bytes().all(|c| c.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_and_locales() {
        assert!(["demo", "clinica-del-sur", "a1"].into_iter().all(is_slug));
        assert!(!["", "Demo", "-a", "a-", "a b", "a/b", "ñ"].into_iter().any(is_slug));
        assert!(["es", "es-AR", "en-US"].into_iter().all(is_locale));
        assert!(!["", "fr", "es-ar", "es_AR", "english"].into_iter().any(is_locale));
    }
}
