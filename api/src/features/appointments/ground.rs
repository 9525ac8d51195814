//! Loads what a question about slots stands on: services, resources, working hours, and what is taken. A
//! fixed number of statements, whatever the range.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{Days, NaiveDate};
use entity::ids::{AppointmentId, PatientId, ResourceId, ServiceId, SiteId, UserId};
use entity::{
    booking_cell, clinic, resource, schedule, schedule_exception, service_resource, site, slot_hold,
};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use super::agenda::{Agenda, Cell, Taken, cell_from, cells_of, start_of};
use super::offers::{Offer, Question, Wanted};
use super::queries::SegmentRow;
use super::slot_id::write_slot_id;
use crate::features::catalog::{
    ServiceRow, find_booked_services, find_services, find_services_to_combine, find_sites,
};
use crate::features::clinics::time_zone;
use crate::platform::actor::Actor;
use crate::platform::clinic_time::{day_of, day_range};
use crate::platform::error::{Outcome, Result};

/// A slot with everything that is shown of it.
#[derive(Clone, Debug)]
pub struct SlotRow {
    /// Opaque id.
    pub id: String,
    /// Where and when.
    pub offer: Offer,
    /// The site.
    pub site: Arc<site::Model>,
    /// The services, in the order in which they are done.
    pub segments: Vec<SegmentRow>,
}

/// What a question about slots stands on.
pub(super) struct Ground {
    pub clinic: Arc<clinic::Model>,
    pub question: Question,
    pub agenda: Agenda,
    pub today: NaiveDate,
    services: HashMap<ServiceId, Arc<ServiceRow>>,
    resources: HashMap<ResourceId, Arc<resource::Model>>,
    sites: HashMap<SiteId, Arc<site::Model>>,
}

/// Days ahead for which staff book: no clinic may offer more to its patients, and a slip of the year is none.
const STAFF_HORIZON: u32 = 365;

/// What a slot is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SlotFor {
    /// Something new: the clinic has to offer the services, and together.
    Booking,
    /// An appointment of just these services, which keeps them though the clinic offers them no longer.
    Moving,
}

/// What a question about slots is asked with.
pub(super) struct Asked<'a> {
    pub actor: &'a Actor,
    pub clinic: Arc<clinic::Model>,
    pub now: chrono::DateTime<chrono::Utc>,
    pub services: &'a [ServiceId],
    pub slot_for: SlotFor,
    /// The input that a refusal is about.
    pub field: &'a str,
}

/// What is taken and yet free for who asks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Own {
    /// The patient whose holds count as free.
    pub patient: Option<PatientId>,
    /// The appointment that is to be moved.
    pub appointment: Option<AppointmentId>,
}

impl Ground {
    /// Loads services, resources and working hours. Nobody gets a slot in the past, staff none beyond a
    /// year, and all others none beyond the clinic's horizon.
    pub async fn load(db: &impl ConnectionTrait, asked: Asked<'_>) -> Outcome<Self> {
        let clinic_id = asked.clinic.id;
        let services = match asked.slot_for {
            SlotFor::Booking => find_services_to_combine(db, clinic_id, asked.services, asked.field).await?,
            SlotFor::Moving => find_booked_services(db, clinic_id, asked.services).await?,
        };
        let zone = time_zone(&asked.clinic);
        let today = day_of(asked.now, zone);
        let horizon = if asked.actor.is_staff() { STAFF_HORIZON } else { asked.clinic.settings.horizon_days };
        let last_day = today.checked_add_days(Days::new(horizon.into())).unwrap_or(today);
        let able = service_resource::Entity::find()
            .filter(service_resource::Column::ClinicId.eq(clinic_id))
            .filter(service_resource::Column::ServiceId.is_in(asked.services.iter().copied()))
            .all(db)
            .await?;
        let ids: BTreeSet<_> = able.iter().map(|row| row.resource_id).collect();
        let resources: HashMap<_, _> = resource::Entity::find()
            .filter(resource::Column::ClinicId.eq(clinic_id))
            .filter(resource::Column::Id.is_in(ids.iter().copied()))
            .filter(resource::Column::DisabledAt.is_null())
            .all(db)
            .await?
            .into_iter()
            .map(|row| (row.id, Arc::new(row)))
            .collect();
        let rules = schedule::Entity::find()
            .filter(schedule::Column::ClinicId.eq(clinic_id))
            .filter(schedule::Column::ResourceId.is_in(ids.iter().copied()))
            .all(db)
            .await?;
        let exceptions = schedule_exception::Entity::find()
            .filter(schedule_exception::Column::ClinicId.eq(clinic_id))
            .filter(schedule_exception::Column::ResourceId.is_in(ids.iter().copied()))
            .filter(schedule_exception::Column::Day.gte(today))
            .all(db)
            .await?;
        let sites = resources.values().map(|row| row.site_id).collect::<BTreeSet<_>>();
        let question = Question {
            wanted: services
                .iter()
                .map(|service| Wanted {
                    service: service.id,
                    length: cells_of(service.duration_minutes),
                    resources: able
                        .iter()
                        .filter(|row| {
                            row.service_id == service.id && resources.contains_key(&row.resource_id)
                        })
                        .map(|row| row.resource_id)
                        .collect(),
                })
                .collect(),
            max_gap: Cell::from(asked.clinic.settings.max_gap_minutes)
                / Cell::from(super::agenda::CELL_MINUTES),
            earliest: cell_from(asked.now),
            last_day: Some(last_day),
        };
        Ok(Self {
            question,
            agenda: Agenda {
                zone,
                sites: resources.values().map(|row| (row.id, row.site_id)).collect(),
                rules,
                exceptions,
            },
            today,
            services: find_services(db, clinic_id, asked.services.iter().copied()).await?,
            sites: find_sites(db, clinic_id, sites).await?,
            resources,
            clinic: asked.clinic,
        })
    }

