//! An administrator says when a resource works in a week.

use chrono::{Days, NaiveDate};
use entity::ids::ResourceId;
use entity::{resource, schedule};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter,
};
use serde_json::json;

use super::hours::{WeeklyHours, check_week};
use crate::app::App;
use crate::features::clinics::{clinic_by_id, time_zone};
use crate::features::events::UnitOfWork;
use crate::platform::actor::{Actor, Permission};
use crate::platform::checks::{lock_row, unchanged_since};
use crate::platform::clinic_time::day_of;
use crate::platform::error::{Failure, Outcome, Refusal, Result, UserErrorCode};

/// How far ahead hours can be set.
const FURTHEST: Days = Days::new(5 * 366);

/// The hours of a week.
#[derive(Clone, Debug)]
pub struct SetWeeklyHours {
    /// Whose hours.
    pub resource_id: ResourceId,
    /// The version of the resource that was seen.
    pub version: i32,
    /// The first day on which they hold; today where it is none.
    pub from: Option<NaiveDate>,
    /// All of them; none at all where it no longer works.
    pub hours: Vec<WeeklyHours>,
}

/// Replaces the weekly hours from a day on, those that were to begin later too. Offers follow at once; what is booked
/// stays.
///
/// # Errors
/// `INVALID` with the place of each mistake, `NOT_FOUND`, `STALE_VERSION`.
pub async fn set_weekly_hours(app: &App, actor: &Actor, input: SetWeeklyHours) -> Outcome<ResourceId> {
    use schedule::Column;
    let clinic_id = actor.require(Permission::Administer)?.clinic_id;
    let mut work = app.begin(clinic_id).await?;
    let today = today(&work).await?;
    let from = input.from.unwrap_or(today);
    let mut refusals = check_week(&input.hours);
    refusals.extend(unless_within_reach(from, today, "input.from"));
    if !refusals.is_empty() {
        return Err(Failure::Refused(refusals));
    }
    let resource = lock_resource(&work, input.resource_id, input.version).await?;
    let own = Condition::all().add(Column::ClinicId.eq(clinic_id)).add(Column::ResourceId.eq(resource.id));
    schedule::Entity::delete_many()
        .filter(own.clone())
        .filter(Column::ValidFrom.gte(from))
        .exec(work.db())
        .await?;
    schedule::Entity::update_many()
        .col_expr(Column::ValidTo, Expr::value(from.pred_opt()))
        .filter(own)
        .filter(Column::ValidTo.is_null().or(Column::ValidTo.gte(from)))
        .exec(work.db())
        .await?;
    let rows = input.hours.iter().map(|run| schedule::ActiveModel {
        id: Set(app.new_id()),
        clinic_id: Set(clinic_id),
        resource_id: Set(resource.id),
        weekday: Set(run.weekday),
        start_minute: Set(run.hours.start_minute),
        end_minute: Set(run.hours.end_minute),
        valid_from: Set(from),
        valid_to: Set(None),
    });
    if !input.hours.is_empty() {
        schedule::Entity::insert_many(rows).exec_without_returning(work.db()).await?;
    }
    let id = count_change(&work, resource).await?;
    let detail = json!({ "from": from, "hours": input.hours });
    work.audit(actor, "resource.weekly_hours_set", "Resource", id, detail);
    work.commit().await?;
    Ok(id)
}

/// The clinic's day.
pub(super) async fn today(work: &UnitOfWork<'_>) -> Result<NaiveDate> {
    Ok(day_of(work.now(), time_zone(&clinic_by_id(work.db(), work.clinic_id()).await?)))
}

/// What was is not changed any more, and nobody plans so far ahead: a year that was mistyped.
pub(super) fn unless_within_reach(day: NaiveDate, today: NaiveDate, field: &str) -> Option<Refusal> {
    let (es, en) = if day < today {
        ("Ese día ya pasó.", "That day is over.")
    } else if day > today + FURTHEST {
        ("Ese día es de acá a más de cinco años.", "That day is more than five years away.")
    } else {
        return None;
    };
    Some(Refusal::new(UserErrorCode::Invalid, field, es, en))
}

/// Locks the resource whose hours are to change: they change one after the other.
pub(super) async fn lock_resource(
    work: &UnitOfWork<'_>,
    id: ResourceId,
    version: i32,
) -> Outcome<resource::Model> {
    use resource::Column;
    let clinic = (Column::ClinicId, work.clinic_id());
    let found = lock_row::<resource::Entity>(work.db(), clinic, (Column::Id, id)).await?;
    let resource = found.ok_or_else(|| {
        Refusal::new(
            UserErrorCode::NotFound,
            "input.resourceId",
            "No existe ese equipo, consultorio o profesional.",
            "There is no such resource.",
        )
    })?;
    unchanged_since(version, resource.version)?;
    Ok(resource)
}

/// Its hours are a part of a resource.
pub(super) async fn count_change(work: &UnitOfWork<'_>, resource: resource::Model) -> Result<ResourceId> {
    let (id, version) = (resource.id, resource.version + 1);
    let mut row = resource.into_active_model();
    row.version = Set(version);
    row.update(work.db()).await?;
    Ok(id)
}
