//! Closes the alerts that nobody has to see to any more: what they are of was said since, or is no longer owed.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::enums::{EventKind, FormState, NotificationKind};
use entity::ids::PatientId;
use entity::{alert, notification};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::decision::Decision;
use super::facts::{Facts, Obligation, Said, is_accepted};
use super::ledger::said;
use super::load::ledger;
use super::planner::decide;
use crate::features::events::{NewEvent, UnitOfWork};
use crate::platform::error::Result;

/// It was said after all.
pub(super) const SAID_SINCE: &str = "said_since";

/// The form is no longer open, the visit was moved or called off, the treatment is over.
pub(super) const OWED_NO_LONGER: &str = "owed_no_longer";

/// Closes the alerts of these patients that are of something said since, or owed no longer. Nobody dealt with them, so
/// they keep a stable word in the place of a person's. The caller holds the patients.
///
/// # Errors
/// Where the database does not answer.
pub(super) async fn settle_alerts(
    work: &mut UnitOfWork<'_>,
    facts: &HashMap<PatientId, Facts>,
) -> Result<()> {
    let open = alert::Entity::find()
        .filter(alert::Column::ClinicId.eq(work.clinic_id()))
        .filter(alert::Column::PatientId.is_in(facts.keys().copied()))
        .filter(alert::Column::ResolvedAt.is_null())
        .all(work.db())
        .await?;
    if open.is_empty() {
        return Ok(());
    }
    let concerned: Vec<_> = open.iter().map(|alert| alert.patient_id).collect();
    let messages = ledger(work.db(), work.clinic_id(), &concerned).await?;
    for alert in open {
        let Some(facts) = facts.get(&alert.patient_id) else { continue };
        let Some(message) = messages.iter().find(|row| row.id == alert.notification_id) else { continue };
        let why = match said(message) {
            Some(unsaid) => why_settled(facts, work.now(), &unsaid),
            None => why_overtaken(&messages, message),
        };
        if let Some(why) = why {
            close(work, &alert, why).await?;
        }
    }
    Ok(())
}

/// Why nobody has to say any more what a reminder or the link to a form did not; none where somebody has. What is looked
/// back at no more stays for a person: that a visit began, however long ago, takes nothing from it.
fn why_settled(facts: &Facts, now: DateTime<Utc>, unsaid: &Said) -> Option<&'static str> {
    use Obligation::{
        FormLink, FormOutstanding, FormSubmitted, Reminder, Resend, TreatmentCompleted, Welcome,
    };
    let (form, visit) = match unsaid.obligation {
        Reminder(visit, _) => (None, Some(visit)),
        FormLink(form, before) => (Some(form), before.map(|(visit, _)| visit)),
        FormOutstanding(form, visit) => (Some(form), Some(visit)),
        Resend(form) => (Some(form), None),
        Welcome(_) | TreatmentCompleted(_) | FormSubmitted(_) => (None, None),
    };
    let is_open = |id| facts.forms.iter().any(|form| form.id == id && form.state == FormState::Open);
    if form.is_some_and(|form| !is_open(form)) {
        return Some(OWED_NO_LONGER);
    }
    if matches!(unsaid.obligation, FormLink(..) | Resend(_)) {
        // By whatever carried it.
        let has_link = |said: &&Said| {
            is_accepted(said.state)
                && said.said_at.is_some_and(|at| at >= unsaid.planned_at)
                && said.carried.as_ref().zip(form).is_some_and(|(carried, form)| carried.has_link(form))
        };
        if facts.ledger.iter().any(|said| has_link(&said)) {
            return Some(SAID_SINCE);
        }
    }
    let is_looked_back_at = visit.is_none_or(|visit| facts.visits.iter().any(|known| known.id == visit));
    if !is_looked_back_at || matches!(unsaid.obligation, Resend(_)) {
        return None;
    }
    match decide(facts, now, unsaid.obligation) {
        Some(Decision::Said) => Some(SAID_SINCE),
        None => Some(OWED_NO_LONGER),
        Some(_) => None,
    }
}

/// The same of news about a visit: something told the patient since when it is, or it has newer news, which raise an
/// alert of their own.
fn why_overtaken(messages: &[notification::Model], unsaid: &notification::Model) -> Option<&'static str> {
    let version = |row: &notification::Model| row.payload.get("version").and_then(serde_json::Value::as_i64);
    let tells_when = |kind| {
        matches!(
            kind,
            NotificationKind::AppointmentBooked
                | NotificationKind::AppointmentMoved
                | NotificationKind::AppointmentCancelled
                | NotificationKind::VisitReminder
        )
    };
    let mut later = messages.iter().filter(|row| {
        row.appointment_id == unsaid.appointment_id
            && tells_when(row.kind)
            && row.created_at >= unsaid.created_at
    });
    if later.clone().any(|row| is_accepted(row.state)) {
        return Some(SAID_SINCE);
    }
    later.any(|row| version(row) > version(unsaid)).then_some(OWED_NO_LONGER)
}

/// Unless a person dealt with it just now.
async fn close(work: &mut UnitOfWork<'_>, alert: &alert::Model, why: &'static str) -> Result<()> {
    let closed = alert::Entity::update_many()
        .col_expr(alert::Column::ResolvedAt, Expr::value(work.now()))
        .col_expr(alert::Column::Resolution, Expr::value(why))
        .filter(alert::Column::Id.eq(alert.id))
        .filter(alert::Column::ResolvedAt.is_null())
        .exec(work.db())
        .await?;
    if closed.rows_affected == 1 {
        work.emit(NewEvent {
            kind: EventKind::AlertResolved,
            request_id: None,
            patient_id: Some(alert.patient_id),
            appointment_id: None,
        });
    }
    Ok(())
}
