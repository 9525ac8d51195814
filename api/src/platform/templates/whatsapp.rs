//! What patients are told by WhatsApp. The words are the approved template's; only variables travel to Botmaker.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use minijinja::context;
use minijinja::value::Value;

use super::{RenderedWhatsapp, called, first_name, one_line, render, tag};
use crate::platform::clinic_time::{ZoneName, format_moment};
use crate::platform::error::{Error, Language, Result};

/// What the WhatsApp message with the booking link needs.
#[derive(Clone, Copy, Debug)]
pub struct BookingLinkMessage<'a> {
    /// The clinic's language: a message is in that, whoever reads it.
    pub language: Language,
    /// The patient's given name, as stored.
    pub given_name: &'a str,
    /// The clinic's name.
    pub clinic_name: &'a str,
    /// What follows the fixed address of the template's button: the token, or the path of the clinic's portal.
    pub link_suffix: &'a str,
}

/// The WhatsApp message with the booking link: variables `patientName`, `clinicName`, `linkSuffix`.
pub fn booking_link(message: &BookingLinkMessage<'_>) -> Result<RenderedWhatsapp> {
    let variables = [
        ("patientName", first_name(message.given_name)),
        ("clinicName", message.clinic_name.to_owned()),
        ("linkSuffix", message.link_suffix.to_owned()),
    ];
    render_whatsapp("booking_link", message.language, variables)
}

/// What the WhatsApp message that asks for a better photo needs.
#[derive(Clone, Copy, Debug)]
pub struct NewPhotoMessage<'a> {
    /// The clinic's language: a message is in that, whoever reads it.
    pub language: Language,
    /// The patient's given name, as stored.
    pub given_name: &'a str,
    /// The clinic's name.
    pub clinic_name: &'a str,
    /// The operator's words, the end of a sentence: 'está movida'. A final full stop is taken off.
    pub reason: &'a str,
    /// What follows the fixed address of the template's button.
    pub link_suffix: &'a str,
}

/// The longest reason that is passed on, in characters: the whole body may have 1,024 (WhatsApp templates).
pub const REASON_MAX_CHARS: usize = 300;

/// The WhatsApp message that asks for a better photo: variables `patientName`, `clinicName`, `reason`,
/// `linkSuffix`.
pub fn new_photo_requested(message: &NewPhotoMessage<'_>) -> Result<RenderedWhatsapp> {
    let mut reason: String = one_line(message.reason).chars().take(REASON_MAX_CHARS).collect();
    reason.truncate(reason.trim_end_matches(['.', ' ', ':']).len());
    let variables = [
        ("patientName", first_name(message.given_name)),
        ("clinicName", message.clinic_name.to_owned()),
        ("reason", reason),
        ("linkSuffix", message.link_suffix.to_owned()),
    ];
    render_whatsapp("new_photo_requested", message.language, variables)
}

/// What the WhatsApp messages about an appointment need.
#[derive(Clone, Copy, Debug)]
pub struct AppointmentMessage<'a> {
    /// The clinic's language: a message is in that, whoever reads it.
    pub language: Language,
    /// The patient's given name, as stored.
    pub given_name: &'a str,
    /// The clinic's name.
    pub clinic_name: &'a str,
    /// The clinic's zone, in which the time is told, with its name.
    pub time_zone: Tz,
    /// When it starts, or would have started.
    pub starts_at: DateTime<Utc>,
    /// Whether it is a visit of a treatment.
    pub is_visit: bool,
}

impl AppointmentMessage<'_> {
    fn variables(&self) -> [(&'static str, String); 4] {
        let when = format_moment(self.starts_at, self.time_zone, self.language, ZoneName::Shown);
        [
            ("patientName", first_name(self.given_name)),
            ("clinicName", self.clinic_name.to_owned()),
            ("what", called(self.is_visit, self.language).to_owned()),
            ("when", when),
        ]
    }
}

