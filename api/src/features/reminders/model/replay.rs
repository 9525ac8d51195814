//! `asistencia replay FILE`: a history of dated events, read from a file, played under our rules and beside it under
//! the seed's.
//!
//! A file is JSON. Every time is the clinic's own: `2025-08-11 08:30`.
//!
//! ```json
//! { "title": "…", "timeZone": "America/Los_Angeles", "begins": "2025-07-28 10:00", "ends": "2025-08-15 10:00",
//!   "channels": ["email", "whatsapp"],
//!   "rules": { "intake": true, "progressEvery": 4, "final": true, "reminders": { "window_hours": 48 } },
//!   "events": [
//!     { "at": "2025-07-28 10:00", "event": "booked", "visit": 1, "startsAt": "2025-08-11 08:30", "minutes": 55 },
//!     { "at": "2025-08-11 08:30", "event": "started", "visit": 1 } ] }
//! ```
//!
//! `ends`, `channels`, `rules` and `minutes` may be left out; `reminders` are checked as a clinic's own rules are.
//! Events: `booked` and `moved` (with `startsAt`), `started`, `completed`, `cancelled`, `noShow` (with `visit`),
//! `treatmentCompleted`, `formAsked`, `formSubmitted`, `formWithdrawn`, `linkResent`, `optedOut`, `optedIn` and
//! `addressCorrected` (with `channel`), and `workerDown`, `workerUp`, `mailDown`, `mailUp`, `whatsappDown`, `whatsappUp`.

use std::ops::RangeInclusive;

use anyhow::{Context, Result, anyhow, bail};
use chrono::{Datelike, Duration, NaiveDateTime, TimeZone};
use chrono_tz::Tz;
use entity::enums::{CarePlanState, FormState, NotificationChannel};
use entity::ids::CarePlanId;
use entity::settings::ReminderPolicy;
use serde::Deserialize;

use super::by_rule::ByRule;
use super::history::{At, Event, History, Moment, Weather};
use super::replay_words::beside;
use super::run::{Ours, Skies, play_on};
use super::seed_rule::{SeedRule, in_its_rhythm};
use super::world::{OF_PLAN, PLAN, facts_of, happen, visit_id};
use crate::features::reminders::facts::{Facts, VisitFacts};
use crate::features::reminders::policy::{PolicyChange, changed};
use crate::platform::actor::JourneyScope;
use crate::platform::clinic_time::day_of;
use crate::platform::error::Failure;

/// Histories that come with the program, by name.
const BUILT_IN: &[(&str, &str)] = &[("edg-2565", include_str!("../../../../assets/replays/edg-2565.json"))];

const WHEN: &str = "%Y-%m-%d %H:%M";

/// Of which a history may tell.
const YEARS: RangeInclusive<i32> = 2000..=2100;

/// The longest history.
const LONGEST: Duration = Duration::days(1_000);

