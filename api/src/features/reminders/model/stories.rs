//! Histories as people tell them: the seed's case, and its cousins. Times are those of the clinic.

use chrono::{Duration, NaiveDateTime, TimeZone};
use chrono_tz::Tz;
use entity::enums::{FormPurpose, NotificationChannel, NotificationState};

use super::history::{At, Event, History, Moment, Weather};
use super::run::{Clinic, Ours, Told, play, play_on};
use super::seed_rule::{SeedRule, in_its_rhythm};
use super::world::{OF_PLAN, visit_id};
use crate::features::reminders::decision::reason;
use crate::features::reminders::facts::Obligation;

const ZONE: Tz = Tz::America__Los_Angeles;

/// `2025-08-11 08:30` on the clinic's wall.
pub(super) fn at(text: &str) -> At {
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a time");
    ZONE.from_local_datetime(&local).earliest().expect("a time that there is").to_utc()
}

/// A treatment that begins then, with these events.
pub(super) fn story(begins: &str, events: &[(&str, Event)]) -> History {
    let mut history = History::new(ZONE, at(begins));
    history.moments = events.iter().map(|(when, event)| Moment { at: at(when), event: *event }).collect();
    assert!(history.moments.is_sorted_by_key(|moment| moment.at), "a story is told in order");
    let last = history.moments.last().expect("something happens").at;
    history.ends_at = last + Duration::hours(48);
    history
}

pub(super) fn booked(visit: u32, starts_at: &str) -> Event {
    Event::Booked { visit, of: OF_PLAN, starts_at: at(starts_at), minutes: 55 }
}

fn progress_after_each(history: History) -> History {
    History { progress_every: 1, ..history }
}

pub(super) fn played(history: &History) -> Clinic<'_> {
    let clinic = play(history, &mut Ours);
    assert!(clinic.violation().is_none(), "{:?}", clinic.violation());
    clinic
}

/// The accepted reminders of a visit.
pub(super) fn reminders(clinic: &Clinic<'_>, visit: u32) -> Vec<Told> {
    let mut told = clinic.told();
    told.retain(|told| matches!(told.obligation, Obligation::Reminder(id, _) if id == visit_id(visit)));
    told
}

/// When the patient got the link to the first form of this purpose, and whether it was called outstanding before.
pub(super) fn link(clinic: &Clinic<'_>, purpose: FormPurpose) -> Option<(At, Obligation)> {
    let form = clinic.facts.forms.iter().find(|form| form.purpose == purpose)?.id;
    let told = clinic.told();
    let first = told.iter().find(|told| told.carried.links.contains(&form))?;
    let early = told.iter().any(|told| told.at < first.at && told.carried.outstanding.contains(&form));
    assert!(!early, "called outstanding before its link");
    Some((first.at, first.obligation))
}

fn why(clinic: &Clinic<'_>, visit: u32) -> Vec<(String, bool)> {
    let of =
        |obligation: Obligation| matches!(obligation, Obligation::Reminder(id, _) if id == visit_id(visit));
    let ended = clinic.facts.ledger.iter().filter(|said| of(said.obligation));
    ended.filter_map(|said| Some((said.reason.clone()?, clinic.alerts.contains(&said.id)))).collect()
}

/// The report: the 4th appointment occurred on 08/11 at 8:30 AM PDT (55 min), the 5th on 08/13 at 8:30 AM PDT; the
/// progress form is only created after the appointment is completed.
pub(super) fn edg_2565() -> History {
    let mut history = story(
        "2025-08-04 10:00",
        &[
            ("2025-08-04 10:00", booked(4, "2025-08-11 08:30")),
            ("2025-08-04 10:00", booked(5, "2025-08-13 08:30")),
            ("2025-08-11 08:30", Event::Started { visit: 4 }),
            ("2025-08-11 09:25", Event::Completed { visit: 4 }),
            ("2025-08-13 08:30", Event::Started { visit: 5 }),
        ],
    );
    history.progress_every = 1;
    history
}

#[test]
fn edg_2565_the_reminder_waits_for_the_fourth_visit_and_carries_the_form_that_it_brings() {
    let history = edg_2565();
    let clinic = played(&history);
    let (when, by) = link(&clinic, FormPurpose::Progress).expect("the link");
    assert_eq!(when, at("2025-08-11 09:25"), "as soon as the form is there");
    assert_eq!(by, Obligation::Reminder(visit_id(5), at("2025-08-13 08:30")), "with the reminder");
    assert_eq!(reminders(&clinic, 5).len(), 1, "and that is all that the patient is reminded with");
}

