//! Making and changing circuits and services.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, ID, InputObject, Object, SimpleObject};
use entity::ids::{CircuitId, ServiceId};

use super::{Circuit, Service, visible_service};
use crate::features::catalog::{
    CircuitChange, CreateCircuit, CreateService, ServiceChange, circuits_of, create_circuit, create_service,
    open_requests_for, update_circuit, update_service,
};
use crate::graphql::{app, caller, settle};
use crate::platform::error::{Error, Outcome, Result, UserError};
use crate::platform::global_id::GlobalId;

/// A new circuit.
#[derive(InputObject)]
pub struct CreateCircuitInput {
    /// Name that people read, unique in the clinic; 80 characters at most.
    name: String,
    /// Whether several of its services may be asked for together.
    allows_multiple: bool,
    /// The same key answers with the first result; 1 to 200 characters.
    idempotency_key: String,
}

/// What is to change about a circuit; what is left out stays.
#[derive(InputObject)]
pub struct UpdateCircuitInput {
    /// Opaque id of the circuit.
    id: ID,
    /// `Circuit.version` as the caller saw it.
    version: i32,
    /// Name that people read, unique in the clinic; 80 characters at most.
    name: Option<String>,
    /// Whether several of its services may be asked for together. It cannot be taken back while open requests or
    /// appointments to come hold several.
    allows_multiple: Option<bool>,
}

/// A new service.
#[derive(InputObject)]
pub struct CreateServiceInput {
    /// The clinic's own code, unique in the clinic, the disabled ones included; 40 characters at most.
    code: String,
    /// Name that people read; 120 characters at most.
    name: String,
    /// Other words for it, 30 at most of 60 characters each, without commas.
    synonyms: Option<Vec<String>>,
    /// Opaque id of the circuit that it belongs to.
    circuit_id: ID,
    /// How long it takes: 5 to 480, a multiple of five.
    duration_minutes: i32,
    /// What the patient must do before; 2,000 characters at most.
    preparation: Option<String>,
    /// Opaque ids of the resources that can do it; without one there are no slots.
    resource_ids: Option<Vec<ID>>,
    /// The same key answers with the first result; 1 to 200 characters.
    idempotency_key: String,
}

/// What is to change about a service; what is left out stays.
#[derive(InputObject)]
pub struct UpdateServiceInput {
    /// Opaque id of the service.
    id: ID,
    /// `Service.version` as the caller saw it.
    version: i32,
    /// The clinic's own code, unique in the clinic, the disabled ones included; 40 characters at most.
    code: Option<String>,
    /// Name that people read; 120 characters at most.
    name: Option<String>,
    /// All other words for it, 30 at most of 60 characters each, without commas.
    synonyms: Option<Vec<String>>,
    /// Opaque id of the circuit that it belongs to. It stays while open requests or appointments to come hold the
    /// service beside another one.
    circuit_id: Option<ID>,
    /// How long it takes: 5 to 480, a multiple of five. What is booked keeps its time.
    duration_minutes: Option<i32>,
    /// What the patient must do before, 2,000 characters at most; an empty text takes it away.
    preparation: Option<String>,
    /// Opaque ids of all the resources that can do it.
    resource_ids: Option<Vec<ID>>,
    /// Whether it is no longer offered (dar de baja). What is booked stays; nothing more is booked, also for open
    /// requests that ask for it.
    disabled: Option<bool>,
}

