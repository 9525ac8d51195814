//! The forms that the simulated clinic's rules ask for: what production asks, which is owed and which is called off, is
//! asked here.

use std::collections::BTreeSet;

use chrono::DateTime;
use entity::enums::{FormState, FormTrigger};
use entity::form_rule;
use entity::ids::{ClinicId, FormDefinitionId, FormId, FormRuleId, PatientId, ServiceId};
use uuid::Uuid;

use super::history::{At, History};
use super::world::ask;
use crate::features::forms::{
    AskedForm, Booking, DueForm, Plan, RuleFacts, forms_called_off, forms_due, is_to_come,
};
use crate::features::reminders::facts::{Facts, VisitFacts};
use crate::platform::actor::JourneyScope;

/// The patient of every history.
const PATIENT: PatientId = PatientId(Uuid::from_u128(1));

/// What every visit is.
const SERVICE: ServiceId = ServiceId(Uuid::from_u128(1));

/// A clinic's rules for forms, and what they asked for.
pub struct ByRule {
    rules: Vec<form_rule::Model>,
    /// Without what was called off.
    asked: Vec<AskedForm>,
}

impl ByRule {
    /// The rules of a history, under which nothing was asked for yet.
    pub fn of(history: &History) -> Self {
        let every = i32::try_from(history.progress_every).unwrap_or(i32::MAX);
        let rules = [
            history.intake.then(|| rule(1, FormTrigger::FirstBooking, None)),
            (every > 0).then(|| rule(2, FormTrigger::CompletedVisits, Some(every))),
            history.with_final.then(|| rule(3, FormTrigger::TreatmentCompleted, None)),
        ];
        Self { rules: rules.into_iter().flatten().collect(), asked: Vec::new() }
    }

    /// Calls off what is asked for nothing any more, and asks for what is owed.
    pub fn look(&mut self, facts: &mut Facts, now: At) {
        let known = self.facts(facts, now);
        let called_off = forms_called_off(&self.rules, &known);
        for form in facts.forms.iter_mut().filter(|form| called_off.contains(&form.id)) {
            form.state = FormState::Withdrawn;
        }
        self.asked.retain(|form| !called_off.contains(&form.id));
        for due in forms_due(&self.rules, PATIENT, &known) {
            let scope = JourneyScope::from_columns(due.assistance_request_id, due.care_plan_id);
            let Some(scope) = scope else { continue };
            let id = ask(facts, now, scope, due.purpose);
            self.asked.push(asked(id, due));
        }
    }

    /// What the rules look at.
    fn facts(&self, facts: &Facts, now: At) -> RuleFacts {
        let state = |id: FormId| facts.forms.iter().find(|form| form.id == id).map(|form| form.state);
        let asked = self.asked.iter().cloned();
        RuleFacts {
            bookings: facts.visits.iter().map(|visit| booking(visit, now)).collect(),
            plans: facts
                .plans
                .iter()
                .map(|plan| Plan {
                    id: plan.id,
                    service_id: SERVICE,
                    state: plan.state,
                    completed_at: plan.completed_at,
                })
                .collect(),
            voided: BTreeSet::new(),
            forms: asked
                .map(|form| AskedForm { state: state(form.id).unwrap_or(form.state), ..form })
                .collect(),
        }
    }
}

fn rule(number: u128, trigger_kind: FormTrigger, every_visits: Option<i32>) -> form_rule::Model {
    form_rule::Model {
        id: FormRuleId(Uuid::from_u128(number)),
        clinic_id: ClinicId(Uuid::from_u128(1)),
        form_definition_id: FormDefinitionId(Uuid::from_u128(number)),
        trigger_kind,
        every_visits,
        service_id: None,
        created_at: DateTime::UNIX_EPOCH,
        holds_from: DateTime::UNIX_EPOCH,
        disabled_at: None,
        version: 1,
    }
}

fn booking(visit: &VisitFacts, now: At) -> Booking {
    Booking {
        id: visit.id,
        assistance_request_id: visit.scope.request(),
        care_plan_id: visit.scope.care_plan(),
        state: visit.state,
        // Their numbers say which was booked first: of what is booked at once, whichever is told first.
        booked_at: DateTime::UNIX_EPOCH,
        ended_at: visit.ends_at,
        is_to_come: is_to_come(visit.state, visit.ends_at, now),
        services: vec![SERVICE],
    }
}

fn asked(id: FormId, due: DueForm) -> AskedForm {
    AskedForm {
        id,
        definition_id: due.definition_id,
        rule_id: Some(due.rule_id),
        purpose: due.purpose,
        occasion: due.occasion,
        care_plan_id: due.care_plan_id,
        assistance_request_id: due.assistance_request_id,
        appointment_id: due.appointment_id,
        state: FormState::Open,
    }
}
