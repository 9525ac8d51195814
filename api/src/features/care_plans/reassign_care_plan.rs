//! A treatment goes on with another practitioner.

use entity::ids::{CarePlanId, UserId};
use sea_orm::{ActiveValue::Set, IntoActiveModel};
use serde_json::json;

use super::create_care_plan::{is_practitioner, unknown_practitioner};
use super::direction::{Direction, Target};
use crate::app::App;
use crate::platform::actor::Actor;
use crate::platform::error::Outcome;

/// What is handed over.
#[derive(Clone, Copy, Debug)]
pub struct ReassignCarePlan {
    /// Which plan.
    pub target: Target,
    /// To whom; none for an id that is not one.
    pub practitioner_id: Option<UserId>,
}

/// Hands a treatment over to another practitioner: be it that the one before has left. Visits are booked on resources,
/// not with people: those that are booked stay where they are until somebody moves them, and then go to the new
/// practitioner's agenda.
///
/// # Errors
/// `NOT_FOUND` for what is not the actor's and for who is no practitioner of the clinic's, or no longer, `CONFLICT`
/// where the plan has ended, `STALE_VERSION`.
pub async fn reassign_care_plan(app: &App, actor: &Actor, input: ReassignCarePlan) -> Outcome<CarePlanId> {
    let direction = Direction::begin(app, actor, input.target.id, "input.id").await?;
    direction.must_go_on("input.id")?;
    let practitioner_id = input.practitioner_id.ok_or_else(unknown_practitioner)?;
    if !is_practitioner(&direction.work, direction.plan.clinic_id, practitioner_id).await? {
        return Err(unknown_practitioner().into());
    }
    let (id, before) = (direction.plan.id, direction.plan.practitioner_id);
    // Sent again after a lost answer, by whom it still concerns.
    if practitioner_id == before {
        return Ok(id);
    }
    direction.must_be_current(input.target.version)?;
    let mut row = direction.plan.clone().into_active_model();
    row.practitioner_id = Set(practitioner_id);
    row.version = Set(direction.plan.version + 1);
    let detail = json!({ "from": before, "to": practitioner_id });
    direction.finish(row, "care_plan.reassigned", detail).await
}
