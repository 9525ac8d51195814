//! The patient is there: a visit begins.

use entity::enums::{AppointmentState, EventKind};
use entity::ids::AppointmentId;
use sea_orm::{ActiveValue::Set, IntoActiveModel};

use super::course::{Course, Step};
use crate::app::App;
use crate::platform::actor::Actor;
use crate::platform::error::Outcome;

/// A visit begins now, early or late.
///
/// # Errors
/// `NOT_FOUND` for what is not the actor's, `CONFLICT` where it has begun or was called off, or before its day.
pub async fn start_visit(app: &App, actor: &Actor, id: Option<AppointmentId>) -> Outcome<AppointmentId> {
    let course = Course::begin(app, actor, id).await?;
    course.must_allow(Step::Start, None)?;
    let mut row = course.appointment.clone().into_active_model();
    row.state = Set(AppointmentState::InProgress);
    row.started_at = Set(Some(course.work.now()));
    course.finish(row, EventKind::VisitStarted, "visit.started").await
}
