//! The planner: a pure function of what is true of a patient and of the time. It remembers nothing, so downtime,
//! late visits and the order of events need no special case.
//!
//! [`obligations`] lists what may be owed, [`decide`] says what is to become of one of it, [`plan`] does both for
//! all. The same [`decide`] is asked again, by [`claim`], when a message is about to leave.

use chrono::{DateTime, Duration, Utc};
use entity::enums::{AppointmentState, CarePlanState, FormState, NotificationChannel};
use entity::ids::{AppointmentId, FormId};

use super::by_channel::{anew_at, by_channel};
use super::decision::{Decision, LOOK_BACK, Why, reason};
use super::facts::{Carried, Facts, FormFacts, Obligation, Said, VisitFacts, is_accepted, is_live};
use super::past::{reminder_deadline, ruled_out, rules_at, rules_for};
use super::resend;
use crate::features::clinics::{loud_until, quiet_until};
use crate::platform::actor::JourneyScope;

/// Until when a welcome is worth sending.
const WELCOME_WORTH: Duration = Duration::hours(24);

/// Until when it is worth telling a practitioner that a form came in.
const SUBMITTED_WORTH: Duration = Duration::hours(48);

/// How long after its end a visit may still be marked. What nobody marked by then brings no form about soon.
const MARKED_WITHIN: Duration = Duration::hours(12);

/// What is owed to a patient, and when to look again.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Everything that may be owed, with what is to become of it.
    pub decisions: Vec<(Obligation, Decision)>,
    /// When something of it changes by time alone.
    pub wake_at: Option<DateTime<Utc>>,
}

/// Plans everything.
pub fn plan(facts: &Facts, now: DateTime<Utc>) -> Plan {
    let mut plan = Plan::default();
    for obligation in obligations(facts, now) {
        if let Some(decision) = decide(facts, now, obligation) {
            plan.decisions.push((obligation, decision));
        }
    }
    let waits = plan.decisions.iter().filter_map(|(obligation, decision)| match decision {
        Decision::Wait { until, .. } => Some(*until),
        Decision::Missed(_) => anew_at(facts, *obligation).filter(|at| *at > now),
        _ => None,
    });
    // A visit that begins changes before which visit a form is asked for; one that is over without a word leaves its
    // intake to another booking.
    let agreed = facts.visits.iter().filter(|visit| visit.state == AppointmentState::Booked);
    let passes = agreed.flat_map(|visit| [visit.starts_at, visit.ends_at]).filter(|at| *at > now);
    plan.wake_at = waits.chain(passes).min();
    plan
}

/// What may be owed, whatever was said of it.
pub fn obligations(facts: &Facts, now: DateTime<Utc>) -> Vec<Obligation> {
    let mut found = Vec::new();
    // Staff may ask for a link any number of times, and of a clinic that reminds nobody; what they asked for last may
    // want another channel.
    let open = facts.forms.iter().filter(|form| form.state == FormState::Open);
    found.extend(open.map(|form| Obligation::Resend(form.id)));
    if !facts.policy.enabled {
        return found;
    }
    let since = facts.policy.enabled_at;
    let recent = |at: DateTime<Utc>| at > now - LOOK_BACK && since.is_none_or(|since| at >= since);
    for plan in &facts.plans {
        if plan.state == CarePlanState::Active && recent(plan.created_at) {
            found.push(Obligation::Welcome(plan.id));
        }
        if plan.state == CarePlanState::Completed && plan.completed_at.is_some_and(recent) {
            found.push(Obligation::TreatmentCompleted(plan.id));
        }
    }
    for visit in facts.visits.iter().filter(|visit| recent(visit.starts_at)) {
        found.push(Obligation::Reminder(visit.id, visit.starts_at));
    }
    for form in &facts.forms {
        match form.state {
            FormState::Open => {
                let next = next_visit(facts, form.scope, now);
                if next.is_none() {
                    found.push(Obligation::FormLink(form.id, None));
                }
                let begun = facts
                    .visits
                    .iter()
                    .filter(|visit| recent(visit.starts_at) && begun_without(form, visit, now).is_some());
                for visit in begun.chain(next) {
                    found.push(Obligation::FormLink(form.id, Some((visit.id, visit.starts_at))));
                    found.push(Obligation::FormOutstanding(form.id, visit.id));
                }
            }
            FormState::Submitted if form.submitted_at.is_some_and(recent) => {
                found.push(Obligation::FormSubmitted(form.id));
            }
            FormState::Submitted | FormState::Withdrawn => {}
        }
    }
    found
}

