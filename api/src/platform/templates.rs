//! What patients are told, in their words. The texts are files under `api/templates/`, compiled in; here is
//! what each of them needs, one typed function a message.
//!
//! E-mails: the first line of the `.txt` file is the subject, the rest the plain text; the `.html` file is the
//! same message and escapes what it is given. They may say when, where and how to prepare; the study's name
//! stays out. WhatsApp messages are templates approved at Botmaker, to which only variables travel; the file
//! here is the same text, kept in the ledger so that the help desk can read what was said. It holds no link:
//! a token is stored nowhere. A change of such a file needs the same change of the template at Botmaker.
//!
//! A missing value is an error, never a hole in a message.

mod reminders;
mod visits;
mod whatsapp;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use minijinja::value::Value;
use minijinja::{Environment, UndefinedBehavior, context};

use super::clinic_time::{ZoneName, format_moment};
use super::error::{Error, Language, Result};
use super::telephone::tel_uri;

pub use reminders::{
    FormLinkEmail, PractitionerEmail, ReminderEmail, TreatmentCompletedEmail, WelcomeEmail, form_link,
    form_link_resent, form_outstanding, form_submitted, treatment_completed, visit_reminder, welcome,
};
pub use visits::{VisitEmail, visit_added, visit_cancelled, visit_moved};
pub use whatsapp::{
    AppointmentMessage, BookingLinkMessage, FormLinkMessage, NewPhotoMessage, REASON_MAX_CHARS,
    ReminderMessage, TreatmentCompletedMessage, WelcomeMessage, appointment_booked_message,
    appointment_cancelled_message, appointment_moved_message, booking_link, form_link_message,
    new_photo_requested, treatment_completed_message, variable, visit_cancelled_message,
    visit_reminder_message, welcome_message,
};

macro_rules! template_files {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("../../templates/", $name)))),*]
    };
}

static TEMPLATES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    for (name, source) in template_files![
        "email/appointment_booked.en.html",
        "email/appointment_booked.en.txt",
        "email/appointment_booked.es.html",
        "email/appointment_booked.es.txt",
        "email/appointment_cancelled.en.html",
        "email/appointment_cancelled.en.txt",
        "email/appointment_cancelled.es.html",
        "email/appointment_cancelled.es.txt",
        "email/appointment_moved.en.html",
        "email/appointment_moved.en.txt",
        "email/appointment_moved.es.html",
        "email/appointment_moved.es.txt",
        "email/contact.en.html",
        "email/contact.en.txt",
        "email/contact.es.html",
        "email/contact.es.txt",
        "email/form_link.en.html",
        "email/form_link.en.txt",
        "email/form_link.es.html",
        "email/form_link.es.txt",
        "email/form_link_resent.en.html",
        "email/form_link_resent.en.txt",
        "email/form_link_resent.es.html",
        "email/form_link_resent.es.txt",
        "email/form_outstanding.en.html",
        "email/form_outstanding.en.txt",
        "email/form_outstanding.es.html",
        "email/form_outstanding.es.txt",
        "email/form_submitted.en.html",
        "email/form_submitted.en.txt",
        "email/form_submitted.es.html",
        "email/form_submitted.es.txt",
        "email/layout.html",
        "email/parts.html",
        "email/reminder_facts.en.html",
        "email/reminder_facts.en.txt",
        "email/reminder_facts.es.html",
        "email/reminder_facts.es.txt",
        "email/reminder_link.en.html",
        "email/reminder_link.en.txt",
        "email/reminder_link.es.html",
        "email/reminder_link.es.txt",
        "email/treatment_completed.en.html",
        "email/treatment_completed.en.txt",
        "email/treatment_completed.es.html",
        "email/treatment_completed.es.txt",
        "email/visit_coming_up.en.html",
        "email/visit_coming_up.en.txt",
        "email/visit_coming_up.es.html",
        "email/visit_coming_up.es.txt",
        "email/visit_reminder.en.html",
        "email/visit_reminder.en.txt",
        "email/visit_reminder.es.html",
        "email/visit_reminder.es.txt",
        "email/welcome.en.html",
        "email/welcome.en.txt",
        "email/welcome.es.html",
        "email/welcome.es.txt",
        "email/visit_added.en.html",
        "email/visit_added.en.txt",
        "email/visit_added.es.html",
        "email/visit_added.es.txt",
        "email/visit_cancelled.en.html",
        "email/visit_cancelled.en.txt",
        "email/visit_cancelled.es.html",
        "email/visit_cancelled.es.txt",
        "email/visit_moved.en.html",
        "email/visit_moved.en.txt",
        "email/visit_moved.es.html",
        "email/visit_moved.es.txt",
        "whatsapp/appointment_booked.en.txt",
        "whatsapp/appointment_booked.es.txt",
        "whatsapp/appointment_cancelled.en.txt",
        "whatsapp/appointment_cancelled.es.txt",
        "whatsapp/appointment_moved.en.txt",
        "whatsapp/appointment_moved.es.txt",
        "whatsapp/booking_link.en.txt",
        "whatsapp/booking_link.es.txt",
        "whatsapp/form_link.en.txt",
        "whatsapp/form_link.es.txt",
        "whatsapp/new_photo_requested.en.txt",
        "whatsapp/new_photo_requested.es.txt",
        "whatsapp/treatment_completed.en.txt",
        "whatsapp/treatment_completed.es.txt",
        "whatsapp/treatment_completed_note.en.txt",
        "whatsapp/treatment_completed_note.es.txt",
        "whatsapp/visit_cancelled.en.txt",
        "whatsapp/visit_cancelled.es.txt",
        "whatsapp/visit_reminder.en.txt",
        "whatsapp/visit_reminder.es.txt",
        "whatsapp/visit_reminder_note.en.txt",
        "whatsapp/visit_reminder_note.es.txt",
        "whatsapp/welcome.en.txt",
        "whatsapp/welcome.es.txt",
    ] {
        // The files are compiled in, and a test renders every one of them.
        if let Err(error) = environment.add_template(name, source) {
            tracing::error!(template = name, %error, "template does not parse");
        }
    }
    environment
});

