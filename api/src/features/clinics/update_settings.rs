//! An administrator changes the clinic's settings.

use entity::clinic;
use entity::settings::ClinicSettings;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};

use super::queries::clinic_by_id;
use crate::app::App;
use crate::platform::actor::{Actor, Permission};
use crate::platform::error::{Failure, Outcome, Refusal, UserErrorCode};

/// What is to change; what is none stays. Templates are taken away by an empty text.
#[derive(Clone, Debug, Default)]
pub struct SettingsChange {
    /// Seconds between the confirmation of a review and its message.
    pub dispatch_delay_seconds: Option<i32>,
    /// Address in the booking message instead of our own page, with `{service}` and `{token}`.
    pub link_template: Option<String>,
    /// The clinic's portal with the patient loaded, with `{request}` and `{patient}`.
    pub booking_portal_template: Option<String>,
    /// Days for which a journey link can be used.
    pub link_days: Option<i32>,
    /// Minutes for which a held slot stays reserved.
    pub hold_minutes: Option<i32>,
    /// Minutes after which a claim lapses.
    pub claim_minutes: Option<i32>,
    /// Pages that one order may have.
    pub max_pages: Option<i32>,
    /// Hours before the start until which a patient may move or cancel.
    pub change_notice_hours: Option<i32>,
}

/// Changes the settings.
///
/// # Errors
/// `INVALID` with the field.
pub async fn update_settings(app: &App, actor: &Actor, change: SettingsChange) -> Outcome<clinic::Model> {
    let principal = actor.require(Permission::Administer)?;
    let mut work = app.begin(principal.clinic_id).await?;
    let clinic = clinic_by_id(work.db(), principal.clinic_id).await?;
    let mut settings = clinic.settings.clone();
    let refusals = apply(&mut settings, change);
    if !refusals.is_empty() {
        return Err(Failure::Refused(refusals));
    }
    let mut row = clinic.into_active_model();
    row.settings = Set(settings);
    let clinic = row.update(work.db()).await?;
    work.audit_plain(actor, "clinic.settings_changed", "Clinic", clinic.id);
    work.commit().await?;
    Ok(clinic)
}

fn apply(settings: &mut ClinicSettings, change: SettingsChange) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    let mut number = |value: Option<i32>, field: &str, range: std::ops::RangeInclusive<u32>| {
        let value = value?;
        match u32::try_from(value).ok().filter(|value| range.contains(value)) {
            Some(value) => Some(value),
            None => {
                let (low, high) = (range.start(), range.end());
                refusals.push(Refusal::new(
                    UserErrorCode::Invalid,
                    &format!("input.{field}"),
                    format!("Tiene que estar entre {low} y {high}."),
                    format!("It must be between {low} and {high}."),
                ));
                None
            }
        }
    };
    if let Some(seconds) = number(change.dispatch_delay_seconds, "dispatchDelaySeconds", 0..=86_400) {
        settings.dispatch_delay_seconds = Some(seconds);
    }
    for (target, value, field, range) in [
        (&mut settings.link_days, change.link_days, "linkDays", 1..=90),
        (&mut settings.hold_minutes, change.hold_minutes, "holdMinutes", 1..=60),
        (&mut settings.claim_minutes, change.claim_minutes, "claimMinutes", 1..=120),
        (&mut settings.max_pages, change.max_pages, "maxPages", 1..=30),
        (&mut settings.change_notice_hours, change.change_notice_hours, "changeNoticeHours", 0..=168),
    ] {
        if let Some(value) = number(value, field, range) {
            *target = value;
        }
    }
    for (target, value, field, needed) in [
        (&mut settings.link_template, change.link_template, "linkTemplate", Some("{token}")),
        (
            &mut settings.booking_portal_template,
            change.booking_portal_template,
            "bookingPortalTemplate",
            None,
        ),
    ] {
        match value.as_deref().map(str::trim) {
            None => {}
            Some("") => *target = None,
            Some(text) if is_address_template(text, needed) => *target = Some(text.to_owned()),
            Some(_) => refusals.push(Refusal::new(
                UserErrorCode::Invalid,
                &format!("input.{field}"),
                "Tiene que ser una dirección https:// con sus marcas, por ejemplo {token}.",
                "It must be an https:// address with its placeholders, for instance {token}.",
            )),
        }
    }
    refusals
}

fn is_address_template(text: &str, needed: Option<&str>) -> bool {
    let plain = text.replace(['{', '}'], "x");
    url::Url::parse(&plain).is_ok_and(|url| matches!(url.scheme(), "https" | "http") && url.host().is_some())
        && needed.is_none_or(|mark| text.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_out_of_range_are_refused_by_name_and_the_rest_is_taken() {
        let mut settings = ClinicSettings::default();
        let refusals = apply(
            &mut settings,
            SettingsChange {
                dispatch_delay_seconds: Some(-1),
                link_days: Some(7),
                link_template: Some("https://portal.example/verificarOS/{service}/false/false/".into()),
                booking_portal_template: Some("https://lite.example/{patient}".into()),
                ..SettingsChange::default()
            },
        );
        let fields: Vec<_> = refusals.iter().map(|refusal| refusal.field.join(".")).collect();
        assert_eq!(fields, ["input.dispatchDelaySeconds", "input.linkTemplate"]);
        assert_eq!(settings.link_days, 7);
        assert!(settings.booking_portal_template.is_some());
    }
}
