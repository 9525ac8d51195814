//! A patient, or the holder of a link, books a slot for a confirmed order.

use entity::ids::{AppointmentId, PatientId};

use super::attempt::Attempt;
use super::book_in::{BookingOrder, Purpose, book_in};
use super::choice::Choice;
use super::goal::Goal;
use super::requests::request_to_book;
use crate::app::App;
use crate::features::events::UnitOfWork;
use crate::platform::actor::{Actor, Permission};
use crate::platform::db::retrying;
use crate::platform::error::{Error, Outcome, Result};
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
