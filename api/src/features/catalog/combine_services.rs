//! Which services may be asked for together.

use std::collections::HashSet;

use entity::ids::{CircuitId, ClinicId, ResourceId, ServiceId};
use entity::{circuit, resource, service};
use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::queries::{ServiceRow, find_services};
use crate::platform::error::{Outcome, Refusal, Result, UserErrorCode};

/// Most services that one visit may have.
pub const MAX_SERVICES: usize = 8;

/// Whether services may be done in one visit: one service always, several where they are of one circuit that
/// allows it. `field` is the input that the refusal is about.
///
/// # Errors
/// `INVALID` for none, too many or a repeated one, `SERVICES_NOT_COMBINABLE`.
pub fn combinable(services: &[&ServiceRow], field: &str) -> Result<(), Refusal> {
    let ids: Vec<_> = services.iter().map(|row| row.service.id).collect();
    check_list(&ids, field)?;
    let Some(first) = services.first() else { return Ok(()) };
    let together = services.iter().all(|row| row.circuit.id == first.circuit.id);
    if services.len() > 1 && !(together && first.circuit.allows_multiple) {
        let (es, en) = if together {
            let name = &first.circuit.name;
            (
                format!("En {name} las prestaciones se piden de a una."),
                format!("In {name} services are booked one at a time."),
            )
        } else {
            (
                "Estas prestaciones no se pueden hacer en un mismo turno.".to_owned(),
                "These services cannot be done in one appointment.".to_owned(),
            )
        };
        return Err(Refusal::new(UserErrorCode::ServicesNotCombinable, field, es, en));
    }
    Ok(())
}

fn check_list(ids: &[ServiceId], field: &str) -> Result<(), Refusal> {
    let invalid = |es: String, en: String| Err(Refusal::new(UserErrorCode::Invalid, field, es, en));
    if ids.is_empty() {
        return invalid("Elegí al menos una prestación.".into(), "Choose at least one service.".into());
    }
    if ids.len() > MAX_SERVICES {
        return invalid(
            format!("En un turno entran hasta {MAX_SERVICES} prestaciones."),
            format!("One appointment holds up to {MAX_SERVICES} services."),
        );
    }
    if ids.iter().collect::<HashSet<_>>().len() < ids.len() {
        return invalid("Hay una prestación repetida.".into(), "A service is there twice.".into());
    }
    Ok(())
}

/// The services with these ids, in the order given, where the clinic offers them all and they may be asked
/// for together. `field` is the input that a refusal is about, such as `"input.serviceIds"`.
///
/// # Errors
/// `NOT_FOUND` for one that is unknown, another clinic's or no longer offered; as [`combinable`] otherwise.
pub async fn find_services_to_combine(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    ids: &[ServiceId],
    field: &str,
) -> Outcome<Vec<service::Model>> {
    check_list(ids, field)?;
    let found = find_services(db, clinic_id, ids.iter().copied()).await?;
    let rows: Option<Vec<&ServiceRow>> = ids.iter().map(|id| Some(found.get(id)?.as_ref())).collect();
    let rows = rows.ok_or_else(|| unknown_service(field))?;
    if let Some(gone) = rows.iter().find(|row| row.service.disabled_at.is_some()) {
        return Err(no_longer_offered(&gone.service.name, field).into());
    }
    combinable(&rows, field)?;
    Ok(rows.into_iter().map(|row| row.service.clone()).collect())
}

/// The services of something that is booked, in the order given: they are its own, whatever the clinic offers now.
///
/// # Errors
/// Where the database does not answer.
pub async fn find_booked_services(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    ids: &[ServiceId],
) -> Result<Vec<service::Model>> {
    let found = find_services(db, clinic_id, ids.iter().copied()).await?;
    Ok(ids.iter().filter_map(|id| Some(found.get(id)?.service.clone())).collect())
}

