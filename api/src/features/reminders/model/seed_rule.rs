//! The rule of the seed, to be played beside ours: a job that looks every 15 minutes for visits within the next 48
//! hours, and whose mail differs only by whether a form exists that is not completed. It remembers that it sent, not
//! what: whoever was reminded is taken to have the link.

use std::collections::BTreeSet;

use chrono::Duration;
use entity::enums::{AppointmentState, FormState, NotificationChannel};
use entity::ids::{AppointmentId, FormId, NotificationId};
use uuid::Uuid;

use super::history::{At, History, Rhythm};
use super::run::Planner;
use crate::features::reminders::changes::Change;
use crate::features::reminders::facts::{Carried, Facts, Obligation, Said};
use crate::features::reminders::planner::Claim;

/// How often the job runs, in minutes.
pub const EVERY: i64 = 15;

/// How far it looks ahead.
const WINDOW: Duration = Duration::hours(48);

/// The seed's job.
#[derive(Default)]
pub struct SeedRule {
    reminded: BTreeSet<AppointmentId>,
    chased: BTreeSet<(AppointmentId, FormId)>,
    /// What each message says; it is written when it is planned.
    letters: Vec<(NotificationId, Carried)>,
}

/// The same history with the rhythm of the job.
pub fn in_its_rhythm(history: &History) -> History {
    History { rhythm: Rhythm::Every(EVERY), ..history.clone() }
}

impl SeedRule {
    fn write(&mut self, changes: &mut Vec<Change>, facts: &Facts, obligation: Obligation, letter: Carried) {
        // Ids of the ledger are counted.
        let number = (facts.ledger.len() + changes.len() + 1) as u128;
        self.letters.push((NotificationId(Uuid::from_u128(number)), letter));
        let expires_at = match obligation {
            Obligation::Reminder(_, starts_at) => starts_at,
            _ => At::MAX_UTC,
        };
        changes.push(Change::Send { obligation, channel: NotificationChannel::Email, expires_at });
    }
}

impl Planner for SeedRule {
    fn changes(&mut self, facts: Facts, now: At) -> (Vec<Change>, Option<At>) {
        let mut changes = Vec::new();
        // It asks nobody whether they want it, and knows nothing but e-mail.
        if !facts.reach.has_address(NotificationChannel::Email) {
            return (changes, None);
        }
        let open: Vec<_> = facts.forms.iter().filter(|form| form.state == FormState::Open).collect();
        let near = |starts_at: At| starts_at > now && starts_at <= now + WINDOW;
        for visit in facts.visits.iter().filter(|visit| near(visit.starts_at)) {
            if visit.state != AppointmentState::Booked {
                continue;
            }
            let obligation = Obligation::Reminder(visit.id, visit.starts_at);
            let starts_at = Some(visit.starts_at);
            let forms: Vec<_> = open.iter().map(|form| form.id).collect();
            if self.reminded.insert(visit.id) {
                self.chased.extend(forms.iter().map(|form| (visit.id, *form)));
                let letter = Carried { starts_at, links: forms, outstanding: Vec::new() };
                self.write(&mut changes, &facts, obligation, letter);
                continue;
            }
            // The mail before this one is believed to have carried the link, so the form is outstanding.
            let outstanding: Vec<_> =
                forms.into_iter().filter(|form| self.chased.insert((visit.id, *form))).collect();
            if !outstanding.is_empty() {
                let letter = Carried { starts_at, links: Vec::new(), outstanding };
                self.write(&mut changes, &facts, obligation, letter);
            }
        }
        (changes, None)
    }

    fn claim(&mut self, _: &Facts, _: At, message: &Said) -> Claim {
        let letter = self.letters.iter().find(|(id, _)| *id == message.id);
        Claim::Tell(letter.map(|(_, letter)| letter.clone()).unwrap_or_default())
    }
}
