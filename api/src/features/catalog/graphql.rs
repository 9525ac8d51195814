//! The catalogue in GraphQL.

mod coverage;
mod coverage_mutations;
mod loaders;
mod resource_mutations;
mod resources;
mod service_mutations;

use std::sync::Arc;

use async_graphql::{Context, Description, ID, Object};
use chrono::{DateTime, Utc};
use entity::ids::ServiceId;
use entity::{circuit, site};

use super::{ServiceKey, ServiceRow, circuits_of, find_services, search_services, sites_of};
use crate::graphql::{app, caller, load};
use crate::platform::actor::Permission;

use crate::platform::connection::{PageArgs, Paged};
use crate::platform::error::Result;
use crate::platform::global_id::GlobalId;
pub use coverage::{CoverageQuery, CoverageRuleConnection, Payer, PayerConnection, Plan, payers_to_choose};
pub use coverage_mutations::CoverageMutation;
pub use loaders::{PlansOf, ResourcesOf};
pub use resource_mutations::ResourcesMutation;
pub use resources::{Resource, ResourceConnection, ResourcesQuery, resource_after};
pub use service_mutations::ServicesMutation;

/// Something that the clinic does and that can be booked (prestación).
#[derive(Clone, Description)]
pub struct Service(pub Arc<ServiceRow>);

#[Object(use_type_description)]
impl Service {
    /// Opaque id.
    pub(crate) async fn id(&self) -> ID {
        self.0.service.id.to_global()
    }

    /// The clinic's own code, unique in the clinic.
    async fn code(&self) -> &str {
        &self.0.service.code
    }

    /// Name that people read.
    async fn name(&self) -> &str {
        &self.0.service.name
    }

    /// The circuit that it belongs to.
    async fn circuit(&self) -> Circuit {
        Circuit(self.0.circuit.clone())
    }

    /// How long it takes, in minutes.
    async fn duration_minutes(&self) -> i32 {
        self.0.service.duration_minutes
    }

    /// What the patient must do before; null where it is nothing.
    async fn preparation(&self) -> Option<&str> {
        self.0.service.preparation.as_deref()
    }

    /// Other words for it, which a search finds too (sinónimos).
    async fn synonyms(&self) -> Vec<&str> {
        self.0.service.synonyms.split(',').map(str::trim).filter(|word| !word.is_empty()).collect()
    }

    /// The devices, rooms and professionals that can do it, by name; for administrators the disabled ones too.
    async fn resources(&self, ctx: &Context<'_>) -> Result<Vec<Resource>> {
        let service = &self.0.service;
        let found = load(ctx, ResourcesOf(service.clinic_id, service.id)).await?.unwrap_or_default();
        let all = caller(ctx).actor.may(Permission::Administer);
        let shown = found.into_iter().filter(|of| all || of.resource.disabled_at.is_none());
        Ok(shown.map(Resource::from).collect())
    }

    /// Since when it is no longer offered; null where it is.
    async fn disabled_at(&self) -> Option<DateTime<Utc>> {
        self.0.service.disabled_at
    }

    /// Counts its changes.
    async fn version(&self) -> i32 {
        self.0.service.version
    }
}

/// A group of services with common rules of combination and booking (circuito).
#[derive(Clone, Description)]
pub struct Circuit(pub Arc<circuit::Model>);

#[Object(use_type_description)]
impl Circuit {
    /// Opaque id.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_global()
    }

    /// Name that people read.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Whether several of its services may be asked for together.
    async fn allows_multiple(&self) -> bool {
        self.0.allows_multiple
    }

    /// Counts its changes.
    async fn version(&self) -> i32 {
        self.0.version
    }
}

/// A place of the clinic (sede).
#[derive(Clone, Description)]
pub struct Site(pub Arc<site::Model>);

#[Object(use_type_description)]
impl Site {
    /// Opaque id.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_global()
    }

    /// Name that people read.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Where it is.
    async fn address(&self) -> &str {
        &self.0.address
    }

    /// Counts its changes.
    async fn version(&self) -> i32 {
        self.0.version
    }
}

crate::relay_connection!(Service, ServiceConnection, ServiceEdge, "services", {
    #[doc = "How many services the search finds in all."]
    total_count: i32,
});

/// Queries about the catalogue.
#[derive(Default)]
pub struct CatalogQuery;

#[Object]
impl CatalogQuery {
    /// The services on offer that a search finds, best first; by name without a search. Anybody signed in.
    async fn services(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Words of the name, the code or a synonym; accents, case, order and typing errors do not matter. The \
                    first 200 characters count."
        )]
        search: Option<String>,
        #[graphql(desc = "Only services of this circuit.")] circuit_id: Option<ID>,
        #[graphql(desc = "Those that are disabled too. Administrators.", default)] include_disabled: bool,
        #[graphql(desc = "How many; 50 where left out, 100 at most.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<ServiceConnection> {
        let needed = if include_disabled { Permission::Administer } else { Permission::ReadCatalog };
        let principal = caller(ctx).actor.require(needed)?;
        let circuit_id = GlobalId::narrowing(circuit_id.as_ref(), "circuitId")?;
        let page = PageArgs::forward(first, after).resolve::<ServiceKey>()?;
        let (db, clinic_id, search) = (&app(ctx).db, principal.clinic_id, search.as_deref());
        let (slice, total) =
            search_services(db, clinic_id, search, circuit_id, include_disabled, &page).await?;
        let paged = Paged::new(slice, |(key, _)| key.clone());
        let rows = paged.rows.into_iter().map(|(cursor, (_, row))| (cursor, Service(Arc::new(row))));
        let total = i32::try_from(total).unwrap_or(i32::MAX);
        Ok(ServiceConnection::new(Paged { rows: rows.collect(), info: paged.info }, total))
    }

    /// A service on offer, to administrators one that is disabled too; null where there is none such. Anybody
    /// signed in.
    async fn service(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Opaque id of the service.")] id: ID,
    ) -> Result<Option<Service>> {
        visible_service(ctx, GlobalId::read(&id)).await
    }

    /// The clinic's circuits, by name. Anybody signed in.
    async fn circuits(&self, ctx: &Context<'_>) -> Result<Vec<Circuit>> {
        let principal = caller(ctx).actor.require(Permission::ReadCatalog)?;
        let rows = circuits_of(&app(ctx).db, principal.clinic_id).await?;
        Ok(rows.into_iter().map(|row| Circuit(Arc::new(row))).collect())
    }

    /// The clinic's sites, by name. Anybody signed in.
    async fn sites(&self, ctx: &Context<'_>) -> Result<Vec<Site>> {
        let principal = caller(ctx).actor.require(Permission::ReadCatalog)?;
        let rows = sites_of(&app(ctx).db, principal.clinic_id).await?;
        Ok(rows.into_iter().map(|row| Site(Arc::new(row))).collect())
    }
}

/// A service that the caller may see: one on offer, administrators any of the clinic.
///
/// # Errors
/// `Unauthenticated` for nobody, `Forbidden` for who may not read the catalogue.
pub async fn visible_service(ctx: &Context<'_>, id: ServiceId) -> Result<Option<Service>> {
    let actor = &caller(ctx).actor;
    let principal = actor.require(Permission::ReadCatalog)?;
    let found = find_services(&app(ctx).db, principal.clinic_id, [id]).await?.remove(&id);
    let seen = |row: &Arc<ServiceRow>| row.service.disabled_at.is_none() || actor.may(Permission::Administer);
    Ok(found.filter(seen).map(Service))
}
