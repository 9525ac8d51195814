//! Reads of single requests and of what hangs on them.

use std::collections::HashMap;
use std::sync::Arc;

use entity::ids::{AssistanceRequestId, ClinicId, DispatchId, PatientId, UserId};
use entity::{assistance_request, contact_attempt, dispatch, user};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::loading::{LoadedRequest, Wanted, fetch, select_requests};
use crate::platform::connection::{Page, Slice};
use crate::platform::error::Result;

/// A request of a clinic.
///
/// # Errors
/// Where the database does not answer.
pub async fn find_request(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    id: AssistanceRequestId,
    wanted: Wanted,
) -> Result<Option<Arc<LoadedRequest>>> {
    let mut select = select_requests();
    select
        .and_where(assistance_request::Column::ClinicId.eq(clinic_id))
        .and_where(assistance_request::Column::Id.eq(id));
    Ok(fetch(db, &select, wanted).await?.pop())
}

/// The same page of the requests of each of several patients, the newest first.
///
/// # Errors
/// Where the database does not answer.
pub async fn requests_of_patients(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    patients: &[PatientId],
    page: &Page<AssistanceRequestId>,
    wanted: Wanted,
) -> Result<HashMap<PatientId, Slice<Arc<LoadedRequest>>>> {
    use assistance_request::Column as R;
    let column = |column: R| Expr::col((assistance_request::Entity, column));
    let mut select = select_requests();
    select.and_where(R::ClinicId.eq(clinic_id)).and_where(R::PatientId.is_in(patients.iter().copied()));
    // Ids are UUIDv7: they sort by the time of the upload.
    let (patient, columns) = (column(R::PatientId), [column(R::Id)]);
    let select = page.apply_below(patient, patients.len(), select, &columns, true, |id| vec![(*id).into()]);
    let rows = fetch(db, &select, wanted).await?;
    Ok(page.slices(patients, rows, |row| Some(row.row.request.patient_id)))
}

/// How many requests patients have; one without any is not in the map.
///
/// # Errors
/// Where the database does not answer.
pub async fn count_requests_of_patients(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    patients: &[PatientId],
) -> Result<HashMap<PatientId, i32>> {
    use assistance_request::Column as R;
    let counts: Vec<(PatientId, i64)> = assistance_request::Entity::find()
        .select_only()
        .column(R::PatientId)
        .column_as(R::Id.count(), "requests")
        .filter(R::ClinicId.eq(clinic_id))
        .filter(R::PatientId.is_in(patients.iter().copied()))
        .group_by(R::PatientId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(counts.into_iter().map(|(id, count)| (id, i32::try_from(count).unwrap_or(i32::MAX))).collect())
}

/// The contacts of requests, each with who made it, the newest first. One statement for all of them.
///
/// # Errors
/// Where the database does not answer.
pub async fn contact_attempts_of(
    db: &impl ConnectionTrait,
    requests: &[AssistanceRequestId],
) -> Result<HashMap<AssistanceRequestId, Vec<(contact_attempt::Model, user::Model)>>> {
    let rows = contact_attempt::Entity::find()
        .filter(contact_attempt::Column::AssistanceRequestId.is_in(requests.iter().copied()))
        .order_by_desc(contact_attempt::Column::At)
        .order_by_desc(contact_attempt::Column::Id)
        .all(db)
        .await?;
    let authors = users_of(db, rows.iter().map(|row| row.user_id)).await?;
    let mut found: HashMap<_, Vec<_>> = HashMap::new();
    for row in rows {
        if let Some(author) = authors.get(&row.user_id) {
            found.entry(row.assistance_request_id).or_default().push((row, author.clone()));
        }
    }
    Ok(found)
}

/// Confirmations by their ids.
///
/// # Errors
/// Where the database does not answer.
pub async fn dispatches_of(
    db: &impl ConnectionTrait,
    ids: &[DispatchId],
) -> Result<HashMap<DispatchId, dispatch::Model>> {
    let rows =
        dispatch::Entity::find().filter(dispatch::Column::Id.is_in(ids.iter().copied())).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Who made these confirmations.
///
/// # Errors
/// Where the database does not answer.
pub async fn confirmers_of(
    db: &impl ConnectionTrait,
    ids: &[DispatchId],
) -> Result<HashMap<DispatchId, user::Model>> {
    let dispatches = dispatches_of(db, ids).await?;
    let users = users_of(db, dispatches.values().map(|dispatch| dispatch.confirmed_by_id)).await?;
    let confirmer =
        |dispatch: dispatch::Model| Some((dispatch.id, users.get(&dispatch.confirmed_by_id)?.clone()));
    Ok(dispatches.into_values().filter_map(confirmer).collect())
}

/// Users by their ids.
async fn users_of(
    db: &impl ConnectionTrait,
    ids: impl Iterator<Item = UserId>,
) -> Result<HashMap<UserId, user::Model>> {
    let users = user::Entity::find().filter(user::Column::Id.is_in(ids)).all(db).await?;
    Ok(users.into_iter().map(|user| (user.id, user)).collect())
}
