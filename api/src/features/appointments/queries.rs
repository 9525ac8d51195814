//! Reads of appointments, always with patient, site and services: they are shown together. Five statements a
//! page, however many rows.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use entity::enums::{AppointmentState, CarePlanState};
use entity::ids::{AppointmentId, ClinicId, PatientId, ResourceId, ServiceId, SiteId, UserId};
use entity::{appointment, appointment_service, care_plan, patient, resource, site};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    StatementBuilder,
};
use uuid::Uuid;

use super::own_agenda::in_agenda_of;
use crate::features::catalog::{ServiceRow, find_resources, find_services, find_sites};
use crate::features::patients::{PatientRow, add_patient_columns};
use crate::platform::actor::Actor;
use crate::platform::clinic_time::day_range;
use crate::platform::connection::{Page, Slice};
use crate::platform::error::{Error, Result};

/// A service of a slot or an appointment: where and when it is done.
#[derive(Clone, Debug)]
pub struct SegmentRow {
    /// The service.
    pub service: Arc<ServiceRow>,
    /// By what or whom; none where the clinic's own agenda holds it.
    pub resource: Option<Arc<resource::Model>>,
    /// From when.
    pub starts_at: DateTime<Utc>,
    /// Until when.
    pub ends_at: DateTime<Utc>,
}

/// An appointment with everything that is shown of it.
#[derive(Clone, Debug)]
pub struct AppointmentRow {
    /// The appointment.
    pub appointment: appointment::Model,
    /// The patient, with their coverage.
    pub patient: Arc<PatientRow>,
    /// The site; none where the clinic's own agenda holds it.
    pub site: Option<Arc<site::Model>>,
    /// The services, in the order in which they are done.
    pub segments: Vec<SegmentRow>,
    /// The care plan of which it is a visit.
    pub plan: Option<PlanOfVisit>,
}

/// What a visit has to know of its care plan.
#[derive(Clone, Copy, Debug)]
pub struct PlanOfVisit {
    /// With whom.
    pub practitioner_id: UserId,
    /// Whether it goes on.
    pub state: CarePlanState,
}

impl AppointmentRow {
    /// Whether it is in the actor's own agenda: a visit of a care plan of theirs, or on a resource of theirs.
    pub fn is_treated_by(&self, actor: &Actor) -> bool {
        let Some(user) = actor.practitioner_id() else { return false };
        let owns = |segment: &SegmentRow| {
            segment.resource.as_ref().is_some_and(|resource| resource.practitioner_id == Some(user))
        };
        actor.clinic_id() == Some(self.appointment.clinic_id)
            && (self.plan.is_some_and(|plan| plan.practitioner_id == user) || self.segments.iter().any(owns))
    }
}

/// Which appointments are wanted; what is none does not narrow.
#[derive(Clone, Debug, Default)]
pub struct AppointmentFilter {
    /// The first day of the clinic on which they start.
    pub from: Option<NaiveDate>,
    /// The last one.
    pub to: Option<NaiveDate>,
    /// Their states.
    pub states: Option<Vec<AppointmentState>>,
    /// Their site.
    pub site_id: Option<SiteId>,
    /// A resource that they use.
    pub resource_id: Option<ResourceId>,
    /// Their patient.
    pub patient_id: Option<PatientId>,
    /// The practitioner in whose own agenda they are.
    pub practitioner_id: Option<UserId>,
}

/// Where an appointment stands in a list: its start and its id.
pub type AppointmentKey = (DateTime<Utc>, AppointmentId);

/// Appointments of the clinic by id, for lists of other things.
///
/// # Errors
/// Where the database does not answer.
pub async fn find_appointments(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    ids: impl IntoIterator<Item = AppointmentId>,
) -> Result<HashMap<AppointmentId, Arc<AppointmentRow>>> {
    let mut select = appointments_of(clinic_id);
    select.and_where(appointment::Column::Id.is_in(ids));
    let rows = read(db, clinic_id, &select, true).await?;
    Ok(rows.into_iter().map(|row| (row.appointment.id, Arc::new(row))).collect())
}

/// An appointment of the clinic.
///
/// # Errors
/// Where the database does not answer.
pub async fn find_appointment(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    id: AppointmentId,
) -> Result<Option<Arc<AppointmentRow>>> {
    Ok(find_appointments(db, clinic_id, [id]).await?.remove(&id))
}