/// The WhatsApp message that an appointment is booked: variables `patientName`, `clinicName`, `what`, `when`,
/// `linkSuffix`.
pub fn appointment_booked_message(
    message: &AppointmentMessage<'_>,
    link_suffix: &str,
) -> Result<RenderedWhatsapp> {
    let [name, clinic, what, when] = message.variables();
    let variables = [name, clinic, what, when, ("linkSuffix", link_suffix.to_owned())];
    render_whatsapp("appointment_booked", message.language, variables)
}

/// The WhatsApp message that an appointment was moved from `previous_starts_at`: the same and `previous`.
pub fn appointment_moved_message(
    message: &AppointmentMessage<'_>,
    previous_starts_at: DateTime<Utc>,
    link_suffix: &str,
) -> Result<RenderedWhatsapp> {
    let [name, clinic, what, when] = message.variables();
    let previous = format_moment(previous_starts_at, message.time_zone, message.language, ZoneName::Hidden);
    let variables =
        [name, clinic, what, when, ("previous", previous), ("linkSuffix", link_suffix.to_owned())];
    render_whatsapp("appointment_moved", message.language, variables)
}

/// The WhatsApp message that an appointment was cancelled, which leads nowhere: variables `patientName`, `clinicName`,
/// `what`, `when`.
pub fn appointment_cancelled_message(message: &AppointmentMessage<'_>) -> Result<RenderedWhatsapp> {
    render_whatsapp("appointment_cancelled", message.language, message.variables())
}

/// The WhatsApp message that a visit was cancelled of a treatment that goes on: the same and `linkSuffix`.
pub fn visit_cancelled_message(
    message: &AppointmentMessage<'_>,
    link_suffix: &str,
) -> Result<RenderedWhatsapp> {
    let [name, clinic, what, when] = message.variables();
    let variables = [name, clinic, what, when, ("linkSuffix", link_suffix.to_owned())];
    render_whatsapp("visit_cancelled", message.language, variables)
}

/// What the WhatsApp reminder of a visit needs.
#[derive(Clone, Copy, Debug)]
pub struct ReminderMessage<'a> {
    /// The clinic's language: a message is in that, whoever reads it.
    pub language: Language,
    /// The patient's given name, as stored.
    pub given_name: &'a str,
    /// The clinic's name.
    pub clinic_name: &'a str,
    /// The clinic's zone, in which the time is told, with its name.
    pub time_zone: Tz,
    /// When the visit starts.
    pub starts_at: DateTime<Utc>,
    /// Whether it is a visit of a treatment.
    pub is_visit: bool,
    /// How many forms are asked for whose link the patient has not had. Their titles stay out of WhatsApp.
    pub forms: usize,
    /// How many forms are outstanding: the patient has had their links.
    pub outstanding: usize,
    /// What follows the fixed address of the template's button.
    pub link_suffix: &'a str,
}

/// The WhatsApp reminder of a visit: variables `patientName`, `clinicName`, `what`, `when`, `note`, `linkSuffix`. The
/// `note` is a sentence about the forms, or a greeting where there are none.
pub fn visit_reminder_message(message: &ReminderMessage<'_>) -> Result<RenderedWhatsapp> {
    let ReminderMessage { language, forms, outstanding, .. } = *message;
    let values = context! { forms, outstanding };
    let variables = [
        ("patientName", first_name(message.given_name)),
        ("clinicName", message.clinic_name.to_owned()),
        ("what", called(message.is_visit, language).to_owned()),
        ("when", format_moment(message.starts_at, message.time_zone, language, ZoneName::Shown)),
        ("note", note("visit_reminder", language, values)?),
        ("linkSuffix", message.link_suffix.to_owned()),
    ];
    render_whatsapp("visit_reminder", language, variables)
}

/// What the WhatsApp message with the link to a form needs.
#[derive(Clone, Copy, Debug)]
pub struct FormLinkMessage<'a> {
    /// The clinic's language: a message is in that, whoever reads it.
    pub language: Language,
    /// The patient's given name, as stored.
    pub given_name: &'a str,
    /// The clinic's name.
    pub clinic_name: &'a str,
    /// What follows the fixed address of the template's button.
    pub link_suffix: &'a str,
}

