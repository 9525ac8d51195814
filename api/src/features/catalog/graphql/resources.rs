//! Resources in GraphQL.

use std::sync::Arc;

use async_graphql::{Context, Description, ID, Object};
use chrono::{DateTime, Utc};
use entity::ids::ResourceId;
use entity::{resource, site};

use super::Site;
use crate::features::appointments::graphql::{OutsideHoursConnection, outside_hours_of};
use crate::features::care_plans::graphql::{Practitioner, PractitionerOf};
use crate::features::catalog::{ResourceRow, find_resource, list_resources};
use crate::features::clinics::time_zone;
use crate::features::schedules::ResourceHours;
use crate::features::schedules::graphql::{HoursOf, ScheduleException, WeeklyHours};
use crate::graphql::{app, caller, load, settle};
use crate::platform::actor::Permission;
use crate::platform::clinic_time::day_of;
use crate::platform::connection::{PageArgs, Paged};
use crate::platform::error::{Error, Outcome, Result, UserError};
use crate::platform::global_id::GlobalId;

/// A device, room or professional that is booked (equipo, consultorio, profesional).
#[derive(Clone, Description)]
pub struct Resource {
    /// The resource.
    pub row: Arc<resource::Model>,
    /// Where it stands.
    pub site: Arc<site::Model>,
}

impl From<ResourceRow> for Resource {
    fn from(of: ResourceRow) -> Self {
        Self { row: of.resource, site: of.site }
    }
}

impl Resource {
    async fn hours(&self, ctx: &Context<'_>) -> Result<ResourceHours> {
        let caller = caller(ctx);
        caller.actor.require(Permission::Administer)?;
        let clinic = caller.clinic.as_ref().ok_or(Error::Unauthenticated)?;
        let today = day_of(app(ctx).now(), time_zone(clinic));
        Ok(load(ctx, HoursOf(self.row.clinic_id, self.row.id, today)).await?.unwrap_or_default())
    }
}

#[Object(use_type_description)]
impl Resource {
    /// Opaque id.
    pub(crate) async fn id(&self) -> ID {
        self.row.id.to_global()
    }

    /// Name that people read.
    async fn name(&self) -> &str {
        &self.row.name
    }

    /// Where it is.
    async fn site(&self) -> Site {
        Site(self.site.clone())
    }

    /// Who works with it (terapeuta, profesional); null where it is nobody's own.
    async fn practitioner(&self, ctx: &Context<'_>) -> Result<Option<Practitioner>> {
        let Some(id) = self.row.practitioner_id else { return Ok(None) };
        Ok(load(ctx, PractitionerOf(self.row.clinic_id, id)).await?.map(Practitioner))
    }

    /// Since when nothing more is booked on it; null where it is in use.
    async fn disabled_at(&self) -> Option<DateTime<Utc>> {
        self.row.disabled_at
    }

    /// Counts its changes, those of its hours too.
    async fn version(&self) -> i32 {
        self.row.version
    }

    /// Its weekly hours, those that are to begin later too, through the week (horario semanal). Administrators.
    async fn weekly_hours(&self, ctx: &Context<'_>) -> Result<Vec<WeeklyHours>> {
        Ok(self.hours(ctx).await?.weekly_shown())
    }

    /// The days from today on on which its weekly hours do not hold, in their order (excepciones). Administrators.
    async fn exceptions(&self, ctx: &Context<'_>) -> Result<Vec<ScheduleException>> {
        Ok(self.hours(ctx).await?.exceptions_shown())
    }

    /// What is booked on it at times at which it does not work any more, by start: a person has to move it. Worked
    /// out for each resource by itself: for all of them, `Query.appointmentsOutsideHours` costs less. Operators and
    /// administrators.
    async fn appointments_outside_hours(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many; 50 where left out, 100 at most.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<OutsideHoursConnection> {
        outside_hours_of(ctx, Some(self.row.id), PageArgs::forward(first, after)).await
    }
}

crate::relay_connection!(Resource, ResourceConnection, ResourceEdge, "resources");

/// Queries about resources.
#[derive(Default)]
pub struct ResourcesQuery;

#[Object]
impl ResourcesQuery {
    /// The clinic's resources, by name (equipos, consultorios, profesionales). Administrators.
    async fn resources(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Those that are disabled too.", default)] include_disabled: bool,
        #[graphql(desc = "How many; 50 where left out, 100 at most.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<ResourceConnection> {
        let principal = caller(ctx).actor.require(Permission::Administer)?;
        let page = PageArgs::forward(first, after).resolve()?;
        let slice = list_resources(&app(ctx).db, principal.clinic_id, include_disabled, &page).await?;
        Ok(ResourceConnection::new(Paged::new(slice.map(Resource::from), |of| {
            (of.row.name.clone(), of.row.id)
        })))
    }

    /// A resource, also one that is disabled; null where there is none such. Administrators.
    async fn resource(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Opaque id of the resource.")] id: ID,
    ) -> Result<Option<Resource>> {
        let principal = caller(ctx).actor.require(Permission::Administer)?;
        let found = find_resource(&app(ctx).db, principal.clinic_id, GlobalId::read(&id)).await?;
        Ok(found.map(Resource::from))
    }
}

/// The resource as it is after an operation, or why it was refused.
///
/// # Errors
/// Those of the operation that are no refusals.
pub async fn resource_after(
    ctx: &Context<'_>,
    outcome: Outcome<ResourceId>,
) -> Result<(Option<Resource>, Vec<UserError>)> {
    let (id, user_errors) = settle(ctx, outcome)?;
    let Some(id) = id else { return Ok((None, user_errors)) };
    let clinic_id = caller(ctx).actor.clinic_id().ok_or(Error::Unauthenticated)?;
    let found = find_resource(&app(ctx).db, clinic_id, id).await?;
    Ok((found.map(Resource::from), user_errors))
}
