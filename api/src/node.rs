//! Relay's `node` and `nodes`: anything by its opaque id, by the same rules as everywhere else.

use std::sync::Arc;

use async_graphql::{Context, ID, Interface, Object};
use entity::ids;

use crate::features::appointments::graphql::{Appointment, visible_appointment};
use crate::features::assistance::Wanted;
use crate::features::assistance::graphql::{AssistanceRequest, Journey, journey_of, visible_request};
use crate::features::care_plans::graphql::{
    CarePlan, CarePlanJourney, care_plan_journey_of, visible_care_plan,
};
use crate::features::catalog::circuits_of;
use crate::features::catalog::graphql::{Circuit, Service, visible_service};
use crate::features::forms::graphql::{Form, visible_form};
use crate::features::notifications::graphql::Notification;
use crate::features::notifications::notifications_by_ids;
use crate::features::orders::graphql::{MedicalOrder, OrderAttachment};
use crate::features::orders::{find_attachment, find_order};
use crate::features::patients::graphql::{Patient, visible_patient};
use crate::graphql::{app, caller};
use crate::platform::actor::{Actor, Permission};
use crate::platform::error::{Error, Result};
use crate::platform::global_id::{GlobalId, decode};

/// Anything with an opaque id (nodo).
#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "Opaque id."))]
pub enum Node {
    /// A request for assistance.
    AssistanceRequest(AssistanceRequest),
    /// A medical order.
    MedicalOrder(MedicalOrder),
    /// A file of a medical order.
    OrderAttachment(OrderAttachment),
    /// A patient.
    Patient(Patient),
    /// A service.
    Service(Service),
    /// A circuit.
    Circuit(Circuit),
    /// An appointment.
    Appointment(Appointment),
    /// A message.
    Notification(Notification),
    /// A journey.
    Journey(Journey),
    /// A care plan.
    CarePlan(CarePlan),
    /// A journey to a care plan.
    CarePlanJourney(CarePlanJourney),
    /// A form.
    Form(Form),
}

/// Queries by opaque id.
#[derive(Default)]
pub struct NodeQuery;

#[Object]
impl NodeQuery {
    /// Anything by its id; null where there is none such, or it is not the caller's to see.
    async fn node(&self, ctx: &Context<'_>, #[graphql(desc = "Opaque id.")] id: ID) -> Result<Option<Node>> {
        find(ctx, &id).await
    }

    /// Several by their ids, in the same order, with null where `node` would be null.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Opaque ids; 100 at most.")] ids: Vec<ID>,
    ) -> Result<Vec<Option<Node>>> {
        if ids.len() > 100 {
            return Err(Error::BadInput("`ids` takes 100 at most.".into()));
        }
        let mut found = Vec::with_capacity(ids.len());
        for id in &ids {
            found.push(find(ctx, id).await?);
        }
        Ok(found)
    }
}

async fn find(ctx: &Context<'_>, id: &ID) -> Result<Option<Node>> {
    // Nobody, and whoever may not see a type at all, learns nothing from an id: it is null, as for one that
    // never was.
    match load(ctx, id).await {
        Err(Error::Unauthenticated | Error::Forbidden) => Ok(None),
        found => found,
    }
}

async fn load(ctx: &Context<'_>, id: &ID) -> Result<Option<Node>> {
    let Some((kind, uuid)) = decode(id) else { return Ok(None) };
    let (app, actor) = (app(ctx), &caller(ctx).actor);
    let clinic_id = actor.clinic_id().ok_or(Error::Unauthenticated)?;
    Ok(match kind.as_str() {
        <ids::AssistanceRequestId as GlobalId>::TYPE => {
            visible_request(ctx, Some(uuid.into()), Wanted::default()).await?.map(Node::AssistanceRequest)
        }
        <ids::MedicalOrderId as GlobalId>::TYPE => {
            find_order(app, actor, uuid.into()).await?.map(|row| Node::MedicalOrder(MedicalOrder::new(row)))
        }
        <ids::OrderAttachmentId as GlobalId>::TYPE => find_attachment(app, actor, uuid.into())
            .await?
            .map(|row| Node::OrderAttachment(OrderAttachment(row))),
        <ids::PatientId as GlobalId>::TYPE => {
            visible_patient(ctx, Some(uuid.into())).await?.map(Node::Patient)
        }
        <ids::ServiceId as GlobalId>::TYPE => visible_service(ctx, uuid.into()).await?.map(Node::Service),
        <ids::CircuitId as GlobalId>::TYPE => {
            actor.require(Permission::ReadCatalog)?;
            let circuits = circuits_of(&app.db, clinic_id).await?;
            circuits.into_iter().find(|row| row.id.0 == uuid).map(|row| Node::Circuit(Circuit(Arc::new(row))))
        }
        <ids::AppointmentId as GlobalId>::TYPE => {
            visible_appointment(ctx, Some(uuid.into())).await?.map(Node::Appointment)
        }
        <ids::NotificationId as GlobalId>::TYPE => {
            let found = notifications_by_ids(&app.db, clinic_id, &[uuid.into()]).await?.remove(&uuid.into());
            let seen = found.filter(|row| match actor {
                Actor::Journey { scope, .. } => {
                    scope.covers(row.notification.assistance_request_id, row.notification.care_plan_id)
                }
                Actor::Patient { patient_id, .. } => row.notification.patient_id == *patient_id,
                actor => actor.may(Permission::ReadRequests),
            });
            seen.map(|row| Node::Notification(Notification(Arc::new(row))))
        }
        <ids::JourneyLinkId as GlobalId>::TYPE => {
            let own = journey_of(app, actor).await?;
            own.filter(|journey| journey.link_id().0 == uuid).map(Node::Journey)
        }
        <ids::CarePlanId as GlobalId>::TYPE => {
            visible_care_plan(ctx, Some(uuid.into())).await?.map(Node::CarePlan)
        }
        CarePlanJourney::TYPE => {
            let own = care_plan_journey_of(app, actor).await?;
            own.filter(|journey| journey.link_id().0 == uuid).map(Node::CarePlanJourney)
        }
        <ids::FormId as GlobalId>::TYPE => visible_form(ctx, Some(uuid.into())).await?.map(Node::Form),
        _ => None,
    })
}
