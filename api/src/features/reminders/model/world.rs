//! What is true in the simulated clinic, and the rules that bring forms into being.

use chrono::Duration;
use entity::enums::{AppointmentState, CarePlanState, FormPurpose, FormState, NotificationChannel};
use entity::ids::{AppointmentId, CarePlanId, FormId};
use uuid::Uuid;

use super::history::{At, Event, History};
use crate::features::reminders::facts::{Facts, FormFacts, PlanFacts, Reach, VisitFacts};
use crate::platform::actor::JourneyScope;

/// The one treatment.
pub const PLAN: CarePlanId = CarePlanId(Uuid::from_u128(1));

/// The id of a visit, from its number.
pub fn visit_id(number: u32) -> AppointmentId {
    AppointmentId(Uuid::from_u128(number.into()))
}

/// The facts of a history before anything happened.
pub fn facts_of(history: &History) -> Facts {
    Facts {
        zone: history.zone,
        policy: history.policy.clone(),
        reach: Reach { channels: history.channels.clone(), declined: Vec::new() },
        plans: vec![PlanFacts {
            id: PLAN,
            practitioner_id: Uuid::from_u128(1).into(),
            state: CarePlanState::Active,
            created_at: history.begins_at,
            completed_at: None,
        }],
        visits: Vec::new(),
        forms: Vec::new(),
        ledger: Vec::new(),
    }
}

/// Makes an event true. Weather is none of its business.
///
/// # Errors
/// In words, where it cannot be: a visit that nobody booked, one that is over.
pub fn happen(facts: &mut Facts, now: At, event: Event) -> Result<(), String> {
    match event {
        Event::Booked { visit, starts_at, minutes } => book(facts, now, visit, starts_at, minutes),
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
        Event::TreatmentCompleted => {
            let plan = &mut facts.plans[0];
            (plan.state, plan.completed_at) = (CarePlanState::Completed, Some(now));
            Ok(())
        }
        Event::FormAsked => {
            ask(facts, now, FormPurpose::Asked);
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
            if !facts.reach.channels.contains(&channel) {
                match channel {
                    NotificationChannel::Email => facts.reach.channels.insert(0, channel),
                    NotificationChannel::Whatsapp => facts.reach.channels.push(channel),
                }
            }
            facts.reach.declined.retain(|known| *known != channel);
            Ok(())
        }
        Event::LinkResent | Event::Worker(_) | Event::Mail(_) | Event::Whatsapp(_) => Ok(()),
    }
}

fn book(facts: &mut Facts, now: At, visit: u32, starts_at: At, minutes: i64) -> Result<(), String> {
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
        scope: JourneyScope::CarePlan(PLAN),
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
fn ask(facts: &mut Facts, now: At, purpose: FormPurpose) {
    let id = FormId(Uuid::from_u128(facts.forms.len() as u128 + 1));
    let scope = JourneyScope::CarePlan(PLAN);
    facts.forms.push(FormFacts {
        id,
        scope,
        state: FormState::Open,
        purpose,
        created_at: now,
        submitted_at: None,
    });
}

/// Asks for the forms that the clinic's rules owe: those that are there already are not asked for again, but for an
/// intake that was called off with its bookings.
pub fn ask_for_what_is_owed(facts: &mut Facts, history: &History, now: At) {
    let there = |facts: &Facts, purpose| facts.forms.iter().filter(|form| form.purpose == purpose).count();
    if facts.visits.iter().all(|visit| visit.state == AppointmentState::Cancelled) {
        let intake =
            |form: &&mut FormFacts| form.purpose == FormPurpose::Intake && form.state == FormState::Open;
        for called_off in facts.forms.iter_mut().filter(intake) {
            (called_off.state, called_off.purpose) = (FormState::Withdrawn, FormPurpose::Asked);
        }
    }
    let is_to_come = facts.visits.iter().any(|visit| match visit.state {
        AppointmentState::Booked => visit.ends_at > now,
        state => state == AppointmentState::InProgress,
    });
    if history.intake && is_to_come && there(facts, FormPurpose::Intake) == 0 {
        ask(facts, now, FormPurpose::Intake);
    }
    let completed = facts.visits.iter().filter(|visit| visit.state == AppointmentState::Completed).count();
    let owed = completed.checked_div(history.progress_every).unwrap_or_default();
    while there(facts, FormPurpose::Progress) < owed {
        ask(facts, now, FormPurpose::Progress);
    }
    let is_over = facts.plans[0].state == CarePlanState::Completed;
    if history.with_final && is_over && there(facts, FormPurpose::Final) == 0 {
        ask(facts, now, FormPurpose::Final);
    }
}
