//! A treatment is broken off.

use entity::appointment;
use entity::enums::{AppointmentState, CarePlanState};
use entity::ids::CarePlanId;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::json;

use super::direction::{Direction, Target};
use crate::app::App;
use crate::features::appointments::{call_off, read_reason};
use crate::features::clinics::clinic_by_id;
use crate::platform::actor::Actor;
use crate::platform::db::retrying;
use crate::platform::error::{Outcome, Refusal, UserErrorCode};

/// What is broken off.
#[derive(Clone, Debug)]
pub struct CancelCarePlan {
    /// Which plan.
    pub target: Target,
    /// Why, in the caller's words.
    pub reason: Option<String>,
}

/// Breaks a treatment off: the visits to come are called off with it, each with its message. What is past and was
/// never said to have taken place stays to be said.
///
/// # Errors
/// `NOT_FOUND` for what is not the actor's, `CONFLICT` where it has ended or a visit goes on, `STALE_VERSION`,
/// `INVALID` for a reason of more than 500 characters.
pub async fn cancel_care_plan(app: &App, actor: &Actor, input: CancelCarePlan) -> Outcome<CarePlanId> {
    retrying(|| try_cancel(app, actor, &input)).await
}

async fn try_cancel(app: &App, actor: &Actor, input: &CancelCarePlan) -> Outcome<CarePlanId> {
    let mut direction = Direction::begin(app, actor, input.target.id, "input.id").await?;
    direction.must_go_on("input.id")?;
    direction.must_be_current(input.target.version)?;
    let reason = read_reason(input.reason.as_deref())?;
    let now = direction.work.now();
    let open = appointment::Entity::find()
        .filter(appointment::Column::ClinicId.eq(direction.plan.clinic_id))
        .filter(appointment::Column::CarePlanId.eq(direction.plan.id))
        .filter(appointment::Column::State.is_in([AppointmentState::Booked, AppointmentState::InProgress]))
        .order_by_asc(appointment::Column::Id)
        .lock_exclusive()
        .all(direction.work.db())
        .await?;
    if open.iter().any(|visit| visit.state == AppointmentState::InProgress) {
        return Err(visit_goes_on().into());
    }
    let clinic = clinic_by_id(direction.work.db(), direction.plan.clinic_id).await?;
    let mut called_off = 0;
    for visit in open.into_iter().filter(|visit| visit.starts_at > now) {
        call_off(&mut direction.work, actor, &clinic, visit, reason).await?;
        called_off += 1;
    }
    let mut row = direction.plan.clone().into_active_model();
    row.state = Set(CarePlanState::Cancelled);
    row.version = Set(direction.plan.version + 1);
    row.cancelled_at = Set(Some(now));
    row.cancel_reason = Set(reason.map(str::to_owned));
    direction.finish(row, "care_plan.cancelled", json!({ "visitsCancelled": called_off })).await
}

fn visit_goes_on() -> Refusal {
    Refusal::new(
        UserErrorCode::Conflict,
        "input.id",
        "Hay una visita en curso. Terminala primero.",
        "A visit is going on. Complete it first.",
    )
}
