//! Finds services as people write them.

use entity::ids::{CircuitId, ClinicId, ServiceId};
use entity::service;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::queries::{ServiceRow, with_circuits};
use crate::platform::connection::{Page, Slice};
use crate::platform::error::Result;
use crate::platform::text::{FoldedText, fold, rank};

/// Longest search that is read, in characters.
const MAX_SEARCH: usize = 200;

/// Where a service stands in a list: what it lacks to the best score, its folded name, its id.
pub type ServiceKey = (u32, String, ServiceId);

/// The services on offer that a search finds, and those that are disabled where they are wanted too, best first;
/// by name where nothing is searched. Returns the page
/// and how many there are in all.
///
/// The key of a row depends on the search and the row alone, so that a page goes on in the right place even
/// where the catalogue changed in between.
///
/// # Errors
/// Where the database does not answer.
pub async fn search_services(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    search: Option<&str>,
    circuit_id: Option<CircuitId>,
    include_disabled: bool,
    page: &Page<ServiceKey>,
) -> Result<(Slice<(ServiceKey, ServiceRow)>, usize)> {
    let mut select = service::Entity::find()
        .filter(service::Column::ClinicId.eq(clinic_id))
        .order_by_asc(service::Column::Id);
    if !include_disabled {
        select = select.filter(service::Column::DisabledAt.is_null());
    }
    if let Some(circuit_id) = circuit_id {
        select = select.filter(service::Column::CircuitId.eq(circuit_id));
    }
    let search: String = search.unwrap_or_default().chars().take(MAX_SEARCH).collect();
    let ranked = ranked(select.all(db).await?, &search);
    let total = ranked.len();
    let (keys, services): (Vec<_>, Vec<_>) = from_page(ranked, page).into_iter().unzip();
    let rows = with_circuits(db, clinic_id, services).await?;
    Ok((page.slice(keys.into_iter().zip(rows).collect()), total))
}

fn ranked(services: Vec<service::Model>, search: &str) -> Vec<(ServiceKey, service::Model)> {
    // Signs alone are no search for everything.
    if fold(search).is_empty() && !search.trim().is_empty() {
        return Vec::new();
    }
    let mut services: Vec<_> = services
        .into_iter()
        .map(|row| (FoldedText::new(&row.code, &row.name, &row.synonyms), Some(row)))
        .collect();
    let ranks = rank(search, services.iter().enumerate().map(|(place, (text, _))| (place, text)));
    let mut found: Vec<_> = ranks
        .into_iter()
        .filter_map(|(place, score)| {
            let row = services.get_mut(place)?.1.take()?;
            Some(((u32::MAX - score, fold(&row.name), row.id), row))
        })
        .collect();
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    found
}

/// The rows of a forward page, and one more where more follow.
fn from_page<T>(rows: Vec<(ServiceKey, T)>, page: &Page<ServiceKey>) -> Vec<(ServiceKey, T)> {
    let start = page.after.as_ref().map_or(0, |after| rows.partition_point(|(key, _)| key <= after));
    let count = usize::try_from(page.limit).unwrap_or(usize::MAX).saturating_add(1);
    rows.into_iter().skip(start).take(count).collect()
}

#[cfg(test)]
mod tests {
    use entity::ids::ServiceId;
    use sea_orm::prelude::Uuid;

    use super::*;

    fn service(id: u128, code: &str, name: &str) -> service::Model {
        service::Model {
            id: ServiceId(Uuid::from_u128(id)),
            clinic_id: ClinicId(Uuid::nil()),
            circuit_id: CircuitId(Uuid::nil()),
            code: code.into(),
            name: name.into(),
            synonyms: String::new(),
            search_text: String::new(),
            duration_minutes: 20,
            preparation: None,
            disabled_at: None,
            version: 1,
        }
    }

    fn catalogue() -> Vec<service::Model> {
        vec![
            service(1, "RX-TOR", "Radiografía de tórax"),
            service(2, "TC-TOR", "Tomografía de tórax"),
            service(3, "ECO-ABD", "Ecografía abdominal"),
            service(4, "RX-TOR2", "Radiografía de tórax"),
        ]
    }

    fn page(limit: u64, after: Option<ServiceKey>) -> Page<ServiceKey> {
        Page { limit, backward: false, after, before: None }
    }

    #[test]
    fn pages_of_a_search_neither_repeat_nor_skip() {
        for search in ["", "torax", "radiografia"] {
            let whole: Vec<_> = ranked(catalogue(), search).into_iter().map(|(key, _)| key).collect();
            let mut walked = Vec::new();
            loop {
                let mut rows = from_page(ranked(catalogue(), search), &page(1, walked.last().cloned()));
                rows.truncate(1);
                match rows.pop() {
                    Some((key, _)) => walked.push(key),
                    None => break,
                }
            }
            assert_eq!(walked, whole, "{search}");
        }
    }

    #[test]
    fn nothing_searched_is_by_name_and_accents_do_not_matter() {
        let names =
            |search| -> Vec<_> { ranked(catalogue(), search).into_iter().map(|(_, row)| row.code).collect() };
        assert_eq!(names(""), ["ECO-ABD", "RX-TOR", "RX-TOR2", "TC-TOR"]);
        assert_eq!(names("TORAX tomografa"), ["TC-TOR"]);
    }
}
