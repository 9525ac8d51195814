//! What a care plan shows.

use std::sync::Arc;

use async_graphql::{Context, Description, Enum, ID, Object};
use chrono::{DateTime, Utc};
use entity::{enums, user};

use super::loaders::ProgressOf;
use crate::features::appointments::AppointmentsOf;
use crate::features::appointments::graphql::{
    Appointment, AppointmentConnection, AppointmentState, appointments_of,
};
use crate::features::assistance::graphql::AppointmentOf;
use crate::features::care_plans::access::may_direct;
use crate::features::care_plans::{CarePlanRow, Progress};
use crate::features::catalog::graphql::Service;
use crate::features::forms::graphql::{FormConnection, forms_within};
use crate::features::patients::graphql::Patient;
use crate::graphql::{caller, load};
use crate::platform::actor::JourneyScope;
use crate::platform::connection::PageArgs;
use crate::platform::error::Result;
use crate::platform::global_id::GlobalId;

/// Where a care plan stands (estado del tratamiento).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "enums::CarePlanState")]
pub enum CarePlanState {
    /// The treatment goes on.
    Active,
    /// The treatment is completed.
    Completed,
    /// The treatment was broken off.
    Cancelled,
}

/// Who treats (terapeuta, profesional).
#[derive(Clone, Description)]
pub struct Practitioner(pub Arc<user::Model>);

#[Object(use_type_description)]
impl Practitioner {
    /// Opaque id.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_global()
    }

    /// Name that people read.
    async fn name(&self) -> &str {
        &self.0.name
    }
}

/// A treatment: a patient, a practitioner and numbered visits (tratamiento).
#[derive(Clone, Description)]
pub struct CarePlan(pub Arc<CarePlanRow>);

impl CarePlan {
    async fn progress(&self, ctx: &Context<'_>) -> Result<Progress> {
        let plan = &self.0.plan;
        Ok(load(ctx, ProgressOf(plan.clinic_id, plan.id)).await?.unwrap_or_default())
    }

    /// Whether the caller may change it and it goes on.
    fn goes_on_for(&self, ctx: &Context<'_>) -> bool {
        self.0.plan.state == enums::CarePlanState::Active && may_direct(&self.0.plan, &caller(ctx).actor)
    }
}

#[Object(use_type_description)]
impl CarePlan {
    /// Opaque id.
    pub(crate) async fn id(&self) -> ID {
        self.0.plan.id.to_global()
    }

    /// Whom it is for.
    async fn patient(&self) -> Patient {
        Patient(self.0.patient.clone())
    }

    /// Who treats.
    async fn practitioner(&self) -> Practitioner {
        Practitioner(self.0.practitioner.clone())
    }

    /// What every visit is.
    async fn service(&self) -> Service {
        Service(self.0.service.clone())
    }

    /// What people call it.
    async fn title(&self) -> &str {
        &self.0.plan.title
    }

    /// Where it stands.
    async fn state(&self) -> CarePlanState {
        self.0.plan.state.into()
    }

    /// Counts its changes; `completeCarePlan`, `cancelCarePlan` and `reassignCarePlan` want the one that the caller saw.
    async fn version(&self) -> i32 {
        self.0.plan.version
    }

    /// How many visits it is meant to have; null where that is not known.
    async fn planned_visits(&self) -> Option<i32> {
        self.0.plan.planned_visits
    }

    /// How many visits took place.
    async fn completed_visits(&self, ctx: &Context<'_>) -> Result<i32> {
        Ok(self.progress(ctx).await?.completed)
    }

    /// The soonest visit that is booked and not over; null where there is none.
    async fn next_visit(&self, ctx: &Context<'_>) -> Result<Option<Appointment>> {
        let Some(id) = self.progress(ctx).await?.next else { return Ok(None) };
        Ok(load(ctx, AppointmentOf(self.0.plan.clinic_id, id)).await?.map(Appointment))
    }

    /// Its visits (visitas), the soonest first, those that were called off too.
    async fn visits(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those in these states.")] states: Option<Vec<AppointmentState>>,
        #[graphql(desc = "How many; 50 where left out, 100 at most.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<AppointmentConnection> {
        let (plan, page) = (&self.0.plan, PageArgs::forward(first, after));
        appointments_of(ctx, plan.clinic_id, (AppointmentsOf::CarePlans, plan.id.0), states, page).await
    }

    /// The forms that were asked for with it (formularios), the open ones first, then the newest.
    async fn forms(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that are open.", default)] open_only: bool,
        #[graphql(desc = "How many; 50 where left out, 100 at most.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<FormConnection> {
        let (plan, page) = (&self.0.plan, PageArgs::forward(first, after));
        forms_within(ctx, plan.patient_id, JourneyScope::CarePlan(plan.id), open_only, page).await
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.plan.created_at
    }

    /// When it was completed; null where it was not.
    async fn completed_at(&self) -> Option<DateTime<Utc>> {
        self.0.plan.completed_at
    }

    /// When it was broken off; null where it was not.
    async fn cancelled_at(&self) -> Option<DateTime<Utc>> {
        self.0.plan.cancelled_at
    }

    /// Why it was broken off, for staff; null for others, and where nobody said.
    async fn cancel_reason(&self, ctx: &Context<'_>) -> Option<&str> {
        self.0.plan.cancel_reason.as_deref().filter(|_| caller(ctx).actor.is_staff())
    }

    /// Whether the caller may book visits of it now: not once its practitioner has left.
    async fn can_book_visit(&self, ctx: &Context<'_>) -> bool {
        self.goes_on_for(ctx) && self.0.practitioner.treats()
    }

    /// Whether the caller may hand it over to another practitioner now.
    async fn can_reassign(&self, ctx: &Context<'_>) -> bool {
        self.goes_on_for(ctx)
    }

    /// Whether the caller may complete it now: no visit is booked or goes on.
    async fn can_complete(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.goes_on_for(ctx) && self.progress(ctx).await?.open == 0)
    }

    /// Whether the caller may cancel it now: no visit goes on.
    async fn can_cancel(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.goes_on_for(ctx) && !self.progress(ctx).await?.in_progress)
    }
}

crate::relay_connection!(CarePlan, CarePlanConnection, CarePlanEdge, "care plans");