/// An e-mail as it leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderedEmail {
    /// One line.
    pub subject: String,
    /// The plain part.
    pub text: String,
    /// The HTML part; it loads nothing from elsewhere.
    pub html: String,
}

/// A WhatsApp message as it leaves, and as the help desk reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderedWhatsapp {
    /// What fills the template at Botmaker; fit for WhatsApp's rules (see [`variable`]).
    pub variables: BTreeMap<String, String>,
    /// What the person reads, without the link.
    pub preview: String,
}

/// Who writes, and how the clinic is reached where something is unclear.
#[derive(Clone, Copy, Debug)]
pub struct ClinicText<'a> {
    /// The clinic's name.
    pub name: &'a str,
    /// Its telephone, as it is kept.
    pub phone: Option<&'a str>,
    /// Its e-mail address.
    pub email: Option<&'a str>,
}

/// Where a visit takes place.
#[derive(Clone, Copy, Debug)]
pub struct SiteText<'a> {
    /// The site's name.
    pub name: &'a str,
    /// Street, number and town.
    pub address: &'a str,
}

/// What the e-mails about an appointment that stands need.
#[derive(Clone, Copy, Debug)]
pub struct AppointmentEmail<'a> {
    /// The clinic's language: a message is in that, whoever reads it.
    pub language: Language,
    /// The patient's given name, as stored; the message uses the first of several.
    pub given_name: &'a str,
    /// The clinic that writes.
    pub clinic: ClinicText<'a>,
    /// The clinic's zone, in which times are told.
    pub time_zone: Tz,
    /// Whether to name the zone.
    pub zone_name: ZoneName,
    /// When the appointment starts.
    pub starts_at: DateTime<Utc>,
    /// None where the clinic's own agenda holds the appointment.
    pub site: Option<SiteText<'a>>,
    /// What to do before, a sentence or more each; repeated ones are said once.
    pub preparations: &'a [&'a str],
    /// What the clinic adds to say that the payer has to authorise it, repeated words once; none where nothing is to
    /// be authorised.
    pub authorization: Option<&'a [&'a str]>,
    /// Where the patient sees, moves or cancels it.
    pub manage_url: Option<&'a str>,
}

/// What the e-mail about a cancelled appointment needs.
#[derive(Clone, Copy, Debug)]
pub struct CancelledEmail<'a> {
    /// The clinic's language: a message is in that, whoever reads it.
    pub language: Language,
    /// The patient's given name, as stored.
    pub given_name: &'a str,
    /// The clinic that writes.
    pub clinic: ClinicText<'a>,
    /// The clinic's zone.
    pub time_zone: Tz,
    /// Whether to name the zone.
    pub zone_name: ZoneName,
    /// When the appointment would have started.
    pub starts_at: DateTime<Utc>,
    /// Where the patient picks another slot, while that is still possible.
    pub booking_url: Option<&'a str>,
}

