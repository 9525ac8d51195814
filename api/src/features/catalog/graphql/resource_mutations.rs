//! Making and changing sites and resources.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};
use entity::ids::SiteId;

use super::Site;
use super::resources::{Resource, resource_after};
use crate::features::catalog::{
    CreateResource, CreateSite, ResourceChange, SiteChange, create_resource, create_site, find_sites,
    update_resource, update_site,
};
use crate::graphql::{app, caller, settle};
use crate::platform::error::{Error, Outcome, Result, UserError};
use crate::platform::global_id::GlobalId;

/// A new site.
#[derive(InputObject)]
pub struct CreateSiteInput {
    /// Name that people read, unique in the clinic; 80 characters at most.
    name: String,
    /// Where it is; 200 characters at most.
    address: String,
    /// The same key answers with the first result; 1 to 200 characters.
    idempotency_key: String,
}

/// What is to change about a site; what is left out stays.
#[derive(InputObject)]
pub struct UpdateSiteInput {
    /// Opaque id of the site.
    id: ID,
    /// `Site.version` as the caller saw it.
    version: i32,
    /// Name that people read, unique in the clinic; 80 characters at most.
    name: Option<String>,
    /// Where it is; 200 characters at most.
    address: Option<String>,
}

/// A new resource.
#[derive(InputObject)]
pub struct CreateResourceInput {
    /// Name that people read, unique in the clinic, the disabled ones included; 80 characters at most.
    name: String,
    /// Opaque id of the site where it stands.
    site_id: ID,
    /// Opaque id of the practitioner whose own it is; left out for a device or a room.
    practitioner_id: Option<ID>,
    /// Opaque ids of the services that it can do from the start; later on, services say so (`updateService`).
    service_ids: Option<Vec<ID>>,
    /// The same key answers with the first result; 1 to 200 characters.
    idempotency_key: String,
}

/// What is to change about a resource; what is left out stays.
#[derive(InputObject)]
pub struct UpdateResourceInput {
    /// Opaque id of the resource.
    id: ID,
    /// `Resource.version` as the caller saw it.
    version: i32,
    /// Name that people read, unique in the clinic, the disabled ones included; 80 characters at most.
    name: Option<String>,
    /// Opaque id of the site where it stands. It stays while there are appointments to come.
    site_id: Option<ID>,
    /// Opaque id of the practitioner whose own it is; null takes it away from whoever had it.
    practitioner_id: MaybeUndefined<ID>,
    /// Whether nothing more is to be booked on it (dar de baja). What is booked stays.
    disabled: Option<bool>,
}

/// What came of making a site.
#[derive(SimpleObject)]
pub struct CreateSitePayload {
    /// The site; null where it was refused.
    site: Option<Site>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

/// What came of changing a site.
#[derive(SimpleObject)]
pub struct UpdateSitePayload {
    /// The site as it is now; null where it was refused.
    site: Option<Site>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

/// What came of making a resource.
#[derive(SimpleObject)]
pub struct CreateResourcePayload {
    /// The resource; null where it was refused.
    resource: Option<Resource>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

/// What came of changing a resource.
#[derive(SimpleObject)]
pub struct UpdateResourcePayload {
    /// The resource as it is now, with `appointmentsOutsideHours` for a person to act on; null where it was refused.
    resource: Option<Resource>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

async fn site_after(ctx: &Context<'_>, outcome: Outcome<SiteId>) -> Result<(Option<Site>, Vec<UserError>)> {
    let (id, user_errors) = settle(ctx, outcome)?;
    let Some(id) = id else { return Ok((None, user_errors)) };
    let clinic_id = caller(ctx).actor.clinic_id().ok_or(Error::Unauthenticated)?;
    let found = find_sites(&app(ctx).db, clinic_id, [id]).await?.remove(&id);
    Ok((found.map(Site), user_errors))
}

/// Mutations of sites and resources.
#[derive(Default)]
pub struct ResourcesMutation;

#[Object]
impl ResourcesMutation {
    /// Makes a site. Administrators.
    async fn create_site(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it is.")] input: CreateSiteInput,
    ) -> Result<CreateSitePayload> {
        let content = CreateSite { name: input.name, address: input.address };
        let outcome = create_site(app(ctx), &caller(ctx).actor, &content, &input.idempotency_key).await;
        let (site, user_errors) = site_after(ctx, outcome).await?;
        Ok(CreateSitePayload { site, user_errors })
    }

    /// Changes a site; patients read its new name and address from then on. Administrators.
    async fn update_site(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which site, and what is to change.")] input: UpdateSiteInput,
    ) -> Result<UpdateSitePayload> {
        let change = SiteChange { name: input.name, address: input.address };
        let id = GlobalId::read(&input.id);
        let outcome = update_site(app(ctx), &caller(ctx).actor, id, input.version, &change).await;
        let (site, user_errors) = site_after(ctx, outcome).await?;
        Ok(UpdateSitePayload { site, user_errors })
    }

    /// Makes a resource; it works once `setWeeklyHours` says when. Administrators.
    async fn create_resource(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it is.")] input: CreateResourceInput,
    ) -> Result<CreateResourcePayload> {
        let content = CreateResource {
            name: input.name,
            site_id: GlobalId::read(&input.site_id),
            practitioner_id: input.practitioner_id.as_ref().map(GlobalId::read),
            service_ids: input.service_ids.unwrap_or_default().iter().map(GlobalId::read).collect(),
        };
        let outcome = create_resource(app(ctx), &caller(ctx).actor, &content, &input.idempotency_key).await;
        let (resource, user_errors) = resource_after(ctx, outcome).await?;
        Ok(CreateResourcePayload { resource, user_errors })
    }

    /// Changes a resource, takes it out of use or uses it again. Offers follow at once; what is booked stays.
    /// Administrators.
    async fn update_resource(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which resource, and what is to change.")] input: UpdateResourceInput,
    ) -> Result<UpdateResourcePayload> {
        let practitioner_id = match &input.practitioner_id {
            MaybeUndefined::Undefined => None,
            MaybeUndefined::Null => Some(None),
            MaybeUndefined::Value(id) => Some(Some(GlobalId::read(id))),
        };
        let change = ResourceChange {
            name: input.name,
            site_id: input.site_id.as_ref().map(GlobalId::read),
            practitioner_id,
            disabled: input.disabled,
        };
        let id = GlobalId::read(&input.id);
        let outcome = update_resource(app(ctx), &caller(ctx).actor, id, input.version, &change).await;
        let (resource, user_errors) = resource_after(ctx, outcome).await?;
        Ok(UpdateResourcePayload { resource, user_errors })
    }
}
