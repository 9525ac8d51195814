//! Histories in which something fails: what the patient was told all the same, and of what a person was alerted.

use chrono::Duration;
use entity::enums::{FormPurpose, NotificationChannel};

use super::history::{Event, History, Moment, Weather};
use super::stories::{at, booked, edg_2565, link, played, reminders, story};
use super::world::{OF_PLAN, visit_id};
use crate::features::reminders::decision::reason;
use crate::features::reminders::facts::Obligation;

#[test]
fn a_link_that_staff_sends_once_more_goes_by_whatsapp_before_the_visit_while_the_mail_server_is_down() {
    let mut history = edg_2565();
    history.moments[3].at = at("2025-08-11 11:00");
    let mail_down = Moment { at: at("2025-08-11 10:45"), event: Event::Mail(Weather::Down) };
    let resent = Moment { at: at("2025-08-11 11:05"), event: Event::LinkResent };
    history.moments.extend([mail_down, resent]);
    history.moments.sort_by_key(|moment| moment.at);
    let clinic = played(&history);
    let told = clinic.told();
    let form = clinic.facts.forms[0].id;
    let links: Vec<_> = told.iter().filter(|told| told.carried.has_link(form)).collect();
    assert_eq!(links.len(), 1, "once: {links:?}");
    assert_eq!(
        (links[0].channel, links[0].obligation),
        (NotificationChannel::Whatsapp, Obligation::Resend(form))
    );
    assert!(links[0].at < at("2025-08-11 15:30"), "after four hours of patience at most");
}

#[test]
fn a_form_that_staff_asks_for_and_resends_at_night_is_one_message_in_the_morning() {
    let history = story(
        "2025-08-04 10:00",
        &[
            ("2025-08-04 10:00", booked(1, "2025-08-17 11:00")),
            ("2025-08-05 21:30", Event::FormAsked(OF_PLAN)),
            ("2025-08-05 21:35", Event::LinkResent),
            ("2025-08-05 21:36", Event::LinkResent),
        ],
    );
    let clinic = played(&history);
    let form = clinic.facts.forms[0].id;
    let mut told = clinic.told();
    told.retain(|told| told.carried.links.contains(&form));
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0].at, at("2025-08-06 08:00"));
}

#[test]
fn a_link_that_waits_for_the_mail_server_is_not_told_for_a_visit_that_was_cancelled_meanwhile() {
    let mut history = story(
        "2025-08-04 10:00",
        &[
            ("2025-08-04 10:00", booked(1, "2025-08-20 09:00")),
            ("2025-08-05 10:00", Event::Mail(Weather::Down)),
            ("2025-08-05 10:05", Event::FormAsked(OF_PLAN)),
            ("2025-08-05 10:30", Event::Cancelled { visit: 1 }),
            ("2025-08-05 11:00", Event::Mail(Weather::Up)),
        ],
    );
    history.channels = vec![NotificationChannel::Email];
    let clinic = played(&history);
    let told = clinic.told();
    let links: Vec<_> = told.iter().filter(|told| !told.carried.links.is_empty()).collect();
    assert_eq!(links.len(), 1, "{links:?}");
    assert_eq!(links[0].carried.starts_at, None, "before no visit");
}

#[test]
fn a_link_waits_for_a_reminder_that_carries_it_until_no_channel_took_the_reminder() {
    let history = story(
        "2025-08-11 16:00",
        &[
            ("2025-08-11 18:00", Event::Whatsapp(Weather::Down)),
            ("2025-08-11 21:50", booked(1, "2025-08-12 14:30")),
            ("2025-08-11 21:55", Event::FormAsked(OF_PLAN)),
            ("2025-08-12 00:54", Event::Mail(Weather::Down)),
            ("2025-08-12 13:32", Event::Whatsapp(Weather::Up)),
            ("2025-08-12 14:30", Event::Started { visit: 1 }),
        ],
    );
    let clinic = played(&history);
    let form = clinic.facts.forms[0].id;
    let before = Some((visit_id(1), at("2025-08-12 14:30")));
    let planned: Vec<_> = clinic.facts.said_of(Obligation::FormLink(form, before)).collect();
    let channels: Vec<_> = planned.iter().map(|said| said.channel).collect();
    use NotificationChannel::{Email, Whatsapp};
    assert_eq!(channels, [Email, Email, Whatsapp], "before the reminder and after it: {planned:?}");
    assert!(planned.iter().all(|said| said.carried.is_some()), "each was tried");
    assert!(link(&clinic, FormPurpose::Asked).is_some_and(|(when, _)| when < at("2025-08-12 14:30")));
}

#[test]
fn a_worker_that_is_down_until_the_visit_is_over_leaves_an_alert_for_the_link_that_missed_it() {
    let history = story(
        "2025-08-04 09:00",
        &[
            ("2025-08-04 10:00", booked(1, "2025-08-08 14:00")),
            ("2025-08-06 20:00", Event::Worker(Weather::Down)),
            ("2025-08-07 09:05", Event::FormAsked(OF_PLAN)),
            ("2025-08-08 14:00", Event::Started { visit: 1 }),
            ("2025-08-08 15:00", Event::Completed { visit: 1 }),
            ("2025-08-08 16:00", Event::Worker(Weather::Up)),
        ],
    );
    let clinic = played(&history);
    let form = clinic.facts.forms[0].id;
    let missed = Obligation::FormLink(form, Some((visit_id(1), at("2025-08-08 14:00"))));
    let said = clinic.facts.said_of(missed).next().expect("a record");
    assert_eq!(said.reason.as_deref(), Some(reason::TOO_LATE));
    assert!(clinic.alerts.contains(&said.id), "and a person knows");
    assert_eq!(link(&clinic, FormPurpose::Asked).expect("the link").0, at("2025-08-08 16:00"));
}

