//! Slots and appointments in GraphQL.

mod below;
mod inputs;
mod mutations;
mod outside_hours;
mod visits;

use std::sync::Arc;

use async_graphql::{Context, Description, Enum, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::ids::AppointmentId;
use entity::{enums, site};

use super::{
    AppointmentKey, AppointmentRow, Change, Obstacle, SegmentRow, SlotKey, SlotRow, Step, find_appointment,
    find_slots, hindrance_to, may_manage, obstacle_to, search_appointments, start_of,
};
use crate::features::assistance::graphql::{AssistanceRequest, RequestOf};
use crate::features::audit::record_shown;
use crate::features::care_plans::graphql::{CarePlan, Practitioner, PractitionerOf, plan_of_visit};
use crate::features::catalog::graphql::{Resource, Service, Site};
use crate::features::clinics::time_zone;
use crate::features::orders::graphql::MedicalOrder;
use crate::features::patients::graphql::Patient;
use crate::graphql::{answer, app, caller, load};
use crate::platform::actor::{Actor, Permission};
use crate::platform::connection::{PageArgs, Paged};
use crate::platform::error::{Error, Result, UserError};
use crate::platform::global_id::GlobalId;

pub use below::appointments_of;
pub use inputs::{AppointmentFilter, SlotSearchInput};
pub use mutations::AppointmentsMutation;
pub use outside_hours::{OutsideHoursConnection, OutsideHoursQuery, outside_hours_of};
pub use visits::VisitsMutation;

/// Where an appointment stands (estado del turno).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "enums::AppointmentState")]
pub enum AppointmentState {
    /// Agreed with the patient.
    Booked,
    /// The patient is there and the visit goes on.
    InProgress,
    /// The visit took place.
    Completed,
    /// The patient did not come.
    NoShow,
    /// Called off.
    Cancelled,
}

/// A service of a slot or an appointment: where and when it is done (parte del turno).
#[derive(Clone, SimpleObject)]
pub struct AppointmentService {
    /// What is done.
    service: Service,
    /// By what or whom; null where the clinic's own agenda holds the appointment.
    resource: Option<Resource>,
    /// From when.
    starts_at: DateTime<Utc>,
    /// Until when.
    ends_at: DateTime<Utc>,
}

impl AppointmentService {
    fn new(row: &SegmentRow, site: Option<&Arc<site::Model>>) -> Self {
        let resource = row.resource.clone().zip(site.cloned());
        Self {
            service: Service(row.service.clone()),
            resource: resource.map(|(row, site)| Resource { row, site }),
            starts_at: row.starts_at,
            ends_at: row.ends_at,
        }
    }
}

/// A free slot in which all the services that were asked for fit (turno ofrecido).
#[derive(Clone, Description)]
pub struct Slot(pub Arc<SlotRow>);

#[Object(use_type_description)]
impl Slot {
    /// Opaque id, for holding and booking. It stays what it is; whether it is still free shows when it is booked.
    pub(crate) async fn id(&self) -> ID {
        ID(self.0.id.clone())
    }

    /// When the first service starts.
    async fn starts_at(&self) -> DateTime<Utc> {
        start_of(self.0.offer.span.start)
    }

    /// When the last service ends.
    async fn ends_at(&self) -> DateTime<Utc> {
        start_of(self.0.offer.span.end)
    }

    /// Where it is.
    async fn site(&self) -> Site {
        Site(self.0.site.clone())
    }

    /// The devices, rooms or professionals, each once, in the order of the visit.
    async fn resources(&self) -> Vec<Resource> {
        let mut resources: Vec<Resource> = Vec::new();
        for row in self.0.segments.iter().filter_map(|segment| segment.resource.clone()) {
            if resources.iter().all(|known| known.row.id != row.id) {
                resources.push(Resource { row, site: self.0.site.clone() });
            }
        }
        resources
    }

    /// The services in the order in which they are done.
    async fn segments(&self) -> Vec<AppointmentService> {
        self.0.segments.iter().map(|row| AppointmentService::new(row, Some(&self.0.site))).collect()
    }
}

/// An appointment: one visit, one or several services, at one site (turno).
#[derive(Clone, Description)]
pub struct Appointment(pub Arc<AppointmentRow>);

impl Appointment {
    async fn request(&self, ctx: &Context<'_>) -> Result<Option<AssistanceRequest>> {
        let appointment = &self.0.appointment;
        let Some(id) = appointment.assistance_request_id else { return Ok(None) };
        let actor = &caller(ctx).actor;
        if !actor.may_see_request(appointment.clinic_id, appointment.patient_id, id) {
            return Ok(None);
        }
        let Some(found) = load(ctx, RequestOf(appointment.clinic_id, id)).await? else { return Ok(None) };
        record_shown(app(ctx), actor, appointment.clinic_id, "appointment.request_read", [id]).await?;
        Ok(Some(AssistanceRequest(found)))
    }

    fn may(&self, ctx: &Context<'_>, change: Change) -> bool {
        let caller = caller(ctx);
        may_change(&self.0, &caller.actor) && caller.clinic.is_some() && self.obstacle(ctx, change).is_none()
    }

    fn obstacle(&self, ctx: &Context<'_>, change: Change) -> Option<Obstacle> {
        let caller = caller(ctx);
        let settings = &caller.clinic.as_ref()?.settings;
        obstacle_to(change, &self.0.appointment, &caller.actor, settings, app(ctx).now())
    }

    fn may_say(&self, ctx: &Context<'_>, step: Step) -> bool {
        let caller = caller(ctx);
        let plan = self.0.plan.map(|plan| plan.state);
        caller.actor.may(Permission::Treat)
            && may_change(&self.0, &caller.actor)
            && caller.clinic.as_ref().is_some_and(|clinic| {
                let now = app(ctx).now();
                hindrance_to(step, &self.0.appointment, plan, time_zone(clinic), now).is_none()
            })
    }
}

#[Object(use_type_description)]
impl Appointment {
    /// Opaque id.
    pub(crate) async fn id(&self) -> ID {
        self.0.appointment.id.to_global()
    }

    /// When the first service starts.
    async fn starts_at(&self) -> DateTime<Utc> {
        self.0.appointment.starts_at
    }

    /// When the last service ends.
    async fn ends_at(&self) -> DateTime<Utc> {
        self.0.appointment.ends_at
    }

    /// Where it stands.
    async fn state(&self) -> AppointmentState {
        self.0.appointment.state.into()
    }

    /// Counts its changes.
    async fn version(&self) -> i32 {
        self.0.appointment.version
    }

    /// Whose it is.
    async fn patient(&self) -> Patient {
        Patient(self.0.patient.clone())
    }

    /// What is done, in the order of the visit.
    async fn services(&self) -> Vec<Service> {
        self.0.segments.iter().map(|segment| Service(segment.service.clone())).collect()
    }

    /// What is done, where and when, in the order of the visit.
    async fn segments(&self) -> Vec<AppointmentService> {
        self.0.segments.iter().map(|row| AppointmentService::new(row, self.0.site.as_ref())).collect()
    }

    /// Where it is; null where the clinic's own agenda holds it.
    async fn site(&self) -> Option<Site> {
        self.0.site.clone().map(Site)
    }

    /// The doctor's order that came with it (orden médica); null where none did, and for who may not see it.
    async fn order(&self, ctx: &Context<'_>) -> Result<Option<MedicalOrder>> {
        Ok(self.request(ctx).await?.map(|request| request.medical_order()))
    }

    /// The request that it came of (solicitud); null where it came of none, and for who may not see it.
    async fn assistance_request(&self, ctx: &Context<'_>) -> Result<Option<AssistanceRequest>> {
        self.request(ctx).await
    }

    /// Its id in the clinic's own agenda; null where it is in ours.
    async fn external_id(&self) -> Option<&str> {
        self.0.appointment.external_id.as_deref()
    }

    /// Whether the patient accepted to pay what the payer does not (particular).
    async fn self_pay(&self) -> bool {
        self.0.appointment.self_pay
    }

    /// The care plan of which it is a visit (tratamiento); null where it is of none, and for who may not see it.
    async fn care_plan(&self, ctx: &Context<'_>) -> Result<Option<CarePlan>> {
        let appointment = &self.0.appointment;
        let Some(id) = appointment.care_plan_id else { return Ok(None) };
        plan_of_visit(ctx, appointment.clinic_id, id).await
    }

    /// With whom it is (terapeuta, profesional): whose own its resource is, else who treats by the care plan; null where
    /// it is with nobody in particular.
    async fn practitioner(&self, ctx: &Context<'_>) -> Result<Option<Practitioner>> {
        let resources = self.0.segments.iter().filter_map(|segment| segment.resource.as_ref());
        let owner = resources.filter_map(|resource| resource.practitioner_id).next();
        let Some(id) = owner.or(self.0.plan.map(|plan| plan.practitioner_id)) else { return Ok(None) };
        Ok(load(ctx, PractitionerOf(self.0.appointment.clinic_id, id)).await?.map(Practitioner))
    }

    /// Its number within the care plan (número de visita), from 1, in the order of booking; null where it is of none.
    /// The number of a visit that was called off is given again where it was the last.
    async fn visit_number(&self) -> Option<i32> {
        self.0.appointment.visit_number
    }

    /// When it began in fact, early or late; null where nobody said so.
    async fn started_at(&self) -> Option<DateTime<Utc>> {
        self.0.appointment.started_at
    }

    /// When it ended in fact; null where nobody said so.
    async fn ended_at(&self) -> Option<DateTime<Utc>> {
        self.0.appointment.ended_at
    }

    /// When it ends, as far as is known: in fact, or its length after it began, or as booked.
    async fn expected_end(&self) -> DateTime<Utc> {
        let row = &self.0.appointment;
        let length = row.ends_at - row.starts_at;
        row.ended_at.or(row.started_at.map(|at| at + length)).unwrap_or(row.ends_at)
    }

    /// When it was booked.
    async fn booked_at(&self) -> DateTime<Utc> {
        self.0.appointment.booked_at
    }

    /// When it was called off; null where it was not.
    async fn cancelled_at(&self) -> Option<DateTime<Utc>> {
        self.0.appointment.cancelled_at
    }

    /// Why it was called off; null where nobody said.
    async fn cancel_reason(&self) -> Option<&str> {
        self.0.appointment.cancel_reason.as_deref()
    }

    /// Whether the caller may cancel it now.
    async fn can_cancel(&self, ctx: &Context<'_>) -> bool {
        self.may(ctx, Change::Cancel)
    }

    /// Whether the caller may move it now.
    async fn can_reschedule(&self, ctx: &Context<'_>) -> bool {
        self.may(ctx, Change::Move)
    }

    /// Why the caller may not move it now, in their language; null where nothing stands against it.
    async fn reschedule_obstacle(&self, ctx: &Context<'_>) -> Option<String> {
        let refusal = self.obstacle(ctx, Change::Move)?.refusal();
        Some(UserError::from_refusal(refusal, caller(ctx).language).message)
    }

    /// Whether the caller may say now that it begins.
    async fn can_start(&self, ctx: &Context<'_>) -> bool {
        self.may_say(ctx, Step::Start)
    }

    /// Whether the caller may say now that it took place.
    async fn can_complete(&self, ctx: &Context<'_>) -> bool {
        self.may_say(ctx, Step::Complete)
    }

    /// Whether the caller may say now that the patient did not come.
    async fn can_mark_no_show(&self, ctx: &Context<'_>) -> bool {
        self.may_say(ctx, Step::MarkNoShow)
    }

    /// Whether the caller may take back now what was said of it.
    async fn can_reopen(&self, ctx: &Context<'_>) -> bool {
        self.may_say(ctx, Step::Reopen)
    }
}

crate::relay_connection!(Slot, SlotConnection, SlotEdge, "slots");
crate::relay_connection!(Appointment, AppointmentConnection, AppointmentEdge, "appointments");

/// Queries about slots and appointments.
#[derive(Default)]
pub struct AppointmentsQuery;

#[Object]
impl AppointmentsQuery {
    /// Free slots in which all the services fit, soonest first: one a start and site. Nobody gets slots in the
    /// past, patients none beyond the clinic's horizon. Anybody signed in.
    async fn slots(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is searched.")] input: SlotSearchInput,
        #[graphql(desc = "How many; 50 where left out, 100 at most.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<SlotConnection> {
        let actor = &caller(ctx).actor;
        actor.require(Permission::ReadCatalog)?;
        let page = PageArgs::forward(first, after).resolve::<SlotKey>()?;
        let search = input.read()?;
        let slots = answer(ctx, find_slots(app(ctx), actor, &search, &page).await)?;
        let slots = slots.map(|row| Slot(Arc::new(row)));
        Ok(SlotConnection::new(Paged::new(slots, |slot| (slot.0.offer.span.start, slot.0.offer.site))))
    }

    /// An appointment: staff see the clinic's, practitioners those of their own agenda, a patient their own, the
    /// holder of a link that of its request or those of its care plan. Null where there is none such.
    async fn appointment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Opaque id of the appointment.")] id: ID,
    ) -> Result<Option<Appointment>> {
        visible_appointment(ctx, GlobalId::from_global(&id)).await
    }

    /// The clinic's appointments, by their start; to practitioners those of their own agenda. Staff and
    /// integrations.
    async fn appointments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones.")] filter: Option<AppointmentFilter>,
        #[graphql(desc = "How many; 50 where left out, 100 at most.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<AppointmentConnection> {
        let caller = caller(ctx);
        let principal = caller.actor.require(Permission::ReadAppointments)?;
        let page = PageArgs::forward(first, after).resolve::<AppointmentKey>()?;
        let mut filter = filter.unwrap_or_default().read()?;
        if let Some(own) = caller.actor.practitioner_id() {
            if filter.practitioner_id.is_some_and(|asked| asked != own) {
                filter.states = Some(Vec::new());
            }
            filter.practitioner_id = Some(own);
        }
        let clinic = caller.clinic.as_ref().ok_or(Error::Unauthenticated)?;
        let db = &app(ctx).db;
        let slice = search_appointments(db, principal.clinic_id, time_zone(clinic), &filter, &page).await?;
        Ok(AppointmentConnection::new(Paged::new(slice.map(Appointment), |row| {
            (row.0.appointment.starts_at, row.0.appointment.id)
        })))
    }
}

