//! The mutations of the review.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::ids::AssistanceRequestId;

use super::objects::{AssistanceRequest, AssistanceRequestOutcome};
use crate::features::appointments::graphql::Slot;
use crate::features::assistance::{self, Target, Wanted, find_request};
use crate::features::orders::{self, AddPhotos, SubmitOrder};
use crate::graphql::{app, caller, settle};
use crate::platform::error::{Error, Outcome, Result, UserError};
use crate::platform::global_id::GlobalId;

/// What came of a mutation of a request.
#[derive(SimpleObject)]
pub struct AssistanceRequestPayload {
    /// The request as it is now; null where it was refused.
    assistance_request: Option<AssistanceRequest>,
    /// Fresh offers, where `assignAppointment` was refused because the slot was taken; empty otherwise.
    offers: Vec<Slot>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

/// What came of submitting an order.
#[derive(SimpleObject)]
pub struct SubmitOrderPayload {
    /// The request that was made of it; null where it was refused.
    assistance_request: Option<AssistanceRequest>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

/// An order of one or several files (orden médica).
#[derive(InputObject)]
pub struct SubmitOrderInput {
    /// Ids that `POST /uploads` answered, in the order of the pages: 1 to `Clinic.maxPages`.
    upload_ids: Vec<ID>,
    /// What the patient wants to say about it; 1,000 characters at most.
    note: Option<String>,
    /// The client's key: the same one answers with the first result; 1 to 200 characters.
    idempotency_key: String,
    /// The request that asked for better photos, to which these are added; a new request where left out.
    assistance_request_id: Option<ID>,
}

/// Which request, as the caller saw it.
#[derive(InputObject)]
pub struct AssistanceRequestInput {
    /// Opaque id of the request.
    id: ID,
    /// The version that the caller saw; not checked where left out.
    version: Option<i32>,
    /// Whether to take over a colleague's claim; only `claimAssistanceRequest` reads it.
    #[graphql(default)]
    take_over: bool,
}

/// A contact with the patient.
#[derive(InputObject)]
pub struct RegisterContactInput {
    /// Opaque id of the request.
    id: ID,
    /// What was said; required, 2,000 characters at most.
    message: String,
    /// The version that the caller saw; not checked where left out.
    version: Option<i32>,
    /// The client's key: the same one answers with the first result; 1 to 200 characters.
    idempotency_key: Option<String>,
}

/// How a request ended.
#[derive(InputObject)]
pub struct ResolveAssistanceRequestInput {
    /// Opaque id of the request.
    id: ID,
    /// How it ended; `BOOKED` and `BOOKED_EXTERNALLY` come of booking and linking, and are refused here.
    outcome: Option<AssistanceRequestOutcome>,
    /// What else there is to say, 2,000 characters at most.
    note: Option<String>,
    /// The version that the caller saw; not checked where left out.
    version: Option<i32>,
}

/// A better photo is needed.
#[derive(InputObject)]
pub struct RequestNewPhotoInput {
    /// Opaque id of the request.
    id: ID,
    /// What is wrong with the photo; the patient reads it. 300 characters at most.
    reason: String,
    /// The version that the caller saw; not checked where left out.
    version: Option<i32>,
    /// The client's key: the same one answers with the first result; 1 to 200 characters.
    idempotency_key: Option<String>,
}

/// A request that does not belong in the worklist.
#[derive(InputObject)]
pub struct VoidAssistanceRequestInput {
    /// Opaque id of the request.
    id: ID,
    /// Why, 2,000 characters at most.
    reason: Option<String>,
    /// The version that the caller saw; not checked where left out.
    version: Option<i32>,
}

/// A confirmed review.
#[derive(InputObject)]
pub struct ConfirmDispatchInput {
    /// Opaque id of the request.
    id: ID,
    /// The services, in order: 1 to 8; several only where their circuit allows it.
    service_ids: Vec<ID>,
    /// The version that the caller saw.
    version: i32,
    /// The client's key: the same one answers with the first result; 1 to 200 characters.
    idempotency_key: String,
}

/// A slot for a patient.
#[derive(InputObject)]
pub struct AssignAppointmentInput {
    /// Opaque id of the request.
    id: ID,
    /// Opaque id of the slot, from `slots`.
    slot_id: ID,
    /// The version that the caller saw.
    version: i32,
    /// The client's key: the same one answers with the first result; 1 to 200 characters.
    idempotency_key: String,
    /// Whether the patient pays where their payer does not.
    #[graphql(default)]
    self_pay: bool,
}

/// An appointment in the clinic's own agenda.
#[derive(InputObject)]
pub struct LinkExternalAppointmentInput {
    /// Opaque id of the request.
    id: ID,
    /// Its id there, unique in the clinic; 1 to 200 characters.
    external_id: String,
    /// When it starts; not in the past, and 732 days ahead at most.
    starts_at: DateTime<Utc>,
    /// The version that the caller saw; not checked where left out.
    version: Option<i32>,
    /// The client's key: the same one answers with the first result; 1 to 200 characters.
    idempotency_key: Option<String>,
}

/// Mutations of requests.
#[derive(Default)]
pub struct AssistanceMutation;

#[Object]
impl AssistanceMutation {
    /// Makes a request for assistance of staged uploads. Patients; holders of a link only to add photos that
    /// were asked for.
    async fn submit_order(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The order.")] input: SubmitOrderInput,
    ) -> Result<SubmitOrderPayload> {
        let (app, actor) = (app(ctx), &caller(ctx).actor);
        let SubmitOrderInput { upload_ids, note, idempotency_key, assistance_request_id } = input;
        let upload_ids = upload_ids.iter().map(GlobalId::from_global).collect();
        let submitted = match assistance_request_id {
            None => orders::submit_order(app, actor, SubmitOrder { upload_ids, note, idempotency_key }).await,
            Some(id) => {
                let request_id = GlobalId::from_global(&id);
                orders::add_photos(app, actor, AddPhotos { request_id, upload_ids, note, idempotency_key })
                    .await
            }
        };
        let AssistanceRequestPayload { assistance_request, user_errors, .. } =
            payload(ctx, submitted).await?;
        Ok(SubmitOrderPayload { assistance_request, user_errors })
    }

