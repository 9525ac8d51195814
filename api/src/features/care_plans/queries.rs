//! Reads of care plans, always with patient, practitioner and service: they are shown together. Three statements a
//! page, however many rows.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::enums::{AppointmentState, CarePlanState};
use entity::ids::{AppointmentId, CarePlanId, ClinicId, PatientId, UserId};
use entity::{appointment, care_plan, patient, user};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    StatementBuilder,
};

use crate::features::catalog::{ServiceRow, find_services};
use crate::features::patients::{PatientRow, add_patient_columns};
use crate::platform::connection::{Page, Slice};
use crate::platform::error::{Error, Result};

/// A care plan with everything that is shown of it.
#[derive(Clone, Debug)]
pub struct CarePlanRow {
    /// The plan.
    pub plan: care_plan::Model,
    /// The patient, with their coverage.
    pub patient: Arc<PatientRow>,
    /// The practitioner.
    pub practitioner: Arc<user::Model>,
    /// What every visit is.
    pub service: Arc<ServiceRow>,
}

/// Which care plans are wanted; what is none does not narrow.
#[derive(Clone, Debug, Default)]
pub struct CarePlanFilter {
    /// Their patient.
    pub patient_id: Option<PatientId>,
    /// Their practitioner.
    pub practitioner_id: Option<UserId>,
    /// Their states.
    pub states: Option<Vec<CarePlanState>>,
}

/// How far a care plan has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Visits that took place.
    pub completed: i32,
    /// Visits that are booked or go on.
    pub open: i32,
    /// Whether a visit goes on.
    pub in_progress: bool,
    /// The soonest visit that is booked and not over.
    pub next: Option<AppointmentId>,
}

/// Care plans of the clinic by id.
///
/// # Errors
/// Where the database does not answer.
pub async fn find_care_plans(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    ids: impl IntoIterator<Item = CarePlanId>,
) -> Result<HashMap<CarePlanId, Arc<CarePlanRow>>> {
    let mut select = plans_of(clinic_id);
    select.and_where(care_plan::Column::Id.is_in(ids));
    let rows = read(db, clinic_id, &select).await?;
    Ok(rows.into_iter().map(|row| (row.plan.id, row)).collect())
}

/// A care plan of the clinic.
///
/// # Errors
/// Where the database does not answer.
pub async fn find_care_plan(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    id: CarePlanId,
) -> Result<Option<Arc<CarePlanRow>>> {
    Ok(find_care_plans(db, clinic_id, [id]).await?.remove(&id))
}

/// The clinic's care plans, the newest first.
///
/// # Errors
/// Where the database does not answer.
pub async fn search_care_plans(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    filter: &CarePlanFilter,
    page: &Page<CarePlanId>,
) -> Result<Slice<Arc<CarePlanRow>>> {
    use care_plan::Column;
    let mut select = plans_of(clinic_id);
    if let Some(patient_id) = filter.patient_id {
        select.and_where(Column::PatientId.eq(patient_id));
    }
    if let Some(practitioner_id) = filter.practitioner_id {
        select.and_where(Column::PractitionerId.eq(practitioner_id));
    }
    if let Some(states) = &filter.states {
        select.and_where(Column::State.is_in(states.iter().copied()));
    }
    // Ids are UUIDv7: they sort by the time at which the plan was made.
    let select =
        page.apply(select, &[Expr::col((care_plan::Entity, Column::Id))], true, |id| vec![(*id).into()]);
    Ok(page.slice(read(db, clinic_id, &select).await?))
}

/// The same page of the care plans of each of several patients, the newest first; a practitioner's only, where one is
/// given.
///
/// # Errors
/// Where the database does not answer.
pub async fn care_plans_of_patients(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    patients: &[PatientId],
    practitioner_id: Option<UserId>,
    page: &Page<CarePlanId>,
) -> Result<HashMap<PatientId, Slice<Arc<CarePlanRow>>>> {
    use care_plan::Column;
    let column = |column: Column| Expr::col((care_plan::Entity, column));
    let mut select = plans_of(clinic_id);
    select.and_where(Column::PatientId.is_in(patients.iter().copied()));
    if let Some(practitioner_id) = practitioner_id {
        select.and_where(Column::PractitionerId.eq(practitioner_id));
    }
    let (patient, columns) = (column(Column::PatientId), [column(Column::Id)]);
    let select = page.apply_below(patient, patients.len(), select, &columns, true, |id| vec![(*id).into()]);
    let rows = read(db, clinic_id, &select).await?;
    Ok(page.slices(patients, rows, |row| Some(row.plan.patient_id)))
}

