//! What happened, for the invariants: measured anew from the history and the ledger, not with the planner's words.

use chrono::{Duration, Timelike};
use entity::enums::{AppointmentState, FormState, NotificationChannel, NotificationState};
use entity::ids::FormId;

use super::history::{At, Event, History, Rhythm, Weather};
use super::run::{Clinic, Skies};
use super::world::visit_id;
use crate::features::reminders::facts::{Carried, Obligation, Said, VisitFacts, is_accepted, is_live};

/// Working time that whatever fails may cost a reminder once it is due: the longest back-off, and a little.
const SLACK_MINUTES: i64 = 75;

impl Clinic<'_> {
    /// How long a previous visit held a reminder back at most: not at all where there is none that may still end.
    pub(super) fn held_back(&self, visit: &VisitFacts) -> Duration {
        let (due, bound) = (due(self.history, visit), hold_back(self.history, visit));
        let was_moved = |other: &VisitFacts| {
            self.history.moments.iter().any(
                |moment| matches!(moment.event, Event::Moved { visit, .. } if visit_id(visit) == other.id),
            )
        };
        let may_end = self.facts.visits.iter().filter(|other| other.id != visit.id).any(|other| {
            let around = began(other) <= due + bound && other.ends_at + Duration::hours(16) > due;
            was_moved(other) || other.starts_at < visit.starts_at && around
        });
        if may_end { bound } else { Duration::zero() }
    }

    /// Working time that may go by until something that is due has left.
    pub(super) fn slack(&self) -> i64 {
        let rhythm = if self.history.rhythm == Rhythm::Prompt { 0 } else { 6 };
        let failures = if self.history.is_calm() { 0 } else { SLACK_MINUTES };
        // What the quiet hours interrupt is looked at once more, and waits once more.
        2 * (rhythm + self.history.backlog) + failures
    }

    /// What was owed, and had its time before this moment: a reminder of each visit, and before it the link to each form
    /// that is still open; what a treatment begins and ends with, and what its practitioner has to know.
    pub(super) fn owed_by(&self, moment: At) -> Vec<Obligation> {
        let (facts, mut owed) = (&self.facts, Vec::new());
        let visits = || facts.visits.iter().filter(|visit| visit.state != AppointmentState::Cancelled);
        let came = || visits().filter(|visit| visit.starts_at <= moment);
        owed.extend(came().map(|visit| Obligation::Reminder(visit.id, visit.starts_at)));
        for form in &facts.forms {
            let open = |visit: &&VisitFacts| form.state == FormState::Open && form.created_at < began(visit);
            for visit in came().filter(open) {
                owed.push(Obligation::FormLink(form.id, Some((visit.id, visit.starts_at))));
                let hours = Duration::hours(self.history.policy.practitioner_hours.into());
                let halfway = form.created_at + (visit.starts_at - form.created_at) / 2;
                let early = visit.starts_at - hours;
                let due = if form.created_at < early { early } else { halfway } + Duration::hours(1);
                if self.told_at(form.id).is_some_and(|at| at.max(due) < began(visit)) {
                    owed.push(Obligation::FormOutstanding(form.id, visit.id));
                }
            }
            let submitted = form.submitted_at.filter(|at| *at + Duration::hours(1) <= moment);
            owed.extend(submitted.map(|_| Obligation::FormSubmitted(form.id)));
        }
        for plan in &facts.plans {
            let over = plan.completed_at.filter(|at| *at + Duration::hours(1) <= moment);
            owed.extend(over.map(|_| Obligation::TreatmentCompleted(plan.id)));
        }
        owed
    }

    /// Said in its time, or still being tried; or not, by a rule; or not, and a person knows.
    pub(super) fn is_accounted_for(&self, obligation: &Obligation) -> bool {
        let of = || self.facts.ledger.iter().filter(|said| said.obligation == *obligation);
        let in_time = match obligation {
            Obligation::FormLink(form, Some((id, _))) => {
                let visit = self.facts.visits.iter().find(|visit| visit.id == *id);
                visit.zip(self.told_at(*form)).is_some_and(|(visit, at)| at <= began(visit))
            }
            _ => of().any(|said| is_accepted(said.state)),
        };
        in_time
            || of().any(|said| is_live(said.state) && said.expires_at > self.history.ends_at)
            || of().any(|said| said.state == NotificationState::Suppressed && said.reason.is_some())
            || of().any(|said| said.reason.is_some() && self.alerts.contains(&said.id))
    }

    /// When the link to a form first reached somebody.
    pub(super) fn told_at(&self, form: FormId) -> Option<At> {
        let told = self.told();
        told.iter().find(|told| told.carried.has_link(form)).map(|told| told.at)
    }

    /// Whether an accepted message, other than this one, carried the link.
    pub(super) fn has_link(&self, form: FormId, but: usize) -> bool {
        self.facts.ledger.iter().enumerate().any(|(index, said)| {
            index != but
                && is_accepted(said.state)
                && said.carried.as_ref().is_some_and(|carried| {
                    carried.links.contains(&form) || carried.outstanding.contains(&form)
                })
        })
    }

    /// What a message has to tell, from what is true.
    pub(super) fn truth(&self, index: usize, now: At) -> Carried {
        let mut carried = Carried::default();
        let obligation = self.facts.ledger[index].obligation;
        match obligation {
            Obligation::Reminder(id, _) | Obligation::FormOutstanding(_, id) => {
                let visit = self.facts.visits.iter().find(|visit| visit.id == id);
                carried.starts_at = visit.map(|visit| visit.starts_at);
            }
            Obligation::FormLink(form, _) => {
                let ahead = self
                    .facts
                    .visits
                    .iter()
                    .filter(|visit| visit.state == AppointmentState::Booked && visit.starts_at > now);
                carried.starts_at = ahead.map(|visit| visit.starts_at).min();
                carried.links.push(form);
            }
            Obligation::Resend(form) => carried.links.push(form),
            _ => {}
        }
        if matches!(obligation, Obligation::Reminder(..) | Obligation::TreatmentCompleted(_)) {
            for form in self.facts.forms.iter().filter(|form| form.state == FormState::Open) {
                let told = self.has_link(form.id, index);
                if told { &mut carried.outstanding } else { &mut carried.links }.push(form.id);
            }
        }
        carried
    }

    /// Whether the worker and some channel were up all the time, whatever became of the others: it is tried at last, with
    /// half of the time left, and that is more than it may wait for other reasons.
    pub(super) fn one_channel_was_up(&self, from: At, to: At, lead: i64) -> bool {
        let up = |channel: &NotificationChannel| {
            let mut skies = Skies::CLEAR;
            self.history.moments.iter().filter(|moment| moment.at <= to).all(|moment| {
                skies.change(moment.event);
                let is_up = skies.worker == Weather::Up && skies.of(*channel) == Weather::Up;
                moment.at < from || is_up
            }) && self.skies_at(from).of(*channel) == Weather::Up
                && self.skies_at(from).worker == Weather::Up
        };
        let enough = lead + 15 + 4 * (self.history.backlog + 6);
        self.facts.reach.channels.iter().any(up) && self.loud_minutes(from, to) > enough
    }

    pub(super) fn skies_at(&self, at: At) -> Skies {
        let mut skies = Skies::CLEAR;
        for moment in self.history.moments.iter().filter(|moment| moment.at <= at) {
            skies.change(moment.event);
        }
        skies
    }

    /// Minutes outside the quiet hours.
    pub(super) fn loud_minutes(&self, from: At, to: At) -> i64 {
        let minutes = (0..(to - from).num_minutes()).map(|minute| from + Duration::minutes(minute));
        minutes.filter(|at| !is_quiet(self.history, *at)).map(|_| 1).sum()
    }

    /// Minutes in which the worker and every channel of the patient were up, outside the quiet hours.
    pub(super) fn working_minutes(&self, from: At, to: At) -> i64 {
        let mut skies = Skies::CLEAR;
        let mut moments = self.history.moments.iter().peekable();
        let (mut at, mut working) = (from, 0);
        while at < to {
            while let Some(moment) = moments.next_if(|moment| moment.at <= at) {
                skies.change(moment.event);
            }
            let mut channels = self.facts.reach.channels.iter();
            let up = skies.worker == Weather::Up && channels.all(|channel| skies.of(*channel) == Weather::Up);
            working += i64::from(up && !is_quiet(self.history, at));
            at += Duration::minutes(1);
        }
        working
    }

    pub(super) fn reach_changed(&self, from: At, to: At) -> bool {
        let empty = self.facts.reach.channels.is_empty();
        empty
            || self.history.moments.iter().any(|moment| {
                (from..=to).contains(&moment.at)
                    && matches!(moment.event, Event::OptedIn(_) | Event::OptedOut(_))
            })
    }

    pub(super) fn about(&self, form: FormId) -> Vec<(&Said, &super::outbox::Row)> {
        let about = |said: &Said| concerns(said, form);
        self.facts.ledger.iter().zip(&self.rows).filter(|(said, _)| about(said)).collect()
    }

    pub(super) fn cannot_be_told(&self, form: FormId) -> bool {
        self.channels_refused(|said| concerns(said, form))
    }

    /// Whether every channel refused one of these for good, or is WhatsApp and took it without a word.
    pub(super) fn channels_refused(&self, of: impl Fn(&Said) -> bool) -> bool {
        let refused = |channel: NotificationChannel| {
            self.facts.ledger.iter().zip(&self.rows).any(|(said, row)| {
                let without_a_word = row.was_uncertain && channel == NotificationChannel::Whatsapp;
                said.channel == channel && of(said) && (row.was_refused || without_a_word)
            })
        };
        self.facts.reach.channels.iter().all(|channel| refused(*channel))
    }
}

