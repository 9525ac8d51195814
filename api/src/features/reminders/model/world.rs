//! What is true in the simulated clinic, and what becomes of it as things happen.

use chrono::Duration;
use entity::enums::{AppointmentState, CarePlanState, FormPurpose, FormState, NotificationChannel};
use entity::ids::{AppointmentId, AssistanceRequestId, CarePlanId, FormId};
use uuid::Uuid;

use super::history::{At, Event, History, Rule};
use crate::features::reminders::facts::{Facts, FormFacts, PlanFacts, Reach, VisitFacts};
use crate::features::reminders::policy::{PolicyChange, changed};
use crate::platform::actor::JourneyScope;

/// The treatment that every history begins with.
pub const PLAN: CarePlanId = CarePlanId(Uuid::from_u128(1));

/// What belongs to it.
pub const OF_PLAN: JourneyScope = JourneyScope::CarePlan(PLAN);

/// Another treatment of the same patient.
pub const SECOND_PLAN: CarePlanId = CarePlanId(Uuid::from_u128(2));

/// A request of the same patient.
pub const OF_REQUEST: JourneyScope = JourneyScope::Request(AssistanceRequestId(Uuid::from_u128(1)));

/// The id of a visit, from its number.
pub fn visit_id(number: u32) -> AppointmentId {
    AppointmentId(Uuid::from_u128(number.into()))
}

/// The facts of a history before anything happened.
pub fn facts_of(history: &History) -> Facts {
    Facts {
        zone: history.zone,
        policy: history.policy.clone(),
        reach: Reach { channels: history.channels.clone(), ..Reach::default() },
        plans: vec![begun(PLAN, history.begins_at)],
        visits: Vec::new(),
        forms: Vec::new(),
        ledger: Vec::new(),
    }
}

fn begun(id: CarePlanId, now: At) -> PlanFacts {
    PlanFacts {
        id,
        practitioner_id: id.0.into(),
        has_practitioner: true,
        state: CarePlanState::Active,
        created_at: now,
        completed_at: None,
    }
}

/// Makes an event true. Weather is none of its business.
///
/// # Errors
/// In words, where it cannot be: a visit that nobody booked, one that is over.
pub fn happen(facts: &mut Facts, now: At, event: Event) -> Result<(), String> {
    match event {
        Event::TreatmentBegins(id) => {
            if facts.plans.iter().any(|plan| plan.id == id) {
                return Err("a treatment begins twice".into());
            }
            facts.plans.push(begun(id, now));
            Ok(())
        }
        Event::Booked { visit, of, starts_at, minutes } => book(facts, now, visit, of, starts_at, minutes),
        Event::Moved { visit, starts_at } => {
            let known = unfinished(facts, visit, &[AppointmentState::Booked])?;
            let length = known.ends_at - known.starts_at;
            if starts_at <= now {
                return Err(format!("visit {visit} is moved into the past"));
            }
            (known.starts_at, known.ends_at, known.agreed_at) = (starts_at, starts_at + length, now);
            Ok(())
        }
        Event::Cancelled { visit } => {
            unfinished(facts, visit, &[AppointmentState::Booked])?.state = AppointmentState::Cancelled;
            Ok(())
        }
        Event::NoShow { visit } => {
            let known = unfinished(facts, visit, &[AppointmentState::Booked])?;
            if now < known.starts_at {
                return Err(format!("nobody can miss visit {visit} before it begins"));
            }
            known.state = AppointmentState::NoShow;
            Ok(())
        }
        Event::Started { visit } => {
            let known = unfinished(facts, visit, &[AppointmentState::Booked])?;
            (known.state, known.started_at) = (AppointmentState::InProgress, Some(now));
            Ok(())
        }
        Event::Completed { visit } => {
            let agreed = [AppointmentState::Booked, AppointmentState::InProgress];
            let known = unfinished(facts, visit, &agreed)?;
            // Nobody may have said that it began.
            let began = known.started_at.unwrap_or(known.starts_at);
            if now < began {
                return Err(format!("visit {visit} ends before it begins"));
            }
            (known.state, known.started_at) = (AppointmentState::Completed, Some(began));
            Ok(())
        }
        Event::TreatmentCompleted(id) => {
            let plan = facts.plans.iter_mut().find(|plan| plan.id == id);
            let plan = plan.ok_or("a treatment ends that never began")?;
            (plan.state, plan.completed_at) = (CarePlanState::Completed, Some(now));
            Ok(())
        }
        Event::FormAsked(of) => {
            ask(facts, now, of, FormPurpose::Asked);
            Ok(())
        }
        Event::FormSubmitted => {
            let open = facts.forms.iter_mut().find(|form| form.state == FormState::Open);
            let form = open.ok_or("no form is open that could be submitted")?;
            (form.state, form.submitted_at) = (FormState::Submitted, Some(now));
            Ok(())
        }
        Event::FormWithdrawn => {
            let open = facts.forms.iter_mut().rfind(|form| form.state == FormState::Open);
            open.ok_or("no form is open that could be withdrawn")?.state = FormState::Withdrawn;
            Ok(())
        }
        Event::OptedOut(channel) => {
            let declined = facts.reach.channels.extract_if(.., |known| *known == channel);
            facts.reach.declined.extend(declined);
            Ok(())
        }
        Event::OptedIn(channel) => {
            if !facts.reach.refused.contains(&channel) {
                takes_messages(&mut facts.reach, channel);
            }
            facts.reach.declined.retain(|known| *known != channel);
            Ok(())
        }
        Event::AddressCorrected(channel) => {
            let reach = &mut facts.reach;
            reach.refused.retain(|known| *known != channel);
            if !reach.declined.contains(&channel) {
                takes_messages(reach, channel);
            }
            reach.readdressed.retain(|(known, _)| *known != channel);
            reach.readdressed.push((channel, now));
            Ok(())
        }
        Event::RulesChanged(rule) => {
            let policy = changed(&facts.policy, change(rule), now);
            facts.policy = policy.map_err(|_| "the clinic's rules would contradict each other")?;
            Ok(())
        }
        Event::LinkResent | Event::Worker(_) | Event::Mail(_) | Event::Whatsapp(_) => Ok(()),
    }
}