/// An appointment that the caller may see: staff the clinic's, practitioners those of their own agenda, a patient
/// their own, the holder of a link that of its request or those of its care plan.
///
/// # Errors
/// `Unauthenticated` for nobody, `Forbidden` for who may see no appointment at all.
pub async fn visible_appointment(
    ctx: &Context<'_>,
    id: Option<AppointmentId>,
) -> Result<Option<Appointment>> {
    let actor = &caller(ctx).actor;
    let own = actor.patient_id().is_some();
    let permission = if own { Permission::BookAsPatient } else { Permission::ReadAppointments };
    let principal = actor.require(permission)?;
    let Some(id) = id else { return Ok(None) };
    let found = find_appointment(&app(ctx).db, principal.clinic_id, id).await?;
    Ok(found.filter(|row| may_see(row, actor)).map(Appointment))
}

fn may_see(row: &AppointmentRow, actor: &Actor) -> bool {
    let all = actor.may(Permission::ReadAppointments) && actor.practitioner_id().is_none();
    all || may_change(row, actor)
}

/// Whether it is the caller's to change; for practitioners, whether it is in their own agenda.
fn may_change(row: &AppointmentRow, actor: &Actor) -> bool {
    may_manage(&row.appointment, actor) || row.is_treated_by(actor)
}
