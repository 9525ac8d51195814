//! A treatment is completed.

use entity::appointment;
use entity::enums::{AppointmentState, CarePlanState};
use entity::ids::CarePlanId;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter};
use serde_json::json;

use super::direction::{Direction, Target};
use crate::app::App;
use crate::platform::actor::Actor;
use crate::platform::error::{Outcome, Refusal, UserErrorCode};

/// A treatment is completed. Nothing is called off silently: whoever completes it says first what became of every
/// visit.
///
/// # Errors
/// `NOT_FOUND` for what is not the actor's, `CONFLICT` where it has ended, or a visit is booked or goes on,
/// `STALE_VERSION`.
pub async fn complete_care_plan(app: &App, actor: &Actor, target: Target) -> Outcome<CarePlanId> {
    let direction = Direction::begin(app, actor, target.id, "input.id").await?;
    direction.must_go_on("input.id")?;
    direction.must_be_current(target.version)?;
    let visits = |state: AppointmentState| {
        appointment::Entity::find()
            .filter(appointment::Column::ClinicId.eq(direction.plan.clinic_id))
            .filter(appointment::Column::CarePlanId.eq(direction.plan.id))
            .filter(appointment::Column::State.eq(state))
            .count(direction.work.db())
    };
    let open = visits(AppointmentState::Booked).await? + visits(AppointmentState::InProgress).await?;
    if open > 0 {
        return Err(visits_left(open).into());
    }
    let completed = visits(AppointmentState::Completed).await?;
    let mut row = direction.plan.clone().into_active_model();
    row.state = Set(CarePlanState::Completed);
    row.version = Set(direction.plan.version + 1);
    row.completed_at = Set(Some(direction.work.now()));
    direction.finish(row, "care_plan.completed", json!({ "visits": completed })).await
}

fn visits_left(open: u64) -> Refusal {
    let (es, en) = if open == 1 {
        (
            "Queda 1 visita reservada o en curso. Completala o cancelala primero.".to_owned(),
            "1 visit is still booked or in progress. Complete or cancel it first.".to_owned(),
        )
    } else {
        (
            format!("Quedan {open} visitas reservadas o en curso. Completalas o cancelalas primero."),
            format!("{open} visits are still booked or in progress. Complete or cancel them first."),
        )
    };
    Refusal::new(UserErrorCode::Conflict, "input.id", es, en)
}
