//! Reads of the catalogue.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use entity::ids::{CircuitId, ClinicId, ResourceId, ServiceId, SiteId};
use entity::{circuit, resource, service, service_resource, site};
use sea_orm::sea_query::SimpleExpr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QueryTrait};

use crate::platform::connection::{Page, Slice};
use crate::platform::error::{Error, Result};

/// A service with its circuit: they are shown together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceRow {
    /// The service.
    pub service: service::Model,
    /// The circuit that it belongs to.
    pub circuit: Arc<circuit::Model>,
}

/// A resource with its site: they are shown together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceRow {
    /// The resource.
    pub resource: Arc<resource::Model>,
    /// Where it stands.
    pub site: Arc<site::Model>,
}

/// The clinic's circuits, by name.
///
/// # Errors
/// Where the database does not answer.
pub async fn circuits_of(db: &impl ConnectionTrait, clinic_id: ClinicId) -> Result<Vec<circuit::Model>> {
    Ok(circuit::Entity::find()
        .filter(circuit::Column::ClinicId.eq(clinic_id))
        .order_by_asc(circuit::Column::Name)
        .all(db)
        .await?)
}

/// The clinic's sites, by name.
///
/// # Errors
/// Where the database does not answer.
pub async fn sites_of(db: &impl ConnectionTrait, clinic_id: ClinicId) -> Result<Vec<site::Model>> {
    Ok(site::Entity::find()
        .filter(site::Column::ClinicId.eq(clinic_id))
        .order_by_asc(site::Column::Name)
        .all(db)
        .await?)
}

/// Sites of the clinic by id.
///
/// # Errors
/// Where the database does not answer.
pub async fn find_sites(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    ids: impl IntoIterator<Item = SiteId>,
) -> Result<HashMap<SiteId, Arc<site::Model>>> {
    let rows = site::Entity::find()
        .filter(site::Column::ClinicId.eq(clinic_id))
        .filter(site::Column::Id.is_in(ids))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, Arc::new(row))).collect())
}

/// Resources of the clinic by id, the disabled ones too: past appointments name them.
///
/// # Errors
/// Where the database does not answer.
pub async fn find_resources(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    ids: impl IntoIterator<Item = ResourceId>,
) -> Result<HashMap<ResourceId, Arc<resource::Model>>> {
    let rows = resource::Entity::find()
        .filter(resource::Column::ClinicId.eq(clinic_id))
        .filter(resource::Column::Id.is_in(ids))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, Arc::new(row))).collect())
}

/// The clinic's resources, by name.
///
/// # Errors
/// Where the database does not answer.
pub async fn list_resources(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    include_disabled: bool,
    page: &Page<(String, ResourceId)>,
) -> Result<Slice<ResourceRow>> {
    use resource::Column;
    let mut select = resource::Entity::find().filter(Column::ClinicId.eq(clinic_id));
    if !include_disabled {
        select = select.filter(Column::DisabledAt.is_null());
    }
    let columns: [SimpleExpr; 2] = [Column::Name.into_expr(), Column::Id.into_expr()];
    let select = page
        .apply(select.into_query(), &columns, false, |(name, id)| vec![name.clone().into(), (*id).into()]);
    let rows: Vec<resource::Model> = select.all(db).await?;
    Ok(page.slice(with_sites(db, clinic_id, rows.into_iter().map(Arc::new).collect()).await?))
}

/// A resource of the clinic, where it is one.
///
/// # Errors
/// Where the database does not answer.
pub async fn find_resource(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    id: ResourceId,
) -> Result<Option<ResourceRow>> {
    let found = find_resources(db, clinic_id, [id]).await?;
    Ok(with_sites(db, clinic_id, found.into_values().collect()).await?.pop())
}

/// The resources that can do services, by name, the disabled ones too.
///
/// # Errors
/// Where the database does not answer.
pub async fn resources_of_services(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    ids: impl IntoIterator<Item = ServiceId>,
) -> Result<HashMap<ServiceId, Vec<ResourceRow>>> {
    let able = service_resource::Entity::find()
        .filter(service_resource::Column::ClinicId.eq(clinic_id))
        .filter(service_resource::Column::ServiceId.is_in(ids))
        .all(db)
        .await?;
    let distinct: BTreeSet<_> = able.iter().map(|row| row.resource_id).collect();
    let found = find_resources(db, clinic_id, distinct).await?;
    let mut rows = with_sites(db, clinic_id, found.into_values().collect()).await?;
    rows.sort_by(|one, other| one.resource.name.cmp(&other.resource.name));
    let mut resources: HashMap<_, Vec<_>> = HashMap::new();
    for row in rows {
        for service in able.iter().filter(|of| of.resource_id == row.resource.id) {
            resources.entry(service.service_id).or_default().push(row.clone());
        }
    }
    Ok(resources)
}

/// Gives each resource its site, in one statement.
async fn with_sites(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    resources: Vec<Arc<resource::Model>>,
) -> Result<Vec<ResourceRow>> {
    let distinct: BTreeSet<_> = resources.iter().map(|row| row.site_id).collect();
    let sites = find_sites(db, clinic_id, distinct).await?;
    let row = |resource: Arc<resource::Model>| {
        Some(ResourceRow { site: sites.get(&resource.site_id)?.clone(), resource })
    };
    let rows: Option<Vec<_>> = resources.into_iter().map(row).collect();
    rows.ok_or_else(|| Error::internal("a resource without its site"))
}

/// Services of the clinic by id with their circuits, the disabled ones too: orders and past appointments
/// name them.
///
/// # Errors
/// Where the database does not answer.
pub async fn find_services(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    ids: impl IntoIterator<Item = ServiceId>,
) -> Result<HashMap<ServiceId, Arc<ServiceRow>>> {
    let services = service::Entity::find()
        .filter(service::Column::ClinicId.eq(clinic_id))
        .filter(service::Column::Id.is_in(ids))
        .all(db)
        .await?;
    let rows = with_circuits(db, clinic_id, services).await?;
    Ok(rows.into_iter().map(|row| (row.service.id, Arc::new(row))).collect())
}

/// A service of the clinic, where it is still offered.
///
/// # Errors
/// Where the database does not answer.
pub async fn find_service(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    id: ServiceId,
) -> Result<Option<Arc<ServiceRow>>> {
    let found = find_services(db, clinic_id, [id]).await?.remove(&id);
    Ok(found.filter(|row| row.service.disabled_at.is_none()))
}

/// Gives each service its circuit, in one statement.
pub(super) async fn with_circuits(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    services: Vec<service::Model>,
) -> Result<Vec<ServiceRow>> {
    if services.is_empty() {
        return Ok(Vec::new());
    }
    let circuits: HashMap<CircuitId, Arc<circuit::Model>> =
        circuits_of(db, clinic_id).await?.into_iter().map(|row| (row.id, Arc::new(row))).collect();
    services
        .into_iter()
        .map(|service| {
            let circuit = circuits
                .get(&service.circuit_id)
                .cloned()
                .ok_or_else(|| Error::internal("a service without a circuit"))?;
            Ok(ServiceRow { service, circuit })
        })
        .collect()
}