/// Keeps services, their circuits and resources as they are until the transaction ends: an administrator's change of
/// them comes before what is booked or confirmed here or after it, never between its check and its writing.
///
/// # Errors
/// Where the database does not answer.
pub async fn keep_still(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    services: &[ServiceId],
    resources: &[ResourceId],
) -> Outcome<()> {
    let circuits: Vec<CircuitId> = service::Entity::find()
        .select_only()
        .column(service::Column::CircuitId)
        .filter(service::Column::ClinicId.eq(clinic_id))
        .filter(service::Column::Id.is_in(services.iter().copied()))
        .order_by_asc(service::Column::Id)
        .lock(LockType::Share)
        .into_tuple()
        .all(db)
        .await?;
    circuit::Entity::find()
        .filter(circuit::Column::ClinicId.eq(clinic_id))
        .filter(circuit::Column::Id.is_in(circuits))
        .order_by_asc(circuit::Column::Id)
        .lock(LockType::Share)
        .all(db)
        .await?;
    if !resources.is_empty() {
        resource::Entity::find()
            .filter(resource::Column::ClinicId.eq(clinic_id))
            .filter(resource::Column::Id.is_in(resources.iter().copied()))
            .order_by_asc(resource::Column::Id)
            .lock(LockType::Share)
            .all(db)
            .await?;
    }
    Ok(())
}

fn no_longer_offered(name: &str, field: &str) -> Refusal {
    Refusal::new(
        UserErrorCode::NotFound,
        field,
        format!("La clínica ya no ofrece «{name}»."),
        format!("The clinic no longer offers '{name}'."),
    )
}

/// A service that the clinic does not have.
pub fn unknown_service(field: &str) -> Refusal {
    Refusal::new(
        UserErrorCode::NotFound,
        field,
        "Esa prestación no está en el catálogo de la clínica.",
        "This service is not in the clinic's catalogue.",
    )
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use entity::circuit;
    use entity::ids::CircuitId;
    use sea_orm::prelude::Uuid;

    use super::*;

    fn row(id: u128, circuit: u128, allows_multiple: bool) -> ServiceRow {
        let circuit_id = CircuitId(Uuid::from_u128(circuit));
        let clinic_id = ClinicId(Uuid::nil());
        ServiceRow {
            service: service::Model {
                id: ServiceId(Uuid::from_u128(id)),
                clinic_id,
                circuit_id,
                code: id.to_string(),
                name: "Estudio".into(),
                synonyms: String::new(),
                search_text: String::new(),
                duration_minutes: 20,
                preparation: None,
                disabled_at: None,
                version: 1,
            },
            circuit: Arc::new(circuit::Model {
                id: circuit_id,
                clinic_id,
                name: "Imágenes".into(),
                allows_multiple,
                version: 1,
            }),
        }
    }

    fn code(services: &[&ServiceRow]) -> Option<UserErrorCode> {
        combinable(services, "input.serviceIds").err().map(|refusal| refusal.code)
    }

    #[test]
    fn several_services_need_one_circuit_that_allows_it() {
        let (one, two) = (row(1, 1, true), row(2, 1, true));
        assert_eq!(code(&[&one, &two]), None);
        assert_eq!(code(&[&one, &row(3, 2, true)]), Some(UserErrorCode::ServicesNotCombinable));
        let (single, other) = (row(4, 3, false), row(5, 3, false));
        assert_eq!(code(&[&single]), None);
        assert_eq!(code(&[&single, &other]), Some(UserErrorCode::ServicesNotCombinable));
    }

    #[test]
    fn none_too_many_and_twice_are_invalid() {
        let rows: Vec<_> = (0..=MAX_SERVICES as u128).map(|id| row(id, 1, true)).collect();
        assert_eq!(code(&[]), Some(UserErrorCode::Invalid));
        assert_eq!(code(&[&rows[0], &rows[0]]), Some(UserErrorCode::Invalid));
        assert_eq!(code(&rows.iter().collect::<Vec<_>>()), Some(UserErrorCode::Invalid));
        let refusal = combinable(&[], "input.serviceIds").expect_err("refused");
        assert_eq!(refusal.field, ["input", "serviceIds"]);
    }
}
