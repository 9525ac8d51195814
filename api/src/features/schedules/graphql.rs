//! The agenda in GraphQL.

use std::collections::{BTreeSet, HashMap};

use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::NaiveDate;
use entity::ids::{ClinicId, ResourceId};

use super::{
    DayHours, ResourceHours, SetException, SetWeeklyHours, WeeklyHours as Week, hours_of_resources,
    remove_exception, set_exception, set_weekly_hours,
};
use crate::features::catalog::graphql::{Resource, resource_after};
use crate::graphql::{Batch, LoadFailed, Loaders, app, caller, load_failed};
use crate::platform::date::Date;
use crate::platform::error::{Result, UserError};
use crate::platform::global_id::GlobalId;

/// When a resource works from a day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct HoursOf(pub ClinicId, pub ResourceId, pub NaiveDate);

impl Loader<HoursOf> for Loaders {
    type Value = ResourceHours;
    type Error = LoadFailed;

    async fn load(&self, keys: &[HoursOf]) -> Batch<HoursOf, Self::Value> {
        // One answer is for one caller, and so of one clinic; it may be given around midnight.
        let mut all = HashMap::new();
        let days: BTreeSet<_> = keys.iter().map(|HoursOf(clinic_id, _, from)| (*clinic_id, *from)).collect();
        for (clinic_id, from) in days {
            let of_day = keys.iter().filter(|key| (key.0, key.2) == (clinic_id, from));
            let ids: Vec<_> = of_day.map(|key| key.1).collect();
            let found = hours_of_resources(&self.0.db, clinic_id, &ids, from).await.map_err(load_failed)?;
            all.extend(found.into_iter().map(|(id, hours)| (HoursOf(clinic_id, id, from), hours)));
        }
        Ok(all)
    }
}

/// Hours of a day of the week in which a resource works (horario semanal), in the clinic's local time.
#[derive(Clone, SimpleObject)]
pub struct WeeklyHours {
    /// The day of the week: 1 Monday to 7 Sunday.
    weekday: i32,
    /// From when, in minutes after midnight.
    start_minute: i32,
    /// Until when, in minutes after midnight.
    end_minute: i32,
    /// The first day on which they hold.
    valid_from: Date,
    /// The last day on which they hold; null where there is none.
    valid_to: Option<Date>,
}

/// A run of working hours (franja horaria), in the clinic's local time.
#[derive(Clone, SimpleObject)]
pub struct WorkingHours {
    /// From when, in minutes after midnight.
    start_minute: i32,
    /// Until when, in minutes after midnight.
    end_minute: i32,
}

/// A day on which a resource's weekly hours do not hold (excepción de la agenda).
#[derive(Clone, SimpleObject)]
pub struct ScheduleException {
    /// The day.
    day: Date,
    /// The only hours of that day; empty where it is closed.
    hours: Vec<WorkingHours>,
    /// Why; null where nobody said.
    reason: Option<String>,
}

impl ResourceHours {
    /// The weekly hours as they are shown.
    pub(crate) fn weekly_shown(&self) -> Vec<WeeklyHours> {
        let shown = self.weekly.iter().map(|row| WeeklyHours {
            weekday: row.weekday,
            start_minute: row.start_minute,
            end_minute: row.end_minute,
            valid_from: Date(row.valid_from),
            valid_to: row.valid_to.map(Date),
        });
        shown.collect()
    }

    /// The exceptions as they are shown, one a day.
    pub(crate) fn exceptions_shown(&self) -> Vec<ScheduleException> {
        let days = self.exceptions.chunk_by(|one, other| one.day == other.day);
        let shown = days.map(|rows| ScheduleException {
            day: Date(rows[0].day),
            hours: rows
                .iter()
                .filter_map(|row| {
                    let (start_minute, end_minute) = (row.start_minute?, row.end_minute?);
                    Some(WorkingHours { start_minute, end_minute })
                })
                .collect(),
            reason: rows[0].reason.clone(),
        });
        shown.collect()
    }
}

/// Hours of a day of the week.
#[derive(InputObject)]
pub struct WeeklyHoursInput {
    /// The day of the week: 1 Monday to 7 Sunday.
    weekday: i32,
    /// From when, in minutes after midnight: 0 to 1,435, a multiple of five.
    start_minute: i32,
    /// Until when, in minutes after midnight: 5 to 1,440, a multiple of five.
    end_minute: i32,
}

/// A run of working hours.
#[derive(InputObject)]
pub struct WorkingHoursInput {
    /// From when, in minutes after midnight: 0 to 1,435, a multiple of five.
    start_minute: i32,
    /// Until when, in minutes after midnight: 5 to 1,440, a multiple of five.
    end_minute: i32,
}

