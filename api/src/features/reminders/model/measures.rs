//! What happened, for the invariants: measured anew from the history and the ledger, not with the planner's words.

use chrono::{Duration, DurationRound, Offset, Timelike};
use chrono_tz::Tz;
use entity::enums::{AppointmentState, FormState, NotificationChannel, NotificationState};
use entity::ids::FormId;
use entity::settings::ReminderPolicy;

use super::history::{At, Event, History, Rhythm, Weather};
use super::run::{Clinic, Skies};
use super::world::visit_id;
use crate::features::reminders::facts::{
    Carried, FormFacts, Obligation, Said, VisitFacts, is_accepted, is_live,
};
use crate::platform::actor::JourneyScope;

/// Working time that whatever fails may cost a reminder once it is due: the longest back-off, and a little.
const SLACK_MINUTES: i64 = 75;

impl Clinic<'_> {
    /// How long a previous visit held a reminder back at most: not at all where there is none that may still end.
    pub(super) fn held_back(&self, visit: &VisitFacts) -> Duration {
        let (due, bound) = (self.due(visit), self.hold_back(visit));
        let was_moved = |other: &VisitFacts| {
            self.history.moments.iter().any(
                |moment| matches!(moment.event, Event::Moved { visit, .. } if visit_id(visit) == other.id),
            )
        };
        let of_the_same = |other: &&VisitFacts| other.scope == visit.scope && other.id != visit.id;
        let may_end = self.facts.visits.iter().filter(of_the_same).any(|other| {
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
    /// that is still open; what a treatment begins and ends with, and what its practitioner has to know. A clinic that
    /// reminds nobody owes nothing, and nothing of the time before it began to.
    pub(super) fn owed_by(&self, moment: At) -> Vec<Obligation> {
        let (facts, mut owed) = (&self.facts, Vec::new());
        if !facts.policy.enabled {
            return owed;
        }
        let since = facts.policy.enabled_at.unwrap_or(self.history.begins_at);
        let had_its_time = |at: At| since <= at && at <= moment;
        let had_its_hour = |at: At| had_its_time(at) && at + Duration::hours(1) <= moment;
        let visits = || facts.visits.iter().filter(|visit| visit.state != AppointmentState::Cancelled);
        let came = || visits().filter(|visit| had_its_time(visit.starts_at));
        owed.extend(came().map(|visit| Obligation::Reminder(visit.id, visit.starts_at)));
        for form in &facts.forms {
            let open = |visit: &&VisitFacts| {
                visit.scope == form.scope && form.state == FormState::Open && form.created_at < began(visit)
            };
            let to_whom = form.scope.care_plan();
            for visit in came().filter(open) {
                owed.push(Obligation::FormLink(form.id, Some((visit.id, visit.starts_at))));
                let hours = Duration::hours(facts.policy.practitioner_hours.into());
                let halfway = |told_at: At| told_at + (visit.starts_at - told_at) / 2;
                let early = visit.starts_at - hours;
                let due = |told_at| if told_at < early { early } else { halfway(told_at) };
                let had_its_hour = |told_at| due(told_at) + Duration::hours(1) < began(visit);
                if to_whom.is_some() && self.told_at(form.id).is_some_and(had_its_hour) {
                    owed.push(Obligation::FormOutstanding(form.id, visit.id));
                }
            }
            let submitted = form.submitted_at.filter(|at| to_whom.is_some() && had_its_hour(*at));
            owed.extend(submitted.map(|_| Obligation::FormSubmitted(form.id)));
        }
        for plan in &facts.plans {
            let over = plan.completed_at.filter(|at| had_its_hour(*at));
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
        let mut of = None;
        match obligation {
            Obligation::Reminder(id, _) | Obligation::FormOutstanding(_, id) => {
                let visit = self.facts.visits.iter().find(|visit| visit.id == id);
                of = visit.map(|visit| visit.scope);
                carried.starts_at = visit.map(|visit| visit.starts_at);
            }
            Obligation::TreatmentCompleted(plan) => of = Some(JourneyScope::CarePlan(plan)),
            Obligation::FormLink(form, _) => {
                let of = self.facts.forms.iter().find(|known| known.id == form).map(|known| known.scope);
                let ahead = self.facts.visits.iter().filter(|visit| {
                    Some(visit.scope) == of
                        && visit.state == AppointmentState::Booked
                        && visit.starts_at > now
                });
                carried.starts_at = ahead.map(|visit| visit.starts_at).min();
                carried.links.push(form);
            }
            Obligation::Resend(form) => carried.links.push(form),
            _ => {}
        }
        if matches!(obligation, Obligation::Reminder(..) | Obligation::TreatmentCompleted(_)) {
            let open = |form: &&FormFacts| form.state == FormState::Open && Some(form.scope) == of;
            for form in self.facts.forms.iter().filter(open) {
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

    /// Minutes in which patients could be written to.
    pub(super) fn loud_minutes(&self, from: At, to: At) -> i64 {
        let minutes = (0..(to - from).num_minutes()).map(|minute| from + Duration::minutes(minute));
        minutes.filter(|at| self.is_loud(*at)).map(|_| 1).sum()
    }

    /// Minutes in which the worker and every channel of the patient were up, and they could be written to.
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
            working += i64::from(up && self.is_loud(at));
            at += Duration::minutes(1);
        }
        working
    }

    /// From when on the patient is reached as they are now; none where they are not.
    pub(super) fn reach_holds_since(&self) -> Option<At> {
        let since = self.reaches.last().map(|(since, _)| *since)?;
        (!self.facts.reach.channels.is_empty()).then_some(since)
    }

    /// Whether the clinic changed its rules from then on: time was shared out by those of then.
    pub(super) fn rules_changed_since(&self, at: At) -> bool {
        self.rules.iter().skip(1).any(|(since, _)| *since >= at)
    }

    /// Whether the time from then on was shared out between the channels that there are. What is under way when another
    /// one is added, or the rules are changed, keeps the time that it had.
    pub(super) fn was_shared_out(&self, from: At) -> bool {
        self.reach_holds_since().is_some_and(|since| since <= from) && !self.rules_changed_since(from)
    }

    /// From when on the rules are as they are now.
    pub(super) fn rules_hold_since(&self) -> At {
        self.rules.last().map_or(self.history.begins_at, |(since, _)| *since)
    }

    /// The rules of a moment.
    pub(super) fn rules_at(&self, at: At) -> &ReminderPolicy {
        let since = self.rules.iter().rposition(|(since, _)| *since <= at).unwrap_or_default();
        &self.rules[since].1
    }

    /// Whether patients are written to: the clinic reminds them, and it is not in its quiet hours, by the rules of then.
    pub(super) fn is_loud(&self, at: At) -> bool {
        let rules = self.rules_at(at);
        rules.enabled && !is_quiet(rules, self.history.zone, at) && !self.clocks_go_through(rules, at)
    }

    /// Whether the quiet hours last though the clocks say otherwise: what their change repeats or leaves out belongs to
    /// the quiet hours that it goes through.
    fn clocks_go_through(&self, rules: &ReminderPolicy, at: At) -> bool {
        let (before, after) = (at - Duration::hours(1), at + Duration::hours(1));
        self.clocks_change.is_some_and(|change| (before..=after).contains(&change))
            && [before, after].iter().any(|at| is_quiet(rules, self.history.zone, *at))
    }

    /// How long a previous visit may hold a reminder back: half of the time in which it could leave, at most.
    pub(super) fn hold_back(&self, visit: &VisitFacts) -> Duration {
        let (due, mut last) = (self.due(visit), self.deadline(visit));
        while last > due && is_quiet(&self.facts.policy, self.history.zone, last - Duration::minutes(1)) {
            last -= Duration::minutes(1);
        }
        let bound = Duration::minutes(self.facts.policy.hold_back_minutes.into());
        bound.min((last - due) / 2).max(Duration::zero())
    }

    /// After which a reminder is no longer worth sending.
    pub(super) fn deadline(&self, visit: &VisitFacts) -> At {
        visit.starts_at - Duration::minutes(self.facts.policy.minimum_lead_minutes.into())
    }

    /// From when on a reminder is owed.
    pub(super) fn due(&self, visit: &VisitFacts) -> At {
        let policy = &self.facts.policy;
        let window = visit.starts_at - Duration::hours(policy.window_hours.into());
        window.max(visit.agreed_at + Duration::hours(policy.just_agreed_hours.into()))
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
                said.channel == channel
                    && of(said)
                    && !self.facts.reach.is_outdated(said)
                    && (row.was_refused || without_a_word)
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

/// When the clocks of a clinic change in the course of a history, if they do: once at most.
pub(super) fn clocks_change(history: &History) -> Option<At> {
    let offset = |at: At| at.with_timezone(&history.zone).offset().fix();
    let before = offset(history.begins_at);
    if offset(history.ends_at) == before {
        return None;
    }
    let begins_at = history.begins_at.duration_trunc(Duration::hours(1)).unwrap_or(history.begins_at);
    (0..).map(|hours| begins_at + Duration::hours(hours)).find(|at| offset(*at) != before)
}

/// By the clock on the clinic's wall.
pub(super) fn is_quiet(policy: &ReminderPolicy, zone: Tz, at: At) -> bool {
    let local = at.with_timezone(&zone);
    let minute = local.hour() * 60 + local.minute();
    let (from, to) = (policy.quiet_from_minute, policy.quiet_to_minute);
    if from <= to { (from..to).contains(&minute) } else { minute >= from || minute < to }
}
