//! The patient did not come.

use entity::enums::{AppointmentState, EventKind};
use entity::ids::AppointmentId;
use sea_orm::{ActiveValue::Set, IntoActiveModel};

use super::course::{Course, Step};
use crate::app::App;
use crate::platform::actor::Actor;
use crate::platform::error::Outcome;

/// The patient did not come. The visit keeps its number.
///
/// # Errors
/// `NOT_FOUND` for what is not the actor's, `CONFLICT` before the start of the visit, once it has begun, or where
/// it was called off.
pub async fn mark_no_show(app: &App, actor: &Actor, id: Option<AppointmentId>) -> Outcome<AppointmentId> {
    let course = Course::begin(app, actor, id).await?;
    course.must_allow(Step::MarkNoShow, None)?;
    let mut row = course.appointment.clone().into_active_model();
    row.state = Set(AppointmentState::NoShow);
    course.finish(row, EventKind::VisitMissed, "visit.missed").await
}