#[test]
fn a_practitioner_hears_that_a_form_is_outstanding_once_the_patient_had_half_of_the_time() {
    let mut history = story(
        "2025-08-04 09:00",
        &[
            ("2025-08-04 09:00", booked(1, "2025-08-08 15:00")),
            ("2025-08-06 08:00", Event::Mail(Weather::Down)),
            ("2025-08-06 09:00", Event::FormAsked(OF_PLAN)),
            ("2025-08-08 09:00", Event::Mail(Weather::Up)),
        ],
    );
    history.channels = vec![NotificationChannel::Email];
    let clinic = played(&history);
    let form = clinic.facts.forms[0].id;
    let told = clinic.told();
    let link = told.iter().find(|told| told.carried.has_link(form)).expect("the link");
    let outstanding = Obligation::FormOutstanding(form, visit_id(1));
    let outstanding = told.iter().find(|told| told.obligation == outstanding).expect("word of it");
    let half = (at("2025-08-08 15:00") - link.at) / 2;
    assert!(link.at >= at("2025-08-08 09:00") && outstanding.at - link.at >= half, "{told:#?}");
}

#[test]
fn a_practitioner_who_could_not_be_told_that_a_form_is_outstanding_is_an_alert() {
    let history = story(
        "2025-08-04 09:00",
        &[
            ("2025-08-04 10:00", booked(1, "2025-08-08 14:00")),
            ("2025-08-05 09:05", Event::FormAsked(OF_PLAN)),
            ("2025-08-07 09:00", Event::Mail(Weather::Down)),
            ("2025-08-08 14:00", Event::Started { visit: 1 }),
        ],
    );
    let clinic = played(&history);
    let missed = Obligation::FormOutstanding(clinic.facts.forms[0].id, visit_id(1));
    let said = clinic.facts.said_of(missed).next().expect("a message");
    assert!(clinic.alerts.contains(&said.id), "{said:?}");
}

#[test]
fn a_visit_in_the_evening_does_not_hold_the_next_reminder_back_into_the_quiet_hours() {
    let history = story(
        "2025-08-04 09:00",
        &[
            ("2025-08-04 10:00", booked(1, "2025-08-11 20:00")),
            ("2025-08-11 08:15", booked(2, "2025-08-12 09:45")),
            ("2025-08-11 20:00", Event::Started { visit: 1 }),
            ("2025-08-11 21:10", Event::Completed { visit: 1 }),
            ("2025-08-12 09:45", Event::Started { visit: 2 }),
        ],
    );
    let clinic = played(&history);
    assert!(reminders(&clinic, 2)[0].at < at("2025-08-11 21:00"), "and not until it is too late");
}

#[test]
fn a_visit_that_nobody_marked_a_week_ago_holds_no_reminder_back() {
    let history = story(
        "2025-08-01 09:00",
        &[
            ("2025-08-01 10:00", booked(1, "2025-08-04 10:00")),
            ("2025-08-01 10:00", booked(2, "2025-08-11 20:30")),
            ("2025-08-11 20:30", Event::Started { visit: 2 }),
        ],
    );
    assert_eq!(reminders(&played(&history), 2)[0].at, at("2025-08-09 20:30"));
}

#[test]
fn a_link_that_no_channel_took_for_a_week_alerts_a_person_and_goes_out_once_a_channel_is_back() {
    let (mail, whatsapp) = (Event::Mail, Event::Whatsapp);
    let mut history = story(
        "2025-08-01 09:00",
        &[
            ("2025-08-02 09:00", mail(Weather::Down)),
            ("2025-08-02 09:00", whatsapp(Weather::Down)),
            ("2025-08-02 10:01", Event::FormAsked(OF_PLAN)),
            ("2025-08-10 11:00", mail(Weather::Up)),
            ("2025-08-10 11:00", whatsapp(Weather::Up)),
        ],
    );
    history.ends_at = at("2025-08-14 09:00");
    let clinic = played(&history);
    let link = Obligation::FormLink(clinic.facts.forms[0].id, None);
    let alerted = clinic.facts.said_of(link).filter(|said| clinic.alerts.contains(&said.id));
    assert_eq!(alerted.count(), 1);
    assert!(clinic.told().iter().any(|told| told.obligation == link), "{:?}", clinic.facts.ledger);
}

/// The mail server loses replies while a reminder leaves, and a form comes into being between two attempts. What is lost
/// and when is up to chance.
pub(super) fn asked_for_between_two_attempts(seed: u64) -> History {
    let mut history = story(
        "2025-08-04 10:00",
        &[
            ("2025-08-04 10:00", booked(1, "2025-08-08 10:00")),
            ("2025-08-06 09:50", Event::Mail(Weather::Rough)),
            ("2025-08-06 10:00", Event::FormAsked(OF_PLAN)),
            ("2025-08-06 12:00", Event::Mail(Weather::Up)),
        ],
    );
    history.moments[2].at += Duration::seconds(1);
    History { seed, channels: vec![NotificationChannel::Email], ..history }
}

#[test]
fn a_letter_that_may_have_arrived_without_a_form_is_another_letter_once_it_carries_it() {
    for seed in 0..40 {
        played(&asked_for_between_two_attempts(seed));
    }
}
