//! Which forms the rules owe, and which are asked for nothing any more: pure functions of what is true of a patient.
//! Nothing is remembered but the forms that were asked for, so it does not matter when it is asked, or in which order
//! things were told.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use entity::enums::{AppointmentState, CarePlanState, FormPurpose, FormState, FormTrigger};
use entity::form_rule;
use entity::ids::{
    AppointmentId, AssistanceRequestId, CarePlanId, FormDefinitionId, FormId, FormRuleId, PatientId,
    ServiceId,
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
    /// Whether it goes on, or is still to take place.
    pub is_to_come: bool,
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

/// What is true of a patient, for the rules by which forms come into being.
#[derive(Clone, Debug, Default)]
pub struct RuleFacts {
    /// Their appointments, in any order.
    pub bookings: Vec<Booking>,
    /// Their care plans, in any order.
    pub plans: Vec<Plan>,
    /// The forms that were asked of them, in any order; without those that were called off.
    pub forms: Vec<AskedForm>,
    /// Of the requests that an open form belongs to, those that were voided.
    pub voided: BTreeSet<AssistanceRequestId>,
}

/// A form that was asked of the patient, as far as rules look at it.
#[derive(Clone, Debug)]
pub struct AskedForm {
    /// Which.
    pub id: FormId,
    /// What is asked.
    pub definition_id: FormDefinitionId,
    /// The rule that asked; none where staff did.
    pub rule_id: Option<FormRuleId>,
    /// What for.
    pub purpose: FormPurpose,
    /// Its occasion.
    pub occasion: String,
    /// The plan that it belongs to.
    pub care_plan_id: Option<CarePlanId>,
    /// The request that it belongs to, where it is not a plan.
    pub assistance_request_id: Option<AssistanceRequestId>,
    /// The booking or the visit that brought it about.
    pub appointment_id: Option<AppointmentId>,
    /// Where it stands.
    pub state: FormState,
}

/// Whether an appointment goes on, or is still to take place. Nobody may have said yet that one is over that has ended.
pub fn is_to_come(state: AppointmentState, ends_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    match state {
        AppointmentState::Booked => ends_at > now,
        state => state == AppointmentState::InProgress,
    }
}

impl AskedForm {
    /// Whether a booking is one of the plan or the request that the form belongs to.
    fn belongs_to(&self, booking: &Booking) -> bool {
        match self.care_plan_id {
            Some(id) => booking.care_plan_id == Some(id),
            None => {
                booking.care_plan_id.is_none() && booking.assistance_request_id == self.assistance_request_id
            }
        }
    }
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
/// The intake is owed once a patient and definition, with the first booking under the rule that is to come. The
/// progress is owed after the Nth, 2Nth … completed visit of a plan, in the order in which they ended; its occasion
/// names that count, so that another N asks for nothing twice. What happened before `holds_from` asks for nothing.
pub fn forms_due(rules: &[form_rule::Model], patient_id: PatientId, facts: &RuleFacts) -> Vec<DueForm> {
    let called_off = forms_called_off(rules, facts);
    let asked: Vec<_> = facts.forms.iter().filter(|form| !called_off.contains(&form.id)).collect();
    let mut due: Vec<DueForm> = Vec::new();
    for rule in rules.iter().filter(|rule| rule.disabled_at.is_none()) {
        match rule.trigger_kind {
            FormTrigger::FirstBooking => due.extend(intake(rule, patient_id, facts)),
            FormTrigger::CompletedVisits => due.extend(progress(rule, facts)),
            FormTrigger::TreatmentCompleted => due.extend(last(rule, facts)),
        }
    }
    due.retain(|form| asked.iter().all(|asked| asked.occasion != form.occasion));
    // Two rules may owe the same intake, each for its service: whichever is listed first has it.
    let mut seen = BTreeSet::new();
    due.retain(|form| seen.insert(form.occasion.clone()));
    due.sort_by(|one, other| one.occasion.cmp(&other.occasion));
    due
}

/// The open forms that are asked for nothing any more: those of a plan that was broken off or of a request that was
/// voided, the progress after a visit
/// that was taken back, and the intake with a booking that was called off, or that passed while another one is to come.
/// Their occasions ask anew, where there still are any.
pub fn forms_called_off(rules: &[form_rule::Model], facts: &RuleFacts) -> Vec<FormId> {
    let is_over = |form: &AskedForm| {
        form.care_plan_id.is_some_and(|id| facts.is_broken_off(id))
            || form.assistance_request_id.is_some_and(|id| facts.voided.contains(&id))
            || form.rule_id.is_some()
                && match form.purpose {
                    FormPurpose::Intake => is_for_another_booking(rules, facts, form),
                    FormPurpose::Progress => !facts.bookings.iter().any(|visit| {
                        Some(visit.id) == form.appointment_id && visit.state == AppointmentState::Completed
                    }),
                    FormPurpose::Final | FormPurpose::Asked => false,
                }
    };
    let open = facts.forms.iter().filter(|form| form.state == FormState::Open);
    open.filter(|form| is_over(form)).map(|form| form.id).collect()
}

fn is_for_another_booking(rules: &[form_rule::Model], facts: &RuleFacts, form: &AskedForm) -> bool {
    let mut own = facts.in_force().filter(|booking| form.belongs_to(booking)).peekable();
    if own.peek().is_none() {
        return true;
    }
    let mut of_definition = rules.iter().filter(|rule| {
        rule.trigger_kind == FormTrigger::FirstBooking
            && rule.form_definition_id == form.definition_id
            && rule.disabled_at.is_none()
    });
    own.all(|booking| !booking.is_to_come)
        && of_definition.any(|rule| booking_of_intake(rule, facts).is_some())
}

impl RuleFacts {
    /// Bookings that were not called off.
    fn in_force(&self) -> impl Iterator<Item = &Booking> {
        self.bookings.iter().filter(|booking| booking.state != AppointmentState::Cancelled)
    }

    fn is_broken_off(&self, id: CarePlanId) -> bool {
        self.plans.iter().any(|plan| plan.id == id && plan.state == CarePlanState::Cancelled)
    }
}

fn applies_to(rule: &form_rule::Model, services: &[ServiceId]) -> bool {
    rule.service_id.is_none_or(|service| services.contains(&service))
}

/// The booking with which a rule asks for the intake: the first that is to come, unless the patient was here before
/// the rule.
fn booking_of_intake<'f>(rule: &form_rule::Model, facts: &'f RuleFacts) -> Option<&'f Booking> {
    let under_rule = || {
        facts
            .in_force()
            .filter(|booking| booking.care_plan_id.is_some() || booking.assistance_request_id.is_some())
            .filter(|booking| applies_to(rule, &booking.services))
    };
    let is_new = under_rule().all(|booking| booking.booked_at >= rule.holds_from);
    under_rule()
        .filter(|booking| is_new && booking.is_to_come)
        .filter(|booking| booking.care_plan_id.is_none_or(|id| !facts.is_broken_off(id)))
        .min_by_key(|booking| (booking.booked_at, booking.id))
}