    /// Claims a request for the caller, or prolongs their claim. Operators.
    async fn claim_assistance_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which request.")] input: AssistanceRequestInput,
    ) -> Result<AssistanceRequestPayload> {
        let target = target(&input.id, input.version);
        payload(ctx, assistance::claim_request(app(ctx), &caller(ctx).actor, target, input.take_over).await)
            .await
    }

    /// Gives up the caller's claim. Operators.
    async fn release_assistance_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which request.")] input: AssistanceRequestInput,
    ) -> Result<AssistanceRequestPayload> {
        let target = target(&input.id, input.version);
        payload(ctx, assistance::release_request(app(ctx), &caller(ctx).actor, target).await).await
    }

    /// Registers a contact with the patient (indicar contacto). Operators.
    async fn register_contact(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What was said.")] input: RegisterContactInput,
    ) -> Result<AssistanceRequestPayload> {
        let contact = assistance::RegisterContact {
            target: target(&input.id, input.version),
            message: input.message,
            idempotency_key: input.idempotency_key,
        };
        payload(ctx, assistance::register_contact(app(ctx), &caller(ctx).actor, contact).await).await
    }

    /// Closes a request (resuelto). Operators.
    async fn resolve_assistance_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How it ended.")] input: ResolveAssistanceRequestInput,
    ) -> Result<AssistanceRequestPayload> {
        let resolution = assistance::ResolveRequest {
            target: target(&input.id, input.version),
            outcome: input.outcome.map(Into::into),
            note: input.note,
        };
        payload(ctx, assistance::resolve_request(app(ctx), &caller(ctx).actor, resolution).await).await
    }

    /// Puts a closed, dispatched or failed request back under review; a link that the patient has stops
    /// working. Operators.
    async fn reopen_assistance_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which request.")] input: AssistanceRequestInput,
    ) -> Result<AssistanceRequestPayload> {
        let target = target(&input.id, input.version);
        payload(ctx, assistance::reopen_request(app(ctx), &caller(ctx).actor, target).await).await
    }

    /// Asks the patient for a better photo, by a message that leads back to the same request. Operators.
    async fn request_new_photo(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is wrong with the photo.")] input: RequestNewPhotoInput,
    ) -> Result<AssistanceRequestPayload> {
        let wish = assistance::RequestNewPhoto {
            target: target(&input.id, input.version),
            reason: input.reason,
            idempotency_key: input.idempotency_key,
        };
        payload(ctx, assistance::request_new_photo(app(ctx), &caller(ctx).actor, wish).await).await
    }

    /// Takes a request out of the worklist (fechabaja); nothing is deleted. Operators.
    async fn void_assistance_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which request, and why.")] input: VoidAssistanceRequestInput,
    ) -> Result<AssistanceRequestPayload> {
        let void = assistance::VoidRequest { target: target(&input.id, input.version), reason: input.reason };
        payload(ctx, assistance::void_request(app(ctx), &caller(ctx).actor, void).await).await
    }

    /// Confirms a review (confirmar envío): the message with the link leaves after the time to correct.
    /// Operators.
    async fn confirm_dispatch(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is confirmed.")] input: ConfirmDispatchInput,
    ) -> Result<AssistanceRequestPayload> {
        payload(ctx, assistance::confirm_dispatch(app(ctx), &caller(ctx).actor, input.into_domain()).await)
            .await
    }

    /// Corrects a confirmation whose message has not left; the time to correct starts again. Operators.
    async fn amend_dispatch(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is confirmed instead.")] input: ConfirmDispatchInput,
    ) -> Result<AssistanceRequestPayload> {
        payload(ctx, assistance::amend_dispatch(app(ctx), &caller(ctx).actor, input.into_domain()).await)
            .await
    }

    /// Takes a confirmation back whose message has not left. Operators.
    async fn cancel_dispatch(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which request.")] input: AssistanceRequestInput,
    ) -> Result<AssistanceRequestPayload> {
        let target = target(&input.id, input.version);
        payload(ctx, assistance::cancel_dispatch(app(ctx), &caller(ctx).actor, target).await).await
    }

    /// Books a slot of our agenda for the patient (asignar turno). Operators.
    async fn assign_appointment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which slot.")] input: AssignAppointmentInput,
    ) -> Result<AssistanceRequestPayload> {
        let order = assistance::AssignAppointment {
            target: target(&input.id, Some(input.version)),
            slot_id: input.slot_id.to_string(),
            self_pay: input.self_pay,
            idempotency_key: input.idempotency_key,
        };
        let assigned = assistance::assign_appointment(app(ctx), &caller(ctx).actor, order).await;
        let offers = assigned.offers.into_iter().map(|row| Slot(row.into())).collect();
        Ok(AssistanceRequestPayload { offers, ..payload(ctx, assigned.outcome).await? })
    }

    /// Links an appointment that the clinic's own agenda holds; told again with another time, it is moved. Operators,
    /// and integrations that may write requests.
    async fn link_external_appointment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The appointment there.")] input: LinkExternalAppointmentInput,
    ) -> Result<AssistanceRequestPayload> {
        let external = assistance::LinkExternalAppointment {
            target: target(&input.id, input.version),
            external_id: input.external_id,
            starts_at: input.starts_at,
            idempotency_key: input.idempotency_key,
        };
        payload(ctx, assistance::link_external_appointment(app(ctx), &caller(ctx).actor, external).await)
            .await
    }
}

impl ConfirmDispatchInput {
    fn into_domain(self) -> assistance::ConfirmDispatch {
        assistance::ConfirmDispatch {
            target: target(&self.id, Some(self.version)),
            service_ids: self.service_ids.iter().map(GlobalId::from_global).collect(),
            idempotency_key: self.idempotency_key,
        }
    }
}

fn target(id: &ID, version: Option<i32>) -> Target {
    Target { id: GlobalId::from_global(id), version }
}

async fn payload(
    ctx: &Context<'_>,
    outcome: Outcome<AssistanceRequestId>,
) -> Result<AssistanceRequestPayload> {
    let (id, user_errors) = settle(ctx, outcome)?;
    let assistance_request = match id {
        None => None,
        Some(id) => {
            let clinic_id = caller(ctx).actor.clinic_id().ok_or(Error::Unauthenticated)?;
            find_request(&app(ctx).db, clinic_id, id, Wanted::default()).await?.map(AssistanceRequest)
        }
    };
    Ok(AssistanceRequestPayload { assistance_request, offers: Vec::new(), user_errors })
}
