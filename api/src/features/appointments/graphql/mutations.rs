//! Holding, booking, moving and cancelling in GraphQL.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::ids::AppointmentId;

use super::super::{
    Attempt, BookAppointment, CancelAppointment, Choice, Held, HoldSlot, RescheduleAppointment, SlotRow,
    book_appointment, cancel_appointment, find_appointment, hold_slot, reschedule_appointment,
};
use super::{Appointment, Slot};
use crate::graphql::{app, caller, settle};
use crate::platform::error::{Error, Result, UserError};
use crate::platform::global_id::GlobalId;

/// A slot that is kept while the patient decides (reserva).
#[derive(SimpleObject)]
pub struct SlotHold {
    /// Opaque id, for booking.
    id: ID,
    /// What is kept.
    slot: Slot,
    /// Until when.
    expires_at: DateTime<Utc>,
}

/// Which slot to keep.
#[derive(InputObject)]
pub struct HoldSlotInput {
    /// Opaque id of the slot.
    slot_id: ID,
    /// Opaque id of the appointment that is to be moved there; left out where one is to be booked.
    moving_id: Option<ID>,
    /// The same key answers with the first hold, which runs out when it does; 1 to 200 characters.
    idempotency_key: Option<String>,
}

/// What came of keeping a slot.
#[derive(SimpleObject)]
pub struct HoldSlotPayload {
    /// The hold; null where it was refused.
    hold: Option<SlotHold>,
    /// Fresh slots for the same services, where the one wanted is gone.
    offers: Vec<Slot>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

/// What to book: a slot or a hold, one of both.
#[derive(InputObject)]
pub struct BookAppointmentInput {
    /// Opaque id of a slot.
    slot_id: Option<ID>,
    /// Opaque id of a hold.
    hold_id: Option<ID>,
    /// The same key answers with the first result; 1 to 200 characters.
    idempotency_key: String,
    /// Whether the patient pays what the payer does not (particular).
    #[graphql(default)]
    self_pay: bool,
}

/// What to move, and where to: a slot or a hold, one of both.
#[derive(InputObject)]
pub struct RescheduleAppointmentInput {
    /// Opaque id of the appointment.
    id: ID,
    /// Opaque id of the new slot, for the same services.
    slot_id: Option<ID>,
    /// Opaque id of a hold for the same services; patients and holders of a link.
    hold_id: Option<ID>,
    /// The same key answers with the first result; 1 to 200 characters.
    idempotency_key: String,
}

/// What to cancel.
#[derive(InputObject)]
pub struct CancelAppointmentInput {
    /// Opaque id of the appointment.
    id: ID,
    /// Why; up to 500 characters.
    reason: Option<String>,
    /// The same key answers with the first result; 1 to 200 characters.
    idempotency_key: Option<String>,
}

/// What came of booking, moving or cancelling.
#[derive(SimpleObject)]
pub struct AppointmentPayload {
    /// The appointment as it is now; null where it was refused.
    appointment: Option<Appointment>,
    /// Fresh slots for the same services, where the one wanted is gone.
    offers: Vec<Slot>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

/// Mutations of slots and appointments.
#[derive(Default)]
pub struct AppointmentsMutation;

#[Object]
impl AppointmentsMutation {
    /// Keeps a slot for some minutes; what the patient kept before is given up. Patients and holders of a link.
    async fn hold_slot(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which slot.")] input: HoldSlotInput,
    ) -> Result<HoldSlotPayload> {
        let wanted = HoldSlot {
            slot_id: input.slot_id.0,
            moving_id: input.moving_id.map(|id| GlobalId::from_global(&id)),
            idempotency_key: input.idempotency_key,
        };
        let attempt = hold_slot(app(ctx), &caller(ctx).actor, wanted).await;
        let (held, user_errors) = settle(ctx, attempt.outcome)?;
        let hold = held.map(|Held { id, slot, expires_at }| SlotHold {
            id: id.to_global(),
            slot: Slot(Arc::new(slot)),
            expires_at,
        });
        Ok(HoldSlotPayload { hold, offers: slots(attempt.offers), user_errors })
    }

    /// Books a slot for a confirmed order, which is attached to the appointment. Patients for a request of their
    /// own, holders of a link for its request.
    async fn book_appointment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to book.")] input: BookAppointmentInput,
    ) -> Result<AppointmentPayload> {
        let order = BookAppointment {
            choice: choice(input.slot_id, input.hold_id),
            idempotency_key: input.idempotency_key,
            self_pay: input.self_pay,
        };
        payload(ctx, book_appointment(app(ctx), &caller(ctx).actor, order).await).await
    }

    /// Moves an appointment to another slot for the same services. Patients and holders of a link until the
    /// clinic's notice before the start, staff until the start.
    async fn reschedule_appointment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to move, and where to.")] input: RescheduleAppointmentInput,
    ) -> Result<AppointmentPayload> {
        let change = RescheduleAppointment {
            id: GlobalId::from_global(&input.id),
            choice: choice(input.slot_id, input.hold_id),
            idempotency_key: input.idempotency_key,
        };
        payload(ctx, reschedule_appointment(app(ctx), &caller(ctx).actor, change).await).await
    }

    /// Cancels an appointment; the request that it came of is open again. Patients and holders of a link until the clinic's notice
    /// before the start, staff until the start.
    async fn cancel_appointment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to cancel.")] input: CancelAppointmentInput,
    ) -> Result<AppointmentPayload> {
        let change = CancelAppointment {
            id: GlobalId::from_global(&input.id),
            reason: input.reason,
            idempotency_key: input.idempotency_key,
        };
        let outcome = cancel_appointment(app(ctx), &caller(ctx).actor, change).await;
        payload(ctx, Attempt { outcome, offers: Vec::new() }).await
    }
}

pub(super) async fn payload(
    ctx: &Context<'_>,
    attempt: Attempt<AppointmentId>,
) -> Result<AppointmentPayload> {
    let (id, user_errors) = settle(ctx, attempt.outcome)?;
    let appointment = match id {
        None => None,
        Some(id) => {
            let clinic_id = caller(ctx).actor.clinic_id().ok_or(Error::Unauthenticated)?;
            find_appointment(&app(ctx).db, clinic_id, id).await?.map(Appointment)
        }
    };
    Ok(AppointmentPayload { appointment, offers: slots(attempt.offers), user_errors })
}

fn slots(rows: Vec<SlotRow>) -> Vec<Slot> {
    rows.into_iter().map(|row| Slot(Arc::new(row))).collect()
}

fn choice(slot_id: Option<ID>, hold_id: Option<ID>) -> Choice {
    Choice { slot_id: slot_id.map(|id| id.0), hold_id: hold_id.map(|id| GlobalId::from_global(&id)) }
}