/// What came of making a circuit.
#[derive(SimpleObject)]
pub struct CreateCircuitPayload {
    /// The circuit; null where it was refused.
    circuit: Option<Circuit>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

/// What came of changing a circuit.
#[derive(SimpleObject)]
pub struct UpdateCircuitPayload {
    /// The circuit as it is now; null where it was refused.
    circuit: Option<Circuit>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

/// What came of making a service.
#[derive(SimpleObject)]
pub struct CreateServicePayload {
    /// The service; null where it was refused.
    service: Option<Service>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

/// What came of changing a service.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct UpdateServicePayload {
    /// The service as it is now; null where it was refused.
    service: Option<Service>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

#[ComplexObject]
impl UpdateServicePayload {
    /// How many open requests ask for it: where it is disabled, a person has to settle them. Null where it was
    /// refused.
    async fn open_requests(&self, ctx: &Context<'_>) -> Result<Option<i32>> {
        let Some(Service(row)) = &self.service else { return Ok(None) };
        let count = open_requests_for(&app(ctx).db, row.service.clinic_id, row.service.id).await?;
        Ok(Some(i32::try_from(count).unwrap_or(i32::MAX)))
    }
}

async fn circuit_after(
    ctx: &Context<'_>,
    outcome: Outcome<CircuitId>,
) -> Result<(Option<Circuit>, Vec<UserError>)> {
    let (id, user_errors) = settle(ctx, outcome)?;
    let Some(id) = id else { return Ok((None, user_errors)) };
    let clinic_id = caller(ctx).actor.clinic_id().ok_or(Error::Unauthenticated)?;
    let found = circuits_of(&app(ctx).db, clinic_id).await?.into_iter().find(|row| row.id == id);
    Ok((found.map(|row| Circuit(Arc::new(row))), user_errors))
}

async fn service_after(
    ctx: &Context<'_>,
    outcome: Outcome<ServiceId>,
) -> Result<(Option<Service>, Vec<UserError>)> {
    let (id, user_errors) = settle(ctx, outcome)?;
    let Some(id) = id else { return Ok((None, user_errors)) };
    Ok((visible_service(ctx, id).await?, user_errors))
}

/// Mutations of circuits and services.
#[derive(Default)]
pub struct ServicesMutation;

#[Object]
impl ServicesMutation {
    /// Makes a circuit. Administrators.
    async fn create_circuit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it is.")] input: CreateCircuitInput,
    ) -> Result<CreateCircuitPayload> {
        let content = CreateCircuit { name: input.name, allows_multiple: input.allows_multiple };
        let outcome = create_circuit(app(ctx), &caller(ctx).actor, &content, &input.idempotency_key).await;
        let (circuit, user_errors) = circuit_after(ctx, outcome).await?;
        Ok(CreateCircuitPayload { circuit, user_errors })
    }

    /// Changes a circuit. Administrators.
    async fn update_circuit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which circuit, and what is to change.")] input: UpdateCircuitInput,
    ) -> Result<UpdateCircuitPayload> {
        let change = CircuitChange { name: input.name, allows_multiple: input.allows_multiple };
        let id = GlobalId::read(&input.id);
        let outcome = update_circuit(app(ctx), &caller(ctx).actor, id, input.version, &change).await;
        let (circuit, user_errors) = circuit_after(ctx, outcome).await?;
        Ok(UpdateCircuitPayload { circuit, user_errors })
    }

    /// Makes a service. Administrators.
    async fn create_service(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it is.")] input: CreateServiceInput,
    ) -> Result<CreateServicePayload> {
        let content = CreateService {
            code: input.code,
            name: input.name,
            synonyms: input.synonyms.unwrap_or_default(),
            duration_minutes: input.duration_minutes,
            preparation: input.preparation.unwrap_or_default(),
            circuit_id: GlobalId::read(&input.circuit_id),
            resource_ids: input.resource_ids.unwrap_or_default().iter().map(GlobalId::read).collect(),
        };
        let outcome = create_service(app(ctx), &caller(ctx).actor, &content, &input.idempotency_key).await;
        let (service, user_errors) = service_after(ctx, outcome).await?;
        Ok(CreateServicePayload { service, user_errors })
    }

    /// Changes a service, takes it off offer or offers it again. Searches and slots follow at once. Administrators.
    async fn update_service(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which service, and what is to change.")] input: UpdateServiceInput,
    ) -> Result<UpdateServicePayload> {
        let change = ServiceChange {
            code: input.code,
            name: input.name,
            synonyms: input.synonyms,
            duration_minutes: input.duration_minutes,
            preparation: input.preparation,
            circuit_id: input.circuit_id.as_ref().map(GlobalId::read),
            resource_ids: input.resource_ids.map(|ids| ids.iter().map(GlobalId::read).collect()),
            disabled: input.disabled,
        };
        let id = GlobalId::read(&input.id);
        let outcome = update_service(app(ctx), &caller(ctx).actor, id, input.version, &change).await;
        let (service, user_errors) = service_after(ctx, outcome).await?;
        Ok(UpdateServicePayload { service, user_errors })
    }
}
