//! What an appointment has to be to count as a visit of a care plan.

use entity::enums::AppointmentState;
use entity::{appointment, care_plan, user};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use super::ground::Ground;
use super::slot_id::Segment;
use crate::platform::error::{Outcome, Refusal, Result, UserErrorCode};

/// The number of the next visit: one more than the highest that was not cancelled. Whoever asks holds the plan's
/// row.
pub(super) async fn next_visit_number(db: &impl ConnectionTrait, plan: &care_plan::Model) -> Result<i32> {
    let highest: Option<Option<i32>> = appointment::Entity::find()
        .select_only()
        .column_as(appointment::Column::VisitNumber.max(), "highest")
        .filter(appointment::Column::ClinicId.eq(plan.clinic_id))
        .filter(appointment::Column::CarePlanId.eq(plan.id))
        .filter(appointment::Column::State.ne(AppointmentState::Cancelled))
        .into_tuple()
        .one(db)
        .await?;
    Ok(highest.flatten().unwrap_or_default() + 1)
}

/// A visit is for the plan's service, and with the plan's practitioner where they do it.
pub(super) fn refuse_unfit(ground: &Ground, plan: &care_plan::Model, segments: &[Segment]) -> Outcome<()> {
    if segments.iter().any(|segment| segment.service != plan.service_id) {
        return Err(other_service().into());
    }
    let theirs = ground.resources_for(plan.practitioner_id);
    if segments.iter().all(|segment| theirs.contains(&segment.resource)) {
        return Ok(());
    }
    Err(other_practitioner().into())
}

/// Visits are agreed with who treats: once the plan's practitioner has left, with whom it goes on.
///
/// # Errors
/// `CONFLICT` at the field.
pub async fn refuse_unattended(
    db: &impl ConnectionTrait,
    plan: &care_plan::Model,
    field: &'static str,
) -> Outcome<()> {
    let treats = user::practitioners(plan.clinic_id).filter(user::Column::Id.eq(plan.practitioner_id));
    if treats.one(db).await?.is_some() {
        return Ok(());
    }
    Err(Refusal::new(
        UserErrorCode::Conflict,
        field,
        "Quien atiende este tratamiento ya no es profesional de la clínica. Primero tiene que pasar a otro profesional.",
        "Whoever treats is no longer a practitioner of the clinic. The care plan has to go to another one first.",
    )
    .into())
}

fn other_service() -> Refusal {
    Refusal::new(
        UserErrorCode::Invalid,
        "input.slotId",
        "Este horario no es para las visitas de este tratamiento. Volvé a buscar.",
        "This slot is not for the visits of this care plan. Search again.",
    )
}

fn other_practitioner() -> Refusal {
    Refusal::new(
        UserErrorCode::Invalid,
        "input.slotId",
        "Este horario es con otro profesional. Volvé a buscar.",
        "This slot is with another practitioner. Search again.",
    )
}
