//! The catalogue in GraphQL.

use std::sync::Arc;

use async_graphql::{Context, Description, Enum, ID, Object, SimpleObject};
use entity::{circuit, enums, resource, site};

use super::{ServiceKey, ServiceRow, check_coverage, circuits_of, find_service, search_services, sites_of};
use crate::features::care_plans::graphql::{Practitioner, PractitionerOf};
use crate::graphql::{app, caller, load};
use crate::platform::actor::Permission;
use crate::platform::connection::{PageArgs, Paged};
use crate::platform::error::{Error, Result};
use crate::platform::global_id::GlobalId;

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
}

/// A device, room or professional that is booked (equipo, consultorio, profesional).
#[derive(Clone, Description)]
pub struct Resource {
    /// The resource.
    pub row: Arc<resource::Model>,
    /// Where it stands.
    pub site: Arc<site::Model>,
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
}

/// What a payer says about a service (resultado de verificar OS).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "enums::CoverageDecision")]
pub enum CoverageDecision {
    /// The payer pays.
    Covered,
    /// The payer pays once it has authorised (requiere autorización).
    RequiresAuthorization,
    /// The payer does not pay; booking needs the patient's word that they will.
    NotCovered,
}

/// Whether a patient's payer pays for a service (verificar OS).
#[derive(SimpleObject)]
pub struct CoverageCheck {
    /// The service.
    service: Service,
    /// What the payer says; null where nobody said anything: the patient pays anyway, no payer is on record, or
    /// it has no rule about this service. Null does not hinder booking.
    decision: Option<CoverageDecision>,
    /// What the patient should be told; null where there is nothing to add.
    note: Option<String>,
    /// Whether the patient pays anyway, without a payer (particular).
    self_pay: bool,
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
            desc = "Words of the name, the code or a synonym; accents, case, order and typing errors do not matter."
        )]
        search: Option<String>,
        #[graphql(desc = "Only services of this circuit.")] circuit_id: Option<ID>,
        #[graphql(desc = "How many; 50 where left out, 100 at most.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<ServiceConnection> {
        let principal = caller(ctx).actor.require(Permission::ReadCatalog)?;
        let circuit_id = circuit_id
            .map(|id| {
                GlobalId::from_global(&id).ok_or_else(|| Error::BadInput("`circuitId` is unknown.".into()))
            })
            .transpose()?;
        let page = PageArgs::forward(first, after).resolve::<ServiceKey>()?;
        let (slice, total) =
            search_services(&app(ctx).db, principal.clinic_id, search.as_deref(), circuit_id, &page).await?;
        let paged = Paged::new(slice, |(key, _)| key.clone());
        let rows = paged.rows.into_iter().map(|(cursor, (_, row))| (cursor, Service(Arc::new(row))));
        let total = i32::try_from(total).unwrap_or(i32::MAX);
        Ok(ServiceConnection::new(Paged { rows: rows.collect(), info: paged.info }, total))
    }

    /// A service on offer; null where there is none such. Anybody signed in.
    async fn service(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Opaque id of the service.")] id: ID,
    ) -> Result<Option<Service>> {
        let principal = caller(ctx).actor.require(Permission::ReadCatalog)?;
        let Some(id) = GlobalId::from_global(&id) else { return Ok(None) };
        Ok(find_service(&app(ctx).db, principal.clinic_id, id).await?.map(Service))
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

    /// Whether a patient's payer pays for services (verificar OS), in the order given. Patients and holders of a
    /// link ask about themselves, staff about any patient.
    async fn coverage_check(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Opaque ids of the services, 50 at most.")] service_ids: Vec<ID>,
        #[graphql(desc = "Opaque id of the patient; staff have to give it.")] patient_id: Option<ID>,
    ) -> Result<Vec<CoverageCheck>> {
        let unknown = |name: &str| Error::BadInput(format!("`{name}` is unknown."));
        let patient_id = patient_id
            .map(|id| GlobalId::from_global(&id).ok_or_else(|| unknown("patientId")))
            .transpose()?;
        let service_ids: Option<Vec<_>> = service_ids.iter().map(GlobalId::from_global).collect();
        let service_ids = service_ids.ok_or_else(|| unknown("serviceIds"))?;
        let checks = check_coverage(app(ctx), &caller(ctx).actor, &service_ids, patient_id).await?;
        Ok(checks
            .into_iter()
            .map(|check| CoverageCheck {
                service: Service(check.service),
                decision: check.decided.decision.map(Into::into),
                note: check.decided.note,
                self_pay: check.decided.self_pay,
            })
            .collect())
    }
}