/// When a visit began: at its start, or ahead of it.
pub(super) fn began(visit: &VisitFacts) -> At {
    visit.started_at.map_or(visit.starts_at, |at| at.min(visit.starts_at))
}

fn concerns(said: &Said, form: FormId) -> bool {
    matches!(said.obligation, Obligation::FormLink(id, _) if id == form)
        || said.carried.as_ref().is_some_and(|carried| carried.links.contains(&form))
}

/// How long a previous visit may hold a reminder back: half of the time in which it could leave, at most.
pub(super) fn hold_back(history: &History, visit: &VisitFacts) -> Duration {
    let due = due(history, visit);
    let mut last = deadline(history, visit);
    while last > due && is_quiet(history, last - Duration::minutes(1)) {
        last -= Duration::minutes(1);
    }
    let bound = Duration::minutes(history.policy.hold_back_minutes.into());
    bound.min((last - due) / 2).max(Duration::zero())
}

/// After which a reminder is no longer worth sending.
pub(super) fn deadline(history: &History, visit: &VisitFacts) -> At {
    visit.starts_at - Duration::minutes(history.policy.minimum_lead_minutes.into())
}

pub(super) fn due(history: &History, visit: &VisitFacts) -> At {
    let window = visit.starts_at - Duration::hours(history.policy.window_hours.into());
    window.max(visit.agreed_at + Duration::hours(history.policy.just_agreed_hours.into()))
}

/// By the clock on the clinic's wall.
pub(super) fn is_quiet(history: &History, at: At) -> bool {
    let local = at.with_timezone(&history.zone);
    let minute = local.hour() * 60 + local.minute();
    let (from, to) = (history.policy.quiet_from_minute, history.policy.quiet_to_minute);
    if from <= to { (from..to).contains(&minute) } else { minute >= from || minute < to }
}