#[test]
fn edg_2565_under_the_seed_s_rule_no_link_is_ever_sent_and_the_form_is_called_outstanding() {
    let history = in_its_rhythm(&edg_2565());
    let clinic = play_on(&history, &mut SeedRule::default());
    let told = reminders(&clinic, 5);
    assert_eq!(told[0].at, at("2025-08-11 08:30"), "the window opens while the 4th visit goes on");
    assert!(told[0].carried.links.is_empty(), "without the form, which is not there yet");
    assert_eq!(told[1].at, at("2025-08-11 09:30"));
    assert_eq!(told[1].carried.outstanding.len(), 1, "outstanding, says the next one");
    assert!(
        clinic.told().iter().all(|told| told.carried.links.is_empty()),
        "and no message carried its link"
    );
}

#[test]
fn a_visit_that_runs_two_hours_late_gets_its_form_a_message_of_its_own() {
    let mut history = edg_2565();
    history.moments[3].at = at("2025-08-11 11:40");
    let clinic = played(&history);
    let told = reminders(&clinic, 5);
    assert_eq!(told[0].at, at("2025-08-11 10:30"), "a reminder is held back for two hours and no longer");
    assert!(told[0].carried.links.is_empty());
    let (when, by) = link(&clinic, FormPurpose::Progress).expect("the link");
    assert_eq!(when, at("2025-08-11 11:40"));
    assert!(matches!(by, Obligation::FormLink(..)));
}

#[test]
fn a_visit_that_nobody_marks_until_the_evening_gets_its_link_in_the_morning_after_the_quiet_hours() {
    let mut history = edg_2565();
    history.moments.remove(2);
    history.moments[2].at = at("2025-08-11 22:15");
    let clinic = played(&history);
    assert_eq!(reminders(&clinic, 5)[0].at, at("2025-08-11 10:30"));
    assert_eq!(link(&clinic, FormPurpose::Progress).expect("the link").0, at("2025-08-12 08:00"));
}

#[test]
fn the_first_visit_is_tomorrow_and_the_intake_form_is_sent_at_once() {
    let mut history = story(
        "2025-08-11 10:00",
        &[
            ("2025-08-11 10:00", booked(1, "2025-08-12 09:00")),
            ("2025-08-12 09:00", Event::Started { visit: 1 }),
        ],
    );
    history.intake = true;
    let clinic = played(&history);
    assert_eq!(link(&clinic, FormPurpose::Intake).expect("the link").0, at("2025-08-11 10:00"));
    assert!(
        reminders(&clinic, 1).is_empty(),
        "12 hours after it was booked there are quiet hours until its end"
    );
    assert_eq!(why(&clinic, 1).len(), 1, "and the ledger says so");
}

#[test]
fn visits_on_consecutive_days_each_hand_their_form_on_to_the_next() {
    let history = progress_after_each(story(
        "2025-08-04 10:00",
        &[
            ("2025-08-04 10:00", booked(1, "2025-08-11 09:00")),
            ("2025-08-04 10:00", booked(2, "2025-08-12 09:00")),
            ("2025-08-04 10:00", booked(3, "2025-08-13 09:00")),
            ("2025-08-11 09:00", Event::Started { visit: 1 }),
            ("2025-08-11 09:55", Event::Completed { visit: 1 }),
            ("2025-08-12 09:00", Event::Started { visit: 2 }),
            ("2025-08-12 10:00", Event::Completed { visit: 2 }),
            ("2025-08-13 09:00", Event::Started { visit: 3 }),
        ],
    ));
    let clinic = played(&history);
    assert_eq!(reminders(&clinic, 2)[0].at, at("2025-08-10 09:00"), "before the first visit");
    assert_eq!(reminders(&clinic, 3)[0].at, at("2025-08-11 09:55"), "with the form of the first");
    let told = clinic.told();
    let second = clinic.facts.forms[1].id;
    let own = told.iter().find(|told| told.carried.links.contains(&second)).expect("the second link");
    assert_eq!(own.at, at("2025-08-12 10:00"));
}