/// The e-mail that an appointment was booked.
pub fn appointment_booked(email: &AppointmentEmail<'_>) -> Result<RenderedEmail> {
    render_email("appointment_booked", email.language, email.clinic, appointment_context(email, None))
}

/// The e-mail that an appointment was moved from `previous_starts_at` to where it is now.
pub fn appointment_moved(
    email: &AppointmentEmail<'_>,
    previous_starts_at: DateTime<Utc>,
) -> Result<RenderedEmail> {
    let values = appointment_context(email, Some(previous_starts_at));
    render_email("appointment_moved", email.language, email.clinic, values)
}

/// The e-mail that an appointment was cancelled.
pub fn appointment_cancelled(email: &CancelledEmail<'_>) -> Result<RenderedEmail> {
    let CancelledEmail { language, given_name, clinic, time_zone, zone_name, starts_at, booking_url } =
        *email;
    let values = context! {
        patient => first_name(given_name),
        when => format_moment(starts_at, time_zone, language, zone_name),
        booking_url,
    };
    render_email("appointment_cancelled", language, clinic, values)
}

fn appointment_context(email: &AppointmentEmail<'_>, previous: Option<DateTime<Utc>>) -> Value {
    let moment = |at| format_moment(at, email.time_zone, email.language, email.zone_name);
    context! {
        patient => first_name(email.given_name),
        when => moment(email.starts_at),
        previous => previous.map(moment),
        site => email.site.map(|site| context! { name => site.name, address => site.address }),
        preparations => each_once(email.preparations),
        authorization => email.authorization.map(each_once),
        manage_url => email.manage_url,
    }
}

/// What is not blank, each once.
fn each_once(texts: &[&str]) -> Vec<String> {
    let mut known: Vec<String> = Vec::new();
    for text in texts.iter().map(|text| text.trim()) {
        if !text.is_empty() && !known.iter().any(|other| other == text) {
            known.push(text.to_owned());
        }
    }
    known
}

fn render_email(
    name: &str,
    language: Language,
    clinic: ClinicText<'_>,
    values: Value,
) -> Result<RenderedEmail> {
    let tag = tag(language);
    let ClinicText { name: clinic, phone, email } = clinic;
    let values = context! { clinic, phone, phone_uri => phone.and_then(tel_uri), email, ..values };
    let plain = render(&format!("email/{name}.{tag}.txt"), values.clone())?;
    let (subject, text) =
        plain.split_once('\n').ok_or_else(|| Error::internal(format!("template {name} has no subject")))?;
    let subject = one_line(subject);
    let text = format!("{text}\n{}", render(&format!("email/contact.{tag}.txt"), values.clone())?);
    let html = render(
        &format!("email/{name}.{tag}.html"),
        context! { lang => tag, subject => subject.as_str(), ..values },
    )?;
    Ok(RenderedEmail { subject, text: format!("{}\n", text.trim()), html })
}

/// The name to greet with: the first of several given names, and not in capitals only.
pub fn first_name(given_name: &str) -> String {
    let Some(first) = given_name.split_whitespace().next() else { return String::new() };
    if first.chars().count() < 2 || first.chars().any(char::is_lowercase) {
        return first.to_owned();
    }
    let mut chars = first.chars();
    chars.next().into_iter().chain(chars.flat_map(char::to_lowercase)).collect()
}

/// What an appointment is called. Those of a treatment are visits.
fn called(is_visit: bool, language: Language) -> &'static str {
    match (is_visit, language) {
        (true, Language::Es) => "tu visita",
        (true, Language::En) => "your visit",
        (false, Language::Es) => "tu turno",
        (false, Language::En) => "your appointment",
    }
}

/// A space that must not break stays as it is.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() && c != '\u{a0}' || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn tag(language: Language) -> &'static str {
    match language {
        Language::Es => "es",
        Language::En => "en",
    }
}

fn render(name: &str, values: Value) -> Result<String> {
    Ok(TEMPLATES.get_template(name)?.render(values)?)
}

#[cfg(test)]
#[path = "templates_tests.rs"]
mod tests;