/// The clinic's appointments, by their start. `zone` says when the days of the filter begin.
///
/// # Errors
/// `BAD_USER_INPUT` for days that run backwards, and where the database does not answer.
pub async fn search_appointments(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    zone: Tz,
    filter: &AppointmentFilter,
    page: &Page<AppointmentKey>,
) -> Result<Slice<Arc<AppointmentRow>>> {
    use appointment::Column;
    if let (Some(from), Some(to)) = (filter.from, filter.to)
        && to < from
    {
        return Err(Error::BadInput("`filter.to` is before `filter.from`.".into()));
    }
    let mut select = appointments_of(clinic_id);
    if let Some(from) = filter.from {
        select.and_where(Column::StartsAt.gte(day_range(zone, from, from).0));
    }
    if let Some(to) = filter.to {
        select.and_where(Column::StartsAt.lt(day_range(zone, to, to).1));
    }
    if let Some(states) = &filter.states {
        select.and_where(Column::State.is_in(states.iter().copied()));
    }
    if let Some(site_id) = filter.site_id {
        select.and_where(Column::SiteId.eq(site_id));
    }
    if let Some(patient_id) = filter.patient_id {
        select.and_where(Column::PatientId.eq(patient_id));
    }
    if let Some(practitioner) = filter.practitioner_id {
        select.cond_where(in_agenda_of(clinic_id, practitioner));
    }
    if let Some(resource_id) = filter.resource_id {
        let mut using = Query::select();
        using
            .column(appointment_service::Column::AppointmentId)
            .from(appointment_service::Entity)
            .and_where(appointment_service::Column::ClinicId.eq(clinic_id))
            .and_where(appointment_service::Column::ResourceId.eq(resource_id));
        select.and_where(Expr::col((appointment::Entity, Column::Id)).in_subquery(using));
    }
    let select =
        page.apply(select, &[Column::StartsAt.into_expr(), Column::Id.into_expr()], false, |(start, id)| {
            vec![(*start).into(), (*id).into()]
        });
    Ok(page.slice(read(db, clinic_id, &select, true).await?.into_iter().map(Arc::new).collect()))
}

/// Of what the appointments of a page are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AppointmentsOf {
    /// Of patients.
    Patients,
    /// Of care plans.
    CarePlans,
}

/// Which page of appointments is wanted below patients or care plans, by their start.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AppointmentsPage {
    /// In which clinic.
    pub clinic_id: ClinicId,
    /// Below what.
    pub of: AppointmentsOf,
    /// Only those in this practitioner's own agenda.
    pub practitioner_id: Option<UserId>,
    /// Only those in these states.
    pub states: Option<Vec<AppointmentState>>,
    /// Which of them.
    pub page: Page<AppointmentKey>,
    /// Whether sites and segments are wanted; the rows have none otherwise.
    pub with_segments: bool,
}

/// The same page of appointments below each of several patients or care plans.
///
/// # Errors
/// Where the database does not answer.
pub async fn appointments_below(
    db: &impl ConnectionTrait,
    wanted: &AppointmentsPage,
    parents: &[Uuid],
) -> Result<HashMap<Uuid, Slice<Arc<AppointmentRow>>>> {
    use appointment::Column;
    let parent = match wanted.of {
        AppointmentsOf::Patients => Column::PatientId,
        AppointmentsOf::CarePlans => Column::CarePlanId,
    };
    let mut select = appointments_of(wanted.clinic_id);
    select.and_where(parent.is_in(parents.iter().copied()));
    if let Some(states) = &wanted.states {
        select.and_where(Column::State.is_in(states.iter().copied()));
    }
    if let Some(practitioner) = wanted.practitioner_id {
        select.cond_where(in_agenda_of(wanted.clinic_id, practitioner));
    }
    let columns = [Column::StartsAt.into_expr(), Column::Id.into_expr()];
    let select =
        wanted.page.apply_below(parent.into_expr(), parents.len(), select, &columns, false, |(start, id)| {
            vec![(*start).into(), (*id).into()]
        });
    let rows = read(db, wanted.clinic_id, &select, wanted.with_segments).await?;
    let rows = rows.into_iter().map(Arc::new).collect();
    Ok(wanted.page.slices(parents, rows, |row: &Arc<AppointmentRow>| match wanted.of {
        AppointmentsOf::Patients => Some(row.appointment.patient_id.0),
        AppointmentsOf::CarePlans => row.appointment.care_plan_id.map(|id| id.0),
    }))
}

fn appointments_of(clinic_id: ClinicId) -> SelectStatement {
    let mut select = Query::select();
    select.from(appointment::Entity);
    for column in <appointment::Column as sea_orm::Iterable>::iter() {
        let name = format!("appointment_{}", sea_orm::IdenStatic::as_str(&column));
        select.expr_as(Expr::col((appointment::Entity, column)), name);
    }
    select.inner_join(
        patient::Entity,
        Expr::col((patient::Entity, patient::Column::Id))
            .equals((appointment::Entity, appointment::Column::PatientId)),
    );
    add_patient_columns(&mut select);
    select.left_join(
        care_plan::Entity,
        Expr::col((care_plan::Entity, care_plan::Column::Id))
            .equals((appointment::Entity, appointment::Column::CarePlanId)),
    );
    for column in [care_plan::Column::PractitionerId, care_plan::Column::State] {
        let name = format!("care_plan_{}", sea_orm::IdenStatic::as_str(&column));
        select.expr_as(Expr::col((care_plan::Entity, column)), name);
    }
    select.and_where(appointment::Column::ClinicId.eq(clinic_id));
    select
}