#[test]
fn a_worker_that_is_down_while_the_window_opens_says_all_when_it_is_back() {
    let mut history = edg_2565();
    let down = [
        Moment { at: at("2025-08-11 07:00"), event: Event::Worker(Weather::Down) },
        Moment { at: at("2025-08-11 19:00"), event: Event::Worker(Weather::Up) },
    ];
    history.moments.extend(down);
    history.moments.sort_by_key(|moment| moment.at);
    let clinic = played(&history);
    let told = reminders(&clinic, 5);
    assert_eq!((told.len(), told[0].at), (1, at("2025-08-11 19:00")));
    assert_eq!(told[0].carried.links.len(), 1, "with the link");
}

#[test]
fn a_worker_that_is_down_for_too_long_leaves_a_reason_and_an_alert() {
    let mut history = edg_2565();
    let down = [
        Moment { at: at("2025-08-11 07:00"), event: Event::Worker(Weather::Down) },
        Moment { at: at("2025-08-13 07:00"), event: Event::Worker(Weather::Up) },
    ];
    history.moments.extend(down);
    history.moments.sort_by_key(|moment| moment.at);
    let clinic = played(&history);
    assert!(reminders(&clinic, 5).is_empty());
    assert_eq!(why(&clinic, 5), [(reason::TOO_LATE.to_owned(), true)]);
}

#[test]
fn a_visit_that_is_moved_into_the_window_is_not_reminded_of_while_its_patient_just_agreed() {
    let mut history = edg_2565();
    history.moments.insert(
        2,
        Moment {
            at: at("2025-08-06 15:00"),
            event: Event::Moved { visit: 5, starts_at: at("2025-08-07 18:00") },
        },
    );
    history.moments.last_mut().expect("a moment").at = at("2025-08-11 09:30");
    history.moments.retain(|moment| !matches!(moment.event, Event::Started { visit: 5 }));
    let clinic = play_on(&history, &mut Ours);
    let told = reminders(&clinic, 5);
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].at, at("2025-08-07 08:00"), "12 hours later, and after the quiet hours");
    assert_eq!(told[0].carried.starts_at, Some(at("2025-08-07 18:00")));
}

#[test]
fn a_visit_agreed_to_today_for_early_tomorrow_alerts_nobody() {
    let history = story("2025-08-04 08:30", &[("2025-08-04 09:00", booked(1, "2025-08-05 08:30"))]);
    let clinic = played(&history);
    assert!(reminders(&clinic, 1).is_empty());
    assert_eq!(why(&clinic, 1), [(reason::JUST_AGREED.to_owned(), false)]);
}

#[test]
fn a_visit_that_is_moved_there_and_back_is_reminded_of_once_for_each_start() {
    let mut history = edg_2565();
    let moved =
        |when, starts_at| Moment { at: at(when), event: Event::Moved { visit: 5, starts_at: at(starts_at) } };
    history.moments.push(moved("2025-08-11 12:00", "2025-08-14 08:30"));
    history.moments.push(moved("2025-08-11 12:30", "2025-08-13 08:30"));
    history.moments.sort_by_key(|moment| moment.at);
    let clinic = played(&history);
    let starts: Vec<_> = reminders(&clinic, 5).iter().map(|told| told.carried.starts_at).collect();
    assert_eq!(starts, [Some(at("2025-08-13 08:30"))]);
}

#[test]
fn a_form_that_comes_in_the_night_before_an_early_visit_is_recorded_and_goes_out_once_the_visit_is_moved() {
    let mut history = story(
        "2025-08-04 10:00",
        &[
            ("2025-08-04 10:00", booked(1, "2025-08-12 07:30")),
            ("2025-08-11 21:30", Event::FormAsked(OF_PLAN)),
            ("2025-08-11 22:00", Event::Moved { visit: 1, starts_at: at("2025-08-13 15:00") }),
        ],
    );
    history.channels = vec![NotificationChannel::Email];
    let clinic = played(&history);
    let recorded =
        clinic.facts.ledger.iter().find(|said| said.reason.as_deref() == Some(reason::QUIET_HOURS));
    assert!(
        recorded
            .is_some_and(|said| said.state == NotificationState::Expired && clinic.alerts.contains(&said.id))
    );
    assert_eq!(link(&clinic, FormPurpose::Asked).expect("the link").0, at("2025-08-12 08:00"));
}

#[test]
fn a_patient_without_any_address_is_recorded_as_missed_and_a_person_is_alerted() {
    let mut history = edg_2565();
    history.channels = Vec::new();
    let clinic = played(&history);
    assert!(clinic.told().iter().all(|told| told.obligation.is_to_practitioner()));
    assert_eq!(why(&clinic, 5), [(reason::NO_CHANNEL.to_owned(), true)]);
}
