//! Reads of the catalogue.

use std::collections::HashMap;
use std::sync::Arc;

use entity::ids::{CircuitId, ClinicId, ResourceId, ServiceId, SiteId};
use entity::{circuit, resource, service, site};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::platform::error::{Error, Result};

/// A service with its circuit: they are shown together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceRow {
    /// The service.
    pub service: service::Model,
    /// The circuit that it belongs to.
    pub circuit: Arc<circuit::Model>,
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
