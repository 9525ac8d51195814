//! What must hold in every history. Each is stated anew here, from what happened, and not with the planner's words.

use std::collections::BTreeMap;

use chrono::Duration;
use entity::enums::{AppointmentState, FormState, NotificationChannel, NotificationState};

use super::history::{At, Event};
use super::measures::is_quiet;
use super::run::{Clinic, Planner};
use super::world::visit_id;
use crate::features::reminders::changes::Change;
use crate::features::reminders::facts::{
    Carried, FormFacts, Obligation, Said, VisitFacts, is_accepted, is_live,
};

/// The invariants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Invariant {
    /// The link reaches the patient before the next visit, where the form existed for more than the minimum lead of
    /// working time under the rules that hold: the worker and every channel of the patient up, outside the quiet hours.
    /// Where only one channel was up, but all the time, it reaches them by that one, unless the rules changed by which
    /// the channels share the time.
    LinkBeforeTheVisit,
    /// The reminder reaches the patient, where it was due for longer than it may be held back and retried; and in a calm
    /// history as soon as it is due, or need no longer be held back.
    ReminderInTime,
    /// A form is called outstanding only after an accepted message carried its link.
    OutstandingAfterLink,
    /// At most one accepted reminder for each visit and start, those aside that may have left twice.
    OneReminderForEachStart,
    /// Nothing is claimed for a visit that is cancelled, moved or begun.
    NothingForWhatIsOver,
    /// What a message tells is what is true when it is claimed.
    TextEqualsFacts,
    /// Planning twice changes nothing.
    PlanningTwice,
    /// Neither the order of what happens, where the same is true afterwards, nor the rhythm in which it is looked at, nor
    /// needless looks change what is told.
    OrderAndRhythm,
    /// Patients are left alone in the quiet hours.
    QuietHours,
    /// A clinic that reminds nobody sends nothing but what staff has sent once more.
    NothingWhileSwitchedOff,
    /// Nobody is written to by a channel that they opted out of.
    OptOut,
    /// Each visit was reminded of, or the ledger says why not, and a person was alerted unless a rule wanted it so.
    NeverSilence,
    /// Nobody is alerted, once it is too late, of what a rule forbade to say as long as it was worth saying: the patient
    /// wanted nothing, had just agreed to it, or the clinic reminded nobody.
    NoAlertForWhatWasForbidden,
    /// So many messages for each obligation, and no more.
    Bounded,
    /// A reminder waits for a previous visit that goes on, within the bound and half of the time that it has.
    WaitsForThePreviousVisit,
    /// A resend that staff asked for is said, or it ends with a reason.
    ResendIsHeard,
    /// What a mail is believed to have carried is what its reader sees, whose mailbox shows doubles once.
    ReadAsBelieved,
}

impl Invariant {
    /// All of them.
    pub const ALL: [Self; 17] = [
        Self::LinkBeforeTheVisit,
        Self::ReminderInTime,
        Self::OutstandingAfterLink,
        Self::OneReminderForEachStart,
        Self::NothingForWhatIsOver,
        Self::TextEqualsFacts,
        Self::PlanningTwice,
        Self::OrderAndRhythm,
        Self::QuietHours,
        Self::NothingWhileSwitchedOff,
        Self::OptOut,
        Self::NeverSilence,
        Self::NoAlertForWhatWasForbidden,
        Self::Bounded,
        Self::WaitsForThePreviousVisit,
        Self::ResendIsHeard,
        Self::ReadAsBelieved,
    ];
}

/// An invariant that did not hold.
#[derive(Clone, Debug)]
pub struct Violation {
    /// Which.
    pub invariant: Invariant,
    /// When it showed.
    pub at: At,
    /// What was wrong, for whoever looks into it.
    pub what: String,
}

/// What was checked.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// How often each invariant was put to the test.
    pub times: BTreeMap<Invariant, u64>,
    /// The first that did not hold.
    pub violation: Option<Violation>,
}

impl Checked {
    pub(super) fn check(&mut self, invariant: Invariant, at: At, holds: bool, what: impl FnOnce() -> String) {
        *self.times.entry(invariant).or_default() += 1;
        if !holds && self.violation.is_none() {
            self.violation = Some(Violation { invariant, at, what: what() });
        }
    }
}