async fn read(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    select: &impl StatementBuilder,
    with_segments: bool,
) -> Result<Vec<AppointmentRow>> {
    let mut found = Vec::new();
    for row in db.query_all(select).await? {
        let appointment = appointment::Model::from_query_result(&row, "appointment_")?;
        let practitioner_id: Option<UserId> = row.try_get("care_plan_", "practitioner_id")?;
        let state: Option<CarePlanState> = row.try_get("care_plan_", "state")?;
        let plan =
            practitioner_id.zip(state).map(|(practitioner_id, state)| PlanOfVisit { practitioner_id, state });
        found.push((appointment, Arc::new(PatientRow::read(&row)?), plan));
    }
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let shown = if with_segments { found.as_slice() } else { &[] };
    let mut segments = segments_of(db, clinic_id, shown.iter().map(|(row, ..)| row.id)).await?;
    let site_ids: BTreeSet<_> = shown.iter().filter_map(|(row, ..)| row.site_id).collect();
    let sites =
        if site_ids.is_empty() { HashMap::new() } else { find_sites(db, clinic_id, site_ids).await? };
    Ok(found
        .into_iter()
        .map(|(appointment, patient, plan)| AppointmentRow {
            site: appointment.site_id.and_then(|id| sites.get(&id).cloned()),
            segments: segments.remove(&appointment.id).unwrap_or_default(),
            patient,
            appointment,
            plan,
        })
        .collect())
}

/// Whether an appointment is for just these services.
pub(super) async fn is_for(
    db: &impl ConnectionTrait,
    appointment: &appointment::Model,
    services: &[ServiceId],
) -> Result<bool> {
    let mut own: Vec<ServiceId> = appointment_service::Entity::find()
        .select_only()
        .column(appointment_service::Column::ServiceId)
        .filter(appointment_service::Column::ClinicId.eq(appointment.clinic_id))
        .filter(appointment_service::Column::AppointmentId.eq(appointment.id))
        .into_tuple()
        .all(db)
        .await?;
    let mut asked = services.to_vec();
    own.sort_unstable();
    asked.sort_unstable();
    Ok(own == asked)
}

/// The services of an appointment as they are kept, in the order in which they are done.
///
/// # Errors
/// Where the database does not answer.
pub(super) async fn services_in_order(
    db: &impl ConnectionTrait,
    appointment: &appointment::Model,
) -> Result<Vec<appointment_service::Model>> {
    Ok(appointment_service::Entity::find()
        .filter(appointment_service::Column::ClinicId.eq(appointment.clinic_id))
        .filter(appointment_service::Column::AppointmentId.eq(appointment.id))
        .order_by_asc(appointment_service::Column::Position)
        .all(db)
        .await?)
}

async fn segments_of(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    ids: impl ExactSizeIterator<Item = AppointmentId>,
) -> Result<HashMap<AppointmentId, Vec<SegmentRow>>> {
    if ids.len() == 0 {
        return Ok(HashMap::new());
    }
    let rows = appointment_service::Entity::find()
        .filter(appointment_service::Column::ClinicId.eq(clinic_id))
        .filter(appointment_service::Column::AppointmentId.is_in(ids))
        .order_by_asc(appointment_service::Column::AppointmentId)
        .order_by_asc(appointment_service::Column::Position)
        .all(db)
        .await?;
    if rows.is_empty() {
        return Ok(HashMap::new());
    }
    let services: BTreeSet<_> = rows.iter().map(|row| row.service_id).collect();
    let services = find_services(db, clinic_id, services).await?;
    let resources: BTreeSet<_> = rows.iter().filter_map(|row| row.resource_id).collect();
    let resources = find_resources(db, clinic_id, resources).await?;
    let mut segments: HashMap<AppointmentId, Vec<SegmentRow>> = HashMap::new();
    for row in rows {
        let service = services.get(&row.service_id).cloned();
        segments.entry(row.appointment_id).or_default().push(SegmentRow {
            service: service.ok_or_else(|| Error::internal("an appointment without its service"))?,
            resource: row.resource_id.and_then(|id| resources.get(&id).cloned()),
            starts_at: row.starts_at,
            ends_at: row.ends_at,
        });
    }
    Ok(segments)
}
