//! Reads what is true of patients: one statement a table, however many they are.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use entity::enums::NotificationChannel;
use entity::ids::{ClinicId, PatientId, UserId};
use entity::{appointment, care_plan, clinic, form, notification, patient, user};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::decision::LOOK_BACK;
use super::facts::{Facts, FormFacts, PlanFacts, Reach, VisitFacts};
use super::ledger::said;
use crate::features::clinics::time_zone;
use crate::features::notifications::unreachable_by_whatsapp;
use crate::platform::actor::JourneyScope;
use crate::platform::error::Result;

/// What is true of these patients, as far as the planner cares. Appointments of the clinic's own agenda are left
/// out: they are moved where we do not see it.
///
/// # Errors
/// Where the database does not answer.
pub async fn load_facts(
    db: &impl ConnectionTrait,
    clinic: &clinic::Model,
    patients: &[PatientId],
    now: DateTime<Utc>,
) -> Result<HashMap<PatientId, Facts>> {
    let ids = || patients.iter().copied();
    let people = patient::Entity::find()
        .filter(patient::Column::ClinicId.eq(clinic.id))
        .filter(patient::Column::Id.is_in(ids()))
        .all(db)
        .await?;
    let silent = unreachable_by_whatsapp(db, clinic.id, patients).await?;
    let mut facts: HashMap<_, _> =
        people.iter().map(|person| (person.id, about(clinic, person, &silent))).collect();
    let plans = plans(db, clinic.id, patients).await?;
    let practitioners = practitioners(db, clinic.id, &plans).await?;
    for row in plans {
        let Some(known) = facts.get_mut(&row.patient_id) else { continue };
        known.plans.push(PlanFacts {
            id: row.id,
            practitioner_id: row.practitioner_id,
            has_practitioner: practitioners.contains(&row.practitioner_id),
            state: row.state,
            created_at: row.created_at,
            completed_at: row.completed_at,
        });
    }
    for row in visits(db, clinic.id, patients, now).await? {
        let scope = JourneyScope::from_columns(row.assistance_request_id, row.care_plan_id);
        let Some(scope) = scope else { continue };
        let Some(known) = facts.get_mut(&row.patient_id) else { continue };
        known.visits.push(VisitFacts {
            id: row.id,
            scope,
            state: row.state,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            started_at: row.started_at,
            agreed_at: row.moved_at.unwrap_or(row.booked_at),
        });
    }
    let forms = form::Entity::find()
        .filter(form::Column::ClinicId.eq(clinic.id))
        .filter(form::Column::PatientId.is_in(ids()))
        .order_by_asc(form::Column::CreatedAt)
        .all(db)
        .await?;
    for row in forms {
        let scope = JourneyScope::from_columns(row.assistance_request_id, row.care_plan_id);
        let Some(scope) = scope else { continue };
        let Some(known) = facts.get_mut(&row.patient_id) else { continue };
        known.forms.push(FormFacts {
            id: row.id,
            scope,
            state: row.state,
            purpose: row.purpose,
            created_at: row.created_at,
            submitted_at: row.submitted_at,
        });
    }
    for row in ledger(db, clinic.id, patients).await? {
        let Some(known) = facts.get_mut(&row.patient_id) else { continue };
        known.ledger.extend(said(&row));
    }
    Ok(facts)
}

/// Whom the facts are about, of whom nothing else is known yet.
fn about(clinic: &clinic::Model, person: &patient::Model, silent: &HashSet<PatientId>) -> Facts {
    use NotificationChannel::{Email, Whatsapp};
    let mut reach = Reach::default();
    for (channel, address, since, opt_out) in [
        (Email, &person.email, person.email_since, person.email_opt_out_at),
        (Whatsapp, &person.mobile_phone, person.mobile_phone_since, person.whatsapp_opt_out_at),
    ] {
        if address.is_none() {
            continue;
        }
        let is_refused = channel == Whatsapp && silent.contains(&person.id);
        let among = match opt_out {
            Some(_) => &mut reach.declined,
            None if is_refused => &mut reach.refused,
            None => &mut reach.channels,
        };
        among.push(channel);
        reach.readdressed.extend(since.map(|since| (channel, since)));
    }
    Facts {
        zone: time_zone(clinic),
        policy: clinic.settings.reminders.clone(),
        reach,
        plans: Vec::new(),
        visits: Vec::new(),
        forms: Vec::new(),
        ledger: Vec::new(),
    }
}

/// Those who treat in these plans and still work here.
async fn practitioners(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    plans: &[care_plan::Model],
) -> Result<HashSet<UserId>> {
    let wanted: HashSet<_> = plans.iter().map(|plan| plan.practitioner_id).collect();
    if wanted.is_empty() {
        return Ok(HashSet::new());
    }
    let known: Vec<UserId> = user::practitioners(clinic_id)
        .select_only()
        .column(user::Column::Id)
        .filter(user::Column::Id.is_in(wanted))
        .into_tuple()
        .all(db)
        .await?;
    Ok(known.into_iter().collect())
}

async fn plans(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    patients: &[PatientId],
) -> Result<Vec<care_plan::Model>> {
    let plans = care_plan::Entity::find()
        .filter(care_plan::Column::ClinicId.eq(clinic_id))
        .filter(care_plan::Column::PatientId.is_in(patients.iter().copied()));
    Ok(plans.all(db).await?)
}

/// Those that are ahead, and those that the planner looks back at.
async fn visits(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    patients: &[PatientId],
    now: DateTime<Utc>,
) -> Result<Vec<appointment::Model>> {
    let visits = appointment::Entity::find()
        .filter(appointment::Column::ClinicId.eq(clinic_id))
        .filter(appointment::Column::PatientId.is_in(patients.iter().copied()))
        .filter(appointment::Column::StartsAt.gt(now - LOOK_BACK))
        .filter(appointment::Column::SiteId.is_not_null())
        .order_by_asc(appointment::Column::StartsAt);
    Ok(visits.all(db).await?)
}

/// What was said around visits, plans and forms, or is on its way; oldest first.
pub(super) async fn ledger(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    patients: &[PatientId],
) -> Result<Vec<notification::Model>> {
    let concerns = Condition::any()
        .add(notification::Column::CarePlanId.is_not_null())
        .add(notification::Column::AppointmentId.is_not_null())
        .add(notification::Column::FormId.is_not_null());
    let ledger = notification::Entity::find()
        .filter(notification::Column::ClinicId.eq(clinic_id))
        .filter(notification::Column::PatientId.is_in(patients.iter().copied()))
        .filter(concerns)
        .order_by_asc(notification::Column::CreatedAt)
        .order_by_asc(notification::Column::Id);
    Ok(ledger.all(db).await?)
}
