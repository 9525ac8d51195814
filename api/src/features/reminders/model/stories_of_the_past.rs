//! Histories in which a rule kept something from being said, and is another one once it is too late.

use entity::enums::NotificationChannel::{Email, Whatsapp};

use super::history::{Event, History, Rule, Weather};
use super::run::Clinic;
use super::stories::{booked, played, story};
use super::world::OF_PLAN;
use crate::features::reminders::decision::reason;
use crate::features::reminders::facts::{Obligation, is_accepted};

/// The reasons that the ledger keeps of reminders.
fn reasons<'c>(clinic: &'c Clinic<'_>) -> Vec<&'c str> {
    let reminders =
        clinic.facts.ledger.iter().filter(|said| matches!(said.obligation, Obligation::Reminder(..)));
    reminders.filter_map(|said| said.reason.as_deref()).collect()
}

fn nobody_is_alerted(history: &History) -> Clinic<'_> {
    let clinic = played(history);
    assert!(clinic.alerts.is_empty(), "{:#?}", clinic.facts.ledger);
    clinic
}

#[test]
fn who_opts_in_after_a_visit_is_not_one_who_should_have_been_reminded() {
    let history = story(
        "2025-08-04 09:00",
        &[
            ("2025-08-04 09:00", Event::OptedOut(Email)),
            ("2025-08-04 09:00", Event::OptedOut(Whatsapp)),
            ("2025-08-04 10:00", booked(1, "2025-08-06 11:00")),
            ("2025-08-04 10:30", Event::FormAsked(OF_PLAN)),
            ("2025-08-06 11:00", Event::Started { visit: 1 }),
            ("2025-08-06 11:55", Event::Completed { visit: 1 }),
            ("2025-08-07 10:00", Event::OptedIn(Email)),
        ],
    );
    let clinic = nobody_is_alerted(&history);
    let told: Vec<_> = clinic.told().into_iter().map(|told| told.obligation).collect();
    assert_eq!(told, [Obligation::FormLink(clinic.facts.forms[0].id, None)], "what is still worth saying");
}

#[test]
fn who_opts_in_before_a_worker_is_back_had_opted_out_all_the_same() {
    let history = story(
        "2025-08-04 09:00",
        &[
            ("2025-08-04 09:00", Event::Worker(Weather::Down)),
            ("2025-08-04 09:00", Event::OptedOut(Email)),
            ("2025-08-04 09:00", Event::OptedOut(Whatsapp)),
            ("2025-08-04 10:00", booked(1, "2025-08-06 11:00")),
            ("2025-08-06 11:00", Event::Started { visit: 1 }),
            ("2025-08-07 10:00", Event::OptedIn(Email)),
            ("2025-08-07 10:05", Event::Worker(Weather::Up)),
        ],
    );
    assert_eq!(reasons(&nobody_is_alerted(&history)), [reason::OPTED_OUT]);
}

#[test]
fn who_opts_in_in_time_should_have_been_reminded_where_no_worker_came_by() {
    for opts_in in ["2025-08-04 10:30", "2025-08-05 12:00"] {
        let history = story(
            "2025-08-04 09:00",
            &[
                ("2025-08-04 09:00", Event::OptedOut(Email)),
                ("2025-08-04 09:00", Event::OptedOut(Whatsapp)),
                ("2025-08-04 10:00", booked(1, "2025-08-06 18:00")),
                (opts_in, Event::Worker(Weather::Down)),
                (opts_in, Event::OptedIn(Email)),
                ("2025-08-07 10:00", Event::Worker(Weather::Up)),
            ],
        );
        let clinic = played(&history);
        let reminders = clinic.facts.ledger.iter().filter(|said| {
            matches!(said.obligation, Obligation::Reminder(..)) && clinic.alerts.contains(&said.id)
        });
        assert_eq!(reminders.count(), 1, "{opts_in}: {:#?}", clinic.facts.ledger);
    }
}

#[test]
fn a_visit_that_had_just_been_agreed_is_not_missed_once_the_clinic_reminds_of_such_too() {
    let events = [
        ("2025-08-06 03:00", Event::Worker(Weather::Up)),
        ("2025-08-06 03:10", booked(1, "2025-08-06 11:00")),
        ("2025-08-06 11:00", Event::Started { visit: 1 }),
        ("2025-08-09 10:00", Event::RulesChanged(Rule::JustAgreedHours(0))),
        ("2025-08-09 10:05", Event::Worker(Weather::Up)),
    ];
    let looked_at = story("2025-08-04 09:00", &events);
    assert_eq!(reasons(&nobody_is_alerted(&looked_at)), [reason::JUST_AGREED]);

    let mut unseen = looked_at.clone();
    unseen.moments[0].event = Event::Worker(Weather::Down);
    assert_eq!(reasons(&nobody_is_alerted(&unseen)), [reason::JUST_AGREED], "by the rules of then");
}

#[test]
fn what_came_too_late_while_the_clinic_reminded_nobody_is_nothing_to_see_to() {
    let history = story(
        "2025-08-04 09:00",
        &[
            ("2025-08-04 09:30", Event::RulesChanged(Rule::Enabled(false))),
            ("2025-08-04 10:00", booked(1, "2025-08-06 11:00")),
            ("2025-08-06 10:00", Event::RulesChanged(Rule::Enabled(true))),
        ],
    );
    assert_eq!(reasons(&nobody_is_alerted(&history)), [reason::SWITCHED_OFF]);
}

#[test]
fn a_lead_that_is_shortened_in_time_has_the_visit_reminded_of_after_all() {
    let history = story(
        "2025-08-04 09:00",
        &[
            ("2025-08-04 09:30", Event::RulesChanged(Rule::MinimumLeadMinutes(240))),
            ("2025-08-05 19:30", booked(1, "2025-08-06 11:00")),
            ("2025-08-06 08:00", Event::RulesChanged(Rule::MinimumLeadMinutes(60))),
        ],
    );
    let clinic = nobody_is_alerted(&history);
    let reminded = clinic
        .facts
        .ledger
        .iter()
        .any(|said| matches!(said.obligation, Obligation::Reminder(..)) && is_accepted(said.state));
    assert!(reminded, "{:#?}", clinic.facts.ledger);
}
