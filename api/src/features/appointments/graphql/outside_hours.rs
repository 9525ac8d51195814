//! What is booked outside of a resource's hours, in GraphQL.

use async_graphql::Context;
use entity::resource;

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

/// The appointments of a resource that lie outside of its hours. Administrators.
///
/// # Errors
/// `Forbidden` for others; where the database does not answer.
pub async fn outside_hours_of(
    ctx: &Context<'_>,
    resource: &resource::Model,
    page: PageArgs,
) -> Result<OutsideHoursConnection> {
    let caller = caller(ctx);
    let clinic_id = caller.actor.require(Permission::Administer)?.clinic_id;
    let clinic = caller.clinic.as_ref().ok_or(Error::Unauthenticated)?;
    let page = page.resolve::<AppointmentKey>()?;
    let (db, now) = (&app(ctx).db, app(ctx).now());
    let keys = appointments_outside_hours(db, resource, time_zone(clinic), now).await?;
    let total = i32::try_from(keys.len()).unwrap_or(i32::MAX);
    let count = usize::try_from(page.limit).unwrap_or(usize::MAX).saturating_add(1);
    let wanted = keys.into_iter().filter(|key| page.after.is_none_or(|after| *key > after)).take(count);
    let wanted: Vec<_> = wanted.map(|(_, id)| id).collect();
    let mut found = find_appointments(db, clinic_id, wanted.iter().copied()).await?;
    let rows = wanted.iter().filter_map(|id| found.remove(id)).map(Appointment).collect();
    let paged = Paged::new(page.slice(rows), |row| (row.0.appointment.starts_at, row.0.appointment.id));
    Ok(OutsideHoursConnection::new(paged, total))
}
