//! What the demo's patients were told, and a form that one of them has not filled in.

use chrono::{DateTime, Duration, Utc};
use entity::enums::{
    AppointmentState, FormPurpose, FormState, NotificationChannel, NotificationKind, NotificationState,
};
use entity::ids::{CarePlanId, ClinicId, FormDefinitionId, FormId, FormRuleId};
use entity::settings::ReminderPolicy;
use entity::{appointment, form, notification};
use serde_json::json;

use super::bulk::Writer;
use super::chance::{named, timed};
use super::forms::{EVERY, PROGRESS};

/// Writes them for the visits of care plans.
pub(super) async fn write(
    writer: &mut Writer<'_>,
    clinic_id: ClinicId,
    visits: &[appointment::Model],
) -> anyhow::Result<()> {
    let past = visits.iter().filter(|visit| visit.state != AppointmentState::Booked);
    // Nobody is alarmed about visits that are over.
    writer.insert::<notification::Entity>(past.map(reminder).collect()).await?;
    let asking = visits.iter().filter_map(|visit| progress(clinic_id, visit, visits));
    writer.insert::<form::Entity>(asking.collect()).await
}

/// When a visit was reminded of, or will be: not soon after it was booked.
pub(super) fn reminded_at(visit: &appointment::Model) -> DateTime<Utc> {
    let rules = ReminderPolicy::default();
    let settled = visit.booked_at + Duration::hours(rules.just_agreed_hours.into());
    settled.max(visit.starts_at - Duration::hours(rules.window_hours.into()))
}

/// A reminder that arrived.
pub(super) fn reminder(visit: &appointment::Model) -> notification::Model {
    let (channel, due_at) = (NotificationChannel::Email, reminded_at(visit));
    let facts = json!({ "startsAt": visit.starts_at });
    let arrived = Some(due_at + Duration::minutes(1));
    notification::Model {
        id: timed("reminder", &visit.id.to_string(), due_at),
        clinic_id: visit.clinic_id,
        patient_id: visit.patient_id,
        user_id: None,
        assistance_request_id: None,
        care_plan_id: visit.care_plan_id,
        appointment_id: Some(visit.id),
        form_id: None,
        dispatch_id: None,
        kind: NotificationKind::VisitReminder,
        channel,
        state: NotificationState::Accepted,
        dedupe_key: format!("reminder:{}:{}:{}:1", visit.id, visit.starts_at.timestamp(), channel.as_str()),
        payload: facts.clone(),
        carried: Some(facts),
        due_at,
        expires_at: visit.starts_at,
        next_attempt_at: due_at,
        attempts: 1,
        lease_token: None,
        lease_until: None,
        provider_id: None,
        sent_at: arrived,
        delivered_at: None,
        read_at: None,
        reason: None,
        reason_detail: None,
        created_at: due_at,
    }
}

/// How it goes, after so many completed visits of a plan that goes on, as the rule would have asked.
fn progress(
    clinic_id: ClinicId,
    visit: &appointment::Model,
    visits: &[appointment::Model],
) -> Option<form::Model> {
    let plan: CarePlanId = visit.care_plan_id?;
    let of_plan = || visits.iter().filter(|other| other.care_plan_id == Some(plan));
    let completed = of_plan()
        .filter(|other| other.state == AppointmentState::Completed && other.starts_at <= visit.starts_at)
        .count();
    let goes_on = of_plan().any(|other| other.state == AppointmentState::Booked);
    let created_at = visit.ended_at.filter(|_| goes_on && completed == EVERY as usize)?;
    let rule: FormRuleId = named("form rule", PROGRESS);
    let definition: FormDefinitionId = named("form definition", PROGRESS);
    let occasion = format!("rule:{rule}:{plan}:{EVERY}");
    let id: FormId = timed("form", &occasion, created_at);
    Some(form::Model {
        id,
        clinic_id,
        patient_id: visit.patient_id,
        care_plan_id: Some(plan),
        assistance_request_id: None,
        appointment_id: Some(visit.id),
        form_definition_id: definition,
        definition_version: 1,
        form_rule_id: Some(rule),
        purpose: FormPurpose::Progress,
        occasion,
        state: FormState::Open,
        version: 1,
        asked_by_id: None,
        created_at,
        submitted_at: None,
        submitted_by_kind: None,
        submitted_by_id: None,
        withdrawn_at: None,
        withdraw_reason: None,
    })
}
