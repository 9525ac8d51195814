//! An administrator says that a resource works otherwise on a day: a holiday, a service of the device, extra hours.

use chrono::NaiveDate;
use entity::ids::ResourceId;
use entity::schedule_exception;
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter};
use serde_json::json;

use super::hours::{DayHours, check_day};
use super::set_weekly_hours::{count_change, lock_resource, today, unless_within_reach};
use crate::app::App;
use crate::platform::actor::{Actor, Permission};
use crate::platform::checks::note;
use crate::platform::error::{Failure, Outcome, Refusal, UserErrorCode};

/// Most characters of a reason.
const REASON_MAX: usize = 200;

/// A day on which the weekly hours do not hold.
#[derive(Clone, Debug)]
pub struct SetException {
    /// Whose day.
    pub resource_id: ResourceId,
    /// The version of the resource that was seen.
    pub version: i32,
    /// The day.
    pub day: NaiveDate,
    /// The only hours of that day; none at all where it is closed.
    pub hours: Vec<DayHours>,
    /// Why.
    pub reason: Option<String>,
}

/// Sets the exception of a day, in the place of the one that was there. Offers follow at once; what is booked stays.
///
/// # Errors
/// `INVALID` with the place of each mistake, `NOT_FOUND`, `STALE_VERSION`.
pub async fn set_exception(app: &App, actor: &Actor, input: SetException) -> Outcome<ResourceId> {
    let clinic_id = actor.require(Permission::Administer)?.clinic_id;
    let mut work = app.begin(clinic_id).await?;
    let mut refusals = check_day(&input.hours);
    refusals.extend(unless_within_reach(input.day, today(&work).await?, "input.day"));
    let reason = note(input.reason.as_deref().unwrap_or_default(), "input.reason", REASON_MAX)
        .unwrap_or_else(|refusal| {
            refusals.push(refusal);
            None
        });
    if !refusals.is_empty() {
        return Err(Failure::Refused(refusals));
    }
    let resource = lock_resource(&work, input.resource_id, input.version).await?;
    let that_day = of_day(&resource, input.day);
    schedule_exception::Entity::delete_many().filter(that_day).exec(work.db()).await?;
    // A closed day is a row without hours.
    let closed = input.hours.is_empty().then_some(None);
    let runs = input.hours.iter().map(|run| Some((run.start_minute, run.end_minute))).chain(closed);
    let rows = runs.map(|run| schedule_exception::ActiveModel {
        id: Set(app.new_id()),
        clinic_id: Set(clinic_id),
        resource_id: Set(resource.id),
        day: Set(input.day),
        start_minute: Set(run.map(|(start, _)| start)),
        end_minute: Set(run.map(|(_, end)| end)),
        reason: Set(reason.clone()),
    });
    schedule_exception::Entity::insert_many(rows).exec_without_returning(work.db()).await?;
    let id = count_change(&work, resource).await?;
    // Without the reason: it may tell of somebody's health.
    let detail = json!({ "day": input.day, "hours": input.hours });
    work.audit(actor, "resource.exception_set", "Resource", id, detail);
    work.commit().await?;
    Ok(id)
}

/// Removes the exception of a day: the weekly hours hold again.
///
/// # Errors
/// `INVALID` for a day that is over, `NOT_FOUND`, `STALE_VERSION`.
pub async fn remove_exception(
    app: &App,
    actor: &Actor,
    resource_id: ResourceId,
    version: i32,
    day: NaiveDate,
) -> Outcome<ResourceId> {
    let clinic_id = actor.require(Permission::Administer)?.clinic_id;
    let mut work = app.begin(clinic_id).await?;
    unless_within_reach(day, today(&work).await?, "input.day").map_or(Ok(()), Err)?;
    let resource = lock_resource(&work, resource_id, version).await?;
    let that_day = of_day(&resource, day);
    let removed = schedule_exception::Entity::delete_many().filter(that_day).exec(work.db()).await?;
    if removed.rows_affected == 0 {
        let (es, en) = ("Ese día no tiene ninguna excepción.", "That day has no exception.");
        return Err(Refusal::new(UserErrorCode::NotFound, "input.day", es, en).into());
    }
    let id = count_change(&work, resource).await?;
    work.audit(actor, "resource.exception_removed", "Resource", id, json!({ "day": day }));
    work.commit().await?;
    Ok(id)
}

fn of_day(resource: &entity::resource::Model, day: NaiveDate) -> Condition {
    use schedule_exception::Column;
    Condition::all()
        .add(Column::ClinicId.eq(resource.clinic_id))
        .add(Column::ResourceId.eq(resource.id))
        .add(Column::Day.eq(day))
}
