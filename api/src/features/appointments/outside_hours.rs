//! What is booked on a resource at times at which it does not work any more: a person has to move it.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use entity::enums::AppointmentState;
use entity::ids::AppointmentId;
use entity::{appointment, appointment_service, resource, schedule, schedule_exception};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::agenda::{Agenda, Span, cell_from};
use super::queries::AppointmentKey;
use crate::platform::clinic_time::day_of;
use crate::platform::error::Result;

/// The appointments to come that a resource does not work at, or not for as long, by their start; all of them where it
/// is disabled. Four statements, however many.
///
/// # Errors
/// Where the database does not answer.
pub async fn appointments_outside_hours(
    db: &impl ConnectionTrait,
    resource: &resource::Model,
    zone: Tz,
    now: DateTime<Utc>,
) -> Result<Vec<AppointmentKey>> {
    let parts = appointment_service::Entity::find()
        .filter(appointment_service::Column::ClinicId.eq(resource.clinic_id))
        .filter(appointment_service::Column::ResourceId.eq(resource.id))
        .filter(appointment_service::Column::StartsAt.gt(now))
        .all(db)
        .await?;
    let rules = schedule::Entity::find()
        .filter(schedule::Column::ClinicId.eq(resource.clinic_id))
        .filter(schedule::Column::ResourceId.eq(resource.id))
        .all(db)
        .await?;
    let exceptions = schedule_exception::Entity::find()
        .filter(schedule_exception::Column::ClinicId.eq(resource.clinic_id))
        .filter(schedule_exception::Column::ResourceId.eq(resource.id))
        .filter(schedule_exception::Column::Day.gte(day_of(now, zone)))
        .all(db)
        .await?;
    let works = resource.disabled_at.is_none().then_some((resource.id, resource.site_id));
    let agenda = Agenda { zone, sites: works.into_iter().collect(), rules, exceptions };
    let outside: BTreeSet<AppointmentId> = parts
        .iter()
        .filter(|part| {
            let span = Span { start: cell_from(part.starts_at), end: cell_from(part.ends_at) };
            let working = agenda.working(resource.id, agenda.day_of(span.start));
            !working.iter().any(|hours| hours.contains(span))
        })
        .map(|part| part.appointment_id)
        .collect();
    if outside.is_empty() {
        return Ok(Vec::new());
    }
    let booked = appointment::Entity::find()
        .filter(appointment::Column::ClinicId.eq(resource.clinic_id))
        .filter(appointment::Column::State.eq(AppointmentState::Booked))
        .filter(appointment::Column::Id.is_in(outside))
        .all(db)
        .await?;
    let mut keys: Vec<_> = booked.iter().map(|row| (row.starts_at, row.id)).collect();
    keys.sort();
    Ok(keys)
}
