//! Reads of schedules.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::ids::{ClinicId, ResourceId};
use entity::{schedule, schedule_exception};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::platform::error::Result;

/// When a resource works from a day on.
#[derive(Clone, Debug, Default)]
pub struct ResourceHours {
    /// Weekly hours, those that begin later too: by their first day, then through the week.
    pub weekly: Vec<schedule::Model>,
    /// Exceptions, by their day.
    pub exceptions: Vec<schedule_exception::Model>,
}

/// When resources work from a day on. Two statements, however many resources.
///
/// # Errors
/// Where the database does not answer.
pub async fn hours_of_resources(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    ids: &[ResourceId],
    from: NaiveDate,
) -> Result<HashMap<ResourceId, ResourceHours>> {
    let weekly = schedule::Entity::find()
        .filter(schedule::Column::ClinicId.eq(clinic_id))
        .filter(schedule::Column::ResourceId.is_in(ids.iter().copied()))
        .filter(schedule::Column::ValidTo.is_null().or(schedule::Column::ValidTo.gte(from)))
        .order_by_asc(schedule::Column::ValidFrom)
        .order_by_asc(schedule::Column::Weekday)
        .order_by_asc(schedule::Column::StartMinute)
        .all(db)
        .await?;
    let exceptions = schedule_exception::Entity::find()
        .filter(schedule_exception::Column::ClinicId.eq(clinic_id))
        .filter(schedule_exception::Column::ResourceId.is_in(ids.iter().copied()))
        .filter(schedule_exception::Column::Day.gte(from))
        .order_by_asc(schedule_exception::Column::Day)
        .order_by_asc(schedule_exception::Column::StartMinute)
        .all(db)
        .await?;
    let mut found: HashMap<_, ResourceHours> = HashMap::new();
    for row in weekly {
        found.entry(row.resource_id).or_default().weekly.push(row);
    }
    for row in exceptions {
        found.entry(row.resource_id).or_default().exceptions.push(row);
    }
    Ok(found)
}