/// The preferred channel comes first.
fn takes_messages(reach: &mut Reach, channel: NotificationChannel) {
    if reach.channels.contains(&channel) {
        return;
    }
    match channel {
        NotificationChannel::Email => reach.channels.insert(0, channel),
        NotificationChannel::Whatsapp => reach.channels.push(channel),
    }
}

/// A change of the rules as an administrator makes it.
fn change(rule: Rule) -> PolicyChange {
    let mut change = PolicyChange::default();
    match rule {
        Rule::Enabled(enabled) => change.enabled = Some(enabled),
        Rule::WindowHours(hours) => change.window_hours = Some(hours),
        Rule::MinimumLeadMinutes(minutes) => change.minimum_lead_minutes = Some(minutes),
        Rule::JustAgreedHours(hours) => change.just_agreed_hours = Some(hours),
        Rule::QuietHours(from, to) => {
            change.quiet_from_minute = Some(from.cast_signed());
            change.quiet_to_minute = Some(to.cast_signed());
        }
    }
    change
}

fn book(
    facts: &mut Facts,
    now: At,
    visit: u32,
    of: JourneyScope,
    starts_at: At,
    minutes: i64,
) -> Result<(), String> {
    if facts.visits.iter().any(|known| known.id == visit_id(visit)) {
        return Err(format!("visit {visit} is booked twice"));
    }
    if minutes <= 0 {
        return Err(format!("visit {visit} ends before it begins"));
    }
    if starts_at <= now {
        return Err(format!("visit {visit} is booked for the past"));
    }
    facts.visits.push(VisitFacts {
        id: visit_id(visit),
        scope: of,
        state: AppointmentState::Booked,
        starts_at,
        ends_at: starts_at + Duration::minutes(minutes),
        started_at: None,
        agreed_at: now,
    });
    Ok(())
}

fn unfinished<'a>(
    facts: &'a mut Facts,
    visit: u32,
    states: &[AppointmentState],
) -> Result<&'a mut VisitFacts, String> {
    let known = facts.visits.iter_mut().find(|known| known.id == visit_id(visit));
    let known = known.ok_or_else(|| format!("nobody booked visit {visit}"))?;
    if !states.contains(&known.state) {
        return Err(format!("visit {visit} is {} already", known.state.as_str().replace('_', " ")));
    }
    Ok(known)
}

/// Asks for a form.
pub(super) fn ask(facts: &mut Facts, now: At, scope: JourneyScope, purpose: FormPurpose) -> FormId {
    let id = FormId(Uuid::from_u128(facts.forms.len() as u128 + 1));
    facts.forms.push(FormFacts {
        id,
        scope,
        state: FormState::Open,
        purpose,
        created_at: now,
        submitted_at: None,
    });
    id
}