/// What is to become of one obligation; none where it is not owed.
pub fn decide(facts: &Facts, now: DateTime<Utc>, obligation: Obligation) -> Option<Decision> {
    match obligation {
        Obligation::Reminder(id, starts_at) => {
            let visit = facts.visits.iter().find(|visit| visit.id == id && visit.starts_at == starts_at)?;
            (visit.state != AppointmentState::Cancelled).then(|| decide_reminder(facts, now, visit))
        }
        Obligation::FormLink(id, before) => decide_link(facts, now, open_form(facts, id)?, before),
        Obligation::Resend(id) => resend::decide(facts, now, open_form(facts, id)?),
        Obligation::Welcome(id) => {
            let plan =
                facts.plans.iter().find(|plan| plan.id == id && plan.state == CarePlanState::Active)?;
            let (due, deadline) = (plan.created_at, plan.created_at + WELCOME_WORTH);
            Some(by_channel(facts, now, obligation, due, Some(deadline)))
        }
        Obligation::TreatmentCompleted(id) => {
            let plan = facts.plans.iter().find(|plan| plan.id == id)?;
            let completed_at = plan.completed_at.filter(|_| plan.state == CarePlanState::Completed)?;
            Some(by_channel(facts, now, obligation, completed_at, Some(completed_at + LOOK_BACK)))
        }
        Obligation::FormSubmitted(id) => {
            let form = facts.forms.iter().find(|form| form.id == id && form.state == FormState::Submitted)?;
            let submitted_at = form.submitted_at?;
            to_practitioner(facts, now, obligation, form, submitted_at, submitted_at + SUBMITTED_WORTH)
        }
        Obligation::FormOutstanding(id, visit) => {
            let form = open_form(facts, id)?;
            let visit = facts.visits.iter().find(|known| known.id == visit)?;
            let ends = match visit.is_ahead(now) {
                true => visit.starts_at,
                false => begun_without(form, visit, now)?,
            };
            // It is not the patient who is late where the link has not reached them.
            let told_at = told_at(facts, id).filter(|at| *at <= ends)?;
            let policy = rules_at(&facts.policy, ends.min(now));
            let in_time = visit.starts_at - Duration::hours(policy.practitioner_hours.into());
            let late = told_at + (visit.starts_at - told_at) / 2;
            let due = if told_at < in_time { in_time } else { late };
            if due >= ends {
                return None;
            }
            to_practitioner(facts, now, obligation, form, due, ends)
        }
    }
}

/// What is owed to whoever treats in the plan of a form: nothing where it belongs to a request. Where they work here no
/// more, a person has to know.
fn to_practitioner(
    facts: &Facts,
    now: DateTime<Utc>,
    obligation: Obligation,
    form: &FormFacts,
    due: DateTime<Utc>,
    deadline: DateTime<Utc>,
) -> Option<Decision> {
    let id = form.scope.care_plan()?;
    let is_here = facts.plans.iter().any(|plan| plan.id == id && plan.has_practitioner);
    Some(match by_channel(facts, now, obligation, due, Some(deadline)) {
        Decision::Say { .. } if !is_here => Decision::Missed(reason::NO_PRACTITIONER),
        decision => decision,
    })
}

