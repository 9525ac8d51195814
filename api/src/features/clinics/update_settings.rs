//! An administrator changes the clinic's settings.

use entity::clinic;
use entity::settings::ClinicSettings;
use sea_orm::sea_query::LockType;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel, QuerySelect};

use super::botmaker_name::botmaker_name;
use crate::app::App;
use crate::platform::actor::{Actor, Permission};
use crate::platform::checks::Checks;
use crate::platform::error::{Error, Outcome, Refusal, UserErrorCode};
use crate::platform::national_id::canonical_email;
use crate::platform::telephone::telephone;

/// What is to change; what is none stays. `updateClinicSettings` names the ranges.
#[derive(Clone, Debug, Default)]
pub struct SettingsChange {
    /// The telephone that patients call, as it is to be shown; an empty text takes it away.
    pub phone: Option<String>,
    /// The address to which patients write; an empty text takes it away.
    pub email: Option<String>,
    /// Seconds between the confirmation of a review and its message.
    pub dispatch_delay_seconds: Option<i32>,
    /// Days for which a journey link can be used.
    pub link_days: Option<i32>,
    /// Minutes for which a held slot stays reserved.
    pub hold_minutes: Option<i32>,
    /// Minutes after which a claim lapses.
    pub claim_minutes: Option<i32>,
    /// Hours after its due time at which a message is no longer worth sending.
    pub message_expiry_hours: Option<i32>,
    /// Minutes to wait for a provider's status after its answer was lost.
    pub uncertain_minutes: Option<i32>,
    /// Pages that one order may have.
    pub max_pages: Option<i32>,
    /// Minutes that a patient may wait between two services of one appointment.
    pub max_gap_minutes: Option<i32>,
    /// Hours before the start until which a patient may move or cancel.
    pub change_notice_hours: Option<i32>,
    /// Days ahead for which slots are offered to patients.
    pub horizon_days: Option<i32>,
    /// Address in the booking message instead of our own page, with `{service}` and `{token}`; an empty text
    /// takes it away.
    pub link_template: Option<String>,
    /// The clinic's portal with the patient loaded, with `{request}` and `{patient}`; an empty text takes it
    /// away.
    pub booking_portal_template: Option<String>,
    /// Botmaker channel of the clinic; an empty text goes back to the installation's.
    pub botmaker_channel: Option<String>,
    /// Botmaker template with the booking link; an empty text goes back to the usual one.
    pub booking_link_intent: Option<String>,
    /// Botmaker template that asks for a better photo; an empty text goes back to the usual one.
    pub new_photo_intent: Option<String>,
    /// Botmaker template that tells of a booked appointment; as above.
    pub appointment_booked_intent: Option<String>,
    /// Botmaker template that tells of a moved appointment; as above.
    pub appointment_moved_intent: Option<String>,
    /// Botmaker template that tells of a cancelled appointment; as above.
    pub appointment_cancelled_intent: Option<String>,
    /// Botmaker template that tells of a cancelled visit of a treatment that goes on; as above.
    pub visit_cancelled_intent: Option<String>,
}

/// What is filled in in the address of the booking message.
const LINK_MARKS: [&str; 2] = ["{service}", "{token}"];
/// What is filled in in the address of the clinic's portal.
const PORTAL_MARKS: [&str; 2] = ["{request}", "{patient}"];

