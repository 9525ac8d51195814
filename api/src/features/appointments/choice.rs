//! What somebody chose: a slot, or what they hold.

use entity::ids::{PatientId, SlotHoldId};
use entity::slot_hold;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::Serialize;

use super::cells::unknown_slot;
use super::slot_id::{ChosenSlot, read_slot_id};
use crate::features::events::UnitOfWork;
use crate::platform::error::{Failure, Outcome, Refusal, UserErrorCode};

/// A slot or a hold, one of both.
#[derive(Clone, Debug, Serialize)]
pub struct Choice {
    /// Opaque id of a slot.
    pub slot_id: Option<String>,
    /// A hold; the inner none is an id that is not one.
    pub hold_id: Option<Option<SlotHoldId>>,
}

/// What was chosen, in full.
pub(super) struct Chosen {
    pub slot: ChosenSlot,
    hold: Option<slot_hold::Model>,
}

impl Choice {
    /// Reads what was chosen. A hold is the patient's own; staff, for whom there is none, have no hold.
    ///
    /// # Errors
    /// `INVALID` for neither or both, `NOT_FOUND` for what is no slot or somebody else's hold.
    pub(super) async fn read(&self, work: &UnitOfWork<'_>, patient_id: Option<PatientId>) -> Outcome<Chosen> {
        match (&self.slot_id, self.hold_id) {
            (Some(slot), None) => {
                Ok(Chosen { slot: read_slot_id(slot).ok_or_else(unknown_slot)?, hold: None })
            }
            (None, Some(id)) => {
                let hold = own_hold(work, patient_id, id).await?;
                let slot = read_slot_id(&hold.slot_id).ok_or_else(unknown_slot)?;
                Ok(Chosen { slot, hold: Some(hold) })
            }
            _ => Err(one_of_both().into()),
        }
    }

    /// What is refused about the slot is about the hold, where that was given.
    pub(super) fn said_of_it(&self, failure: Failure) -> Failure {
        if self.slot_id.is_some() { failure } else { failure.about("input.slotId", "input.holdId") }
    }
}

impl Chosen {
    /// Lets through a slot, and a hold that still keeps its own.
    ///
    /// # Errors
    /// `HOLD_EXPIRED`, in words that say what became of the hold.
    pub(super) async fn refuse_lapsed(&self, work: &UnitOfWork<'_>) -> Outcome<()> {
        let Some(hold) = &self.hold else { return Ok(()) };
        let (es, en) = match hold.released_at {
            Some(at) if at < hold.expires_at => {
                // Whoever holds another slot gives this one up in the same transaction, which has one time.
                let another = slot_hold::Entity::find()
                    .filter(slot_hold::Column::ClinicId.eq(hold.clinic_id))
                    .filter(slot_hold::Column::PatientId.eq(hold.patient_id))
                    .filter(slot_hold::Column::CreatedAt.eq(at))
                    .filter(slot_hold::Column::Id.ne(hold.id))
                    .one(work.db())
                    .await?;
                match another {
                    Some(_) => (
                        "Elegiste otro horario después de este, y este quedó libre. Elegí de nuevo el que quieras.",
                        "You chose another time after this one, and this one is free again. Choose the one you want.",
                    ),
                    None => (
                        "Ya no te guardamos este horario, porque tu turno cambió después. Elegí de nuevo.",
                        "We no longer keep this slot for you, since your appointment has changed. Choose again.",
                    ),
                }
            }
            None if work.now() < hold.expires_at => return Ok(()),
            _ => (
                "Pasó el tiempo que te guardamos el turno. Elegí de nuevo: puede que siga libre.",
                "The time for which we kept the slot is over. Choose again: it may still be free.",
            ),
        };
        Err(Refusal::new(UserErrorCode::HoldExpired, "input.holdId", es, en).into())
    }
}

async fn own_hold(
    work: &UnitOfWork<'_>,
    patient_id: Option<PatientId>,
    id: Option<SlotHoldId>,
) -> Outcome<slot_hold::Model> {
    let found = match patient_id.zip(id) {
        None => None,
        Some((patient_id, id)) => {
            slot_hold::Entity::find_by_id(id)
                .filter(slot_hold::Column::ClinicId.eq(work.clinic_id()))
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

fn one_of_both() -> Refusal {
    Refusal::new(
        UserErrorCode::Invalid,
        "input",
        "Indicá el turno o la reserva, uno de los dos.",
        "Give the slot or the reservation, one of both.",
    )
}
