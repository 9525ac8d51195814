//! Appointments, so that the agenda looks like one that people use: more in the next days than later, and free
//! slots on every one of them.

use std::collections::{BTreeSet, HashSet};

use chrono::{DateTime, Days, Duration, NaiveDate, Utc};
use chrono_tz::Tz;
use entity::enums::{ActorKind, AppointmentState};
use entity::ids::{AppointmentId, AssistanceRequestId, ClinicId, MedicalOrderId, PatientId, ResourceId};
use entity::{appointment, appointment_service, booking_cell};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::bulk::Writer;
use super::clinic::{resource_id, service_id, site_id, working_hours};
use crate::demo::data::{DemoData, DemoResource, DemoService};
use crate::platform::clinic_time::{day_range, local};

/// Days of the past and of the future that have appointments.
pub(super) const PAST_DAYS: u64 = 3;
pub(super) const FUTURE_DAYS: u64 = 30;

/// How far ahead a place is sought for one appointment.
const SEARCHED_DAYS: u64 = 14;

pub(super) const CELL_MINUTES: i32 = 5;

/// Somebody who comes for some services, one after the other on one resource.
pub(super) struct Visit<'v> {
    pub(super) id: AppointmentId,
    pub(super) patient_id: PatientId,
    /// The request that it came of, and its order.
    pub(super) request: Option<(AssistanceRequestId, MedicalOrderId)>,
    pub(super) services: Vec<&'v DemoService>,
    pub(super) booked_by: (ActorKind, Option<Uuid>),
    pub(super) booked_at: DateTime<Utc>,
}

impl Visit<'_> {
    pub(super) fn minutes(&self) -> i32 {
        self.services.iter().map(|service| service.minutes).sum()
    }
}

/// What is booked, and what the seed adds to it.
pub(super) struct Agenda<'a> {
    pub(super) data: &'a DemoData,
    pub(super) clinic_id: ClinicId,
    pub(super) tz: Tz,
    pub(super) today: NaiveDate,
    pub(super) made_on: NaiveDate,
    /// What was there before.
    pub(super) known: HashSet<AppointmentId>,
    taken: HashSet<(ResourceId, DateTime<Utc>)>,
    appointments: Vec<appointment::Model>,
    services: Vec<appointment_service::Model>,
    cells: Vec<booking_cell::Model>,
}

impl<'a> Agenda<'a> {
    /// Reads what is booked around `today`; the clinic was made on `made_on`.
    pub(super) async fn read(
        db: &DatabaseConnection,
        data: &'a DemoData,
        (clinic_id, tz): (ClinicId, Tz),
        (today, made_on): (NaiveDate, NaiveDate),
    ) -> anyhow::Result<Self> {
        let last = today + Days::new(FUTURE_DAYS + SEARCHED_DAYS);
        let (from, to) = day_range(tz, today - Days::new(PAST_DAYS), last);
        let known: Vec<AppointmentId> = appointment::Entity::find()
            .select_only()
            .column(appointment::Column::Id)
            .filter(appointment::Column::ClinicId.eq(clinic_id))
            .filter(appointment::Column::StartsAt.between(from, to))
            .into_tuple()
            .all(db)
            .await?;
        let taken: Vec<(ResourceId, DateTime<Utc>)> = booking_cell::Entity::find()
            .select_only()
            .columns([booking_cell::Column::ResourceId, booking_cell::Column::CellStart])
            .filter(booking_cell::Column::ClinicId.eq(clinic_id))
            .filter(booking_cell::Column::CellStart.between(from, to))
            .into_tuple()
            .all(db)
            .await?;
        Ok(Self {
            data,
            clinic_id,
            tz,
            today,
            made_on,
            known: known.into_iter().collect(),
            taken: taken.into_iter().collect(),
            appointments: Vec::new(),
            services: Vec::new(),
            cells: Vec::new(),
        })
    }

    /// Books the first free place so many days from now, ten in the morning or later; none where there is none.
    pub(super) fn book_ahead(&mut self, visit: Visit<'_>, days: u64) -> Option<AppointmentId> {
        let codes: Vec<&str> = visit.services.iter().map(|service| service.code.as_str()).collect();
        let data = self.data;
        let does_all = |resource: &&DemoResource| {
            let able = data.services_of(resource);
            codes.iter().all(|code| able.iter().any(|service| service.code == *code))
        };
        for day in (days..days + SEARCHED_DAYS).map(|after| self.today + Days::new(after)) {
            for resource in data.resources.iter().filter(does_all) {
                for (start, end) in working_hours(resource, day, self.made_on) {
                    let mut starts = (start.max(600)..=end - visit.minutes()).step_by(CELL_MINUTES as usize);
                    if let Some(start) =
                        starts.find(|start| self.is_free(resource, day, *start, visit.minutes()))
                    {
                        let id = visit.id;
                        self.book(visit, resource, day, start)?;
                        return Some(id);
                    }
                }
            }
        }
        None
    }

