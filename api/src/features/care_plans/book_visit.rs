//! Staff book the next visit of a care plan.

use std::sync::OnceLock;

use entity::ids::{AppointmentId, CarePlanId, UserId};

use super::direction::Direction;
use crate::app::App;
use crate::features::appointments::{
    Attempt, BookingOrder, ChosenSlot, Purpose, SlotSearch, book_in, read_slot_id, refuse_unattended,
    unknown_slot,
};
use crate::platform::actor::Actor;
use crate::platform::db::retrying;
use crate::platform::error::Outcome;
use crate::platform::idempotency::Claim;

/// What is booked.
#[derive(Clone, Debug)]
pub struct BookVisit {
    /// The plan; none for an id that is not one.
    pub care_plan_id: Option<CarePlanId>,
    /// Opaque id of a slot for the plan's service.
    pub slot_id: String,
    /// Whether the patient pays what the payer does not.
    pub self_pay: bool,
    /// The same key answers with the first result.
    pub idempotency_key: String,
}

/// Books a visit of a care plan: it gets the plan's next number. Where the slot was gone, fresh ones with the same
/// practitioner come with the refusal.
///
/// # Errors
/// In the outcome: `NOT_FOUND` for what is no plan of the actor's or no slot, `CONFLICT` where the plan has ended or its
/// practitioner has left,
/// `INVALID` for a slot of another service or practitioner, `SLOT_TAKEN`, `NOT_COVERED` unless the patient pays.
pub async fn book_visit(app: &App, actor: &Actor, input: BookVisit) -> Attempt<AppointmentId> {
    let wanted = read_slot_id(&input.slot_id);
    let practitioner = OnceLock::new();
    let outcome = retrying(|| try_book(app, actor, &input, wanted.as_ref(), &practitioner)).await;
    let practitioner_id = practitioner.get().copied();
    let with_them = |search| SlotSearch { practitioner_id, ..search };
    Attempt::with(app, actor, outcome, wanted.as_ref(), with_them).await
}

async fn try_book(
    app: &App,
    actor: &Actor,
    input: &BookVisit,
    wanted: Option<&ChosenSlot>,
    practitioner: &OnceLock<UserId>,
) -> Outcome<AppointmentId> {
    let direction = Direction::begin(app, actor, input.care_plan_id, "input.carePlanId").await?;
    let id: AppointmentId = app.new_id();
    let content = (direction.plan.id, &input.slot_id, input.self_pay);
    let key = input.idempotency_key.as_str();
    if let Claim::Replay(first) = direction.work.claim(actor, "bookVisit", key, &content, id).await? {
        return Ok(first.into());
    }
    direction.must_go_on("input.carePlanId")?;
    refuse_unattended(direction.work.db(), &direction.plan, "input.carePlanId").await?;
    let slot = wanted.ok_or_else(unknown_slot)?.clone();
    let Direction { mut work, plan, .. } = direction;
    practitioner.get_or_init(|| plan.practitioner_id);
    let order = BookingOrder {
        id,
        patient_id: plan.patient_id,
        purpose: Purpose::CarePlan(Box::new(plan)),
        slot,
        self_pay: input.self_pay,
    };
    let id = book_in(&mut work, actor, order).await?;
    work.commit().await?;
    Ok(id)
}
