//! What is booked outside of working hours, in GraphQL: of the clinic, and of one resource.

use async_graphql::{Context, Object};
use entity::ids::ResourceId;

use super::Appointment;
use crate::features::appointments::{AppointmentKey, appointments_outside_hours, find_appointments};
use crate::features::clinics::time_zone;
use crate::graphql::{app, caller};
use crate::platform::actor::Permission;
use crate::platform::connection::{PageArgs, Paged};
use crate::platform::error::{Error, Result};

crate::relay_connection!(
    Appointment,
    OutsideHoursConnection,
    OutsideHoursEdge,
    "appointments outside of working hours",
    {
        #[doc = "How many there are in all."]
        total_count: i32,
    }
);

/// Queries about what is booked outside of working hours.
#[derive(Default)]
pub struct OutsideHoursQuery;

#[Object]
impl OutsideHoursQuery {
    /// What is booked from now on at times at which its resource does not work any more, or on one that is disabled,
    /// by start: a person has to move it. Operators and administrators.
    async fn appointments_outside_hours(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many; 50 where left out, 100 at most.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<OutsideHoursConnection> {
        outside_hours_of(ctx, None, PageArgs::forward(first, after)).await
    }
}

/// The appointments of the clinic, or `only` of a resource, that lie outside of hours. Operators and administrators.
///
/// # Errors
/// `Forbidden` for others; where the database does not answer.
pub async fn outside_hours_of(
    ctx: &Context<'_>,
    only: Option<ResourceId>,
    page: PageArgs,
) -> Result<OutsideHoursConnection> {
    let caller = caller(ctx);
    let clinic_id = caller.actor.require(Permission::Review)?.clinic_id;
    let clinic = caller.clinic.as_ref().ok_or(Error::Unauthenticated)?;
    let page = page.resolve::<AppointmentKey>()?;
    let (db, now) = (&app(ctx).db, app(ctx).now());
    let keys = appointments_outside_hours(db, clinic_id, only, time_zone(clinic), now).await?;
    let total = i32::try_from(keys.len()).unwrap_or(i32::MAX);
    let count = usize::try_from(page.limit).unwrap_or(usize::MAX).saturating_add(1);
    let wanted = keys.into_iter().filter(|key| page.after.is_none_or(|after| *key > after)).take(count);
    let wanted: Vec<_> = wanted.map(|(_, id)| id).collect();
    let mut found = find_appointments(db, clinic_id, wanted.iter().copied()).await?;
    let rows = wanted.iter().filter_map(|id| found.remove(id)).map(Appointment).collect();
    let paged = Paged::new(page.slice(rows), |row| (row.0.appointment.starts_at, row.0.appointment.id));
    Ok(OutsideHoursConnection::new(paged, total))
}
