//! What the holder of a journey link sees.

use async_graphql::{Context, Description, ID, Object};
use chrono::{DateTime, Utc};
use entity::ids::JourneyLinkId;
use entity::journey_link;
use sea_orm::EntityTrait;

use super::loaders::AppointmentOf;
use super::objects::AssistanceRequest;
use crate::app::App;
use crate::features::appointments::graphql::Appointment;
use crate::features::assistance::{Wanted, find_request};
use crate::features::catalog::graphql::Service;
use crate::features::forms::graphql::{FormConnection, forms_within};
use crate::graphql::{app, caller, load};
use crate::platform::actor::{Actor, JourneyScope};
use crate::platform::connection::PageArgs;
use crate::platform::error::Result;
use crate::platform::global_id::GlobalId;

/// One request in the hands of the holder of its link (recorrido).
#[derive(Description)]
pub struct Journey {
    link: journey_link::Model,
    request: AssistanceRequest,
}

impl Journey {
    /// The link that was opened.
    pub fn link_id(&self) -> JourneyLinkId {
        self.link.id
    }
}

#[Object(use_type_description)]
impl Journey {
    /// Opaque id.
    pub(crate) async fn id(&self) -> ID {
        self.link.id.to_global()
    }

    /// The request.
    async fn assistance_request(&self) -> AssistanceRequest {
        self.request.clone()
    }

    /// The services to book, in order.
    async fn services(&self, ctx: &Context<'_>) -> Result<Vec<Service>> {
        let rows = self.request.0.services(&app(ctx).db).await?;
        Ok(rows.iter().cloned().map(Service).collect())
    }

    /// The appointment; null while none is booked.
    async fn appointment(&self, ctx: &Context<'_>) -> Result<Option<Appointment>> {
        match self.request.0.row.request.appointment_id {
            Some(id) => Ok(load(ctx, AppointmentOf(self.link.clinic_id, id)).await?.map(Appointment)),
            None => Ok(None),
        }
    }

    /// The forms that were asked for with it (formularios), the open ones first, then the newest.
    async fn forms(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that are open.", default)] open_only: bool,
        #[graphql(desc = "How many; 50 where left out, 100 at most.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<FormConnection> {
        let (request, page) = (&self.request.0.row.request, PageArgs::forward(first, after));
        forms_within(ctx, request.patient_id, JourneyScope::Request(request.id), open_only, page).await
    }

    /// Until when the link can be used.
    async fn expires_at(&self) -> DateTime<Utc> {
        self.link.expires_at
    }
}

/// The journey of an actor; none where the actor holds no link.
///
/// # Errors
/// Where the database does not answer.
pub async fn journey_of(app: &App, actor: &Actor) -> Result<Option<Journey>> {
    let Actor::Journey { clinic_id, scope: JourneyScope::Request(request_id), link_id, .. } = actor else {
        return Ok(None);
    };
    let link = journey_link::Entity::find_by_id(*link_id).one(&app.db).await?;
    let request = find_request(&app.db, *clinic_id, *request_id, Wanted::ALL).await?;
    Ok(link.zip(request).map(|(link, request)| Journey { link, request: AssistanceRequest(request) }))
}

/// Queries of the holder of a link.
#[derive(Default, Description)]
pub struct JourneyQuery;

#[Object]
impl JourneyQuery {
    /// What the holder of a journey session may see: one request, its offers, its appointment. Null for
    /// everybody else.
    async fn journey(&self, ctx: &Context<'_>) -> Result<Option<Journey>> {
        journey_of(app(ctx), &caller(ctx).actor).await
    }
}
