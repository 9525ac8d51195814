//! What a rule forbade to say all the time: measured minute by minute, by the rules and the reach of each.

use chrono::Duration;
use entity::ids::NotificationId;

use super::history::At;
use super::invariants::Invariant;
use super::measures::{began, is_quiet};
use super::run::Clinic;
use crate::features::reminders::decision::reason;
use crate::features::reminders::facts::{Obligation, Reach, VisitFacts};

impl Clinic<'_> {
    /// When a person is alerted of something that was not said: once it is too late, it could have been said in its time.
    pub(super) fn watch_alert(&mut self, id: NotificationId, now: At) {
        let said = self.facts.ledger.iter().find(|said| said.id == id);
        let Some((obligation, (from, to))) =
            said.and_then(|said| Some((said.obligation, self.time_of(said.obligation)?)))
        else {
            return;
        };
        // What had less than a minute had its first moment.
        let mut minutes = (0..).map(|minute| from + Duration::minutes(minute)).take_while(|at| *at < to);
        let holds = now < to || minutes.any(|at| self.was_allowed(obligation, at));
        let what = || format!("an alert of {obligation:?}, from {from} to {to}");
        self.checked.check(Invariant::NoAlertForWhatWasForbidden, now, holds, what);
    }

    /// When it is written down why something is not said: that the patient wants no messages is the reason only where that
    /// is all that stands against it.
    pub(super) fn watch_silence(&mut self, obligation: Obligation, why: &str, now: At) {
        let Reach { channels, declined, refused, .. } = &self.facts.reach;
        let holds = why != reason::OPTED_OUT || declined.len() > channels.len() + refused.len();
        let what = || format!("{why} of {obligation:?}: {:?}", self.facts.reach);
        self.checked.check(Invariant::NeverSilence, now, holds, what);
    }

    /// From when on something could be owed at the earliest, and until when it was worth saying at the latest; none where
    /// that has no end.
    fn time_of(&self, obligation: Obligation) -> Option<(At, At)> {
        let facts = &self.facts;
        let plan = |id| facts.plans.iter().find(|plan| plan.id == id);
        let form = |id| facts.forms.iter().find(|form| form.id == id);
        let visit = |id| facts.visits.iter().find(|visit| visit.id == id);
        Some(match obligation {
            Obligation::Welcome(id) => {
                let begins_at = plan(id)?.created_at;
                (begins_at, begins_at + Duration::hours(24))
            }
            Obligation::TreatmentCompleted(id) => {
                let completed_at = plan(id)?.completed_at?;
                (completed_at, completed_at + Duration::days(7))
            }
            Obligation::Reminder(id, starts_at) => {
                let visit = visit(id).filter(|visit| visit.starts_at == starts_at)?;
                let leads = self.rules.iter().map(|(_, rules)| rules.minimum_lead_minutes);
                (visit.agreed_at, starts_at - Duration::minutes(leads.min()?.into()))
            }
            Obligation::FormLink(id, Some((before, _))) | Obligation::FormOutstanding(id, before) => {
                (form(id)?.created_at, began(visit(before)?))
            }
            Obligation::FormSubmitted(id) => {
                let submitted_at = form(id)?.submitted_at?;
                (submitted_at, submitted_at + Duration::hours(48))
            }
            Obligation::FormLink(_, None) | Obligation::Resend(_) => return None,
        })
    }

    /// Whether no rule of then forbade it.
    fn was_allowed(&self, obligation: Obligation, at: At) -> bool {
        if !self.rules_at(at).enabled {
            return false;
        }
        if obligation.is_to_practitioner() {
            return true;
        }
        let since = self.reaches.iter().rposition(|(since, _)| *since <= at).unwrap_or_default();
        let reach = &self.reaches[since].1;
        if reach.channels.is_empty() && reach.refused.is_empty() && !reach.declined.is_empty() {
            return false;
        }
        match obligation {
            Obligation::Reminder(id, _) => {
                let visit = self.facts.visits.iter().find(|visit| visit.id == id);
                visit.is_some_and(|visit| self.could_be_reminded(visit, at))
            }
            _ => true,
        }
    }

    /// Whether a reminder was due and in time. The quiet hours into which a short notice falls belong to it.
    fn could_be_reminded(&self, visit: &VisitFacts, at: At) -> bool {
        let rules = self.rules_at(at);
        let window = visit.starts_at - Duration::hours(rules.window_hours.into());
        let settled = visit.agreed_at + Duration::hours(rules.just_agreed_hours.into());
        let deadline = visit.starts_at - Duration::minutes(rules.minimum_lead_minutes.into());
        let has_begun = visit.started_at.is_some_and(|began_at| began_at <= at);
        let is_in_time = (window.max(settled)..deadline).contains(&at);
        let quiet_since = |minute| is_quiet(rules, self.history.zone, settled + Duration::minutes(minute));
        let is_short = settled > window && (0..=(at - settled).num_minutes()).all(quiet_since);
        !has_begun && is_in_time && !is_short
    }
}