/// How far care plans have come. Two statements for all of them.
///
/// # Errors
/// Where the database does not answer.
pub async fn progress_of(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    ids: &[CarePlanId],
    now: DateTime<Utc>,
) -> Result<HashMap<CarePlanId, Progress>> {
    use appointment::Column;
    let mut found: HashMap<CarePlanId, Progress> = ids.iter().map(|id| (*id, Progress::default())).collect();
    let visits = || {
        appointment::Entity::find()
            .select_only()
            .column(Column::CarePlanId)
            .filter(Column::ClinicId.eq(clinic_id))
            .filter(Column::CarePlanId.is_in(ids.iter().copied()))
    };
    let completed: Vec<(CarePlanId, i64)> = visits()
        .column_as(Column::Id.count(), "completed")
        .filter(Column::State.eq(AppointmentState::Completed))
        .group_by(Column::CarePlanId)
        .into_tuple()
        .all(db)
        .await?;
    for (id, count) in completed {
        found.entry(id).or_default().completed = i32::try_from(count).unwrap_or(i32::MAX);
    }
    let open: Vec<(CarePlanId, AppointmentId, AppointmentState, DateTime<Utc>)> = visits()
        .columns([Column::Id, Column::State, Column::EndsAt])
        .filter(Column::State.is_in([AppointmentState::Booked, AppointmentState::InProgress]))
        .order_by_asc(Column::StartsAt)
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    for (id, visit, state, ends_at) in open {
        let progress = found.entry(id).or_default();
        progress.open += 1;
        progress.in_progress |= state == AppointmentState::InProgress;
        if state == AppointmentState::Booked && ends_at > now && progress.next.is_none() {
            progress.next = Some(visit);
        }
    }
    Ok(found)
}

/// The clinic's practitioners, by name.
///
/// # Errors
/// Where the database does not answer.
pub async fn practitioners_of(db: &impl ConnectionTrait, clinic_id: ClinicId) -> Result<Vec<user::Model>> {
    Ok(user::practitioners(clinic_id)
        .order_by_asc(user::Column::Name)
        .order_by_asc(user::Column::Id)
        .all(db)
        .await?)
}

/// Practitioners by id, those who have left too.
///
/// # Errors
/// Where the database does not answer.
pub async fn practitioners_by_ids(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    ids: impl IntoIterator<Item = UserId>,
) -> Result<HashMap<UserId, Arc<user::Model>>> {
    let rows = user::Entity::find()
        .filter(user::Column::ClinicId.eq(clinic_id))
        .filter(user::Column::Id.is_in(ids))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, Arc::new(row))).collect())
}

fn plans_of(clinic_id: ClinicId) -> SelectStatement {
    let mut select = Query::select();
    select.from(care_plan::Entity);
    for column in <care_plan::Column as sea_orm::Iterable>::iter() {
        let name = format!("care_plan_{}", sea_orm::IdenStatic::as_str(&column));
        select.expr_as(Expr::col((care_plan::Entity, column)), name);
    }
    select.inner_join(
        patient::Entity,
        Expr::col((patient::Entity, patient::Column::Id))
            .equals((care_plan::Entity, care_plan::Column::PatientId)),
    );
    add_patient_columns(&mut select);
    select.and_where(care_plan::Column::ClinicId.eq(clinic_id));
    select
}

async fn read(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    select: &impl StatementBuilder,
) -> Result<Vec<Arc<CarePlanRow>>> {
    let mut found = Vec::new();
    for row in db.query_all(select).await? {
        let plan = care_plan::Model::from_query_result(&row, "care_plan_")?;
        found.push((plan, Arc::new(PatientRow::read(&row)?)));
    }
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let services: BTreeSet<_> = found.iter().map(|(plan, _)| plan.service_id).collect();
    let services = find_services(db, clinic_id, services).await?;
    let practitioners: BTreeSet<_> = found.iter().map(|(plan, _)| plan.practitioner_id).collect();
    let practitioners = practitioners_by_ids(db, clinic_id, practitioners).await?;
    let rows = found.into_iter().map(|(plan, patient)| {
        let service = services.get(&plan.service_id).cloned();
        let practitioner = practitioners.get(&plan.practitioner_id).cloned();
        let (service, practitioner) = service
            .zip(practitioner)
            .ok_or_else(|| Error::internal("a care plan without its practitioner"))?;
        Ok(Arc::new(CarePlanRow { plan, patient, practitioner, service }))
    });
    rows.collect()
}