/// When a resource works in a week.
#[derive(InputObject)]
pub struct SetWeeklyHoursInput {
    /// Opaque id of the resource.
    resource_id: ID,
    /// `Resource.version` as the caller saw it.
    version: i32,
    /// The first day on which these hours hold, today or later, five years ahead at most; today where it is left out.
    from: Option<Date>,
    /// All hours of the week, 70 runs at most; of one day they may touch, not overlap. Empty where it no longer
    /// works.
    hours: Vec<WeeklyHoursInput>,
}

/// A day on which a resource works otherwise.
#[derive(InputObject)]
pub struct SetScheduleExceptionInput {
    /// Opaque id of the resource.
    resource_id: ID,
    /// `Resource.version` as the caller saw it.
    version: i32,
    /// The day, today or later, five years ahead at most.
    day: Date,
    /// The only hours of that day, 10 runs at most: extra hours are given together with the usual ones. Empty where
    /// it is closed.
    hours: Vec<WorkingHoursInput>,
    /// Why; 200 characters at most. Administrators read it.
    reason: Option<String>,
}

/// A day on which the weekly hours hold again.
#[derive(InputObject)]
pub struct RemoveScheduleExceptionInput {
    /// Opaque id of the resource.
    resource_id: ID,
    /// `Resource.version` as the caller saw it.
    version: i32,
    /// The day, today or later, five years ahead at most.
    day: Date,
}

/// What came of setting weekly hours.
#[derive(SimpleObject)]
pub struct SetWeeklyHoursPayload {
    /// The resource as it is now, with `appointmentsOutsideHours` for a person to act on; null where it was refused.
    resource: Option<Resource>,
    /// Why it was refused. A mistake in the hours has the path of its place.
    user_errors: Vec<UserError>,
}

/// What came of setting an exception.
#[derive(SimpleObject)]
pub struct SetScheduleExceptionPayload {
    /// The resource as it is now, with `appointmentsOutsideHours` for a person to act on; null where it was refused.
    resource: Option<Resource>,
    /// Why it was refused. A mistake in the hours has the path of its place.
    user_errors: Vec<UserError>,
}

/// What came of removing an exception.
#[derive(SimpleObject)]
pub struct RemoveScheduleExceptionPayload {
    /// The resource as it is now, with `appointmentsOutsideHours` for a person to act on; null where it was refused.
    resource: Option<Resource>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

/// Mutations of the agenda.
#[derive(Default)]
pub struct SchedulesMutation;

#[Object]
impl SchedulesMutation {
    /// Replaces a resource's weekly hours from a day on (horario semanal). Offers follow at once; what is booked
    /// stays. Administrators.
    async fn set_weekly_hours(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose hours, from when, and all of them.")] input: SetWeeklyHoursInput,
    ) -> Result<SetWeeklyHoursPayload> {
        let hours = input.hours.iter().map(|run| Week {
            weekday: run.weekday,
            hours: DayHours { start_minute: run.start_minute, end_minute: run.end_minute },
        });
        let set = SetWeeklyHours {
            resource_id: GlobalId::read(&input.resource_id),
            version: input.version,
            from: input.from.map(|day| day.0),
            hours: hours.collect(),
        };
        let outcome = set_weekly_hours(app(ctx), &caller(ctx).actor, set).await;
        let (resource, user_errors) = resource_after(ctx, outcome).await?;
        Ok(SetWeeklyHoursPayload { resource, user_errors })
    }

    /// Sets when a resource works on one day, in the place of its weekly hours (excepción de la agenda). Offers follow
    /// at once; what is booked stays. Administrators.
    async fn set_schedule_exception(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose day, and its hours.")] input: SetScheduleExceptionInput,
    ) -> Result<SetScheduleExceptionPayload> {
        let hours = input.hours.iter();
        let set = SetException {
            resource_id: GlobalId::read(&input.resource_id),
            version: input.version,
            day: input.day.0,
            hours: hours
                .map(|run| DayHours { start_minute: run.start_minute, end_minute: run.end_minute })
                .collect(),
            reason: input.reason,
        };
        let outcome = set_exception(app(ctx), &caller(ctx).actor, set).await;
        let (resource, user_errors) = resource_after(ctx, outcome).await?;
        Ok(SetScheduleExceptionPayload { resource, user_errors })
    }

    /// Removes the exception of a day: the weekly hours hold again. Administrators.
    async fn remove_schedule_exception(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose day.")] input: RemoveScheduleExceptionInput,
    ) -> Result<RemoveScheduleExceptionPayload> {
        let id = GlobalId::read(&input.resource_id);
        let (version, day) = (input.version, input.day.0);
        let outcome = remove_exception(app(ctx), &caller(ctx).actor, id, version, day).await;
        let (resource, user_errors) = resource_after(ctx, outcome).await?;
        Ok(RemoveScheduleExceptionPayload { resource, user_errors })
    }
}
