//! What patients are told of a treatment, its visits and its forms, and what practitioners are told of forms.
//!
//! Every time names its zone: a treatment goes on while the patient travels. Subjects to patients name neither the
//! treatment nor a form, and those to practitioners no patient: a locked telephone shows them.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use minijinja::context;
use minijinja::value::Value;

use super::{ClinicText, RenderedEmail, SiteText, called, each_once, first_name, one_line, render_email};
use crate::platform::clinic_time::{ZoneName, format_moment};
use crate::platform::error::{Language, Result};

/// What the e-mail that reminds of a visit needs.
#[derive(Clone, Copy, Debug)]
pub struct ReminderEmail<'a> {
    /// The clinic's language: a message is in that, whoever reads it.
    pub language: Language,
    /// The patient's given name, as stored; the message uses the first of several.
    pub given_name: &'a str,
    /// The clinic that writes.
    pub clinic: ClinicText<'a>,
    /// The clinic's zone, in which the time is told, with its name.
    pub time_zone: Tz,
    /// When the visit starts.
    pub starts_at: DateTime<Utc>,
    /// Where; none where the clinic's own agenda holds the appointment.
    pub site: Option<SiteText<'a>>,
    /// With whom, where that is known.
    pub practitioner: Option<&'a str>,
    /// The visit's number within the treatment, from 1; none for the appointment of an order.
    pub visit_number: Option<i32>,
    /// How many visits the treatment is meant to have. Not said of a visit beyond them.
    pub planned_visits: Option<i32>,
    /// What to do before, a sentence or more each; repeated ones are said once.
    pub preparations: &'a [&'a str],
    /// Titles of the forms that are asked for and not outstanding.
    pub forms: &'a [&'a str],
    /// Titles of the forms whose link the patient has had, and that are still missing.
    pub outstanding: &'a [&'a str],
    /// Where the patient sees, moves or cancels the visit, fills in the forms, and stops the reminders.
    pub link: &'a str,
    /// Whether it is the first visit of a treatment, which is announced more warmly.
    pub is_first: bool,
}

/// The e-mail that reminds of a visit, with the forms that are asked for.
pub fn visit_reminder(email: &ReminderEmail<'_>) -> Result<RenderedEmail> {
    let visit = email.visit_number.map(|number| {
        match (email.planned_visits.filter(|planned| *planned >= number), email.language) {
            (Some(planned), Language::Es) => format!("{number} de {planned}"),
            (Some(planned), Language::En) => format!("{number} of {planned}"),
            (None, _) => number.to_string(),
        }
    });
    let (forms, outstanding) = (lines(email.forms), lines(email.outstanding));
    let values = context! {
        patient => first_name(email.given_name),
        what => called(email.visit_number.is_some(), email.language),
        when => moment(email.starts_at, email.time_zone, email.language),
        site => email.site.map(|site| context! { name => site.name, address => site.address }),
        practitioner => email.practitioner.map(one_line),
        visit,
        preparations => each_once(email.preparations),
        asked => forms.len() + outstanding.len(),
        forms,
        outstanding,
        link => email.link,
    };
    render_email(
        if email.is_first { "visit_coming_up" } else { "visit_reminder" },
        email.language,
        email.clinic,
        values,
    )
}

/// What the e-mails with the link to a form need.
#[derive(Clone, Copy, Debug)]
pub struct FormLinkEmail<'a> {
    /// The clinic's language: a message is in that, whoever reads it.
    pub language: Language,
    /// The patient's given name, as stored.
    pub given_name: &'a str,
    /// The clinic that writes.
    pub clinic: ClinicText<'a>,
    /// The clinic's zone, in which the time is told, with its name.
    pub time_zone: Tz,
    /// The form's title.
    pub form: &'a str,
    /// The start of the appointment before which it is asked for, where one comes up.
    pub before: Option<DateTime<Utc>>,
    /// Whether it is asked for with a treatment: that appointment is a visit.
    pub is_visit: bool,
    /// Where the patient fills it in.
    pub link: &'a str,
}

/// The e-mail with the link to a form.
pub fn form_link(email: &FormLinkEmail<'_>) -> Result<RenderedEmail> {
    render_email("form_link", email.language, email.clinic, form_link_values(email))
}

/// The e-mail with the link to a form once more. It does not say who asked for it: that may have been staff.
pub fn form_link_resent(email: &FormLinkEmail<'_>) -> Result<RenderedEmail> {
    render_email("form_link_resent", email.language, email.clinic, form_link_values(email))
}

fn form_link_values(email: &FormLinkEmail<'_>) -> Value {
    context! {
        patient => first_name(email.given_name),
        form => one_line(email.form),
        what => called(email.is_visit, email.language),
        before => email.before.map(|at| moment(at, email.time_zone, email.language)),
        link => email.link,
    }
}

