//! A patient, or the holder of a link, books a slot for a confirmed order.

use std::sync::OnceLock;

use entity::ids::{AppointmentId, ClinicId, PatientId, SlotHoldId};
use entity::slot_hold;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::book_in::{BookingOrder, Purpose, book_in};
use super::cells::unknown_slot;
use super::find_slots::{SlotSearch, fresh_offers};
use super::ground::SlotRow;
use super::requests::request_to_book;
use super::slot_id::{ChosenSlot, read_slot_id};
use crate::app::App;
use crate::features::events::UnitOfWork;
use crate::platform::actor::{Actor, Permission};
use crate::platform::db::retrying;
use crate::platform::error::{Error, Failure, Outcome, Refusal, Result, UserErrorCode};
use crate::platform::idempotency::{Claim, claim};

/// What is booked: a slot, or what was held.
#[derive(Clone, Debug)]
pub struct BookAppointment {
    /// Opaque id of a slot.
    pub slot_id: Option<String>,
    /// A hold; the inner none is an id that is not one.
    pub hold_id: Option<Option<SlotHoldId>>,
    /// The same key answers with the first result.
    pub idempotency_key: String,
    /// Whether the patient pays what the payer does not.
    pub self_pay: bool,
}

/// How an operation on a slot ended. Where the slot was gone there are others, read after the transaction.
#[derive(Debug)]
pub struct Attempt<T> {
    /// The result, or the refusal.
    pub outcome: Outcome<T>,
    /// Fresh slots for the same services, soonest first.
    pub offers: Vec<SlotRow>,
}

impl<T> Attempt<T> {
    /// Adds fresh offers where the slot was gone.
    pub async fn new(app: &App, actor: &Actor, outcome: Outcome<T>, wanted: Option<&ChosenSlot>) -> Self {
        Self::with(app, actor, outcome, wanted, |search| search).await
    }

    /// The same, with offers that are searched for like this.
    pub async fn with(
        app: &App,
        actor: &Actor,
        outcome: Outcome<T>,
        wanted: Option<&ChosenSlot>,
        narrowed: impl FnOnce(SlotSearch) -> SlotSearch,
    ) -> Self {
        let gone = |code| matches!(code, UserErrorCode::SlotTaken | UserErrorCode::HoldExpired);
        let offers = match (&outcome, wanted) {
            (Err(Failure::Refused(refusals)), Some(slot)) if refusals.iter().any(|r| gone(r.code)) => {
                fresh_offers(app, actor, slot, narrowed).await
            }
            _ => Ok(Vec::new()),
        };
        match offers {
            Ok(offers) => Self { outcome, offers },
            Err(error) => Self { outcome: Err(error.into()), offers: Vec::new() },
        }
    }
}

/// Books for the patient's own request; the order is attached in the same transaction.
///
/// # Errors
/// In the outcome: `SLOT_TAKEN` and `HOLD_EXPIRED` with fresh offers, `NOT_FOUND` for what is no slot or
/// somebody else's hold, `NOT_COVERED` unless the patient pays, `CONFLICT` where the request has its appointment
/// or waits for its review, `INVALID` where the slot is not for its services.
pub async fn book_appointment(app: &App, actor: &Actor, input: BookAppointment) -> Attempt<AppointmentId> {
    // What is wanted stands in the slot's id, or in the hold, which is read on the way.
    let wanted = OnceLock::new();
    let outcome = retrying(|| try_book(app, actor, &input, &wanted)).await;
    Attempt::new(app, actor, outcome, wanted.get()).await
}

async fn try_book(
    app: &App,
    actor: &Actor,
    input: &BookAppointment,
    wanted: &OnceLock<ChosenSlot>,
) -> Outcome<AppointmentId> {
    let clinic_id = actor.require(Permission::BookAsPatient)?.clinic_id;
    let patient_id = actor.patient_id().ok_or(Error::Forbidden)?;
    let mut work = app.begin(clinic_id).await?;
    lock_patient(&work, patient_id).await?;
    let id: AppointmentId = app.new_id();
    let hold_id = input.hold_id.flatten();
    let print = serde_json::to_vec(&(&input.slot_id, hold_id, input.self_pay)).map_err(Error::from)?;
    let (key, now) = (&input.idempotency_key, work.now());
    let claimed = claim(work.db(), clinic_id, actor, "bookAppointment", key, &print, id.0, now).await?;
    if let Claim::Replay(first) = claimed {
        return Ok(first.into());
    }
    let mut hold = None;
    let slot = match (&input.slot_id, input.hold_id) {
        (Some(slot), None) => read_slot_id(slot).ok_or_else(unknown_slot)?,
        (None, Some(hold_id)) => {
            let found = own_hold(&work, clinic_id, patient_id, hold_id).await?;
            let slot = read_slot_id(&found.slot_id).ok_or_else(hold_expired)?;
            hold = Some(found);
            slot
        }
        _ => return Err(one_of_both().into()),
    };
    let slot = wanted.get_or_init(|| slot);
    let request = request_to_book(&work, actor, &slot.services()).await?;
    if hold.is_some_and(|hold| hold.released_at.is_some() || hold.expires_at <= now) {
        return Err(hold_expired().into());
    }
    let order = BookingOrder {
        id,
        patient_id,
        purpose: Purpose::Request(Box::new(request)),
        slot: slot.clone(),
        self_pay: input.self_pay,
    };
    let id = book_in(&mut work, actor, order).await?;
    work.commit().await?;
    Ok(id)
}

/// Whatever one patient books or holds happens one after the other.
pub(super) async fn lock_patient(work: &UnitOfWork<'_>, patient_id: PatientId) -> Result<()> {
    if work.lock_patient(patient_id).await? { Ok(()) } else { Err(Error::Forbidden) }
}

async fn own_hold(
    work: &UnitOfWork<'_>,
    clinic_id: ClinicId,
    patient_id: PatientId,
    id: Option<SlotHoldId>,
) -> Outcome<slot_hold::Model> {
    let found = match id {
        None => None,
        Some(id) => {
            slot_hold::Entity::find_by_id(id)
                .filter(slot_hold::Column::ClinicId.eq(clinic_id))
                .filter(slot_hold::Column::PatientId.eq(patient_id))
                .one(work.db())
                .await?
        }
    };
    found.ok_or_else(|| {
        Refusal::new(
            UserErrorCode::NotFound,
            "input.holdId",
            "No encontramos esa reserva. Elegí el turno de nuevo.",
            "We cannot find this reservation. Choose the slot again.",
        )
        .into()
    })
}

fn hold_expired() -> Refusal {
    Refusal::new(
        UserErrorCode::HoldExpired,
        "input.holdId",
        "Pasó el tiempo que te guardamos el turno. Elegí de nuevo: puede que siga libre.",
        "The time for which we kept the slot is over. Choose again: it may still be free.",
    )
}

fn one_of_both() -> Refusal {
    Refusal::new(
        UserErrorCode::Invalid,
        "input",
        "Indicá el turno o la reserva, uno de los dos.",
        "Give the slot or the reservation, one of both.",
    )
}
