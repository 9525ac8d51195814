//! What the holder of a link to a care plan sees.

use async_graphql::{Context, Description, ID, Object};
use chrono::{DateTime, Utc};
use entity::ids::JourneyLinkId;
use entity::journey_link;
use sea_orm::EntityTrait;

use super::loaders::ProgressOf;
use super::objects::CarePlan;
use crate::app::App;
use crate::features::appointments::graphql::Appointment;
use crate::features::assistance::graphql::AppointmentOf;
use crate::features::care_plans::find_care_plan;
use crate::features::forms::graphql::{FormConnection, forms_within};
use crate::graphql::{app, caller, load};
use crate::platform::actor::{Actor, JourneyScope};
use crate::platform::connection::PageArgs;
use crate::platform::error::Result;
use crate::platform::global_id::encode;

/// One care plan in the hands of the holder of its link (recorrido del tratamiento).
#[derive(Description)]
pub struct CarePlanJourney {
    link: journey_link::Model,
    plan: CarePlan,
}

impl CarePlanJourney {
    /// The name of the type in opaque ids: the same link is a `Journey` where it leads to a request.
    pub const TYPE: &'static str = "CarePlanJourney";

    /// The link that was opened.
    pub fn link_id(&self) -> JourneyLinkId {
        self.link.id
    }
}

#[Object(use_type_description)]
impl CarePlanJourney {
    /// Opaque id.
    pub(crate) async fn id(&self) -> ID {
        encode(Self::TYPE, self.link.id.0)
    }

    /// The care plan. Of the patient's document, telephone and e-mail it shows the ends only.
    async fn care_plan(&self) -> CarePlan {
        self.plan.clone()
    }

    /// The soonest visit that is booked and not over; null where there is none.
    async fn next_visit(&self, ctx: &Context<'_>) -> Result<Option<Appointment>> {
        let (clinic_id, plan_id) = (self.link.clinic_id, self.plan.0.plan.id);
        let progress = load(ctx, ProgressOf(clinic_id, plan_id)).await?;
        let Some(id) = progress.and_then(|progress| progress.next) else { return Ok(None) };
        Ok(load(ctx, AppointmentOf(clinic_id, id)).await?.map(Appointment))
    }

    /// The forms that were asked for with it (formularios), the open ones first, then the newest.
    async fn forms(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that are open.", default)] open_only: bool,
        #[graphql(desc = "How many; 50 where left out, 100 at most.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<FormConnection> {
        let (plan, page) = (&self.plan.0.plan, PageArgs::forward(first, after));
        forms_within(ctx, plan.patient_id, JourneyScope::CarePlan(plan.id), open_only, page).await
    }

    /// Until when the link can be used.
    async fn expires_at(&self) -> DateTime<Utc> {
        self.link.expires_at
    }
}

/// The journey of an actor; none where the actor holds no link to a care plan.
///
/// # Errors
/// Where the database does not answer.
pub async fn care_plan_journey_of(app: &App, actor: &Actor) -> Result<Option<CarePlanJourney>> {
    let Actor::Journey { clinic_id, scope: JourneyScope::CarePlan(plan_id), link_id, .. } = actor else {
        return Ok(None);
    };
    let link = journey_link::Entity::find_by_id(*link_id).one(&app.db).await?;
    let plan = find_care_plan(&app.db, *clinic_id, *plan_id).await?;
    Ok(link.zip(plan).map(|(link, plan)| CarePlanJourney { link, plan: CarePlan(plan) }))
}

/// Queries of the holder of a link to a care plan.
#[derive(Default, Description)]
pub struct CarePlanJourneyQuery;

#[Object]
impl CarePlanJourneyQuery {
    /// What the holder of a link to a care plan may see: the plan and its visits. Null for everybody else.
    async fn care_plan_journey(&self, ctx: &Context<'_>) -> Result<Option<CarePlanJourney>> {
        care_plan_journey_of(app(ctx), &caller(ctx).actor).await
    }
}
