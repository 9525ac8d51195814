//! Histories of a patient with more than one treatment, and of a clinic that changes its rules.

use chrono::Duration;
use entity::enums::{FormPurpose, NotificationChannel};

use super::history::{Event, History, Rule, Weather};
use super::stories::{at, booked, link, played, reminders, story};
use super::world::{OF_PLAN, OF_REQUEST, SECOND_PLAN, visit_id};
use crate::features::reminders::facts::Obligation;
use crate::platform::actor::JourneyScope;

fn booked_of(visit: u32, of: JourneyScope, starts_at: &str) -> Event {
    Event::Booked { visit, of, starts_at: at(starts_at), minutes: 55 }
}

#[test]
fn two_treatments_neither_wait_for_each_other_nor_carry_each_other_s_forms() {
    let second = JourneyScope::CarePlan(SECOND_PLAN);
    let history = story(
        "2025-08-01 09:00",
        &[
            ("2025-08-01 09:30", Event::TreatmentBegins(SECOND_PLAN)),
            ("2025-08-01 10:00", booked(1, "2025-08-08 11:30")),
            ("2025-08-01 10:00", booked_of(11, second, "2025-08-06 11:00")),
            ("2025-08-06 11:00", Event::Started { visit: 11 }),
            ("2025-08-06 11:10", Event::FormAsked(second)),
            ("2025-08-06 11:55", Event::Completed { visit: 11 }),
        ],
    );
    let clinic = played(&history);
    let told = reminders(&clinic, 1);
    assert_eq!(told[0].at, at("2025-08-06 11:30"), "while the visit of the other treatment goes on");
    assert!(told[0].carried.links.is_empty(), "without the form of the other treatment");
    let (when, by) = link(&clinic, FormPurpose::Asked).expect("the link");
    assert!(matches!(by, Obligation::FormLink(_, None)), "before no visit, as its treatment has none ahead");
    assert_eq!(when, at("2025-08-06 11:10"));
}

#[test]
fn an_appointment_that_came_of_a_request_is_reminded_of_with_its_own_form() {
    let history = story(
        "2025-08-01 09:00",
        &[
            ("2025-08-01 10:00", booked_of(21, OF_REQUEST, "2025-08-06 11:00")),
            ("2025-08-04 10:30", Event::FormAsked(OF_REQUEST)),
        ],
    );
    let clinic = played(&history);
    assert_eq!(reminders(&clinic, 21)[0].carried.links.len(), 1);
    let to_practitioner = |obligation: Obligation| obligation.is_to_practitioner();
    assert!(!clinic.told().iter().any(|told| to_practitioner(told.obligation)), "nobody treats a request");
}

#[test]
fn a_wider_window_reminds_at_once_of_what_it_lets_in_and_nobody_twice() {
    let history = story(
        "2025-08-01 09:00",
        &[
            ("2025-08-01 10:00", booked(1, "2025-08-06 11:00")),
            ("2025-08-01 10:00", booked(2, "2025-08-07 11:00")),
            ("2025-08-04 12:00", Event::RulesChanged(Rule::WindowHours(72))),
        ],
    );
    let clinic = played(&history);
    let when = |visit| reminders(&clinic, visit).iter().map(|told| told.at).collect::<Vec<_>>();
    assert_eq!((when(1), when(2)), (vec![at("2025-08-04 11:00")], vec![at("2025-08-04 12:00")]));
}

#[test]
fn a_clinic_that_reminds_nobody_for_a_while_goes_on_with_what_is_still_owed_then() {
    let history = story(
        "2025-08-01 09:00",
        &[
            ("2025-08-01 10:00", booked(1, "2025-08-06 11:00")),
            ("2025-08-01 10:00", booked(2, "2025-08-08 11:00")),
            ("2025-08-04 10:00", Event::RulesChanged(Rule::Enabled(false))),
            ("2025-08-06 11:00", Event::Started { visit: 1 }),
            ("2025-08-06 11:55", Event::Completed { visit: 1 }),
            ("2025-08-06 15:00", Event::RulesChanged(Rule::Enabled(true))),
        ],
    );
    let clinic = played(&history);
    let of_the_first = |obligation| matches!(obligation, Obligation::Reminder(id, _) if id == visit_id(1));
    assert!(!clinic.facts.ledger.iter().any(|said| of_the_first(said.obligation)), "nothing was owed of it");
    assert_eq!(reminders(&clinic, 2)[0].at, at("2025-08-06 15:00"));
}

/// Staff has a link sent once more while the mail server is down, and the clinic has switched its reminders off.
pub(super) fn resent_while_nobody_is_reminded() -> History {
    story(
        "2025-08-04 09:00",
        &[
            ("2025-08-04 09:30", Event::RulesChanged(Rule::Enabled(false))),
            ("2025-08-04 10:00", Event::FormAsked(OF_PLAN)),
            ("2025-08-04 10:05", Event::Mail(Weather::Down)),
            ("2025-08-04 10:10", Event::LinkResent),
        ],
    )
}

#[test]
fn what_staff_sends_once_more_takes_the_next_channel_though_the_clinic_reminds_nobody() {
    let history = resent_while_nobody_is_reminded();
    let clinic = played(&history);
    let resent = Obligation::Resend(clinic.facts.forms[0].id);
    let told: Vec<_> = clinic.told().into_iter().filter(|told| told.obligation == resent).collect();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].channel, NotificationChannel::Whatsapp);
    assert!(told[0].at - at("2025-08-04 10:10") <= Duration::hours(4), "after the patience with e-mail");
}