/// What the e-mail that a treatment begins needs.
#[derive(Clone, Copy, Debug)]
pub struct WelcomeEmail<'a> {
    /// The clinic's language: a message is in that, whoever reads it.
    pub language: Language,
    /// The patient's given name, as stored.
    pub given_name: &'a str,
    /// The clinic that writes.
    pub clinic: ClinicText<'a>,
    /// The clinic's zone, in which the time is told, with its name.
    pub time_zone: Tz,
    /// What people call the treatment.
    pub plan_title: &'a str,
    /// The practitioner's name.
    pub practitioner: &'a str,
    /// How many visits are planned, where that is known.
    pub planned_visits: Option<i32>,
    /// When the first visit starts, where it is booked.
    pub first_visit: Option<DateTime<Utc>>,
    /// Where the patient sees the visits and the forms.
    pub link: &'a str,
}

/// The e-mail that a treatment begins.
pub fn welcome(email: &WelcomeEmail<'_>) -> Result<RenderedEmail> {
    let values = context! {
        patient => first_name(email.given_name),
        plan => one_line(email.plan_title),
        practitioner => one_line(email.practitioner),
        planned => email.planned_visits,
        first => email.first_visit.map(|at| moment(at, email.time_zone, email.language)),
        link => email.link,
    };
    render_email("welcome", email.language, email.clinic, values)
}

/// What the e-mail that a treatment is completed needs.
#[derive(Clone, Copy, Debug)]
pub struct TreatmentCompletedEmail<'a> {
    /// The clinic's language: a message is in that, whoever reads it.
    pub language: Language,
    /// The patient's given name, as stored.
    pub given_name: &'a str,
    /// The clinic that writes.
    pub clinic: ClinicText<'a>,
    /// What people call the treatment.
    pub plan_title: &'a str,
    /// The practitioner's name.
    pub practitioner: &'a str,
    /// Titles of the forms that are still to be filled in.
    pub forms: &'a [&'a str],
    /// Where the patient fills them in and sees the visits.
    pub link: &'a str,
}

/// The e-mail that a treatment is completed.
pub fn treatment_completed(email: &TreatmentCompletedEmail<'_>) -> Result<RenderedEmail> {
    let values = context! {
        patient => first_name(email.given_name),
        plan => one_line(email.plan_title),
        practitioner => one_line(email.practitioner),
        forms => lines(email.forms),
        link => email.link,
    };
    render_email("treatment_completed", email.language, email.clinic, values)
}

/// What the e-mails to a practitioner about a patient's form need. They hold no link: a mailbox at work may have
/// many readers.
#[derive(Clone, Copy, Debug)]
pub struct PractitionerEmail<'a> {
    /// The clinic's language: a message is in that, whoever reads it.
    pub language: Language,
    /// The practitioner's name.
    pub practitioner: &'a str,
    /// The clinic's name.
    pub clinic_name: &'a str,
    /// The clinic's zone, in which the time is told, with its name.
    pub time_zone: Tz,
    /// The patient's whole name.
    pub patient: &'a str,
    /// The form's title.
    pub form: &'a str,
    /// What people call the treatment.
    pub plan_title: &'a str,
}

impl<'a> PractitionerEmail<'a> {
    /// The clinic without its telephone: that is for patients.
    fn clinic(&self) -> ClinicText<'a> {
        ClinicText { name: self.clinic_name, phone: None, email: None }
    }
}

/// The e-mail to the practitioner that a patient submitted a form.
pub fn form_submitted(email: &PractitionerEmail<'_>, submitted_at: DateTime<Utc>) -> Result<RenderedEmail> {
    render_email("form_submitted", email.language, email.clinic(), practitioner_values(email, submitted_at))
}

/// The e-mail to the practitioner that a form is still missing before a visit.
pub fn form_outstanding(
    email: &PractitionerEmail<'_>,
    visit_starts_at: DateTime<Utc>,
) -> Result<RenderedEmail> {
    render_email(
        "form_outstanding",
        email.language,
        email.clinic(),
        practitioner_values(email, visit_starts_at),
    )
}

fn practitioner_values(email: &PractitionerEmail<'_>, at: DateTime<Utc>) -> Value {
    context! {
        practitioner => one_line(email.practitioner),
        patient => one_line(email.patient),
        form => one_line(email.form),
        plan => one_line(email.plan_title),
        when => moment(at, email.time_zone, email.language),
    }
}

fn moment(at: DateTime<Utc>, time_zone: Tz, language: Language) -> String {
    format_moment(at, time_zone, language, ZoneName::Shown)
}

/// Titles, a line for each form: two may share a title, and both are asked for.
fn lines(titles: &[&str]) -> Vec<String> {
    titles.iter().map(|title| one_line(title)).collect()
}

#[cfg(test)]
#[path = "reminders_tests.rs"]
mod tests;