    /// The resources on which a practitioner treats that can do some of the services: their own, or where they have
    /// none those that are nobody's own.
    pub fn resources_for(&self, practitioner: UserId) -> BTreeSet<ResourceId> {
        let of = |whose: Option<UserId>| -> BTreeSet<_> {
            let rows = self.resources.values().filter(|row| row.practitioner_id == whose);
            rows.map(|row| row.id).collect()
        };
        let own = of(Some(practitioner));
        if own.is_empty() { of(None) } else { own }
    }

    /// Only slots with this practitioner.
    pub fn only_with(&mut self, practitioner: UserId) {
        let resources = self.resources_for(practitioner);
        self.agenda.sites.retain(|resource, _| resources.contains(resource));
    }

    /// Only slots on this resource.
    pub fn only_on(&mut self, resource: ResourceId) {
        self.agenda.sites.retain(|of, _| *of == resource);
    }

    /// Only slots at one site.
    pub fn only_at(&mut self, site: SiteId) {
        self.agenda.sites.retain(|_, at| *at == site);
    }

    /// The cells of these days that somebody has. A hold that ran out has none, and a patient's own hold is
    /// free for that patient: choosing something else gives it up. So is the time of what is to be moved.
    pub async fn taken(
        &self,
        db: &impl ConnectionTrait,
        own: Own,
        now: chrono::DateTime<chrono::Utc>,
        days: (NaiveDate, NaiveDate),
    ) -> Result<Taken> {
        let (start, end) = day_range(self.agenda.zone, days.0, days.1);
        let mut live = Query::select();
        live.column(slot_hold::Column::Id)
            .from(slot_hold::Entity)
            .and_where(slot_hold::Column::ClinicId.eq(self.clinic.id))
            .and_where(slot_hold::Column::ReleasedAt.is_null())
            .and_where(slot_hold::Column::ExpiresAt.gt(now));
        if let Some(patient_id) = own.patient {
            live.and_where(slot_hold::Column::PatientId.ne(patient_id));
        }
        let mut booked = Condition::all().add(booking_cell::Column::AppointmentId.is_not_null());
        if let Some(appointment_id) = own.appointment {
            booked = booked.add(booking_cell::Column::AppointmentId.ne(appointment_id));
        }
        let rows: Vec<(ResourceId, chrono::DateTime<chrono::Utc>)> = booking_cell::Entity::find()
            .select_only()
            .columns([booking_cell::Column::ResourceId, booking_cell::Column::CellStart])
            .filter(booking_cell::Column::ClinicId.eq(self.clinic.id))
            .filter(booking_cell::Column::ResourceId.is_in(self.agenda.sites.keys().copied()))
            .filter(booking_cell::Column::CellStart.gte(start))
            .filter(booking_cell::Column::CellStart.lt(end))
            .filter(
                Condition::any()
                    .add(booked)
                    .add(Expr::col(booking_cell::Column::SlotHoldId).in_subquery(live)),
            )
            .into_tuple()
            .all(db)
            .await?;
        let mut taken = Taken::new();
        for (resource, at) in rows {
            taken.entry(resource).or_default().insert(cell_from(at));
        }
        Ok(taken)
    }

    /// The offer with everything that is shown of it.
    pub fn row(&self, offer: Offer) -> Option<SlotRow> {
        let site = self.sites.get(&offer.site)?.clone();
        let segments: Option<Vec<_>> = offer
            .segments
            .iter()
            .map(|segment| {
                let service = self.services.get(&segment.service)?.clone();
                let length = cells_of(service.service.duration_minutes);
                Some(SegmentRow {
                    resource: Some(self.resources.get(&segment.resource)?.clone()),
                    starts_at: start_of(segment.start),
                    ends_at: start_of(segment.start + length),
                    service,
                })
            })
            .collect();
        Some(SlotRow { id: write_slot_id(offer.site, &offer.segments), site, segments: segments?, offer })
    }
}