/// Changes the settings.
///
/// # Errors
/// `INVALID` with the field.
pub async fn update_settings(app: &App, actor: &Actor, change: SettingsChange) -> Outcome<clinic::Model> {
    let principal = actor.require(Permission::Administer)?;
    let mut work = app.begin(principal.clinic_id).await?;
    // Two administrators at once change different settings: neither may undo the other's.
    let clinic = clinic::Entity::find_by_id(principal.clinic_id)
        .lock(LockType::NoKeyUpdate)
        .one(work.db())
        .await?
        .ok_or_else(|| Error::internal("no such clinic"))?;
    let mut settings = clinic.settings.clone();
    let (mut phone, mut email) = (clinic.phone.clone(), clinic.email.clone());
    let mut checks = Checks::default();
    checks.set(&mut phone, unless_empty(change.phone.as_deref(), |text| telephone(text, "input.phone")));
    checks.set(
        &mut email,
        unless_empty(change.email.as_deref(), |text| {
            canonical_email(text).map_err(|error| error.refusal("input.email"))
        }),
    );
    apply(&mut settings, change).into_iter().for_each(|refusal| checks.refuse(refusal));
    checks.done()?;
    let mut row = clinic.into_active_model();
    (row.phone, row.email, row.settings) = (Set(phone), Set(email), Set(settings));
    let clinic = row.update(work.db()).await?;
    work.audit_plain(actor, "clinic.settings_changed", "Clinic", clinic.id);
    work.commit().await?;
    Ok(clinic)
}

/// What a text is to be: what `read` makes of it, none where it is empty.
fn unless_empty(
    text: Option<&str>,
    read: impl FnOnce(&str) -> Result<String, Refusal>,
) -> Option<Result<Option<String>, Refusal>> {
    let text = text?.trim();
    Some(if text.is_empty() { Ok(None) } else { read(text).map(Some) })
}

fn apply(settings: &mut ClinicSettings, change: SettingsChange) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    let mut number = |value: Option<i32>, field: &str, range: std::ops::RangeInclusive<u32>| {
        let within = Refusal::unless_within(value?, &format!("input.{field}"), &range);
        within.map_err(|refusal| refusals.push(refusal)).ok()
    };
    if let Some(seconds) = number(change.dispatch_delay_seconds, "dispatchDelaySeconds", 0..=86_400) {
        settings.dispatch_delay_seconds = Some(seconds);
    }
    for (target, value, field, range) in [
        (&mut settings.link_days, change.link_days, "linkDays", 1..=90),
        (&mut settings.hold_minutes, change.hold_minutes, "holdMinutes", 1..=60),
        (&mut settings.claim_minutes, change.claim_minutes, "claimMinutes", 1..=120),
        (&mut settings.message_expiry_hours, change.message_expiry_hours, "messageExpiryHours", 1..=168),
        (&mut settings.uncertain_minutes, change.uncertain_minutes, "uncertainMinutes", 1..=1_440),
        (&mut settings.max_pages, change.max_pages, "maxPages", 1..=30),
        (&mut settings.max_gap_minutes, change.max_gap_minutes, "maxGapMinutes", 0..=480),
        (&mut settings.change_notice_hours, change.change_notice_hours, "changeNoticeHours", 0..=168),
        (&mut settings.horizon_days, change.horizon_days, "horizonDays", 1..=365),
    ] {
        if let Some(value) = number(value, field, range) {
            *target = value;
        }
    }
    let portal = (&mut settings.booking_portal_template, change.booking_portal_template);
    for ((target, value), field, marks, needed) in [
        ((&mut settings.link_template, change.link_template), "linkTemplate", LINK_MARKS, Some("{token}")),
        (portal, "bookingPortalTemplate", PORTAL_MARKS, None),
    ] {
        match value.as_deref().map(str::trim) {
            None => {}
            Some("") => *target = None,
            Some(text) if is_address_template(text, &marks, needed) => *target = Some(text.to_owned()),
            Some(_) => {
                let [one, other] = marks;
                refusals.push(Refusal::new(
                    UserErrorCode::Invalid,
                    &format!("input.{field}"),
                    format!("Tiene que ser una dirección https:// sin otras marcas que {one} y {other}."),
                    format!(
                        "It must be an https:// address with no other placeholders than {one} and {other}."
                    ),
                ));
            }
        }
    }
    let usual = ClinicSettings::default();
    let mut name = |value: Option<String>, field: &str| {
        botmaker_name(&value?, field).map_err(|refusal| refusals.push(refusal)).ok()
    };
    if let Some(channel) = name(change.botmaker_channel, "botmakerChannel") {
        settings.botmaker_channel = channel;
    }
    for (target, value, field, usual) in [
        (
            &mut settings.booking_link_intent,
            change.booking_link_intent,
            "bookingLinkIntent",
            usual.booking_link_intent,
        ),
        (&mut settings.new_photo_intent, change.new_photo_intent, "newPhotoIntent", usual.new_photo_intent),
        (
            &mut settings.appointment_booked_intent,
            change.appointment_booked_intent,
            "appointmentBookedIntent",
            usual.appointment_booked_intent,
        ),
        (
            &mut settings.appointment_moved_intent,
            change.appointment_moved_intent,
            "appointmentMovedIntent",
            usual.appointment_moved_intent,
        ),
        (
            &mut settings.appointment_cancelled_intent,
            change.appointment_cancelled_intent,
            "appointmentCancelledIntent",
            usual.appointment_cancelled_intent,
        ),
        (
            &mut settings.visit_cancelled_intent,
            change.visit_cancelled_intent,
            "visitCancelledIntent",
            usual.visit_cancelled_intent,
        ),
    ] {
        if let Some(intent) = name(value, field) {
            *target = intent.unwrap_or(usual);
        }
    }
    refusals
}

