//! Takes and frees cells. The primary key decides every race.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use entity::ids::{AppointmentId, ClinicId, PatientId, ResourceId, SlotHoldId};
use entity::{booking_cell, slot_hold};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use super::agenda::{Cell, start_of};
use crate::platform::db::{is_deadlock, is_unique_violation};
use crate::platform::error::{Failure, Outcome, Refusal, Result, UserErrorCode};

/// Cells of resources, in the order in which they are inserted.
pub(super) type Cells = BTreeSet<(ResourceId, Cell)>;

/// For what cells are taken.
#[derive(Clone, Copy, Debug)]
pub(super) enum Holder {
    Hold(SlotHoldId),
    Appointment(AppointmentId),
}

/// Takes cells, those of holds that ran out too.
///
/// # Errors
/// `SLOT_TAKEN` where somebody else has one of them: the transaction is lost then.
pub(super) async fn take_cells(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    holder: Holder,
    cells: &Cells,
    now: DateTime<Utc>,
) -> Outcome<()> {
    if cells.is_empty() {
        return Ok(());
    }
    free_expired(db, clinic_id, cells, now).await.map_err(lost_or)?;
    let (hold, appointment) = match holder {
        Holder::Hold(id) => (Some(id), None),
        Holder::Appointment(id) => (None, Some(id)),
    };
    let rows = cells.iter().map(|(resource, cell)| booking_cell::ActiveModel {
        resource_id: Set(*resource),
        cell_start: Set(start_of(*cell)),
        clinic_id: Set(clinic_id),
        slot_hold_id: Set(hold),
        appointment_id: Set(appointment),
    });
    booking_cell::Entity::insert_many(rows).exec_without_returning(db).await.map_err(lost_or)?;
    Ok(())
}

async fn free_expired(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    cells: &Cells,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let mut expired = holds(clinic_id);
    expired.and_where(slot_hold::Column::ExpiresAt.lte(now));
    let mut wanted = Condition::any();
    for (resource, first, last) in runs(cells) {
        wanted = wanted.add(
            booking_cell::Column::ResourceId
                .eq(resource)
                .and(booking_cell::Column::CellStart.between(start_of(first), start_of(last))),
        );
    }
    booking_cell::Entity::delete_many()
        .filter(booking_cell::Column::ClinicId.eq(clinic_id))
        .filter(wanted)
        .filter(Expr::col(booking_cell::Column::SlotHoldId).in_subquery(expired))
        .exec(db)
        .await?;
    Ok(())
}

/// Adjacent cells of one resource as one run: its first and its last cell.
fn runs(cells: &Cells) -> Vec<(ResourceId, Cell, Cell)> {
    let mut runs: Vec<(ResourceId, Cell, Cell)> = Vec::new();
    for (resource, cell) in cells {
        match runs.last_mut() {
            Some((same, _, last)) if same == resource && *last + 1 == *cell => *last = *cell,
            _ => runs.push((*resource, *cell, *cell)),
        }
    }
    runs
}

fn holds(clinic_id: ClinicId) -> SelectStatement {
    let mut select = Query::select();
    select
        .column(slot_hold::Column::Id)
        .from(slot_hold::Entity)
        .and_where(slot_hold::Column::ClinicId.eq(clinic_id))
        .and_where(slot_hold::Column::ReleasedAt.is_null());
    select
}

/// Gives up whatever a patient holds.
pub(super) async fn release_holds(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    patient_id: PatientId,
    now: DateTime<Utc>,
) -> Result<()> {
    // Found once and locked: a hold that another transaction is taking is either given up whole or not at all.
    let own: Vec<SlotHoldId> = slot_hold::Entity::find()
        .select_only()
        .column(slot_hold::Column::Id)
        .filter(slot_hold::Column::ClinicId.eq(clinic_id))
        .filter(slot_hold::Column::PatientId.eq(patient_id))
        .filter(slot_hold::Column::ReleasedAt.is_null())
        .lock_exclusive()
        .into_tuple()
        .all(db)
        .await?;
    if own.is_empty() {
        return Ok(());
    }
    booking_cell::Entity::delete_many()
        .filter(booking_cell::Column::ClinicId.eq(clinic_id))
        .filter(booking_cell::Column::SlotHoldId.is_in(own.iter().copied()))
        .exec(db)
        .await?;
    slot_hold::Entity::update_many()
        .col_expr(slot_hold::Column::ReleasedAt, Expr::value(now))
        .filter(slot_hold::Column::Id.is_in(own))
        .exec(db)
        .await?;
    Ok(())
}

/// The cells that an appointment has.
pub(super) async fn cells_of_appointment(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    id: AppointmentId,
) -> Result<Cells> {
    let rows = booking_cell::Entity::find()
        .filter(booking_cell::Column::ClinicId.eq(clinic_id))
        .filter(booking_cell::Column::AppointmentId.eq(id))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.resource_id, super::agenda::cell_from(row.cell_start))).collect())
}

/// Frees the cells of an appointment, but for those that it keeps.
pub(super) async fn free_cells(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    id: AppointmentId,
    cells: &Cells,
) -> Result<()> {
    for (resource, first, last) in runs(cells) {
        booking_cell::Entity::delete_many()
            .filter(booking_cell::Column::ClinicId.eq(clinic_id))
            .filter(booking_cell::Column::AppointmentId.eq(id))
            .filter(booking_cell::Column::ResourceId.eq(resource))
            .filter(booking_cell::Column::CellStart.between(start_of(first), start_of(last)))
            .exec(db)
            .await?;
    }
    Ok(())
}

/// A unique violation is a lost race, and so is a deadlock: two visits that each want what the other gives up.
fn lost_or(error: DbErr) -> Failure {
    if is_unique_violation(&error) || is_deadlock(&error) { slot_taken().into() } else { error.into() }
}

/// Somebody was faster.
pub fn slot_taken() -> Refusal {
    Refusal::new(
        UserErrorCode::SlotTaken,
        "input.slotId",
        "Ese turno ya no está libre. Mirá estos otros.",
        "This slot is no longer free. Have a look at these.",
    )
}

/// It is no slot of ours.
pub fn unknown_slot() -> Refusal {
    Refusal::new(
        UserErrorCode::NotFound,
        "input.slotId",
        "No encontramos ese turno. Volvé a buscar.",
        "We cannot find this slot. Search again.",
    )
}

#[cfg(test)]
mod tests {
    use sea_orm::prelude::Uuid;

    use super::*;

    #[test]
    fn adjacent_cells_are_one_run() {
        let (one, two) = (ResourceId(Uuid::from_u128(1)), ResourceId(Uuid::from_u128(2)));
        let cells = Cells::from([(one, 4), (one, 5), (two, 6), (one, 7), (one, 6), (two, 9)]);
        assert_eq!(runs(&cells), [(one, 4, 7), (two, 6, 6), (two, 9, 9)]);
    }
}