/// What a message of the ledger would tell if it left now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// This.
    Tell(Carried),
    /// Nothing yet.
    Postpone(DateTime<Utc>),
    /// Nothing any more: it is no longer owed, or something else says it.
    Supersede,
    /// Nothing, for a reason.
    Suppress(&'static str),
    /// It should have been said before; a person has to know.
    Miss(&'static str),
}

/// Decides anew, when a message is about to leave. `facts` hold the ledger without this message.
pub fn claim(facts: &Facts, now: DateTime<Utc>, message: &Said) -> Claim {
    if !facts.policy.enabled && !matches!(message.obligation, Obligation::Resend(_)) {
        return Claim::Supersede;
    }
    if let Obligation::Resend(form) = message.obligation {
        return claim_resend(facts, now, form, message.channel);
    }
    match decide(&facts.once_planned(message.obligation), now, message.obligation) {
        Some(Decision::Say { channel, .. }) if channel == message.channel => {
            Claim::Tell(content(facts, message.obligation))
        }
        Some(Decision::Wait { until, .. }) => Claim::Postpone(until),
        Some(Decision::Suppress(reason)) => Claim::Suppress(reason),
        Some(Decision::Missed(reason::QUIET_HOURS)) if message.carried.is_some() => {
            Claim::Miss(reason::NOT_TAKEN)
        }
        Some(Decision::Missed(reason)) => Claim::Miss(reason),
        Some(Decision::Say { .. } | Decision::OnItsWay | Decision::Said) | None => Claim::Supersede,
    }
}

/// What staff asked for is said however often it was said before: they have their reasons.
fn claim_resend(facts: &Facts, now: DateTime<Utc>, form: FormId, channel: NotificationChannel) -> Claim {
    if open_form(facts, form).is_none() {
        return Claim::Supersede;
    }
    if !facts.reach.channels.contains(&channel) {
        return if facts.reach.declined.contains(&channel) {
            Claim::Suppress(reason::OPTED_OUT)
        } else if facts.reach.refused.contains(&channel) {
            Claim::Miss(reason::UNREACHABLE)
        } else {
            Claim::Miss(reason::NO_CHANNEL)
        };
    }
    quiet_until(&facts.policy, facts.zone, now)
        .map_or_else(|| Claim::Tell(content(facts, Obligation::Resend(form))), Claim::Postpone)
}

/// What is told of an obligation, from what is true now.
fn content(facts: &Facts, obligation: Obligation) -> Carried {
    let (starts_at, scope) = match obligation {
        Obligation::Reminder(id, starts_at) => {
            let visit = facts.visits.iter().find(|visit| visit.id == id);
            (Some(starts_at), visit.map(|visit| visit.scope))
        }
        Obligation::TreatmentCompleted(id) => (None, Some(JourneyScope::CarePlan(id))),
        Obligation::FormLink(form, before) => {
            let starts_at = before.map(|(_, starts_at)| starts_at);
            return Carried { starts_at, links: vec![form], ..Carried::default() };
        }
        Obligation::Resend(form) => return Carried { links: vec![form], ..Carried::default() },
        Obligation::FormOutstanding(_, visit) => {
            let visit = facts.visits.iter().find(|known| known.id == visit);
            (visit.map(|visit| visit.starts_at), None)
        }
        Obligation::Welcome(_) | Obligation::FormSubmitted(_) => (None, None),
    };
    let asked = facts.forms.iter().filter(|form| form.state == FormState::Open && Some(form.scope) == scope);
    let (outstanding, links) = asked.map(|form| form.id).partition(|id| is_told(facts, *id));
    Carried { starts_at, links, outstanding }
}

fn decide_reminder(facts: &Facts, now: DateTime<Utc>, visit: &VisitFacts) -> Decision {
    let policy = rules_for(&facts.policy, visit.starts_at, now);
    let obligation = Obligation::Reminder(visit.id, visit.starts_at);
    let deadline = reminder_deadline(policy, visit.starts_at);
    let window = visit.starts_at - Duration::hours(policy.window_hours.into());
    let settled = visit.agreed_at + Duration::hours(policy.just_agreed_hours.into());
    let due = window.max(settled);
    if !facts.said_of(obligation).any(|said| is_live(said.state) || is_accepted(said.state)) {
        if let Some(reason) = ruled_out(facts, now, obligation, deadline) {
            return Decision::Suppress(reason);
        }
        // The quiet hours after a short notice belong to it: nobody has to act because of them.
        let earliest = quiet_until(policy, facts.zone, due).filter(|_| settled > window).unwrap_or(due);
        if earliest >= deadline {
            return Decision::Suppress(reason::JUST_AGREED);
        }
        let is_over = visit.state != AppointmentState::Booked && now < deadline;
        if is_over || visit.started_at.is_some_and(|at| at < deadline) {
            return Decision::Suppress(reason::ALREADY_BEGUN);
        }
    }
    let decision = by_channel(facts, now, obligation, due, Some(deadline));
    // It never holds it back for longer than half of the time in which it can leave: the other half is for whatever fails.
    let time = loud_until(policy, facts.zone, deadline) - due;
    let bound = due + Duration::minutes(policy.hold_back_minutes.into()).min(time / 2);
    match decision {
        Decision::Wait { until, why: Why::NotDue } if settled > window => {
            Decision::Wait { until, why: Why::JustAgreed }
        }
        Decision::Say { .. } if now < bound => held_back_until(facts, now, visit, bound)
            .map_or(decision, |until| Decision::Wait { until, why: Why::PreviousVisit }),
        decision => decision,
    }
}

/// Until when a previous visit of the same treatment holds the reminder back that goes on, or ends before the reminder
/// cannot wait any longer: until then, or until nobody will mark it soon any more.
fn held_back_until(
    facts: &Facts,
    now: DateTime<Utc>,
    visit: &VisitFacts,
    bound: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let holds = |previous: &&VisitFacts| {
        previous.scope == visit.scope
            && previous.id != visit.id
            && previous.is_unfinished()
            && now < previous.expected_end() + MARKED_WITHIN
            && previous.starts_at < visit.starts_at
            && (previous.starts_at <= now
                || previous.state == AppointmentState::InProgress
                || previous.expected_end() <= bound)
    };
    let last =
        facts.visits.iter().filter(holds).map(|previous| previous.expected_end() + MARKED_WITHIN).max()?;
    Some(last.min(bound))
}

fn decide_link(
    facts: &Facts,
    now: DateTime<Utc>,
    form: &FormFacts,
    before: Option<(AppointmentId, DateTime<Utc>)>,
) -> Option<Decision> {
    let obligation = Obligation::FormLink(form.id, before);
    let next = next_visit(facts, form.scope, now);
    if before != next.map(|visit| (visit.id, visit.starts_at)) {
        // Its visit was called off or moved, and the link is owed before another one; or it began.
        let (id, starts_at) = before?;
        let visit = facts.visits.iter().find(|visit| visit.id == id && visit.starts_at == starts_at)?;
        let began_at = begun_without(form, visit, now)?;
        return Some(match told_at(facts, form.id) {
            Some(told_at) if told_at <= began_at => Decision::Said,
            _ => by_channel(facts, now, obligation, form.created_at, Some(began_at)),
        });
    }
    if is_told(facts, form.id) {
        return Some(Decision::Said);
    }
    let deadline = next.map(|visit| visit.starts_at);
    let own = |said: &Said| matches!(said.obligation, Obligation::FormLink(id, _) if id == form.id);
    // A reminder of a later visit may be tried until after this one.
    let in_time = |expires_at: DateTime<Utc>| deadline.is_none_or(|deadline| expires_at <= deadline);
    let carries = |said: &Said| {
        !matches!(said.obligation, Obligation::Resend(_))
            && said.carried.as_ref().is_some_and(|carried| carried.has_link(form.id))
            && in_time(said.expires_at)
    };
    if facts.ledger.iter().any(|said| is_live(said.state) && (own(said) || carries(said))) {
        return Some(Decision::OnItsWay);
    }
    if resend::is_in_hand(facts, now, form, deadline) {
        return Some(Decision::OnItsWay);
    }
    // It may wait for a reminder that leaves soon, but never for longer than half of the working time within which it
    // has to leave; the other half is for whatever fails. What comes into being at night waits for the morning's
    // reminder too: side by side, chance would say which of both leaves first.
    let awake = quiet_until(&facts.policy, facts.zone, form.created_at).unwrap_or(form.created_at);
    let patience = awake + Duration::minutes(i64::from(facts.policy.minimum_lead_minutes) / 2);
    let carriers = next
        .map(|visit| Obligation::Reminder(visit.id, visit.starts_at))
        .into_iter()
        .chain(form.scope.care_plan().map(Obligation::TreatmentCompleted));
    for carrier in carriers {
        let leaves = match unless_live(facts, now, carrier) {
            // Beside one that leaves now it would be taken back before it left, at each of the reminder's channels.
            Some(Decision::Say { expires_at, .. }) if now >= patience && in_time(expires_at) => {
                return Some(Decision::OnItsWay);
            }
            Some(Decision::Say { .. }) => Some(now),
            Some(Decision::Wait { until, .. }) => Some(until),
            _ => None,
        };
        if now < patience && leaves.is_some_and(|at| at <= patience) {
            return Some(Decision::Wait { until: patience, why: Why::Rides });
        }
    }
    Some(by_channel(facts, now, obligation, form.created_at, deadline))
}

/// What is to become of an obligation, were the message that waits for it or is under way not there.
fn unless_live(facts: &Facts, now: DateTime<Utc>, obligation: Obligation) -> Option<Decision> {
    let live = facts.said_of(obligation).find(|said| is_live(said.state)).map(|said| said.id);
    live.map_or_else(
        || decide(facts, now, obligation),
        |message| decide(&facts.without(message), now, obligation),
    )
}

/// Whether an accepted message carried the link to a form.
pub fn is_told(facts: &Facts, form: FormId) -> bool {
    told_at(facts, form).is_some()
}

/// When an accepted message first carried it.
fn told_at(facts: &Facts, form: FormId) -> Option<DateTime<Utc>> {
    let has_link = |said: &&Said| said.carried.as_ref().is_some_and(|carried| carried.has_link(form));
    let told = facts.ledger.iter().filter(|said| is_accepted(said.state)).filter(has_link);
    told.filter_map(|said| said.said_at).min()
}

/// When a visit of its treatment began while a form was open.
fn begun_without(form: &FormFacts, visit: &VisitFacts, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let began_at = visit.began_at(now).filter(|_| visit.scope == form.scope)?;
    (form.created_at < began_at).then_some(began_at)
}

/// The next visit of a treatment, or the appointment of a request.
pub fn next_visit(facts: &Facts, scope: JourneyScope, now: DateTime<Utc>) -> Option<&VisitFacts> {
    let ahead = facts.visits.iter().filter(|visit| visit.scope == scope && visit.is_ahead(now));
    ahead.min_by_key(|visit| (visit.starts_at, visit.id))
}

fn open_form(facts: &Facts, id: FormId) -> Option<&FormFacts> {
    facts.forms.iter().find(|form| form.id == id && form.state == FormState::Open)
}