/// The longest visit, in minutes.
const LONGEST_VISIT: i64 = 24 * 60;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct File {
    title: String,
    time_zone: String,
    begins: String,
    ends: Option<String>,
    channels: Option<Vec<NotificationChannel>>,
    #[serde(default)]
    rules: Rules,
    events: Vec<Line>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct Rules {
    intake: bool,
    progress_every: usize,
    #[serde(rename = "final")]
    with_final: bool,
    reminders: PolicyChange,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Line {
    at: String,
    event: String,
    visit: Option<u32>,
    starts_at: Option<String>,
    minutes: Option<i64>,
    channel: Option<NotificationChannel>,
}

/// Plays the history of a file, or one that comes with the program, and tells what each person was told and when.
///
/// # Errors
/// In one line: a file that cannot be read, an event that is not known, dates that go backwards, a visit that ends
/// before it begins, what the program would have refused.
pub fn replay(name: &str) -> Result<String> {
    let built_in = BUILT_IN.iter().find(|(known, _)| *known == name);
    let text = match built_in {
        Some((_, text)) => (*text).to_owned(),
        None => std::fs::read_to_string(name).with_context(|| format!("replay {name}"))?,
    };
    replay_text(&text).map_err(|error| anyhow!("replay {name}: {error:#}"))
}

fn replay_text(text: &str) -> Result<String> {
    let (title, history) = read(text)?;
    let ours = play_on(&history, &mut Ours);
    let in_rhythm = in_its_rhythm(&history);
    let seed = play_on(&in_rhythm, &mut SeedRule::default());
    Ok(beside(&title, &history, &ours, &seed))
}

/// Reads a history.
fn read(text: &str) -> Result<(String, History)> {
    let file: File = serde_json::from_str(text)?;
    let zone: Tz =
        file.time_zone.parse().map_err(|_| anyhow!("there is no time zone '{}'", file.time_zone))?;
    let mut history = History::new(zone, instant(zone, &file.begins).context("begins")?);
    (history.intake, history.progress_every, history.with_final) =
        (file.rules.intake, file.rules.progress_every, file.rules.with_final);
    history.policy = policy(file.rules.reminders, history.begins_at).context("rules.reminders")?;
    history.channels = file.channels.unwrap_or(history.channels);
    let mut last = history.begins_at;
    for (index, line) in file.events.iter().enumerate() {
        let which = || format!("event {} ({} {})", index + 1, line.at, line.event);
        let at = instant(zone, &line.at).with_context(which)?;
        if at < last {
            bail!("{} is dated before what comes before it", which());
        }
        last = at;
        history.moments.push(Moment { at, event: event(zone, line).with_context(which)? });
    }
    let ends_at = file.ends.as_deref().map(|ends| instant(zone, ends).context("ends")).transpose()?;
    history.ends_at = ends_at.unwrap_or(last + Duration::hours(48));
    if history.ends_at < last {
        bail!("it ends before its last event");
    }
    if history.ends_at - history.begins_at > LONGEST {
        bail!("it lasts for more than {} days", LONGEST.num_days());
    }
    rehearse(&history)?;
    Ok((file.title, history))
}

/// The rules of a clinic that sets these, refused as the clinic's own would be.
fn policy(rules: PolicyChange, now: At) -> Result<ReminderPolicy> {
    changed(&ReminderPolicy::default(), rules, now).map_err(|failure| match failure {
        Failure::Refused(refusals) => {
            let words: Vec<_> = refusals
                .iter()
                .map(|refusal| format!("{}: {}", refusal.field[1..].join("."), refusal.en))
                .collect();
            anyhow!(words.join(" "))
        }
        Failure::Error(error) => anyhow!("{error:?}"),
    })
}

/// Whether everything can happen as it is told.
fn rehearse(history: &History) -> Result<()> {
    let mut facts = facts_of(history);
    let (mut by_rule, mut skies) = (ByRule::of(history), Skies::CLEAR);
    for (index, moment) in history.moments.iter().enumerate() {
        skies.change(moment.event);
        let refused = || format!("event {}", index + 1);
        refuse_as_the_program_does(&facts, moment.at, moment.event).with_context(refused)?;
        happen(&mut facts, moment.at, moment.event).map_err(|why| anyhow!(why)).with_context(refused)?;
        if skies.worker == Weather::Up {
            by_rule.look(&mut facts, moment.at);
        }
    }
    Ok(())
}

/// Refuses what the clinic's staff could not have done. Made-up histories may: what happens at once happens in any order
/// there.
fn refuse_as_the_program_does(facts: &Facts, now: At, event: Event) -> Result<()> {
    let visit_of = |number: u32| facts.visits.iter().find(|visit| visit.id == visit_id(number));
    let is_over = |plan: CarePlanId| {
        facts.plans.iter().any(|known| known.id == plan && known.state != CarePlanState::Active)
    };
    match event {
        Event::Booked { of, .. } if of.care_plan().is_some_and(is_over) => {
            bail!("nothing is booked once the treatment is completed")
        }
        Event::TreatmentCompleted(plan) => {
            if is_over(plan) {
                bail!("the treatment is completed already");
            }
            let of_plan = |visit: &&VisitFacts| visit.scope == JourneyScope::CarePlan(plan);
            if let Some(left) = facts.visits.iter().filter(of_plan).find(|visit| visit.is_unfinished()) {
                bail!("visit {} is still booked or in progress", left.id.0.as_u128());
            }
        }
        Event::Started { visit } => {
            let starts_at = visit_of(visit).map(|known| known.starts_at);
            let day = |at: At| day_of(at, facts.zone);
            if starts_at.is_some_and(|starts_at| day(now) < day(starts_at)) {
                bail!("visit {visit} is for a day that has not come yet");
            }
        }
        Event::Moved { visit, .. } | Event::Cancelled { visit }
            if visit_of(visit).is_some_and(|known| known.began_at(now).is_some()) =>
        {
            bail!("visit {visit} has begun already");
        }
        Event::Moved { visit, starts_at }
            if visit_of(visit).is_some_and(|known| known.starts_at == starts_at) =>
        {
            bail!("visit {visit} is at that time already");
        }
        Event::LinkResent if facts.forms.iter().all(|form| form.state != FormState::Open) => {
            bail!("no form is open");
        }
        Event::LinkResent if facts.reach.channels.is_empty() => {
            bail!("there is nothing by which the patient could get it");
        }
        _ => {}
    }
    Ok(())
}

fn instant(zone: Tz, text: &str) -> Result<At> {
    let local = NaiveDateTime::parse_from_str(text, WHEN)
        .map_err(|_| anyhow!("'{text}' is no time such as 2025-08-11 08:30"))?;
    if !YEARS.contains(&local.year()) {
        bail!("'{text}' is not in the years {} to {}", YEARS.start(), YEARS.end());
    }
    let found = zone.from_local_datetime(&local).earliest();
    Ok(found.ok_or_else(|| anyhow!("the clinic's clocks leave {text} out"))?.to_utc())
}

fn event(zone: Tz, line: &Line) -> Result<Event> {
    use Weather::{Down, Up};
    let told: &[&str] = match line.event.as_str() {
        "booked" => &["visit", "startsAt", "minutes"],
        "moved" => &["visit", "startsAt"],
        "started" | "completed" | "cancelled" | "noShow" => &["visit"],
        "optedOut" | "optedIn" | "addressCorrected" => &["channel"],
        _ => &[],
    };
    for (field, is_given) in [
        ("visit", line.visit.is_some()),
        ("startsAt", line.starts_at.is_some()),
        ("minutes", line.minutes.is_some()),
        ("channel", line.channel.is_some()),
    ] {
        if is_given && !told.contains(&field) {
            bail!("'{field}' says nothing of such an event");
        }
    }
    let visit = || line.visit.ok_or_else(|| anyhow!("'visit' is missing"));
    let starts_at = || {
        let text = line.starts_at.as_deref().ok_or_else(|| anyhow!("'startsAt' is missing"))?;
        instant(zone, text)
    };
    let channel = || line.channel.ok_or_else(|| anyhow!("'channel' is missing"));
    Ok(match line.event.as_str() {
        "booked" => {
            let minutes = line.minutes.unwrap_or(60);
            if minutes <= 0 {
                bail!("the visit ends before it begins");
            }
            if minutes > LONGEST_VISIT {
                bail!("a visit takes {LONGEST_VISIT} minutes at most");
            }
            Event::Booked { visit: visit()?, of: OF_PLAN, starts_at: starts_at()?, minutes }
        }
        "moved" => Event::Moved { visit: visit()?, starts_at: starts_at()? },
        "started" => Event::Started { visit: visit()? },
        "completed" => Event::Completed { visit: visit()? },
        "cancelled" => Event::Cancelled { visit: visit()? },
        "noShow" => Event::NoShow { visit: visit()? },
        "treatmentCompleted" => Event::TreatmentCompleted(PLAN),
        "formAsked" => Event::FormAsked(OF_PLAN),
        "formSubmitted" => Event::FormSubmitted,
        "formWithdrawn" => Event::FormWithdrawn,
        "linkResent" => Event::LinkResent,
        "optedOut" => Event::OptedOut(channel()?),
        "optedIn" => Event::OptedIn(channel()?),
        "addressCorrected" => Event::AddressCorrected(channel()?),
        "workerDown" => Event::Worker(Down),
        "workerUp" => Event::Worker(Up),
        "mailDown" => Event::Mail(Down),
        "mailUp" => Event::Mail(Up),
        "whatsappDown" => Event::Whatsapp(Down),
        "whatsappUp" => Event::Whatsapp(Up),
        _ => bail!("there is no such event"),
    })
}

#[cfg(test)]
#[path = "replay_tests.rs"]
mod tests;
