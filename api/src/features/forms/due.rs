//! Which forms the rules owe: a pure function of what is true of a patient. Nothing is remembered but which
//! occasions have had their form, so it does not matter when it is asked, or in which order things were told.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use entity::enums::{AppointmentState, CarePlanState, FormPurpose, FormTrigger};
use entity::form_rule;
use entity::ids::{
    AppointmentId, AssistanceRequestId, CarePlanId, FormDefinitionId, FormRuleId, PatientId, ServiceId,
};

/// An appointment of the patient, as far as rules look at it.
#[derive(Clone, Debug)]
pub struct Booking {
    /// Which.
    pub id: AppointmentId,
    /// The request that it belongs to.
    pub assistance_request_id: Option<AssistanceRequestId>,
    /// The plan of which it is a visit.
    pub care_plan_id: Option<CarePlanId>,
    /// Where it stands.
    pub state: AppointmentState,
    /// When it was booked.
    pub booked_at: DateTime<Utc>,
    /// When it ended, or is to end.
    pub ended_at: DateTime<Utc>,
    /// What is done.
    pub services: Vec<ServiceId>,
}

/// A care plan of the patient, as far as rules look at it.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Which.
    pub id: CarePlanId,
    /// What every visit is.
    pub service_id: ServiceId,
    /// Where it stands.
    pub state: CarePlanState,
    /// When the treatment was completed.
    pub completed_at: Option<DateTime<Utc>>,
}

/// What is true of a patient.
#[derive(Clone, Debug, Default)]
pub struct FormFacts {
    /// Their appointments, in any order.
    pub bookings: Vec<Booking>,
    /// Their care plans, in any order.
    pub plans: Vec<Plan>,
    /// The occasions that have had their form.
    pub occasions: BTreeSet<String>,
}

/// A form that is owed and not there yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueForm {
    /// The rule that asks.
    pub rule_id: FormRuleId,
    /// What it asks.
    pub definition_id: FormDefinitionId,
    /// What for.
    pub purpose: FormPurpose,
    /// Names the occasion, whenever it is looked at.
    pub occasion: String,
    /// The plan that it belongs to; else a request.
    pub care_plan_id: Option<CarePlanId>,
    /// The request that it belongs to; else a plan.
    pub assistance_request_id: Option<AssistanceRequestId>,
    /// The booking or the visit that brings it about.
    pub appointment_id: Option<AppointmentId>,
}

/// The forms that these rules owe to a patient, by occasion.
///
/// The intake is owed once a patient and definition, with the first booking under the rule that was not called
/// off. The progress is owed after the Nth, 2Nth … completed visit of a plan, in the order in which they ended;
/// its occasion names that count, so that another N asks for nothing twice. What happened before `holds_from`
/// asks for nothing.
pub fn forms_due(rules: &[form_rule::Model], patient_id: PatientId, facts: &FormFacts) -> Vec<DueForm> {
    let mut due: Vec<DueForm> = Vec::new();
    for rule in rules.iter().filter(|rule| rule.disabled_at.is_none()) {
        match rule.trigger_kind {
            FormTrigger::FirstBooking => due.extend(intake(rule, patient_id, facts)),
            FormTrigger::CompletedVisits => due.extend(progress(rule, facts)),
            FormTrigger::TreatmentCompleted => due.extend(last(rule, facts)),
        }
    }
    due.retain(|form| !facts.occasions.contains(&form.occasion));
    // Two rules may owe the same intake, each for its service: whichever is listed first has it.
    let mut seen = BTreeSet::new();
    due.retain(|form| seen.insert(form.occasion.clone()));
    due.sort_by(|one, other| one.occasion.cmp(&other.occasion));
    due
}

fn applies_to(rule: &form_rule::Model, services: &[ServiceId]) -> bool {
    rule.service_id.is_none_or(|service| services.contains(&service))
}

fn intake(rule: &form_rule::Model, patient_id: PatientId, facts: &FormFacts) -> Option<DueForm> {
    let first = facts
        .bookings
        .iter()
        .filter(|booking| booking.state != AppointmentState::Cancelled)
        .filter(|booking| booking.care_plan_id.is_some() || booking.assistance_request_id.is_some())
        .filter(|booking| applies_to(rule, &booking.services))
        .min_by_key(|booking| (booking.booked_at, booking.id))
        .filter(|booking| booking.booked_at >= rule.holds_from)?;
    Some(DueForm {
        rule_id: rule.id,
        definition_id: rule.form_definition_id,
        purpose: FormPurpose::Intake,
        occasion: format!("intake:{}:{patient_id}", rule.form_definition_id),
        care_plan_id: first.care_plan_id,
        assistance_request_id: first.assistance_request_id.filter(|_| first.care_plan_id.is_none()),
        appointment_id: Some(first.id),
    })
}

fn progress(rule: &form_rule::Model, facts: &FormFacts) -> Vec<DueForm> {
    let Some(every) = rule.every_visits.and_then(|every| usize::try_from(every).ok()).filter(|n| *n > 0)
    else {
        return Vec::new();
    };
    let mut due = Vec::new();
    for plan in facts.plans.iter().filter(|plan| applies_to(rule, &[plan.service_id])) {
        let mut completed: Vec<_> = facts
            .bookings
            .iter()
            .filter(|visit| visit.care_plan_id == Some(plan.id))
            .filter(|visit| visit.state == AppointmentState::Completed)
            .collect();
        completed.sort_by_key(|visit| (visit.ended_at, visit.id));
        let counted = completed.iter().zip(1_usize..).filter(|(_, count)| count % every == 0);
        due.extend(counted.filter(|(visit, _)| visit.ended_at >= rule.holds_from).map(|(visit, count)| {
            DueForm {
                rule_id: rule.id,
                definition_id: rule.form_definition_id,
                purpose: FormPurpose::Progress,
                occasion: format!("rule:{}:{}:{count}", rule.id, plan.id),
                care_plan_id: Some(plan.id),
                assistance_request_id: None,
                appointment_id: Some(visit.id),
            }
        }));
    }
    due
}

fn last(rule: &form_rule::Model, facts: &FormFacts) -> Vec<DueForm> {
    let ended = facts.plans.iter().filter(|plan| {
        plan.state == CarePlanState::Completed
            && plan.completed_at.is_some_and(|at| at >= rule.holds_from)
            && applies_to(rule, &[plan.service_id])
    });
    let due = ended.map(|plan| DueForm {
        rule_id: rule.id,
        definition_id: rule.form_definition_id,
        purpose: FormPurpose::Final,
        occasion: format!("rule:{}:{}:1", rule.id, plan.id),
        care_plan_id: Some(plan.id),
        assistance_request_id: None,
        appointment_id: None,
    });
    due.collect()
}