/// The WhatsApp message with the link to a form, for the first time or once more: variables `patientName`,
/// `clinicName`, `linkSuffix`.
pub fn form_link_message(message: &FormLinkMessage<'_>) -> Result<RenderedWhatsapp> {
    let variables = [
        ("patientName", first_name(message.given_name)),
        ("clinicName", message.clinic_name.to_owned()),
        ("linkSuffix", message.link_suffix.to_owned()),
    ];
    render_whatsapp("form_link", message.language, variables)
}

/// What the WhatsApp message that a treatment begins needs.
#[derive(Clone, Copy, Debug)]
pub struct WelcomeMessage<'a> {
    /// The clinic's language: a message is in that, whoever reads it.
    pub language: Language,
    /// The patient's given name, as stored.
    pub given_name: &'a str,
    /// The clinic's name.
    pub clinic_name: &'a str,
    /// The practitioner's name.
    pub practitioner: &'a str,
    /// What follows the fixed address of the template's button.
    pub link_suffix: &'a str,
}

/// The WhatsApp message that a treatment begins: variables `patientName`, `clinicName`, `practitioner`,
/// `linkSuffix`.
pub fn welcome_message(message: &WelcomeMessage<'_>) -> Result<RenderedWhatsapp> {
    let variables = [
        ("patientName", first_name(message.given_name)),
        ("clinicName", message.clinic_name.to_owned()),
        ("practitioner", message.practitioner.to_owned()),
        ("linkSuffix", message.link_suffix.to_owned()),
    ];
    render_whatsapp("welcome", message.language, variables)
}

/// What the WhatsApp message that a treatment is completed needs.
#[derive(Clone, Copy, Debug)]
pub struct TreatmentCompletedMessage<'a> {
    /// The clinic's language: a message is in that, whoever reads it.
    pub language: Language,
    /// The patient's given name, as stored.
    pub given_name: &'a str,
    /// The clinic's name.
    pub clinic_name: &'a str,
    /// How many forms are still to be filled in.
    pub forms: usize,
    /// What follows the fixed address of the template's button.
    pub link_suffix: &'a str,
}

/// The WhatsApp message that a treatment is completed: variables `patientName`, `clinicName`, `note`, `linkSuffix`.
/// The `note` is a sentence about the forms, or where to see the visits.
pub fn treatment_completed_message(message: &TreatmentCompletedMessage<'_>) -> Result<RenderedWhatsapp> {
    let variables = [
        ("patientName", first_name(message.given_name)),
        ("clinicName", message.clinic_name.to_owned()),
        ("note", note("treatment_completed", message.language, context! { forms => message.forms })?),
        ("linkSuffix", message.link_suffix.to_owned()),
    ];
    render_whatsapp("treatment_completed", message.language, variables)
}

/// The sentence of a message that depends on the facts: an approved template knows no conditions.
fn note(name: &str, language: Language, values: Value) -> Result<String> {
    render(&format!("whatsapp/{name}_note.{}.txt", tag(language)), values)
}

fn render_whatsapp<const N: usize>(
    name: &str,
    language: Language,
    variables: [(&str, String); N],
) -> Result<RenderedWhatsapp> {
    let mut filled = BTreeMap::new();
    for (key, value) in variables {
        let value =
            variable(&value).ok_or_else(|| Error::internal(format!("empty {key} in message {name}")))?;
        filled.insert(key.to_owned(), value);
    }
    let shown: BTreeMap<String, String> = filled
        .iter()
        .filter(|(key, _)| *key != "linkSuffix")
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    let preview = render(&format!("whatsapp/{name}.{}.txt", tag(language)), Value::from_object(shown))?;
    Ok(RenderedWhatsapp { variables: filled, preview: preview.trim().to_owned() })
}

/// A value as WhatsApp accepts it in a template: one line, no tab, never two spaces in a row; none if nothing
/// is left. (Its rule is no more than four spaces; a name has no use for two.)
pub fn variable(value: &str) -> Option<String> {
    let value = one_line(value);
    (!value.is_empty()).then_some(value)
}
