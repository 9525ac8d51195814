//! What is booked at times at which its resource does not work any more: a person has to move it.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use entity::enums::AppointmentState;
use entity::ids::{ClinicId, ResourceId};
use entity::{appointment, appointment_service, resource, schedule, schedule_exception};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryTrait};

use super::agenda::{Agenda, Span, cell_from};
use super::queries::AppointmentKey;
use crate::platform::clinic_time::day_of;
use crate::platform::error::Result;

/// A part of an appointment: which one, on what, from when until when.
type Part = (AppointmentKey, ResourceId, Span);

/// The appointments to come at which a resource does not work, or not for as long, by their start; all of those on one
/// that is disabled. Of the whole clinic, or `only` of one resource. Four statements, however many.
///
/// # Errors
/// Where the database does not answer.
pub async fn appointments_outside_hours(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    only: Option<ResourceId>,
    zone: Tz,
    now: DateTime<Utc>,
) -> Result<Vec<AppointmentKey>> {
    let parts = parts_to_come(db, clinic_id, only, now).await?;
    let works = resource::Entity::find()
        .filter(resource::Column::ClinicId.eq(clinic_id))
        .filter(resource::Column::DisabledAt.is_null())
        .apply_if(only, |select, id| select.filter(resource::Column::Id.eq(id)))
        .all(db)
        .await?;
    let rules = schedule::Entity::find()
        .filter(schedule::Column::ClinicId.eq(clinic_id))
        .apply_if(only, |select, id| select.filter(schedule::Column::ResourceId.eq(id)))
        .all(db)
        .await?;
    let exceptions = schedule_exception::Entity::find()
        .filter(schedule_exception::Column::ClinicId.eq(clinic_id))
        .filter(schedule_exception::Column::Day.gte(day_of(now, zone)))
        .apply_if(only, |select, id| select.filter(schedule_exception::Column::ResourceId.eq(id)))
        .all(db)
        .await?;
    let sites = works.iter().map(|row| (row.id, row.site_id)).collect();
    let agenda = Agenda { zone, sites, rules, exceptions };
    // Many are booked on one day of one resource.
    let mut days = HashMap::new();
    let mut outside = BTreeSet::new();
    for (key, resource, span) in parts {
        let day = agenda.day_of(span.start);
        let working = days.entry((resource, day)).or_insert_with(|| agenda.working(resource, day));
        if !working.iter().any(|hours| hours.contains(span)) {
            outside.insert(key);
        }
    }
    Ok(outside.into_iter().collect())
}

async fn parts_to_come(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    only: Option<ResourceId>,
    now: DateTime<Utc>,
) -> Result<Vec<Part>> {
    use appointment_service::Column;
    let mut select = Query::select();
    select
        .expr_as(Expr::col((appointment::Entity, appointment::Column::StartsAt)), "appointment_starts_at")
        .column((appointment_service::Entity, Column::AppointmentId))
        .column((appointment_service::Entity, Column::ResourceId))
        .column((appointment_service::Entity, Column::StartsAt))
        .column((appointment_service::Entity, Column::EndsAt))
        .from(appointment_service::Entity)
        .inner_join(
            appointment::Entity,
            Expr::col((appointment::Entity, appointment::Column::Id))
                .equals((appointment_service::Entity, Column::AppointmentId)),
        )
        .and_where(Column::ClinicId.eq(clinic_id))
        .and_where(Column::StartsAt.gt(now))
        .and_where(appointment::Column::State.eq(AppointmentState::Booked));
    match only {
        Some(id) => select.and_where(Column::ResourceId.eq(id)),
        // Of the clinic's own agenda we know no hours.
        None => select.and_where(Column::ResourceId.is_not_null()),
    };
    let mut parts = Vec::new();
    for row in db.query_all(&select).await? {
        let key = (row.try_get("", "appointment_starts_at")?, row.try_get("", "appointment_id")?);
        let span = Span {
            start: cell_from(row.try_get("", "starts_at")?),
            end: cell_from(row.try_get("", "ends_at")?),
        };
        parts.push((key, row.try_get("", "resource_id")?, span));
    }
    Ok(parts)
}