/// Whether it is an address once its marks are filled in. A brace that belongs to none of them would go out as it is; a
/// token in the name of a host would be told to whoever resolves it, and one that is not encrypted to whoever listens.
fn is_address_template(text: &str, marks: &[&str], needed: Option<&str>) -> bool {
    let plain = marks.iter().fold(text.to_owned(), |text, mark| text.replace(mark, "x"));
    if plain.contains(['{', '}']) {
        return false;
    }
    let Ok(url) = url::Url::parse(&plain) else { return false };
    let is_private = url.scheme() == "https"
        || url.scheme() == "http" && matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    let origin = text.split_once("://").map_or(text, |(_, rest)| rest);
    let origin = origin.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    is_private
        && url.host().is_some()
        && !origin.contains(['{', '@'])
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

    #[test]
    fn marks_that_nobody_fills_in_are_refused() {
        for text in [
            "https://x/{foo}{token}",
            "https://x/{token}/{",
            "https://x/}{token}",
            "https://x/{request}{token}",
            "http://x/{token}",
            "https://user:password@x/{token}",
            "https://{token}.x.example/",
        ] {
            let mut settings = ClinicSettings::default();
            let link = SettingsChange { link_template: Some(text.into()), ..SettingsChange::default() };
            assert_eq!(apply(&mut settings, link).len(), 1, "{text}");
            let portal =
                SettingsChange { booking_portal_template: Some(text.into()), ..SettingsChange::default() };
            assert_eq!(apply(&mut settings, portal).len(), 1, "{text}");
        }
    }

    #[test]
    fn an_empty_name_is_the_usual_one() {
        let (mut settings, usual) = (ClinicSettings::default(), ClinicSettings::default());
        let named = |text: &str| SettingsChange {
            botmaker_channel: Some(text.into()),
            booking_link_intent: Some(text.into()),
            new_photo_intent: Some(text.into()),
            appointment_booked_intent: Some(text.into()),
            appointment_moved_intent: Some(text.into()),
            appointment_cancelled_intent: Some(text.into()),
            visit_cancelled_intent: Some(text.into()),
            ..SettingsChange::default()
        };
        assert!(apply(&mut settings, named(" mi_plantilla ")).is_empty());
        assert_eq!(settings.botmaker_channel.as_deref(), Some("mi_plantilla"));
        assert_eq!(settings.booking_link_intent, "mi_plantilla");
        assert_eq!(apply(&mut settings, named("dos\nlíneas")).len(), 7);
        assert!(apply(&mut settings, named("")).is_empty());
        assert_eq!(settings, usual);
    }
}
