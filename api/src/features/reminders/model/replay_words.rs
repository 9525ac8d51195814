//! What a replay prints: our rules and the seed's side by side.

use std::collections::BTreeMap;
use std::fmt::Write;

use entity::enums::{FormPurpose, NotificationChannel, NotificationState};
use entity::ids::{AppointmentId, FormId};

use super::history::{At, Event, History, Weather};
use super::notices::{News, Notice, notices};
use super::run::Clinic;
use crate::features::reminders::facts::{Carried, Obligation, is_accepted};

/// Width of a column.
const WIDTH: usize = 56;

const PREFACE: &str = "A simulation: the clinic, its worker and its channels are in memory; what decides on the left is the \
program's own planner. On the right the reminders and links alone.";

/// Two plays of one history, by time.
pub(super) fn beside(title: &str, history: &History, ours: &Clinic<'_>, seed: &Clinic<'_>) -> String {
    let mut text = format!("{title}\n{PREFACE}\nTimes are those of {}.\n\n", history.zone);
    let mut rows = BTreeMap::<At, [Vec<String>; 3]>::new();
    for moment in &history.moments {
        rows.entry(moment.at).or_default()[0].push(happening(history, moment.event));
    }
    for notice in notices(history) {
        rows.entry(notice.at).or_default()[1].push(announcement(history, notice));
    }
    for (column, clinic) in [(1, ours), (2, seed)] {
        for (at, words) in sayings(history, clinic) {
            rows.entry(at).or_default()[column].push(words);
        }
    }
    line(&mut text, "", "Asistencia", "The seed's rule");
    for (at, [happened, left, right]) in rows {
        let mut when = day_and_time(history, at);
        for words in happened {
            let _ = writeln!(text, "{when:<17} -- {words}");
            when.clear();
        }
        let columns = [wrap(&left), wrap(&right)];
        for index in 0..columns[0].len().max(columns[1].len()) {
            let cell = |column: usize| columns[column].get(index).map_or("", String::as_str);
            line(&mut text, &when, cell(0), cell(1));
            when.clear();
        }
    }
    text.push('\n');
    let _ = writeln!(text, "Forms, and when the patient had the link:");
    for form in &ours.facts.forms {
        let name =
            format!("{}, asked for {}", form_name(ours, form.id), day_and_time(history, form.created_at));
        line(&mut text, "", &format!("{name}: {}", first_link(history, ours, form.id)), &{
            first_link(history, seed, form.id)
        });
    }
    text
}

fn line(text: &mut String, when: &str, left: &str, right: &str) {
    let row = format!("{when:<17} {left:<WIDTH$} | {right}");
    text.push_str(row.trim_end().trim_end_matches('|').trim_end());
    text.push('\n');
}

/// A message about the visit itself.
fn announcement(history: &History, notice: Notice) -> String {
    let Notice { visit, news, channel, unsaid, alert, .. } = notice;
    let (starts_at, happened) = match news {
        News::Added(starts_at) => (starts_at, "was added"),
        News::Moved(starts_at) => (starts_at, "was moved"),
        News::Cancelled(starts_at) => (starts_at, "was cancelled"),
    };
    let name = format!("visit {} {happened}, {}", number(visit), day_and_time(history, starts_at));
    match unsaid {
        None => format!("{}: {name}", by(channel)),
        Some(reason) => format!("not said: {name} ({}{})", because(reason), alerted(alert)),
    }
}

/// Everything that was said, and whatever was not and has a reason.
fn sayings(history: &History, clinic: &Clinic<'_>) -> Vec<(At, String)> {
    let mut sayings: Vec<_> = clinic
        .told()
        .into_iter()
        .map(|told| {
            let by = by(told.channel);
            let contents = contents(clinic, told.obligation, told.at, &told.carried);
            (
                told.at,
                format!(
                    "{by}{}: {}{contents}",
                    whom(told.obligation),
                    name(history, clinic, told.obligation)
                ),
            )
        })
        .collect();
    for (said, row) in clinic.facts.ledger.iter().zip(&clinic.rows) {
        let Some(reason) = said.reason.as_deref().filter(|_| !is_accepted(said.state)) else { continue };
        // Something else took its place, and is told of itself.
        if said.state == NotificationState::Superseded {
            continue;
        }
        let words = format!(
            "not said{}: {} ({}{})",
            whom(said.obligation),
            name(history, clinic, said.obligation),
            because(reason),
            alerted(clinic.alerts.contains(&said.id))
        );
        sayings.push((row.ended_at.unwrap_or(row.planned_at), words));
    }
    sayings
}

fn by(channel: NotificationChannel) -> &'static str {
    match channel {
        NotificationChannel::Email => "e-mail",
        NotificationChannel::Whatsapp => "WhatsApp",
    }
}

fn alerted(is_alerted: bool) -> &'static str {
    if is_alerted { "; a person is alerted" } else { "" }
}

fn because(reason: &str) -> &str {
    match reason {
        "just_agreed" => "the patient had just agreed to it",
        "already_begun" => "it began ahead of its time",
        "opted_out" => "the patient wants no messages",
        "switched_off" => "the clinic reminded nobody then",
        "no_channel" | "no_email" | "no_mobile_phone" => "there is neither an address nor a number",
        "unreachable" => "their WhatsApp takes nothing, and there is no other way",
        "channels_exhausted" => "every channel was tried",
        "too_late" => "its time passed before it could leave",
        "quiet_hours" => "the quiet hours last until it is too late",
        "not_taken_before_quiet_hours" => {
            "it was tried in vain until the quiet hours, which last until it is too late"
        }
        "expired" | "retries_exhausted" => "the channel did not take it in its time",
        "uncertain" => "it may have left, and no status came",
        "unreachable_by_email" | "unreachable_by_whatsapp" => "the channel refused it for good",
        other => other,
    }
}