    /// Books the first free place on a resource on the first day from `day` on, or before it where `backward`, on
    /// which there is one; answers with the row, to be completed, and its day.
    pub(super) fn book_visit(
        &mut self,
        visit: Visit<'_>,
        resource: &DemoResource,
        day: NaiveDate,
        backward: bool,
    ) -> Option<(&mut appointment::Model, NaiveDate)> {
        for apart in (0..SEARCHED_DAYS).map(Days::new) {
            let day = if backward { day - apart } else { day + apart };
            for (start, end) in working_hours(resource, day, self.made_on) {
                let mut starts = (start..=end - visit.minutes()).step_by(visit.minutes() as usize);
                if let Some(start) = starts.find(|start| self.is_free(resource, day, *start, visit.minutes()))
                {
                    return self.book(visit, resource, day, start).map(|row| (row, day));
                }
            }
        }
        None
    }

    pub(super) fn is_free(&self, resource: &DemoResource, day: NaiveDate, start: i32, minutes: i32) -> bool {
        let resource_id = resource_id(&resource.key);
        (start..start + minutes).step_by(CELL_MINUTES as usize).all(|minute| {
            local(day, minute, self.tz).is_some_and(|cell| !self.taken.contains(&(resource_id, cell)))
        })
    }

    /// Books a place that is free.
    pub(super) fn book(
        &mut self,
        visit: Visit<'_>,
        resource: &DemoResource,
        day: NaiveDate,
        start: i32,
    ) -> Option<&mut appointment::Model> {
        let clinic_id = self.clinic_id;
        let resource_id = resource_id(&resource.key);
        let starts_at = local(day, start, self.tz)?;
        let ends_at = starts_at + Duration::minutes(visit.minutes().into());
        self.appointments.push(appointment::Model {
            id: visit.id,
            clinic_id,
            patient_id: visit.patient_id,
            care_plan_id: None,
            visit_number: None,
            moved_at: None,
            started_at: None,
            ended_at: None,
            assistance_request_id: visit.request.map(|(request, _)| request),
            medical_order_id: visit.request.map(|(_, order)| order),
            site_id: Some(site_id(&resource.site)),
            external_id: None,
            starts_at,
            ends_at,
            state: AppointmentState::Booked,
            version: 1,
            self_pay: false,
            booked_by_kind: visit.booked_by.0,
            booked_by_id: visit.booked_by.1,
            booked_at: visit.booked_at,
            cancelled_at: None,
            cancel_reason: None,
        });
        let mut at = starts_at;
        for (position, service) in (0..).zip(&visit.services) {
            let ends_at = at + Duration::minutes(service.minutes.into());
            self.services.push(appointment_service::Model {
                appointment_id: visit.id,
                position,
                clinic_id,
                service_id: service_id(&service.code),
                resource_id: Some(resource_id),
                starts_at: at,
                ends_at,
            });
            at = ends_at;
        }
        let mut cell_start = starts_at;
        while cell_start < ends_at {
            self.taken.insert((resource_id, cell_start));
            self.cells.push(booking_cell::Model {
                resource_id,
                cell_start,
                clinic_id,
                slot_hold_id: None,
                appointment_id: Some(visit.id),
            });
            cell_start += Duration::minutes(CELL_MINUTES.into());
        }
        self.appointments.last_mut()
    }

    /// What was added of care plans.
    pub(super) fn visits(&self) -> Vec<appointment::Model> {
        self.appointments.iter().filter(|row| row.care_plan_id.is_some()).cloned().collect()
    }

    /// Who got an appointment.
    pub(super) fn patients(&self) -> BTreeSet<PatientId> {
        self.appointments.iter().map(|row| row.patient_id).collect()
    }

    /// Writes what was added.
    pub(super) async fn write(self, writer: &mut Writer<'_>) -> anyhow::Result<()> {
        writer.insert::<appointment::Entity>(self.appointments).await?;
        writer.insert::<appointment_service::Entity>(self.services).await?;
        writer.insert::<booking_cell::Entity>(self.cells).await
    }
}