fn intake(rule: &form_rule::Model, patient_id: PatientId, facts: &RuleFacts) -> Option<DueForm> {
    let first = booking_of_intake(rule, facts)?;
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

fn progress(rule: &form_rule::Model, facts: &RuleFacts) -> Vec<DueForm> {
    let Some(every) = rule.every_visits.and_then(|every| usize::try_from(every).ok()).filter(|n| *n > 0)
    else {
        return Vec::new();
    };
    let mut due = Vec::new();
    let going_on = facts.plans.iter().filter(|plan| plan.state != CarePlanState::Cancelled);
    for plan in going_on.filter(|plan| applies_to(rule, &[plan.service_id])) {
        let mut completed: Vec<_> = facts
            .bookings
            .iter()
            .filter(|visit| visit.care_plan_id == Some(plan.id))
            .filter(|visit| visit.state == AppointmentState::Completed)
            .collect();
        completed.sort_by_key(|visit| (visit.ended_at, visit.id));
        let counted = completed.iter().zip(1_usize..).filter(|(_, count)| count % every == 0);
        let new = counted.filter(|(visit, _)| visit.ended_at >= rule.holds_from);
        due.extend(new.map(|(visit, count)| DueForm {
            rule_id: rule.id,
            definition_id: rule.form_definition_id,
            purpose: FormPurpose::Progress,
            occasion: format!("rule:{}:{}:{count}", rule.id, plan.id),
            care_plan_id: Some(plan.id),
            assistance_request_id: None,
            appointment_id: Some(visit.id),
        }));
    }
    due
}

fn last(rule: &form_rule::Model, facts: &RuleFacts) -> Vec<DueForm> {
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
