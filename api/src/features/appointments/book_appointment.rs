//! A patient, or the holder of a link, books a slot for a confirmed order.

use entity::ids::{AppointmentId, PatientId};

use super::book_in::{BookingOrder, Purpose, book_in};
use super::choice::Choice;
use super::find_slots::{SlotSearch, fresh_offers};
use super::goal::Goal;
use super::ground::SlotRow;
use super::requests::request_to_book;
use super::slot_id::ChosenSlot;
use crate::app::App;
use crate::features::events::UnitOfWork;
use crate::platform::actor::{Actor, Permission};
use crate::platform::db::retrying;
use crate::platform::error::{Error, Failure, Outcome, Result, UserErrorCode};
use crate::platform::idempotency::Claim;

/// What is booked, and who pays.
#[derive(Clone, Debug)]
pub struct BookAppointment {
    /// What the patient chose.
    pub choice: Choice,
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
    let goal = Goal::default();
    let outcome = retrying(|| try_book(app, actor, &input, &goal)).await;
    goal.attempt(app, actor, outcome.map_err(|failure| input.choice.said_of_it(failure))).await
}

async fn try_book(app: &App, actor: &Actor, input: &BookAppointment, goal: &Goal) -> Outcome<AppointmentId> {
    let clinic_id = actor.require(Permission::BookAsPatient)?.clinic_id;
    let patient_id = actor.patient_id().ok_or(Error::Forbidden)?;
    let mut work = app.begin(clinic_id).await?;
    lock_patient(&work, patient_id).await?;
    let id: AppointmentId = app.new_id();
    let (key, content) = (input.idempotency_key.as_str(), (&input.choice, input.self_pay));
    if let Claim::Replay(first) = work.claim(actor, "bookAppointment", key, &content, id).await? {
        return Ok(first.into());
    }
    let chosen = input.choice.read(&work, Some(patient_id)).await?;
    let slot = goal.aim(&chosen.slot);
    let request = request_to_book(&work, actor, &slot.services()).await?;
    chosen.refuse_lapsed(&work).await?;
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