fn whom(obligation: Obligation) -> &'static str {
    if obligation.is_to_practitioner() { " to the practitioner" } else { "" }
}

fn name(history: &History, clinic: &Clinic<'_>, obligation: Obligation) -> String {
    match obligation {
        Obligation::Welcome(_) => "welcome".into(),
        Obligation::Reminder(visit, starts_at) => {
            format!("reminder of visit {}, {}", number(visit), day_and_time(history, starts_at))
        }
        Obligation::FormLink(form, _) => format!("link to the {}", form_name(clinic, form)),
        Obligation::Resend(form) => format!("link to the {} once more", form_name(clinic, form)),
        Obligation::TreatmentCompleted(_) => "the treatment is completed".into(),
        Obligation::FormSubmitted(form) => format!("the {} was submitted", form_name(clinic, form)),
        Obligation::FormOutstanding(form, visit) => {
            format!("the {} is outstanding before visit {}", form_name(clinic, form), number(visit))
        }
    }
}

/// What a message carried beside what its name says.
fn contents(clinic: &Clinic<'_>, obligation: Obligation, at: At, carried: &Carried) -> String {
    let mut words = String::new();
    if !matches!(obligation, Obligation::FormLink(..) | Obligation::Resend(_)) {
        for form in &carried.links {
            let _ = write!(words, ", with the link to the {}", form_name(clinic, *form));
        }
    }
    for form in &carried.outstanding {
        let had_link = clinic.told().iter().any(|told| told.at < at && told.carried.links.contains(form));
        let name = form_name(clinic, *form);
        let _ = match had_link {
            true => write!(words, ", with the link to the {name} again: it is outstanding"),
            false => write!(words, ", calls the {name} outstanding, THOUGH NO MESSAGE CARRIED ITS LINK"),
        };
    }
    words
}

fn first_link(history: &History, clinic: &Clinic<'_>, form: FormId) -> String {
    let told = clinic.told();
    let first = told.iter().find(|told| told.carried.links.contains(&form));
    first.map_or_else(|| "never".into(), |told| day_and_time(history, told.at))
}

fn form_name(clinic: &Clinic<'_>, form: FormId) -> String {
    let known = clinic.facts.forms.iter().find(|known| known.id == form);
    match known.map(|known| known.purpose) {
        Some(FormPurpose::Intake) => "intake form".into(),
        Some(FormPurpose::Progress) => "progress form".into(),
        Some(FormPurpose::Final) => "final form".into(),
        Some(FormPurpose::Asked) | None => "form that staff asked for".into(),
    }
}

fn number(visit: AppointmentId) -> u128 {
    visit.0.as_u128()
}

fn happening(history: &History, event: Event) -> String {
    match event {
        Event::Booked { visit, starts_at, .. } => {
            format!("visit {visit} is booked for {}", day_and_time(history, starts_at))
        }
        Event::Moved { visit, starts_at } => {
            format!("visit {visit} is moved to {}", day_and_time(history, starts_at))
        }
        Event::Cancelled { visit } => format!("visit {visit} is cancelled"),
        Event::Started { visit } => format!("visit {visit} begins"),
        Event::Completed { visit } => format!("visit {visit} is completed"),
        Event::NoShow { visit } => format!("the patient does not come to visit {visit}"),
        Event::TreatmentBegins(_) => "another treatment begins".into(),
        Event::TreatmentCompleted(_) => "the treatment is completed".into(),
        Event::FormAsked(_) => "staff asks for a form".into(),
        Event::FormSubmitted => "the patient submits a form".into(),
        Event::FormWithdrawn => "staff withdraws a form".into(),
        Event::LinkResent => "staff has a link sent once more".into(),
        Event::OptedOut(channel) => format!("the patient wants nothing by {}", channel.as_str()),
        Event::AddressCorrected(channel) => format!("staff corrects the address for {}", channel.as_str()),
        Event::OptedIn(channel) => format!("the patient takes messages by {}", channel.as_str()),
        Event::RulesChanged(_) => "the clinic changes its rules".into(),
        Event::Worker(weather) => format!("the worker is {}", how(weather)),
        Event::Mail(weather) => format!("the mail server is {}", how(weather)),
        Event::Whatsapp(weather) => format!("WhatsApp is {}", how(weather)),
    }
}

fn how(weather: Weather) -> &'static str {
    match weather {
        Weather::Up => "up",
        Weather::Down => "down",
        Weather::Rough => "in trouble",
    }
}

fn day_and_time(history: &History, at: At) -> String {
    at.with_timezone(&history.zone).format("%a %d %b %H:%M").to_string()
}

/// Breaks texts into lines that fit a column; what follows a first line is set in.
fn wrap(texts: &[String]) -> Vec<String> {
    let mut lines = Vec::new();
    for text in texts {
        let mut current = String::new();
        for word in text.split(' ') {
            if !current.is_empty() && current.chars().count() + word.chars().count() + 1 > WIDTH {
                lines.push(std::mem::replace(&mut current, "  ".into()));
                current.push_str(word);
                continue;
            }
            if !current.is_empty() {
                current.push(' ');
            }
            current.push_str(word);
        }
        lines.push(current);
    }
    lines
}
