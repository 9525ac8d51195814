//! Between an obligation and the row of the outbox that discharges it.

use chrono::{DateTime, Utc};
use entity::enums::{NotificationChannel, NotificationKind};
use entity::ids::{AppointmentId, CarePlanId, FormId, PatientId, UserId};
use entity::notification;
use serde_json::json;

use super::facts::{Carried, Facts, Obligation, Said};
use crate::features::notifications::NewNotification;
use crate::platform::actor::JourneyScope;

/// A message of the ledger as the planner sees it; none where it is of no concern to it.
pub fn said(row: &notification::Model) -> Option<Said> {
    Some(Said {
        id: row.id,
        obligation: obligation_of(row)?,
        channel: row.channel,
        state: row.state,
        reason: row.reason.clone(),
        planned_at: row.created_at,
        expires_at: row.expires_at,
        said_at: row.sent_at,
        carried: row.carried.clone().and_then(|carried| serde_json::from_value(carried).ok()),
    })
}

fn obligation_of(row: &notification::Model) -> Option<Obligation> {
    Some(match row.kind {
        NotificationKind::CarePlanWelcome => Obligation::Welcome(row.care_plan_id?),
        NotificationKind::TreatmentCompleted => Obligation::TreatmentCompleted(row.care_plan_id?),
        NotificationKind::VisitReminder => Obligation::Reminder(row.appointment_id?, start_of(row)?),
        NotificationKind::FormLink => {
            // A start that nobody wrote down is none that was agreed.
            let before = row.appointment_id.map(|visit| (visit, start_of(row).unwrap_or_default()));
            Obligation::FormLink(row.form_id?, before)
        }
        NotificationKind::FormLinkResent => Obligation::Resend(row.form_id?),
        NotificationKind::FormSubmitted => Obligation::FormSubmitted(row.form_id?),
        NotificationKind::FormOutstanding => Obligation::FormOutstanding(row.form_id?, row.appointment_id?),
        NotificationKind::BookingLink
        | NotificationKind::NewPhotoRequested
        | NotificationKind::AppointmentBooked
        | NotificationKind::AppointmentMoved
        | NotificationKind::AppointmentCancelled => return None,
    })
}

/// The start of the visit that a message is about.
fn start_of(row: &notification::Model) -> Option<DateTime<Utc>> {
    let told: Carried = serde_json::from_value(row.payload.clone()).ok()?;
    told.starts_at
}

/// What an obligation is about.
struct Subject {
    plan: Option<CarePlanId>,
    visit: Option<AppointmentId>,
    form: Option<FormId>,
}

fn subject(facts: &Facts, obligation: Obligation) -> Subject {
    let of_form = |id| facts.forms.iter().find(|form| form.id == id).map(|form| form.scope);
    let (scope, visit, form) = match obligation {
        Obligation::Welcome(id) | Obligation::TreatmentCompleted(id) => {
            (Some(JourneyScope::CarePlan(id)), None, None)
        }
        Obligation::Reminder(id, _) => {
            let visit = facts.visits.iter().find(|visit| visit.id == id);
            (visit.map(|visit| visit.scope), Some(id), None)
        }
        Obligation::FormLink(form, before) => (of_form(form), before.map(|(visit, _)| visit), Some(form)),
        Obligation::Resend(form) | Obligation::FormSubmitted(form) => (of_form(form), None, Some(form)),
        Obligation::FormOutstanding(form, visit) => (of_form(form), Some(visit), Some(form)),
    };
    Subject { plan: scope.and_then(JourneyScope::care_plan), visit, form }
}

/// Names an obligation in the outbox. What was taken back may be owed again, so the tries are counted.
fn dedupe_key(facts: &Facts, obligation: Obligation, channel: NotificationChannel) -> String {
    let name = match obligation {
        Obligation::Welcome(plan) => format!("welcome:{plan}"),
        Obligation::Reminder(visit, starts_at) => format!("reminder:{visit}:{}", starts_at.timestamp()),
        Obligation::FormLink(form, Some((visit, starts_at))) => {
            format!("form-link:{form}:{visit}:{}", starts_at.timestamp())
        }
        Obligation::FormLink(form, None) => format!("form-link:{form}"),
        Obligation::Resend(form) => format!("form-link-resent:{form}"),
        Obligation::TreatmentCompleted(plan) => format!("treatment-completed:{plan}"),
        Obligation::FormSubmitted(form) => format!("form-submitted:{form}"),
        Obligation::FormOutstanding(form, visit) => format!("form-outstanding:{form}:{visit}"),
    };
    let tries = facts.ledger.iter().filter(|said| said.obligation == obligation && said.channel == channel);
    format!("{name}:{}:{}", channel.as_str(), tries.count() + 1)
}

/// The row that discharges an obligation.
pub fn message(
    facts: &Facts,
    patient_id: PatientId,
    obligation: Obligation,
    channel: NotificationChannel,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> NewNotification {
    let Subject { plan, visit, form } = subject(facts, obligation);
    let payload = match obligation {
        Obligation::Reminder(_, starts_at) | Obligation::FormLink(_, Some((_, starts_at))) => {
            json!(Carried { starts_at: Some(starts_at), ..Carried::default() })
        }
        _ => json!({}),
    };
    let practitioner = |plan: CarePlanId| facts.plans.iter().find(|known| known.id == plan);
    let user_id: Option<UserId> = obligation
        .is_to_practitioner()
        .then(|| plan.and_then(practitioner))
        .flatten()
        .map(|plan| plan.practitioner_id);
    NewNotification {
        patient_id,
        user_id,
        request_id: None,
        care_plan_id: plan,
        appointment_id: visit,
        form_id: form,
        dispatch_id: None,
        kind: obligation.kind(),
        channel,
        dedupe_key: dedupe_key(facts, obligation, channel),
        payload,
        due_at: now,
        expires_at,
    }
}
