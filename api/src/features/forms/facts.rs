//! What [`super::forms_due`] looks at, for many patients at once: one statement a table.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::enums::{AppointmentState, AssistanceRequestState, FormState};
use entity::ids::{AssistanceRequestId, ClinicId, PatientId};
use entity::{appointment, appointment_service, assistance_request, care_plan, form, form_rule};
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use super::call_off::is_called_off;
use super::due::{AskedForm, Booking, Plan, RuleFacts, is_to_come};
use super::queries::rules_of;
use crate::platform::error::Result;

/// The rules of a clinic that hold.
///
/// # Errors
/// Where the database does not answer.
pub async fn load_form_rules(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
) -> Result<Vec<form_rule::Model>> {
    rules_of(db, clinic_id, None, false).await
}

/// What rules look at of these patients; every one of them is in the answer. Some hundreds at once.
///
/// # Errors
/// Where the database does not answer.
pub async fn load_rule_facts(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    patients: &[PatientId],
    now: DateTime<Utc>,
) -> Result<HashMap<PatientId, RuleFacts>> {
    let mut facts: HashMap<_, _> = patients.iter().map(|id| (*id, RuleFacts::default())).collect();
    if patients.is_empty() {
        return Ok(facts);
    }
    let wanted = || patients.iter().copied();
    let mut services: HashMap<_, Vec<_>> = HashMap::new();
    let mut of_patients = Query::select();
    of_patients
        .column(appointment::Column::Id)
        .from(appointment::Entity)
        .and_where(appointment::Column::PatientId.is_in(wanted()))
        .and_where(appointment::Column::State.ne(AppointmentState::Cancelled));
    let segments = appointment_service::Entity::find()
        .filter(appointment_service::Column::ClinicId.eq(clinic_id))
        .filter(appointment_service::Column::AppointmentId.in_subquery(of_patients))
        .all(db)
        .await?;
    for segment in segments {
        services.entry(segment.appointment_id).or_default().push(segment.service_id);
    }
    let appointments = appointment::Entity::find()
        .filter(appointment::Column::ClinicId.eq(clinic_id))
        .filter(appointment::Column::PatientId.is_in(wanted()))
        .filter(appointment::Column::State.ne(AppointmentState::Cancelled))
        .all(db)
        .await?;
    for row in appointments {
        let booking = Booking {
            id: row.id,
            assistance_request_id: row.assistance_request_id,
            care_plan_id: row.care_plan_id,
            state: row.state,
            booked_at: row.booked_at,
            ended_at: row.ended_at.unwrap_or(row.ends_at),
            is_to_come: is_to_come(row.state, row.ends_at, now),
            services: services.remove(&row.id).unwrap_or_default(),
        };
        facts.entry(row.patient_id).or_default().bookings.push(booking);
    }
    let plans = care_plan::Entity::find()
        .filter(care_plan::Column::ClinicId.eq(clinic_id))
        .filter(care_plan::Column::PatientId.is_in(wanted()))
        .all(db)
        .await?;
    for row in plans {
        let plan =
            Plan { id: row.id, service_id: row.service_id, state: row.state, completed_at: row.completed_at };
        facts.entry(row.patient_id).or_default().plans.push(plan);
    }
    let forms = form::Entity::find()
        .filter(form::Column::ClinicId.eq(clinic_id))
        .filter(form::Column::PatientId.is_in(wanted()))
        .all(db)
        .await?;
    for row in forms.into_iter().filter(|row| !is_called_off(row)) {
        let asked = AskedForm {
            id: row.id,
            definition_id: row.form_definition_id,
            rule_id: row.form_rule_id,
            purpose: row.purpose,
            occasion: row.occasion,
            care_plan_id: row.care_plan_id,
            assistance_request_id: row.assistance_request_id,
            appointment_id: row.appointment_id,
            state: row.state,
        };
        facts.entry(row.patient_id).or_default().forms.push(asked);
    }
    let voided = voided(db, clinic_id, facts.values()).await?;
    for (patient_id, request_id) in voided {
        facts.entry(patient_id).or_default().voided.insert(request_id);
    }
    Ok(facts)
}

/// Voided requests for which a form is open, and whose they are: few, and mostly none.
async fn voided(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    patients: impl Iterator<Item = &RuleFacts>,
) -> Result<Vec<(PatientId, AssistanceRequestId)>> {
    let open = patients.flat_map(|known| &known.forms).filter(|form| form.state == FormState::Open);
    let requests: Vec<_> = open.filter_map(|form| form.assistance_request_id).collect();
    if requests.is_empty() {
        return Ok(Vec::new());
    }
    let voided = assistance_request::Entity::find()
        .select_only()
        .columns([assistance_request::Column::PatientId, assistance_request::Column::Id])
        .filter(assistance_request::Column::ClinicId.eq(clinic_id))
        .filter(assistance_request::Column::Id.is_in(requests))
        .filter(assistance_request::Column::State.eq(AssistanceRequestState::Voided));
    Ok(voided.into_tuple().all(db).await?)
}
