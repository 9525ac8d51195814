//! What slots and appointments are asked for with.

use async_graphql::{ID, InputObject};

use super::super::SlotSearch;
use super::AppointmentState;
use crate::platform::date::Date;
use crate::platform::error::Result;
use crate::platform::global_id::GlobalId;

/// What slots are searched for.
#[derive(InputObject)]
pub struct SlotSearchInput {
    /// The services, 1 to 8, which all have to fit in one visit.
    service_ids: Vec<ID>,
    /// The first day of the clinic; days that are over are left out.
    from: Date,
    /// The last day; 30 days in all where left out, 62 at most.
    to: Option<Date>,
    /// Only at this site.
    site_id: Option<ID>,
    /// Only on this resource.
    resource_id: Option<ID>,
    /// Only with this practitioner (terapeuta), where they have a resource of their own that does the services: the
    /// slots that `bookVisit` takes.
    practitioner_id: Option<ID>,
    /// The caller's appointment that is to be moved: its own time counts as free, and the slot in which it is now
    /// is left out. Its services are searched for also where the clinic does not offer them any more. A visit of a
    /// care plan stays with the plan's practitioner.
    moving_id: Option<ID>,
}

impl SlotSearchInput {
    pub(super) fn read(self) -> Result<SlotSearch> {
        let services = self.service_ids.iter().map(|id| GlobalId::listed(id, "input.serviceIds"));
        Ok(SlotSearch {
            services: services.collect::<Result<_>>()?,
            from: self.from.0,
            to: self.to.map(|date| date.0),
            site_id: GlobalId::narrowing(self.site_id.as_ref(), "input.siteId")?,
            resource_id: GlobalId::narrowing(self.resource_id.as_ref(), "input.resourceId")?,
            practitioner_id: GlobalId::narrowing(self.practitioner_id.as_ref(), "input.practitionerId")?,
            moving: GlobalId::narrowing(self.moving_id.as_ref(), "input.movingId")?,
        })
    }
}

/// Which appointments are wanted; what is left out does not narrow.
#[derive(InputObject, Default)]
pub struct AppointmentFilter {
    /// The first day of the clinic on which they start.
    from: Option<Date>,
    /// The last one.
    to: Option<Date>,
    /// Their states.
    states: Option<Vec<AppointmentState>>,
    /// Their site.
    site_id: Option<ID>,
    /// A resource that they use.
    resource_id: Option<ID>,
    /// Their patient.
    patient_id: Option<ID>,
    /// The practitioner (terapeuta) in whose own agenda they are: visits of their care plans, and what is booked on
    /// a resource of theirs.
    practitioner_id: Option<ID>,
}

impl AppointmentFilter {
    pub(super) fn read(self) -> Result<super::super::AppointmentFilter> {
        Ok(super::super::AppointmentFilter {
            from: self.from.map(|date| date.0),
            to: self.to.map(|date| date.0),
            states: self.states.map(|states| states.into_iter().map(Into::into).collect()),
            site_id: GlobalId::narrowing(self.site_id.as_ref(), "filter.siteId")?,
            resource_id: GlobalId::narrowing(self.resource_id.as_ref(), "filter.resourceId")?,
            patient_id: GlobalId::narrowing(self.patient_id.as_ref(), "filter.patientId")?,
            practitioner_id: GlobalId::narrowing(self.practitioner_id.as_ref(), "filter.practitionerId")?,
        })
    }
}
