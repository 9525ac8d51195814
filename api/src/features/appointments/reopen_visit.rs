//! A wrong click is taken back.

use entity::enums::{AppointmentState, EventKind};
use entity::ids::AppointmentId;
use entity::{appointment, care_plan};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect};

use super::change_rules::unknown_appointment;
use super::course::{Course, Step};
use crate::app::App;
use crate::platform::actor::{Actor, Permission};
use crate::platform::error::Outcome;

/// Takes back that a visit began, took place or was missed: it is booked as before, and whatever happened is said
/// anew. On the same day of the clinic only; later it is history.
///
/// # Errors
/// `NOT_FOUND` for what is not the actor's, `CONFLICT` where nothing was said of it, its day is over, it was
/// called off, or its care plan has ended.
pub async fn reopen_visit(app: &App, actor: &Actor, id: Option<AppointmentId>) -> Outcome<AppointmentId> {
    let (clinic_id, _) = actor.require_user(Permission::Treat)?;
    let work = app.begin(clinic_id).await?;
    let seen = match id {
        Some(id) => {
            let mine =
                appointment::Entity::find_by_id(id).filter(appointment::Column::ClinicId.eq(clinic_id));
            mine.one(work.db()).await?
        }
        None => None,
    };
    let seen = seen.ok_or_else(unknown_appointment)?;
    // Before the visit, as whoever ends the plan does: a plan that ends has no open visit.
    let plan = match seen.care_plan_id {
        Some(id) => care_plan::Entity::find_by_id(id).lock_exclusive().one(work.db()).await?,
        None => None,
    };
    let course = Course::over(work, actor, id).await?;
    course.must_allow(Step::Reopen, plan.map(|plan| plan.state))?;
    let mut row = course.appointment.clone().into_active_model();
    row.state = Set(AppointmentState::Booked);
    row.started_at = Set(None);
    row.ended_at = Set(None);
    course.finish(row, EventKind::VisitReopened, "visit.reopened").await
}