impl Clinic<'_> {
    /// Before a message leaves.
    pub(super) fn watch_claim(&mut self, index: usize, carried: &Carried, now: At) {
        use Invariant::*;
        let said = self.facts.ledger[index].clone();
        let mut checked = std::mem::take(&mut self.checked);
        let mut check =
            |invariant, holds| checked.check(invariant, now, holds, || format!("{said:?} tells {carried:?}"));
        check(OutstandingAfterLink, carried.outstanding.iter().all(|form| self.has_link(*form, index)));
        let about = match said.obligation {
            Obligation::Reminder(id, starts_at) | Obligation::FormLink(_, Some((id, starts_at))) => {
                Some((id, Some(starts_at)))
            }
            Obligation::FormOutstanding(_, id) => Some((id, None)),
            _ => None,
        };
        if let Some((id, starts_at)) = about {
            let visit = self.facts.visits.iter().find(|visit| visit.id == id);
            let ahead = visit.is_some_and(|visit| {
                let same = starts_at.is_none_or(|starts_at| starts_at == visit.starts_at);
                same && visit.state == AppointmentState::Booked && visit.starts_at > now
            });
            check(NothingForWhatIsOver, ahead);
        }
        let is_asked_for = matches!(said.obligation, Obligation::Resend(_));
        check(NothingWhileSwitchedOff, self.facts.policy.enabled || is_asked_for);
        check(TextEqualsFacts, *carried == self.truth(index, now));
        if !said.obligation.is_to_practitioner() {
            check(QuietHours, !is_quiet(&self.facts.policy, self.history.zone, now));
            check(OptOut, self.facts.reach.channels.contains(&said.channel));
        }
        if let Obligation::Reminder(id, _) = said.obligation {
            let visit = self.facts.visits.iter().find(|visit| visit.id == id);
            let early = visit.is_some_and(|visit| {
                let goes_on = self.facts.visits.iter().any(|previous| {
                    previous.state == AppointmentState::InProgress
                        && previous.scope == visit.scope
                        && previous.starts_at < visit.starts_at
                        && now < previous.ends_at + Duration::hours(12)
                });
                goes_on && now < self.due(visit) + self.hold_back(visit)
            });
            check(WaitsForThePreviousVisit, !early);
        }
        self.checked = checked;
    }

    /// When a provider took a message.
    pub(super) fn watch_acceptance(&mut self, index: usize, now: At) {
        let said = &self.facts.ledger[index];
        let obligation = said.obligation;
        if said.channel == NotificationChannel::Email {
            let shown = &self.rows[index].shown;
            let holds = said.carried.as_ref().is_some_and(|carried| shown.contains(carried));
            let what = || format!("{said:?}, but the mailbox shows {shown:?}");
            self.checked.check(Invariant::ReadAsBelieved, now, holds, what);
        }
        let counted =
            |index: &usize| is_accepted(self.facts.ledger[*index].state) && !self.rows[*index].was_uncertain;
        let same: Vec<usize> =
            (0..self.rows.len()).filter(|other| self.facts.ledger[*other].obligation == obligation).collect();
        let accepted = same.iter().filter(|index| counted(index)).count();
        match obligation {
            Obligation::Reminder(id, starts_at) => {
                let what = || format!("{accepted} times {obligation:?}");
                self.checked.check(Invariant::OneReminderForEachStart, now, accepted <= 1, what);
                let agreed = |visit: &&VisitFacts| visit.id == id && visit.starts_at == starts_at;
                if let Some(visit) = self.facts.visits.iter().find(agreed).cloned() {
                    self.watch_promptness(&visit, now);
                }
            }
            Obligation::Resend(_) => {}
            _ => {
                let what = || format!("{accepted} times accepted: {obligation:?}");
                self.checked.check(Invariant::Bounded, now, accepted <= 1, what);
            }
        }
        // What makes it owed anew, by another channel or by another time; and what carries a link in its stead, which is
        // owed again where that fails.
        let turns = self.history.moments.iter().filter(|moment| {
            use Event::*;
            matches!(
                moment.event,
                Moved { .. }
                    | OptedIn(_)
                    | OptedOut(_)
                    | RulesChanged(_)
                    | AddressCorrected(_)
                    | LinkResent
                    | TreatmentCompleted(_)
            )
        });
        let bound = 4 + 2 * turns.count();
        let is_resend = matches!(obligation, Obligation::Resend(_));
        let what = || format!("planned {} times: {obligation:?}", same.len());
        self.checked.check(Invariant::Bounded, now, is_resend || same.len() <= bound, what);
    }

    /// That a reminder which could leave did: from its time on, or from when it need no longer be held back.
    fn watch_promptness(&mut self, visit: &VisitFacts, now: At) {
        let due = (self.due(visit) + self.held_back(visit)).max(self.rules_hold_since());
        let since = self.reach_holds_since();
        let holds = !self.history.is_calm()
            || since.is_none_or(|since| self.working_minutes(due.max(since), now) <= self.slack());
        let what = || format!("late: {visit:?}");
        self.checked.check(Invariant::ReminderInTime, now, holds, what);
    }

    /// After the worker looked: looking again at once finds nothing more to do.
    pub(super) fn watch_planning(
        &mut self,
        planner: &mut dyn Planner,
        idle: bool,
        wake_at: Option<At>,
        now: At,
    ) {
        // Where there was nothing to do, there is nothing to find.
        if idle {
            return;
        }
        let (mut again, wake_again) = planner.changes(self.facts.clone(), now);
        again.retain(|change| !matches!(change, Change::Alert { id, .. } if self.alerts.contains(id)));
        let holds = again.is_empty() && (wake_again == wake_at || wake_again.is_none_or(|at| at > now));
        let what = || format!("again: {again:?}, {wake_again:?} after {wake_at:?}");
        self.checked.check(Invariant::PlanningTwice, now, holds, what);
    }

    /// Visits whose time has come.
    pub(super) fn watch_beginnings(&mut self, now: At) {
        let begin = |visit: &&VisitFacts| visit.state == AppointmentState::Booked && visit.starts_at == now;
        let visits: Vec<_> = self.facts.visits.iter().filter(begin).cloned().collect();
        for visit in visits {
            self.watch_beginning(&visit, now);
        }
    }

    /// A visit that begins, or ends, before its time.
    pub(super) fn watch_early_beginning(&mut self, event: Event, now: At) {
        let (Event::Started { visit } | Event::Completed { visit }) = event else { return };
        let begin = |known: &&VisitFacts| {
            known.id == visit_id(visit) && known.state == AppointmentState::Booked && known.starts_at > now
        };
        if let Some(visit) = self.facts.visits.iter().find(begin).cloned() {
            self.watch_beginning(&visit, now);
        }
    }

    fn watch_beginning(&mut self, visit: &VisitFacts, now: At) {
        let lead = i64::from(self.facts.policy.minimum_lead_minutes);
        // Whom nothing reaches cannot be told.
        let Some(since) = self.reach_holds_since().map(|since| since.max(self.rules_hold_since())) else {
            return;
        };
        let open = |form: &&FormFacts| form.state == FormState::Open && form.scope == visit.scope;
        let forms: Vec<FormFacts> = self.facts.forms.iter().filter(open).cloned().collect();
        for form in forms {
            // Nobody can share the time out between channels where a visit begins ahead of it.
            let shared_out = visit.starts_at <= now;
            let holds = self.has_link(form.id, usize::MAX)
                || self.cannot_be_told(form.id)
                || !(self.working_minutes(form.created_at.max(since), now) > lead
                    || shared_out
                        && self.was_shared_out(form.created_at)
                        && self.one_channel_was_up(form.created_at.max(visit.agreed_at), now, lead));
            let what = || format!("{form:?} before {visit:?}: {:?}", self.about(form.id));
            let what = if holds { String::new() } else { what() };
            self.checked.check(Invariant::LinkBeforeTheVisit, now, holds, || what);
        }
        let obligation = Obligation::Reminder(visit.id, visit.starts_at);
        let of = |said: &Said| said.obligation == obligation;
        let due = (self.due(visit) + self.held_back(visit)).max(since);
        let deadline = self.deadline(visit).min(now);
        let reminded = self.facts.ledger.iter().any(|said| of(said) && is_accepted(said.state));
        let holds = reminded
            || self.channels_refused(of)
            || !(self.working_minutes(due, deadline) > self.slack()
                || visit.starts_at <= now
                    && self.was_shared_out(visit.agreed_at)
                    && self.one_channel_was_up(due, deadline, 0));
        let what = || format!("{visit:?}: {:?}", self.facts.ledger);
        let what = if holds { String::new() } else { what() };
        self.checked.check(Invariant::ReminderInTime, now, holds, || what);
    }

    /// When all is over: nothing was passed over in silence.
    pub(super) fn watch_the_end(&mut self) {
        let now = self.history.ends_at;
        for obligation in self.owed_by(now - Duration::hours(1)) {
            let holds = self.is_accounted_for(&obligation);
            self.checked.check(Invariant::NeverSilence, now, holds, || format!("{obligation:?}"));
        }
        for index in 0..self.rows.len() {
            let said = &self.facts.ledger[index];
            let Obligation::Resend(form) = said.obligation else { continue };
            // A form that was submitted or withdrawn meanwhile needs no link, nor a resend after a resend.
            let open =
                self.facts.forms.iter().any(|known| known.id == form && known.state == FormState::Open);
            let later =
                self.facts.ledger[index + 1..].iter().any(|later| later.obligation == said.obligation);
            let heard = is_accepted(said.state) || said.reason.is_some();
            let alerted = said.state == NotificationState::Suppressed
                || is_accepted(said.state)
                || self.alerts.contains(&said.id);
            let is_tried = is_live(said.state) && said.expires_at > now;
            let holds = !open || later || is_tried || heard && alerted;
            let what = format!("{said:?}");
            self.checked.check(Invariant::ResendIsHeard, now, holds, || what);
        }
    }
}
